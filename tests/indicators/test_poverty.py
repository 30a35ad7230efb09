"""Capability poverty by hand."""

import math

import numpy as np

from sim.indicators.poverty import Poverty, poverty

# Four persons, four domains; the last is covered everywhere.
COVERAGE = np.array(
    [[0.0, 0.0, 0.0, 1.0], [0.79, 0.0, 1.0, 1.0], [0.8, 0.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]]
)


def test_poverty_by_hand() -> None:
    found = poverty(COVERAGE, 0.8, 2)
    assert (found.persons, found.poor, found.lacking, found.domains) == (4, 2, 5, 4)
    assert found.headcount == 0.5
    assert found.intensity == 5 / 8
    assert found.adjusted == found.headcount * found.intensity


def test_shares_by_hand() -> None:
    found = Poverty(persons=10, poor=4, lacking=6, domains=3)
    assert found.headcount == 4 / 10
    assert found.intensity == 6 / (4 * 3)
    assert found.adjusted == 6 / (10 * 3)


def test_the_adjusted_headcount_sees_one_more_lack_of_the_poor() -> None:
    worse = COVERAGE.copy()
    worse[0, 3] = 0.0
    before, after = poverty(COVERAGE, 0.8, 2), poverty(worse, 0.8, 2)
    assert after.headcount == before.headcount and after.adjusted > before.adjusted


def test_nobody_and_nobody_poor() -> None:
    assert math.isnan(poverty(np.zeros((0, 4)), 0.8, 1).headcount)
    none = poverty(np.ones((3, 4)), 0.8, 1)
    assert none.headcount == none.adjusted == 0.0 and math.isnan(none.intensity)
