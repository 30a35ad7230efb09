"""Places: a free place goes to who comes first on its lists (4.3).

Establishments are walked in their order. Under a common entry a place looks at its own lists and
at the perimeter's list of its category, and takes the higher standing. Where hours are made to
measure, a freed place may instead be converted: its staff minutes then join the pool (4.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.actors.fees import can_pay
from sim.processes.care.endings import lasting, stay_months
from sim.processes.care.holdings import release_place, set_state, take_place, take_seat
from sim.processes.care.matching import match
from sim.processes.care.queues import first, leave, leave_all, priority_weight, standing
from sim.processes.organisation.practice import new_way
from sim.processes.organisation.selection import accepts
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.people import (
    ACTOR_SLOT,
    AGAIN,
    C_IMPOSED,
    CLASSES,
    LIST_SLOTS,
    NOTHING,
    REFUSED,
    ROW,
    SERVED,
)
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_
from sim.state.views import PeopleBundle as P_

if TYPE_CHECKING:
    from sim.state.world import World


PLACE_SLOT = 8  # slots of the decision STAY beyond the four domains
SEAT_SLOT = 9


@rule
def conversion_target(places: int, convertible: float, practice: float) -> int:
    """Places of an establishment whose hours are to be made to measure, at most."""
    return int(places * convertible * practice)


@rule
def hearing(R: R_, new: bool) -> float:
    """Share of stated preferences that decide, in the way of working of a case."""
    if new and R.organisation[0].voice:
        return float(R.organisation[0].voice_on)
    return float(R.delivery[0].voice_off)


@rule
def preference_weight(R: R_, ability: float, new: bool) -> float:
    """Share of a person's stated preferences that decide: own ability to express, times hearing."""
    return float(ability * hearing(R, new))


@kernel
def convert(O: O_, L: L_, R: R_, practice: float) -> None:
    """Turn free places of members into hours, up to the target; never back."""
    if not R.organisation[0].response or practice <= 0.0:
        return
    for e in range(len(O.e_places)):
        if O.e_perimeter[e] < 0:
            continue
        target = conversion_target(O.e_places[e], L.cat_convertible[O.e_category[e]], practice)
        possible = min(target, O.e_places[e] - O.e_occupied[e] - O.e_closed[e])
        if possible > O.e_converted[e]:
            O.e_converted[e] = possible


@kernel
def shut(O: O_) -> None:
    """Close the free places that an establishment can no longer pay for, before they are filled."""
    for e in range(len(O.e_closing)):
        if O.e_closing[e] > 0:
            free = O.e_places[e] - O.e_occupied[e] - O.e_converted[e] - O.e_closed[e]
            closed = max(min(free, O.e_closing[e]), 0)
            O.e_closed[e] += closed
            O.e_closing[e] -= closed


@rule
def next_in_line(P: P_, O: O_, L: L_, R: R_, e: int, month: int, weight: float) -> int:
    """Node of who comes first for a place of `e`, on its own list or the common one; -1 if none."""
    own = first(P, O, e, month, weight, CLASSES - 1)
    p = O.e_perimeter[e]
    if p < 0 or not R.organisation[0].entry:
        return own
    tolerance = CLASSES - 1 if R.organisation[0].admission else accepts(O, e)
    desk = L.common_desks + p * L.categories + O.e_category[e]
    common = first(P, O, desk, month, weight, tolerance)
    if own < 0 or common < 0:
        return max(own, common)
    i = own // LIST_SLOTS
    j = common // LIST_SLOTS
    a = standing(weight, month - P.waiting[i], P.desk[i, own % LIST_SLOTS] % CLASSES)
    b = standing(weight, month - P.waiting[j], P.desk[j, common % LIST_SLOTS] % CLASSES)
    if a > b or (a == b and P.key[i] < P.key[j]):
        return own
    return common


@rule
def admit(
    P: P_, O: O_, L: L_, R: R_, i: int, e: int, seed: int, month: int, practice: float
) -> None:
    """A person enters establishment `e`.

    Leaving another place for it is a transfer, imposed unless the stated preference decided.
    """
    leave_all(P, O, i)
    old = P.place[i]
    if old >= 0:
        O.tally[tally.TRANSFERS] += 1
        new = new_way(P, O, i, practice)
        u = draws.draw(seed, month, draws.IMPOSED, 0, P.key[i])
        if u >= preference_weight(R, float(P.ability[i]), new):
            O.tally[tally.IMPOSED] += 1
            P.counters[i, C_IMPOSED] += 1
        release_place(P, O, L.cat_residential[O.e_category[old]], i)
    c = O.e_category[e]
    u = draws.draw(seed, month, draws.STAY, PLACE_SLOT, P.key[i])
    longer = lasting(O, R, O.e_perimeter[e], P.complexity[i], practice)
    months = stay_months(L, R, u, c, longer)
    take_place(P, O, L.cat_residential[c], i, e, month + months)
    P.pending[i] = NOTHING
    O.tally[tally.ADMITTED] += 1
    set_state(P, O, i, SERVED, month)


