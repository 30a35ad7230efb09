"""Fees, who can pay them, and the minimal service."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.actors.fees import (
    actor_minutes,
    affordable_near,
    base_fee,
    can_pay,
    charge_users,
    fee_after,
    fee_of_seat,
    fees_of_month,
    first_fee,
    minimal_minutes,
)
from sim.state import counts
from tests.processes.worlds import abstract_world


def test_users_pay_what_the_voucher_leaves() -> None:
    assert base_fee(True, 0.75, 0.3, 2000.0) == 500
    assert base_fee(False, 0.75, 0.25, 2000.0) == 500
    assert base_fee(True, 1.25, 0.3, 2000.0) == 0
    assert base_fee(False, 0.75, 0.25, 2003.0) == 500  # 500.75
    assert base_fee(False, 1.0, 0.0, 2000.0) == 0


def test_an_actor_short_of_cash_asks_for_more_and_comes_back() -> None:
    assert fee_after(400, 400, 1200.0, 0.5, 0.5) == 500
    assert fee_after(1100, 400, 1200.0, 1.0, 0.5) == 1200  # what those with most would pay
    assert fee_after(1300, 400, 1200.0, 1.0, 0.5) == 1300  # nor less than before
    assert fee_after(600, 400, 1200.0, 0.0, 0.25) == 480
    assert fee_after(410, 400, 1200.0, 0.0, 0.25) == 400
    assert fee_after(0, 0, 1200.0, 1.0, 0.5) == 0  # who asks for nothing goes on so
    assert fee_after(100, 400, 1200.0, 0.0, 0.5) == 400


def test_those_with_little_cannot_pay_what_others_can() -> None:
    model = abstract_world("solvency.willing=[0.05,0.2,0.6]")
    assert [can_pay(model.W.parameters, income, 400, 2000.0) for income in (0, 1, 2)] == [
        False,
        True,
        True,
    ]
    assert [can_pay(model.W.parameters, income, 0, 2000.0) for income in (0, 1, 2)] == [True] * 3
    assert not can_pay(model.W.parameters, 2, 1201, 2000.0)


def test_minutes_and_fees_of_users() -> None:
    model = abstract_world("solvency.minimum=0.4")
    o = model.organisations
    o.a_given[0], o.a_fee[0] = 90, 1000
    o.a_occupied[0], o.a_minimal[0] = 5, 2
    assert minimal_minutes(model.W.parameters, 90) == 36
    assert actor_minutes(model.W, 0) == 3 * 90 + 2 * 36
    assert fee_of_seat(model.W.organisations, 0) == 1500  # an hour and a half
    assert fees_of_month(model.W.organisations, 0) == 4500


@pytest.mark.parametrize(
    ("words", "fee"),
    [((), 0), (("solvency.fee=0.1",), 10_000), (("funding.budgets.mode=vouchers",), 0)],
)
def test_before_the_reform_nobody_brings_vouchers(words: tuple[str, ...], fee: int) -> None:
    model = abstract_world(*words, "funding.budgets.voucher=0.5")
    assert first_fee(model.W.parameters, 100_000.0) == fee
    if "funding.budgets.mode=vouchers" in words:
        model.apply_organisation()
        assert first_fee(model.W.parameters, 100_000.0) == 50_000


def test_a_class_of_income_finds_the_open_actors_that_it_can_pay() -> None:
    model = abstract_world("solvency.willing=[0,0.5,1]", "territory.people=1", zones=2, actors=2)
    o, rate = model.organisations, model.environment.going_rate
    o.a_fee[:] = [0, rate[1], rate[2] // 2, 0]
    o.a_alive[:] = [0, 1, 1, 0]  # the two that ask nothing have closed
    within = np.zeros((2, 4, 3), np.int8)
    affordable_near(model.W, within)
    # In its own zone, and in the domain of all actors.
    assert within[:, 0].tolist() == [[0, 0, 1], [0, 1, 1]]
    assert not within[:, 1:].any()


def test_users_pay_their_actor() -> None:
    model = abstract_world("territory.people=1", actors=2)
    o = model.organisations
    o.a_occupied[:], o.a_minimal[:], o.a_given[:], o.a_fee[:] = [3, 0], [1, 0], 90, [1000, 500]
    before = o.a_cash.copy()
    charge_users(model.W.organisations)
    assert (o.a_cash - before).tolist() == [3000, 0]  # two whole seats of an hour and a half
    assert model.month_totals[counts.FEES] == 3000
    assert model.month_totals[counts.OTHER_INCOME] == 0
