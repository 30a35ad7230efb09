"""Plans: hours of support made to measure, from a unit's pool (4.4).

Staff minutes of converted places, less every price of the new way of working, make the pool of the
unit: the establishment itself, or the perimeter where there is a common entry. Continuity comes
first, then files in order of standing, domain by domain; nobody gets less than a share of the need
below which hours would be spread too thin (*saupoudrage*). Hours outside the walls cost travel and
lose part of the group economy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.actors.fees import seat_minutes
from sim.processes.care.endings import lasting, stay_months
from sim.processes.care.holdings import planned, release_plan, set_plan, set_state
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import (
    direct_minutes,
    join_hours,
    journey_to,
    need_minutes,
    travel_minutes,
)
from sim.processes.care.queues import first, leave, length, listed, priority_weight
from sim.processes.funding.funders import is_pooled
from sim.processes.organisation.overhead import SLOWER, overhead_shares
from sim.processes.organisation.practice import new_way
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.people import CLASSES, DOMAINS, LATENT, LIST_SLOTS, SERVED, WAIT
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_
from sim.state.views import PeopleBundle as P_

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def undelivered_share(R: R_, member: bool, practice: float) -> float:
    """Share of paid hours that slips away: less control over several years, more slips."""
    f = R.funding[0]
    control = f.control_annual
    if member and R.organisation[0].funding:
        control += practice * (f.control_pluriannual - f.control_annual)
    return float(f.shading * (1.0 - control))


@kernel
def open_pools(O: O_, L: L_, R: R_, practice: float) -> None:
    """Staff minutes of each establishment, less frozen posts, prices and slippage; the pools."""
    O.u_total[:, :] = 0
    O.u_moved[:, :] = 0
    shares = np.zeros(tally.OVERHEADS)
    for e in range(len(O.e_places)):
        p = O.e_perimeter[e]
        member = p >= 0 and practice > 0.0
        for k in range(tally.OVERHEADS):
            shares[k] = 0.0
        if member and R.organisation[0].overhead_mode != SLOWER:
            overhead_shares(R, O.p_members[p], practice, shares)
        slip = undelivered_share(R, member, practice)
        places = O.e_places[e]
        frozen = np.float64(O.e_frozen[e])
        for d in range(DOMAINS):
            staff = L.cat_staff[O.e_category[e], d]
            vacant = int(staff * frozen)
            staff -= vacant
            O.tally[tally.STAFF_VACANT] += vacant * places
            O.tally[tally.STAFF_TOTAL] += vacant * places
            rest = staff
            for k in range(tally.OVERHEADS):
                price = int(staff * shares[k])
                rest -= price
                O.tally[tally.STAFF_OVERHEAD + k] += price * places
            undelivered = int(rest * slip)
            rest -= undelivered
            O.e_staff[e, d] = rest
            O.tally[tally.STAFF_TOTAL] += staff * places
            O.tally[tally.STAFF_UNDELIVERED] += undelivered * places
            pool = rest * O.e_converted[e]
            common = 0
            if member and R.organisation[0].entry:
                common = int(pool * R.pole[0].contribution * np.float64(O.e_share[e]))
                O.u_total[L.establishments + p, d] += common
            O.u_total[e, d] += pool - common


@rule
def others_minutes(P: P_, O: O_, L: L_, R: R_, i: int, d: int) -> int:
    """Minutes that mainstream services, a project actor and a carer give in a linked plan."""
    minutes = 0
    a = P.actor[i]
    if a >= 0 and O.a_domain[a] == d:
        minutes += seat_minutes(P, O, R, i)
    if P.level[i, d] == 1 and (P.found[i] >> (4 + d)) & 1:
        minutes += L.minutes[stage_of(P.age[i]), d, 1]
    if d == 0:
        minutes += P.carer[i]
    return int(minutes)


@rule
def plan_target(P: P_, O: O_, L: L_, R: R_, i: int, d: int, practice: float) -> int:
    """Minutes that a full plan gives in a domain: the need, less what partners in the plan give."""
    need = need_minutes(L, P, i, d)
    if R.organisation[0].partnership and new_way(P, O, i, practice):
        need -= others_minutes(P, O, L, R, i, d)
    return max(need, 0)


@rule
def affordable(minutes: int, free: int, group: float, R: R_, journey: float) -> int:
    """Largest whole minutes of support, at most `minutes`, that `free` staff minutes allow."""
    o = R.organisation[0]
    direct = direct_minutes(minutes, group, o.group_kept)
    cost = direct + travel_minutes(minutes, journey, o.visit_minutes)
    if cost <= free:
        return minutes
    x = int(minutes * free / cost)
    while x > 0:
        direct = direct_minutes(x, group, o.group_kept)
        if direct + travel_minutes(x, journey, o.visit_minutes) <= free:
            break
        x -= 1
    return max(x, 0)


@rule
def settle(P: P_, O: O_, i: int, month: int) -> None:
    """A file with nothing planned and nothing waited for is closed."""
    if not listed(P, i) and not planned(P, i):
        release_plan(P, O, i)
        if P.state[i] == WAIT or P.state[i] == SERVED:
            set_state(P, O, i, LATENT, month)


@rule
def serve_domain(
    P: P_, O: O_, L: L_, R: R_, u: int, d: int, seed: int, month: int, practice: float
) -> None:
    """Grant hours of one domain along the list of a unit, until the pool is too thin."""
    o = R.organisation[0]
    weight = priority_weight(R.places[0].priority, R.places[0].class_months)
    desk = L.hour_desks + u * DOMAINS + d
    while True:
        free = O.u_total[u, d] + O.u_moved[u, d] - O.u_used[u, d]
        if free <= 0:
            return
        node = first(P, O, desk, month, weight, CLASSES - 1)
        if node < 0:
            return
        i = node // LIST_SLOTS
        target = plan_target(P, O, L, R, i, d, practice)
        gap = target - P.plan[i, d]
        if gap <= 0:
            leave(P, O, i, d)
            settle(P, O, i, month)
            continue
        c = P.category[i]
        journey = journey_to(O, L, R, P.zone[i], u)
        minutes = affordable(target, free + P.plan_cost[i, d], L.cat_group[c], R, journey)
        if minutes < target and minutes - P.plan[i, d] < o.floor_share * gap:
            return
        if minutes <= P.plan[i, d]:
            return
        if P.plan[i, d] == 0:
            v = draws.draw(seed, month, draws.STAY, d, P.key[i])
            p = u - L.establishments if u >= L.establishments else O.e_perimeter[u]
            P.plan_until[i, d] = month + stay_months(
                L, R, v, c, lasting(O, R, p, P.complexity[i], practice)
            )
            O.tally[tally.PLANNED] += 1
        direct = direct_minutes(minutes, L.cat_group[c], o.group_kept)
        road = travel_minutes(minutes, journey, o.visit_minutes)
        set_plan(P, O, i, d, minutes, direct, road)
        if minutes < target:
            O.tally[tally.THIN] += 1
        leave(P, O, i, d)
        if P.state[i] != SERVED:
            set_state(P, O, i, SERVED, month)


@rule
def borrow(O: O_, R: R_, L: L_, u: int, d: int, wanted: int) -> int:
    """Move idle minutes of other domains, whose lists are empty, to domain `d` of a pooled unit.

    An hour moved to another trade is worth `reallocation` of itself. Returns the minutes gained.
    """
    rate = R.organisation[0].reallocation
    if rate <= 0.0:
        return 0
    gained = 0
    for other in range(DOMAINS):
        if other == d or gained >= wanted:
            continue
        desk = (L.hour_desks + u * DOMAINS + other) * CLASSES
        waited_for = False
        for rank in range(CLASSES):
            waited_for |= O.q_head[desk + rank] >= 0
        idle = O.u_total[u, other] + O.u_moved[u, other] - O.u_used[u, other]
        if waited_for or idle <= 0:
            continue
        taken = idle
        if idle * rate > wanted - gained:
            taken = min(idle, int((wanted - gained) / rate) + 1)
        gain = int(taken * rate)
        O.u_moved[u, other] -= taken
        O.u_moved[u, d] += gain
        gained += gain
    return gained


@rule
def wanted_by_first(P: P_, O: O_, L: L_, R: R_, u: int, d: int, month: int, practice: float) -> int:
    """Staff minutes that the first file of a domain's list lacks beyond what is free."""
    weight = priority_weight(R.places[0].priority, R.places[0].class_months)
    node = first(P, O, L.hour_desks + u * DOMAINS + d, month, weight, CLASSES - 1)
    if node < 0:
        return 0
    i = node // LIST_SLOTS
    target = plan_target(P, O, L, R, i, d, practice)
    o = R.organisation[0]
    journey = journey_to(O, L, R, P.zone[i], u)
    cost = direct_minutes(target, L.cat_group[P.category[i]], o.group_kept)
    cost += travel_minutes(target, journey, o.visit_minutes)
    free = O.u_total[u, d] + O.u_moved[u, d] - O.u_used[u, d]
    return int(max(cost - P.plan_cost[i, d] - free, 0))


