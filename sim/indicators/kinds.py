"""Kinds of indicators: their source, and how they are shown.

How the kinds of sources become numbers is in `sim.indicators.measure`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sim.lang import say
from sim.state import counts
from sim.state.counts import BY_DOMAIN
from sim.state.people import COUNTERS

__all__ = [
    "BY_DOMAIN",
    "DOMAIN_CODES",
    "HORIZON",
    "LEAST_AT_RISK",
    "YEAR",
    "Gap",
    "Indicator",
    "Level",
    "Paid",
    "Ratio",
    "Side",
    "Source",
    "Survival",
    "Wait",
    "mean",
    "rate",
    "share",
]

Direction = Literal[-1, 0, 1]
Statistic = Literal["mean", "median", "p95", "gini", "incidence"]
DOMAIN_CODES: Final = ("daily", "health", "education", "insertion")
YEAR: Final = 12.0
HORIZON: Final = 60  # months to which mean and Gini of waits are restricted
LEAST_AT_RISK: Final = 20  # persons observed after each number of months, over all replicates


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sum of monthly counts over sum of monthly counts, times `scale`.

    Attributes
    ----------
    top, bottom
        Names in `tally.NAMES`; a leading ``-`` subtracts. ``unmet`` alone means the four domains.
        An empty `bottom` divides by the months.
    scale
        From minutes, cents or millionths to the unit shown.
    cells
        Counters (top, bottom) of `sim.state.people.COUNTERS` for the same of a group of persons.
    yearly
        Whether its events happen in one month of the year: only whole years count then.
    """

    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    scale: float = 1.0
    cells: tuple[str, str] | None = None
    yearly: bool = False

    @property
    def domains(self) -> bool:
        """Whether it is also given by domain: if all that it sums is counted by domain."""
        return all(name.lstrip("-") in BY_DOMAIN for name in self.top)

    def __post_init__(self) -> None:
        """Check that every count exists."""
        for name in (*self.top, *self.bottom):
            if name.lstrip("-") not in counts.INDEX and name.lstrip("-") not in BY_DOMAIN:
                raise ValueError(f"{name} is not counted")
        for counter in self.cells or ():
            if counter not in COUNTERS:
                raise ValueError(f"{counter} is not a counter")


@dataclass(frozen=True, slots=True)
class Wait:
    """A number read off the waits of a kind (`sim.state.counts.WAITS`).

    Mean, median, 95th percentile and Gini index are those of the wait in whichever way it ends.

    Attributes
    ----------
    kind
        Rank in `WAIT_KINDS`.
    statistic
        What is read off.
    way, months
        For ``"incidence"``: the flow in which waits end, within so many months.
    cohort
        Whether only waits that began two years after the reform or later count.
    """

    kind: int
    statistic: Statistic
    way: int = counts.REACHED
    months: int = HORIZON
    cohort: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """Cents that funders pay, in all and by payer, a year and person present."""

    scale: float = YEAR / 100


@dataclass(frozen=True, slots=True)
class Survival:
    """Share still there after some years, were the monthly hazard always that of the run.

    Attributes
    ----------
    events, stock
        Names of counts: organisations that end in a month (several counts are added), and all
        present.
    years
        Length of the period, years.
    yearly
        Whether the events happen in one month of the year: only whole years count then.
    """

    events: str
    stock: str
    years: int = 5
    yearly: bool = False

    def __post_init__(self) -> None:
        """Check that both counts exist."""
        for name in (*self.events.split(), self.stock):
            if name not in counts.INDEX:
                raise ValueError(f"{name} is not counted")

    def of(self, events: float, stock: float) -> float:
        """Share still present, from the counts of all months; nan if none was present.

        Examples
        --------
        >>> Survival("closures", "actors", years=1).of(1, 100) == 0.99**12
        True
        """
        if not stock or math.isnan(stock) or math.isnan(events):
            return math.nan
        return max(0.0, 1 - float(events) / float(stock)) ** int(YEAR * self.years)


Level = Ratio | Survival


@dataclass(frozen=True, slots=True)
class Side:
    """One dimension in which two markets are compared.

    Attributes
    ----------
    name
        Stable name, the group under which the gap of the dimension is shown.
    weight
        In the index; weights sum to 1.
    good
        Whether more is better for staff and supported persons.
    stabilised, precarious
        Names of the indicators of the level of each side.
    """

    name: str
    weight: float
    good: bool
    stabilised: str
    precarious: str

    def gap(self, stabilised: float, precarious: float) -> float:
        """How much worse the precarious side is, from -1 to 1; 0 where there is no gap.

        The difference over the sum, (s - p) / (s + p), turned round where less is better: the
        same whichever unit is used, opposite when the sides change places, and 0 for 0 and 0.

        Examples
        --------
        >>> Side("x", 1, True, "", "").gap(3.0, 1.0), Side("x", 1, False, "", "").gap(3.0, 1.0)
        (0.5, -0.5)
        """
        total = stabilised + precarious
        if total == 0:
            return 0.0
        return (stabilised - precarious if self.good else precarious - stabilised) / total


@dataclass(frozen=True, slots=True)
class Gap:
    """Weighted mean of the gaps of several dimensions, and each of them."""

    sides: tuple[Side, ...]

    def __post_init__(self) -> None:
        """Check that it is a mean."""
        if abs(sum(side.weight for side in self.sides) - 1) > 1e-9:
            raise ValueError("weights must sum to 1")

    def of(self, levels: Mapping[str, float]) -> tuple[float, dict[str, float]]:
        """Index, and gap of each dimension, from the levels of both sides."""
        gaps = {s.name: s.gap(levels[s.stabilised], levels[s.precarious]) for s in self.sides}
        return sum(s.weight * gaps[s.name] for s in self.sides), gaps


Source = Ratio | Wait | Paid | Survival | Gap


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measured quantity, and how it is shown.

    Attributes
    ----------
    name
        Stable name, used in files and cards.
    unit
        One of those that `sim.lang.UNITS` translates.
    direction
        1 when more is better for people, -1 when less is, 0 when neither.
    source
        Source of its value, over the months since the reform.
    """

    name: str
    unit: str
    direction: Direction
    source: Source

    @property
    def yearly(self) -> bool:
        """Whether its events happen in one month of the year."""
        return isinstance(self.source, Ratio | Survival) and self.source.yearly

    def label(self, lang: str) -> str:
        """Short label in a language."""
        return say(f"indicator.{self.name}.label", lang)

    def definition(self, lang: str) -> str:
        """Definition in a language."""
        return say(f"indicator.{self.name}.definition", lang, horizon=HORIZON)


def mean(name: str, direction: Direction, top: str) -> Indicator:
    """Mean number of persons in a month."""
    return Indicator(name, "persons", direction, Ratio((top,)))


def share(
    name: str,
    direction: Direction,
    top: str,
    bottom: str,
    *,
    scale: float = 1.0,
    unit: str = "share",
    cells: tuple[str, str] | None = None,
) -> Indicator:
    """One count over another; several names are parted by spaces."""
    source = Ratio(tuple(top.split()), tuple(bottom.split()), scale, cells)
    return Indicator(name, unit, direction, source)


def rate(
    name: str,
    direction: Direction,
    top: str,
    *,
    of: str = "people",
    cells: str = "",
    unit: str = "per_100_years",
    yearly: bool = False,
) -> Indicator:
    """Events for 100 persons (or others) and year."""
    counters = (cells, "months") if cells else None
    source = Ratio(tuple(top.split()), tuple(of.split()), 100 * YEAR, counters, yearly)
    return Indicator(name, unit, direction, source)
