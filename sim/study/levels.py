"""Levels of one world: places, persons on lists, hours and needs, to set beside published figures.

Everything is read from the state of a model at the end of a month; nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from sim.data import tables
from sim.model.model import SectorModel
from sim.processes.care.capacity import count_used
from sim.runs.run import open_world
from sim.scenario.scenario import Scenario
from sim.state.people import (
    ABSENT,
    ACTOR_SLOT,
    ADULT_END,
    CHILD_END,
    DOMAINS,
    LEVELS,
    NOW_PLACE,
    People,
)
from sim.territory.territory import Territory

__all__ = ["Levels", "beyond_need", "levels_of", "measure", "money", "persons_by_level"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
HOUR = 60  # minutes
CENTS = 100e9  # in a billion EUR


@dataclass(frozen=True)
class Levels:
    """Sums over the establishments and persons of a world, by category (K) and domain.

    Attributes
    ----------
    places, used, waiting : int64[K]
        Places, places in use, and persons on lists of establishments, by the category that they
        are oriented to.
    offered, claimed, given : float64[K, 4]
        Hours a month that the staff of the places in use gives, that those present claim, and
        that they receive.
    beyond : float64[K, 4]
        Hours offered that cover no need, counted in each establishment.
    table : float64[3, 4, 4]
        Persons by stage, domain and level that the tables of the model mean.
    before, after : int64[3, 4, 4]
        Persons present by stage, domain and level: after the warm-up, and at the end.
    """

    places: Ints
    used: Ints
    waiting: Ints
    offered: Floats
    claimed: Floats
    given: Floats
    beyond: Floats
    table: Floats
    before: Ints
    after: Ints

    def __add__(self, other: Levels) -> Levels:
        """Return both worlds together."""
        names = (field.name for field in fields(self))
        return Levels(*(getattr(self, name) + getattr(other, name) for name in names))


def persons_by_level(people: People) -> Ints:
    """Count the persons present by stage, domain and level, int64[3, 4, 4]."""
    rows = people.state[: people.size] != ABSENT
    stage = np.searchsorted([CHILD_END, ADULT_END], people.age[: people.size][rows], side="right")
    level = people.level[: people.size][rows].astype(np.int64)
    cell = (stage[:, None] * DOMAINS + np.arange(DOMAINS)) * LEVELS + level
    shape = (len(tables.STAGE_NAMES), DOMAINS, LEVELS)
    return np.bincount(cell.ravel(), minlength=int(np.prod(shape))).reshape(shape)


def beyond_need(offered: Floats, claimed: Floats, given: Floats) -> Floats:
    """Return what is offered and covers no need: given to nobody, or given beyond the claim.

    Those present in an establishment receive the same share of their claims, so that its sums
    tell it.
    """
    return offered - np.minimum(claimed, given)


def levels_of(model: SectorModel, before: Ints) -> Levels:
    """Measure a model at the end of a month.

    Parameters
    ----------
    model
        Its month is over: persons hold what they received in it.
    before
        Persons by level after the warm-up, int64[3, 4, 4].
    """
    o, people, scenario = model.organisations, model.people, model.scenario_
    kinds = model.territory.categories
    size, category = people.size, o.e_category
    used = count_used(model.W)
    # As `sim.processes.care.sharing` counts them: a heavier mix is slower for all, and the new
    # response is worth more.
    weight = o.e_occupied + scenario.organisation.heavier_mix * o.e_heavy
    pace = o.e_occupied / np.maximum(weight, 1)
    pace *= np.where(o.e_practice > 0, 1 + scenario.innovation.worth, 1)
    offered = o.e_staff * (kinds.group_size[category] * used * pace)[:, None] / HOUR
    place = people.place[:size]
    inside = np.flatnonzero(place >= 0)
    given = np.zeros_like(offered)
    np.add.at(given, place[inside], people.monthly_minutes[inside, NOW_PLACE:][:, :DOMAINS] / HOUR)
    claimed = o.e_needed / HOUR
    listed = (people.waiting_list[:size, :ACTOR_SLOT] >= 0).any(axis=1)
    listed &= people.category[:size] >= 0

    def by_category[T: np.generic](values: npt.NDArray[T]) -> npt.NDArray[T]:
        total = np.zeros((len(kinds), *values.shape[1:]), values.dtype)
        np.add.at(total, category, values)
        return total

    return Levels(
        places=by_category(o.e_places.astype(np.int64)),
        used=by_category(used),
        waiting=np.bincount(people.category[:size][listed], minlength=len(kinds)),
        offered=by_category(offered),
        claimed=by_category(claimed),
        given=by_category(given),
        beyond=by_category(beyond_need(offered, claimed, given)),
        table=model.territory.levels(),
        before=before,
        after=persons_by_level(people),
    )


def measure(scenario: Scenario, seed: int, territory: Territory) -> Levels:
    """Simulate a world from its warm-up to its last month, and measure it.

    Parameters
    ----------
    scenario
        Its `clock.months` are simulated.
    seed
        Luck.
    territory
        The territory of the scenario, or one of its départements.
    """
    model = open_world(scenario, seed, territory=territory)
    before = persons_by_level(model.people)
    model.run_for(scenario.clock.months)
    return levels_of(model, before)


def money(codes: tuple[str, ...]) -> float:
    """Money of the State agency for all places of some categories in France, billion EUR a year."""
    kinds = tables.categories()
    rows = [kinds.code.index(code) for code in codes]
    cents = kinds.places_national * kinds.cost_place_cents * kinds.payer_shares[:, 0]
    return float(cents[rows].sum() / CENTS)
