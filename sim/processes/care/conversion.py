"""Conversion: places that become tailored hours, and back again (docs/rules_that_decide.md).

`organisation.conversion` says when. `blind`: a member turns each free place into hours until its
target, for ever. `unasked`: it turns a place into hours once nobody acceptable has waited for it
for some months, on its own list or the common one; the place comes back as its hours fall free,
once somebody waits. With a common list only what a member contributes is turned. Home services have
no places to convert: the part of their hours that they contribute joins the pool as their persons
leave, and their lists become those of the pool.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.care.capacity import free_hours, free_places, has_room
from sim.processes.care.entering import admit, next_in_line
from sim.processes.care.orientation import join_unit
from sim.processes.care.placement import may_leave_for_hours, services_keep_places
from sim.processes.care.pools import common_part
from sim.processes.care.queues import leave_places, priority_weight
from sim.processes.organisation.practice import new_way
from sim.scenario.choices import CONVERSION_BLIND, CONVERSION_UNASKED
from sim.state import counts
from sim.state.people import CLASSES, DOMAINS, LIST_SLOTS
from sim.state.views import WorldBundle


@rule
def conversion_target(places: int, convertible: float, practice: float) -> int:
    """Largest number of places of an establishment that may become tailored hours."""
    return int(places * convertible * practice)


@rule
def convert_up_to(W: WorldBundle, e: int, target: int) -> None:
    """Turn the free places of an establishment into hours, up to a number of places in all."""
    organisations = W.organisations
    possible = min(target, organisations.e_converted[e] + free_places(W, e))
    if possible > organisations.e_converted[e]:
        organisations.month_totals[counts.CONVERSIONS] += possible - organisations.e_converted[e]
        organisations.e_converted[e] = possible


@rule
def converts(W: WorldBundle, e: int) -> bool:
    """Return whether an establishment works in a way that can turn its places into hours."""
    response = W.parameters.organisation[0].response
    return bool(response and W.practice > 0.0 and W.organisations.e_perimeter[e] >= 0)


@kernel
def convert_blindly(W: WorldBundle) -> None:
    """Under `conversion: blind`, turn free places of members into hours before they are filled."""
    organisations = W.organisations
    if W.parameters.organisation[0].conversion != CONVERSION_BLIND:
        return
    for e in range(len(organisations.e_places)):
        if converts(W, e):
            convertible = W.environment.cat_convertible[organisations.e_category[e]]
            target = conversion_target(organisations.e_places[e], convertible, W.practice)
            convert_up_to(W, e, target)


@kernel
def convert_unasked(W: WorldBundle) -> None:
    """Under `conversion: unasked`, turn into hours the places that nobody asked for long enough.

    After places were filled. With a common list a member turns only what it contributes, and gives
    all of that: what it keeps goes on as places. A home service does not wait.
    """
    organisations = W.organisations
    o = W.parameters.organisation[0]
    if o.conversion != CONVERSION_UNASKED:
        return
    weight = priority_weight(W.parameters.places[0].priority, W.parameters.places[0].class_months)
    for e in range(len(organisations.e_places)):
        if not converts(W, e):
            organisations.e_unasked[e] = 0
            continue
        c = organisations.e_category[e]
        convertible = W.environment.cat_convertible[c]
        if o.entry:
            share = np.float64(organisations.e_share[e])
            convertible *= W.parameters.pole[0].contribution * share
        target = conversion_target(organisations.e_places[e], convertible, W.practice)
        if W.environment.cat_service[c]:
            convert_up_to(W, e, target)
            continue
        unasked = free_places(W, e) > 0 and next_in_line(W, e, weight) < 0
        organisations.e_unasked[e] = organisations.e_unasked[e] + 1 if unasked else 0
        if organisations.e_unasked[e] >= o.conversion_months:
            convert_up_to(W, e, target)


@rule
def free_for(W: WorldBundle, unit: int, d: int, i: int) -> int:
    """Minutes of a unit that are free once a person enters a place: their plan ends then."""
    minutes = free_hours(W.organisations, unit, d)
    if W.people.unit[i] == unit:
        minutes += W.people.plan_cost[i, d]
    return int(minutes)


@rule
def take_hours_back(W: WorldBundle, e: int, i: int) -> bool:
    """Take the hours of one converted place out of the pools, if person `i` can have it.

    They must be free in all domains, but for what the person holds until then. If they are not,
    what is free of them is kept: lists of hours do not get it this month.
    """
    organisations = W.organisations
    pool = W.environment.establishments + organisations.e_perimeter[e]
    converted = organisations.e_converted[e]
    own, common = np.zeros(DOMAINS, np.int64), np.zeros(DOMAINS, np.int64)
    there = True
    for d in range(DOMAINS):
        minutes = organisations.e_staff[e, d] + organisations.e_road[e, d]
        common[d] = common_part(W, e, minutes * converted)
        common[d] -= common_part(W, e, minutes * (converted - 1))
        own[d] = minutes - common[d]
        there &= free_for(W, e, d, i) >= own[d]
        there &= common[d] == 0 or free_for(W, pool, d, i) >= common[d]
    taken = organisations.u_total if there else organisations.u_kept
    sign = -1 if there else 1
    for d in range(DOMAINS):
        taken[e, d] += sign * own[d]
        if common[d] > 0:
            taken[pool, d] += sign * common[d]
    organisations.e_converted[e] -= int(there)
    return bool(there)


@kernel
def turn_back(W: WorldBundle) -> None:
    """Under `conversion: unasked`, make free hours a place again for a person who waits for it."""
    organisations = W.organisations
    if W.parameters.organisation[0].conversion != CONVERSION_UNASKED:
        return
    weight = priority_weight(W.parameters.places[0].priority, W.parameters.places[0].class_months)
    for e in range(len(organisations.e_places)):
        if W.environment.cat_service[organisations.e_category[e]]:
            continue
        while organisations.e_converted[e] > 0 and not has_room(W, e):
            entry = next_in_line(W, e, weight)
            if entry < 0 or not take_hours_back(W, e, entry // LIST_SLOTS):
                break
            organisations.month_totals[counts.TURNED_BACK] += 1
            admit(W, entry // LIST_SLOTS, e)


@rule
def hand_over(W: WorldBundle, i: int, e: int) -> None:
    """A person on the list of a home service waits for the hours of their unit instead.

    Where services keep a part of their hours, the person waits for both.
    """
    people, organisations = W.people, W.organisations
    if not new_way(W, i) or people.unit[i] >= 0 or not may_leave_for_hours(people, i):
        return
    unit = e
    if W.parameters.organisation[0].entry:
        unit = W.environment.establishments + organisations.z_perimeter[people.zone[i]]
    if join_unit(W, i, unit) and not services_keep_places(W):
        leave_places(W, i)


@kernel
def hand_lists_over(W: WorldBundle) -> None:
    """Under `conversion: unasked`, the lists of home services become those of the pool."""
    organisations = W.organisations
    if W.parameters.organisation[0].conversion != CONVERSION_UNASKED:
        return
    for e in range(len(organisations.e_places)):
        if not (converts(W, e) and W.environment.cat_service[organisations.e_category[e]]):
            continue
        for queue in range(e * CLASSES, (e + 1) * CLASSES):
            entry = organisations.q_head[queue]
            while entry >= 0:
                i = entry // LIST_SLOTS
                entry = W.people.behind[i, entry % LIST_SLOTS]
                hand_over(W, i, e)
