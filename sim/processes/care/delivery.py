"""Delivery: what reaches each person this month, and what it covers (4.4, 4.5, 4.6).

Effective support = minutes x fit(voice) x (1 - d)^(m - 1) for m providers that nobody coordinates,
in every organisation; a referent lowers d, not to zero. Mainstream services cover light needs as
far as they are open and found. Carers give hours up to capacity; load above it builds strain, and
strain, not caring, is the hazard (Schulz and Beach 1999).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.actors.fees import actor_minutes, seat_minutes
from sim.processes.care.needs import stage_of
from sim.processes.care.places import preference_weight
from sim.processes.care.running_counts import add_to_stock, change_state_counted, count_until
from sim.processes.funding.funders import is_pooled
from sim.processes.organisation.innovation import worth_of
from sim.processes.organisation.practice import new_way
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.counts import MILLION
from sim.state.environment import Land as L_
from sim.state.people import (
    ABSENT,
    BLOCKING,
    CARED_FOR,
    CLASSES,
    COMPOSED,
    COVER_SEEN,
    COVERED,
    DOMAINS,
    ESCALATED,
    FLAGS,
    HOUR_SEEN,
    IN_INSTITUTION,
    IN_NEED,
    INSTITUTION,
    IS_COVERED,
    NEVER,
    NOW_CAPACITY,
    NOW_CARER,
    NOW_LOAD,
    NOW_MAINSTREAM,
    NOW_NEED,
    NOW_PROVIDERS,
    NOW_SIZE,
    NOW_UNMET,
    NOW_WASTED,
    OVER_AGE,
    SUPPORTED,
    WAIT,
)
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_
from sim.state.views import PeopleBundle as P_

if TYPE_CHECKING:
    from sim.state.world import World


CRISIS = 1
BURNOUT = 2
ESCALATION = 4
STRAIN_STEPS = 2.0  # load beyond three times the capacity counts as that


@rule
def fit(misfit: float, weight: float) -> float:
    """Share of support that fits, the person's preferences having `weight` in what is given."""
    return 1.0 - misfit * (1.0 - weight)


@rule
def joined_up(loss: float, providers: int) -> float:
    """Share of support that holds together among `providers` who do not coordinate."""
    share = 1.0
    for _ in range(providers - 1):
        share *= 1.0 - loss
    return share


@rule
def strain_excess(load: int, capacity: int) -> float:
    """Load above a carer's capacity, in capacities, at most `STRAIN_STEPS`."""
    return min(max(load / capacity - 1.0, 0.0), STRAIN_STEPS)


@rule
def strain_after(strain: float, excess: float, recovery: float, overload: float) -> float:
    """Strain of a carer after a month at `excess`."""
    return (1.0 - recovery) * strain + overload * excess


@rule
def burnout_probability(rate: float, slope: float, strain: float) -> float:
    """Monthly probability that a carer gives up; 0 without strain."""
    return min(1.0, rate * (math.exp(slope * strain) - 1.0) / (math.exp(slope) - 1.0))


@rule
def crisis_probability(rate: float, weighted_unmet: float) -> float:
    """Monthly probability of an emergency.

    `weighted_unmet` is the sum over domains of unmet memory times level, between 0 and 12.
    """
    return rate * weighted_unmet / 12.0


@rule
def memory_after(unmet: float, memory: float, coverage: float) -> float:
    """Discounted share unmet after a month at `coverage`."""
    return memory * unmet + (1.0 - memory) * (1.0 - coverage)


@rule
def idle_bonus(given: int, idle: int, rate: float, group: float, occupied: int) -> int:
    """Minutes that idle hours of vacant places add for each person present, at most doubling."""
    return min(given, int(idle * rate * group / occupied))


@rule
def shared_minutes(staff: int, group: float, occupied: int, heavy: int, extra: float) -> int:
    """Minutes that each person receives in a place of `staff` minutes serving `group` at once.

    Persons above the establishment's tolerance weigh `extra` more: a heavier mix is slower for
    everybody.
    """
    # The share comes first: without heavy files it is 1, whichever person enters or leaves.
    return int(staff * group * (occupied / (occupied + extra * heavy)))


