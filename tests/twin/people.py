"""A person: what it needs, what it holds, what it waits for, what happened to it."""

from __future__ import annotations

from bisect import bisect_right
from ctypes import c_float
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.engine import draws
from sim.processes.organisation.practice import adoption_rank
from sim.state.people import (
    COUNTERS,
    INSTITUTION,
    LATENT,
    NEVER,
    NOTHING,
    ORDINARY,
    WAIT,
)

from .own_rules import complexity_class, stage_of
from .prices import sooner
from .rules import ability_of, mainstream_found

if TYPE_CHECKING:
    from .model import TwinModel
    from .organisations import Establishment, ProjectActor, Unit, WaitingList

PLACE_LIST = 4  # the first list of places, after those of hours by domain
ACTOR_LIST = 8  # after up to four lists of places


def narrow(x: float) -> float:
    """Round to what a state is kept with (float32)."""
    return c_float(x).value


def pick(u: float, running: list[float]) -> int:
    """Return the rank that a uniform number falls in, by running shares."""
    return min(bisect_right(running, u), len(running) - 1)


class Person(mesa.Agent):
    """A beneficiary, drawn from its key alone."""

    def __init__(
        self, model: TwinModel, key: int, zone: int, stage: int, *, stock: bool = False
    ) -> None:
        super().__init__(model)
        self.key = key
        self.entity = np.uint64(key)
        self.zone = zone
        self._draw_nature(model, stage, stock)
        self.strain = 0.0  # of the relative
        self.residence = ORDINARY
        self.unmet = [0.0] * 4
        self.cover = [1.0] * 4
        self.lacking = [0] * 4  # minutes unmet in the last month
        # The file
        self.state = LATENT
        self.pending = NOTHING
        self.category = -1
        self.complexity = 0
        self.asked = NEVER
        self.spells: dict[str, int] = {}  # month in which each open wait began
        self.had_hours = False  # last month
        self.waiting = NEVER
        self.return_until = NEVER
        # What is held
        self.place: Establishment | None = None
        self.until = NEVER
        self.review = NEVER  # of the orientation
        self.unit: Unit | None = None
        self.plan = [0] * 4
        self.plan_cost = [0] * 4
        self.plan_direct = [0] * 4
        self.plan_until = [NEVER] * 4
        self.bridge = [0] * 4  # hours of this month alone
        self.bridge_direct = self.bridge_road = 0
        self.urgent = NEVER  # month in which the person comes first for them
        self.actor: ProjectActor | None = None
        self.actor_until = NEVER
        self.minimal = False  # gets the minimal service there
        # What is waited for: the list and the class, in each slot
        self.lists: list[tuple[WaitingList, int] | None] = [None] * 9
        # Marks
        self.escalated = False
        self.heavy = False
        self.over_age = False
        self.leaving = False  # keeps the place for a while after the stay
        self.covered = False
        self.prepared = False
        self.counters = dict.fromkeys(COUNTERS, 0)
        self.group = self.group_now()

    def _draw_nature(self, model: TwinModel, stage: int, stock: bool) -> None:
        g = model.geography

        def luck(decision: int, slot: int = 0) -> float:
            return draws.draw(model.seed_, draws.ONCE, decision, slot, self.entity)

        law = g.stock_age[g.block[self.zone]] if stock else g.entry_age
        self.age = bisect_right(law[stage], luck(draws.AGE))
        entering = g.entry_profile[stage], g.entry_level[stage]
        profiles, levels = g.present(self.zone, self.age) if stock else entering
        self.profile = pick(luck(draws.PROFILE), profiles)
        self.sex = int(luck(draws.SEX) >= g.women[stage])
        self.income = pick(luck(draws.INCOME), g.income[stage])
        band = bisect_right(g.digital_edges, self.age) - 1
        self.digital = pick(luck(draws.DIGITAL), g.digital[band])
        self.level = [pick(luck(draws.LEVEL, d), levels[self.profile][d]) for d in range(4)]
        found = [
            mainstream_found(
                luck(draws.FOUND, d),
                luck(draws.KNOWN, d),
                g.openness[self.zone][d],
                model.scenario_.access.known,
                model.scenario_.organisation.known_linked if model.reformed else 1.0,
            )
            for d in range(4)
        ]
        self.finds_once_told = [bits & 1 == 1 for bits in found]
        self.finds_alone = [bits & 2 == 2 for bits in found]
        self.carer = 0
        self.enter_stage()
        self.carer_rank = pick(luck(draws.CARER, 1), g.carer_rank)
        self.unwilling = luck(draws.WILLING) < model.scenario_.access.non_take_up
        self.rank = adoption_rank(model.seed_, self.entity)

    # -- what follows from the state ------------------------------------------------------------

    @property
    def stage(self) -> int:
        """Life stage: 0 child, 1 adult, 2 senior."""
        return stage_of(self.age)

    def enter_stage(self) -> None:
        """Speak for themselves, and have relatives, as persons of this stage and these needs do."""
        g, model = self.model.geography, self.model
        speaks, cared = (
            draws.draw(model.seed_, draws.ONCE, what, 0, self.entity)
            for what in (draws.ABILITY, draws.CARER)
        )
        self.ability = narrow(ability_of(speaks, g.expression[self.stage][max(self.level)]))
        # Nobody, someone who lives elsewhere, someone in the household.
        elsewhere, anywhere = g.carer_share[self.stage]
        before = self.carer
        self.carer = 0 if cared >= anywhere else (1 if cared < elsewhere else 2)
        if self.carer != before:
            self.strain = 0.0

    def group_now(self) -> int:
        """Return the group for tables: stage, sex, income, digital access, heaviest need."""
        group = (self.stage * 2 + self.sex) * 3 + self.income
        return (group * 3 + self.digital) * 4 + max(self.level)

    def complexity_now(self) -> int:
        """Return the class a file would have: heaviest level, one more with two loaded domains."""
        return complexity_class(self.level)

    def heaviest_domain(self) -> int:
        """Return the domain of the heaviest need, the first of equals."""
        return self.level.index(max(self.level))

    def category_now(self) -> int:
        """Return the category that the needs point to, -1 if none."""
        daily, health, education, insertion = self.level
        first, second = [
            (max(daily, health, education), insertion),
            (max(daily, health), insertion),
            (daily, health),
        ][self.stage]
        return self.model.geography.orientation[self.stage][first][second]

    def lasting(self, domain: int, stage: int) -> int:
        """Return the level below which the need never eases in a stage of life."""
        return self.model.geography.floor[self.profile][stage][domain]

    def need(self, domain: int) -> int:
        """Return the minutes of support a month that the level means."""
        return self.model.geography.minutes[self.stage][domain][self.level[domain]]

    def claim(self, domain: int) -> int:
        """Return the minutes that the person asks of their place: a home service has a ceiling.

        Who lives there has a part of daily life covered by that.
        """
        need = self.need(domain)
        if domain == 0 and self.place.residential:
            need -= self.model.geography.presence[self.stage][self.level[0]]
        return min(need, self.place.ceiling[self.level[domain]])

    @property
    def care_at_hand(self) -> int:
        """Minutes of daily life that a relative can give at the present level of need."""
        if self.carer == 0:
            return 0
        same_house = self.carer == 2 and self.residence != INSTITUTION
        table = self.model.geography.carer_minutes[self.stage][int(same_house)]
        return int(table[self.level[0]][self.carer_rank])

    def at_most(self, domain: int) -> int:
        """Return the most minutes of a plan at home: in daily life there is a ceiling."""
        need = self.need(domain)
        cats = self.model.territory.categories
        for category, bound in enumerate(cats.by_hours):
            if domain == 0 and bound and cats.stage[category] == self.stage:
                need = min(need, int(cats.ceiling[category][self.level[0]]))
        return need

    def luck(self, decision: int, slot: int = 0) -> float:
        """Return this month's number for a decision."""
        return draws.draw(self.model.seed_, self.model.month, decision, slot, self.entity)

    @property
    def is_listed(self) -> bool:
        """Whether the person waits for a place or hours."""
        return any(self.lists[:ACTOR_LIST])

    @property
    def waits_for_place(self) -> bool:
        """Whether the person is on a list of places."""
        return any(self.lists[PLACE_LIST:ACTOR_LIST])

    @property
    def goes_on_to_a_place(self) -> bool:
        """Whether hours are given only until a residential place is there."""
        return self.waits_for_place and self.model.geography.residential[self.category]

    @property
    def has_something_ahead(self) -> bool:
        """Whether the person is on a list with no support, or may come back without delay."""
        returns = self.prepared and self.model.month <= self.return_until
        return self.state == WAIT or (self.state == LATENT and returns)

    @property
    def has_plan(self) -> bool:
        """Whether hours of a plan are given."""
        return any(self.plan)

    # -- lists ------------------------------------------------------------------------------------

    def join(self, slot: int, waiting_list: WaitingList, rank: int) -> None:
        """Stand at the end of a list, in the queue of a class."""
        if self.lists[slot] is not None or self in waiting_list.queues[rank]:
            raise AssertionError(f"person {self.key} joins a list twice")
        self.lists[slot] = (waiting_list, rank)
        waiting_list.queues[rank][self] = None

    def leave(self, slot: int) -> None:
        """Leave the list of a slot, if on one."""
        held = self.lists[slot]
        if held is not None:
            del held[0].queues[held[1]][self]
            self.lists[slot] = None

    def leave_places(self) -> None:
        """Leave every list of places; those of hours are kept."""
        for slot in range(PLACE_LIST, ACTOR_LIST):
            self.leave(slot)

    def leave_lists(self) -> None:
        """Leave every list of places and hours; a project actor's list is kept."""
        for slot in range(ACTOR_LIST):
            self.leave(slot)

    # -- holdings ---------------------------------------------------------------------------------

    def move_to(self, state: int) -> None:
        """Change state; what enters and leaves WAIT is counted for Little's law."""
        model = self.model
        if self.state == WAIT and state != WAIT:
            model.month_totals["wait_left"] += 1
            model.month_totals["sojourn"] += model.month - self.waiting
        if self.state != WAIT and state == WAIT:
            model.month_totals["wait_entered"] += 1
            self.waiting = model.month
        self.state = state

    def take_place(self, place: Establishment, until: int) -> None:
        """Enter an establishment."""
        self.place, self.until = place, until
        months = sooner(self.model, self)
        u = draws.draw(self.model.seed_, draws.ONCE, draws.REVIEW, 0, self.entity)
        self.review = self.model.month + 1 + int(u * months) if months > 0 else NEVER
        place.occupied += 1
        self.claimed = [self.claim(d) for d in range(4)]
        for d, minutes in enumerate(self.claimed):
            place.needed[d] += minutes
        if self.complexity > place.tolerance:
            self.heavy = True
            place.heavy += 1
        if place.residential:
            self.residence = INSTITUTION

    def release_place(self) -> None:
        """Leave the establishment, if in one."""
        place = self.place
        if place is None:
            return
        place.occupied -= 1
        for d, minutes in enumerate(self.claimed):
            place.needed[d] -= minutes
        place.heavy -= self.heavy
        self.heavy = self.over_age = self.leaving = False
        self.place, self.until, self.review = None, NEVER, NEVER
        if place.residential:
            self.residence = ORDINARY

    def set_plan(self, domain: int, minutes: int, direct: int = 0, road: int = 0) -> None:
        """Change the hours of a domain and what they take from the unit."""
        unit, cost = self.unit, direct + road
        unit.used[domain] += cost - self.plan_cost[domain]
        unit.direct[domain] += direct - self.plan_direct[domain]
        unit.planned[domain] += minutes - self.plan[domain]
        self.plan[domain] = minutes
        self.plan_cost[domain] = cost
        self.plan_direct[domain] = direct

    def release_plan(self) -> None:
        """Give all hours back to the unit, if any."""
        if self.unit is not None:
            for domain in range(4):
                self.set_plan(domain, 0)
                self.plan_until[domain] = NEVER
            self.unit = None

    def release_actor(self) -> None:
        """Give the seat with a project actor back, or leave its list."""
        self.leave(ACTOR_LIST)
        if self.actor is not None:
            self.actor.occupied -= 1
            self.actor.minimal -= self.minimal
            self.minimal = False
            self.actor, self.actor_until = None, NEVER
