"""The access funnel: latent need, asking, assessment, orientation (docs/model.md).

A person asks when in need, willing and able to go through the channel; is assessed after a delay;
is oriented and referred to lists; may give up waiting, come back, or try again after a refusal.
Outside the funnel, a person who knows a project actor may turn to it at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import compact, in_key_order, row
from sim.processes.care.holdings import planned, release_plan, set_state
from sim.processes.care.orientation import heaviest, heaviest_domain, orient, refer
from sim.processes.care.queues import join, leave_all, leave_places
from sim.processes.care.waits import end_wait, end_waits, open_wait, open_waits
from sim.processes.organisation.practice import new_way
from sim.processes.process import Process
from sim.state import counts
from sim.state.people import (
    ABSENT,
    ACTOR_SLOT,
    AGAIN,
    ASSESS,
    DOMAINS,
    FIRST,
    LATENT,
    NO_OFFER,
    PREPARED,
    REFUSED,
    RENOUNCED,
    ROW,
    SERVED,
    UNWILLING,
    WAIT,
)
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.scenario.care import Access as AccessPart
    from sim.state.world import World


# Bits of an event.
FUNNEL = 1
ACTOR = 2


@rule
def ask_probability(rate: float, able: float, unwilling: bool) -> float:
    """Monthly probability to ask: rate for the heaviest need times ability to use the channel."""
    return 0.0 if unwilling else rate * able


@rule
def assessment_probability(delay: float) -> float:
    """Monthly probability to be assessed, so that the mean delay is `delay` months (0: at once)."""
    return 1.0 if delay <= 1.0 else 1.0 / delay


@rule
def assessment_delay(W: WorldBundle, zone: int, pending: int) -> float:
    """Mean delay in months of a first assessment (territory) or of a new orientation."""
    access = W.parameters.access[0]
    if pending == AGAIN:
        return float(access.reorientation)
    if access.delay >= 0.0:
        return float(access.delay)
    return float(W.environment.delay[zone])


@kernel
def decide(
    size: int,
    seed: int,
    month: int,
    luck: Array,
    state: Array,
    pending: Array,
    levels: Array,
    actor: Array,
    bound: Array,
    event: Array,
) -> None:
    """Mark who may move in the funnel, and who may turn to a project actor.

    Parameters
    ----------
    levels : int32[n]
        The four levels of a person, one byte each.
    bound : float64[10]
        Upper bounds of the monthly probabilities, by `bounds`.
    """
    k_funnel = draws.stream(seed, month, draws.FUNNEL, 0)
    k_actor = draws.stream(seed, month, draws.FIND_ACTOR, 0)
    ask_0, ask_1 = draws.threshold(bound[0]), draws.threshold(bound[1])
    ask_2, ask_3 = draws.threshold(bound[2]), draws.threshold(bound[3])
    assessed, again = draws.threshold(bound[4]), draws.threshold(bound[5])
    renounced, reapplies = draws.threshold(bound[6]), draws.threshold(bound[7])
    resumes, seeks = draws.threshold(bound[8]), draws.threshold(bound[9])
    lucks, states, waits, events = luck[:size], state[:size], pending[:size], event[:size]
    words, actors = levels[:size], actor[:size]
    # Choices between numbers become vectors; a table read by state and level would not.
    for i in range(len(lucks)):
        s, w = states[i], words[i]
        b = ask_0 if w == 0 else ask_1
        b = ask_2 if (w & 0x02020202) != 0 else b
        b = ask_3 if (w & (w >> 1) & 0x01010101) != 0 else b
        b = assessed if s == ASSESS else b
        b = (again if waits[i] == AGAIN else 0) if s == SERVED else b
        b = renounced if s == WAIT else b
        b = reapplies if (s == REFUSED) | (s == NO_OFFER) else b
        b = resumes if s == RENOUNCED else b
        moves = np.int8((draws.bits_of(k_funnel, lucks[i]) < b) & (s != ABSENT))
        looks = np.int8((draws.bits_of(k_actor, lucks[i]) < seeks) & (w != 0) & (actors[i] < 0))
        events[i] = np.int8(moves | np.int8(looks << 1))


def bounds(access: AccessPart, delay: Array) -> Array:
    """Upper bounds of the monthly probabilities to move and to look for a project actor.

    Order: asking by heaviest need (4), first assessment, new orientation, giving up, applying
    again, coming back, looking.
    """
    first = float(delay.min()) if access.delay < 0.0 else access.delay
    again = assessment_probability(access.reorientation)
    ask = np.array(access.ask_rate) * max(access.able)
    assessed = max(assessment_probability(first), again)
    rates = (access.renounce_rate, access.reapply_rate, access.resume_rate, access.actor_rate)
    return np.array([*ask, assessed, again, *rates])


@rule
def move_probability(W: WorldBundle, i: int) -> float:
    """Monthly probability of the step that a person's state allows."""
    people = W.people
    access = W.parameters.access[0]
    s = people.state[i]
    if s == LATENT:
        unwilling = (people.status_bits[i] & UNWILLING) != 0
        able = access.able[people.digital[i]]
        return ask_probability(access.ask_rate[heaviest(people, i)], able, unwilling)
    if s == ASSESS or s == SERVED:
        return assessment_probability(assessment_delay(W, people.zone[i], people.pending[i]))
    if s == WAIT:
        return float(access.renounce_rate)
    if s == REFUSED or s == NO_OFFER:
        return float(access.reapply_rate)
    return float(access.resume_rate)


