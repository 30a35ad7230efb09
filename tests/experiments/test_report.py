"""The program that writes a report of a saved comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from experiments.report import main
from tests.lang.both import refused_in_both
from tests.results.cases import small


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return small().save(tmp_path / "saved")


def test_it_writes_each_form_that_is_asked_for(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(saved), "lang=fr", "forms=html,csv", f"out={tmp_path / 'out'}"]) == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["report.csv", "report.html"]
    assert "Qui perd" in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert capsys.readouterr().out.count("report.") == 2


def test_without_a_folder_to_write_it_writes_beside_the_comparison(saved: Path) -> None:
    assert main([f"folder={saved}", "forms=html", "lang=en"]) == 0
    assert (saved.with_name("saved-report") / "report.html").exists()
    assert sim.load(saved) == small()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], "folder"),
        (["missing"], "missing"),
        (["missing", "forms=html,docx"], "docx"),
        (["missing", "months=24"], "months=24"),
        (["missing", "form=html"], "forms"),
    ],
)
def test_a_wrong_word_gives_one_sentence_in_both_languages(
    words: list[str], shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(main, words, shown, capsys, lines=1)


def test_a_folder_of_one_world_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = {"months": 3, "burn_in": 0, "reform_month": 1, "record_people": 0}
    folder = sim.Sim("silo", territory="training", **short).run(progress=False).save(tmp_path / "x")
    refused_in_both(main, [str(folder)], "one world", capsys, lines=1)
