"""Free places and seats go to who comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.processes.care.places import PLACE_SLOT, SEAT_SLOT
from sim.state.people import AGAIN, NOTHING, REFUSED, SERVED

from .accounts import shut
from .endings import lasting, stay_months
from .matching import match
from .organisations import Establishment, first_of_both
from .people import ACTOR_LIST, Person
from .rules import conversion_target, priority_weight
from .solvency import can_pay
from .waits import SUPPORT, end

if TYPE_CHECKING:
    from .model import TwinModel


def weight_of(model: TwinModel) -> float:
    """Return the months of wait that one class of complexity is worth."""
    places = model.scenario_.places
    rank = ("fifo", "classes", "need_and_wait").index(places.priority)
    return priority_weight(rank, places.class_months)


def preference_weight(model: TwinModel, person: Person, new: bool) -> float:
    """Return the share of a person's stated preferences that decide."""
    s = model.scenario_
    heard = s.organisation.voice_on if new and s.organisation.voice else s.delivery.voice_off
    return person.ability * heard


def step(model: TwinModel) -> None:
    """Close and convert places, fill places, fill seats; without lists, turn the others away."""
    shut(model)
    _convert(model)
    weight = weight_of(model)
    if model.scenario_.places.allocation == "deferred_acceptance":
        for person, establishment in match(model, weight):
            _admit(model, person, establishment)
    else:
        _fill_in_turn(model, weight)
    _fill_seats(model)
    if model.scenario_.places.list_mode == "none":
        _turn_away(model)


def _fill_in_turn(model: TwinModel, weight: float) -> None:
    """Fill the free places of each establishment along its lists."""
    for establishment in model.establishments:
        e = establishment
        while e.has_room:
            person = _next_in_line(model, establishment, weight)
            if person is None:
                break
            _admit(model, person, establishment)


def _convert(model: TwinModel) -> None:
    """Turn free places of members into hours to measure, up to the target; never back."""
    if not model.scenario_.organisation.response or model.practice <= 0:
        return
    for e in model.establishments:
        if e.perimeter is not None:
            share = model.geography.convertible[e.category]
            target = conversion_target(e.places, share, model.practice)
            converted = max(e.converted, min(target, e.places - e.places_used - e.closed))
            model.month_totals["conversions"] += converted - e.converted
            e.converted = converted


def _next_in_line(model: TwinModel, e: Establishment, weight: float) -> Person | None:
    """Return who comes first on the establishment's list, or on the common one."""
    organisation = model.scenario_.organisation
    best = e.list.first(model.month, weight)
    if e.perimeter is not None and organisation.entry:
        tolerance = 3 if organisation.admission else e.accepts
        common = e.perimeter.lists[e.category].first(model.month, weight, tolerance)
        best = first_of_both(best, common)
    return best[0] if best else None


def _admit(model: TwinModel, person: Person, e: Establishment) -> None:
    """Enter a place; leaving another for it is a transfer, imposed unless preference decided."""
    person.leave_lists()
    if person.place is not None:
        model.month_totals["transfers"] += 1
        weight = preference_weight(model, person, model.new_way(person))
        if person.luck(draws.IMPOSED) >= weight:
            model.month_totals["imposed"] += 1
            person.counters["imposed"] += 1
        person.release_place()
    u = person.luck(draws.STAY, PLACE_SLOT)
    longer = lasting(model, person, e.perimeter)
    # The mean stay includes the months for which part of the leavers keep the place.
    mean, another = model.geography.stay[e.category], model.geography.another[e.category]
    longer *= max(mean - another * model.scenario_.places.hold_months, 1.0) / mean
    person.take_place(e, model.month + stay_months(model, u, e.category, longer))
    person.pending = NOTHING
    model.month_totals["admitted"] += 1
    person.move_to(SERVED)


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
                person.leave_lists()
                model.month_totals["dropped"] += 1
                if person.place is not None:
                    person.pending = AGAIN
                    continue
                end(person, "refused", *SUPPORT)
                person.move_to(REFUSED)
                turned_away.append(person)
    if model.scenario_.access.refused_leave:
        model.depart(turned_away)
