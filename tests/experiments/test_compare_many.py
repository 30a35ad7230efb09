"""The program that compares several scenarios on several territories."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.compare_many import main
from tests.lang.both import refused_in_both

TINY = ["months=3", "burn_in=0", "reform_month=1", "workers=1", "lang=en"]


def test_it_writes_one_table_and_one_figure_and_measures_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "many"
    words = ["scenarios=silo,provider,pole", "territories=training", "replicates=2", f"out={out}"]
    assert main([*words, *TINY]) == 0
    shown = capsys.readouterr().out
    assert (
        "s of computing" in shown and "python -m experiments.compare_many scenarios=silo" in shown
    )
    names = {"difference.png", "difference.svg", "manifest.json", "summary.csv", "summary.parquet"}
    assert {path.name for path in out.iterdir()} == names
    frame = pd.read_parquet(out / "summary.parquet")
    assert set(frame["scenario"]) == {"provider", "pole"} and (frame["against"] == "silo").all()
    assert json.loads((out / "manifest.json").read_text("utf-8"))["peak_mb"] > 50


def test_json_holds_what_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["scenarios=silo,pole", "replicates=1", "format=json", f"out={tmp_path / 'x'}"]
    assert main([*words, *TINY]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["territory"] for row in told["summary"]} == {"training"}
    assert told["seconds"] >= 0 and told["peak_mb"] > 50


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["scenarios=silo"], "scenarios"),
        (["scenarios=silo,poel"], "poel"),
        (["territories=training,training"], "territories"),
        (["indicator=unmet_ned"], "unmet_ned"),
        (["indicator=wait_solution_mean"], "wait_solution_mean"),
        (["montsh=3"], "montsh"),
    ],
)
def test_a_wrong_word_gives_one_sentence_in_both_languages(
    words: list[str], shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(main, words, shown, capsys, lines=1)


@pytest.mark.parametrize("kind", ["parcours-comparison", "parcours-comparisons"])
def test_a_folder_of_results_is_not_written_over(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"kind": kind, "schema_version": 2}), encoding="utf-8")
    before = manifest.read_bytes()
    refused_in_both(
        main, ["scenarios=silo,pole", *TINY[:-1], f"out={tmp_path}"], str(tmp_path), capsys
    )
    assert [*tmp_path.iterdir()] == [manifest] and manifest.read_bytes() == before
