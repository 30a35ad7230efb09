"""Delivery: minutes given in places and plans, and what follows for each person (docs/model.md).

Places share their minutes by need (`sim.processes.care.sharing`). Support is computed again only
for the persons for whom something changed (`sim.processes.care.coverage`). Unmet need and the
strain of carers are then updated for all persons, and persons with a possible crisis or burnout
are marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel
from sim.engine.marks import compact
from sim.processes.actors.fees import actor_minutes
from sim.processes.care.capacity import free_hours
from sim.processes.care.carers import STRAIN_STEPS, burnout_probability, strain_after
from sim.processes.care.claims import count_claims
from sim.processes.care.coverage import memory_after, refresh_support
from sim.processes.care.mainstream import QUARTER, review_shares
from sim.processes.care.sharing import share_places
from sim.processes.process import Process
from sim.state import counts
from sim.state.counts import MILLION
from sim.state.people import (
    ABSENT,
    DOMAINS,
    ESCALATED,
    WAIT,
)
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@kernel
def deliver_plans(W: WorldBundle) -> None:
    """Count where the staff minutes of the pools went, and the minutes of project actors."""
    organisations = W.organisations
    for a in range(len(organisations.a_occupied)):
        organisations.month_totals[counts.FROM_ACTORS] += actor_minutes(W, a)
    for u in range(organisations.u_total.shape[0]):
        for d in range(DOMAINS):
            used = organisations.u_used[u, d]
            organisations.month_totals[counts.PLAN + d] += organisations.u_planned[u, d]
            organisations.month_totals[counts.STAFF_DIRECT] += organisations.u_direct[u, d]
            organisations.month_totals[counts.STAFF_TRAVEL] += used - organisations.u_direct[u, d]
            organisations.month_totals[counts.STAFF_POOL_IDLE] += free_hours(organisations, u, d)
            organisations.month_totals[counts.STAFF_MOVED] -= organisations.u_moved[u, d]


@kernel
def mark_adopters(
    size: int,
    before: float,
    practice: float,
    adoption: Array,
    fresh: Array,
) -> None:
    """Mark persons in perimeters whose case is handled the new way from this month on."""
    ranks, marked = adoption[:size], fresh[:size]
    for i in range(len(ranks)):
        marked[i] |= np.int8((ranks[i] >= before) & (ranks[i] < practice))


@kernel
def mark_places(size: int, place: Array, levels: Array, changed: Array, fresh: Array) -> None:
    """Mark persons with a need in a domain where their place gives another share of it."""
    places, words, marked = place[:size], levels[:size], fresh[:size]
    for i in range(len(places)):
        # No branch: the processor would mispredict it. Unsigned: never from the end.
        marked[i] |= np.int8((changed[np.uint32(places[i] + 1)] & words[i]) != 0)


@kernel
def update_strain_and_unmet(
    size: int,
    seed: int,
    month: int,
    luck: Array,
    state: Array,
    marks: Array,
    cover: Array,
    unmet: Array,
    strain: Array,
    excess: Array,
    memory: float,
    recovery: float,
    overload: float,
    crisis_bound: float,
    burnout_bound: float,
    escalation: float,
    event: Array,
    out: Array,
) -> None:
    """Add a month of unmet need and load; mark persons with a possible crisis or burnout.

    Only upper bounds of the probabilities are compared here; the exact probability is computed for
    marked persons only.
    """
    k_crisis = draws.stream(seed, month, draws.CRISIS, 0)
    k_burnout = draws.stream(seed, month, draws.BURNOUT, 0)
    missed, covered = unmet[: DOMAINS * size], cover[: DOMAINS * size]
    for j in range(len(missed)):
        missed[j] = memory_after(np.float64(missed[j]), memory, np.float64(covered[j]))
    strains, extra = strain[:size], excess[:size]
    total = 0
    for i in range(len(strains)):
        x = strain_after(np.float64(strains[i]), np.float64(extra[i]), recovery, overload)
        strains[i] = x
        total += int(np.float64(strains[i]) * MILLION)
    out[counts.STRAIN] += total
    lucks, states, events = luck[:size], state[:size], event[:size]
    crisis, burnout = draws.threshold(crisis_bound), draws.threshold(burnout_bound)
    for i in range(len(lucks)):
        e = np.int64(draws.bits_of(k_crisis, lucks[i]) < crisis)
        e |= np.int64(draws.bits_of(k_burnout, lucks[i]) < burnout) << 1
        events[i] = e * np.int64(states[i] != ABSENT)
    if escalation > 0.0:
        k_escalate = draws.stream(seed, month, draws.ESCALATION, 0)
        all_marks = marks[:size]
        for i in range(len(lucks)):
            e = np.int64(draws.uniform_of(k_escalate, lucks[i]) < escalation)
            e &= np.int64(states[i] == WAIT) & np.int64((all_marks[i] & ESCALATED) == 0)
            events[i] |= e << 2


@kernel
def update_all(W: WorldBundle) -> None:
    """Add a month of unmet need and load for all persons."""
    people, parameters = W.people, W.parameters
    carers, crises = parameters.carers[0], parameters.crises[0]
    most_strain = STRAIN_STEPS * carers.overload / carers.recovery
    burnout = burnout_probability(carers.burnout_rate, carers.burnout_slope, most_strain)
    update_strain_and_unmet(
        W.size,
        W.seed,
        W.month,
        people.luck,
        people.state,
        people.status_bits,
        people.covers,
        people.unmets,
        people.strain,
        people.overload,
        parameters.needs[0].memory,
        carers.recovery,
        carers.overload,
        crises.rate,
        burnout,
        crises.escalation,
        W.marks.event,
        W.organisations.month_totals,
    )


@kernel
def deliver(W: WorldBundle, practice_seen: float) -> float:
    """Deliver in places and plans, update the marked persons, and add the month for all.

    Parameters
    ----------
    practice_seen : float
        Practice of the last delivery.

    Returns
    -------
    float
        Practice that the next delivery compares with.
    """
    people, rows = W.people, W.marks.rows
    changed = np.zeros(len(W.organisations.e_places) + 1, np.int32)
    n = compact(people.dirty_words, people.dirty, W.size, rows)
    count_claims(rows[:n], W)
    if share_places(W, changed):
        mark_places(W.size, people.place, people.levels, changed, people.dirty)
    deliver_plans(W)
    o = W.parameters.organisation[0]
    seen = practice_seen
    if W.reformed and (o.coordination or o.voice or o.partnership):
        seen = W.practice
        if seen > practice_seen:
            mark_adopters(W.size, practice_seen, seen, people.adoption, people.dirty)
    if W.month % QUARTER == 0:
        review_shares(W)
    n = compact(people.dirty_words, people.dirty, W.size, rows)
    refresh_support(rows[:n], W)
    update_all(W)
    for k in range(counts.SIZE):
        W.organisations.month_totals[k] += W.organisations.running_totals[k]
    return seen


class Delivery(Process):
    """Support reaches people; coverage, strain and unmet memory follow."""

    phase = 6

    def step(self, model: World) -> None:
        """Deliver in places and plans, update the marked persons, and add the month for all."""
        model.practice_seen = deliver(model.W, model.practice_seen)
