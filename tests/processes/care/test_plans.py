"""Hours of a unit: pools, loans between domains, and plans beyond them, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.data.tables import NO_CEILING, categories
from sim.processes.care.holdings import set_plan
from sim.processes.care.orientation import hours_wanted, join_hours
from sim.processes.care.plans import (
    grant_hours,
    keep_plans,
    overdrawn,
    overdrawn_units,
    plan_target,
    review,
    trim,
)
from sim.processes.care.queues import join
from sim.state.people import ROW, SERVED, WAIT
from tests.processes.worlds import abstract_world, pole


@pytest.mark.parametrize(
    ("committed", "moved"),
    [
        (1, [50, -100, 0, 0]),  # an hour of another trade counts half
        (0, [0, 0, 0, 0]),  # without a pooled contract nothing moves
    ],
)
def test_a_pooled_unit_lends_idle_hours_to_a_domain_that_promised_too_much(
    committed: int, moved: list[int]
) -> None:
    words = ("funding", "response")
    model = abstract_world(
        *(f"organisation.{word}=true" for word in words), "organisation.reallocation=0.5"
    )
    model.reform()
    o = model.organisations
    o.b_committed[:] = committed
    o.u_total[0], o.u_used[0], o.u_moved[0] = [0, 100, 0, 0], [50, 0, 0, 0], 0
    keep_plans(model.W)
    assert o.u_moved[0].tolist() == moved
    grant_hours(model.W)
    assert o.u_moved[0].tolist() == moved  # nobody waits: nothing more is moved


def test_units_that_promised_too_much_are_marked_by_domain() -> None:
    model = abstract_world(silos=3)
    o = model.organisations
    o.u_total[:], o.u_used[:], o.u_moved[:] = 10, 10, 0
    over = np.zeros(len(o.u_total) + 1, np.int8)
    assert not overdrawn_units(model.W.organisations, over) and not over.any()
    o.u_used[1, [0, 2]] = 11
    assert overdrawn_units(model.W.organisations, over)
    assert over[:4].tolist() == [0, 0, 0b0101, 0]
    unit = np.array([-1, 0, 1, 1, 1], np.int32)
    plan = np.zeros((5, 4), np.int32)
    plan[[0, 1, 2, 3], [0, 0, 2, 1]] = 5
    event = np.ones(5, np.int8)
    overdrawn(5, unit, plan, over, event)
    assert event.tolist() == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("idle", "kept", "moved"),
    [
        (0, 60, [-0, 0]),  # no other trade has idle hours: the plan is cut to what there is
        (40, 80, [20, -40]),  # an hour of another trade counts half: part of the plan is kept
        (80, 100, [40, -80]),  # all of it is
        (500, 100, [40, -81]),  # no more is moved than is missing, but for the rounding
    ],
)
def test_plans_in_force_come_before_cuts_and_before_lists(
    idle: int, kept: int, moved: list[int]
) -> None:
    """A pool of 60 staff minutes, and one plan of 100: hand case, minutes without a journey."""
    model = abstract_world(
        "territory.people=2",
        "organisation.funding=true",
        "organisation.response=true",
        "organisation.reallocation=0.5",
        "organisation.group_kept=1",
        "delivery.journey_factor=0",
    )
    model.reform()
    W, o, p = model.W, model.organisations, model.people
    o.b_committed[:] = 1
    model.environment.minutes[:] = 100
    model.environment.cat_group[:] = 1.0
    p.level[:2], p.category[:2], p.state[:2] = 1, 0, [SERVED, WAIT]
    p.unit[:2] = 0
    o.u_total[0] = [60, idle, 0, 0]
    set_plan(W, 0, 0, 100, 100, 0)
    p.plan_until[0, 0] = 99
    join(W, 1, 0, model.environment.hour_points, 0)  # waits for hours of the same trade
    keep_plans(W)
    assert o.u_moved[0, :2].tolist() == moved
    over = np.zeros(len(o.u_total) + 1, np.int8)
    if overdrawn_units(W.organisations, over):
        trim(np.array([0], ROW), W)
    grant_hours(W)
    assert p.plan[0, 0] == kept
    # Only what is idle after that goes to the list.
    assert p.plan[1, 0] == (100 if idle == 500 else 0)


@pytest.mark.parametrize(
    ("group", "level", "minutes"),
    [
        (1.0, 1, 90),  # the need has fallen from 100 to 90 minutes: so does the plan
        (1.0, 2, 100),
        (0.8, 1, 79),  # a minute now takes 1.25 of staff: 90 × 100 / 113, rounded down
        (0.5, 1, 50),
    ],
)
def test_a_plan_that_follows_a_need_takes_no_more_staff_time_than_before(
    group: float, level: int, minutes: int
) -> None:
    model = abstract_world(
        "territory.people=1", "organisation.response=true", "organisation.group_kept=1",
        "delivery.journey_factor=0",
    )  # fmt: skip
    model.reform()
    W, p, o = model.W, model.people, model.organisations
    model.environment.minutes[:] = [0, 90, 120, 120]
    model.environment.plan_ceiling[:] = 1000
    p.level[0], p.category[0], p.state[0], p.unit[0] = [level, 0, 0, 0], 0, SERVED, 0
    set_plan(W, 0, 0, 100, 100, 0)
    model.environment.cat_group[:] = group
    review(np.array([0], ROW), W)
    assert p.plan[0, 0] == minutes and o.u_used[0, 0] <= 100


def test_a_plan_of_daily_life_has_a_ceiling_in_a_service_and_in_a_pole() -> None:
    model = abstract_world("territory.people=1")
    p, environment = model.people, model.environment
    environment.minutes[1] = [[0, 100, 700, 3000]] * 4
    environment.plan_ceiling[1] = [0, 200, 500, 800]
    for level, wanted in enumerate((0, 100, 500, 800)):
        p.level[0] = [level, level, 0, 0]
        assert hours_wanted(model.W, 0, 0) == plan_target(model.W, 0, 0) == wanted
    assert hours_wanted(model.W, 0, 1) == plan_target(model.W, 0, 1) == 3000
    # A plan at its ceiling asks for no more hours.
    model.organisations.u_total[0], p.unit[0], p.plan[0] = 9999, 0, [800, 2000, 0, 0]
    assert join_hours(model.W, 0, 0) == 1 and (p.waiting_list[0, :2] >= 0).tolist() == [False, True]


def test_partners_in_the_plan_give_their_part_below_the_ceiling() -> None:
    model = abstract_world("territory.people=1", "organisation.partnership=true")
    model.reform()
    model.practice = 1.0
    p, environment = model.people, model.environment
    environment.minutes[1] = [[0, 100, 700, 3000]] * 4
    environment.plan_ceiling[1] = [0, 200, 500, 800]
    environment.carer_minutes[1, 0, :, 0] = [0, 60, 300, 600]
    p.level[0], p.carer[0], p.mainstream_known[0] = [2, 0, 0, 0], 1, 0
    assert plan_target(model.W, 0, 0) == 400  # the carer gives 300 of 700
    p.level[0, 0] = 3
    assert plan_target(model.W, 0, 0) == 800  # 2,400 are left


def test_only_home_help_sets_the_ceiling_of_plans() -> None:
    ceiling = pole(live=False).environment.plan_ceiling
    table = categories()
    assert ceiling[2].tolist() == table.ceiling[table.code.index("saad")].tolist()
    assert (ceiling[:2, 1:] == NO_CEILING).all() and (ceiling[:, 0] == 0).all()
