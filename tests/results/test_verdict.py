"""The verdict on a difference by its interval, at and beside its thresholds."""

from __future__ import annotations

import math
from typing import get_args

import pytest

from sim.results.verdict import MARKS, Verdict, smallest_that_counts, verdict

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
        (-1, 0.0, 0.0, "same"),
        # No interval, or half of one.
        (1, math.nan, math.nan, "unsure"),
        (1, 0.1, math.inf, "unsure"),
        (-1, -math.inf, -0.1, "unsure"),
        (0, math.nan, 0.3, "unsure"),
    ],
)
def test_a_verdict_follows_direction_and_interval(direction, low, high, word):
    assert verdict(direction, low, high) == word


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        # The whole interval must be nearer to 0 than 0.5.
        (-0.49, 0.49, "small"),
        (0.1, 0.49, "small"),
        (-0.49, -0.1, "small"),
        (0.1, 0.5, "worse"),
        (-0.5, -0.1, "better"),
        (-0.5, 0.49, "unsure"),
        (-0.49, 0.5, "unsure"),
        (0.0, 0.0, "same"),
        (0.6, 0.9, "worse"),
        (math.nan, math.nan, "unsure"),
    ],
)
def test_what_is_smaller_than_what_counts_is_neither_better_nor_worse(low, high, word):
    assert verdict(-1, low, high, 0.5) == word


@pytest.mark.parametrize(
    ("unit", "level", "smallest"),
    [
        ("share", 0.4, 0.005),
        ("index", -3.0, 0.005),
        ("months", 60.0, 0.25),
        ("euros_year", 2000.0, 20.0),
        ("per_100_years", -5.0, 0.05),
        ("persons", 0.0, 0.0),
        ("persons", math.nan, 0.0),
    ],
)
def test_the_smallest_effect_depends_on_the_unit(unit, level, smallest):
    assert smallest_that_counts(unit, level) == smallest


def test_every_verdict_has_a_mark_of_its_own():
    assert len(set(MARKS.values())) == len(MARKS) == len(get_args(Verdict))
