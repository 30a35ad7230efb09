"""Project actors work, pay, close and begin, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.actors.actors import Actors, leaving_with
from sim.processes.actors.holding_contracts import sign
from sim.scenario.actors import ProjectActors
from sim.scenario.funding import Accounts, Calls, Funding
from sim.state import counts
from sim.state.organisations import BY_CALL
from tests.processes.conftest import World

PLAIN = {
    "fixed_share": 0.4,
    "other_income": 0.1,
    "mission": 10.0,
    "shading": 0.0,
    "newcomer_loss": 0.0,
    "reserve_months": 1000.0,
    "births": 0.0,
    "departures": 0.0,
}


def test_fixed_term_staff_leave_with_their_contract() -> None:
    # A third of the minutes ends: a third of the fixed-term staff.
    assert leaving_with(300, 0, 360, 900, 0.25) == 120
    # A quarter stays where a contract follows: on 300 minutes, on 100, on no more than end.
    assert leaving_with(300, 300, 360, 900, 0.25) == 90
    assert leaving_with(300, 100, 360, 900, 0.25) == 110
    assert leaving_with(300, 500, 360, 900, 0.25) == 90
    assert [leaving_with(300, 300, 360, 900, share) for share in (0.0, 1.0)] == [120, 0]
    assert leaving_with(301, 0, 360, 900, 0.25) == 120  # 120.4
    assert leaving_with(300, 0, 0, 900, 0.25) == 0
    assert leaving_with(900, 0, 360, 400, 0.0) == 360  # not more than there are
    assert leaving_with(0, 0, 0, 0, 0.25) == 0


@pytest.mark.parametrize(("retention", "gone"), [(0.0, 150), (0.25, 112), (0.5, 75), (1.0, 0)])
def test_who_is_kept_need_not_be_hired_again(world: World, retention: float, gone: int) -> None:
    m = world(actors=ProjectActors(**PLAIN | {"retention": retention, "fixed_term": 0.0}))
    o = m.organisations
    o.a_cash[:] = 10**12
    # 300 of 1 000 are fixed-term; half of the minutes end: 150 of them, less those retained.
    o.a_staff[0], o.a_permanent[0], o.a_ended[0] = 1000, 700, 500
    sign(m.W.organisations, 0, 0, BY_CALL, 0, 1000, 1000, 1, 6, 0, 1.0)
    m.month = 1
    Actors().step(m)
    assert m.month_totals[counts.LEFT_A] == gone
    assert (o.a_staff[0], o.a_permanent[0]) == (1000, 700 + gone)  # the hired are permanent here
    assert o.a_new[0] == pytest.approx(gone / 1000)


def test_a_month_of_accounts(world: World) -> None:
    m = world(actors=ProjectActors(**PLAIN))
    o = m.organisations
    o.a_base[:], o.a_rate[:], o.a_cash[:] = 10_000, 1000, 50_000
    sign(m.W.organisations, 0, 0, BY_CALL, 0, 600, 1000, 0, 6, 0, 1.0)
    m.month = 1
    Actors().step(m)
    # 4 000 whatever happens, less gifts of 1 000; ten hours at 600.
    assert o.a_cash.tolist() == [41_000, 47_000, 47_000, 47_000]
    assert o.a_spent[0] == 10_000 and m.month_totals[counts.WAGE_A] == 6_000
    assert (
        m.month_totals[counts.ACTOR_COSTS] == 22_000
        and m.month_totals[counts.OTHER_INCOME] == 4_000
    )
    assert (
        m.month_totals[counts.ACTORS] == 4 and m.month_totals[counts.ACTOR_CASH] == o.a_cash.sum()
    )
    assert m.month_totals[counts.HORIZON_A] == 5
    assert o.a_staff.tolist() == [600, 0, 0, 0] and o.a_new[0] == 1.0
    assert o.a_permanent[0] == 600 - int(600 * 0.41)


def test_newcomers_learn_and_the_surplus_is_laid_off_fixed_term_first(world: World) -> None:
    m = world(actors=ProjectActors(**PLAIN | {"newcomer_months": 4.0}))
    o = m.organisations
    o.a_cash[:] = 10**12
    o.a_staff[0], o.a_permanent[0], o.a_new[0] = 1000, 700, 0.4
    sign(m.W.organisations, 0, 0, BY_CALL, 0, 600, 1000, 0, 6, 0, 1.0)
    m.month = 1
    Actors().step(m)
    assert (o.a_staff[0], o.a_permanent[0]) == (600, 600)
    assert o.a_new[0] == pytest.approx(0.3)
    assert m.month_totals[counts.LEFT_A] == 400


def test_quality_falls_when_cash_is_short_and_reputation_follows(world: World) -> None:
    p = PLAIN | {"mission": 0.4, "reputation": 0.0, "shading": 0.5, "quality_months": 4.0}
    m = world(actors=ProjectActors(**p, quality_cost=0.5, stress_months=2.0))
    o = m.organisations
    o.a_base[:], o.a_rate[:] = 10_000, 1000
    o.a_cash[:] = (23_000, 13_000, 103_000, 103_000)  # 20 000 and 10 000 after the month
    o.a_quality[:] = o.a_reputation[:] = 0.8
    m.month = 1
    Actors().step(m)
    assert o.a_cash.tolist() == [20_000, 10_000, 100_000, 100_000]
    assert o.a_quality[[0, 1]] == pytest.approx([0.8, 0.8 - 0.2 / 4])
    assert o.a_reputation[1] == pytest.approx(0.8 - 0.05 / 24)


def test_who_cannot_pay_closes_and_another_may_begin(world: World) -> None:
    m = world(actors=ProjectActors(**PLAIN))
    o = m.organisations
    o.a_base[:], o.a_rate[:] = 10_000, 1000
    o.a_cash[:] = (3_000, 2_999, 10**6, 10**6)
    sign(m.W.organisations, 1, 0, BY_CALL, 0, 0, 1000, 0, 6, 9, 1.0)  # what is due comes too late
    m.month = 1
    Actors().step(m)
    assert o.a_alive.tolist() == [1, 0, 1, 1]
    assert o.a_cash[:2].tolist() == [0, 0] and m.month_totals[counts.WRITTEN_OFF] == 1
    assert m.month_totals[counts.CLOSURES] == 1 and not o.c_kind[1].any()

    born = world(actors=ProjectActors(**PLAIN | {"births": 1.0}))
    born.organisations.a_alive[:] = (1, 0, 1, 1)
    born.organisations.a_base[:], born.organisations.a_cash[:] = 0, 0
    born.month = 5
    Actors().step(born)
    assert born.organisations.a_alive[1] == 1 and born.organisations.a_born[1] == 5
    assert born.month_totals[counts.BIRTHS] == 1
    assert born.month_totals[counts.FOUNDED] == born.organisations.a_cash[1] > 0


def test_who_has_enough_is_safe_for_good(world: World) -> None:
    m = world(actors=ProjectActors(**PLAIN | {"stable_at": 3}))
    o = m.organisations
    o.a_base[:], o.a_cash[:] = 10_000, (33_000, 32_999, 33_000, 33_000)
    m.month = 1
    Actors().step(m)
    assert o.a_alive.tolist() == [2, 1, 2, 2]
    o.a_cash[:] = 0
    Actors().step(m)
    assert o.a_alive.tolist() == [2, 0, 2, 2]


def test_years_are_compared_once_they_are_whole(world: World) -> None:
    m = world(actors=ProjectActors(**PLAIN), accounts=Accounts(cost_growth=0.1))
    o = m.organisations
    o.a_base[:], o.a_rate[:], o.a_cash[:] = 10_000, 1000, 10**9
    o.a_past[:], o.a_year[:] = -1, 0
    o.a_income[:] = 1_000
    for month in (11, 23):
        m.month = month
        Actors().step(m)
        o.a_income[:2] += 500
    assert m.month_totals[counts.SWINGS_A] == 4  # the first year has none before it
    assert m.month_totals[counts.SWING_A] == 2 * 500_000 + 2 * 1_000_000
    m.month = 24
    Actors().step(m)
    assert np.array_equal(o.a_rate, [1100] * 4) and np.array_equal(o.a_base, [11_000] * 4)


def test_the_books_of_a_run_balance(world: World) -> None:
    m = world(
        actors=ProjectActors(cash_months=1.0, births=1.0),
        funding=Funding(calls=Calls(contract_months=6, lot_minutes=3600)),
    )
    m.organisations.b_envelope[:] = 12 * 600_000_00
    m.run_for(48)  # compares ledgers every month
    total = sum(m.history)
    for name in (counts.CLOSURES, counts.BIRTHS, counts.WRITTEN_OFF, counts.TO_ACTORS):
        assert total[name] > 0
