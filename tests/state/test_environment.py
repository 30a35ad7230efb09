"""Distances, reach and roads, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import compose
from sim.model.model import SectorModel
from sim.state.environment import Environment, travel
from sim.territory.of_scenario import territory_of


def test_a_journey_is_the_distance_and_eight_minutes() -> None:
    assert travel(1.0, 20.0, 4.0, 24.0) == 13.0  # 3 and 4: 5
    assert travel(4.0, 24.0, 1.0, 20.0) == 13.0  # as long the other way
    assert travel(10.0, 0.0, 10.0, 7.0) == 15.0
    assert travel(0.0, 10.0, 7.0, 10.0) == 15.0
    assert travel(2.0, 2.0, 2.0, 2.0) == 8.0
    assert travel(0.0, 0.0, 1.0, 1.0) == pytest.approx(9.41421356)


def three_zones(*words: str, service: bool) -> Environment:
    """One offer in each of two zones 30 minutes apart; a third zone is 70 minutes further."""
    fixed = ("territory.kind=abstract", "territory.zones=3", "territory.silos=1")
    scenario = compose.load_scenario("silo", [*fixed, "clock.burn_in=0", *words])
    t = territory_of(scenario)
    kept = slice(0, 2)
    e = t.establishments
    territory = replace(
        t,
        zones=replace(
            t.zones,
            x=np.array([0.0, 30.0, 100.0]),
            stock=np.array([[9, 40, 9], [9, 20, 9], [9, 40, 9]]),
        ),
        establishments=replace(
            e,
            **{name: getattr(e, name)[kept] for name in e.__dataclass_fields__},
        ),
        categories=replace(t.categories, service=np.array([service]), group_size=np.array([2.0])),
    )
    return SectorModel(scenario, territory, seed=1).environment


def near(environment: Environment) -> list[list[int]]:
    start = environment.reach_start
    return [environment.reach[start[z] : start[z + 1]].tolist() for z in range(3)]


def test_a_home_service_comes_where_no_offer_is_within_reach() -> None:
    assert near(three_zones(service=False)) == [[0, 1], [1, 0], []]
    assert near(three_zones(service=True)) == [[0, 1], [1, 0], [1]]
    assert near(three_zones("access.reach=30", service=True)) == [[0], [1], [1]]
    assert near(three_zones("access.services_come=false", service=True)) == [[0, 1], [1, 0], []]


def test_the_road_of_a_service_is_the_mean_journey_to_those_who_may_ask() -> None:
    # Adults: 20 and 10 of the first two zones ask each service, 40 of the third the second one.
    # Journeys of 8 and 38 minutes; of 8, 38 and 78 minutes.
    first = (20 * 8 + 10 * 38) / 30
    second = (20 * 38 + 10 * 8 + 40 * 78) / 70
    # There and back for each 120 minutes given; a staff minute gives two.
    wanted = [2 * 2 * journey / 120 for journey in (first, second)]
    np.testing.assert_allclose(three_zones(service=True).road, wanted)
    # Another way of organising has other roads; those of today stay what they are.
    words = ("delivery.journey_factor=0.5", "organisation.visit_minutes=60")
    np.testing.assert_allclose(three_zones(*words, service=True).road, wanted)
    assert three_zones(service=False).road.tolist() == [0.0, 0.0]
