"""Delivery: what reaches each person this month, and what it covers (4.4, 4.5, 4.6).

Effective support = minutes x fit(voice) x (1 - d)^(m - 1) for m providers that nobody coordinates,
in every organisation; a referent lowers d, not to zero. Mainstream services cover light needs as
far as they are open and found. Carers give hours up to capacity; load above it builds strain, and
strain, not caring, is the hazard (Schulz and Beach 1999).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import math

import numpy as np

from sim import draws
from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.bundles import Parameters as R_
from sim.bundles import PeopleBundle as P_
from sim.columns import (
    ABSENT,
    ASSESS,
    C_COVERED,
    C_MONTHS,
    C_NEED,
    C_OVERLOAD,
    C_UNMET,
    C_WAITING,
    C_WITHOUT,
    COVER_SEEN,
    COVERED,
    DOMAINS,
    ESCALATED,
    HOUR_SEEN,
    INSTITUTION,
    NEVER,
    OVER_AGE,
    REFUSED,
    WAIT,
)
from sim.indicators import tally
from sim.indicators.tally import MILLION
from sim.process import Process
from sim.jit import kernel, rule
from sim.land import Land as L_
from sim.processes.places import preference_weight
from sim.processes.practice import adoption_rank

if TYPE_CHECKING:
    from sim.model import SectorModel


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
    if providers <= 1:
        return 1.0
    return float((1.0 - loss) ** (providers - 1))


@rule
def strain_after(strain: float, load: int, capacity: int, recovery: float, overload: float) -> float:
    """Strain of a carer after a month of `load` minutes on a capacity of `capacity`."""
    excess = min(max(load / capacity - 1.0, 0.0), STRAIN_STEPS)
    return (1.0 - recovery) * strain + overload * excess


@rule
def burnout_probability(rate: float, slope: float, strain: float) -> float:
    """Monthly probability that a carer gives up; 0 without strain."""
    return min(1.0, rate * (math.exp(slope * strain) - 1.0) / (math.exp(slope) - 1.0))


@rule
def crisis_probability(rate: float, weighted_unmet: float) -> float:
    """Monthly probability of an emergency; `weighted_unmet` is the sum over domains of unmet
    memory times level, between 0 and 12."""
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
    return int(staff * group * occupied / (occupied + extra * heavy))


@kernel
def deliver_places(O: O_, L: L_, R: R_) -> None:
    """Minutes per person in each establishment's places; where staff minutes went."""
    o = R.organisation[0]
    for e in range(len(O.e_places)):
        occupied = O.e_occupied[e]
        vacant = O.e_places[e] - O.e_converted[e] - occupied
        group = L.cat_group[O.e_category[e]]
        for d in range(DOMAINS):
            staff = O.e_staff[e, d]
            given = 0
            if occupied > 0:
                given = shared_minutes(staff, group, occupied, O.e_heavy[e], o.heavier_mix)
                if o.funding and O.e_perimeter[e] >= 0 and vacant > 0:
                    given += idle_bonus(given, staff * vacant, o.reallocation, group, occupied)
            O.e_given[e, d] = given
            O.tally[tally.STAFF_PLACE] += staff * occupied
            O.tally[tally.STAFF_IDLE] += staff * vacant
        O.tally[tally.PLACES] += O.e_places[e]
        O.tally[tally.PLACES_USED] += occupied
        O.tally[tally.PLACES_CONVERTED] += O.e_converted[e]


@kernel
def deliver_plans(O: O_) -> None:
    """Count where the staff minutes of the pools went."""
    for u in range(O.u_total.shape[0]):
        for d in range(DOMAINS):
            used = O.u_used[u, d]
            O.tally[tally.STAFF_DIRECT] += O.u_direct[u, d]
            O.tally[tally.STAFF_TRAVEL] += used - O.u_direct[u, d]
            O.tally[tally.STAFF_POOL_IDLE] += O.u_total[u, d] + O.u_moved[u, d] - used
            O.tally[tally.STAFF_MOVED] -= O.u_moved[u, d]