@rule
def looks_for_actor(W: WorldBundle, i: int, knowing: np.uint64) -> bool:
    """Return whether a marked person can turn to a project actor: on no list, and knowing one.

    With partnership the plan includes it, whether or not the person knows it. `knowing` is the
    stream of the domain of their heaviest need.
    """
    people = W.people
    if people.waiting_list[i, ACTOR_SLOT] >= 0:
        return False
    if draws.uniform_of(knowing, people.luck[i]) < W.parameters.access[0].known:
        return True
    return bool(W.parameters.organisation[0].partnership and new_way(W, i))


@kernel
def confirm(rows: Array, event: Array, W: WorldBundle) -> int:
    """Compare the marked with their exact probabilities; returns how many `rows` are kept.

    Only these are then sorted, because sorting takes most of the time.
    """
    k_funnel = draws.stream(W.seed, W.month, draws.FUNNEL, 0)
    knowing = np.zeros(DOMAINS, np.uint64)
    for d in range(DOMAINS):
        knowing[d] = draws.stream(W.seed, draws.ONCE, draws.KNOWN, d)
    n = 0
    for r in range(len(rows)):
        i = row(rows, r)
        e = 0
        if event[i] & FUNNEL:
            u = draws.uniform_of(k_funnel, W.people.luck[i])
            e |= FUNNEL * int(u < move_probability(W, i))
        if event[i] & ACTOR:
            e |= ACTOR * int(looks_for_actor(W, i, knowing[heaviest_domain(W.people, i)]))
        event[i] = e
        if e != 0:
            rows[n] = i
            n += 1
    return n


@rule
def open_file(W: WorldBundle, i: int) -> None:
    """A person asks: their waits start."""
    people = W.people
    people.asked[i] = W.month
    people.pending[i] = FIRST
    open_wait(W, i, counts.TO_ASSESSMENT)
    open_waits(W, i)
    set_state(W, i, ASSESS)
    W.organisations.month_totals[counts.ASKED] += 1


@rule
def assess(W: WorldBundle, i: int) -> None:
    """Assess, orient and refer in the same month."""
    W.organisations.month_totals[counts.ASSESSED] += 1
    orient(W, i)
    end_wait(W, i, counts.TO_ASSESSMENT, counts.REACHED)
    refer(W, i)


@rule
def find_actor(W: WorldBundle, i: int) -> None:
    """Draw a project actor of the heaviest domain within reach; join its list if it is open."""
    people, environment = W.people, W.environment
    d = heaviest_domain(people, i)
    z = people.zone[i]
    start = environment.actor_start[z * 4 + d]
    n = environment.actor_start[z * 4 + d + 1] - start
    if n == 0:
        return
    offset = int(draws.draw(W.seed, W.month, draws.ACTOR_CHOICE, 0, people.key[i]) * n)
    a = environment.actor_reach[start + offset]
    if W.organisations.a_alive[a]:
        join(W, i, ACTOR_SLOT, environment.actor_points + a, 0)


@rule
def give_up(W: WorldBundle, i: int) -> None:
    """Stop waiting; hours given until a place is there are kept."""
    W.organisations.month_totals[counts.RENOUNCING] += 1
    end_waits(W, i, counts.GAVE_UP)
    if planned(W.people, i):
        leave_places(W, i)
        set_state(W, i, SERVED)
        return
    leave_all(W, i)
    release_plan(W, i)
    set_state(W, i, RENOUNCED)


@kernel
def act(rows: Array, event: Array, W: WorldBundle) -> None:
    """Move the marked persons; `rows` are in key order, so that lists fill in that order."""
    people = W.people
    for r in range(len(rows)):
        i = row(rows, r)
        if event[i] & FUNNEL:
            s = people.state[i]
            if s == LATENT:
                open_file(W, i)
                prepared = people.status_bits[i] & PREPARED and W.month <= people.return_until[i]
                if prepared:
                    W.organisations.month_totals[counts.PREPARED] += 1
                    people.urgent[i] = W.month
                if prepared or assessment_delay(W, people.zone[i], FIRST) <= 0.0:
                    assess(W, i)
            elif s == ASSESS or s == SERVED:
                assess(W, i)
            elif s == WAIT:
                give_up(W, i)
            elif s == REFUSED or s == NO_OFFER:
                people.pending[i] = AGAIN
                open_waits(W, i)
                set_state(W, i, ASSESS)
            else:
                set_state(W, i, LATENT)
        if event[i] & ACTOR:
            find_actor(W, i)


@kernel
def walk_funnel(W: WorldBundle, bound: Array) -> None:
    """Mark who may move, and move those who do in key order; `bound` as in `decide`."""
    people, marks = W.people, W.marks
    decide(
        W.size,
        W.seed,
        W.month,
        people.luck,
        people.state,
        people.pending,
        people.levels,
        people.actor,
        bound,
        marks.event,
    )
    n = compact(marks.words, marks.event, W.size, marks.rows)
    n = confirm(marks.rows[:n], marks.event, W)
    in_key_order(marks.rows[:n], people.key)
    act(marks.rows[:n], marks.event, W)


class Access(Process):
    """Persons move in the funnel; oriented persons join lists in the order of their keys."""

    phase = 3
    bound: Array | None = None

    def step(self, model: World) -> None:
        """Run the steps of the funnel."""
        m, p = model, model.people
        if self.bound is None:
            self.bound = bounds(m.scenario_.access, m.environment.delay)
        walk_funnel(m.W, self.bound)
        if m.scenario_.access.refused_leave:
            gone = np.flatnonzero(p.state[: p.size] == RENOUNCED).astype(ROW)
            m.depart(m.in_key_order(gone))
