"""Asking and being assessed, by hand."""

from __future__ import annotations

import pytest

from sim.processes.care.access import ask_probability, assessment_probability


def test_who_is_willing_and_able_asks() -> None:
    assert ask_probability(0.5, 0.5, False) == 0.25
    assert ask_probability(0.5, 0.0, False) == 0.0
    assert ask_probability(0.5, 0.5, True) == 0.0


@pytest.mark.parametrize(
    ("delay", "chance"), [(0.0, 1.0), (0.5, 1.0), (1.0, 1.0), (1.25, 0.8), (4.0, 0.25)]
)
def test_an_assessment_takes_its_delay_on_average(delay: float, chance: float) -> None:
    assert assessment_probability(delay) == chance
