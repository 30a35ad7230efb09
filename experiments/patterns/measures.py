"""What no indicator counts: measures of the persons and establishments of a world, month by month.

Each is a sum over another one. Those by category have one pair for each category; a pattern names
one, or several joined by "+", whose sums are added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from experiments.patterns.flows import (
    BEFORE,
    FLOWS,
    YEAR,
    Snapshot,
    by_category,
    flows,
    snapshot,
)
from experiments.patterns.stocks import OF_ALL, OF_CATEGORIES

if TYPE_CHECKING:
    from sim.model.model import SectorModel

__all__ = ["BY_CATEGORY", "MEASURES", "Pairs", "Watch", "over_window"]

Array = npt.NDArray[Any]
LONG: Final = 36  # months
TOTALS: Final = ("places", "agency_money")  # summed over categories, and a mean over months
BY_CATEGORY: Final = (*FLOWS, *OF_CATEGORIES, "arrived", "long_stay")
MEASURES: Final = (*BY_CATEGORY, *OF_ALL)


@dataclass(frozen=True)
class Pairs:
    """What is divided by what at the end of a month.

    Attributes
    ----------
    month
        The month.
    top, below : float64[K] or float64[1]
        By category, or for all.
    """

    month: int
    top: Array
    below: Array


def over_window(name: str, seen: Mapping[str, list[Pairs]], first: int, last: int) -> float:
    """Value of a measure over the months from `first` to before `last`; nan where nothing counts.

    Parameters
    ----------
    name
        A measure, with its categories behind a slash where it has some.
    seen
        What a `Watch` saw.
    """
    from sim.data import tables

    plain, _, group = name.partition("/")
    codes = tables.categories().code
    ranks = [codes.index(code) for code in group.split("+")] if group else [0]
    rows = [row for row in seen.get(plain, ()) if first <= row.month < last]
    top = sum(float(row.top[ranks].sum()) for row in rows)
    below = (
        float(len(rows)) if plain in TOTALS else sum(float(row.below[ranks].sum()) for row in rows)
    )
    return top / below if below else float("nan")


@dataclass
class Watch:
    """Looks at a world at the end of each month.

    Attributes
    ----------
    seen
        The pairs of each measure.
    """

    seen: dict[str, list[Pairs]] = field(default_factory=dict)
    _last: Snapshot | None = None
    _entered: Array = field(default_factory=lambda: np.empty(0, np.int64))
    _first: int = 0

    def __call__(self, model: SectorModel) -> None:
        """Look at the month that ends."""
        now = snapshot(model)
        kinds = len(model.territory.categories)
        if self._last is None:
            self._first = model.month
            self._entered = np.full(len(now.key), BEFORE, np.int64)
        else:
            more = len(now.key) - len(self._entered)
            self._entered = np.append(self._entered, np.full(more, BEFORE, np.int64))
            found = flows(self._last, now, self._entered, model.month, kinds)
            for name, (top, below) in found.items():
                self._add(model.month, name, top, below)
        self._last = now
        if (model.month + 1) % YEAR == 0:
            self._look(model, now, kinds)

    def _add(self, month: int, name: str, top: Any, below: Any) -> None:
        pair = (np.atleast_1d(np.asarray(x, np.float64)) for x in (top, below))
        self.seen.setdefault(name, []).append(Pairs(month, *pair))

    def _look(self, model: SectorModel, now: Snapshot, kinds: int) -> None:
        month, watched = model.month, model.month - self._first
        for name, look in (*OF_ALL.items(), *OF_CATEGORIES.items()):
            self._add(month, name, *look(model, now))
        held = by_category(now.inside, kinds)
        months = month - self._entered
        if watched >= YEAR:
            self._add(month, "arrived", by_category(now.inside, kinds, months < YEAR), held)
        if watched > LONG:
            self._add(month, "long_stay", by_category(now.inside, kinds, months > LONG), held)
