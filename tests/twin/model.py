"""The twin's model: people and organisations as agents, a month as a walk over processes."""

from __future__ import annotations

from collections import Counter, defaultdict
from operator import attrgetter

import mesa
import numpy as np

from sim.engine import draws
from sim.scenario.scenario import Scenario
from sim.state.counts import NAMES, WAIT_MONTHS
from sim.state.people import COUNTERS
from sim.territory.territory import Territory

from . import (
    access,
    accounts,
    actors,
    beginning,
    calls,
    capability,
    contracts,
    delivery,
    demography,
    endings,
    funders,
    growth,
    innovation,
    mainstream,
    money,
    needs,
    places,
    plans,
    prices,
    reserve,
    selecting,
    solvency,
    trust,
    vacancies,
    waits,
)
from .geography import KINDS, Geography
from .organisations import Establishment, Funder, Perimeter, ProjectActor, Unit
from .people import Person
from .rules import maturity

LONGEST_WAIT = WAIT_MONTHS - 1


class TwinModel(mesa.Model):
    """One world, from a fresh stock at month 0.

    Parameters
    ----------
    scenario : Scenario
    territory : Territory
    seed : int
        Luck; the same as the model's.

    Attributes
    ----------
    people : list[Person]
        Everybody present, in key order.
    series : list[dict[str, int]]
        Counts of the months walked.
    waits : Counter
        Waits by (kind, flow, class, months).
    cohort : Counter
        Those that began two years after the reform or later, by (kind, flow, months).
    groups, zone_counters : dict
        Counters of the departed by group and by zone.
    """

    def __init__(self, scenario: Scenario, territory: Territory, seed: int = 1) -> None:
        super().__init__(rng=seed)
        self.scenario_, self.territory, self.seed_ = scenario, territory, seed
        self.month = -scenario.clock.burn_in
        self.reformed = False
        self.practice = 0.0
        self.geography = g = Geography(territory, scenario)
        self.establishments = [Establishment(self, i) for i in range(len(g.e_zone))]
        self.perimeters = [Perimeter(self, p, len(g.e_zone) + p) for p in range(g.perimeters)]
        self.units: list[Unit] = [*self.establishments, *self.perimeters]
        self.actors = [ProjectActor(self, i) for i in range(len(territory.actors))]
        kinds = {number: KINDS[kind] for (_, kind), number in g.payers.items()}
        self.funders = [Funder(self, number, kinds[number]) for number in sorted(kinds)]
        # Perimeter that serves each zone; nobody before the reform.
        self.serving: list[Perimeter | None] = [None] * g.zones
        self.blocks = [funders.Block(self, b) for b in range(territory.department_count)]
        funders.owe(self)
        self.dues = money.Dues.of(self)
        self.fixed_converted: list[int] = []
        self.people: list[Person] = []
        self.changed: list[Person] = []
        self.crisis_zones: list[int] = []  # zone of each emergency of the month
        self.crises: list[tuple[Person, bool, bool, bool]] = []
        self.month_totals = dict.fromkeys(NAMES, 0)
        self.series: list[dict[str, int]] = []
        self.waits: Counter[tuple[str, str, int, int]] = Counter()
        self.cohort: Counter[tuple[str, str, int]] = Counter()
        self.groups: dict[int, Counter[str]] = defaultdict(Counter)
        self.zone_counters: dict[int, Counter[str]] = defaultdict(Counter)
        # Cents a year of each block's funders of each kind for project actors.
        self.envelopes: Counter[tuple[int, int]] = Counter()
        self.views: dict[int, list[float]] = {}  # needs by domain, as funders of a block see them
        demography.settle_stock(self)
        if self.month < 0:
            beginning.begin(self)
        self.month_totals = dict.fromkeys(NAMES, 0)
        actors.settle(self)

    # -- the calendar -----------------------------------------------------------------------------

    def step(self) -> None:
        """Walk a month."""
        if self.month == self.scenario_.clock.reform_month:
            self.reform()
        self.month_totals = dict.fromkeys(NAMES, 0)
        demography.step(self)
        if self.month % 12 == 0:
            funders.step(self)
        needs.step(self)
        access.step(self)
        endings.step(self)
        contracts.step(self)
        calls.step(self)
        trust.gather(self)
        contracts.step_seats(self)
        growth.step(self)
        places.step(self)
        plans.step(self)
        reserve.step(self)
        delivery.step(self)
        delivery.step_crises(self)
        self.practice = self.practice_in(self.month + 1)
        innovation.step(self)
        trust.step(self)
        solvency.step(self)
        selecting.step(self)
        money.step(self)
        actors.step(self)
        accounts.step(self)
        if self.month % 12 == 0:
            capability.step(self)
            vacancies.step(self)
        self.series.append(self.month_totals)
        self.month += 1

    def practice_in(self, month: int) -> float:
        """Return the share of acts done the new way in a month."""
        s = self.scenario_
        return maturity(month - s.clock.reform_month, s.change.tau, s.direction.pace)

    def reform(self) -> None:
        """Members join their perimeters, perimeters serve their zones, counting starts."""
        g = self.geography
        self.reformed = True
        self.practice = self.practice_in(self.month)
        for establishment, p in zip(self.establishments, g.perimeter_of_member, strict=True):
            establishment.perimeter = self.perimeters[p] if p >= 0 else None
            establishment.unit_tolerance = establishment.tolerance
        for perimeter in self.perimeters:
            perimeter.unit_tolerance = max(perimeter.tolerances.values(), default=-1)
        self.serve_zones()
        self.waits.clear()
        self.cohort.clear()
        for person in self.people:
            for kind in person.spells:
                waits.count(person, kind, "entered")
            person.counters = dict.fromkeys(COUNTERS, 0)
            person.group = person.group_now()
        mainstream.inform(self)
        mainstream.measure(self)
        prices.buy_posts(self)

    def serve_zones(self) -> None:
        """Let each perimeter with members serve its zones."""
        for zone, p in enumerate(self.geography.perimeter_of_zone):
            served = p >= 0 and self.perimeters[p].members
            self.serving[zone] = self.perimeters[p] if served else None

    # -- what processes use -----------------------------------------------------------------------

    def asked_into(self, establishment: Establishment) -> Perimeter | None:
        """Return the perimeter that the reform has asked an establishment into."""
        p = self.geography.perimeter_of_member[establishment.number] if self.reformed else -1
        return self.perimeters[p] if p >= 0 else None

    def holds(self, block: int, kind: int) -> bool:
        """Tell whether a kind of funder holds to the reform in a block."""
        return bool(self.blocks[block].committed[kind])

    def new_way(self, person: Person) -> bool:
        """Tell whether a person's case is handled the new way this month."""
        return self.serving[person.zone] is not None and person.rank < self.practice

    def stream(self, decision: int, slot: int = 0) -> np.uint64:
        """Return the key of a decision this month, for `draws.uniform`."""
        return np.uint64(draws.stream(self.seed_, self.month, decision, slot))

    def payer(self, zone: int, kind: int) -> Funder:
        """Return the funder of a kind that pays in a zone."""
        return self.funders[self.geography.payers[self.geography.block[zone], kind]]

    def order(self) -> None:
        """Put people in key order: it decides who joins a list first."""
        self.people.sort(key=attrgetter("key"))

    def since(self, month: int) -> int:
        """Return the months waited since, cut at the longest kept."""
        return min(self.month - month, LONGEST_WAIT)

    def depart(self, gone: list[Person], why: str = "gone") -> None:
        """End what persons hold and wait for; what happened to them is kept."""
        for person in gone:
            self.month_totals[why] += 1
            waits.end(person, "left", waits.ASSESSMENT, *waits.SUPPORT)
            person.leave_lists()
            person.release_place()
            person.release_plan()
            person.release_actor()
            person.move_to(0)
            if self.reformed:
                self.fold(person)
            person.remove()
        if gone:
            absent = set(gone)
            self.people = [p for p in self.people if p not in absent]

    def fold(self, person: Person) -> None:
        """Add a person's counters to its group and zone."""
        self.groups[person.group].update(person.counters)
        self.zone_counters[person.zone].update(person.counters)
