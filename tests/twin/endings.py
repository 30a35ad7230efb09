"""Stays and supports end; borders of age break pathways."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from sim.engine import draws
from sim.state.people import ADULT_END, AGAIN, ASSESS, CHILD_END, LATENT, NEVER, SERVED, WAIT

from .people import Person
from .prices import holds, slowing, sooner
from .referral import join_hours, orient_and_refer

if TYPE_CHECKING:
    from .model import TwinModel
    from .organisations import Perimeter


def stay_months(model: TwinModel, u: float, category: int, longer: float) -> int:
    """Return the length of a stay in months by the scenario's law, `longer` times longer."""
    places, mean = model.scenario_.places, model.geography.stay[category] * longer
    if places.stay_law == "fixed":
        return min(max(1, int(mean + 0.5)), draws.LONGEST)
    if places.stay_law == "lognormal":
        months = 1 + bisect_right(model.geography.stay_law[category], u)
        return min(max(1, int(months * longer + 0.5)), draws.LONGEST)
    if places.stay_law == "mixture":
        share = places.stay_long
        short = mean / (1.0 - share + share * places.stay_ratio)
        if u < share:
            return draws.geometric(u / share, 1.0 / (short * places.stay_ratio))
        return draws.geometric((u - share) / (1.0 - share), 1.0 / short)
    return draws.geometric(u, 1.0 / mean)


def lasting(model: TwinModel, person: Person, perimeter: Perimeter | None) -> float:
    """Return how many times longer a stay lasts: by the file's class, and by overhead."""
    step = model.scenario_.places.stay_class
    by_class = (1.0 / step, 1.0, step, step * step)[person.complexity]
    return by_class * slowing(model, perimeter)


def step(model: TwinModel) -> None:
    """End what ends this month, person by person."""
    ageing, month = model.scenario_.demography.ageing, model.month
    gone = []
    for person in model.people:
        if ageing and person.age in (CHILD_END, ADULT_END):
            _cross_border(model, person)
        if person.until == month and _end_stay(model, person):
            gone.append(person)
            continue
        if person.review == month:
            _review(model, person)
        if person.unit is not None and month in person.plan_until and _end_supports(model, person):
            gone.append(person)
            continue
        if person.actor_until == month:
            person.release_actor()
            model.month_totals["ended"] += 1
    model.depart(gone)


def _prepares(model: TwinModel, person: Person) -> bool:
    """Tell whether passages are prepared for a person."""
    return model.scenario_.organisation.continuity and model.new_way(person)


def _continues(model: TwinModel, person: Person) -> bool:
    """Tell whether the next category is prepared: in the perimeter, or by the same operator."""
    following = person.category_now()
    if following < 0 or not _prepares(model, person):
        return False
    if model.scenario_.organisation.entry:
        return following in model.serving[person.zone].tolerances
    place = person.place
    return place is not None and (place.operator, following) in model.geography.operates


def _ask_again(person: Person) -> None:
    """Stand in line for a new orientation, holding nothing."""
    person.pending = AGAIN
    person.move_to(ASSESS)


def _go_on(model: TwinModel, person: Person) -> None:
    """Pass on without waiting for a new orientation."""
    model.month_totals["prepared"] += 1
    orient_and_refer(model, person)


def _go_home(model: TwinModel, person: Person) -> None:
    """Back to ordinary life, with a right of return where passages are prepared."""
    person.return_until = model.month + model.scenario_.places.right_of_return
    person.prepared = _prepares(model, person)
    person.move_to(LATENT)


def _cross_border(model: TwinModel, person: Person) -> None:
    place = person.place
    if person.unit is not None:
        if _prepares(model, person):
            if person.waits_for_place:  # those of the former age
                person.leave_places()
                orient_and_refer(model, person)
            return
        person.leave_lists()
        if person.place is not None:
            give_back(model, person)
        person.release_plan()
        _ask_again(person)
    elif place is not None and (model.geography.stage_of_category[place.category] != person.stage):
        person.leave_lists()
        person.until, person.over_age, person.leaving = NEVER, True, False
        if _continues(model, person):
            _go_on(model, person)
        elif person.category_now() >= 0 and _stays_on(model, person):
            person.pending = AGAIN
        else:
            person.release_place()
            _ask_again(person)
    elif person.state == WAIT:
        person.leave_lists()
        if _continues(model, person):
            _go_on(model, person)
        else:
            _ask_again(person)


def _stays_on(model: TwinModel, person: Person) -> bool:
    """Tell whether a person too old for a place of an establishment stays and blocks it."""
    service = model.geography.convertible[person.place.category] >= 1.0
    return not service and person.luck(draws.BORDER) < model.scenario_.places.creton


def _end_stay(model: TwinModel, person: Person) -> bool:
    """End a stay: on to another place, out of the population (True), or home."""
    places = model.scenario_.places
    if person.leaving and holds(model, person):
        person.until = model.month + places.hold_months
        return False
    if person.leaving:  # the months of grace are over
        give_back(model, person)
        person.urgent = model.month
        if person.is_listed:
            person.move_to(WAIT)
        else:
            _ask_again(person)
        return False
    u, another = person.luck(draws.AFTER_STAY), model.geography.another[person.place.category]
    prepared = _continues(model, person)
    person.leave_lists()
    if u < another:
        if places.hold_months > 0:
            person.leaving = True
            person.until = model.month + places.hold_months
            person.pending = AGAIN
        else:
            give_back(model, person)
        if prepared:
            _go_on(model, person)
        elif not person.leaving:
            _ask_again(person)
        return False
    give_back(model, person)
    if u < another + places.gone:
        return True
    _go_home(model, person)
    return False


def _review(model: TwinModel, person: Person) -> None:
    """See whether the place still suits; look for another from it, or go home without a need."""
    person.review = model.month + sooner(model, person)
    needed = person.category_now()
    if person.leaving or person.over_age or needed == person.place.category:
        return
    prepared = _continues(model, person)
    person.leave_lists()
    if needed < 0:
        give_back(model, person)
        _go_home(model, person)
        return
    person.leaving, person.pending = True, AGAIN
    if prepared:
        _go_on(model, person)


def give_back(model: TwinModel, person: Person) -> None:
    """Leave the place: the stay has ended."""
    model.month_totals["ended"] += 1
    person.release_place()


def _end_supports(model: TwinModel, person: Person) -> bool:
    """End the supports due; hours return to the unit, and are asked for again if prepared.

    True if the person leaves the population with the last one.
    """
    for d in range(4):
        if person.plan_until[d] == model.month:
            person.set_plan(d, 0)
            person.plan_until[d] = NEVER
            model.month_totals["ended"] += 1
            if model.scenario_.places.sequence == "serial":
                join_hours(model, person, person.unit, following=d)
            if _prepares(model, person):
                join_hours(model, person, person.unit)
    if person.has_plan or person.is_listed or person.state != SERVED:
        return False
    person.release_plan()
    u, another = person.luck(draws.AFTER_STAY), model.geography.another[person.category]
    if another <= u < another + model.scenario_.places.gone:
        return True
    if u < another:
        _ask_again(person)
    else:
        _go_home(model, person)
    return False
