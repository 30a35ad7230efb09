"""Coverage: the support that reaches a person now, and how far it covers each need (docs/model.md).

Effective support is minutes x fit x (1 - d)^(m - 1) for m uncoordinated providers, in
every organisation. A referent lowers d, not to zero. Mainstream services cover light needs where
they are open and the person knows them. Carers give hours up to their capacity.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.jit import inlined, kernel, rule
from sim.engine.marks import row
from sim.engine.prefetch import prefetch, row_ahead
from sim.processes.actors.fees import seat_minutes
from sim.processes.care.carers import capacity_of, strain_excess
from sim.processes.care.claims import claim_of
from sim.processes.care.entering import preference_weight
from sim.processes.care.mainstream import is_limited, mainstream_given, mainstream_known
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import heaviest
from sim.processes.care.running_counts import add_to_stock, change_state_counted, count_until
from sim.processes.care.sharing import part_of
from sim.processes.care.waits import EVERY_SOLUTION, follow_waits, reached
from sim.processes.organisation.practice import new_way
from sim.state import counts
from sim.state.people import (
    ABSENT,
    BLOCKING,
    C_RUPTURES,
    CARED_FOR,
    CLASSES,
    COMPOSED,
    COVERED,
    COVERED_60,
    COVERED_95,
    DOMAINS,
    FLAGS,
    HELPED,
    IN_INSTITUTION,
    IN_NEED,
    INSTITUTION,
    IS_COVERED,
    LATENT,
    NOW_CAPACITY,
    NOW_CARER,
    NOW_LIVING,
    NOW_LOAD,
    NOW_MAINSTREAM,
    NOW_NEED,
    NOW_PLACE,
    NOW_PROVIDERS,
    NOW_RESERVE,
    NOW_SIZE,
    NOW_UNMET,
    NOW_WASTED,
    OVER_AGE,
    PREPARED,
    SUPPORTED,
    WAIT,
)
from sim.state.views import Array, WorldBundle

# Coverage is also counted at a lower and at a higher share than `delivery.threshold`.
LOW_COVERAGE, HIGH_COVERAGE = 0.6, 0.95


@rule
def fit(misfit: float, weight: float) -> float:
    """Share of support that fits, if the person's preferences have this `weight`."""
    return 1.0 - misfit * (1.0 - weight)


@rule
def joined_up(loss: float, providers: int) -> float:
    """Share of support that holds together among `providers` who do not coordinate."""
    share = 1.0
    for _ in range(providers - 1):
        share *= 1.0 - loss
    return share


@rule
def memory_after(unmet: float, memory: float, coverage: float) -> float:
    """Discounted share unmet after a month at `coverage`."""
    return memory * unmet + (1.0 - memory) * (1.0 - coverage)


@rule
def is_linking(W: WorldBundle) -> bool:
    """Return whether the way of working of a case changes the support that a person receives."""
    o = W.parameters.organisation[0]
    return bool((o.coordination or o.voice or o.partnership) and W.practice > 0.0)


class Support(NamedTuple):
    """Support of a person in a month; its minutes and shares are written to arrays."""

    flags: int  # bits `IN_NEED` to `COVERED_95`
    reach: int  # kinds of solution that its minutes are, a bit each
    excess: float  # load of the carer above capacity, in capacities


