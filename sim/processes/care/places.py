"""Places: a free place goes to the first person on its lists (docs/model.md).

Establishments fill their places in turn, along their own list and the common one
(`sim.processes.care.entering`). Where support is given in tailored hours, places may be converted:
their staff minutes then join the pool (`sim.processes.care.conversion`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel
from sim.engine.marks import row
from sim.processes.actors.fees import can_pay
from sim.processes.care.capacity import free_places, has_room
from sim.processes.care.conversion import convert_blindly, convert_unasked, hand_lists_over
from sim.processes.care.entering import SEAT_SLOT, admit, neighbour_in_line, next_in_line
from sim.processes.care.holdings import planned, release_plan, set_state, take_seat
from sim.processes.care.matching import match
from sim.processes.care.queues import leave, leave_places, listed, priority_weight
from sim.processes.care.waits import end_waits
from sim.processes.process import Process
from sim.scenario.choices import ALLOCATION_LISTS, CONVERSION_UNASKED
from sim.state import counts
from sim.state.people import ACTOR_SLOT, AGAIN, CLASSES, LIST_SLOTS, REFUSED, ROW, SERVED
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


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


@kernel
def fill_places(W: WorldBundle) -> None:
    """Fill the free places of every establishment, in order.

    Where a place becomes hours once nobody asked for it, it is first offered to the neighbours.
    """
    organisations = W.organisations
    offered = W.parameters.organisation[0].conversion == CONVERSION_UNASKED
    weight = priority_weight(W.parameters.places[0].priority, W.parameters.places[0].class_months)
    for e in range(len(organisations.e_places)):
        while has_room(W, e):
            entry = next_in_line(W, e, weight)
            if entry < 0 and offered:
                entry = neighbour_in_line(W, e, weight)
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

    A person who holds another place keeps it and asks for another orientation; who has hours, or
    waits for them, goes on with them. Returns how many rows were written to `gone`: the refused
    persons.
    """
    organisations, environment = W.organisations, W.environment
    n = 0
    for point in range(environment.hour_points):
        if environment.actor_points <= point < environment.common_points:
            continue  # project actors keep their own lists
        for queue in range(point * CLASSES, (point + 1) * CLASSES):
            while organisations.q_head[queue] >= 0:
                i = organisations.q_head[queue] // LIST_SLOTS
                leave_places(W, i)
                organisations.month_totals[counts.DROPPED] += 1
                if W.people.place[i] >= 0:
                    W.people.pending[i] = AGAIN
                elif planned(W.people, i):
                    set_state(W, i, SERVED)
                elif not listed(W.people, i):
                    release_plan(W, i)
                    end_waits(W, i, counts.REFUSED)
                    set_state(W, i, REFUSED)
                    gone[n] = i
                    n += 1
    return n


@kernel
def open_places(W: WorldBundle) -> None:
    """Close and convert places; where lists decide, fill free places and seats from them."""
    shut(W)
    convert_blindly(W)
    hand_lists_over(W)
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
        convert_unasked(m.W)
        if m.scenario_.places.list_mode == "none":
            gone = np.empty(m.people.size, ROW)
            n = drop_waiting(m.W, gone)
            if m.scenario_.access.refused_leave:
                m.depart(m.in_key_order(gone[:n]))