@kernel
def deliver_places(O: O_, L: L_, R: R_, practice: float, changed: Array) -> bool:
    """Minutes per person in each establishment's places; where staff minutes went.

    Marks in `changed` (int8[E + 1], the first for no place) the establishments that give other
    minutes than last month, and tells whether there is one.
    """
    o = R.organisation[0]
    some = False
    for e in range(len(O.e_places)):
        occupied = O.e_occupied[e]
        closed = O.e_closed[e]
        vacant = O.e_places[e] - O.e_converted[e] - occupied - closed
        pooled = is_pooled(O, R, L.block[O.e_zone[e]]) and O.e_perimeter[e] >= 0
        group = L.cat_group[O.e_category[e]]
        for d in range(DOMAINS):
            staff = O.e_staff[e, d]
            given = 0
            if occupied > 0:
                given = shared_minutes(staff, group, occupied, O.e_heavy[e], o.heavier_mix)
                if pooled and vacant > 0:
                    given += idle_bonus(
                        given, staff * vacant, o.reallocation * practice, group, occupied
                    )
                given = int(given * worth_of(R, O.e_practice[e]))
            if given != O.e_given[e, d]:
                O.e_given[e, d] = given
                changed[e + 1] = 1
                some = True
            O.tally[tally.PLACE + d] += given * occupied
            O.tally[tally.STAFF_PLACE] += staff * occupied
            O.tally[tally.STAFF_IDLE] += staff * vacant
            O.tally[tally.STAFF_VACANT] += staff * closed
        O.tally[tally.PLACES] += O.e_places[e]
        O.tally[tally.PLACES_USED] += occupied
        O.tally[tally.PLACES_CONVERTED] += O.e_converted[e]
        O.tally[tally.PLACES_CLOSED] += closed
    return some


@kernel
def deliver_plans(O: O_, R: R_) -> None:
    """Count where the staff minutes of the pools went, and the minutes of project actors."""
    for a in range(len(O.a_occupied)):
        O.tally[tally.FROM_ACTORS] += actor_minutes(O, R, a)
    for u in range(O.u_total.shape[0]):
        for d in range(DOMAINS):
            used = O.u_used[u, d]
            O.tally[tally.PLAN + d] += O.u_planned[u, d]
            O.tally[tally.STAFF_DIRECT] += O.u_direct[u, d]
            O.tally[tally.STAFF_TRAVEL] += used - O.u_direct[u, d]
            O.tally[tally.STAFF_POOL_IDLE] += O.u_total[u, d] + O.u_moved[u, d] - used
            O.tally[tally.STAFF_MOVED] -= O.u_moved[u, d]


@kernel
def newly(
    lo: int,
    hi: int,
    before: float,
    practice: float,
    adoption: Array,
    fresh: Array,
) -> None:
    """Mark whose case is handled the new way from this month on, if in a perimeter."""
    ranks, marked = adoption[lo:hi], fresh[lo:hi]
    for i in range(len(ranks)):
        marked[i] |= np.int8((ranks[i] >= before) & (ranks[i] < practice))


@kernel
def touched(lo: int, hi: int, place: Array, changed: Array, fresh: Array) -> None:
    """Mark who holds a place where the minutes given have changed."""
    places, marked = place[lo:hi], fresh[lo:hi]
    for i in range(len(places)):
        # No branch: who holds a place (not: -1) is guessed wrong. Unsigned: never from the end.
        marked[i] |= changed[np.uint32(places[i] + 1)]


