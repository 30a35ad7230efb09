"""Places that become hours, and places again, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.care.conversion import (
    conversion_target,
    convert_blindly,
    convert_unasked,
    free_for,
    hand_lists_over,
    turn_back,
)
from sim.processes.care.entering import admit
from sim.processes.care.holdings import set_plan
from sim.processes.care.queues import join, leave
from sim.state import counts
from sim.state.people import FIRST_PLACE, LEAVING, SERVED, WAIT
from tests.processes.worlds import abstract_world

RESPONSE = "organisation.response=true"
ENTRY = "organisation.entry=true"


@pytest.mark.parametrize(
    ("places", "convertible", "practice", "target"),
    [
        (40, 0.5, 0.25, 5),
        (10, 0.5, 0.5, 2),
        (19, 0.5, 1.0, 9),
        (10, 1.0, 1.0, 10),
        (10, 1.0, 0.0, 0),
    ],
)
def test_whole_places_are_converted_as_practice_rises(
    places: int, convertible: float, practice: float, target: int
) -> None:
    assert conversion_target(places, convertible, practice) == target


@pytest.mark.parametrize(
    ("occupied", "closed", "before", "perimeter", "after"),
    [
        (2, 0, 0, 0, 5),  # the target: half of ten places
        (7, 0, 0, 0, 3),  # the places that are free
        (7, 2, 0, 0, 1),  # closed places are not free
        (9, 0, 3, 0, 3),  # what is converted stays so
        (2, 0, 0, 1, 5),
        (2, 0, 0, -1, 0),  # only members convert
    ],
)
def test_free_places_of_members_are_converted(
    occupied: int, closed: int, before: int, perimeter: int, after: int
) -> None:
    model = abstract_world(
        "organisation.response=true", "organisation.conversion=blind", "territory.places=10"
    )
    model.practice = 0.5
    o = model.organisations
    o.e_occupied[0], o.e_closed[0], o.e_converted[0] = occupied, closed, before
    o.e_perimeter[0] = perimeter
    convert_blindly(model.W)
    assert o.e_converted[0] == after
    assert model.month_totals[counts.CONVERSIONS] == after - before


def test_the_other_kind_of_conversion_does_nothing() -> None:
    for word, convert in (("unasked", convert_blindly), ("blind", convert_unasked)):
        model = abstract_world("organisation.response=true", f"organisation.conversion={word}")
        model.reform()
        model.practice = 1.0
        for _ in range(4):
            convert(model.W)
        assert not model.organisations.e_converted.any()
        assert not model.organisations.e_unasked.any()


def world(*words: str, when: str = "unasked", people: int = 3, silos: int = 1) -> SectorModel:
    """Return establishments of two places in a reformed world, all handled the new way."""
    model = abstract_world(
        RESPONSE, f"organisation.conversion={when}", f"territory.people={people}",
        "territory.places=2", *words, silos=silos,
    )  # fmt: skip
    model.reform()
    model.practice = 1.0
    return model


def test_a_place_becomes_hours_once_nobody_asked_for_it_long_enough() -> None:
    model = world("organisation.conversion_months=3")
    W, o = model.W, model.organisations
    admit(W, 0, 0)
    found = []
    for month in range(9):
        if month == 2:
            join(W, 1, FIRST_PLACE, 0, 0)  # somebody asks: the months begin again
        if month == 4:
            leave(W, 1, FIRST_PLACE)
        convert_unasked(W)
        found.append((int(o.e_unasked[0]), int(o.e_converted[0])))
    # Converted, the place is no longer free: there is nothing to ask for.
    assert found == [(1, 0), (2, 0), (0, 0), (0, 0), (1, 0), (2, 0), (3, 1), (0, 1), (0, 1)]
    assert model.month_totals[counts.CONVERSIONS] == 1


@pytest.mark.parametrize(
    ("convertible", "practice", "perimeter", "converted", "unasked"),
    [
        (1.0, 1.0, 0, 2, 1),
        (0.5, 1.0, 0, 1, 1),
        (1.0, 0.5, 0, 1, 1),
        (1.0, 1.0, -1, 0, 0),  # only members convert
        (1.0, 0.0, 0, 0, 0),  # the reform has not begun to be practised
    ],
)
def test_it_converts_up_to_the_target_and_members_only(
    convertible: float, practice: float, perimeter: int, converted: int, unasked: int
) -> None:
    model = world("organisation.conversion_months=1")
    model.practice = practice
    o = model.organisations
    model.environment.cat_convertible[:] = convertible
    o.e_perimeter[0] = perimeter
    convert_unasked(model.W)
    assert (o.e_converted[0], o.e_unasked[0]) == (converted, unasked)
    o.e_perimeter[0] = -1
    convert_unasked(model.W)  # who leaves begins anew when coming back
    assert (o.e_converted[0], o.e_unasked[0]) == (converted, 0)


@pytest.mark.parametrize(
    ("entry", "contribution", "share", "converted"),
    [(True, 1.0, 1.0, 2), (True, 0.5, 1.0, 1), (True, 1.0, 0.5, 1), (False, 0.5, 0.5, 2)],
)
def test_a_home_service_gives_what_it_contributes_without_waiting(
    entry: bool, contribution: float, share: float, converted: int
) -> None:
    model = world(
        f"organisation.entry={str(entry).lower()}",
        f"organisation.pole.contribution={contribution}",
        "organisation.conversion_months=60",
    )
    o = model.organisations
    model.environment.cat_service[:] = 1
    o.e_share[0] = share
    convert_unasked(model.W)
    assert o.e_converted[0] == converted
    admit(model.W, 0, 0)  # persons keep what they have
    convert_unasked(model.W)
    assert o.e_converted[0] == converted and o.e_occupied[0] == 1


def test_the_hours_that_a_person_gives_back_are_free_for_them() -> None:
    model = world()
    p, o = model.people, model.organisations
    o.u_total[0] = [50, 10, 0, 0]
    p.unit[:2] = 0
    set_plan(model.W, 0, 0, 30, 25, 5)
    set_plan(model.W, 1, 0, 10, 10, 0)
    assert [free_for(model.W, 0, 0, i) for i in range(3)] == [40, 20, 10]
    assert free_for(model.W, 0, 1, 0) == 10
    p.unit[1] = -1  # of another unit: nothing comes back here
    assert free_for(model.W, 0, 0, 1) == 10


@pytest.mark.parametrize(
    ("total", "used", "road", "back"),
    [
        ([60, 0, 0, 0], 0, 0, 1),
        ([59, 0, 0, 0], 0, 0, 0),  # a minute is missing
        ([70, 0, 0, 0], 10, 0, 1),
        ([70, 0, 0, 0], 11, 0, 0),  # a plan holds it
        ([60, 0, 0, 0], 0, 1, 0),  # the road of the place came with it
        ([61, 0, 0, 0], 0, 1, 1),
    ],
)
def test_a_place_comes_back_when_its_hours_are_free_and_somebody_waits(
    total: list[int], used: int, road: int, back: int
) -> None:
    model = world()
    W, p, o = model.W, model.people, model.organisations
    o.e_converted[0], o.e_occupied[0] = 1, 1
    o.e_staff[0], o.e_road[0] = [60, 0, 0, 0], [road, 0, 0, 0]
    o.u_total[0], o.u_used[0] = total, [used, 0, 0, 0]
    turn_back(W)
    assert o.e_converted[0] == 1  # nobody waits
    join(W, 1, FIRST_PLACE, 0, 0)
    turn_back(W)
    assert (o.e_converted[0], o.e_occupied[0], p.place[1]) == (1 - back, 1 + back, back - 1)
    assert model.month_totals[counts.TURNED_BACK] == back
    assert o.u_total[0].tolist() == [total[0] - back * (60 + road), 0, 0, 0]


@pytest.mark.parametrize(
    ("service", "when", "back"),
    [
        (0, "unasked", 2),
        (1, "unasked", 0),  # a home service has no places to come back
        (0, "blind", 0),
    ],
)
def test_as_many_places_come_back_as_are_waited_for(service: int, when: str, back: int) -> None:
    model = world(when=when)
    W, o = model.W, model.organisations
    model.environment.cat_service[:] = service
    o.e_converted[0] = 2
    o.e_staff[0], o.u_total[0] = [60, 0, 0, 0], [120, 0, 0, 0]
    for i in range(3):
        join(W, i, FIRST_PLACE, 0, 0)
    turn_back(W)
    assert o.e_occupied[0] == back and o.e_converted[0] == 2 - back


@pytest.mark.parametrize(("entry", "share", "converted"), [(True, 1.0, 4), (True, 0.5, 2)])
def test_with_a_common_list_a_member_turns_what_it_contributes(
    entry: bool, share: float, converted: int
) -> None:
    """Of ten places all may become hours; it contributes .4 of them, and a share of that."""
    model = world(
        *([ENTRY] if entry else []), "organisation.pole.contribution=0.4",
        "organisation.conversion_months=1", people=1,
    )  # fmt: skip
    o = model.organisations
    model.environment.cat_convertible[:] = 1.0
    o.e_places[0], o.e_share[0] = 10, share
    convert_unasked(model.W)
    assert o.e_converted[0] == converted


def test_the_common_pool_gives_back_what_it_got() -> None:
    model = world(ENTRY, "organisation.pole.contribution=0.4", silos=2)
    W, o = model.W, model.organisations
    pool = model.environment.establishments
    o.e_converted[0] = 2
    o.e_staff[0] = [60, 1, 0, 0]
    o.u_total[pool] = [120, 2, 0, 0]  # what is turned is all in common
    for i in range(3):
        join(W, i, FIRST_PLACE, 0, 0)
    o.u_used[pool] = [61, 0, 0, 0]  # a minute too much for the second place's part
    turn_back(W)
    assert o.e_converted[0] == 2
    o.u_used[pool] = [60, 0, 0, 0]
    turn_back(W)
    assert o.e_converted[0] == 1 and o.e_occupied[0] == 1
    assert not o.u_total[0].any() and o.u_total[pool].tolist() == [60, 1, 0, 0]


@pytest.mark.parametrize("contribution", [1.0, 0.5])
def test_who_waits_for_a_home_service_waits_for_the_pool_and_loses_no_time(
    contribution: float,
) -> None:
    """Where the service keeps a part of its hours, they wait for both."""
    give = f"organisation.pole.contribution={contribution}"
    model = world(ENTRY, give, "organisation.pole.capture=0", people=6, silos=2)
    W, p, o = model.W, model.people, model.organisations
    pool, hours = model.environment.establishments, model.environment.hour_points
    model.environment.cat_service[:] = 1
    for i in range(6):
        join(W, i, FIRST_PLACE, 0, 2)
        join(W, i, FIRST_PLACE + 1, 1, 2)
        p.complexity[i], p.waiting[i], p.state[i], p.category[i] = 2, -7, WAIT, 0
    p.adoption[1] = 2.0  # still handled the old way
    p.unit[2] = pool  # has hours
    set_plan(W, 2, 0, 5, 5, 0)
    p.place[3], p.state[3] = 1, SERVED  # stays where they are
    p.place[4], p.state[4], p.status_bits[4] = 1, SERVED, LEAVING
    hand_lists_over(W)
    assert (p.waiting_list[:6, FIRST_PLACE] >= 0).all()  # there are no hours to wait for
    assert (p.unit[:6] == np.array([-1, -1, pool, -1, -1, -1])).all()
    o.u_total[pool] = [100, 0, 0, 0]
    hand_lists_over(W)
    handed = np.array([True, False, False, False, True, True])
    left = handed & (contribution == 1.0)
    assert ((p.waiting_list[:6, FIRST_PLACE] < 0) == left).all()
    assert ((p.waiting_list[:6, FIRST_PLACE + 1] < 0) == left).all()
    assert (p.waiting_list[:6, 0][handed] == (hours + 4 * pool) * 4 + 2).all()
    assert p.unit[:6].tolist() == [pool, -1, pool, -1, pool, pool]
    assert (p.waiting[:6] == -7).all()


@pytest.mark.parametrize(("service", "when"), [(1, "blind"), (0, "unasked")])
def test_other_lists_stay_where_they_are(service: int, when: str) -> None:
    model = world(ENTRY, when=when)
    model.environment.cat_service[:] = service
    model.organisations.u_total[:] = 100
    join(model.W, 0, FIRST_PLACE, 0, 0)
    model.people.category[0], model.people.state[0] = 0, WAIT
    hand_lists_over(model.W)
    assert model.people.waiting_list[0, FIRST_PLACE] == 0 and model.people.unit[0] == -1


def test_without_an_entry_the_list_becomes_that_of_the_service_itself() -> None:
    model = world()
    W, p = model.W, model.people
    model.environment.cat_service[:] = 1
    model.organisations.u_total[0] = 100
    join(W, 0, FIRST_PLACE, 0, 0)
    p.category[0], p.state[0] = 0, WAIT
    hand_lists_over(W)
    assert p.unit[0] == 0 and p.waiting_list[0, 0] == model.environment.hour_points * 4
