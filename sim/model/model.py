"""The model: people and organisations in columns, submodels on Mesa's calendar.

`PROCESSES` is its table of contents: the submodels in the order of a month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mesa
import numpy as np
from mesa.experimental.scenarios import Scenario as MesaScenario
from mesa.time import Priority, Schedule

from sim.agents import Beneficiary, Establishment, Funder, PeopleSet, Pole, ProjectActor
from sim.engine.marks import marks_of
from sim.engine.pointer import pointer
from sim.lang import Message
from sim.model.building import build_organisations, build_origins, named
from sim.model.census import months_waited
from sim.model.full_count import FULL_COUNT_EVERY, check_year
from sim.model.invariants import balance, check_month, stocks_of
from sim.policy.errors import RefusedError
from sim.policy.loading import make
from sim.policy.policy import Policy
from sim.policy.window import Window, apply
from sim.processes.actors.actors import Actors
from sim.processes.actors.contracts import Contracts
from sim.processes.actors.fees import Fees
from sim.processes.actors.founding import settle_actors
from sim.processes.actors.tenders.calls import Tenders
from sim.processes.care import mainstream, newcomers, presence, waits
from sim.processes.care.access import Access
from sim.processes.care.beginning import begin
from sim.processes.care.capability import Capability
from sim.processes.care.caseload import Caseloads
from sim.processes.care.crises import Crises
from sim.processes.care.delivery import Delivery
from sim.processes.care.demography import Demography
from sim.processes.care.endings import Endings
from sim.processes.care.growth import Growth
from sim.processes.care.membership import Membership
from sim.processes.care.needs import Needs
from sim.processes.care.places import Places
from sim.processes.care.plans import Plans
from sim.processes.care.reserve import Reserve
from sim.processes.care.vacancies import Vacancies
from sim.processes.funding.accounts import Finances
from sim.processes.funding.funders import Funders
from sim.processes.funding.payments import Payments, payment_schedule, set_due
from sim.processes.organisation.innovation import Innovation
from sim.processes.organisation.practice import Practice, maturity
from sim.processes.organisation.referent import buy_posts
from sim.processes.organisation.selection import Selection
from sim.processes.organisation.trust import Trust
from sim.processes.process import Process
from sim.scenario.funding import Funding
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.columns import Array
from sim.state.environment import build_environment, update_members
from sim.state.layout import layout_of
from sim.state.people import COUNTERS, ROW, People
from sim.state.views import WorldBundle, organisation_bundle, parameters, people_bundle
from sim.territory.territory import Territory

__all__ = ["PROCESSES", "SectorModel"]

PROCESSES: tuple[type[Process], ...] = (
    Demography,  # 1 people come, grow older, move away and die
    Funders,  # 1 in January, money grows, needs are measured, some funders withdraw
    Needs,  # 2 needs worsen and ease
    Access,  # 3 people ask, are assessed, oriented and referred
    Endings,  # 4 stays and supports end, persons reach age limits
    Contracts,  # 4 contracts of project actors end or are renewed
    Tenders,  # 4 hours are bought from project actors
    Membership,  # 4 members leave a pole, come back, set what they give
    Caseloads,  # 5 seats follow contracts
    Growth,  # 5 places open, and close as they fall free
    Places,  # 5 free places and seats are filled
    Plans,  # 5 tailored hours are granted
    Reserve,  # 5 hours kept free are given for a month
    Delivery,  # 6 support reaches people
    Crises,  # 6 unmet need and strain end in crises and burnouts
    Practice,  # 7 practice follows the reform
    Innovation,  # 7 new responses appear, spread, are kept or lost
    Trust,  # 7 organisations remember how others worked with them
    Fees,  # 7 fees follow shortage of cash
    Selection,  # 7 establishments choose whom they take
    Payments,  # 8 money moves
    Actors,  # 8 project actors pay, hire, close and begin
    Finances,  # 8 costs are paid, books closed, and deficits have consequences
    Capability,  # 9 options and voice are counted
    Vacancies,  # 9 empty places beside persons who wait are counted
)


class SectorModel(mesa.Model):  # type: ignore[misc]
    """One world: a territory under a scenario, with the luck of a seed.

    Parameters
    ----------
    scenario : Scenario or str
        What decides the run, or its name.
    territory : Territory or str, optional
        Where it happens, or its name; without it, the territory of the scenario.
    seed : int
        Luck; the same seed gives the same people and the same luck in every scenario.
    start : int, optional
        First month; without it, ``-burn_in``.
    state : mapping of arrays, optional
        State to go on from (`sim.model.saving`); without it, a fresh stock of persons.
    **parameters
        Parameters of a scenario that is named: ``months=24``.

    Attributes
    ----------
    people, organisations
        Columns; `agents_by_type[Beneficiary]` is an AgentSet over the former.
    month : int
        Month of the calendar being walked; 0 is January 2017.
    home : int32[E]
        Perimeter that each establishment is asked into by the reform, -1 for none.
    month_totals : int64[SIZE]
        Counts of the month, by `sim.state.counts`.
    history : list of int64[SIZE]
        Counts of the months already walked.
    """

    def __init__(
        self,
        scenario: Scenario | str,
        territory: Territory | str | None = None,
        *,
        seed: int | None = 1,
        start: int | None = None,
        state: Mapping[str, Array] | None = None,
        **parameters: Any,
    ) -> None:
        scenario, territory = named(scenario, territory, parameters)
        seed = 1 if seed is None else int(seed)  # `mesa.batch_run` gives None without a seed
        super().__init__(scenario=MesaScenario(parameters=scenario, rng=seed))
        self.scenario_ = scenario
        self.territory = territory
        self.first_month = -scenario.clock.burn_in if start is None else start
        self.walked = self.first_month - 1  # last month walked
        self.gathered = False  # whether members are others than at the reform, or were
        self.practice_seen = 0.0  # practice of the last delivery
        self.history: list[Array] = []
        self.fixed_converted: list[int] = []
        self.month_totals = np.zeros(counts.SIZE, np.int64)
        self.waits = np.zeros(counts.WAIT_SHAPE, np.int32)
        self.cohort = np.zeros(counts.COHORT_SHAPE, np.int32)
        self.strata = np.zeros((216, len(COUNTERS)), np.int64)
        self.zone_counters = np.zeros((len(territory.zones), len(COUNTERS)), np.int64)
        self.changed = np.zeros(0, ROW)
        self.running_totals = np.zeros(counts.SIZE, np.int64)  # of the persons present
        self.watchers: list[Callable[[SectorModel], None]] = []
        self._build(seed, state)
        if state is None:
            stock = territory.zones.stock.astype(np.int64)
            self.welcome(stock, int(stock.sum()), stock=True)
            if self.first_month < 0:
                everybody = self.in_key_order(np.arange(self.people.size, dtype=ROW))
                begin(everybody, self.W, self.origins)
            self.month_totals[:] = 0
            settle_actors(self.W)
        self.waited_before = months_waited(self.people, self.month)
        self.stocks = stocks_of(self)
        self._register()
        self.processes: list[Process] = [kind() for kind in PROCESSES]
        if scenario.policy.code:
            self.processes.append(make(scenario.policy, scenario.clock.reform_month))
            self.processes.sort(key=lambda p: p.phase)
        late = (p for p in self.processes if isinstance(p, Policy) and p.phase >= Delivery.phase)
        self.late_policy = any(late)
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

    def _build(self, seed: int, state: Mapping[str, Array] | None) -> None:
        t, s = self.territory, self.scenario_
        self.layout = layout_of(t, s)
        self.home = self.layout.home
        self.environment = build_environment(t, s, self.layout)
        self.organisations = o = build_organisations(t, self.layout)
        set_due(o, t)
        o.e_before[:] = o.e_due.sum(axis=1)
        self.dues = payment_schedule(t, s, self.layout.payer)
        self.funding: Funding = s.before_reform().funding  # levers in force
        self.entries = t.zones.entries.astype(np.float64)
        self.origins = build_origins(t, s)
        if state is None:
            self.people = People(int(t.zones.stock.sum() * 1.05) + 64)
        else:
            self.people = People.from_arrays(state)
            o.restore(state)
            self.environment.operator_has[:] = 0
            self.environment.operator_has[o.e_operator, o.e_category] = 1
            self.running_totals[:] = state["run.stock"]
        self.marks = marks_of(self.people.capacity, ROW)
        self.W = WorldBundle(
            people=people_bundle(self.people),
            organisations=organisation_bundle(
                o, self.month_totals, self.waits, self.cohort, self.running_totals
            ),
            environment=pointer(self.environment),
            # A world that is reformed from its first month on begins so.
            parameters=parameters(s, reformed=s.clock.reform_month <= self.first_month),
            marks=pointer(self.marks),
            size=self.people.size,
            seed=seed,
            month=self.first_month,
            practice=0.0,
            reformed=0,
            cohort=s.clock.reform_month + counts.COHORT_FROM,
        )

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

    @property
    def seed(self) -> int:
        """Luck of the run."""
        return self.W.seed

    @seed.setter
    def seed(self, seed: int) -> None:
        """Set it, for kernels too."""
        self.W.seed = seed

    @property
    def month(self) -> int:
        """Present month of the calendar; 0 is January 2017."""
        return self.W.month

    @month.setter
    def month(self, month: int) -> None:
        """Set it, for kernels too."""
        self.W.month = month

    @property
    def practice(self) -> float:
        """Practice of the month; 0 before the reform."""
        return self.W.practice

    @practice.setter
    def practice(self, practice: float) -> None:
        """Set it, for kernels too."""
        self.W.practice = practice

    @property
    def reformed(self) -> bool:
        """Whether the organisation of the scenario applies."""
        return bool(self.W.reformed)

    def in_key_order(self, rows: Array) -> Array:
        """Sort rows by the persons' keys, so that the order of rows never matters."""
        return rows[np.argsort(self.people.key[rows])]  # keys differ: any sort will do

    def welcome(self, totals: Array, total: int, *, stock: bool = False) -> None:
        """Let newcomers in: `counts` by zone and stage."""
        before = self.people.capacity
        rows = self.people.reserve(total)
        if self.people.capacity != before:
            self.W.people = people_bundle(self.people)
            self.marks = marks_of(self.people.capacity, ROW)
            self.W.marks = pointer(self.marks)
        self.W.size = self.people.size
        newcomers.settle_in(rows, totals, self.W, self.origins, int(stock))

    def depart(self, rows: Array) -> None:
        """End the presence of persons: everything they hold is given back."""
        if isinstance(self.people, Window):
            raise RefusedError(Message("policy.depart"))
        if len(rows):
            rows = rows.astype(ROW, copy=False)
            presence.leave_system(rows, self.W)
            self.vacate(rows)

    def vacate(self, rows: Array) -> None:
        """Fold the counters of rows that were left, and free them."""
        presence.clear(rows, self.W, self.strata, self.zone_counters)
        self.people.release(rows)

    def fold(self, rows: Array) -> None:
        """Add the counters of some persons to their groups; their open waits are under way."""
        if self.reformed:
            presence.fold(rows, self.W, self.strata, self.zone_counters)
            waits.end_observation(rows, self.W)

    def practice_in(self, month: int) -> float:
        """Practice in a month; 0 before the reform."""
        s = self.scenario_
        return maturity(month - s.clock.reform_month, s.change.tau, s.direction.pace)

    def reform(self) -> None:
        """The organisation of the scenario applies from this month on; counting starts."""
        self.apply_organisation()
        self.waits[:] = 0
        self.cohort[:] = 0
        waits.begin_observation(self.W)
        presence.start_counting(self.W)
        mainstream.inform(self.W)
        mainstream.measure(self.W)
        buy_posts(self)

    def apply_organisation(self, *, resumed: bool = False) -> None:
        """Put establishments and zones into their perimeters; members that left stay outside."""
        self.W.reformed = 1
        self.W.parameters = parameters(self.scenario_, reformed=True)
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
        """Update zones and perimeters from their present members."""
        o, members = self.organisations, self.organisations.e_perimeter
        o.p_members[:] = np.bincount(members[members >= 0], minlength=o.counts.perimeters)
        zones = self.layout.perimeter
        served = np.append(o.p_members > 0, False)
        o.z_perimeter[:] = np.where(served[zones], zones, -1)
        if (members != self.home).any() or self.gathered:
            update_members(self.environment, self.territory, self.layout, members)
            self.gathered = True
        if o.counts.perimeters:
            best = self.environment.common_tolerance.max(axis=1, initial=-1)
            o.u_tolerance[o.counts.establishments :] = best

    def _walk_month(self) -> None:
        self.month_totals[:] = 0
        month = self.month
        for process in self.processes:
            if not process.due(month):
                continue
            if isinstance(process, Policy):
                apply(process, self.scenario_.policy, self)
            else:
                process.step(self)
        self.history.append(self.month_totals.copy())
        self.walked = month
        balance(self, check_month)
        if month % FULL_COUNT_EVERY == 0:
            balance(self, check_year)
        for watch in self.watchers:
            watch(self)
        self.month = month + 1
        self.running = month + 1 < self.scenario_.clock.months
