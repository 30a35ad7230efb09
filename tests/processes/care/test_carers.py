"""Strain and burnout of carers, by hand."""

from __future__ import annotations

import math

import pytest

from sim.processes.care.carers import burnout_probability, strain_after, strain_excess


@pytest.mark.parametrize(
    ("load", "excess"),
    [(0, 0.0), (60, 0.0), (80, 0.0), (100, 0.25), (200, 1.5), (240, 2.0), (400, 2.0)],
)
def test_a_load_above_the_capacity_is_in_excess_up_to_twice(load: int, excess: float) -> None:
    assert strain_excess(load, 80) == excess


def test_strain_recovers_and_is_added_to() -> None:
    # Nine tenths of 0.4 are left, a fifth of 0.5 comes.
    assert strain_after(0.4, 0.5, 0.1, 0.2) == pytest.approx(0.46)
    assert strain_after(0.4, 0.0, 0.1, 0.2) == pytest.approx(0.36)
    assert strain_after(0.0, 0.5, 0.1, 0.2) == pytest.approx(0.1)


def test_burnout_comes_with_strain_and_never_without() -> None:
    slope = math.log(4)
    assert burnout_probability(0.06, slope, 0.0) == 0.0
    assert burnout_probability(0.06, slope, 0.5) == pytest.approx(0.02)  # (2 - 1) / (4 - 1)
    assert burnout_probability(0.06, slope, 1.0) == pytest.approx(0.06)
    assert burnout_probability(0.06, slope, 2.0) == pytest.approx(0.3)  # (16 - 1) / (4 - 1)
    assert burnout_probability(0.6, slope, 2.0) == 1.0
