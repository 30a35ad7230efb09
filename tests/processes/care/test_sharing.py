"""Staff minutes of a place, shared by need: by hand."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.processes.care.delivery import deliver
from sim.processes.care.holdings import release_place, take_place
from sim.processes.care.presence import end_presence
from sim.processes.care.sharing import (
    idle_bonus,
    part_of,
    place_minutes,
    share_given,
)
from sim.state import counts
from sim.state.people import NOW_PLACE
from tests.processes.worlds import abstract_world

LATER = 100  # months


def test_minutes_of_a_place_serve_a_group_and_a_heavier_mix_is_slower() -> None:
    # Two are served at once: 100 staff minutes a place give 200, for each who is present.
    assert [place_minutes(100, 2.0, n, n, 0, 0.5) for n in (1, 3, 7)] == [200, 600, 1400]
    # Two heavy files of four weigh half more each: 4 of 5.
    assert place_minutes(100, 2.0, 4, 4, 2, 0.5) == 640
    assert place_minutes(100, 1.0, 4, 4, 2, 0.0) == 400
    assert place_minutes(100, 1.0, 3, 3, 3, 1.0) == 150
    assert place_minutes(10, 1.0, 3, 3, 1, 0.5) == 25  # 3 / 3.5 of 30: 25.7
    # The hours of two places serve five persons, one of them heavy: 5 / 5.5 of 200.
    assert place_minutes(100, 1.0, 2, 5, 1, 0.5) == 181


def test_idle_hours_add_at_most_as_many_minutes() -> None:
    assert idle_bonus(300, 60, 0.5, 2.0) == 60  # an hour moved is worth half, two served at once
    assert idle_bonus(300, 51, 0.33, 1.0) == 16  # 16.83
    assert idle_bonus(45, 60, 0.5, 2.0) == 45
    assert idle_bonus(300, 0, 0.5, 2.0) == 0


@pytest.mark.parametrize(
    ("minutes", "needed", "most", "share"),
    [
        (500, 1000, 1.25, 10),  # half
        (549, 1000, 1.25, 10),  # less than 11 twentieths
        (550, 1000, 1.25, 11),
        (0, 1000, 1.25, 0),
        (1200, 1000, 1.25, 24),
        (9000, 1000, 1.25, 25),  # at most a quarter more than the need
        (9000, 1000, 1.0, 20),
        (9000, 0, 1.25, 25),  # nobody needs it
        (0, 0, 1.25, 25),
    ],
)
def test_the_share_is_in_twentieths_of_the_need(
    minutes: int, needed: int, most: float, share: int
) -> None:
    assert share_given(minutes, needed, most, 0) == share


@pytest.mark.parametrize(
    ("before", "minutes", "most", "share"),
    [
        (10, 550, 1.25, 10),  # eleven twentieths: one step more is not worth a change for everyone
        (10, 599, 1.25, 10),
        (10, 600, 1.25, 12),  # two steps more
        (10, 499, 1.25, 9),  # less than is given: it falls at once
        (10, 0, 1.25, 0),
        (19, 1000, 1.25, 19),
        (19, 1000, 1.0, 20),  # the most, by one step
        (24, 1250, 1.25, 25),
        (25, 9000, 1.25, 25),
        (25, 9000, 1.0, 20),
    ],
)
def test_a_share_falls_at_once_and_rises_by_two_steps_or_to_the_most(
    before: int, minutes: int, most: float, share: int
) -> None:
    assert share_given(minutes, 1000, most, before) == share


def test_a_share_of_a_need_is_rounded_down() -> None:
    assert [part_of(need, 7) for need in (0, 60, 100, 101)] == [0, 21, 35, 35]
    assert part_of(100, 25) == 125


def three_in_a_place(*ceiling: int) -> SectorModel:
    """Levels 1, 2 and 0 of the first domain, in an establishment of 300 staff minutes for each.

    Where ceilings are given it is a home service.
    """
    model = abstract_world("territory.people=3", "delivery.misfit=0", silos=2)
    p, o, environment = model.people, model.organisations, model.environment
    environment.minutes[1] = [[0, 200, 1000, 3000]] * 4
    environment.cat_group[:] = 1.0
    p.level[:3] = [[1, 0, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0]]
    p.mainstream_known[:3], p.carer[:3] = 0, 0
    if ceiling:
        environment.cat_service[0], environment.cat_ceiling[0, 1:] = 1, ceiling
    o.e_places[0], o.e_tolerance[0] = 5, 3
    for i in range(3):
        take_place(model.W, 0, i, 0, LATER)
    o.e_staff[0] = [300, 50, 0, 0]
    return model


def given(model: SectorModel) -> list[int]:
    return [int(n) for n in model.people.monthly_minutes[:3, NOW_PLACE]]


def test_those_present_share_by_need_and_nobody_receives_what_they_do_not_need() -> None:
    model = three_in_a_place()
    deliver(model.W, 0.0)
    o, totals = model.organisations, model.month_totals
    # 3 x 300 minutes for 1,200: fifteen twentieths each.
    assert o.e_needed[0].tolist() == [1200, 0, 0, 0]
    assert o.e_share_given[0, 0] == 15 and given(model) == [150, 750, 0]
    assert totals[counts.PLACE] == 900 == totals[counts.PLACE_OFFER]
    # Nobody needs the second domain: its minutes are offered and not given.
    assert (totals[counts.PLACE + 1], totals[counts.PLACE_OFFER + 1]) == (0, 150)
    assert totals[counts.UNMET] == 1200 - 900


def test_all_present_receive_another_share_when_one_leaves_or_a_need_changes() -> None:
    model = three_in_a_place()
    deliver(model.W, 0.0)
    release_place(model.W, 0, 1)
    deliver(model.W, 0.0)
    # 2 x 300 minutes for 200: a quarter more than the need at most.
    assert model.organisations.e_needed[0, 0] == 200 and given(model) == [250, 0, 0]
    assert model.month_totals[counts.PLACE] == 900 + 250
    model.people.level[2, 0], model.people.dirty[2] = 2, 1
    deliver(model.W, 0.0)
    assert model.organisations.e_needed[0, 0] == 1200 and given(model) == [100, 0, 500]


def test_a_home_service_gives_no_more_than_its_plans() -> None:
    model = three_in_a_place(100, 400, 400)
    deliver(model.W, 0.0)
    # 900 minutes for plans of 100 and 400: the plans are given, and not a quarter more.
    assert model.organisations.e_share_given[0, 0] == 20 and given(model) == [100, 400, 0]
    assert model.month_totals[counts.PLACE_OFFER] == 900


def test_the_claims_of_a_person_who_leaves_for_good_leave_with_them() -> None:
    model = three_in_a_place()
    deliver(model.W, 0.0)
    end_presence(model.W, 1)
    assert model.organisations.e_needed[:2, 0].tolist() == [200, 0]
