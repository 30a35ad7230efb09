"""The live state that processes read and write; `sim.model.model.SectorModel` implements it.

Processes know this protocol and not the model, so that a process imports nothing above its floor.
"""

from __future__ import annotations

from typing import Any, Protocol

from sim.engine.marks import Marks
from sim.scenario.funding import Funding
from sim.scenario.scenario import Scenario
from sim.state.columns import Array
from sim.state.environment import Environment
from sim.state.layout import Layout
from sim.state.organisations import Organisations
from sim.state.people import People
from sim.state.views import WorldBundle
from sim.territory.territory import Territory

__all__ = ["World"]


class World(Protocol):
    """One world in the present month: columns, random numbers and counts.

    Attributes
    ----------
    scenario_, territory, seed
        What the run is about.
    month : int
        Month of the calendar; 0 is January 2017.
    reformed : bool
        Whether the organisation of the scenario applies.
    practice, practice_seen : float
        Practice of this month, and of the last delivery; 0 before the reform.
    funding : Funding
        Levers of funding in force.
    people, organisations, environment
        Columns.
    layout : Layout
        What the territory and the scenario fix before the first month.
    W : WorldBundle
        The same columns, the parameters, the seed, the month and the practice, in the form that
        kernels take.
    month_totals : int64[SIZE]
        Counts of the month, by `sim.state.counts`.
    running_totals : int64[SIZE]
        Running totals of the persons present.
    history : list of int64[SIZE]
        Counts of the months already walked.
    walked : int
        Last month walked.
    waited_before : int
        Months that the persons waiting at the start had waited by then.
    stocks
        Sums of the organisations at the end of the last month (`sim.model.invariants`).
    late_policy : bool
        Whether a policy acts once the month's support is delivered: what it opens counts from the
        next month on.
    waits : int32[WAIT_SHAPE]
        Waits since the reform, by kind, flow, class and months waited.
    cohort : int32[COHORT_SHAPE]
        Those that began two years after the reform or later, by kind, flow and months waited.
    strata : int64[216, COUNTERS]
        What happened to persons since the reform, by group.
    zone_counters : int64[Z, COUNTERS]
        What happened to persons since the reform, by zone.
    marks : Marks
        Marked rows of the month.
    changed : uint32
        Rows of persons whose needs have changed this month.
    home : int32[E]
        Perimeter that the reform asks each establishment into, -1 for none.
    entries : float64[Z, 3]
        Mean newcomers a month by zone and stage.
    fixed_converted : list of int
        Cents of fixed costs of places that became hours, month by month.
    origins, dues
        Tables of newcomers, and what funders owe.
    """

    scenario_: Scenario
    territory: Territory
    seed: int
    month: int
    reformed: bool
    practice: float
    practice_seen: float
    funding: Funding
    people: People
    organisations: Organisations
    environment: Environment
    layout: Layout
    W: WorldBundle
    walked: int
    waited_before: int
    stocks: Any
    late_policy: bool
    history: list[Array]
    month_totals: Array
    running_totals: Array
    waits: Array
    cohort: Array
    strata: Array
    zone_counters: Array
    marks: Marks
    changed: Array
    home: Array
    entries: Array
    fixed_converted: list[int]
    origins: Any
    dues: Any

    def in_key_order(self, rows: Array) -> Array:
        """Sort rows by the persons' keys."""

    def welcome(self, counts: Array, total: int, *, stock: bool = False) -> None:
        """Let newcomers in: `counts` by zone and stage."""

    def depart(self, rows: Array) -> None:
        """End the presence of persons; everything they hold is given back."""

    def vacate(self, rows: Array) -> None:
        """Fold the counters of rows that were left, and free them."""

    def serve_zones(self) -> None:
        """Update zones and perimeters from the present members."""

    def practice_in(self, month: int) -> float:
        """Practice with which a month is worked; 0 before the reform."""
