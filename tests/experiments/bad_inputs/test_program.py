"""Mistakes of each kind get a sentence; an answer that is not as it must be is seen."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from experiments.bad_inputs import program, trying
from experiments.bad_inputs.bad_input import BadInput
from experiments.bad_inputs.inputs import KINDS, bad_inputs
from experiments.cli.pool import each

DRAWN = 15  # of each kind, here; the program makes them all


def drawn() -> list[BadInput]:
    """Some mistakes of each kind, others after any change of the lists."""
    known = bad_inputs()
    luck = random.Random(len(known))
    chosen = []
    for kind in KINDS:
        mine = [bad for bad in known if bad.kind == kind]
        chosen += luck.sample(mine, min(DRAWN, len(mine)))
    return chosen


def test_there_are_mistakes_of_each_kind_and_no_two_are_the_same() -> None:
    known = bad_inputs()
    assert len(known) >= 300 and set(Counter(bad.kind for bad in known)) == set(KINDS)
    assert len({(bad.program, bad.words, str(bad.files)) for bad in known}) == len(known)


def test_each_mistake_that_is_drawn_gets_a_sentence() -> None:
    made = drawn()
    answers = each(trying.faults_of_the_answer, made, workers=2, bar=False)
    assert not [(bad.name, wrong) for bad, wrong in zip(made, answers, strict=True) if wrong]


ANSWERS = {
    "exit code 0": lambda: 0,
    "exit code 1": lambda: 1,
    "does not name word": lambda: answer("something is wrong {lang}"),
    "11 lines": lambda: answer("\n".join(["word {lang}"] * 11)),
    "0 lines": lambda: 2,
    "traceback": lambda: answer("Traceback: word {lang}"),
    "the same text": lambda: answer("word"),
    "standard output": lambda: print("word") or answer("word {lang}"),
    "writes results": lambda: write() or answer("word {lang}"),
    "exit code SystemExit": lambda: (_ for _ in ()).throw(SystemExit(2)),
}


def answer(text: str) -> int:
    import sys

    print(text.format(lang=sys.argv[-1]), file=sys.stderr)
    return 2


def write() -> None:
    from pathlib import Path

    Path("results").mkdir()


@pytest.mark.parametrize("wrong", ANSWERS)
def test_an_answer_that_is_not_as_it_must_be_is_seen(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def main(words: list[str]) -> int:
        monkeypatch.setattr("sys.argv", ["x", words[-1]])
        return int(ANSWERS[wrong]())

    monkeypatch.setattr("experiments.compare.main", main)
    found = trying.faults_of_the_answer(BadInput("words", "compare", ("word=1",), "word"))
    assert any(wrong in text for text in found), found


def test_a_good_answer_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    def main(words: list[str]) -> int:
        monkeypatch.setattr("sys.argv", ["x", words[-1]])
        return answer("word {lang}")

    monkeypatch.setattr("experiments.compare.main", main)
    assert trying.faults_of_the_answer(BadInput("words", "compare", ("word=1",), "word")) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_program_prints_how_many_were_made(lang: str, capsys: pytest.CaptureFixture) -> None:
    assert program.main(["kind=outputs", f"lang={lang}", "workers=1"]) == 0
    made = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert any(line[-2:] == ["21", "21"] for line in made)