@kernel
def grant_hours(P: P_, O: O_, L: L_, R: R_, seed: int, month: int, practice: float) -> None:
    """Walk the units: cover what is already planned, then the lists, then what can be moved."""
    for u in range(O.u_total.shape[0]):
        pooled = is_pooled(O, R, L.unit_block[u])
        total = 0
        for d in range(DOMAINS):
            total += O.u_total[u, d] + O.u_used[u, d]
        if total == 0:
            continue
        if pooled:
            for d in range(DOMAINS):
                short = O.u_used[u, d] - O.u_total[u, d] - O.u_moved[u, d]
                if short > 0:
                    borrow(O, R, L, u, d, short)
        for d in range(DOMAINS):
            serve_domain(P, O, L, R, u, d, seed, month, practice)
        if pooled:
            for d in range(DOMAINS):
                waiting = length(O, L.hour_desks + u * DOMAINS + d)
                while waiting > 0:
                    wanted = wanted_by_first(P, O, L, R, u, d, month, practice)
                    if wanted > 0 and borrow(O, R, L, u, d, wanted) == 0:
                        break
                    serve_domain(P, O, L, R, u, d, seed, month, practice)
                    left = length(O, L.hour_desks + u * DOMAINS + d)
                    if left == waiting:
                        break
                    waiting = left