@kernel
def look_again(
    rows: Array,
    P: P_,
    O: O_,
    L: L_,
    R: R_,
    month: int,
    practice: float,
    reformed: int,
) -> None:
    """What each fresh person receives now, and what that covers; the running total follows."""
    delivery, o = R.delivery[0], R.organisation[0]
    received = np.zeros(DOMAINS, np.int64)
    needed = np.zeros(DOMAINS, np.int64)
    now = np.zeros(NOW_SIZE, np.int32)
    gained = np.zeros(NOW_SIZE, np.int64)
    flagged = np.zeros(FLAGS, np.int64)
    linking = (o.coordination or o.voice or o.partnership) and practice > 0.0
    for r in range(len(rows)):
        i = row(rows, r)
        P.fresh[i] = 0
        if P.state[i] == ABSENT:
            continue
        count_until(P, i, month)
        new = linking and new_way(P, O, i, practice)
        linked = new and o.partnership
        stage = stage_of(P.age[i])
        e, a = P.place[i], P.actor[i]
        providers = int(e >= 0)
        wasted = 0
        has_hours = False
        composed = False
        for d in range(DOMAINS):
            needed[d] = L.minutes[stage, d, P.level[i, d]]
            formal = int(P.plan[i, d])  # none without a unit
            composed |= formal > 0
            if e >= 0:
                formal += O.e_given[e, d]
            received[d] = formal
            has_hours |= formal > 0
            wasted += max(formal - needed[d], 0)
        providers += int(composed)
        if a >= 0:
            received[O.a_domain[a]] += seat_minutes(P, O, R, i)
            has_hours = True
            providers += 1 - int(linked)
        found = np.int64(P.found[i])
        found = (found >> 4) if linked else (found & 15)
        mainstream = 0
        for d in range(DOMAINS):
            rest = max(int(needed[d] - received[d]), 0) if P.level[i, d] == 1 else 0
            rest *= int((found >> d) & 1)
            received[d] += rest
            mainstream += rest
        if mainstream > 0 and not linked:
            providers += 1
        loss = delivery.fragmentation
        if new and o.coordination:
            loss = o.fragmentation_with_referent
        weight = preference_weight(R, np.float64(P.ability[i]), new)
        effect = fit(delivery.misfit, weight) * joined_up(loss, providers)

        covered = True
        in_need = False
        load = 0
        given = 0
        capacity = int(P.carer[i])
        for d in range(DOMAINS):
            level = P.level[i, d]
            need = needed[d]
            met = int(received[d] * effect)
            if d == 0 and capacity > 0:
                load = max(need - met, 0)
                given = min(load, capacity)
                met += given
            if d == 0 and level == CLASSES - 1 and P.residence[i] != INSTITUTION:
                met = min(met, int(need * delivery.presence_home))
            met = min(met, need)
            share = met / need if need > 0 else 1.0
            covered &= share >= delivery.threshold
            in_need |= level > 0
            P.cover[i, d] = share
            now[NOW_NEED + d] = need
            now[NOW_UNMET + d] = need - met
        P.excess[i] = strain_excess(load, capacity) if capacity > 0 else 0.0
        now[NOW_WASTED] = wasted
        now[NOW_MAINSTREAM] = mainstream
        now[NOW_CARER] = given
        now[NOW_LOAD] = load
        now[NOW_CAPACITY] = capacity
        now[NOW_PROVIDERS] = providers
        for k in range(NOW_SIZE):
            gained[k] += now[k] - P.now[i, k]
            P.now[i, k] = now[k]
        flags = int(in_need) * IN_NEED
        flags |= int(covered and in_need) * IS_COVERED
        flags |= int(P.residence[i] == INSTITUTION) * IN_INSTITUTION
        flags |= int((P.marks[i] & OVER_AGE) != 0) * BLOCKING
        flags |= int(providers > 0) * SUPPORTED
        flags |= int(composed) * COMPOSED
        flags |= int(capacity > 0) * CARED_FOR
        before = int(P.flags[i])
        for k in range(FLAGS):
            flagged[k] += ((flags >> k) & 1) - ((before >> k) & 1)
        P.flags[i] = flags
        change_state_counted(P, O, i)
        if reformed:
            P.since[i] = month
        note_waits(P, O, i, month, has_hours, bool(flags & IS_COVERED))
    add_to_stock(O, gained, flagged)


