"""Reserves of operators: pooled to the cent; taken over, or joined to a larger one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.funding.operators import part_until, pool, regroup
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.funding import Accounts
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import NEVER
from sim.state.views import parameters
from sim.territory.abstract import build_abstract


def test_parts_sum_to_the_total() -> None:
    for total in (100, -100, 0, 7):
        until = [part_until(total, w, 7) for w in range(8)]
        assert until[0] == 0 and until[-1] == total
    # The whole is the whole, however large: a product of real numbers would be a cent off.
    large = 2**53 + 1
    assert part_until(large, 3, 3) == large and part_until(-large, 10**12, 10**12) == -large
    assert [part_until(10, w, 3) for w in (1, 2, 3)] == [3, 6, 10]
    assert [part_until(-10, w, 3) for w in (0, 1, 2, 3)] == [0, -4, -7, -10]  # down, also debts


def world(operators: list[int], reserves: list[int], **accounts: float) -> SectorModel:
    """Return establishments of ten places by operator, with their reserves."""
    scenario = Scenario(
        clock=Clock(burn_in=0, months=12, reform_month=0),
        territory=TerritorySpec(kind="abstract", zones=len(operators), places=10, people=0),
        accounts=Accounts(**accounts),  # type: ignore[arg-type]
    )
    model = SectorModel(scenario, build_abstract(scenario.territory), seed=1)
    o = model.organisations
    o.e_operator[:], o.e_reserve[:], o.e_cost[:] = operators, reserves, 1_000_000
    model.W.parameters = parameters(scenario, reformed=True)
    return model


def test_the_operator_that_takes_over_has_the_category_from_then_on() -> None:
    model = world([0, 0, 1], [100, 0, 0], regroup=1.0, failure=0.0)
    has = model.environment.operator_has
    has[0] = 0
    merged = np.zeros(len(has), np.int8)
    regroup(model.W, merged)
    assert model.organisations.e_operator.tolist() == [0, 0, 0] and merged[:2].tolist() == [1, 0]
    assert has[0].tolist() == [1]


def test_a_common_contract_pools_reserves_by_cost() -> None:
    model = world([0, 0, 0, 1, 1], [100, -40, 0, 9, 1])
    o = model.organisations
    o.e_cpom[:] = [NEVER, 50, 50, 50, 50]
    o.e_cost[3] *= 3
    model.month = 11
    pool(model.W, np.zeros(5, np.int8))
    assert o.e_reserve.tolist() == [100, -20, -20, 7, 3]
    model.month = 50
    pool(model.W, np.zeros(5, np.int8))  # it has ended
    assert o.e_reserve.tolist() == [100, -20, -20, 7, 3]
    pool(model.W, np.array([1, 0, 0, 0, 0], np.int8))  # a merger
    assert o.e_reserve.tolist() == [20, 20, 20, 7, 3]


def test_the_largest_operator_that_can_takes_who_has_nothing_left() -> None:
    model = world([0, 1, 1, 2, 2, 2], [0, 5, 5, -1, 0, 0], regroup=1.0, failure=0.0)
    o = model.organisations
    merged = np.zeros(6, np.int8)
    model.month = 11
    regroup(model.W, merged)
    # Operator 2 is the largest but has no reserve; nobody larger can take it.
    assert o.e_operator.tolist() == [1, 1, 1, 2, 2, 2]
    assert merged.tolist() == [0, 1, 0, 0, 0, 0]
    assert model.month_totals[counts.MERGERS] == 1 and model.month_totals[counts.FAILURES] == 0


def test_a_failure_writes_the_debt_off() -> None:
    model = world([0, 1], [-300, 5], failure=1.0)
    o = model.organisations
    model.month = 11
    regroup(model.W, np.zeros(2, np.int8))
    assert o.e_reserve.tolist() == [0, 5] and o.e_operator.tolist() == [0, 1]
    assert model.month_totals[counts.TAKEN_OVER] == 300 and model.month_totals[counts.FAILURES] == 1


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_who_has_a_reserve_need_not_regroup_but_may_leave(chance: float) -> None:
    model = world([0, 1, 1], [1, 5, 5], failure=0.0, regroup=chance)
    model.month = 11
    regroup(model.W, np.zeros(3, np.int8))
    assert model.organisations.e_operator.tolist() == [0, 1, 1]
    assert not model.month_totals.any()
    model = world([0, 1, 1], [1, 5, 5], failure=chance, regroup=0.0)
    model.month = 11
    regroup(model.W, np.zeros(3, np.int8))
    # The larger of both has nobody to join; reserves stay where they are until they are pooled.
    assert model.organisations.e_operator.tolist() == ([1, 1, 1] if chance else [0, 1, 1])
    assert model.organisations.e_reserve.tolist() == [1, 5, 5]
    assert model.month_totals[counts.MERGERS] == chance and model.month_totals[counts.FAILURES] == 0
