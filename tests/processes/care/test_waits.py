"""Waits by hand: how they open, how they end, and how they are counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.care import waits as rules
from sim.processes.care.access import act, open_file
from sim.processes.care.orientation import refer
from sim.processes.care.presence import end_presence
from sim.processes.care.waits import reached
from sim.state import counts
from sim.state.people import (
    ASSESS,
    NEVER,
    NO_OFFER,
    NOTHING,
    OVER_AGE,
    REFUSED,
    RENOUNCED,
    ROW,
    SERVED,
    WAIT,
)
from tests.processes.worlds import abstract_world

KINDS = range(len(counts.WAIT_KINDS))
SUPPORT = (counts.TO_HOUR, counts.TO_SOLUTION_30, counts.TO_SOLUTION, counts.TO_SOLUTION_80)


def world(*words: str) -> SectorModel:
    """Two persons in need, in month 40; the cohort begins to wait from month 24 on."""
    model = abstract_world("territory.people=2", *(words or ("access.handoff=0",)))
    model.month = 40
    model.people.level[:2, 0] = 2
    model.people.complexity[:2] = 1
    model.W.cohort = 24
    model.waits[:], model.cohort[:] = 0, 0
    return model


def counted(model: SectorModel) -> list[tuple[int, ...]]:
    return [tuple(cell) for cell in np.argwhere(model.waits).tolist()]


def test_a_wait_is_counted_by_kind_flow_class_and_months() -> None:
    model = world()
    model.people.spell[0, counts.TO_HOUR] = 33
    rules.note(model.W, 0, counts.TO_HOUR, counts.LOST)
    assert counted(model) == [(counts.TO_HOUR, counts.LOST, 1, 7)]
    assert np.argwhere(model.cohort).tolist() == [[counts.TO_HOUR, counts.LOST, 7]]


@pytest.mark.parametrize(("since", "in_cohort"), [(23, 0), (24, 1), (40, 1)])
def test_the_cohort_begins_two_years_after_the_reform(since: int, in_cohort: int) -> None:
    model = world()
    model.people.spell[0, counts.TO_HOUR] = since
    rules.note(model.W, 0, counts.TO_HOUR, counts.ENTERED)
    assert model.cohort.sum() == in_cohort
    reform = world("clock.reform_month=7").scenario_.clock.reform_month
    assert SectorModel(world("clock.reform_month=7").scenario_).W.cohort == reform + 24


@pytest.mark.parametrize(("months", "at"), [(0, 0), (359, 359), (360, 360), (361, 360)])
def test_the_longest_waits_are_counted_together(months: int, at: int) -> None:
    model = world()
    model.month = 400
    model.people.spell[0, counts.TO_HOUR] = 400 - months
    rules.note(model.W, 0, counts.TO_HOUR, counts.REACHED)
    assert counted(model) == [(counts.TO_HOUR, counts.REACHED, 1, at)]


def test_a_wait_opens_once_and_ends_once() -> None:
    model = world()
    model.people.spell[0] = NEVER
    rules.open_wait(model.W, 0, counts.TO_SOLUTION)
    model.month = 44
    rules.open_wait(model.W, 0, counts.TO_SOLUTION)
    assert model.people.spell[0, counts.TO_SOLUTION] == 40
    rules.end_wait(model.W, 0, counts.TO_SOLUTION, counts.REFUSED)
    rules.end_wait(model.W, 0, counts.TO_SOLUTION, counts.REACHED)
    assert counted(model) == [
        (counts.TO_SOLUTION, counts.ENTERED, 1, 0),
        (counts.TO_SOLUTION, counts.REFUSED, 1, 4),
    ]
    assert model.waits.sum() == 2 and model.people.spell[0, counts.TO_SOLUTION] == NEVER


def test_asking_opens_every_wait() -> None:
    model = world()
    open_file(model.W, 0)
    assert (model.people.spell[0] == 40).all() and (model.people.spell[1] == NEVER).all()
    assert counted(model) == [(kind, counts.ENTERED, 1, 0) for kind in KINDS]


def test_a_wait_goes_on_in_another_class() -> None:
    model = world()
    model.people.spell[0, counts.TO_HOUR] = 38
    rules.change_class(model.W, 0, 1)
    assert not model.waits.any()
    rules.change_class(model.W, 0, 3)
    assert model.people.complexity[0] == 3
    assert counted(model) == [
        (counts.TO_HOUR, counts.ENTERED, 3, 2),
        (counts.TO_HOUR, counts.UNDER_WAY, 1, 2),
    ]


def wait(model: SectorModel, since: int = 37) -> None:
    """Let the first person wait for everything since a month."""
    model.people.spell[0] = since


def gives_up(model: SectorModel) -> None:
    event = np.zeros(model.people.capacity, np.int8)
    event[0] = 1
    model.people.state[0] = WAIT
    act(np.array([0], ROW), event, model.W)


def is_lost(model: SectorModel) -> None:
    model.W.parameters = world("access.handoff=1").W.parameters
    model.people.category[0] = model.organisations.e_category[0]
    refer(model.W, 0)


def has_no_need(model: SectorModel) -> None:
    model.people.category[0] = -1
    refer(model.W, 0)


def finds_no_offer(model: SectorModel) -> None:
    model.people.category[0] = model.organisations.e_category[0]
    model.environment.reach_start[:] = 0
    refer(model.W, 0)


def is_refused(model: SectorModel) -> None:
    model.people.category[0] = model.organisations.e_category[0]
    model.organisations.e_tolerance[:] = 0
    refer(model.W, 0)


def leaves(model: SectorModel) -> None:
    end_presence(model.W, 0)


@pytest.mark.parametrize(
    ("happens", "flow", "state"),
    [
        (gives_up, counts.GAVE_UP, RENOUNCED),
        (is_lost, counts.LOST, 1),
        (has_no_need, counts.NEED_ENDED, 1),
        (finds_no_offer, counts.NO_OFFER, NO_OFFER),
        (is_refused, counts.REFUSED, REFUSED),
        (leaves, counts.LEFT, 0),
    ],
)
def test_waits_end_in_the_way_that_comes_first(
    happens: Callable[[SectorModel], None], flow: int, state: int
) -> None:
    model = world()
    wait(model)
    happens(model)
    assert model.people.state[0] == state
    ended = KINDS if happens is leaves else SUPPORT
    assert counted(model) == [(kind, flow, 1, 3) for kind in ended]


@pytest.mark.parametrize("state", [REFUSED, NO_OFFER])
def test_applying_again_opens_waits(state: int) -> None:
    model = world()
    model.people.state[0] = state
    event = np.zeros(model.people.capacity, np.int8)
    event[0] = 1
    act(np.array([0], ROW), event, model.W)
    assert model.people.state[0] == ASSESS
    assert counted(model) == [(kind, counts.ENTERED, 1, 0) for kind in SUPPORT]


@pytest.mark.parametrize(("happens", "refusals", "no_offers"), [
    (is_refused, 1, 0), (finds_no_offer, 0, 1), (is_lost, 0, 0), (has_no_need, 0, 0),
])  # fmt: skip
def test_a_request_is_refused_once_or_finds_no_offer(
    happens: Callable[[SectorModel], None], refusals: int, no_offers: int
) -> None:
    model = world("places.lists=3")
    happens(model)
    assert model.month_totals[counts.REFUSALS] == refusals
    assert model.month_totals[counts.NO_OFFERS] == no_offers


@pytest.mark.parametrize(
    ("place", "category", "bits", "solved"),
    [(0, 0, 0, True), (0, 1, 0, False), (0, 0, OVER_AGE, False), (-1, 0, 0, False)],
)
def test_a_place_is_a_solution_if_it_is_that_oriented_to(
    place: int, category: int, bits: int, solved: bool
) -> None:
    model = world()
    model.organisations.e_category[0] = 0
    p = model.people
    p.place[0], p.category[0], p.status_bits[0] = place, category, bits
    assert rules.holds_place_oriented_to(model.W, 0) is solved


@pytest.mark.parametrize(
    ("received", "needed", "bits"),
    [
        (0, 0, 0b11100),  # nothing is needed: a solution of all three kinds
        (9, 0, 0b11100),
        (0, 100, 0),
        (29, 100, 0),
        (30, 100, 0b00100),
        (49, 100, 0b00100),
        (50, 100, 0b01100),
        (79, 100, 0b01100),
        (80, 100, 0b11100),
        (500, 100, 0b11100),
        (3, 10, 0b00100),  # three tenths exactly
        (2, 7, 0),  # 28.6 %
    ],
)
def test_hours_are_a_solution_from_their_share_of_a_need_on(
    received: int, needed: int, bits: int
) -> None:
    assert reached(received, needed) == bits
    assert rules.EVERY_SOLUTION == 0b11100


REACHED = counts.REACHED


def follow(model: SectorModel, had: bool, has: bool, in_need: bool, least: float) -> None:
    """Look at a month in which the smallest share of a need that hours reach is `least`."""
    rules.follow_waits(model.W, 0, had, has, in_need, reached(round(100 * least), 100))


@pytest.mark.parametrize(
    ("least", "has_hours", "ended"),
    [
        (0.0, False, []),
        (0.0, True, [counts.TO_HOUR]),
        (0.3, True, [counts.TO_HOUR, counts.TO_SOLUTION_30]),
        (0.5, True, [counts.TO_HOUR, counts.TO_SOLUTION_30, counts.TO_SOLUTION]),
        (0.79, True, [counts.TO_HOUR, counts.TO_SOLUTION_30, counts.TO_SOLUTION]),
        (0.8, True, [*SUPPORT]),
        (0.8, False, [counts.TO_SOLUTION_30, counts.TO_SOLUTION, counts.TO_SOLUTION_80]),
    ],
)
def test_hours_end_waits_from_their_share_on(
    least: float, has_hours: bool, ended: list[int]
) -> None:
    model = world()
    wait(model)
    model.people.place[0] = -1
    follow(model, False, has_hours, True, least)
    assert counted(model) == [(kind, REACHED, 1, 3) for kind in ended]
    assert (model.people.spell[0, counts.TO_ASSESSMENT]) == 37


def test_a_place_ends_every_wait_for_a_solution() -> None:
    model = world()
    wait(model)
    model.people.place[0], model.people.category[0] = 0, model.organisations.e_category[0]
    follow(model, False, False, True, 0.0)
    assert counted(model) == [(kind, REACHED, 1, 3) for kind in SUPPORT[1:]]


def test_a_need_that_has_ended_ends_the_wait() -> None:
    model = world()
    wait(model)
    follow(model, True, False, False, 1.0)
    assert counted(model) == [(kind, counts.NEED_ENDED, 1, 3) for kind in SUPPORT]


@pytest.mark.parametrize(
    ("state", "flow"),
    [
        (WAIT, None),
        (ASSESS, None),
        (SERVED, None),
        (REFUSED, counts.REFUSED),
        (NO_OFFER, counts.NO_OFFER),
        (RENOUNCED, counts.GAVE_UP),
    ],
)
def test_the_loss_of_all_support_opens_waits(state: int, flow: int | None) -> None:
    model = world()
    model.people.spell[0], model.people.state[0] = NEVER, state
    model.people.pending[0], model.people.place[0] = NOTHING, -1
    follow(model, True, False, True, 0.0)
    flows = [counts.ENTERED] if flow is None else [counts.ENTERED, flow]
    assert counted(model) == [(kind, each, 1, 0) for kind in SUPPORT for each in sorted(flows)]


def test_support_that_goes_on_opens_no_wait() -> None:
    model = world()
    model.people.spell[0] = NEVER
    follow(model, True, True, True, 0.0)
    follow(model, False, False, True, 0.0)
    assert not model.waits.any()


def test_waits_that_are_open_when_counting_begins_and_ends() -> None:
    model = world()
    model.people.state[:2] = [WAIT, 0]
    model.people.spell[:2] = [[NEVER, 38, NEVER, 10, NEVER]] * 2
    rules.begin_observation(model.W)
    assert counted(model) == [
        (counts.TO_HOUR, counts.ENTERED, 1, 2),
        (counts.TO_SOLUTION, counts.ENTERED, 1, 30),
    ]
    model.waits[:] = 0
    rules.end_observation(np.array([0], ROW), model.W)
    assert counted(model) == [
        (counts.TO_HOUR, counts.UNDER_WAY, 1, 2),
        (counts.TO_SOLUTION, counts.UNDER_WAY, 1, 30),
    ]