@kernel
def fill_places(P: P_, O: O_, L: L_, R: R_, seed: int, month: int, practice: float) -> None:
    """Fill the free places of every establishment, in order."""
    weight = priority_weight(R.places[0].priority, R.places[0].class_months)
    for e in range(len(O.e_places)):
        while O.e_occupied[e] + O.e_converted[e] + O.e_closed[e] < O.e_places[e]:
            node = next_in_line(P, O, L, R, e, month, weight)
            if node < 0:
                break
            admit(P, O, L, R, node // LIST_SLOTS, e, seed, month, practice)


@kernel
def admit_matched(
    rows: Array,
    places: Array,
    P: P_,
    O: O_,
    L: L_,
    R: R_,
    seed: int,
    month: int,
    practice: float,
) -> None:
    """Let in who was matched with a place (`sim.processes.care.matching`)."""
    for r in range(len(rows)):
        admit(P, O, L, R, row(rows, r), places[r], seed, month, practice)


@kernel
def fill_seats(P: P_, O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """Fill the free seats of project actors, first come first served.

    Who cannot pay what is asked gets the minimal service, or none where there is none.
    """
    for a in range(len(O.a_seats)):
        queue = (L.actor_desks + a) * CLASSES
        while O.a_occupied[a] < O.a_seats[a] and O.q_head[queue] >= 0:
            i = O.q_head[queue] // LIST_SLOTS
            leave(P, O, i, ACTOR_SLOT)
            minimal = not can_pay(R, P.income[i], O.a_fee[a], L.going_rate[a])
            if minimal:
                O.tally[tally.PRICED_OUT] += 1
                if R.solvency[0].minimum <= 0.0:
                    continue
                O.tally[tally.MINIMUM_SERVICE] += 1
            u = draws.draw(seed, month, draws.STAY, SEAT_SLOT, P.key[i])
            until = month + draws.geometric(u, 1.0 / R.access[0].actor_stay)
            take_seat(P, O, i, a, until, minimal)
            O.tally[tally.WITH_ACTOR] += 1


@kernel
def drop_waiting(P: P_, O: O_, L: L_, month: int, gone: Array) -> int:
    """Where no list is kept (`list_mode: none`), who found no free place is turned away.

    Who holds a place meanwhile keeps it and asks for another orientation. Returns how many rows
    were written to `gone`: those who are refused.
    """
    n = 0
    for desk in range(L.hour_desks):
        if L.actor_desks <= desk < L.common_desks:
            continue  # project actors keep their own lists
        for queue in range(desk * CLASSES, (desk + 1) * CLASSES):
            while O.q_head[queue] >= 0:
                i = O.q_head[queue] // LIST_SLOTS
                leave_all(P, O, i)
                O.tally[tally.DROPPED] += 1
                if P.place[i] >= 0:
                    P.pending[i] = AGAIN
                else:
                    set_state(P, O, i, REFUSED, month)
                    gone[n] = i
                    n += 1
    return n


class Places(Process):
    """Free places and seats go to who comes first."""

    phase = 5

    def step(self, model: World) -> None:
        """Close, convert, fill places, fill seats; without lists, turn the others away."""
        m = model
        shut(m.O)
        convert(m.O, m.L, m.R, m.practice)
        if m.scenario_.places.allocation == "lists":
            fill_places(m.P, m.O, m.L, m.R, m.seed, m.month, m.practice)
        else:
            rows, places = match(m)
            admit_matched(rows, places, m.P, m.O, m.L, m.R, m.seed, m.month, m.practice)
        fill_seats(m.P, m.O, m.L, m.R, m.seed, m.month)
        if m.scenario_.places.list_mode == "none":
            gone = np.empty(m.people.size, ROW)
            n = drop_waiting(m.P, m.O, m.L, m.month, gone)
            if m.scenario_.access.refused_leave:
                m.depart(m.in_key_order(gone[:n]))
