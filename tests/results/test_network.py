"""The network made by hand: flows and what leaves a zone."""

from __future__ import annotations

import math

from tests.results.made_network import network


def test_flows_add_places_and_plans_of_one_organisation_the_largest_first() -> None:
    found = network().flows("two").to_numpy().tolist()
    assert found == [
        [1, "perimeter", 0, 12],
        [0, "establishment", 0, 4],
        [1, "actor", 0, 1],
    ]


def test_the_share_outside_counts_places_in_another_zone_alone() -> None:
    made = network()
    assert made.outside("one") == 2 / 12
    assert made.outside("two") == 0.0
    assert math.isnan(made.outside("nowhere"))
