"""The access funnel: latent need, asking, assessment, orientation (4.2).

A person asks when in need, willing and able to go through the channel; is assessed after a delay;
is oriented and referred to lists; may give up waiting, come back, or try again after a refusal.
Beside the funnel, a person who knows of a project actor may turn to it at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.care.holdings import release_plan, set_state
from sim.processes.care.orientation import heaviest, orient, refer
from sim.processes.care.queues import join, leave_all
from sim.processes.organisation.practice import new_way
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.people import (
    ABSENT,
    ACTOR_SLOT,
    AGAIN,
    ASSESS,
    COVER_SEEN,
    DOMAINS,
    FIRST,
    HOUR_SEEN,
    LATENT,
    PREPARED,
    REFUSED,
    RENOUNCED,
    ROW,
    SERVED,
    UNWILLING,
    WAIT,
)
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_
from sim.state.views import PeopleBundle as P_

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
def assessment_delay(R: R_, L: L_, zone: int, pending: int) -> float:
    """Mean delay in months of a first assessment (territory) or of a new orientation."""
    access = R.access[0]
    if pending == AGAIN:
        return float(access.reorientation)
    if access.delay >= 0.0:
        return float(access.delay)
    return float(L.delay[zone])


@kernel
def decide(
    lo: int,
    hi: int,
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
    lucks, states, waits, events = luck[lo:hi], state[lo:hi], pending[lo:hi], event[lo:hi]
    words, actors = levels[lo:hi], actor[lo:hi]
    # Choices between numbers become vectors; a table read by state and level would not.
    for i in range(len(lucks)):
        s, w = states[i], words[i]
        b = ask_0 if w == 0 else ask_1
        b = ask_2 if (w & 0x02020202) != 0 else b
        b = ask_3 if (w & (w >> 1) & 0x01010101) != 0 else b
        b = assessed if s == ASSESS else b
        b = (again if waits[i] == AGAIN else 0) if s == SERVED else b
        b = renounced if s == WAIT else b
        b = reapplies if s == REFUSED else b
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
def move_probability(P: P_, R: R_, L: L_, i: int) -> float:
    """Monthly probability of the step that a person's state allows."""
    access = R.access[0]
    s = P.state[i]
    if s == LATENT:
        unwilling = (P.marks[i] & UNWILLING) != 0
        able = access.able[P.digital[i]]
        return ask_probability(access.ask_rate[heaviest(P, i)], able, unwilling)
    if s == ASSESS or s == SERVED:
        return assessment_probability(assessment_delay(R, L, P.zone[i], P.pending[i]))
    if s == WAIT:
        return float(access.renounce_rate)
    if s == REFUSED:
        return float(access.reapply_rate)
    return float(access.resume_rate)


@rule
def looks_for_actor(P: P_, O: O_, R: R_, i: int, knowing: Array, practice: float) -> bool:
    """Tell whether a marked person can turn to a project actor: on no list, and knowing one.

    With partnership the plan tells of it, so that knowing decides no more.
    """
    if P.desk[i, ACTOR_SLOT] >= 0:
        return False
    if draws.uniform_of(knowing[known_domain(P, i)], P.luck[i]) < R.access[0].known:
        return True
    return bool(R.organisation[0].partnership and new_way(P, O, i, practice))


@kernel
def confirm(
    rows: Array,
    event: Array,
    P: P_,
    O: O_,
    L: L_,
    R: R_,
    seed: int,
    month: int,
    practice: float,
) -> int:
    """Compare the marked with their exact probabilities; returns how many `rows` are kept.

    Only these are then put in order: sorting is what costs.
    """
    k_funnel = draws.stream(seed, month, draws.FUNNEL, 0)
    knowing = np.zeros(DOMAINS, np.uint64)
    for d in range(DOMAINS):
        knowing[d] = draws.stream(seed, draws.ONCE, draws.KNOWN, d)
    n = 0
    for r in range(len(rows)):
        i = row(rows, r)
        e = 0
        if event[i] & FUNNEL:
            u = draws.uniform_of(k_funnel, P.luck[i])
            e |= FUNNEL * int(u < move_probability(P, R, L, i))
        if event[i] & ACTOR:
            e |= ACTOR * int(looks_for_actor(P, O, R, i, knowing, practice))
        event[i] = e
        if e != 0:
            rows[n] = i
            n += 1
    return n


