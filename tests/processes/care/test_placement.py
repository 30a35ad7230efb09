"""A place, hours, or both, by hand."""

from __future__ import annotations

import pytest

from sim.processes.care.orientation import JOINED, LOST
from sim.processes.care.placement import (
    asks_for_hours,
    asks_for_place,
    services_keep_places,
)
from sim.state.people import LEAVING
from tests.processes.worlds import abstract_world

SERVICE = 2  # neither residential nor a place of the day


@pytest.mark.parametrize(
    ("placement", "residential", "daily", "held", "leaving", "hours", "place"),
    [
        ("place_and_hours", 1, 1, -1, False, True, True),
        ("place_and_hours", 1, 3, -1, False, True, True),
        ("place_and_hours", 1, 1, 0, True, False, True),  # a place follows a place
        ("place_and_hours", 0, 1, -1, False, True, True),  # what comes first
        ("place_and_hours", 0, 1, 0, True, True, True),
        ("place_and_hours", 0, 1, 0, False, False, True),
        ("place_and_hours", SERVICE, 1, -1, False, True, False),
        ("hours_only", 1, 2, -1, False, True, False),
        ("hours_only", 1, 3, -1, False, False, False),  # constant presence
        ("hours_only", 1, 2, 0, True, True, False),
        ("hours_only", 1, 2, 0, False, False, False),
        ("hours_only", 0, 3, -1, False, True, False),
        ("place_only", 1, 1, -1, False, False, True),
        ("place_only", 0, 1, -1, False, True, True),
        ("place_only", SERVICE, 1, -1, False, True, False),
    ],
)
def test_a_residential_orientation_is_answered_as_placement_says(
    placement: str,
    residential: int,
    daily: int,
    held: int,
    leaving: bool,
    hours: bool,
    place: bool,
) -> None:
    model = abstract_world(
        "organisation.response=true", f"organisation.placement={placement}", "territory.people=1"
    )
    model.reform()
    W, p = model.W, model.people
    model.environment.cat_residential[:] = int(residential == 1)
    model.environment.cat_service[:] = int(residential == SERVICE)
    p.category[0], p.level[0, 0], p.place[0] = 0, daily, held
    p.status_bits[0] = LEAVING if leaving else 0
    assert asks_for_hours(W, 0, True) == hours
    assert not asks_for_hours(W, 0, False)  # in the old way there are places only
    assert asks_for_place(W, 0, JOINED) == asks_for_place(W, 0, LOST) == place
    assert asks_for_place(W, 0, 0)  # no hours within reach


def test_without_tailored_support_nobody_asks_for_hours() -> None:
    model = abstract_world("territory.people=1")
    model.reform()
    model.people.category[0] = 0
    assert not asks_for_hours(model.W, 0, True)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("organisation.entry=true", "organisation.pole.contribution=0.9"), True),
        (("organisation.entry=true", "organisation.pole.contribution=1"), False),
        (
            ("organisation.entry=true", "organisation.pole.contribution=1", "trust.live=true"),
            True,
        ),
        (("organisation.pole.contribution=0.9",), False),  # each house keeps its own hours
        (
            (
                "organisation.entry=true", "organisation.pole.contribution=0.9",
                "organisation.conversion=blind",
            ),
            False,
        ),
    ],
)  # fmt: skip
def test_a_home_service_keeps_its_list_for_the_hours_that_it_keeps(
    words: tuple[str, ...], kept: bool
) -> None:
    model = abstract_world("organisation.response=true", "territory.people=1", *words)
    model.reform()
    model.environment.cat_residential[:], model.environment.cat_service[:] = 0, 1
    model.people.category[0] = 0
    assert services_keep_places(model.W) == kept
    assert asks_for_place(model.W, 0, JOINED) == kept
    assert asks_for_place(model.W, 0, 0)