@kernel
def overdrawn_units(O: O_, over: Array) -> bool:
    """Write, a bit per domain, who has promised more than it has; tell if any has.

    `over` is int8[U + 1], the first for no unit.
    """
    some = False
    for u in range(O.u_total.shape[0]):
        bits = 0
        for d in range(DOMAINS):
            bits |= int(O.u_used[u, d] > O.u_total[u, d] + O.u_moved[u, d]) << d
        over[u + 1] = bits
        some |= bits != 0
    return some


@kernel
def overdrawn(lo: int, hi: int, unit: Array, plan: Array, over: Array, event: Array) -> None:
    """Mark the persons with a plan in a domain of which their unit has promised too much."""
    units, plans, events = unit[lo:hi], plan[lo:hi], event[lo:hi]
    for i in range(len(units)):
        some = 0
        for d in range(DOMAINS):
            some |= int(plans[i, d] > 0) << d
        events[i] = (some & over[np.uint32(units[i] + 1)]) != 0


@kernel
def trim(rows: Array, P: P_, O: O_, L: L_, R: R_, seed: int) -> None:
    """Reduce, in the same proportion for all, what overdrawn units give; ask for the rest again.

    `rows` in key order. Shares are fixed before the first plan is touched.
    """
    o = R.organisation[0]
    share = np.zeros(O.u_used.shape)
    for u in range(O.u_used.shape[0]):
        for d in range(DOMAINS):
            available = max(O.u_total[u, d] + O.u_moved[u, d], 0)
            share[u, d] = 1.0
            if O.u_used[u, d] > available:
                share[u, d] = available / O.u_used[u, d]
    for r in range(len(rows)):
        i = row(rows, r)
        u = P.unit[i]
        journey = journey_to(O, L, R, P.zone[i], u)
        group = L.cat_group[P.category[i]]
        for d in range(DOMAINS):
            if share[u, d] >= 1.0 or P.plan[i, d] == 0:
                continue
            budget = int(P.plan_cost[i, d] * share[u, d])
            minutes = affordable(P.plan[i, d], budget, group, R, journey)
            direct = direct_minutes(minutes, group, o.group_kept)
            set_plan(P, O, i, d, minutes, direct, travel_minutes(minutes, journey, o.visit_minutes))
        join_hours(P, O, L, R, i, u, seed)


@kernel
def review(rows: Array, P: P_, O: O_, L: L_, R: R_, seed: int, month: int, practice: float) -> None:
    """Follow a need that changed: trim a plan that gives too much, ask for what it lacks.

    `rows`, in key order, hold persons with a unit whose level changed this month.
    """
    o = R.organisation[0]
    for r in range(len(rows)):
        i = row(rows, r)
        u = P.unit[i]
        if u < 0:
            continue
        c = P.category[i]
        journey = journey_to(O, L, R, P.zone[i], u)
        for d in range(DOMAINS):
            target = plan_target(P, O, L, R, i, d, practice)
            if P.plan[i, d] > target:
                direct = direct_minutes(target, L.cat_group[c], o.group_kept)
                road = travel_minutes(target, journey, o.visit_minutes)
                set_plan(P, O, i, d, target, direct, road)
        if P.state[i] == SERVED:
            join_hours(P, O, L, R, i, u, seed)
            settle(P, O, i, month)


class Plans(Process):
    """Hours to measure are pooled, reviewed and granted."""

    phase = 5

    def step(self, model: World) -> None:
        """Open the pools, cut what they can no longer give, follow needs, grant along the lists."""
        m = model
        open_pools(m.O, m.L, m.R, m.practice)
        if m.scenario_.organisation.response:
            over = np.zeros(len(m.organisations.u_total) + 1, np.int8)
            if overdrawn_units(m.O, over):
                m.each_block(overdrawn, m.people.unit, m.people.plan, over, m.event)
                trim(m.hits(), m.P, m.O, m.L, m.R, m.seed)
            review(m.changed, m.P, m.O, m.L, m.R, m.seed, m.month, m.practice)
            grant_hours(m.P, m.O, m.L, m.R, m.seed, m.month, m.practice)
