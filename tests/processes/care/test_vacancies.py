"""Empty places beside persons who wait, by hand."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.processes.care.vacancies import count_wanted, empty_places
from sim.state import counts
from sim.state.people import SERVED, WAIT
from tests.processes.worlds import abstract_world


def world(zones: int = 1) -> SectorModel:
    """One establishment of three places a zone, and three persons oriented to it, of class 1."""
    model = abstract_world("territory.people=3", "territory.places=3", zones=zones)
    model.people.zone[:3], model.people.state[:3] = 0, WAIT
    model.people.category[:3] = model.organisations.e_category[0]
    model.people.complexity[:3] = 1
    model.organisations.e_tolerance[:] = 3
    model.organisations.e_accepted_class[:] = 3
    return model


@pytest.mark.parametrize(
    ("occupied", "converted", "closed", "empty"),
    [(0, 0, 0, 3), (1, 0, 0, 2), (1, 2, 0, 2), (1, 0, 1, 1), (3, 0, 0, 0)],
)
def test_places_turned_into_hours_are_empty_and_closed_ones_are_not(
    occupied: int, converted: int, closed: int, empty: int
) -> None:
    model = world()
    o = model.organisations
    o.e_occupied[0], o.e_converted[0], o.e_closed[0] = occupied, converted, closed
    assert empty_places(model.W, 0) == empty
    model.environment.cat_service[:] = 1
    assert empty_places(model.W, 0) == empty - converted  # a home service gives hours anyway


@pytest.mark.parametrize(
    ("occupied", "waiting", "wanted"), [(0, 3, 3), (2, 3, 1), (0, 2, 2), (3, 3, 0), (0, 0, 0)]
)
def test_each_person_who_waits_wants_one_place(occupied: int, waiting: int, wanted: int) -> None:
    model = world()
    model.organisations.e_occupied[0] = occupied
    model.people.state[waiting:3] = SERVED
    count_wanted(model.W)
    assert model.month_totals[counts.EMPTY_WANTED] == wanted
    assert model.month_totals[counts.PLACES_LOOKED_AT] == 3


@pytest.mark.parametrize(
    ("column", "value"), [("category", -1), ("complexity", 3), ("state", SERVED)]
)
def test_only_a_person_who_would_be_accepted_counts(column: str, value: int) -> None:
    model = world()
    model.organisations.e_accepted_class[0] = 2
    getattr(model.people, column)[:2] = value
    count_wanted(model.W)
    assert model.month_totals[counts.EMPTY_WANTED] == 1


def test_only_an_establishment_within_reach_counts() -> None:
    model = world(zones=2)
    model.people.zone[:2] = 1
    model.organisations.e_occupied[:] = [3, 0]
    count_wanted(model.W)
    assert model.month_totals[counts.EMPTY_WANTED] == 2
    assert model.month_totals[counts.PLACES_LOOKED_AT] == 6


def test_a_person_wants_one_place_although_several_are_within_reach() -> None:
    model = abstract_world("territory.people=3", "territory.places=3", silos=2)
    p, o = model.people, model.organisations
    p.zone[:3], p.state[:3], p.category[:3], p.complexity[:3] = 0, WAIT, 0, 1
    o.e_tolerance[:] = o.e_accepted_class[:] = 3
    o.e_occupied[:] = [1, 0]
    count_wanted(model.W)
    assert model.month_totals[counts.EMPTY_WANTED] == 3  # two in the first, one in the second
