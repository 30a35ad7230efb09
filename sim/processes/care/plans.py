"""Plans: tailored hours of support from the pool of a unit (docs/model.md).

The pool holds the staff minutes of converted places, less the overhead of the new way of working.
The unit is the establishment, or the perimeter where there is a common entry. Plans come first,
then files by priority score. No plan is below a floor share of the need (*saupoudrage*). Journeys
cost time, and part of the economies of groups is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import compact, in_key_order, row
from sim.processes.actors.fees import seat_minutes
from sim.processes.care.capacity import free_hours, hours_of, hours_to_grant
from sim.processes.care.carers import capacity_of
from sim.processes.care.conversion import turn_back
from sim.processes.care.holdings import give_place_back, planned, release_plan, set_plan, set_state
from sim.processes.care.mainstream import mainstream_given
from sim.processes.care.needs import stage_of
from sim.processes.care.orientation import (
    direct_minutes,
    hours_wanted,
    join_hours,
    journey_to,
    need_minutes,
    travel_minutes,
)
from sim.processes.care.placement import place_follows
from sim.processes.care.pools import open_pools
from sim.processes.care.queues import (
    first,
    leave,
    leave_places,
    length,
    listed,
    priority_weight,
)
from sim.processes.care.stays import lasting, stay_months
from sim.processes.care.waits import end_waits_on_lists
from sim.processes.funding.funders import is_pooled
from sim.processes.organisation.practice import new_way
from sim.processes.process import Process
from sim.state import counts
from sim.state.people import CLASSES, DOMAINS, LATENT, LIST_SLOTS, SERVED, WAIT
from sim.state.views import Array, OrganisationBundle, Parameters, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def others_minutes(W: WorldBundle, i: int, d: int) -> int:
    """Minutes that mainstream services, a project actor and a carer give in a linked plan."""
    people = W.people
    minutes = 0
    a = people.actor[i]
    if a >= 0 and W.organisations.a_domain[a] == d:
        minutes += seat_minutes(W, i)
    if people.level[i, d] == 1 and (people.mainstream_known[i] >> (4 + d)) & 1:
        minutes += mainstream_given(
            W, people.zone[i], d, W.environment.minutes[stage_of(people.age[i]), d, 1]
        )
    if d == 0:
        minutes += capacity_of(W, i)
    return int(minutes)


@rule
def plan_target(W: WorldBundle, i: int, d: int) -> int:
    """Minutes that a full plan gives in a domain: the need, less what partners in the plan give.

    Daily life has the ceiling of a plan at home.
    """
    need = need_minutes(W, i, d)
    if W.parameters.organisation[0].partnership and new_way(W, i):
        need -= others_minutes(W, i, d)
    return max(min(need, hours_wanted(W, i, d)), 0)


@rule
def staff_needed(minutes: int, group: float, parameters: Parameters, journey: float) -> int:
    """Staff minutes that minutes of support take, with persons and on the road."""
    o = parameters.organisation[0]
    direct = direct_minutes(minutes, group, o.group_kept)
    return direct + travel_minutes(minutes, journey, o.visit_minutes)


@rule
def affordable(
    minutes: int, free: int, group: float, parameters: Parameters, journey: float
) -> int:
    """Largest whole minutes of support, at most `minutes`, that `free` staff minutes allow."""
    cost = staff_needed(minutes, group, parameters, journey)
    if cost <= free:
        return minutes
    x = max(int(minutes * free / cost), 0)
    # Nearly always right at once: looked at before the loop, which the compiler makes slow.
    if staff_needed(x, group, parameters, journey) <= free:
        return x
    while x > 0:
        x -= 1
        if staff_needed(x, group, parameters, journey) <= free:
            break
    return x


@rule
def settle(W: WorldBundle, i: int) -> None:
    """Close the file of a person without a plan and without a list."""
    people = W.people
    if not listed(people, i) and not planned(people, i) and people.place[i] < 0:
        release_plan(W, i)
        if people.state[i] in (WAIT, SERVED):
            end_waits_on_lists(W, i, counts.NEED_ENDED)
            set_state(W, i, LATENT)


@rule
def serve_domain(W: WorldBundle, u: int, d: int) -> None:
    """Grant hours of one domain along the list of a unit, until the pool is too thin."""
    people, organisations = W.people, W.organisations
    environment, parameters = W.environment, W.parameters
    o = parameters.organisation[0]
    weight = priority_weight(parameters.places[0].priority, parameters.places[0].class_months)
    point = environment.hour_points + u * DOMAINS + d
    while True:
        free = hours_to_grant(organisations, u, d)
        if free <= 0:
            return
        entry = first(W, point, weight, CLASSES - 1)
        if entry < 0:
            return
        i = entry // LIST_SLOTS
        target = plan_target(W, i, d)
        gap = target - people.plan[i, d]
        if gap <= 0:
            leave(W, i, d)
            settle(W, i)
            continue
        c = people.category[i]
        journey = journey_to(W, people.zone[i], u)
        minutes = affordable(
            target, free + people.plan_cost[i, d], environment.cat_group[c], parameters, journey
        )
        if minutes < target and minutes - people.plan[i, d] < o.floor_share * gap:
            return
        if minutes <= people.plan[i, d]:
            return
        if people.plan[i, d] == 0:
            v = draws.draw(W.seed, W.month, draws.STAY, d, people.key[i])
            p = (
                u - environment.establishments
                if u >= environment.establishments
                else organisations.e_perimeter[u]
            )
            people.plan_until[i, d] = W.month + stay_months(
                W, v, c, lasting(W, p, people.complexity[i])
            )
            organisations.month_totals[counts.PLANNED] += 1
        direct = direct_minutes(minutes, environment.cat_group[c], o.group_kept)
        road = travel_minutes(minutes, journey, o.visit_minutes)
        set_plan(W, i, d, minutes, direct, road)
        if minutes < target:
            organisations.month_totals[counts.THIN] += 1
        leave(W, i, d)
        if people.place[i] >= 0:  # kept until now, for lack of what follows
            give_place_back(W, i)
        if not place_follows(W, i):
            leave_places(W, i)
            if people.state[i] != SERVED:
                set_state(W, i, SERVED)


@rule
def borrow(W: WorldBundle, u: int, d: int, wanted: int) -> int:
    """Move idle minutes of other domains, whose lists are empty, to domain `d` of a pooled unit.

    An hour moved to another trade counts as `reallocation` of an hour. Returns the minutes gained.
    """
    organisations = W.organisations
    rate = W.parameters.organisation[0].reallocation
    if rate <= 0.0:
        return 0
    gained = 0
    for other in range(DOMAINS):
        if other == d or gained >= wanted:
            continue
        point = (W.environment.hour_points + u * DOMAINS + other) * CLASSES
        waited_for = False
        for rank in range(CLASSES):
            waited_for |= organisations.q_head[point + rank] >= 0
        idle = hours_to_grant(organisations, u, other)
        if waited_for or idle <= 0:
            continue
        taken = idle
        if idle * rate > wanted - gained:
            taken = min(idle, int((wanted - gained) / rate) + 1)
        gain = int(taken * rate)
        organisations.u_moved[u, other] -= taken
        organisations.u_moved[u, d] += gain
        gained += gain
    return gained


@rule
def wanted_by_first(W: WorldBundle, u: int, d: int) -> int:
    """Staff minutes missing for the first file of a domain's list, beyond the free minutes."""
    people, organisations, parameters = W.people, W.organisations, W.parameters
    weight = priority_weight(parameters.places[0].priority, parameters.places[0].class_months)
    entry = first(W, W.environment.hour_points + u * DOMAINS + d, weight, CLASSES - 1)
    if entry < 0:
        return 0
    i = entry // LIST_SLOTS
    target = plan_target(W, i, d)
    o = parameters.organisation[0]
    journey = journey_to(W, people.zone[i], u)
    cost = direct_minutes(target, W.environment.cat_group[people.category[i]], o.group_kept)
    cost += travel_minutes(target, journey, o.visit_minutes)
    lacking = cost - people.plan_cost[i, d] - hours_to_grant(organisations, u, d)
    return int(max(lacking, 0))


