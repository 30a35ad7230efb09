"""Free places, and services whose hours bound the persons they take: by hand."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.processes.care.capacity import (
    count_used,
    free_places,
    has_room,
    open_places,
    places_filled,
    used_places,
)
from sim.processes.care.places import fill_places, shut
from sim.processes.care.queues import join
from sim.state import counts
from sim.state.people import NEVER, WAIT
from tests.processes.worlds import abstract_world


@pytest.mark.parametrize(
    ("minutes", "place", "opened", "filled"),
    [
        (0, 600, 4, 0),
        (1, 600, 4, 1),
        (600, 600, 4, 1),
        (601, 600, 4, 2),
        (2400, 600, 4, 4),
        (9999, 600, 4, 4),  # no more than there are
        (0, 0, 4, 0),
        (1, 0, 4, 4),  # no hours at all: nothing is free
    ],
)
def test_plans_fill_places_begun(minutes: int, place: int, opened: int, filled: int) -> None:
    assert places_filled(minutes, place, opened) == filled


def service(needed: int, *, converted: int = 0, closed: int = 0) -> SectorModel:
    """One service of five places of 600 minutes, of whose hours `needed` minutes are planned."""
    model = abstract_world("territory.people=6")
    o, environment = model.organisations, model.environment
    environment.cat_by_hours[0] = environment.cat_service[0] = 1
    environment.cat_ceiling[0, 1:] = (200, 500, 500)
    environment.minutes[1] = [[0, 300, 900, 3000]] * 4
    o.e_places[0], o.e_converted[0], o.e_closed[0] = 5, converted, closed
    o.e_staff[0], o.e_needed[0] = [600, 0, 0, 0], [needed, 0, 0, 0]
    o.e_tolerance[0] = 3
    return model


@pytest.mark.parametrize(
    ("needed", "converted", "closed", "used", "free", "room"),
    [
        (0, 0, 0, 0, 5, True),
        (1000, 0, 0, 2, 3, True),
        (2999, 0, 0, 5, 0, True),  # hours are left for one more plan, though not for a whole one
        (3000, 0, 0, 5, 0, False),
        (4000, 0, 0, 5, 0, False),
        (1000, 2, 1, 2, 0, True),
        (1200, 2, 1, 2, 0, False),
    ],
)
def test_hours_of_plans_fill_the_places_of_a_service(
    needed: int, converted: int, closed: int, used: int, free: int, room: bool
) -> None:
    model = service(needed, converted=converted, closed=closed)
    assert open_places(model.W.organisations, 0) == 5 - converted - closed
    assert used_places(model.W, 0) == used == count_used(model.W)[0]
    assert free_places(model.W, 0) == free and has_room(model.W, 0) is room


def test_persons_present_fill_the_places_of_an_establishment() -> None:
    model = service(9999, closed=1)
    model.environment.cat_by_hours[0] = 0
    model.organisations.e_occupied[0] = 3
    assert (used_places(model.W, 0), free_places(model.W, 0)) == (3, 1)
    assert has_room(model.W, 0)
    model.organisations.e_occupied[0] = 4
    assert not has_room(model.W, 0)


def test_a_service_takes_persons_until_its_hours_are_planned() -> None:
    model = service(0)
    p, o = model.people, model.organisations
    o.e_places[0] = 1  # 600 minutes: three light plans of 200, not the need of 300
    for i in range(6):
        p.level[i], p.category[i], p.state[i], p.waiting[i] = [1, 0, 0, 0], 0, WAIT, i
        join(model.W, i, 0, 0, 0)
    fill_places(model.W)
    assert p.place[:6].tolist() == [0, 0, 0, -1, -1, -1]
    assert o.e_needed[0, 0] == 600 and o.e_occupied[0] == 3 and used_places(model.W, 0) == 1


def test_free_hours_of_a_service_close_as_places() -> None:
    model = service(1000)
    model.organisations.e_closing[0] = 4
    shut(model.W)
    assert model.organisations.e_closed[0] == 3  # two of five are in use
    assert model.month_totals[counts.SHUT] == 3 and model.organisations.e_closing[0] == 1
    assert model.people.until[0] == NEVER
