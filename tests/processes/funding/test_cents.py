"""Whole cents, by hand."""

from __future__ import annotations

import pytest

from sim.processes.funding.cents import by_use, grown, monthly_part, period_part


def test_twelve_parts_make_the_year() -> None:
    assert [monthly_part(100, k) for k in range(12)] == [8, 8, 9, 8, 8, 9, 8, 8, 9, 8, 8, 9]
    assert [monthly_part(7, k) for k in (11, 12, 13, -1)] == [1, 0, 1, 1]


def test_the_parts_of_any_period_make_its_amount() -> None:
    assert [period_part(100, month, 3) for month in (0, 1, 2, 3, 5)] == [33, 33, 34, 33, 34]
    assert [period_part(5, month, 4) for month in range(4)] == [1, 1, 1, 2]
    assert period_part(100, 8, 1) == 100


@pytest.mark.parametrize(
    ("cents", "rate", "after"),
    [(1000, 0.011, 1011), (45, 0.01, 45), (150, 0.01, 152), (1000, -0.05, 950), (0, 0.5, 0)],
)
def test_cents_grow_to_the_nearest(cents: int, rate: float, after: int) -> None:
    assert grown(cents, rate) == after  # 45.45 goes down, 151.5 up


def test_what_follows_use_is_whole_at_95_of_100_places() -> None:
    assert by_use(1_900, 95, 100) == 1_900
    assert by_use(1_900, 100, 100) == 2_000
    assert by_use(1_900, 19, 20) == 1_900
    assert by_use(1_000, 50, 100) == 526  # 526.3
    assert by_use(1_000, 0, 100) == 0
    assert by_use(1_000, 0, 0) == 1_000  # nothing to follow