@kernel
def grant_hours(W: WorldBundle) -> None:
    """For each unit, serve the lists, then those whom hours moved from other domains allow."""
    organisations, environment = W.organisations, W.environment
    for u in range(organisations.u_total.shape[0]):
        pooled = is_pooled(W, environment.unit_department[u])
        total = 0
        for d in range(DOMAINS):
            total += organisations.u_total[u, d] + organisations.u_used[u, d]
        if total == 0:
            continue
        for d in range(DOMAINS):
            serve_domain(W, u, d)
        if pooled:
            for d in range(DOMAINS):
                waiting = length(organisations, environment.hour_points + u * DOMAINS + d)
                while waiting > 0:
                    wanted = wanted_by_first(W, u, d)
                    if wanted > 0 and borrow(W, u, d, wanted) == 0:
                        break
                    serve_domain(W, u, d)
                    left = length(organisations, environment.hour_points + u * DOMAINS + d)
                    if left == waiting:
                        break
                    waiting = left


@kernel
def keep_plans(W: WorldBundle) -> None:
    """Move idle hours to domains whose plans take more than there is: plans in force come first.

    What is still missing then is taken from the plans (`trim`), before any list is served.
    """
    for u in range(W.organisations.u_total.shape[0]):
        if is_pooled(W, W.environment.unit_department[u]):
            for d in range(DOMAINS):
                short = -free_hours(W.organisations, u, d)
                if short > 0:
                    borrow(W, u, d, short)


