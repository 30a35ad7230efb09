"""Contracts end, are renewed, cut, indexed and paid, by hand."""

from __future__ import annotations

import pytest

from sim.processes.actors.contracts import fewer, pay_contracts, run_out
from sim.processes.actors.holding_contracts import bought_minutes, free_slot, sign
from sim.scenario.actors import ProjectActors
from sim.scenario.funding import Accounts, Budgets, Calls, Funding
from sim.state import counts
from sim.state.organisations import BY_CALL, SUBSIDY
from tests.processes.conftest import World


def funding(**calls: object) -> Funding:
    return Funding(calls=Calls(to_call=0.0, **calls), budgets=Budgets(calls_growth=0.0))


@pytest.mark.parametrize(
    ("minutes", "before", "after", "found"),
    [
        (600, 100, 110, 600),
        (600, 100, 100, 600),
        (600, 100, 50, 300),
        (600, 0, 0, 600),
        (100, 3, 2, 66),
    ],
)
def test_less_money_buys_less(minutes: int, before: int, after: int, found: int) -> None:
    assert fewer(minutes, before, after) == found


def test_a_subsidy_goes_on_and_a_contract_by_call_ends(world: World) -> None:
    m = world(funding=funding())
    o = m.organisations
    o.b_envelope[0, :] = 10**9
    sign(m.W.organisations, 0, 0, SUBSIDY, 0, 600, 1000, -12, 6, 0, 1.0)
    sign(m.W.organisations, 0, 1, BY_CALL, 1, 300, 700, -6, 6, 0, 1.0)
    m.month = 5
    run_out(m.W)
    assert bought_minutes(m.W.organisations, 0, 5) == 900 and o.a_ended[0] == 0
    m.month = 6
    run_out(m.W)
    assert bought_minutes(m.W.organisations, 0, 6) == 600 and o.a_ended[0] == 300
    assert o.c_end[0, 0] == 18 and o.c_cents[0, 0] == 1000
    m.month = 7
    run_out(m.W)
    assert o.a_ended[0] == 0


def test_a_subsidy_put_out_to_call_ends(world: World) -> None:
    m = world(funding=Funding(calls=Calls(to_call=1.0)))
    sign(m.W.organisations, 0, 0, SUBSIDY, 0, 600, 1000, -12, 6, 0, 1.0)
    m.month = 6
    run_out(m.W)
    assert bought_minutes(m.W.organisations, 0, 6) == 0 and m.organisations.a_ended[0] == 600


def test_subsidies_are_cut_in_proportion_when_the_envelope_is_too_small(world: World) -> None:
    m = world(funding=funding())
    o = m.organisations
    o.b_envelope[0] = (12 * 1000, 10**9, 0, 0, 0)
    sign(m.W.organisations, 0, 0, SUBSIDY, 0, 600, 800, -12, 6, 0, 1.0)
    sign(m.W.organisations, 1, 0, SUBSIDY, 0, 300, 400, -12, 6, 0, 1.0)
    sign(m.W.organisations, 2, 0, SUBSIDY, 1, 300, 400, -12, 6, 0, 1.0)  # another funder
    sign(m.W.organisations, 3, 0, BY_CALL, 0, 300, 400, 0, 12, 0, 1.0)  # promised already
    m.month = 6
    run_out(m.W)
    assert o.c_cents[:, 0].tolist() == [400, 200, 400, 400]
    assert o.c_minutes[:, 0].tolist() == [300, 150, 300, 300]


def test_contracts_grow_when_their_year_turns(world: World) -> None:
    m = world(funding=funding(indexed=True, contract_months=24), accounts=Accounts(cost_growth=0.1))
    o = m.organisations
    o.b_envelope[0, :] = 10**9
    sign(m.W.organisations, 0, 0, BY_CALL, 0, 600, 1000, 3, 27, 0, 1.0)
    for month in range(4, 27):
        m.month = month
        run_out(m.W)
        assert o.c_cents[0, 0] == (1000 if month < 15 else 1100)
    assert o.c_minutes[0, 0] == 600


def test_payment_is_late_and_complete(world: World) -> None:
    m = world(funding=funding())
    o = m.organisations
    sign(m.W.organisations, 0, 0, SUBSIDY, 0, 600, 1000, 0, 6, 4, 1.0)
    sign(m.W.organisations, 0, 1, BY_CALL, 4, 600, 50, 2, 5, 0, 1.0)
    cash, paid = int(o.a_cash[0]), []
    for month in range(12):
        before = int(o.f_out.sum())
        m.month = month
        pay_contracts(m.W, m.dues.payer)
        paid.append(int(o.f_out.sum()) - before)
    assert paid == [0, 0, 50, 50, 1050, 1000, 1000, 1000, 1000, 1000, 0, 0]
    assert o.a_income[0] == o.a_cash[0] - cash == sum(paid) == m.month_totals[counts.PAID]
    assert m.month_totals[counts.SUBSIDIES] == 6000 and m.month_totals[counts.CONTRACTS] == 150
    m.month = 9
    assert free_slot(m.W, 0) == 1
    m.month = 10
    assert free_slot(m.W, 0) == 0


def test_contracts_may_be_drawn(world: World) -> None:
    m = world(
        actors=ProjectActors(renewal="exogenous", win_probability=1.0),
        funding=funding(contract_months=3, payment_delay=0),
    )
    o = m.organisations
    for month in range(7):
        m.month = month
        run_out(m.W)
        assert all(
            bought_minutes(m.W.organisations, a, month) == m.environment.full[a] for a in range(4)
        )
    assert o.c_cents[0].max() == 60 * 1000_00
