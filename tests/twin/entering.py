"""Who comes first for a free place, and what changes when they enter it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.processes.care.entering import PLACE_SLOT
from sim.state.people import NOTHING, SERVED

from .endings import lasting, stay_months
from .organisations import Establishment, first_of_both
from .people import Person
from .rules import priority_weight

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


def next_in_line(model: TwinModel, e: Establishment, weight: float) -> Person | None:
    """Return who comes first on the establishment's list, or on the common one."""
    organisation = model.scenario_.organisation
    best = e.list.first(model.month, weight)
    if e.perimeter is not None and organisation.entry:
        tolerance = 3 if organisation.admission else e.accepts
        common = e.perimeter.lists[e.category].first(model.month, weight, tolerance)
        best = first_of_both(best, common)
    return best[0] if best else None


def neighbour_in_line(model: TwinModel, e: Establishment, weight: float) -> Person | None:
    """Return who comes first on the lists of other perimeters, from a zone that has `e` near."""
    organisation, g = model.scenario_.organisation, model.geography
    if e.perimeter is None or not organisation.entry:
        return None
    tolerance = 3 if organisation.admission else e.accepts
    best = None
    for zone, perimeter in enumerate(model.serving):
        if perimeter is None or perimeter is e.perimeter:
            continue
        if e.number not in g.near.get((zone, e.category), ()):
            continue
        first = perimeter.lists[e.category].first(model.month, weight, tolerance)
        if first and first[0].zone == zone:
            best = first_of_both(best, first)
    return best[0] if best else None


def admit(model: TwinModel, person: Person, e: Establishment) -> None:
    """Enter a place and give hours back; from another place, unless preferred, it is imposed."""
    person.leave_lists()
    person.release_plan()
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
