"""The benchmark against another commit: what it compares, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.benchmark import against, probe
from experiments.benchmark.against import Measure, Version, compare, table


class Played:
    """A version whose measures are given."""

    def __init__(self, *answers: float) -> None:
        self.answers = list(answers)

    def ask(self, measure: tuple[str, ...]) -> float:
        return self.answers.pop(0)


@pytest.mark.parametrize(
    ("more", "limit", "met"), [(False, 0.5, True), (False, 0.49, False), (True, 0.5, True)]
)
def test_medians_of_turns_are_compared(more: bool, limit: float, met: bool) -> None:
    measure = Measure("pair", ("pair",), ("pair",), limit, more=more)
    before, after = Played(0.3, 0.2, 9.0), Played(0.15, 0.9, 0.1)
    found = compare(measure, before, after, 3)  # type: ignore[arg-type]
    assert (found.before, found.after, found.turns) == (300.0, 150.0, 3)
    assert found.ratio == 0.5 and found.met is met


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_table_says_what_was_met(lang: str) -> None:
    measures = [
        {"name": m.name, "before": 2.0, "after": 1.0, "ratio": 0.5, "limit": m.limit, "met": met,
         "turns": 20, "digits": 1}
        for m, met in zip(against.MEASURES, [True, *[False] * 9], strict=False)
    ]  # fmt: skip
    world = {"scenario": "silo", "persons": 6e6, "joint": 60.0, "apart": 30.0, "ratio": 0.5,
             "same": False, "mb": 900.0, "growth": 1.1}  # fmt: skip
    answer = {
        "measures": measures,
        "country": {"threads": 2, "worlds": [world]},
        "rooflines": {"copy": 11.0, "touch": 5.0},
    }
    text = table(answer, lang)
    yes, no = {"fr": ("oui", "non"), "en": ("yes", "no")}[lang]
    assert text.count(f" {yes} ") == 1 and text.count(f" {no} ") == len(measures) - 1
    assert {"fr": "DIFFÉRENTE", "en": "ANOTHER"}[lang] in text


def test_the_probe_answers_line_by_line(tmp_path: Path) -> None:
    root = Path(against.__file__).resolve().parents[2]
    version = Version(root, tmp_path)
    version.environment.pop("PARCOURS_CACHE")  # compiled code of this machine will do
    try:
        for _ in range(2):
            assert 0 < version.ask(["ten", "silo"]) < 1e6
    finally:
        version.end()


def test_levers_of_a_sweep_all_differ() -> None:
    assert len(set(probe.SHARES)) == len(probe.SHARES) >= against.SWEEP
