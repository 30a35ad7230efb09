"""The program `atlas`: a tiny one with its file, its pages and its resume; what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import sim
from experiments import atlas
from experiments.cli.ready import ready_names
from sim.indicators.registry import HEADLINE
from tests.lang.both import refused_in_both

WORLD = ["months=3", "burn_in=0", "reform_month=1"]
SHORT = [*WORLD, "scenarios=pole,silo", "territories=training", "replicates=2", "points=2",
         "band_replicates=1", "workers=1"]  # fmt: skip


def test_a_tiny_atlas_says_what_a_comparison_says_and_where_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    assert atlas.main([*SHORT, f"out={out}", "format=json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["runs"] == 2 * 2 + 2 * 2 * 1
    held = pq.read_table(out / "atlas.parquet")
    table = held.to_pandas().set_index("indicator")
    assert list(table.index) == list(HEADLINE) and set(table["scenario"]) == {"pole"}
    both = sim.compare("silo", "pole", [*WORLD, "territory=training"], replicates=2, workers=1)
    want = both.summary().query("indicator == 'unmet_need' and dimension == 'all'").iloc[0]
    row = table.loc["unmet_need"]
    for name in ("difference", "low", "high"):
        assert row[name] == pytest.approx(want[name], rel=1e-12)
    assert row["n"] == 2 and row["points"] == 2 and row["band_low"] <= row["band_high"]
    origin = json.loads(held.schema.metadata[b"parcours-atlas"])
    assert origin["baseline"] == "silo" and origin["ranges"]
    luck = sim.Study.open(out / "luck")
    assert origin["studies"][luck.id] == luck.digest() and len(origin["studies"]) == 2
    assert set(table["code"]) == {luck.code}
    assert (out / "atlas.parquet").stat().st_size < 20_000
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.runs.parquet")}
    assert atlas.main([*SHORT, f"out={out}", "lang=en"]) == 0, "again, on the runs that are there"
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.runs.parquet")} == before
    assert "Each scenario beside 'silo'" in capsys.readouterr().out
    for lang in ("fr", "en"):
        assert (out / f"atlas.{lang}.png").exists()
        assert (out / f"atlas.{lang}.md").read_text("utf-8").count("\n## ") == len(HEADLINE)


@pytest.mark.parametrize("name", ready_names("atlas"))
def test_a_ready_configuration_draws_only_what_all_scenarios_share(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert atlas.main([f"study={name}", "--cfg"]) == 0
    text = capsys.readouterr().out
    assert "change.tau" in text and "withdrawal" not in text.partition("ranges")[2]
    assert "crises.rate" not in text, "it acts before the reform"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["study=trainin"], "did you mean 'training'"),
        (["scenarios=pole,nobody"], "'nobody' is not a scenario"),
        (["scenarios=silo"], "at least one scenario"),
        (["baseline=siloo"], "did you mean 'silo'"),
        (["territories=atlantis"], "atlantis"),
        (["territory=training"], "territories="),
        (["indicator=unmet_ned"], "did you mean 'unmet_need'"),
        (["replicates=1"], "from 2"),
        (["organisation.entry=maybe"], "entry"),
        (["out=taken"], "taken"),
    ],
)
def test_bad_input_is_one_sentence_before_anything_runs(
    words: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine")
    typed = {word.partition("=")[0] for word in words}
    few = ("scenarios=pole", "territories=training", "points=0", *WORLD)
    short = [word for word in few if word.partition("=")[0] not in typed]
    refused_in_both(atlas.main, [*short, *words], told, capsys)
    assert {path.name for path in tmp_path.rglob("*")} == {"taken"}
