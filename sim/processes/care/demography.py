"""Demography: people arrive, grow older, move away and die (docs/model.md).

All of it depends on the seed and never on the scenario: the same persons, with the same needs,
relatives, luck and death, live in every world that is compared.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import compact, row
from sim.processes.care.needs import level_carried
from sim.processes.care.newcomers import count_arrivals, enter
from sim.processes.care.presence import end_presence
from sim.processes.process import Process
from sim.state import counts
from sim.state.people import (
    ABSENT,
    ADULT_END,
    CHILD_END,
    DOMAINS,
    STAGES,
)
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World

# Limits between bands of age that share one bound of mortality, months.
OLD: Final = 960
OLDEST: Final = 1200


@kernel
def decide(
    size: int,
    seed: int,
    month: int,
    luck: Array,
    age: Array,
    state: Array,
    mortality: Array,
    ageing: int,
    event: Array,
) -> None:
    """Mark persons who may die (1) or reach an age limit (2); all get a month older.

    Parameters
    ----------
    mortality : float64[4]
        Upper bound of the monthly probability to die in each band of age.
    """
    k_death = draws.stream(seed, month, draws.DEATH, 0)
    young, old = draws.threshold(mortality[0]), draws.threshold(mortality[1])
    older, oldest = draws.threshold(mortality[2]), draws.threshold(mortality[3])
    month_more = np.int16(ageing)
    reaches = np.int8(2 * ageing)
    ages, states, lucks, events = age[:size], state[:size], luck[:size], event[:size]
    for i in range(len(ages)):
        a = ages[i]
        present = states[i] != ABSENT
        b = young if a < ADULT_END else (old if a < OLD else (older if a < OLDEST else oldest))
        dies = np.int8((draws.bits_of(k_death, lucks[i]) < b) & present)
        a = np.int16(a + (month_more if present else np.int16(0)))
        border = ((a == CHILD_END) | (a == ADULT_END)) & present
        events[i] = np.int8(dies | (reaches if border else np.int8(0)))
        ages[i] = a


def mortality_bounds(mortality: Array) -> Array:
    """Upper bounds of the monthly probability to die, by band of age; float64[4]."""
    last = len(mortality) - 1
    edges = [min(edge, last) for edge in (0, ADULT_END, OLD, OLDEST)]
    return np.array([mortality[a : max(b, a + 1)].max() for a, b in pairwise([*edges, last + 1])])


@rule
def enter_stage(W: WorldBundle, i: int, stage: int) -> None:
    """Give a person the needs of the next stage of life, and what else it decides."""
    people, floor = W.people, W.environment.floor
    for d in range(DOMAINS):
        before, after = floor[people.profile[i], stage - 1, d], floor[people.profile[i], stage, d]
        people.level[i, d] = level_carried(people.level[i, d], before, after)
    enter(W, i)
    people.dirty[i] = 1


@kernel
def end_lives(rows: Array, event: Array, W: WorldBundle, ageing: int, ended: Array) -> int:
    """Remove persons who die, and persons who leave the territory at an age limit.

    Death is drawn at the age before the month was added. Returns how many rows were written to
    `ended`, to be folded and released.
    """
    people, environment = W.people, W.environment
    k_death = draws.stream(W.seed, W.month, draws.DEATH, 0)
    n = 0
    for r in range(len(rows)):
        i = row(rows, r)
        dies = False
        if event[i] & 1:
            before = min(people.age[i] - ageing, len(environment.mortality) - 1)
            dies = draws.uniform_of(k_death, people.luck[i]) < environment.mortality[before]
        if not dies:
            if not event[i] & 2:
                continue
            border = 0 if people.age[i] == CHILD_END else 1
            stays = environment.border_stay[environment.department[people.zone[i]], border]
            if draws.draw(W.seed, W.month, draws.LEAVING, 0, people.key[i]) < stays:
                enter_stage(W, i, border + 1)
                continue
        W.organisations.month_totals[counts.DEATHS if dies else counts.GONE] += 1
        end_presence(W, i)
        ended[n] = i
        n += 1
    return n


@kernel
def grow_older(W: WorldBundle, bound: Array, ageing: int) -> int:
    """Add a month of age, and end lives and stays; returns how many rows of `others` ended.

    Parameters
    ----------
    bound : float64[4]
        As `mortality_bounds`.
    ageing : int
        1 if persons grow older.
    """
    people, marks = W.people, W.marks
    decide(
        W.size,
        W.seed,
        W.month,
        people.luck,
        people.age,
        people.state,
        bound,
        ageing,
        marks.event,
    )
    n = compact(marks.words, marks.event, W.size, marks.rows)
    return end_lives(marks.rows[:n], marks.event, W, ageing, marks.others)


class Demography(Process):
    """Deaths, departures, a month of age, newcomers."""

    phase = 1
    bound: Array | None = None

    def step(self, model: World) -> None:
        """Run the month; rows of leavers are added to the strata, emptied and may be reused."""
        m = model
        switches = m.scenario_.demography
        if self.bound is None:
            mortality = m.environment.mortality
            self.bound = mortality_bounds(mortality if switches.deaths else 0.0 * mortality)
        if switches.deaths or switches.ageing:
            ended = grow_older(m.W, self.bound, int(switches.ageing))
            if ended:
                m.vacate(m.marks.others[:ended])
        if switches.arrivals:
            totals = np.zeros((len(m.entries), STAGES), np.int64)
            factor = m.scenario_.context.arrivals_factor if m.month >= 0 else 1.0
            m.welcome(totals, count_arrivals(m.origins, m.seed, m.month, factor, totals))