@rule
def note_waits(P: P_, O: O_, i: int, month: int, has_hours: bool, covered: bool) -> None:
    """The waits that end this month: to the first hour, and to coverage of every domain."""
    marks = np.int64(P.marks[i])
    if P.asked[i] != NEVER:
        months = min(month - P.asked[i], tally.WAIT_MONTHS - 1)
        if has_hours and not (marks & HOUR_SEEN):
            marks |= HOUR_SEEN
            O.waits[tally.TO_HOUR, P.complexity[i], months] += 1
        if covered and not (marks & COVER_SEEN):
            marks |= COVER_SEEN
            O.waits[tally.TO_COVER, P.complexity[i], months] += 1
    marks &= 255 - COVERED
    P.marks[i] = marks | (COVERED if covered else 0)


@kernel
def drift(
    lo: int,
    hi: int,
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
    """A month more of what was not covered and of load; mark who may come to a crisis or burn out.

    Only upper bounds of the probabilities are compared here; the marked few are looked at closely.
    """
    k_crisis = draws.stream(seed, month, draws.CRISIS, 0)
    k_burnout = draws.stream(seed, month, draws.BURNOUT, 0)
    missed, covered = unmet[DOMAINS * lo : DOMAINS * hi], cover[DOMAINS * lo : DOMAINS * hi]
    for j in range(len(missed)):
        missed[j] = memory_after(np.float64(missed[j]), memory, np.float64(covered[j]))
    strains, extra = strain[lo:hi], excess[lo:hi]
    total = 0
    for i in range(len(strains)):
        x = strain_after(np.float64(strains[i]), np.float64(extra[i]), recovery, overload)
        strains[i] = x
        total += int(np.float64(strains[i]) * MILLION)
    out[tally.STRAIN] += total
    lucks, states, events = luck[lo:hi], state[lo:hi], event[lo:hi]
    crisis, burnout = draws.threshold(crisis_bound), draws.threshold(burnout_bound)
    for i in range(len(lucks)):
        e = np.int64(draws.bits_of(k_crisis, lucks[i]) < crisis)
        e |= np.int64(draws.bits_of(k_burnout, lucks[i]) < burnout) << 1
        events[i] = e * np.int64(states[i] != ABSENT)
    if escalation > 0.0:
        k_escalate = draws.stream(seed, month, draws.ESCALATION, 0)
        all_marks = marks[lo:hi]
        for i in range(len(lucks)):
            e = np.int64(draws.uniform_of(k_escalate, lucks[i]) < escalation)
            e &= np.int64(states[i] == WAIT) & np.int64((all_marks[i] & ESCALATED) == 0)
            events[i] |= e << 2


class Delivery(Process):
    """Support reaches people; coverage, strain and unmet memory follow."""

    phase = 6

    def step(self, model: World) -> None:
        """Deliver in places and plans, look again at the fresh, let everybody's month pass."""
        m, p = model, model.people
        scenario = m.scenario_
        changed = np.zeros(len(m.organisations.e_places) + 1, np.int8)
        if deliver_places(m.O, m.L, m.R, m.practice, changed):
            m.each_block(touched, p.place, changed, p.fresh)
        deliver_plans(m.O, m.R)
        o = scenario.organisation
        if m.reformed and (o.coordination or o.voice or o.partnership):
            if m.practice > m.practice_seen:
                m.each_block(newly, m.practice_seen, m.practice, p.adoption, p.fresh)
            m.practice_seen = m.practice
        rows = m.fresh_rows()
        look_again(rows, m.P, m.O, m.L, m.R, m.month, m.practice, int(m.reformed))
        carers, crises = scenario.carers, scenario.crises
        most_strain = STRAIN_STEPS * carers.overload / carers.recovery
        m.each_block(
            drift,
            m.seed,
            m.month,
            p.luck,
            p.state,
            p.marks,
            p.cover.reshape(-1),
            p.unmet.reshape(-1),
            p.strain,
            p.excess,
            scenario.needs.memory,
            carers.recovery,
            carers.overload,
            crises.rate,
            burnout_probability(carers.burnout_rate, carers.burnout_slope, most_strain),
            crises.escalation,
            m.event,
            per_block=(tallies := np.zeros((len(m.block_bounds()), tally.SIZE), np.int64),),
        )
        m.tally += tallies.sum(axis=0) + m.stock