@kernel
def overdrawn_units(organisations: OrganisationBundle, over: Array) -> bool:
    """Write, one bit per domain, the units that have promised more than they have.

    `over` is int8[U + 1], the first for no unit.
    """
    some = False
    for u in range(organisations.u_total.shape[0]):
        bits = 0
        for d in range(DOMAINS):
            bits |= int(free_hours(organisations, u, d) < 0) << d
        over[u + 1] = bits
        some |= bits != 0
    return some


@kernel
def overdrawn(size: int, unit: Array, plan: Array, over: Array, event: Array) -> None:
    """Mark the persons with a plan in a domain of which their unit has promised too much."""
    units, plans, events = unit[:size], plan[:size], event[:size]
    for i in range(len(units)):
        some = 0
        for d in range(DOMAINS):
            some |= int(plans[i, d] > 0) << d
        events[i] = (some & over[np.uint32(units[i] + 1)]) != 0


@kernel
def trim(rows: Array, W: WorldBundle) -> None:
    """Reduce the plans of overdrawn units, all in the same proportion; ask for the rest again.

    `rows` in key order. Shares are fixed before the first plan is changed.
    """
    people, organisations = W.people, W.organisations
    o = W.parameters.organisation[0]
    share = np.zeros(organisations.u_used.shape)
    for u in range(organisations.u_used.shape[0]):
        for d in range(DOMAINS):
            available = max(hours_of(organisations, u, d), 0)
            share[u, d] = 1.0
            if organisations.u_used[u, d] > available:
                share[u, d] = available / organisations.u_used[u, d]
    for r in range(len(rows)):
        i = row(rows, r)
        u = people.unit[i]
        journey = journey_to(W, people.zone[i], u)
        group = W.environment.cat_group[people.category[i]]
        for d in range(DOMAINS):
            if share[u, d] >= 1.0 or people.plan[i, d] == 0:
                continue
            budget = int(people.plan_cost[i, d] * share[u, d])
            minutes = affordable(people.plan[i, d], budget, group, W.parameters, journey)
            direct = direct_minutes(minutes, group, o.group_kept)
            set_plan(W, i, d, minutes, direct, travel_minutes(minutes, journey, o.visit_minutes))
        join_hours(W, i, u)


@kernel
def review(rows: Array, W: WorldBundle) -> None:
    """Follow a need that changed: reduce a plan that gives too much, ask for missing hours.

    `rows`, in key order, hold persons with a unit whose level changed this month.
    """
    people = W.people
    o = W.parameters.organisation[0]
    for r in range(len(rows)):
        i = row(rows, r)
        u = people.unit[i]
        if u < 0:
            continue
        c = people.category[i]
        journey = journey_to(W, people.zone[i], u)
        for d in range(DOMAINS):
            target = plan_target(W, i, d)
            if people.plan[i, d] > target:
                # A new orientation may cost more staff time: a plan never takes more than it did.
                group = W.environment.cat_group[c]
                cost = int(people.plan_cost[i, d])
                minutes = affordable(target, cost, group, W.parameters, journey)
                direct = direct_minutes(minutes, group, o.group_kept)
                road = travel_minutes(minutes, journey, o.visit_minutes)
                set_plan(W, i, d, minutes, direct, road)
        if people.state[i] == SERVED or planned(people, i):
            join_hours(W, i, u)
            settle(W, i)


@kernel
def plan_hours(W: WorldBundle, changed: Array) -> None:
    """Open the pools; with tailored responses cut, review (`changed`) and grant plans.

    Before lists are served, free hours become places again for who waits, or are kept for that.
    """
    people, marks = W.people, W.marks
    open_pools(W)
    if not W.parameters.organisation[0].response:
        return
    keep_plans(W)
    over = np.zeros(W.organisations.u_total.shape[0] + 1, np.int8)
    if overdrawn_units(W.organisations, over):
        overdrawn(W.size, people.unit, people.plan, over, marks.event)
        n = compact(marks.words, marks.event, W.size, marks.rows)
        in_key_order(marks.rows[:n], people.key)
        trim(marks.rows[:n], W)
    review(changed, W)
    turn_back(W)
    grant_hours(W)


class Plans(Process):
    """Tailored hours are pooled, reviewed and granted."""

    phase = 5

    def step(self, model: World) -> None:
        """Open the pools, cut plans beyond them, follow needs, grant hours along the lists."""
        plan_hours(model.W, model.changed)
