"""Free places and seats go to who comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.processes.care.entering import SEAT_SLOT
from sim.state.people import AGAIN, REFUSED, SERVED

from .accounts import shut
from .conversion import convert_blindly, convert_unasked, hand_lists_over
from .entering import admit, neighbour_in_line, next_in_line, weight_of
from .matching import match
from .people import ACTOR_LIST
from .solvency import can_pay
from .waits import SUPPORT, end

if TYPE_CHECKING:
    from .model import TwinModel


def step(model: TwinModel) -> None:
    """Close and convert places, fill places, fill seats; without lists, turn the others away."""
    shut(model)
    convert_blindly(model)
    hand_lists_over(model)
    weight = weight_of(model)
    if model.scenario_.places.allocation == "deferred_acceptance":
        for person, establishment in match(model, weight):
            admit(model, person, establishment)
    else:
        _fill_in_turn(model, weight)
    _fill_seats(model)
    convert_unasked(model)
    if model.scenario_.places.list_mode == "none":
        _turn_away(model)


def _fill_in_turn(model: TwinModel, weight: float) -> None:
    """Fill the free places of each establishment along its lists."""
    for establishment in model.establishments:
        e = establishment
        while e.has_room:
            person = next_in_line(model, establishment, weight)
            if person is None and model.scenario_.organisation.conversion == "unasked":
                person = neighbour_in_line(model, establishment, weight)
            if person is None:
                break
            admit(model, person, establishment)


def _fill_seats(model: TwinModel) -> None:
    """Give the free seats of project actors in order of joining."""
    mean = model.scenario_.access.actor_stay
    for actor in model.actors:
        queue = actor.list.queues[0]
        while actor.occupied < actor.seats and queue:
            person = next(iter(queue))
            person.leave(ACTOR_LIST)
            minimal = not can_pay(model, person, actor)
            if minimal:
                model.month_totals["priced_out"] += 1
                if model.scenario_.solvency.minimum <= 0:
                    continue
                model.month_totals["minimum_service"] += 1
            u = person.luck(draws.STAY, SEAT_SLOT)
            person.actor = actor
            person.actor_until = model.month + draws.geometric(u, 1.0 / mean)
            actor.occupied += 1
            person.minimal = minimal
            actor.minimal += minimal
            model.month_totals["with_actor"] += 1


def _turn_away(model: TwinModel) -> None:
    """Where no list is kept, who found no free place is refused."""
    turned_away = []
    common = [desk for p in model.perimeters for desk in p.lists]
    for desk in [e.list for e in model.establishments] + common:
        for queue in desk.queues:
            for person in list(queue):
                person.leave_places()
                model.month_totals["dropped"] += 1
                if person.place is not None:
                    person.pending = AGAIN
                    continue
                if person.has_plan:
                    person.move_to(SERVED)
                    continue
                if person.is_listed:  # waits for hours
                    continue
                person.release_plan()
                end(person, "refused", *SUPPORT)
                person.move_to(REFUSED)
                turned_away.append(person)
    if model.scenario_.access.refused_leave:
        model.depart(turned_away)