@rule
def open_file(P: P_, O: O_, i: int, month: int) -> None:
    """A person asks: the clocks of the waits start."""
    P.asked[i] = month
    P.pending[i] = FIRST
    P.marks[i] &= 255 - HOUR_SEEN - COVER_SEEN
    set_state(P, O, i, ASSESS, month)
    O.tally[tally.ASKED] += 1


@rule
def assess(P: P_, O: O_, L: L_, R: R_, i: int, seed: int, month: int, practice: float) -> None:
    """Assess, orient and refer in the same month."""
    O.tally[tally.ASSESSED] += 1
    orient(P, L, i)
    if P.pending[i] == FIRST:
        months = min(month - P.asked[i], tally.WAIT_MONTHS - 1)
        O.waits[tally.TO_ASSESSMENT, P.complexity[i], months] += 1
    refer(P, O, L, R, i, seed, month, practice)


@rule
def known_domain(P: P_, i: int) -> int:
    """Domain in which a person first looks for a project actor: the heaviest, lowest number first.

    Project actors do social action; severe daily needs are not theirs, but the person asks anyway.
    """
    best = 0
    for d in range(1, 4):
        if P.level[i, d] > P.level[i, best]:
            best = d
    return best


@rule
def find_actor(P: P_, O: O_, L: L_, i: int, seed: int, month: int) -> None:
    """Join the list of a project actor of one's heaviest domain within reach, if still there."""
    d = known_domain(P, i)
    z = P.zone[i]
    start = L.actor_start[z * 4 + d]
    n = L.actor_start[z * 4 + d + 1] - start
    if n == 0:
        return
    offset = int(draws.draw(seed, month, draws.ACTOR_CHOICE, 0, P.key[i]) * n)
    a = L.actor_reach[start + offset]
    if O.a_alive[a]:
        join(P, O, i, ACTOR_SLOT, L.actor_desks + a, 0)


@kernel
def act(
    rows: Array,
    event: Array,
    P: P_,
    O: O_,
    L: L_,
    R: R_,
    seed: int,
    month: int,
    practice: float,
) -> None:
    """Move the marked persons; `rows` are in key order, so that lists fill in that order."""
    for r in range(len(rows)):
        i = row(rows, r)
        if event[i] & FUNNEL:
            s = P.state[i]
            if s == LATENT:
                open_file(P, O, i, month)
                prepared = P.marks[i] & PREPARED and month <= P.return_until[i]
                if prepared:
                    O.tally[tally.PREPARED] += 1
                if prepared or assessment_delay(R, L, P.zone[i], FIRST) <= 0.0:
                    assess(P, O, L, R, i, seed, month, practice)
            elif s == ASSESS or s == SERVED:
                assess(P, O, L, R, i, seed, month, practice)
            elif s == WAIT:
                leave_all(P, O, i)
                release_plan(P, O, i)
                O.tally[tally.RENOUNCING] += 1
                set_state(P, O, i, RENOUNCED, month)
            elif s == REFUSED:
                P.pending[i] = AGAIN
                set_state(P, O, i, ASSESS, month)
            else:
                set_state(P, O, i, LATENT, month)
        if event[i] & ACTOR:
            find_actor(P, O, L, i, seed, month)


class Access(Process):
    """The funnel moves; the oriented join lists in the order of their keys."""

    phase = 3
    bound: Array | None = None

    def step(self, model: World) -> None:
        """Walk the funnel."""
        m, p = model, model.people
        if self.bound is None:
            self.bound = bounds(m.scenario_.access, m.land.delay)
        m.each_block(
            decide,
            m.seed,
            m.month,
            p.luck,
            p.state,
            p.pending,
            p.levels,
            p.actor,
            self.bound,
            m.event,
        )
        rows = m.hits(ordered=False)
        n = confirm(rows, m.event, m.P, m.O, m.L, m.R, m.seed, m.month, m.practice)
        rows = m.in_key_order(rows[:n])
        act(rows, m.event, m.P, m.O, m.L, m.R, m.seed, m.month, m.practice)
        if m.scenario_.access.refused_leave:
            gone = np.flatnonzero(p.state[: p.size] == RENOUNCED).astype(ROW)
            m.depart(m.in_key_order(gone))
