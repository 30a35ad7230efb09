"""The verdict on a difference, by its interval."""

from __future__ import annotations

import math

import pytest

from sim.results.verdict import verdict


@pytest.mark.parametrize(
    ("direction", "low", "high", "found"),
    [
        (1, 0.1, 0.3, "better"),
        (1, -0.3, -0.1, "worse"),
        (-1, 0.1, 0.3, "worse"),
        (-1, -0.3, -0.1, "better"),
        (0, 0.1, 0.3, "moves"),
        (0, -0.3, -0.1, "moves"),
        (1, -0.1, 0.1, "unsure"),
        (1, 0.0, 0.1, "unsure"),  # an end of the interval belongs to it
        (-1, -0.1, 0.0, "unsure"),
        (0, 0.0, 0.0, "unsure"),
        (1, math.nan, math.nan, "unsure"),
        (1, 0.1, math.inf, "unsure"),
        (-1, -math.inf, -0.1, "unsure"),
    ],
)
def test_an_interval_is_judged_by_its_direction(
    direction: int, low: float, high: float, found: str
) -> None:
    assert verdict(direction, low, high) == found
