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
    COVER_SEEN,
    FIRST,
    HOUR_SEEN,
    LATENT,
    NEVER,
    NOTHING,
    PREPARED,
    REFUSED,
    RENOUNCED,
    STATES,
    UNWILLING,
    WAIT,
)
from sim.indicators import tally
from sim.process import Process
from sim.jit import kernel, rule
from sim.land import Land as L_
from sim.processes.holdings import release_plan, set_state
from sim.processes.lists import join, leave_all
from sim.processes.needs import stage_of
from sim.processes.practice import new_way
from sim.processes.referral import orient, refer

if TYPE_CHECKING:
    from sim.model import SectorModel


FUNNEL = 1
ACTOR = 2
PENDING = 4


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
    key: Array,
    age: Array,
    state: Array,
    pending: Array,
    level: Array,
    digital: Array,
    marks: Array,
    zone: Array,
    actor: Array,
    desk: Array,
    L: L_,
    R: R_,
    event: Array,
) -> None:
    """Mark who moves in the funnel, who is assessed beside it, and who turns to a project actor."""
    access = R.access[0]
    streams = np.zeros(STATES, np.uint64)
    streams[LATENT] = draws.stream(seed, month, draws.ASK, 0)
    streams[ASSESS] = draws.stream(seed, month, draws.ASSESSMENT, 0)
    streams[WAIT] = draws.stream(seed, month, draws.RENOUNCE, 0)
    streams[REFUSED] = draws.stream(seed, month, draws.REAPPLY, 0)
    streams[RENOUNCED] = draws.stream(seed, month, draws.RETURN_TO_ASK, 0)
    k_assess = streams[ASSESS]
    k_actor = draws.stream(seed, month, draws.FIND_ACTOR, 0)
    rate = np.zeros(STATES)
    rate[WAIT] = access.renounce_rate
    rate[REFUSED] = access.reapply_rate
    rate[RENOUNCED] = access.resume_rate
    ask = access.ask_rate
    able = access.able
    for i in range(lo, hi):
        s = state[i]
        event[i] = 0
        if s == ABSENT:
            continue
        most = max(max(level[0, i], level[1, i]), max(level[2, i], level[3, i]))
        if s == LATENT:
            p = ask_probability(ask[most], able[digital[i]], (marks[i] & UNWILLING) != 0)
        elif s == ASSESS:
            p = assessment_probability(assessment_delay(R, L, zone[i], pending[i]))
        else:
            p = rate[s]
        e = 0
        if p > 0.0 and draws.uniform(streams[s], key[i]) < p:
            e = FUNNEL
        if pending[i] == AGAIN and s != ASSESS:
            p = assessment_probability(assessment_delay(R, L, zone[i], AGAIN))
            if draws.uniform(k_assess, key[i]) < p:
                e |= PENDING
        if most > 0 and actor[i] < 0 and desk[ACTOR_SLOT, i] < 0:
            if draws.uniform(k_actor, key[i]) < access.actor_rate:
                e |= ACTOR
        event[i] = e


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
        if event[i] & FUNNEL:
            s = P.state[i]
            if s == LATENT:
                open_file(P, O, i, month)
                prepared = P.marks[i] & PREPARED and month <= P.return_until[i]
                if prepared:
                    O.tally[tally.PREPARED] += 1
                if prepared or assessment_delay(R, L, P.zone[i], FIRST) <= 0.0:
                    assess(P, O, L, R, i, seed, month, practice)
            elif s == ASSESS:
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
        if event[i] & PENDING and P.pending[i] == AGAIN and P.state[i] != ASSESS:
            assess(P, O, L, R, i, seed, month, practice)
        if event[i] & ACTOR:
            find_actor(P, O, L, R, i, seed, month, practice)


class Access(Process):
    """The funnel moves; the oriented join lists in the order of their keys."""

    phase = 3

    def step(self, model: SectorModel) -> None:
        """Walk the funnel."""
        m, p = model, model.people
        m.each_block(
            decide,
            m.seed,
            m.month,
            p.key,
            p.age,
            p.state,
            p.pending,
            p.level,
            p.digital,
            p.marks,
            p.zone,
            p.actor,
            p.desk,
            m.L,
            m.R,
            m.event,
        )
        rows = m.hits()
        act(rows, m.event, m.P, m.O, m.L, m.R, m.seed, m.month, m.practice)