@inlined
def support_of(
    W: WorldBundle, i: int, linking: bool, received: Array, needed: Array, now: Array, share: Array
) -> Support:
    """Work out the support of a person as things are; nothing of the person is changed.

    Parameters
    ----------
    linking : bool
        As `is_linking` returns it.
    received, needed : int64[4]
        Minutes by domain, of services, project actors and mainstream services; written to.
    now : int32[NOW_SIZE]
        What the person adds to the counts; written to.
    share : float64[4]
        Share of need covered, by domain; written to.
    """
    people, organisations, parameters = W.people, W.organisations, W.parameters
    delivery, o = parameters.delivery[0], parameters.organisation[0]
    new = linking and new_way(W, i)
    linked = new and o.partnership
    stage = stage_of(people.age[i])
    e, a = people.place[i], people.actor[i]
    providers = int(e >= 0)
    wasted = 0
    has_hours = False
    composed = False
    for d in range(DOMAINS):
        needed[d] = W.environment.minutes[stage, d, people.level[i, d]]
        formal = int(people.plan[i, d])  # none without a unit
        in_place = 0
        composed |= formal > 0
        if e >= 0:
            claim = claim_of(W, e, stage, d, people.level[i, d])
            in_place = part_of(claim, organisations.e_share_given[e, d])
            formal += in_place
        received[d] = formal
        has_hours |= formal > 0
        wasted += max(formal - needed[d], 0)
        now[NOW_PLACE + d] = in_place
    providers += int(composed)
    if a >= 0:
        received[organisations.a_domain[a]] += seat_minutes(W, i)
        has_hours = True
        providers += 1 - int(linked)
    found = mainstream_known(people.mainstream_known[i], linked)
    mainstream = 0
    limited = is_limited(W)
    reach = EVERY_SOLUTION
    bridged = 0
    for d in range(DOMAINS):
        # Products and choices, no branch: the processor would mispredict it.
        rest = max(int(needed[d] - received[d]), 0)
        rest *= int((found >> d) & 1) * int(people.level[i, d] == 1)
        if limited:
            rest = mainstream_given(W, people.zone[i], d, rest)
        received[d] += rest
        reach &= reached(received[d], needed[d])
        received[d] += people.bridge[i, d]  # for a month: no solution
        bridged += people.bridge[i, d]
        mainstream += rest
    if mainstream > 0 and not linked:
        providers += 1
    loss = delivery.fragmentation
    if new and o.coordination:
        loss = o.fragmentation_with_referent
    weight = preference_weight(parameters, np.float64(people.ability[i]), new)
    effect = fit(delivery.misfit, weight) * joined_up(loss, providers)

    least = 1.0
    in_need = False
    load = 0
    given = 0
    living = 0
    capacity = capacity_of(W, i)
    for d in range(DOMAINS):
        level = people.level[i, d]
        need = needed[d]
        met = int(received[d] * effect)
        if d == 0 and people.residence[i] == INSTITUTION:
            living = W.environment.presence[stage, level]
            met += living
        if d == 0 and capacity > 0:
            load = max(need - met, 0)
            given = min(load, capacity)
            met += given
        if d == 0 and level == CLASSES - 1 and people.residence[i] != INSTITUTION:
            met = min(met, int(need * delivery.presence_home))
        met = min(met, need)
        share[d] = (met if need > 0 else 1) / max(need, 1)
        least = min(least, share[d])
        in_need |= level > 0
        now[NOW_NEED + d] = need
        now[NOW_UNMET + d] = need - met
    now[NOW_WASTED] = wasted
    now[NOW_MAINSTREAM] = mainstream
    now[NOW_LIVING] = living
    now[NOW_RESERVE] = bridged
    now[NOW_CARER] = given
    now[NOW_LOAD] = load
    now[NOW_CAPACITY] = capacity
    now[NOW_PROVIDERS] = providers
    flags = int(in_need) * IN_NEED
    flags |= int(in_need and least >= delivery.threshold) * IS_COVERED
    flags |= int(in_need and least >= LOW_COVERAGE) * COVERED_60
    flags |= int(in_need and least >= HIGH_COVERAGE) * COVERED_95
    flags |= int(people.residence[i] == INSTITUTION) * IN_INSTITUTION
    flags |= int((people.status_bits[i] & OVER_AGE) != 0) * BLOCKING
    flags |= int(providers > 0) * SUPPORTED
    flags |= int(composed) * COMPOSED
    flags |= int(people.carer[i] > 0) * CARED_FOR
    flags |= int(has_hours) * HELPED
    excess = strain_excess(load, capacity) if capacity > 0 else 0.0
    return Support(flags, reach, excess)


@kernel
def refresh_support(rows: Array, W: WorldBundle) -> None:
    """Update support and coverage of the marked persons, and the running totals."""
    people = W.people
    received = np.zeros(DOMAINS, np.int64)
    needed = np.zeros(DOMAINS, np.int64)
    share = np.zeros(DOMAINS)
    now = np.zeros(NOW_SIZE, np.int32)
    gained = np.zeros(NOW_SIZE, np.int64)
    flagged = np.zeros(FLAGS, np.int64)
    linking = is_linking(W)
    for r in range(len(rows)):
        i = row(rows, r)
        ahead = row_ahead(rows, r)
        # These two reach into a second line of memory: that where the next row begins.
        prefetch(people.monthly_minutes, ahead)
        prefetch(people.monthly_minutes, ahead + 1)
        prefetch(people.counters, ahead)
        prefetch(people.counters, ahead + 1)
        prefetch(people.cover, ahead)
        prefetch(people.plan, ahead)
        prefetch(people.spell, ahead)
        people.dirty[i] = 0
        if people.state[i] == ABSENT:
            continue
        count_until(W, i)
        support = support_of(W, i, linking, received, needed, now, share)
        people.overload[i] = support.excess
        for d in range(DOMAINS):
            people.cover[i, d] = share[d]
        for k in range(NOW_SIZE):
            gained[k] += now[k] - people.monthly_minutes[i, k]
            people.monthly_minutes[i, k] = now[k]
        before = int(people.monthly_flags[i])
        for k in range(FLAGS):
            flagged[k] += ((support.flags >> k) & 1) - ((before >> k) & 1)
        people.monthly_flags[i] = support.flags
        change_state_counted(W, i)
        if W.reformed:
            people.counted_until[i] = W.month
        people.status_bits[i] = (
            people.status_bits[i] & (255 - COVERED) | int(support.flags & IS_COVERED != 0) * COVERED
        )
        follow_support(W, i, before, support)
    add_to_stock(W.organisations, gained, flagged)


@rule
def is_prepared(W: WorldBundle, i: int) -> bool:
    """Return whether something follows a loss of support: a list, or a return without delay."""
    people = W.people
    returns = people.status_bits[i] & PREPARED != 0 and W.month <= people.return_until[i]
    return bool(people.state[i] == WAIT or (people.state[i] == LATENT and returns))


@inlined
def follow_support(W: WorldBundle, i: int, before: int, support: Support) -> None:
    """Count what a change of support means: a rupture, and waits that open or end.

    Parameters
    ----------
    before : int
        Bits of the person last month.
    support : Support
        That of this month.
    """
    had, has = before & HELPED != 0, support.flags & HELPED != 0
    in_need = support.flags & IN_NEED != 0
    if had and not has and heaviest(W.people, i) >= 2:
        W.organisations.month_totals[counts.RUPTURES] += 1
        W.organisations.month_totals[counts.RUPTURES_PREPARED] += int(is_prepared(W, i))
        W.people.counters[i, C_RUPTURES] += 1
    follow_waits(W, i, had, has, in_need, support.reach)
