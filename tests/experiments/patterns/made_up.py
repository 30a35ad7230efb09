"""Patterns and worlds made up by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.patterns.declared import Pattern, Rule
from experiments.patterns.measures import Pairs
from experiments.patterns.verdict import Seen
from sim.indicators.outputs import Run
from sim.state import counts
from sim.state.people import COUNTERS

RULE: dict[str, Any] = {
    "months": 120, "dispersion": 0, "replicates": 2, "seeds": {"fit": 1, "holdout": 1001},
    "departements": {"fit": ["creuse", "jura"], "holdout": ["gers"]}, "one_in": 5,
    "always": [], "seen": [], "standard_errors": 2, "aim": 0.8,
}  # fmt: skip


def fields(**changes: Any) -> dict[str, Any]:
    """Fields of a pattern that may be declared, but for `changes`; None takes a field away."""
    given = {
        "name": "x", "kind": "emergent", "fr": "X", "en": "X", "measure": "occupancy",
        "window": [0, 24], "published": [0.0, 1.0], "year": 2018, "unit": "share",
        "source": {"fr": "s", "en": "s"}, **changes,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def pattern(**changes: Any) -> Pattern:
    """One that may be declared, but for `changes`."""
    return Pattern.model_validate(fields(**changes))


def rule(**changes: Any) -> Rule:
    """A rule, with `changes`."""
    return Rule.model_validate(RULE | changes)


def seen(months: int = 36, used: int = 10) -> Seen:
    """Occupancy begins at `used` hundredths and rises by one a month."""
    series = np.zeros((months, counts.SIZE), np.int64)
    series[:, counts.INDEX["places"]] = 100
    series[:, counts.INDEX["places_used"]] = used + np.arange(months)
    series[:, counts.INDEX["people"]] = 1000
    waits = np.zeros(counts.WAIT_SHAPE, np.int32)
    cohort = np.zeros(counts.COHORT_SHAPE, np.int32)
    cells = np.zeros((216, len(COUNTERS)), np.int64)
    paid = np.zeros((months, 1), np.int64)
    run = Run("", "", 1, 0, 12, series, waits, cohort, cells, cells[:1], None, paid)
    cash = [
        Pairs(month, np.array([top]), np.array([4.0]))
        for month, top in ((11, 1.0), (23, 2.0), (35, 3.0))
    ]
    return Seen(run, {"thin_cash": cash}, ("x",))
