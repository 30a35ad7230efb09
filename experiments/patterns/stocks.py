"""What is looked at at the end of a year: persons and establishments as they are then.

Each measure is a pair: what, of what; by category, or for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from experiments.patterns.flows import YEAR, Snapshot, by_category

if TYPE_CHECKING:
    from sim.model.model import SectorModel

__all__ = ["OF_ALL", "OF_CATEGORIES", "Seniors", "seniors_at_home"]

Array = npt.NDArray[Any]
Pair = tuple[Any, Any]
HOUR: Final = 60
MANY_HOURS: Final = 53 * 52 / 12 * HOUR  # minutes a month: 53 hours a week (CARE-Ménages)
MODERATE, SEVERE = 2, 3  # levels of need
DAILY: Final = 0  # domain
BILLION: Final = 100e9  # cents
Look = Callable[["SectorModel", Snapshot], Pair]


def _occupied(model: SectorModel, now: Snapshot) -> Pair:
    from sim.processes.care.capacity import count_used

    o = model.organisations
    return _sums(model, count_used(model.W)), _sums(model, o.e_places)


def _sums(model: SectorModel, values: Array) -> Array:
    """Sum over the establishments of each category."""
    kinds = len(model.territory.categories)
    return np.bincount(model.organisations.e_category, weights=values, minlength=kinds)


def _queued(model: SectorModel, now: Snapshot) -> Pair:
    return by_category(now.queued, len(model.territory.categories)), _occupied(model, now)[0]


def _nothing(model: SectorModel, now: Snapshot) -> Pair:
    """Persons on lists who receive no hours, those of mainstream services included."""
    from sim.state.people import HELPED, NOW_MAINSTREAM

    people, n = model.people, model.people.size
    kinds = len(model.territory.categories)
    helped = (people.monthly_flags[:n] & HELPED) > 0
    helped |= people.monthly_minutes[:n, NOW_MAINSTREAM] > 0
    return by_category(now.queued, kinds, ~helped), by_category(now.queued, kinds)


def _hours(model: SectorModel, now: Snapshot) -> Pair:
    """Hours a month that those who hold a place receive there, for each place."""
    from sim.state.people import DOMAINS, NOW_PLACE

    n = model.people.size
    given = model.people.monthly_minutes[:n, NOW_PLACE : NOW_PLACE + DOMAINS].sum(axis=1) / HOUR
    kinds = len(model.territory.categories)
    return by_category(now.inside, kinds, None, given), _sums(model, model.organisations.e_places)


def _agency_money(model: SectorModel, now: Snapshot) -> Pair:
    """Billion EUR a year of the State agency, brought from the places of a territory to France."""
    from sim.data import tables
    from sim.indicators.outputs import PAYERS

    o = model.organisations
    due = _sums(model, o.e_due[:, PAYERS.index("state_agency")])
    places = _sums(model, o.e_places)
    per_place = np.divide(due, places, out=np.zeros_like(due), where=places > 0)
    return per_place * tables.categories().places_national / BILLION, np.ones(len(due))


def _aged(least: int, most: int) -> Look:
    def look(model: SectorModel, now: Snapshot) -> Pair:
        """Persons in places by their age in years."""
        kinds, years = len(model.territory.categories), now.age // YEAR
        of_age = by_category(now.inside, kinds, (years >= least) & (years <= most))
        return of_age, by_category(now.inside, kinds)

    return look


def _over_age(model: SectorModel, now: Snapshot) -> Pair:
    """Persons beyond the age of the place that they hold."""
    kinds = len(model.territory.categories)
    return by_category(now.inside, kinds, now.over), by_category(now.inside, kinds)


OF_CATEGORIES: Final[dict[str, Look]] = {
    "occupied": _occupied,
    "queued": _queued,
    "nothing": _nothing,
    "hours": _hours,
    "agency_money": _agency_money,
    "over_age": _over_age,
    "aged_20_29": _aged(20, 29),
    "aged_45_54": _aged(45, 54),
    "aged_55": _aged(55, 200),
}


def _thin_cash(model: SectorModel, now: Snapshot) -> Pair:
    """Actors alive whose cash is below three months of full activity."""
    o = model.organisations
    alive = (o.a_alive > 0) & (o.a_base > 0)
    return (alive & (o.a_cash < 3 * o.a_base)).sum(), alive.sum()


def _non_take_up(model: SectorModel, now: Snapshot) -> Pair:
    """Persons with a need at least moderate who have asked for nothing."""
    from sim.state.people import ABSENT, LATENT

    people, n = model.people, model.people.size
    need = (people.state[:n] != ABSENT) & (people.level[:n].max(axis=1) >= MODERATE)
    return (need & (people.state[:n] == LATENT)).sum(), need.sum()


def _services(model: SectorModel, now: Snapshot) -> Pair:
    """Places of services among those for disabled children."""
    places = dict(
        zip(model.territory.categories.code, _occupied(model, now)[1].tolist(), strict=True)
    )
    return places["sessad"], places["sessad"] + places["ime"]


def _places(model: SectorModel, now: Snapshot) -> Pair:
    """Places that are open."""
    o = model.organisations
    return (o.e_places - o.e_closed).sum(), 1


def _at_home(model: SectorModel, now: Snapshot) -> Pair:
    """Persons in home help among those in home help or a nursing home."""
    codes = model.territory.categories.code
    held = by_category(now.inside, len(codes))
    home, house = held[codes.index("saad")], held[codes.index("ehpad")]
    return home, home + house


@dataclass(frozen=True)
class Seniors:
    """Seniors with a need in daily life who do not live in an establishment.

    Attributes
    ----------
    level
        Need in daily life.
    relatives, professionals
        Minutes a month of daily life from carers, and from places, plans and project actors.
    """

    level: Array
    relatives: Array
    professionals: Array


def seniors_at_home(model: SectorModel) -> Seniors:
    """Return the help in daily life of seniors at home."""
    from sim.state.people import ABSENT, ADULT_END, INSTITUTION, NOW_CARER, NOW_PLACE

    people, o, n = model.people, model.organisations, model.people.size
    rows = np.flatnonzero(
        (people.state[:n] != ABSENT)
        & (people.age[:n] >= ADULT_END)
        & (people.residence[:n] != INSTITUTION)
        & (people.level[:n, DAILY] > 0)
    )
    minutes, actor = people.monthly_minutes[rows], people.actor[rows]
    seat = np.zeros(len(rows), np.int64)
    held = actor >= 0
    seat[held] = np.where(o.a_domain[actor[held]] == DAILY, o.a_given[actor[held]], 0)
    formal = minutes[:, NOW_PLACE + DAILY].astype(np.int64) + people.plan[rows, DAILY] + seat
    return Seniors(people.level[rows, DAILY], minutes[:, NOW_CARER].astype(np.int64), formal)


def _helped_by(relatives: bool, professionals: bool) -> Look:
    def look(model: SectorModel, now: Snapshot) -> Pair:
        found = seniors_at_home(model)
        by = found.relatives > 0, found.professionals > 0
        return ((by[0] == relatives) & (by[1] == professionals)).sum(), (by[0] | by[1]).sum()

    return look


def _helped_53_hours(model: SectorModel, now: Snapshot) -> Pair:
    found = seniors_at_home(model)
    severe = found.level == SEVERE
    return (severe & (found.relatives + found.professionals > MANY_HOURS)).sum(), severe.sum()


def _home_help(level: int) -> Look:
    def look(model: SectorModel, now: Snapshot) -> Pair:
        """Hours of home help in daily life for each senior of a level who has it."""
        from sim.state.people import ADULT_END, NOW_PLACE

        people, n = model.people, model.people.size
        saad = model.territory.categories.code.index("saad")
        rows = now.inside == saad
        rows &= (people.level[:n, DAILY] == level) & (people.age[:n] >= ADULT_END)
        return people.monthly_minutes[:n][rows, NOW_PLACE + DAILY].sum() / HOUR, rows.sum()

    return look


def _digital_none_75(model: SectorModel, now: Snapshot) -> Pair:
    from sim.state.people import ABSENT

    people, n = model.people, model.people.size
    old = (people.state[:n] != ABSENT) & (people.age[:n] >= 75 * YEAR)
    return (old & (people.digital[:n] == 0)).sum(), old.sum()


OF_ALL: Final[dict[str, Look]] = {
    "thin_cash": _thin_cash,
    "non_take_up": _non_take_up,
    "services": _services,
    "places": _places,
    "at_home": _at_home,
    "relatives_only": _helped_by(relatives=True, professionals=False),
    "professionals_only": _helped_by(relatives=False, professionals=True),
    "both_help": _helped_by(relatives=True, professionals=True),
    "helped_53_hours": _helped_53_hours,
    "home_help_moderate": _home_help(MODERATE),
    "home_help_severe": _home_help(SEVERE),
    "digital_none_75": _digital_none_75,
}
