"""The access funnel: latent need, asking, assessment, orientation (4.2).

A person asks when in need, willing and able to go through the channel; is assessed after a delay;
is oriented and referred to lists; may give up waiting, come back, or try again after a refusal.
Beside the funnel, a person who knows of a project actor may turn to it at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import draws
from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.bundles import Parameters as R_
from sim.bundles import PeopleBundle as P_
from sim.columns import (
    ABSENT,
    ACTOR_SLOT,
    AGAIN,
    ASSESS,
    CLASSES,
    COVER_SEEN,
    FIRST,
    HOUR_SEEN,
    LATENT,
    PREPARED,
    REFUSED,
    RENOUNCED,
    SERVED,
    STATES,
    UNWILLING,
    WAIT,
)
from sim.indicators import tally
from sim.jit import kernel, rule
from sim.land import Land as L_
from sim.process import Process
from sim.processes.holdings import release_plan, set_state
from sim.processes.lists import join, leave_all
from sim.processes.practice import new_way
from sim.processes.referral import heaviest, orient, refer

if TYPE_CHECKING:
    from sim.model import SectorModel
    from sim.scenario import Access as AccessPart


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
    luck: Array,
    state: Array,
    pending: Array,
    level: Array,
    actor: Array,
    actor_list: Array,
    streams: Array,
    bound: Array,
    actor_rate: float,
    event: Array,
) -> None:
    """Mark who may move in the funnel, and who turns to a project actor.

    Parameters
    ----------
    streams : uint64[8]
        Key of the month's decision in each state; the last is that of project actors.
    bound : float64[28]
        Upper bound of the monthly probability to move, by state and heaviest need.
    """
    k_actor = streams[STATES]
    l0, l1, l2, l3 = level[0, lo:hi], level[1, lo:hi], level[2, lo:hi], level[3, lo:hi]
    lucks, states, waits, events = luck[lo:hi], state[lo:hi], pending[lo:hi], event[lo:hi]
    actors, lists = actor[lo:hi], actor_list[lo:hi]
    for i in range(len(lucks)):
        u = lucks[i]
        s = np.int64(states[i])
        most = max(max(l0[i], l1[i]), max(l2[i], l3[i]))
        e = np.int64(draws.uniform_of(streams[s], u) < bound[4 * s + most])
        # Who is served moves only if a new orientation is pending.
        e &= np.int64(s != SERVED) | np.int64(waits[i] == AGAIN)
        seeks = np.int64(most > 0) & np.int64(actors[i] < 0) & np.int64(lists[i] < 0)
        e |= (np.int64(draws.uniform_of(k_actor, u) < actor_rate) & seeks) << 1
        events[i] = e * np.int64(s != ABSENT)


@rule
def moves(P: P_, R: R_, L: L_, i: int, seed: int, month: int) -> bool:
    """Tell whether a marked person moves in the funnel this month: the exact probability."""
    access = R.access[0]
    s = P.state[i]
    decision = draws.ASK
    p = 0.0
    if s == LATENT:
        unwilling = (P.marks[i] & UNWILLING) != 0
        p = ask_probability(access.ask_rate[heaviest(P, i)], access.able[P.digital[i]], unwilling)
    elif s == ASSESS or s == SERVED:
        decision = draws.ASSESSMENT
        p = assessment_probability(assessment_delay(R, L, P.zone[i], P.pending[i]))
    elif s == WAIT:
        decision = draws.RENOUNCE
        p = access.renounce_rate
    elif s == REFUSED:
        decision = draws.REAPPLY
        p = access.reapply_rate
    else:
        decision = draws.RETURN_TO_ASK
        p = access.resume_rate
    return draws.draw(seed, month, decision, 0, P.key[i]) < p


def streams_of(seed: int, month: int) -> Array:
    """Keys of the month's decisions by state, and of project actors; uint64[8]."""
    streams = np.zeros(STATES + 1, np.uint64)
    for state, decision in (
        (LATENT, draws.ASK),
        (ASSESS, draws.ASSESSMENT),
        (SERVED, draws.ASSESSMENT),
        (WAIT, draws.RENOUNCE),
        (REFUSED, draws.REAPPLY),
        (RENOUNCED, draws.RETURN_TO_ASK),
        (STATES, draws.FIND_ACTOR),
    ):
        streams[state] = draws.stream(seed, month, decision, 0)
    return streams


def bounds(access: AccessPart, delay: Array) -> Array:
    """Upper bounds of the monthly probability to move, by state and heaviest need; flat."""
    table = np.zeros((STATES, CLASSES))
    table[LATENT] = np.array(access.ask_rate) * max(access.able)
    first = float(delay.min()) if access.delay < 0.0 else access.delay
    again = assessment_probability(access.reorientation)
    table[ASSESS] = max(assessment_probability(first), again)
    table[SERVED] = again
    table[WAIT] = access.renounce_rate
    table[REFUSED] = access.reapply_rate
    table[RENOUNCED] = access.resume_rate
    return table.reshape(-1)


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
        if P.level[d, i] > P.level[best, i]:
            best = d
    return best


@rule
def find_actor(P: P_, O: O_, L: L_, R: R_, i: int, seed: int, month: int, practice: float) -> None:
    """Join the list of a project actor of one's heaviest domain within reach, if known.

    With partnership the plan tells of it, so that knowing decides no more.
    """
    d = known_domain(P, i)
    z = P.zone[i]
    linked = R.organisation[0].partnership and new_way(O, seed, practice, z, P.key[i])
    if not linked and draws.draw(seed, draws.ONCE, draws.KNOWN, d, P.key[i]) >= R.access[0].known:
        return
    start = L.actor_start[z * 4 + d]
    n = L.actor_start[z * 4 + d + 1] - start
    if n == 0:
        return
    offset = int(draws.draw(seed, month, draws.ACTOR_CHOICE, 0, P.key[i]) * n)
    join(P, O, i, ACTOR_SLOT, L.actor_desks + L.actor_reach[start + offset], 0)


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
        i = rows[r]
        if event[i] & FUNNEL and moves(P, R, L, i, seed, month):
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
            find_actor(P, O, L, R, i, seed, month, practice)


class Access(Process):
    """The funnel moves; the oriented join lists in the order of their keys."""

    phase = 3

    def step(self, model: SectorModel) -> None:
        """Walk the funnel."""
        m, p = model, model.people
        access = m.scenario_.access
        m.each_block(
            decide,
            p.luck,
            p.state,
            p.pending,
            p.level,
            p.actor,
            p.desk[ACTOR_SLOT],
            streams_of(m.seed, m.month),
            bounds(access, m.land.delay),
            access.actor_rate,
            m.event,
        )
        act(m.hits(), m.event, m.P, m.O, m.L, m.R, m.seed, m.month, m.practice)
