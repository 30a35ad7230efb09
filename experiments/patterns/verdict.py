"""From what worlds show to a verdict: means over seeds, standard errors, and what is inside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.patterns.declared import YEAR, Pattern, Rule
from experiments.patterns.measures import MEASURES, Pairs, over_window

if TYPE_CHECKING:
    from sim.indicators.measure import Key, Waits
    from sim.indicators.outputs import Run

__all__ = [
    "GROUPS",
    "Cell",
    "Seen",
    "cells_of",
    "group_of",
    "judged",
    "mean_and_error",
    "measured",
    "miss",
    "share_inside",
]

INSIDE, OUTSIDE, UNKNOWN = "inside", "outside", "unknown"
# Groups of cells of the hold-out; a cell of the fit has none.
GROUPS: Final = ("new_place", "new_fact", "both")


@dataclass
class Seen:
    """Results of one world, and what was measured in it.

    Attributes
    ----------
    run
        Its counts.
    watched
        What a `Watch` saw.
    payers
        Kinds of funders.
    """

    run: Run
    watched: Mapping[str, list[Pairs]]
    payers: tuple[str, ...]
    _found: dict[tuple[int, int], dict[Key, float]] = field(default_factory=dict, repr=False)

    def outcomes(self, first: int, last: int, of_all: Waits) -> dict[Key, float]:
        """Return all indicators over the counts of some months; waits are those of all months."""
        from sim.indicators.measure import outcomes

        if (first, last) not in self._found:
            run = self.run
            rows = slice(first - run.first_month, last - run.first_month)
            part = replace(run, history=run.history[rows], paid=run.paid[rows],
                           first_month=first, reform_month=first)  # fmt: skip
            self._found[first, last] = outcomes(part, self.payers, of_all)
        return self._found[first, last]

    def value(self, name: str, first: int, last: int, of_all: Waits) -> float:
        """Value of an indicator or a measure over some months; nan where nothing counts."""
        from sim.indicators.measure import Key

        parts = name.split("/")
        if parts[0] in MEASURES:
            return over_window(name, self.watched, first, last)
        key = Key(parts[0], *(parts[1:] or ("all", "all")))
        return self.outcomes(first, last, of_all).get(key, math.nan)


def measured(pattern: Pattern, seen: Seen, of_all: Waits) -> tuple[float, float]:
    """Value of a pattern in one world, and what it is divided by: 1 where it has no `over`.

    Both are nan where the run is too short or nothing was counted.
    """
    first, last = pattern.window
    run = seen.run
    if first < run.first_month or last > run.first_month + len(run.history):
        return math.nan, math.nan
    if pattern.how == "level":
        below = seen.value(pattern.over, first, last, of_all) if pattern.over else 1.0
        return seen.value(pattern.measure, first, last, of_all), below
    before = seen.value(pattern.measure, first, first + YEAR, of_all)
    after = seen.value(pattern.measure, last - YEAR, last, of_all)
    years = (last - first - YEAR) / YEAR
    if pattern.how == "trend":
        return (after - before) / years, 1.0
    return (after / before - 1) / years if before else math.nan, 1.0


def mean_and_error(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the ratio of the means over seeds, and its standard error.

    The error is that of the jackknife: each seed is left out once. Where all divisors are 1 it is
    the standard error of a mean. Nan where a seed is not measured, or the divisor is 0.

    Examples
    --------
    >>> mean_and_error([(1.0, 1.0), (3.0, 1.0)])
    (2.0, 1.0)
    """
    values = np.asarray(pairs, np.float64).reshape(-1, 2)
    n, sums = len(values), values.sum(axis=0)
    if n == 0 or not np.isfinite(values).all() or sums[1] == 0:
        return math.nan, math.nan
    mean = float(sums[0] / sums[1])
    without = sums - values
    if not without[:, 1].all():  # without a seed nothing is left to divide by
        return mean, math.nan
    each = without[:, 0] / without[:, 1]
    return mean, math.sqrt((n - 1) / n * float(((each - each.mean()) ** 2).sum()))


def judged(mean: float, error: float, low: float, high: float, widen: float) -> str:
    """Verdict on a mean: inside where the bounds, widened by some standard errors, hold it.

    Examples
    --------
    >>> judged(1.2, 0.1, 0, 1, widen=2), judged(1.3, 0.1, 0, 1, widen=2)
    ('inside', 'outside')
    """
    if not (math.isfinite(mean) and math.isfinite(error)):
        return UNKNOWN
    by = widen * error
    return INSIDE if low - by <= mean <= high + by else OUTSIDE


def miss(mean: float, low: float, high: float) -> float:
    """Return how far a mean is above the high bound, or below the low one (negative), else 0."""
    return max(mean - high, 0.0) - max(low - mean, 0.0)


@dataclass(frozen=True)
class Cell:
    """One pattern in one territory.

    Attributes
    ----------
    mean, error
        Over seeds; None where it is not measured.
    verdict
        ``inside``, ``outside`` or ``unknown``.
    miss
        How far from the bound that is not widened, in the unit of the pattern; negative below.
    errors
        The same in standard errors; None where all seeds are alike.
    group
        Of the hold-out, one of `GROUPS`; empty in the fit.
    """

    mean: float | None
    error: float | None
    verdict: str
    miss: float | None
    errors: float | None
    group: str = ""


def cell_of(pattern: Pattern, seeds: Sequence[Seen], rule: Rule, group: str = "") -> Cell:
    """Judge a pattern in one territory."""
    from sim.indicators.measure import all_waits

    of_all = all_waits(seen.run for seen in seeds)
    mean, error = mean_and_error([measured(pattern, seen, of_all) for seen in seeds])
    verdict = judged(mean, error, pattern.low, pattern.high, rule.standard_errors)
    if verdict == UNKNOWN:
        return Cell(None, None, verdict, None, None, group)
    by = miss(mean, pattern.low, pattern.high)
    return Cell(mean, error, verdict, by, by / error if error else None, group)


def group_of(pattern: Pattern, territory: str, rule: Rule) -> str:
    """Return the group of the hold-out that a cell is in; empty for a cell of the fit."""
    new_place = territory in rule.departements.holdout
    if new_place:
        return "both" if pattern.held_out else "new_place"
    return "new_fact" if pattern.held_out else ""


def cells_of(
    patterns: Iterable[Pattern],
    worlds: Mapping[str, Sequence[Seen]],
    rule: Rule,
    *,
    holdout: bool,
) -> list[dict[str, Any]]:
    """Return a row for each pattern of a part, with its cells by territory.

    The fit holds all patterns that are not held out, in its own territories. The hold-out holds
    the emergent cells that the fit has not seen.
    """
    rows = []
    for one in patterns:
        found = {}
        for territory, seeds in worlds.items():
            group = group_of(one, territory, rule)
            if bool(group) == holdout and not (holdout and one.kind == "input"):
                found[territory] = asdict(cell_of(one, seeds, rule, group))
        if found:
            fields = one.model_dump(mode="json", exclude={"tolerance", "bounds"})
            ends = {"low": one.low, "high": one.high, "tolerance": one.tolerance}
            rows.append({**fields, **ends, "found": found})
    return rows


def share_inside(
    rows: Iterable[Mapping[str, Any]], kind: str, territory: str = "", group: str = ""
) -> tuple[int, int]:
    """Return how many cells of a kind are inside, and how many there are, unknown ones included."""
    verdicts = [
        cell["verdict"]
        for row in rows
        for name, cell in row["found"].items()
        if row["kind"] == kind and territory in ("", name) and group in ("", cell["group"])
    ]
    return verdicts.count(INSIDE), len(verdicts)