@kernel
def deliver(
    lo: int,
    hi: int,
    P: P_,
    O: O_,
    L: L_,
    R: R_,
    seed: int,
    month: int,
    practice: float,
    reformed: int,
    event: Array,
    out: Array,
    waits: Array,
) -> None:
    """What each person receives, its coverage, strain and memory; counts into `out` and `waits`.

    Touches only rows ``lo`` to ``hi``, so blocks may run at once.
    """
    delivery, needs, carers, crises = R.delivery[0], R.needs[0], R.carers[0], R.crises[0]
    o = R.organisation[0]
    k_crisis = draws.stream(seed, month, draws.CRISIS, 0)
    k_burnout = draws.stream(seed, month, draws.BURNOUT, 0)
    k_escalate = draws.stream(seed, month, draws.ESCALATION, 0)
    k_rank = draws.stream(seed, draws.ONCE, draws.ADOPTION, 0)
    burnout_bound = burnout_probability(
        carers.burnout_rate, carers.burnout_slope, STRAIN_STEPS * carers.overload / carers.recovery
    )
    linking = o.coordination or o.voice or o.partnership
    formal = np.zeros(DOMAINS, np.int64)
    support = np.zeros(DOMAINS, np.int64)
    for i in range(lo, hi):
        event[i] = 0
        state = P.state[i]
        if state == ABSENT:
            continue
        out[tally.PEOPLE] += 1
        out[tally.PEOPLE + state] += 1
        key = P.key[i]
        new = (
            linking and O.z_perimeter[P.zone[i]] >= 0 and draws.uniform(k_rank, key) < practice
        )
        linked = new and o.partnership
        age = P.age[i]
        stage = np.int64(age >= 240) + np.int64(age >= 720)
        e = P.place[i]
        u = P.unit[i]
        a = P.actor[i]
        providers = 0
        has_hours = False
        for d in range(DOMAINS):
            formal[d] = 0
            support[d] = 0
        if e >= 0:
            providers += 1
            for d in range(DOMAINS):
                given = O.e_given[e, d]
                formal[d] += given
                out[tally.PLACE + d] += given
                has_hours |= given > 0
        if u >= 0:
            any_plan = False
            for d in range(DOMAINS):
                got = P.plan[d, i]
                formal[d] += got
                out[tally.PLAN + d] += got
                any_plan |= got > 0
            if any_plan:
                providers += 1
                has_hours = True
                out[tally.COMPOSED] += 1
        for d in range(DOMAINS):
            support[d] = formal[d]
        if a >= 0:
            minutes = O.a_minutes[a]
            support[O.a_domain[a]] += minutes
            out[tally.FROM_ACTORS] += minutes
            has_hours = True
            if not linked:
                providers += 1
        found = np.int64(P.found[i])
        bits = (found >> 4) if linked else (found & 15)
        mainstream = False
        most = 0
        for d in range(DOMAINS):
            level = P.level[d, i]
            most = max(most, level)
            if level == 1 and (bits >> d) & 1:
                rest = L.minutes[stage, d, 1] - support[d]
                if rest > 0:
                    support[d] += rest
                    out[tally.FROM_MAINSTREAM] += rest
                    mainstream = True
        if mainstream and not linked:
            providers += 1
        if providers > 0:
            out[tally.PROVIDERS] += providers
            out[tally.SUPPORTED] += 1
        loss = delivery.fragmentation
        if new and o.coordination:
            loss = o.fragmentation_with_referent
        weight = preference_weight(R, np.float64(P.ability[i]), new)
        effect = fit(delivery.misfit, weight) * joined_up(loss, providers)
        out[tally.IN_NEED] += np.int64(most > 0)

        total_need = 0
        total_unmet = 0
        weighted = 0.0
        covered = True
        for d in range(DOMAINS):
            level = P.level[d, i]
            need = np.int64(L.minutes[stage, d, level])
            met = np.int64(support[d] * effect)
            out[tally.WASTED] += max(formal[d] - need, 0)
            if d == 0 and P.carer[i] > 0:
                load = max(need - met, 0)
                capacity = P.carer[i]
                given = min(load, capacity)
                met += given
                strain = strain_after(
                    np.float64(P.strain[i]), load, capacity, carers.recovery, carers.overload
                )
                P.strain[i] = strain
                out[tally.FROM_CARERS] += given
                out[tally.CARER_LOAD] += load
                out[tally.CARER_CAPACITY] += capacity
                out[tally.CARERS] += 1
                out[tally.STRAIN] += np.int64(strain * MILLION)
                P.counters[C_OVERLOAD, i] += np.int64(load > capacity) * reformed
                luck = draws.uniform(k_burnout, key)
                if luck < burnout_bound and luck < burnout_probability(
                    carers.burnout_rate, carers.burnout_slope, strain
                ):
                    event[i] |= BURNOUT
            if d == 0 and level == 3 and P.residence[i] != INSTITUTION:
                met = min(met, np.int64(need * delivery.presence_home))
            met = min(met, need)
            share = 1.0
            if need > 0:
                share = met / need
                covered &= share >= delivery.threshold
            memory = memory_after(np.float64(P.unmet[d, i]), needs.memory, share)
            P.cover[d, i] = share
            P.unmet[d, i] = memory
            weighted += memory * level
            total_need += need
            total_unmet += need - met
            out[tally.NEED + d] += need
            out[tally.UNMET + d] += need - met
        luck = draws.uniform(k_crisis, key)
        if luck < crises.rate and luck < crisis_probability(crises.rate, weighted):
            event[i] |= CRISIS
        marks = np.int64(P.marks[i])
        if state == WAIT and crises.escalation > 0.0 and not (marks & ESCALATED):
            if draws.uniform(k_escalate, key) < crises.escalation:
                event[i] |= ESCALATION
        asked = P.asked[i]
        if asked != NEVER:
            months = min(month - asked, tally.WAIT_MONTHS - 1)
            if has_hours and not (marks & HOUR_SEEN):
                marks |= HOUR_SEEN
                waits[tally.TO_HOUR, P.complexity[i], months] += 1
            if covered and most > 0 and not (marks & COVER_SEEN):
                marks |= COVER_SEEN
                waits[tally.TO_COVER, P.complexity[i], months] += 1
        if covered and most > 0:
            marks |= COVERED
            out[tally.COVERED] += 1
        else:
            marks &= 255 - COVERED
        P.marks[i] = marks
        out[tally.INSTITUTION] += np.int64(P.residence[i] == INSTITUTION)
        out[tally.BLOCKED] += np.int64((marks & OVER_AGE) != 0)
        if reformed:
            P.counters[C_MONTHS, i] += 1
            P.counters[C_NEED, i] += total_need
            P.counters[C_UNMET, i] += total_unmet
            P.counters[C_WAITING, i] += np.int64(state == WAIT) + np.int64(state == ASSESS)
            P.counters[C_COVERED, i] += np.int64(covered)
            P.counters[C_WITHOUT, i] += np.int64(state >= REFUSED)


class Delivery(Process):
    """Support reaches people; coverage, strain and unmet memory follow."""

    phase = 6

    def step(self, model: SectorModel) -> None:
        """Deliver in places, in plans and to each person; mark crises, burnouts, escalations."""
        m = model
        deliver_places(m.O, m.L, m.R)
        deliver_plans(m.O)
        blocks = m.block_bounds()
        tallies = np.zeros((len(blocks), tally.SIZE), np.int64)
        waits = np.zeros((len(blocks), *m.waits.shape), np.int64)
        m.each_block(
            deliver,
            m.P,
            m.O,
            m.L,
            m.R,
            m.seed,
            m.month,
            m.practice,
            int(m.reformed),
            m.event,
            per_block=(tallies, waits),
        )
        m.tally += tallies.sum(axis=0)
        m.waits += waits.sum(axis=0)
