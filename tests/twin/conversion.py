"""Places become hours, and hours places again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .entering import admit, next_in_line, weight_of
from .referral import join_hours, services_keep_places
from .rules import conversion_target

if TYPE_CHECKING:
    from .model import TwinModel
    from .organisations import Establishment
    from .people import Person


def _converting(model: TwinModel, when: str) -> list[Establishment]:
    """Return who may turn places into hours, if the scenario does it then."""
    o = model.scenario_.organisation
    if o.conversion != when or not o.response or model.practice <= 0:
        return []
    return [e for e in model.establishments if e.perimeter is not None]


def _turn_free(model: TwinModel, e: Establishment, share: float) -> None:
    """Turn what is free into hours, up to a share of all places."""
    target = conversion_target(e.places, share, model.practice)
    more = min(target - e.converted, e.open - e.places_used)
    if more > 0:
        e.converted += more
        model.month_totals["conversions"] += more


def convert_blindly(model: TwinModel) -> None:
    """Turn what is free into hours before anybody is let in; never back."""
    for e in _converting(model, "blind"):
        _turn_free(model, e, model.geography.convertible[e.category])


def convert_unasked(model: TwinModel) -> None:
    """Turn into hours what nobody has asked for long enough; services give at once."""
    o, weight = model.scenario_.organisation, weight_of(model)
    members = _converting(model, "unasked")
    for e in set(model.establishments).difference(members):
        e.unasked = 0
    for e in members:
        share = model.geography.convertible[e.category]
        if o.entry:
            share *= o.pole.contribution * e.share
        if e.is_service:
            _turn_free(model, e, share)
            continue
        wanted = next_in_line(model, e, weight) is not None
        e.unasked = 0 if wanted or e.places_used >= e.open else e.unasked + 1
        if e.unasked >= o.conversion_months:
            _turn_free(model, e, share)


def shared(model: TwinModel, e: Establishment, minutes: int) -> int:
    """Return what the pole gets of the minutes of a member's converted places."""
    o = model.scenario_.organisation
    if o.conversion == "unasked":
        return minutes
    return int(minutes * o.pole.contribution * e.share)


def turn_back(model: TwinModel) -> None:
    """Open a place again for who waits, as often as its hours are free in the four trades."""
    if model.scenario_.organisation.conversion != "unasked":
        return
    weight = weight_of(model)
    for e in model.establishments:
        while e.converted and not e.is_service and not e.has_room:
            person = next_in_line(model, e, weight)
            if person is None or not _gives_back(model, e, person):
                break
            model.month_totals["turned_back"] += 1
            admit(model, person, e)


def _gives_back(model: TwinModel, e: Establishment, person: Person) -> bool:
    """Take the minutes of a place back; while plans of others hold them, keep what comes free."""
    pole = e.perimeter if model.scenario_.organisation.entry and model.practice > 0 else None
    owed = []
    for d in range(4):
        place = e.staff[d] + e.road[d]
        common = 0
        if pole is not None:
            with_it, without = (shared(model, e, place * n) for n in (e.converted, e.converted - 1))
            common = with_it - without
        owed.append((place - common, common))
    parts = [(e, d, own) for d, (own, _) in enumerate(owed)]
    parts += [(pole, d, common) for d, (_, common) in enumerate(owed) if common]
    lacking = any(
        unit.free(d) + (person.plan_cost[d] if person.unit is unit else 0) < minutes
        for unit, d, minutes in parts
    )
    for unit, d, minutes in parts:
        if lacking:
            unit.kept[d] += minutes  # until there is enough
        else:
            unit.total[d] -= minutes
    e.converted -= not lacking
    return not lacking


def hand_lists_over(model: TwinModel) -> None:
    """Let who waits for a home service wait for the pool instead, once handled the new way."""
    for e in _converting(model, "unasked"):
        if e.is_service:
            for queue in e.list.queues:
                for person in list(queue):
                    _hand_over(model, person, e)


def _hand_over(model: TwinModel, person: Person, e: Establishment) -> None:
    free_to_go = person.place is None or person.leaving
    if person.unit is not None or not free_to_go or not model.new_way(person):
        return
    entry = model.scenario_.organisation.entry
    person.unit = model.serving[person.zone] if entry else e
    if join_hours(model, person, person.unit):
        if not services_keep_places(model):
            person.leave_places()
    else:
        person.unit = None
