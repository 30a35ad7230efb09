"""Entering: who comes first for a place, and what an admission changes (docs/model.md).

Under a common entry a place considers its own list and the perimeter's list of its category, and
takes the higher priority score.
"""

from __future__ import annotations

from typing import Final

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.care.admission import accepts, heaviest_let_in
from sim.processes.care.holdings import release_place, release_plan, set_state, take_place
from sim.processes.care.queues import first, leave_all, standing
from sim.processes.care.stays import lasting, stay_before_hold, stay_months
from sim.processes.organisation.practice import new_way
from sim.state import counts
from sim.state.people import C_IMPOSED, CLASSES, LIST_SLOTS, NOTHING, SERVED
from sim.state.views import Parameters, WorldBundle

PLACE_SLOT: Final = 8  # slots of the decision STAY beyond the four domains
SEAT_SLOT: Final = 9


@rule
def hearing(parameters: Parameters, new: bool) -> float:
    """Share of stated preferences that decide, in the way of working of a case."""
    if new and parameters.organisation[0].voice:
        return float(parameters.organisation[0].voice_on)
    return float(parameters.delivery[0].voice_off)


@rule
def preference_weight(parameters: Parameters, ability: float, new: bool) -> float:
    """Share of a person's stated preferences that decide: own ability to express, times hearing."""
    return float(ability * hearing(parameters, new))


@rule
def next_in_line(W: WorldBundle, e: int, weight: float) -> int:
    """Node of the first person for a place of `e`, on its own or the common list; -1 if none."""
    people, organisations = W.people, W.organisations
    own = first(W, e, weight, CLASSES - 1)
    p = organisations.e_perimeter[e]
    if p < 0 or not W.parameters.organisation[0].entry:
        return own
    tolerance = heaviest_let_in(W.parameters, accepts(organisations, e), True)
    point = W.environment.common_points + p * W.environment.categories + organisations.e_category[e]
    common = first(W, point, weight, tolerance)
    if own < 0 or common < 0:
        return max(own, common)
    i = own // LIST_SLOTS
    j = common // LIST_SLOTS
    a = standing(
        weight, W.month - people.waiting[i], people.waiting_list[i, own % LIST_SLOTS] % CLASSES
    )
    b = standing(
        weight, W.month - people.waiting[j], people.waiting_list[j, common % LIST_SLOTS] % CLASSES
    )
    if a > b or (a == b and people.key[i] < people.key[j]):
        return own
    return common


@rule
def is_near(W: WorldBundle, zone: int, e: int) -> bool:
    """Return whether an establishment is within reach of a zone."""
    environment = W.environment
    of = zone * environment.categories + W.organisations.e_category[e]
    for k in range(environment.reach_start[of], environment.reach_start[of + 1]):
        if environment.reach[k] == e:
            return True
    return False


@rule
def neighbour_in_line(W: WorldBundle, e: int, weight: float) -> int:
    """Entry of the first person of other perimeters, within reach of a place of `e`; -1 if none.

    Each zone within reach sends the first of the list of its perimeter, if they live there.
    """
    people, organisations, environment = W.people, W.organisations, W.environment
    best = -1
    p, c = organisations.e_perimeter[e], organisations.e_category[e]
    if p < 0 or not W.parameters.organisation[0].entry:
        return best
    tolerance = heaviest_let_in(W.parameters, accepts(organisations, e), True)
    highest = 0.0
    for zone in range(len(organisations.z_perimeter)):
        other = organisations.z_perimeter[zone]
        if other < 0 or other == p or not is_near(W, zone, e):
            continue
        point = environment.common_points + other * environment.categories + c
        entry = first(W, point, weight, tolerance)
        if entry < 0 or people.zone[entry // LIST_SLOTS] != zone:
            continue
        i = entry // LIST_SLOTS
        rank = people.waiting_list[i, entry % LIST_SLOTS] % CLASSES
        s = standing(weight, W.month - people.waiting[i], rank)
        older = s == highest and people.key[i] < people.key[best // LIST_SLOTS]
        if best < 0 or s > highest or older:
            best, highest = entry, s
    return best


@rule
def admit(W: WorldBundle, i: int, e: int) -> None:
    """A person enters establishment `e`: all lists are left, and hours of a plan end.

    Leaving another place for it is a transfer, imposed unless the stated preference decided.
    """
    people, organisations = W.people, W.organisations
    leave_all(W, i)
    release_plan(W, i)
    old = people.place[i]
    if old >= 0:
        organisations.month_totals[counts.TRANSFERS] += 1
        new = new_way(W, i)
        u = draws.draw(W.seed, W.month, draws.IMPOSED, 0, people.key[i])
        if u >= preference_weight(W.parameters, float(people.ability[i]), new):
            organisations.month_totals[counts.IMPOSED] += 1
            people.counters[i, C_IMPOSED] += 1
        release_place(W, W.environment.cat_residential[organisations.e_category[old]], i)
    c = organisations.e_category[e]
    u = draws.draw(W.seed, W.month, draws.STAY, PLACE_SLOT, people.key[i])
    longer = lasting(W, organisations.e_perimeter[e], people.complexity[i])
    another, hold = W.environment.cat_another[c], W.parameters.places[0].hold_months
    longer *= stay_before_hold(W.environment.cat_stay[c], another, hold)
    months = stay_months(W, u, c, longer)
    take_place(W, W.environment.cat_residential[c], i, e, W.month + months)
    people.pending[i] = NOTHING
    organisations.month_totals[counts.ADMITTED] += 1
    set_state(W, i, SERVED)
