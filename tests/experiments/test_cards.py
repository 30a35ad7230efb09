"""The program that checks scenario cards: its verdict, its table, its refusals."""

from __future__ import annotations

import json

import pytest

from experiments.cards import main
from sim.app.session.cards import judged
from tests.lang.both import refused_in_both

QUICK = ("replicates=2", "months=12", "workers=1")


@pytest.mark.parametrize(
    ("sign", "low", "high", "verdict"),
    [
        (1, 0.1, 0.3, "agrees"),
        (-1, 0.1, 0.3, "contrary"),
        (-1, -0.3, -0.1, "agrees"),
        (1, -0.3, -0.1, "contrary"),
        (1, -0.1, 0.3, "unsure"),
        (1, 0.0, 0.3, "unsure"),
        (1, 0.01, 0.04, "small"),
        (1, -0.04, 0.04, "small"),
        (1, 0.01, 0.05, "agrees"),
        (1, float("nan"), float("nan"), "unsure"),
    ],
)
def test_a_verdict_needs_an_interval_on_the_expected_side_that_counts(
    sign: int, low: float, high: float, verdict: str
) -> None:
    assert judged(sign, low, high, 0.05) == verdict


def test_the_measured_difference_stands_beside_what_was_expected(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["rushed", *QUICK, "format=json", "lang=en"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["card"], row["manner"], row["sign"], row["worse"]) == ("rushed", "forced", 1, True)
    assert row["difference"] == pytest.approx(row["b"] - row["a"])
    assert row["low"] < row["difference"] < row["high"] and row["n"] == 2
    for shape, shown in (("table", "Why it was expected"), ("markdown", "| The pole in six")):
        assert main(["rushed", *QUICK, f"format={shape}", "lang=en"]) == 0
        out = capsys.readouterr().out
        assert shown in out and "12 months simulated · N = 2" in out


def test_all_cards_are_shown_without_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cfg"]) == 0
    assert "rural:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["rurale"], "did you mean 'rural'?"),
        (["months=11"], "months"),
        (["replicates=1"], "replicates"),
        (["organisation=pole"], "organisation=pole"),
    ],
)
def test_a_wrong_word_gives_one_sentence_in_both_languages(
    words: list[str], shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(main, words, shown, capsys, lines=1)
