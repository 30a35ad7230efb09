"""Seats follow contracts; who loses one, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.actors.holding_contracts import sign, tear_up
from sim.processes.care.caseload import Caseloads, seats_of, who_leaves
from sim.processes.care.holdings import take_seat
from sim.processes.care.queues import join
from sim.state import counts
from sim.state.organisations import BY_CALL
from sim.state.people import ACTOR_SLOT
from tests.processes.conftest import World


@pytest.mark.parametrize(
    ("bought", "minutes", "seats"), [(0, 60, 0), (119, 60, 1), (120, 60, 2), (120, 0, 0)]
)
def test_seats_that_minutes_allow(bought: int, minutes: int, seats: int) -> None:
    assert seats_of(bought, minutes) == seats


def test_who_would_have_stayed_longest_leaves_first_then_the_larger_key() -> None:
    key = np.array([10, 11, 12, 13, 14, 15], np.uint64)
    actor = np.array([0, 1, 0, 0, 1, 0], np.int32)
    until = np.array([5, 9, 8, 8, 9, 3], np.int16)
    over = np.array([3, 1], np.int32)
    rows = np.array([5, 4, 3, 2, 1, 0], np.uint32)
    assert who_leaves(rows, actor, until, key, over).tolist() == [3, 2, 0, 4]


def test_users_beyond_the_seats_lose_them_and_others_are_looked_at_again(world: World) -> None:
    m = world()
    o, p = m.organisations, m.people
    sign(m.W.organisations, 0, 0, BY_CALL, 0, 3 * 60 + 59, 1000, 0, 6, 0, 1.0)
    sign(m.W.organisations, 2, 0, BY_CALL, 0, 3 * 60, 1000, 0, 6, 0, 1.0)
    Caseloads().step(m)
    assert o.a_caseload.tolist() == [3, 0, 3, 0]
    for i, until in ((0, 20), (1, 30), (2, 10)):
        take_seat(m.W, i, 0, until, False)
    take_seat(m.W, 3, 2, 30, False)
    tear_up(m.W.organisations, 0, 0)
    sign(m.W.organisations, 0, 0, BY_CALL, 0, 60, 1000, 0, 6, 0, 1.0)
    p.dirty[:] = 0
    m.month = 1
    Caseloads().step(m)
    assert p.actor[:4].tolist() == [-1, -1, 0, 2]
    assert p.dirty[:4].tolist() == [1, 1, 0, 0]
    assert o.a_occupied.tolist() == [1, 0, 1, 0]
    assert m.month_totals[counts.LOST_SEATS] == 2
    # Quality is looked at in every third month.
    o.a_quality[2] = 0.5
    Caseloads().step(m)
    assert o.a_given[2] > 30 and not p.dirty[3]
    m.month = 3
    Caseloads().step(m)
    assert o.a_given[2] == 30 and p.dirty[3] and not p.dirty[2]


def test_nobody_waits_for_an_actor_that_has_closed(world: World) -> None:
    m = world()
    for i in range(3):
        join(m.W, i, ACTOR_SLOT, m.environment.actor_points + i % 2, 0)
    m.organisations.a_alive[0] = 0
    Caseloads().step(m)
    assert (m.people.waiting_list[:3, ACTOR_SLOT] >= 0).tolist() == [False, True, False]
