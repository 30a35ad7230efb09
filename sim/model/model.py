"""The model: people and organisations in columns, submodels on Mesa's calendar.

`PROCESSES` is its table of contents: the submodels in the order in which a month walks them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import mesa
import numpy as np
import numpy.typing as npt
from mesa.experimental.scenarios import Scenario as MesaScenario
from mesa.time import Priority, Schedule

from sim.agents import Beneficiary, Establishment, Funder, PeopleSet, Pole, ProjectActor
from sim.engine import draws
from sim.engine.marks import compact
from sim.engine.pointer import pointer
from sim.errors import InputError
from sim.lang import Message
from sim.model.invariants import InvariantError, check_month
from sim.policy.errors import RefusedError
from sim.policy.loading import make
from sim.policy.policy import Policy
from sim.policy.window import Window, apply
from sim.processes.actors.actors import Actors
from sim.processes.actors.contracts import Contracts
from sim.processes.actors.fees import Pricing
from sim.processes.actors.founding import settle_actors
from sim.processes.actors.tenders.calls import Calls
from sim.processes.care import demography
from sim.processes.care.access import Access
from sim.processes.care.capability import Capability
from sim.processes.care.caseload import Seats
from sim.processes.care.crises import Crises
from sim.processes.care.delivery import Delivery
from sim.processes.care.demography import Demography, Origins
from sim.processes.care.endings import Endings
from sim.processes.care.membership import Gathering
from sim.processes.care.needs import Needs
from sim.processes.care.places import Places
from sim.processes.care.plans import Plans
from sim.processes.funding.accounts import Establishments
from sim.processes.funding.funders import Funders
from sim.processes.funding.payments import Budgets, largest_remainder
from sim.processes.organisation.innovation import Innovating
from sim.processes.organisation.practice import Practice, maturity
from sim.processes.organisation.selection import Selecting
from sim.processes.organisation.trust import Trusting
from sim.processes.process import Process
from sim.scenario.funding import Funding
from sim.scenario.scenario import Scenario
from sim.state import counts as tally
from sim.state.environment import (
    Land,
    build_land,
    counts_of,
    funders_of,
    gather,
    members_of_perimeters,
    perimeter_of_zones,
)
from sim.state.organisations import Organisations
from sim.state.people import COUNTERS, ROW, WAIT, People
from sim.state.views import organisation_bundle, parameters, people_bundle
from sim.territory.territory import Territory

Array = npt.NDArray[Any]

PROCESSES: tuple[type[Process], ...] = (
    Demography,  # 1 people come, grow older, move away and die
    Funders,  # 1 in January, money grows, needs are looked at, some withdraw
    Needs,  # 2 needs worsen and ease
    Access,  # 3 people ask, are assessed, oriented and referred
    Endings,  # 4 stays and supports end, borders of age are crossed
    Contracts,  # 4 contracts of project actors end or are renewed
    Calls,  # 4 hours are bought from project actors
    Gathering,  # 4 members leave a pole, come back, say what they give
    Seats,  # 5 seats follow contracts
    Places,  # 5 free places and seats are filled
    Plans,  # 5 hours to measure are granted
    Delivery,  # 6 support reaches people
    Crises,  # 6 unmet need and strain end in crises and burnouts
    Practice,  # 7 practice follows the reform
    Innovating,  # 7 new responses appear, spread, are kept or lost
    Trusting,  # 7 organisations remember how others worked with them
    Pricing,  # 7 fees follow the want of cash
    Selecting,  # 7 establishments choose whom they take
    Budgets,  # 8 money moves
    Actors,  # 8 project actors pay, hire, close and begin
    Establishments,  # 8 costs are paid, books closed, and deficits have consequences
    Capability,  # 9 options and voice are counted
)

BLOCK = 1 << 16  # rows of a block, the same whatever the number of threads


class Dues(NamedTuple):
    """What funders owe, in whole cents; shares split by largest remainder."""

    crisis: Array
    fixed: Array
    payer: Array


class SectorModel(mesa.Model):  # type: ignore[misc]
    """One world: a territory under a scenario, with the luck of a seed.

    Parameters
    ----------
    scenario : Scenario
        What decides the run.
    territory : Territory
        Where it happens.
    seed : int
        Luck; the same seed gives the same people and the same luck in every scenario.
    threads : int
        Threads over blocks of persons; the results do not depend on it.
    warm : bool
        Whether to start at month ``-burn_in`` with a fresh stock (False: a state will be given).

    Attributes
    ----------
    people, organisations
        Columns; `agents_by_type[Beneficiary]` is an AgentSet over the former.
    month : int
        Month of the calendar being walked; 0 is January 2017.
    home : int32[E]
        Perimeter that each establishment is asked into by the reform, -1 for none.
    tally : int64[SIZE]
        Counts of the month, by `sim.state.counts`.
    series : list of int64[SIZE]
        Tallies of the months already walked.
    """

    def __init__(
        self,
        scenario: Scenario,
        territory: Territory,
        *,
        seed: int = 1,
        threads: int = 1,
        start: int | None = None,
        state: Mapping[str, Array] | None = None,
    ) -> None:
        super().__init__(scenario=MesaScenario(parameters=scenario, rng=seed))
        self.scenario_ = scenario
        self.territory = territory
        self.seed = seed
        self.threads = threads
        self.month = -scenario.clock.burn_in if start is None else start
        self.first_month = self.month
        self.walked = self.month - 1  # last month walked
        self.reformed = False
        self.gathered = False  # whether members are others than at the reform, or were
        self.practice = 0.0
        self.practice_seen = 0.0  # practice of the last delivery
        self.series: list[Array] = []
        self.fixed_converted: list[int] = []
        self.tally = np.zeros(tally.SIZE, np.int64)
        self.waits = np.zeros((3, 4, tally.WAIT_MONTHS), np.int64)
        self.censored = np.zeros_like(self.waits)
        self.cells = np.zeros((216, len(COUNTERS)), np.int64)
        self.zone_counters = np.zeros((len(territory.zones), len(COUNTERS)), np.int64)
        self.changed = np.zeros(0, ROW)
        self.stock = np.zeros(tally.SIZE, np.int64)  # what present persons count for, running
        self.watchers: list[Callable[[SectorModel], None]] = []
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._build()
        if state is None:
            self._settle_stock()
        else:
            self._take(state)
        self._rebind()
        if state is None:
            # A world that is reformed from its first month on begins so.
            begun = parameters(scenario, reformed=scenario.clock.reform_month <= self.month)
            settle_actors(self.O, self.L, begun, seed, self.month)
        waiting = self.people.state == WAIT
        self.waited_before = int((self.month - self.people.waiting[waiting].astype(int)).sum())
        self._register()
        self.processes: list[Process] = [kind() for kind in PROCESSES]
        if scenario.policy.code:
            self.processes.append(make(scenario.policy, scenario.clock.reform_month))
            self.processes.sort(key=lambda p: p.phase)
        self.schedule_recurring(
            self._walk_month, Schedule(interval=1, start=1.0), priority=Priority.DEFAULT
        )
        reform = scenario.clock.reform_month
        if reform >= self.month:
            self.schedule_event(
                self.reform, at=float(reform - self.month + 1), priority=Priority.HIGH
            )
        elif self.month > self.first_month or state is not None:
            self.apply_organisation(resumed=state is not None)

    # -- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        t, s = self.territory, self.scenario_
        counts = counts_of(t, s)
        self.organisations = o = Organisations(counts)
        e, a = t.establishments, t.actors
        o.e_key[:] = t.establishment_keys()
        o.e_zone[:], o.e_category[:], o.e_places[:] = e.zone, e.category, e.places
        o.e_tolerance[:], o.e_operator[:] = e.tolerance, e.operator
        o.a_key[:] = t.actor_keys()
        o.a_zone[:], o.a_domain[:] = a.zone, a.domain
        o.a_seats[:], o.a_minutes[:] = a.seats, a.minutes
        funders, self._payer = funders_of(t)
        o.funder_codes = tuple(kind for kind, _ in funders)
        o.funder_places = tuple(place for _, place in funders)
        self.home = members_of_perimeters(t, s, o.e_key)
        self.land: Land = build_land(t, s, self.home)
        self.L = pointer(self.land)
        self.R = parameters(s, reformed=False)
        self.funding: Funding = s.before_reform().funding  # levers in force
        p = t.persons
        self.entries = t.zones.entries.astype(np.float64)
        origins = Origins(
            zone_key=t.zones.keys(),
            entries=self.entries,
            block=t.zones.block.astype(np.int32),
            entry_age=t.entry_age_cdf,
            stock_age=t.stock_age_cdf,
            entry_level=np.cumsum(t.levels_entry, axis=2),
            stock_level=np.cumsum(t.levels_stock, axis=2),
            women=p.female_share,
            digital_ends=np.append(p.digital_edges[1:], np.inf).astype(np.float64),
            digital=np.cumsum(p.digital, axis=1),
            income=np.cumsum(p.income, axis=1),
            expression=p.expression,
            carer_share=p.carer_share,
            carer_burden=np.cumsum(p.carer_burden),
            carer_minutes=p.carer_minutes,
            openness=self.land.openness,
            known=s.access.known,
            non_take_up=s.access.non_take_up,
        )
        self.origins = pointer(origins)
        o.e_price[:] = t.categories.cost_place_cents[e.category]
        self.owe()
        o.e_before[:] = o.e_due.sum(axis=1)

    def owe(self) -> None:
        """Tell what funders owe for the places as they are now."""
        t, o = self.territory, self.organisations
        e, cats = t.establishments, t.categories
        o.e_due[:] = largest_remainder(o.e_places * o.e_price, cats.payer_shares[e.category])
        crisis_shares = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
        self.dues = Dues(
            crisis=largest_remainder(self.scenario_.funding.crisis_cost, crisis_shares),
            fixed=(cats.cost_place_cents[e.category] * cats.fixed_share[e.category] / 12).astype(
                np.int64
            ),
            payer=self._payer,
        )

    def _settle_stock(self) -> None:
        stock = self.territory.zones.stock.astype(np.int64)
        self.people = People(int(stock.sum() * 1.05) + 64)
        self._rebind()
        self.welcome(stock, int(stock.sum()), stock=True)
        self.tally[:] = 0

    def _take(self, state: Mapping[str, Array]) -> None:
        self.people = People.from_arrays(state)
        o = self.organisations
        o.restore(state)
        self.land.operator_has[:] = 0
        self.land.operator_has[o.e_operator, o.e_category] = 1
        self.stock[:] = state["run.stock"]

    def _rebind(self) -> None:
        """Point the bundles and the scratch column at the columns as they are now."""
        self.P = people_bundle(self.people)
        self.O = organisation_bundle(self.organisations, self.tally, self.waits, self.stock)
        self.event = np.zeros((self.people.capacity + 7) // 8 * 8, np.int8)
        self._words = self.event.view(np.uint64)
        self._rows = np.empty(self.people.capacity + 1, ROW)

    def _register(self) -> None:
        o = self.organisations
        for kind, count in (
            (Establishment, o.counts.establishments),
            (ProjectActor, o.counts.actors),
            (Funder, o.counts.funders),
        ):
            for index in range(count):
                kind(self, index)
        self.agents_by_type[Beneficiary] = PeopleSet.of(self)

    # -- what processes use -------------------------------------------------------------------

    def block_bounds(self) -> list[tuple[int, int]]:
        """First and last row of each block of persons."""
        size = self.people.size
        return [(lo, min(lo + BLOCK, size)) for lo in range(0, max(size, 1), BLOCK)]

    def each_block(
        self, function: Callable[..., object], *args: Any, per_block: Sequence[Array] = ()
    ) -> None:
        """Call a kernel on each block of rows; `per_block` arrays give each block its own row."""
        bounds = self.block_bounds()
        if self._pool is None or len(bounds) == 1:
            for b, (lo, hi) in enumerate(bounds):
                function(lo, hi, *args, *(x[b] for x in per_block))
            return
        jobs = [
            self._pool.submit(function, lo, hi, *args, *(x[b] for x in per_block))
            for b, (lo, hi) in enumerate(bounds)
        ]
        for job in jobs:
            job.result()

    def hits(self, *, ordered: bool = True) -> Array:
        """Rows whose event is set, in key order unless said otherwise; uint32."""
        n = compact(self._words, self.event, self.people.size, self._rows)
        rows = self._rows[:n]
        return self.in_key_order(rows) if ordered else rows.copy()

    def fresh_rows(self) -> Array:
        """Rows of persons for whom something has changed since the last delivery; uint32."""
        fresh = self.people.fresh
        n = compact(fresh.view(np.uint64), fresh, self.people.size, self._rows)
        return self._rows[:n]

    def in_key_order(self, rows: Array) -> Array:
        """Sort rows by the persons' keys, so that rows never decide."""
        return rows[np.argsort(self.people.key[rows])]  # keys differ: any sort will do

    def welcome(self, counts: Array, total: int, *, stock: bool = False) -> None:
        """Let newcomers in: `counts` by zone and stage."""
        capacity = self.people.capacity
        rows = self.people.reserve(total)
        if self.people.capacity != capacity:
            self._rebind()
        demography.settle_in(
            rows, counts, self.P, self.O, self.origins, self.seed, self.month, int(stock)
        )

    def depart(self, rows: Array) -> None:
        """End the presence of persons: everything they hold is given back."""
        if isinstance(self.people, Window):
            raise RefusedError(Message("policy.depart"))
        if len(rows):
            rows = rows.astype(ROW, copy=False)
            demography.leave_system(rows, self.P, self.O, self.L, self.month)
            self.vacate(rows)

    def vacate(self, rows: Array) -> None:
        """Fold the counters of rows that were left, and free them."""
        self.fold(rows)
        demography.empty(rows, self.P)
        self.people.release(rows)

    def fold(self, rows: Array) -> None:
        """Add what happened to some persons to their groups; their waits so far are unfinished."""
        if self.reformed:
            demography.fold(rows, self.P, self.month, self.cells, self.zone_counters)
            demography.censor(rows, self.P, self.month, self.censored)

    # -- the calendar -------------------------------------------------------------------------

    def practice_in(self, month: int) -> float:
        """Practice with which a month is worked; 0 before the reform."""
        s = self.scenario_
        return maturity(month - s.clock.reform_month, s.change.tau, s.direction.pace)

    def reform(self) -> None:
        """The organisation of the scenario applies from this month on; counting starts."""
        self.apply_organisation()
        self.waits[:] = 0
        for lo, hi in self.block_bounds():
            demography.start_counting(lo, hi, self.P, self.month)

    def apply_organisation(self, *, resumed: bool = False) -> None:
        """Tell establishments and zones which perimeter they belong to; who left stays outside."""
        self.reformed = True
        self.R = parameters(self.scenario_, reformed=True)
        self.funding = self.scenario_.funding
        self.practice = self.practice_in(self.month)
        after = self.month > self.scenario_.clock.reform_month
        self.practice_seen = self.practice_in(self.month - 1) if after else 0.0
        o = self.organisations
        if not resumed:
            o.e_perimeter[:] = self.home
        o.u_tolerance[:] = -1
        o.u_tolerance[: o.counts.establishments] = o.e_tolerance
        self.serve_zones()
        if not self.agents_by_type.get(Pole):
            for index in np.unique(self.home[self.home >= 0]):
                Pole(self, int(index))

    def serve_zones(self) -> None:
        """Tell zones and perimeters what follows from the members that there are."""
        o, members = self.organisations, self.organisations.e_perimeter
        o.p_members[:] = np.bincount(members[members >= 0], minlength=o.counts.perimeters)
        zones = perimeter_of_zones(self.territory, self.scenario_)
        served = np.append(o.p_members > 0, False)
        o.z_perimeter[:] = np.where(served[zones], zones, -1)
        if (members != self.home).any() or self.gathered:
            gather(self.land, self.territory, self.scenario_, members)
            self.gathered = True
        if o.counts.perimeters:
            best = self.land.common_tolerance.max(axis=1, initial=-1)
            o.u_tolerance[o.counts.establishments :] = best

    def _walk_month(self) -> None:
        self.tally[:] = 0
        for process in self.processes:
            if not process.due(self.month):
                continue
            if isinstance(process, Policy):
                apply(process, self.scenario_.policy, self)
            else:
                process.step(self)
        self.series.append(self.tally.copy())
        self.walked = self.month
        self.balance(check_month)
        for watch in self.watchers:
            watch(self)
        self.month += 1

    def balance(self, check: Callable[[SectorModel], None]) -> None:
        """Compare ledgers; a fault is the policy's where there is one.

        Raises
        ------
        InvariantError
            As `check`.
        InputError
            When the world has a policy: it has changed what it cannot see through its window.
        """
        try:
            check(self)
        except InvariantError:
            policy = self.scenario_.policy
            if not policy.code:
                raise
            broken = Message(
                "policy.raised",
                policy=policy.name,
                file=policy.file,
                line="",
                month=Message("policy.month", month=str(self.month)),
                text=Message("policy.ledger"),
            )
            raise InputError(broken) from None

    # -- saving -------------------------------------------------------------------------------

    def state_arrays(self, *, copy: bool = True) -> dict[str, Array]:
        """Everything needed to go on from here; without `copy`, sharing the columns of persons."""
        return {
            **self.people.state_arrays(copy=copy),
            **self.organisations.state_arrays(),
            "run.month": np.array(self.month),
            "run.series": np.array(self.series, np.int64).reshape(-1, tally.SIZE),
            "run.stock": self.stock.copy(),
            "run.waits": self.waits.copy(),
            "run.cells": self.cells.copy(),
            "run.zones": self.zone_counters.copy(),
            "run.censored": self.censored.copy(),
            "run.fixed": np.array(self.fixed_converted, np.int64),
            "run.waited_before": np.array(self.waited_before),
        }

    def go_on(self, state: Mapping[str, Array]) -> None:
        """Take back the counts of a saved run, so that it goes on as if never interrupted."""
        self.series = list(state["run.series"])
        self.waits[:] = state["run.waits"]
        self.cells[:] = state["run.cells"]
        self.censored[:] = state["run.censored"]
        self.zone_counters[:] = state["run.zones"]
        self.waited_before = int(state["run.waited_before"])
        self.fixed_converted = [int(x) for x in state["run.fixed"]]


__all__ = ["PROCESSES", "SectorModel", "draws"]
