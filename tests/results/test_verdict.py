"""The verdict on a difference by its interval, at and beside its thresholds."""

from __future__ import annotations

import math

import pytest

from sim.results.verdict import verdict

TINY = 5e-324  # the least number above 0


@pytest.mark.parametrize(
    ("direction", "low", "high", "word"),
    [
        (1, 0.1, 0.3, "better"),
        (1, -0.3, -0.1, "worse"),
        (-1, 0.1, 0.3, "worse"),
        (-1, -0.3, -0.1, "better"),
        (0, 0.1, 0.3, "moves"),
        (0, -0.3, -0.1, "moves"),
        (1, -0.1, 0.3, "unsure"),
        (-1, -0.1, 0.3, "unsure"),
        (0, -0.1, 0.3, "unsure"),
        # An end at 0 is unsure, one beside it is not.
        (1, 0.0, 0.3, "unsure"),
        (1, TINY, 0.3, "better"),
        (1, -0.3, 0.0, "unsure"),
        (1, -0.3, -TINY, "worse"),
        (-1, 0.0, 0.0, "unsure"),
        # No interval, or half of one.
        (1, math.nan, math.nan, "unsure"),
        (1, 0.1, math.inf, "unsure"),
        (-1, -math.inf, -0.1, "unsure"),
        (0, math.nan, 0.3, "unsure"),
    ],
)
def test_a_verdict_follows_direction_and_interval(direction, low, high, word):
    assert verdict(direction, low, high) == word
