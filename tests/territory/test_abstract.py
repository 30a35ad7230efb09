"""The territory of exact cases: places, newcomers and persons, zones out of reach of each other."""

from __future__ import annotations

import numpy as np

from sim.scenario.context import TerritorySpec
from sim.territory.abstract import ACTOR_HOUR, APART, build_abstract

SPEC = TerritorySpec(
    kind="abstract", zones=3, silos=2, places=4, stay=8, load=0.5, people=7, heavy=0.25, actors=2
)


def test_newcomers_keep_the_places_at_their_load() -> None:
    t = build_abstract(SPEC)
    # 2 silos x 4 places, left every 8 months, half used: half a newcomer a month, an adult.
    assert t.zones.entries.tolist() == [[0.0, 0.5, 0.0]] * 3
    assert t.zones.stock.tolist() == [[0, 7, 0]] * 3


def test_every_zone_has_its_own_silos_and_actors_far_from_the_others() -> None:
    t = build_abstract(SPEC)
    assert t.establishments.zone.tolist() == [0, 0, 1, 1, 2, 2]
    assert t.actors.zone.tolist() == [0, 0, 1, 1, 2, 2]
    assert t.establishments.operator.tolist() == list(range(6))
    assert np.diff(t.zones.x).tolist() == [APART, APART] and APART > 1000


def test_needs_are_light_and_moderate_for_a_share() -> None:
    t = build_abstract(SPEC)
    assert t.profiles.level_entry[1, 0, 0].tolist() == [0.0, 0.75, 0.25, 0.0]
    assert t.profiles.level_entry[1, 0, 1].tolist() == [1.0, 0.0, 0.0, 0.0]
    assert t.levels_stock[0, 0, 0].tolist() == t.profiles.level_entry[1, 0].tolist()
    two = build_abstract(SPEC.model_copy(update={"domains": 2}))
    assert two.profiles.level_entry[1, 0, 1].tolist() == [0.0, 1.0, 0.0, 0.0]


def test_an_actor_has_a_year_of_its_hours() -> None:
    t = build_abstract(SPEC)
    hours = t.actors.seats * t.actors.minutes // 60
    assert (t.actors.budget_cents == 12 * hours * ACTOR_HOUR).all()
