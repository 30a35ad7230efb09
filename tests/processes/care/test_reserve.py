"""Hours kept free and given for a month, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.care.crises import act as crises_happen
from sim.processes.care.holdings import set_plan
from sim.processes.care.orientation import journey_to
from sim.processes.care.pools import gives_reserve, open_pools, set_aside
from sim.processes.care.queues import foremost, join
from sim.processes.care.reserve import give_for_a_month, give_reserve, walk_list
from sim.state import counts
from sim.state.people import LIST_SLOTS, NEVER, ROW, SERVED, WAIT
from tests.processes.worlds import abstract_world

WORDS = (
    "organisation.response=true",
    "organisation.continuity=true",
    "organisation.group_kept=1",
    "organisation.visit_minutes=480",
)


def world(*words: str, people: int = 4, factor: int = 0) -> SectorModel:
    """Return persons who wait for hours of the first domain, 100 minutes each, at one unit.

    Roads are `factor` times as long as they are.
    """
    roads = f"delivery.journey_factor={factor}"
    model = abstract_world(f"territory.people={people}", *WORDS, roads, *words)
    model.reform()
    model.practice = 1.0
    W, p = model.W, model.people
    W.month = 5
    model.environment.minutes[:] = [0, 100, 100, 100]
    model.environment.plan_ceiling[:] = 1000
    model.environment.cat_group[:] = 1.0
    p.level[:people], p.category[:people], p.state[:people] = [1, 0, 0, 0], 0, WAIT
    p.waiting[:people], p.unit[:people] = range(people), 0
    for i in range(people):
        join(W, i, 0, model.environment.hour_points, 0)
    model.month_totals[:] = 0
    return model


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (WORDS, True),
        ((*WORDS, "organisation.reserve=unused"), False),
        (WORDS[:1], False),
        (WORDS[1:2], False),
    ],
)
def test_the_reserve_is_given_along_lists_of_hours(words: tuple[str, ...], given: bool) -> None:
    model = abstract_world(*words)
    model.reform()
    assert not gives_reserve(model.W)  # practice has not begun
    model.practice = 1.0
    assert gives_reserve(model.W) == given


def test_a_member_puts_its_share_aside_for_itself_and_for_the_pool() -> None:
    model = abstract_world(
        *WORDS,
        "organisation.entry=true",
        "organisation.pole.contribution=0.25",
        "organisation.conversion=blind",
        silos=2,
    )
    model.reform()
    model.practice = 1.0
    o, pool = model.organisations, model.environment.establishments
    o.u_reserve[:] = 0
    set_aside(model.W, 1, 2, 100)
    assert o.u_reserve[1].tolist() == [0, 0, 75, 0]
    assert o.u_reserve[pool + o.e_perimeter[1]].tolist() == [0, 0, 25, 0]
    o.e_perimeter[0] = -1
    set_aside(model.W, 0, 0, 8)
    assert o.u_reserve[0].tolist() == [8, 0, 0, 0]


def test_the_reserve_is_a_share_of_the_posts_of_members() -> None:
    model = abstract_world(
        *WORDS, "organisation.reserve_share=0.1", "organisation.planning_share=0"
    )
    model.reform()
    model.practice = 1.0
    o, month = model.organisations, model.month_totals
    model.environment.cat_staff[o.e_category[0]] = [1000, 0, 30, 0]
    model.environment.road[:] = 0
    o.e_places[0] = 3
    month[:] = 0
    open_pools(model.W)
    assert o.u_reserve[0].tolist() == [300, 0, 9, 0]
    assert month[counts.STAFF_RESERVE] == 309
    open_pools(model.W)
    assert o.u_reserve[0].tolist() == [300, 0, 9, 0]  # each month anew
    o.e_perimeter[0] = -1
    open_pools(model.W)
    assert not o.u_reserve.any()


def test_who_waits_longest_has_hours_for_a_month_and_goes_on_waiting() -> None:
    model = world()
    o, p, month = model.organisations, model.people, model.month_totals
    o.u_reserve[0, 0] = month[counts.STAFF_RESERVE] = 250
    give_reserve(model.W)
    # 100, 100, and 50 for the third: no thinner than half; the fourth has none.
    assert p.bridge[:4, 0].tolist() == [100, 100, 50, 0]
    assert p.bridge_direct[:4].tolist() == [100, 100, 50, 0] and not p.bridge_road.any()
    assert o.u_reserve[0, 0] == month[counts.STAFF_RESERVE] == 0
    assert month[counts.STAFF_DIRECT] == 250 and month[counts.STAFF_TRAVEL] == 0
    assert month[counts.BRIDGED] == 3 and month[counts.BRIDGED_URGENT] == 0
    assert (p.waiting_list[:4, 0] >= 0).all() and (p.state[:4] == WAIT).all()
    assert not p.plan.any() and p.dirty[:3].all()
    # The month after they end, and are given anew.
    p.dirty[:] = 0
    o.u_reserve[0, 0] = 100
    give_reserve(model.W)
    assert p.bridge[:4, 0].tolist() == [100, 0, 0, 0]
    assert p.bridge_direct[:4].tolist() == [100, 0, 0, 0]
    assert p.dirty[:3].all()  # two of them have lost theirs
    o.u_reserve[0, 0] = 0
    give_reserve(model.W)
    assert not p.bridge.any() and not p.bridge_direct.any() and not p.bridge_road.any()


def test_returns_and_emergencies_come_first() -> None:
    model = world()
    o, p, month = model.organisations, model.people, model.month_totals
    p.urgent[:4] = [NEVER, NEVER, 4, 5]  # last month's urgency is over
    o.u_reserve[0, 0] = 200
    give_reserve(model.W)
    assert p.bridge[:4, 0].tolist() == [100, 0, 0, 100]
    assert month[counts.BRIDGED] == 2 and month[counts.BRIDGED_URGENT] == 1


def test_who_holds_a_place_or_lacks_nothing_is_passed_over() -> None:
    model = world()
    W, o, p = model.W, model.organisations, model.people
    p.place[0] = 0
    set_plan(W, 1, 0, 100, 100, 0)
    set_plan(W, 2, 0, 60, 60, 0)
    o.u_reserve[0, 0] = 140
    give_reserve(W)
    assert p.bridge[:4, 0].tolist() == [0, 0, 40, 100]


def test_where_too_little_is_left_the_walk_ends() -> None:
    model = world("organisation.floor_share=0.8")
    W, o, p = model.W, model.organisations, model.people
    set_plan(W, 3, 0, 60, 60, 0)  # the last one lacks 40 only
    o.u_reserve[0, 0] = 79
    walk_list(W, 0, 0, False)
    assert not p.bridge.any() and o.u_reserve[0, 0] == 79
    o.u_reserve[0, 0] = 80
    walk_list(W, 0, 0, False)
    assert p.bridge[:4, 0].tolist() == [80, 0, 0, 0]
    o.u_reserve[0, 0] = 0
    assert not give_for_a_month(W, 0, 1, 0)


def test_roads_are_paid_by_the_reserve() -> None:
    model = world(people=2, factor=10)
    W, o, p, month = model.W, model.organisations, model.people, model.month_totals
    model.environment.x[:], model.environment.y[:] = 0.0, 0.0
    there = journey_to(W, 0, 0)  # one visit each, there and back
    road = int(100 * 2 * there / 480)
    assert road > 0
    o.u_reserve[0, 0] = 1000
    give_reserve(W)
    assert p.bridge[:2, 0].tolist() == [100, 100]
    assert p.bridge_road[:2].tolist() == [road, road]
    assert month[counts.STAFF_TRAVEL] == 2 * road and month[counts.STAFF_DIRECT] == 200
    assert o.u_reserve[0, 0] == 800 - 2 * road


def test_each_domain_has_its_own_reserve() -> None:
    model = world(people=1)
    W, o, p = model.W, model.organisations, model.people
    p.level[0] = [1, 1, 0, 0]
    join(W, 0, 1, model.environment.hour_points + 1, 0)
    o.u_reserve[0] = [60, 100, 0, 0]
    give_reserve(W)
    assert p.bridge[0].tolist() == [60, 100, 0, 0] and p.bridge_direct[0] == 160


def test_classes_are_walked_by_their_standing() -> None:
    model = abstract_world("territory.people=4")
    W, p, heads = model.W, model.people, model.organisations.q_head
    W.month = 10
    p.waiting[:4] = [5, 2, 2, 9]
    for i, rank in enumerate((0, 0, 1, 3)):
        join(W, i, 0, 0, rank)
    # Heads: 5 months in class 0, 8 in class 1, 1 in class 3.
    assert foremost(W, heads, 0, 0.0, 3) // LIST_SLOTS == 2
    assert foremost(W, heads, 0, 4.0, 3) // LIST_SLOTS == 3  # 1 + 12 months
    assert foremost(W, heads, 0, 4.0, 1) // LIST_SLOTS == 2
    assert foremost(W, heads, 4, 4.0, 3) == -1
    p.waiting[2] = 5
    equal = foremost(W, heads, 0, 0.0, 3) // LIST_SLOTS
    assert equal == min((0, 2), key=lambda i: p.key[i])


def test_a_crisis_is_urgent_the_month_after() -> None:
    model = abstract_world("territory.people=2", "crises.rate=1")
    p = model.people
    p.level[:2], p.unmet[:2], p.state[:2] = 3, 1.0, SERVED
    model.environment.minutes[:] = 100
    model.W.month = 7
    crises_happen(np.array([0], ROW), np.array([1, 0], np.int8), model.W)
    assert p.urgent[:2].tolist() == [8, NEVER] and p.counters[0].any()
