"""From an assessed need to the lists a person stands on."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from sim.engine import draws
from sim.state.people import AGAIN, LATENT, NO_OFFER, NOTHING, REFUSED, SERVED, WAIT

from .organisations import Establishment, Perimeter, Unit, WaitingList
from .people import PLACE_LIST, Person
from .waits import ASSESSMENT, SUPPORT, end, in_class

if TYPE_CHECKING:
    from .model import TwinModel


class Outcome(IntEnum):
    """How applications ended."""

    NOWHERE = 0
    JOINED = 1
    NOT_TOLERATED = 2
    LOST = 3
    FULL = 4


def orient_and_refer(model: TwinModel, person: Person) -> None:
    """Write the assessed category and class into the file, then apply."""
    person.category = person.category_now()
    in_class(person, person.complexity_now())
    end(person, "reached", ASSESSMENT)
    refer(model, person)


def refer(model: TwinModel, person: Person) -> None:
    """Apply for hours to measure, else for places; the state follows."""
    person.pending = NOTHING
    if person.place is not None and person.category < 0:  # kept, and needed no more
        model.month_totals["ended"] += 1
        person.release_place()
    held = person.place is not None or person.has_plan
    if not person.has_plan and not person.is_listed:
        person.unit = None
    outcome, again = Outcome.LOST, False
    if person.category >= 0:
        new = model.new_way(person)
        outcomes = []
        hours, place = _answers(model, person) if new else (False, True)
        if hours and person.unit is None:
            outcomes.append(_apply_for_hours(model, person))
        if place or not any(outcomes):
            placed = _apply_for_places(model, person, new)
            outcomes.append(placed)
            again = placed > Outcome.JOINED and model.geography.residential[person.category]
        outcome = min((o for o in outcomes if o), default=Outcome.NOWHERE)
        model.month_totals["no_offers"] += outcome == Outcome.NOWHERE
        model.month_totals["refusals"] += outcome in (Outcome.NOT_TOLERATED, Outcome.FULL)
    if person.has_plan and person.place is None and person.goes_on_to_a_place:
        person.move_to(WAIT)  # hours until a place is there
    elif held:
        # Waits in a place for the next one; a failed referral means a new orientation.
        person.move_to(SERVED)
        person.waiting = model.month
        if not person.is_listed:
            person.pending = AGAIN
    elif person.is_listed:
        person.move_to(WAIT)
        if again:
            person.pending = AGAIN  # for a place, once there are hours
    elif outcome == Outcome.LOST:
        end(person, "lost" if person.category >= 0 else "need_ended", *SUPPORT)
        person.move_to(LATENT)
    elif outcome == Outcome.NOWHERE:
        end(person, "no_offer", *SUPPORT)
        person.move_to(NO_OFFER)
    else:
        end(person, "refused", *SUPPORT)
        person.move_to(REFUSED)


def services_keep_places(model: TwinModel) -> bool:
    """Tell whether a home service goes on with places of its own, beside what it gives away."""
    o, trust = model.scenario_.organisation, model.scenario_.trust
    gives_all = o.pole.contribution == 1.0 and not trust.live
    return o.entry and o.conversion == "unasked" and not gives_all


def _answers(model: TwinModel, person: Person) -> tuple[bool, bool]:
    """Tell whether hours, and whether a place, answer the need in the new way of working.

    A person in a place takes hours instead of it only when about to leave it.
    """
    organisation = model.scenario_.organisation
    at_home = person.place is None
    if not organisation.response:
        return False, True
    if not model.geography.residential[person.category]:
        both = organisation.placement != "hours_only"
        if model.geography.service[person.category]:
            both = services_keep_places(model)
        return at_home or person.leaving, both
    return {
        "place_and_hours": (at_home, True),
        "hours_only": ((at_home or person.leaving) and person.level[0] < 3, False),
        "place_only": (False, True),
    }[organisation.placement]


def _lost(model: TwinModel, person: Person, slot: int, new: bool) -> bool:
    """Hand a person over to a service, and tell whether it got lost on the way."""
    s = model.scenario_
    referent = new and s.organisation.coordination
    loss = s.organisation.handoff_with_referent if referent else s.access.handoff
    lost = person.luck(draws.REFERRAL, slot) < loss
    model.month_totals["handoffs"] += 1
    person.counters["handoffs"] += 1
    model.month_totals["handoff_lost"] += lost
    return lost


def _refused(model: TwinModel, person: Person, tolerance: int, new: bool) -> bool:
    """Tell whether a file is above a tolerance; nobody is refused where need alone admits."""
    return person.complexity > tolerance and not (new and model.scenario_.organisation.admission)


def _choices(model: TwinModel, person: Person) -> list[tuple[int, Establishment]]:
    """Choose which establishments of the category within reach are tried, with their rank."""
    near = model.geography.near.get((person.zone, person.category), [])
    if not near:
        return []
    start = int(person.luck(draws.CHOICE) * len(near))
    tries = min(model.scenario_.places.lists, len(near))
    return [(j, model.establishments[near[(start + j) % len(near)]]) for j in range(tries)]


def join_hours(model: TwinModel, person: Person, unit: Unit, following: int = -1) -> int:
    """Join a unit's list in each domain where more is needed than planned; return how many.

    Only in domains after `following`, and one at a time where answers are serial.
    """
    serial = model.scenario_.places.sequence == "serial"
    rank = person.complexity
    if isinstance(unit, Perimeter) and person.category == unit.largest_category:
        u = draws.draw(model.seed_, draws.ONCE, draws.CAPTURE, 0, person.entity)
        if u < model.scenario_.organisation.pole.capture * unit.largest_share:
            rank = min(rank + 1, 3)
    joined = 0
    for d in range(4):
        if d <= following or person.lists[d] is not None:
            continue
        if unit.total[d] + unit.moved[d] <= 0:
            continue
        busy = [x for x in range(4) if x != d and (person.plan[x] > 0 or person.lists[x])]
        if serial and busy:
            continue
        if person.at_most(d) > person.plan[d]:
            person.join(d, unit.hour_lists[d], rank)
            joined += 1
    return joined


def _apply_for_hours(model: TwinModel, person: Person) -> Outcome:
    organisation = model.scenario_.organisation
    if person.unit is not None:
        raise AssertionError(f"person {person.key} has a unit already")
    if organisation.entry:
        perimeter = model.serving[person.zone]
        if _refused(model, person, perimeter.unit_tolerance, True):
            return Outcome.NOT_TOLERATED
        return _join_unit(model, person, perimeter)
    outcomes = []
    for j, establishment in _choices(model, person):
        if establishment.perimeter is None:
            continue
        if _lost(model, person, j, True):
            outcomes.append(Outcome.LOST)
        elif _refused(model, person, establishment.accepts, True):
            outcomes.append(Outcome.NOT_TOLERATED)
        elif _join_unit(model, person, establishment) == Outcome.JOINED:
            return Outcome.JOINED
    return min(outcomes, default=Outcome.NOWHERE)


def _join_unit(model: TwinModel, person: Person, unit: Unit) -> Outcome:
    if join_hours(model, person, unit) == 0:
        return Outcome.NOWHERE
    person.unit = unit
    return Outcome.JOINED


def _apply(
    model: TwinModel, person: Person, slot: int, desk: WaitingList, tolerance: int, new: bool
) -> Outcome:
    """Apply at one desk that the person has reached."""
    places = model.scenario_.places
    if _refused(model, person, tolerance, new):
        return Outcome.NOT_TOLERATED
    if places.list_mode == "finite" and len(desk) >= places.list_length:
        return Outcome.FULL
    person.join(slot, desk, person.complexity)
    return Outcome.JOINED


def _apply_for_places(model: TwinModel, person: Person, new: bool) -> Outcome:
    if new and model.scenario_.organisation.entry:
        perimeter, c = model.serving[person.zone], person.category
        if c in perimeter.tolerances:
            return _apply(
                model, person, PLACE_LIST, perimeter.lists[c], perimeter.tolerances[c], new
            )
    outcomes = []
    for j, establishment in _choices(model, person):
        if establishment is person.place:
            continue
        member = new and establishment.perimeter is not None
        if _lost(model, person, j, member):
            outcomes.append(Outcome.LOST)
        else:
            outcomes.append(
                _apply(
                    model, person, PLACE_LIST + j, establishment.list, establishment.accepts, member
                )
            )
    return min(outcomes, default=Outcome.NOWHERE)  # on one list is enough
