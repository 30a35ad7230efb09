"""The program `sensitivity`: its two studies, its files, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments import sensitivity
from experiments.cli.ready import ready_names
from sim.errors import library
from tests.lang.both import refused_in_both

SHORT = ["ranges=none", "months=4", "burn_in=0", "reform_month=1", "points=2", "trajectories=2",
         "workers=1", "organisation.planning_share=interval(0,0.08)", "leading=2"]  # fmt: skip


def test_effects_indices_and_figure_come_from_the_studies_of_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library("SALib.analyze.sobol")
    out = [f"out={tmp_path / 'o'}", "organisation.pole.coverage=interval(0,1)"]
    assert sensitivity.main([*SHORT, *out, "format=json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert len(first["effects"]) == 3 and len(first["indices"]) == 2
    leading = [row["factor"] for row in first["effects"][:2]]
    assert leading[0] == "organisation.pole.coverage", "no member, no effect of the pole"
    assert [row["factor"] for row in first["indices"]] == leading
    assert first["runs"] == [2 * 2 * 2 * 4, 2 * 2 * 2 * 4] and 0 <= first["seed_share"] < 1
    names = {path.name for path in (tmp_path / "o").iterdir()}
    assert {"morris", "sobol", "result.json", "sensitivity.fr.png", "sensitivity.en.svg"} <= names
    # Again, on the runs that are there; as tables.
    assert sensitivity.main([*SHORT, *out, "lang=en"]) == 0
    text = capsys.readouterr().out
    assert "Share of the seed" in text and "organisation.pole.coverage=interval(0,1)" in text
    second = json.loads((tmp_path / "o" / "result.json").read_text("utf-8"))
    assert second["digests"] == first["digests"] and second["effects"] == first["effects"]


@pytest.mark.parametrize("name", ready_names("sensitivity"))
def test_a_ready_configuration_moves_only_what_acts_after_the_reform(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sensitivity.main([f"study={name}", "--cfg"]) == 0
    text = capsys.readouterr().out
    assert "organisation.planning_share" in text and "organisation.overhead_mode" in text
    assert "crises.rate" not in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["study=trainin"], "did you mean 'training'"),
        (["indicator=unmet_ned"], "did you mean 'unmet_need'"),
        (["points=9"], "8 or 16"),
        (["seed=range(3)"], "one number"),
        (["ranges=some"], "reform"),
        (["scenario=silo,nobody"], "nobody"),
        (["organisation.referent_share=interval(1,0)"], "the smaller first"),
        (["ranges=none", "organisation.overhead_mode=fewer_hours"], "at least one factor"),
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
    refused_in_both(sensitivity.main, words, told, capsys)
    assert {path.name for path in tmp_path.rglob("*")} == {"taken"}
