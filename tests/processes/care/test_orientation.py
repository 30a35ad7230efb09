"""Classes, outcomes of applications and minutes of a plan, by hand."""

from __future__ import annotations

import pytest

from sim.processes.care.orientation import (
    FULL,
    JOINED,
    LOST,
    NOT_TOLERATED,
    axes,
    complexity_class,
    direct_minutes,
    join_hours,
    join_unit,
    refer,
    travel_minutes,
    worse,
)
from sim.state.people import WAIT
from tests.processes.worlds import abstract_world


@pytest.mark.parametrize(
    ("heaviest", "loaded", "rank"),
    [(0, 0, 0), (1, 0, 0), (2, 1, 1), (2, 2, 2), (3, 1, 2), (3, 2, 3), (3, 4, 3)],
)
def test_a_second_loaded_domain_is_a_class_more(heaviest: int, loaded: int, rank: int) -> None:
    assert complexity_class(heaviest, loaded) == rank


def test_one_list_is_enough_and_a_refusal_is_told() -> None:
    assert worse(0, LOST) == LOST
    assert worse(0, JOINED) == worse(JOINED, 0) == JOINED
    assert worse(NOT_TOLERATED, 0) == NOT_TOLERATED and worse(0, 0) == 0
    assert worse(LOST, JOINED) == JOINED
    assert worse(JOINED, NOT_TOLERATED) == JOINED
    assert worse(NOT_TOLERATED, LOST) == NOT_TOLERATED
    assert worse(LOST, NOT_TOLERATED) == NOT_TOLERATED
    assert worse(FULL, LOST) == LOST


def test_a_started_minute_counts() -> None:
    # Of a group of four, half the gain is kept: 2.5 at once.
    assert direct_minutes(100, 4.0, 0.5) == 40
    assert direct_minutes(101, 4.0, 0.5) == 41  # 40.4
    assert direct_minutes(100, 4.0, 1.0) == 25
    assert direct_minutes(100, 4.0, 0.0) == 100
    assert direct_minutes(100, 1.0, 0.5) == 100
    assert direct_minutes(0, 4.0, 0.5) == 0


def test_each_visit_is_a_journey_there_and_back() -> None:
    # Two visits of an hour, a quarter of an hour away: four journeys.
    assert travel_minutes(120, 15.0, 60.0) == 60
    assert travel_minutes(100, 10.0, 90.0) == 22  # 22.2
    assert travel_minutes(100, 10.0, 80.0) == 25
    assert travel_minutes(100, 10.0, 75.0) == 26  # 26.7
    assert travel_minutes(85, 10.0, 60.0) == 28  # 28.3
    assert travel_minutes(0, 15.0, 60.0) == 0


@pytest.mark.parametrize(
    ("stage", "levels", "found"),
    [
        (0, (0, 1, 3, 2), (3, 2)),  # a child: education counts with daily life and health
        (0, (2, 0, 1, 0), (2, 0)),
        (1, (0, 1, 3, 2), (1, 2)),  # an adult: education does not orient
        (1, (3, 2, 0, 1), (3, 1)),
        (2, (0, 1, 3, 2), (0, 1)),  # a senior: daily life, and health
        (2, (2, 3, 0, 0), (2, 3)),
    ],
)
def test_two_levels_decide_the_orientation(
    stage: int, levels: tuple[int, ...], found: tuple[int, int]
) -> None:
    assert axes(stage, *levels) == found


def test_a_unit_without_hours_is_not_joined() -> None:
    model = abstract_world("territory.people=1", silos=2)
    model.people.category[0], model.people.level[0] = 0, [1, 0, 0, 0]
    assert not join_unit(model.W, 0, 1) and model.people.unit[0] == -1
    model.organisations.u_total[1] = [0, 10, 0, 0]
    assert not join_unit(model.W, 0, 1)  # of another domain than the need
    model.organisations.u_total[1] = [10, 0, 0, 0]
    assert join_unit(model.W, 0, 1) and model.people.unit[0] == 1


def test_a_unit_that_gives_and_promises_nothing_is_forgotten_at_the_next_orientation() -> None:
    model = abstract_world("territory.people=2", "organisation.response=true", "access.handoff=0")
    model.reform()
    model.practice = 1.0
    W, p = model.W, model.people
    p.category[:2], p.level[:2] = 0, [1, 0, 0, 0]
    model.organisations.u_total[0] = [10, 0, 0, 0]
    p.unit[:2] = 0
    join_hours(W, 1, 0)
    for i in range(2):
        refer(W, i)
    # The first asks its unit for hours again; the second waits there already.
    assert p.unit[:2].tolist() == [0, 0] and p.state[:2].tolist() == [WAIT, WAIT]
    assert (p.waiting_list[:2, 0] >= 0).all()
