"""Places: a free place goes to the first person on its lists (docs/model.md).

Establishments fill their places in turn. Under a common entry a place considers its own list and
the perimeter's list of its category, and takes the higher priority score. Where support is given
in tailored hours, a freed place may be converted: its staff minutes then join the pool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.engine.marks import row
from sim.processes.actors.fees import can_pay
from sim.processes.care.admission import accepts, heaviest_let_in
from sim.processes.care.capacity import free_places, has_room
from sim.processes.care.endings import lasting, stay_before_hold, stay_months
from sim.processes.care.holdings import release_place, set_state, take_place, take_seat
from sim.processes.care.matching import match
from sim.processes.care.queues import first, leave, leave_all, priority_weight, standing
from sim.processes.care.waits import end_waits
from sim.processes.organisation.practice import new_way
from sim.processes.process import Process
from sim.scenario.choices import ALLOCATION_LISTS
from sim.state import counts
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
from sim.state.views import Array, Parameters, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


PLACE_SLOT = 8  # slots of the decision STAY beyond the four domains
SEAT_SLOT = 9


@rule
def conversion_target(places: int, convertible: float, practice: float) -> int:
    """Largest number of places of an establishment that may become tailored hours."""
    return int(places * convertible * practice)


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


@kernel
def convert(W: WorldBundle) -> None:
    """Turn free places of members into hours, up to the target; never back."""
    organisations = W.organisations
    if not W.parameters.organisation[0].response or W.practice <= 0.0:
        return
    for e in range(len(organisations.e_places)):
        if organisations.e_perimeter[e] < 0:
            continue
        target = conversion_target(
            organisations.e_places[e],
            W.environment.cat_convertible[organisations.e_category[e]],
            W.practice,
        )
        possible = min(target, organisations.e_converted[e] + free_places(W, e))
        if possible > organisations.e_converted[e]:
            organisations.month_totals[counts.CONVERSIONS] += (
                possible - organisations.e_converted[e]
            )
            organisations.e_converted[e] = possible


@kernel
def shut(W: WorldBundle) -> None:
    """Close the free places that an establishment can no longer pay for, before they are filled."""
    organisations = W.organisations
    for e in range(len(organisations.e_closing)):
        if organisations.e_closing[e] > 0:
            closed = max(min(free_places(W, e), organisations.e_closing[e]), 0)
            organisations.e_closed[e] += closed
            organisations.month_totals[counts.SHUT] += closed
            organisations.e_closing[e] -= closed


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
def admit(W: WorldBundle, i: int, e: int) -> None:
    """A person enters establishment `e`.

    Leaving another place for it is a transfer, imposed unless the stated preference decided.
    """
    people, organisations = W.people, W.organisations
    leave_all(W, i)
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


@kernel
def fill_places(W: WorldBundle) -> None:
    """Fill the free places of every establishment, in order."""
    organisations = W.organisations
    weight = priority_weight(W.parameters.places[0].priority, W.parameters.places[0].class_months)
    for e in range(len(organisations.e_places)):
        while has_room(W, e):
            entry = next_in_line(W, e, weight)
            if entry < 0:
                break
            admit(W, entry // LIST_SLOTS, e)


@kernel
def admit_matched(rows: Array, places: Array, W: WorldBundle) -> None:
    """Admit the persons matched with a place (`sim.processes.care.matching`)."""
    for r in range(len(rows)):
        admit(W, row(rows, r), places[r])


@kernel
def fill_seats(W: WorldBundle) -> None:
    """Fill the free seats of project actors, first come first served.

    A person who cannot pay the fee gets the minimal service, or nothing if there is none.
    """
    organisations, parameters = W.organisations, W.parameters
    for a in range(len(organisations.a_caseload)):
        queue = (W.environment.actor_points + a) * CLASSES
        while (
            organisations.a_occupied[a] < organisations.a_caseload[a]
            and organisations.q_head[queue] >= 0
        ):
            i = organisations.q_head[queue] // LIST_SLOTS
            leave(W, i, ACTOR_SLOT)
            minimal = not can_pay(
                parameters, W.people.income[i], organisations.a_fee[a], W.environment.going_rate[a]
            )
            if minimal:
                organisations.month_totals[counts.PRICED_OUT] += 1
                if parameters.solvency[0].minimum <= 0.0:
                    continue
                organisations.month_totals[counts.MINIMUM_SERVICE] += 1
            u = draws.draw(W.seed, W.month, draws.STAY, SEAT_SLOT, W.people.key[i])
            until = W.month + draws.geometric(u, 1.0 / parameters.access[0].actor_stay)
            take_seat(W, i, a, until, minimal)
            organisations.month_totals[counts.WITH_ACTOR] += 1


@kernel
def drop_waiting(W: WorldBundle, gone: Array) -> int:
    """Without lists (`list_mode: none`), a person who found no free place is turned away.

    A person who holds another place keeps it and asks for another orientation. Returns how many
    rows were written to `gone`: the refused persons.
    """
    organisations, environment = W.organisations, W.environment
    n = 0
    for point in range(environment.hour_points):
        if environment.actor_points <= point < environment.common_points:
            continue  # project actors keep their own lists
        for queue in range(point * CLASSES, (point + 1) * CLASSES):
            while organisations.q_head[queue] >= 0:
                i = organisations.q_head[queue] // LIST_SLOTS
                leave_all(W, i)
                organisations.month_totals[counts.DROPPED] += 1
                if W.people.place[i] >= 0:
                    W.people.pending[i] = AGAIN
                else:
                    end_waits(W, i, counts.REFUSED)
                    set_state(W, i, REFUSED)
                    gone[n] = i
                    n += 1
    return n


@kernel
def open_places(W: WorldBundle) -> None:
    """Close and convert places; where lists decide, fill free places and seats from them."""
    shut(W)
    convert(W)
    if W.parameters.places[0].allocation == ALLOCATION_LISTS:
        fill_places(W)
        fill_seats(W)


class Places(Process):
    """Free places and seats go to who comes first."""

    phase = 5

    def step(self, model: World) -> None:
        """Close, convert, fill places, fill seats; without lists, turn the others away."""
        m = model
        open_places(m.W)
        if m.scenario_.places.allocation != "lists":
            rows, places = match(m)
            admit_matched(rows, places, m.W)
            fill_seats(m.W)
        if m.scenario_.places.list_mode == "none":
            gone = np.empty(m.people.size, ROW)
            n = drop_waiting(m.W, gone)
            if m.scenario_.access.refused_leave:
                m.depart(m.in_key_order(gone[:n]))
