"""What a dotation is, by the mode in force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.model import SectorModel
from sim.processes.funding.payments import (
    Payments,
    paid_by_results,
    paid_by_use,
    pay,
    result_factor,
    result_rate,
    set_due,
)
from sim.scenario.choices import MODE_HOURS, MODE_OUTCOMES, MODE_PLACES, MODE_VOUCHERS, MODE_YEARS
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.funding import Budgets, Funding
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.counts import MILLION
from sim.state.views import parameters
from sim.territory.abstract import build_abstract
from tests.processes.worlds import abstract_world
from tests.twin.territories import border_territory


def test_the_use_of_places_by_hand() -> None:
    for mode in (MODE_HOURS, MODE_VOUCHERS):
        assert paid_by_use(mode, 0.5, 1_000, 95, 100) == 1_000
        assert paid_by_use(mode, 0.5, 1_000, 0, 100) == 500
        assert paid_by_use(mode, 0.5, 1_900, 100, 100) == 1_950
    for mode in (MODE_PLACES, MODE_OUTCOMES, MODE_YEARS):
        assert paid_by_use(mode, 0.5, 1_000, 0, 100) == 1_000
    assert paid_by_use(MODE_HOURS, 0.5, 1_000, 0, 0) == 1_000
    # A quarter of 1 003 follows: 250.75, of which 250; nobody is there.
    assert paid_by_use(MODE_HOURS, 0.25, 1_003, 0, 100) == 753


def test_results_by_hand() -> None:
    assert [result_rate(3, 4), result_rate(0, 4), result_rate(0, 0)] == [750_000, 0, -1]
    assert result_rate(2, 3) == 666_666
    assert result_factor(0, 500_000) == 0
    assert result_factor(200_000, 300_000) == 666_666
    assert result_factor(-1, 500_000) == MILLION  # nobody was counted here
    assert result_factor(750_000, 0) == MILLION
    assert result_factor(750_000, 500_000) == 1_500_000
    assert paid_by_results(MODE_OUTCOMES, 0.2, 1_000, 1_500_000) == 1_100
    assert paid_by_results(MODE_OUTCOMES, 0.2, 1_000, 0) == 800
    assert paid_by_results(MODE_OUTCOMES, 0.2, 1_000, 3_333) == 800  # 0.67 of a cent
    assert paid_by_results(MODE_HOURS, 0.2, 1_000, 0) == 1_000


@given(st.integers(0, 10**10), st.floats(0, 1), st.integers(0, 3000), st.integers(1, 3000))
def test_nobody_is_paid_less_than_what_does_not_follow_use(
    due: int, share: float, used: int, places: int
) -> None:
    paid = paid_by_use(MODE_HOURS, share, due, min(used, places), places)
    assert due - int(due * share) <= paid <= due + int(due * share) // 19 + 1


def test_what_some_gain_by_results_others_lose() -> None:
    scenario = Scenario(
        clock=Clock(burn_in=0, months=12, reform_month=0),
        territory=TerritorySpec(kind="abstract", zones=4, places=10, people=0),
        funding=Funding(budgets=Budgets(mode="outcomes", result_share=0.4)),
    )
    model = SectorModel(scenario, build_abstract(scenario.territory), seed=1)
    model.W.parameters = parameters(scenario, reformed=True)
    o = model.organisations
    o.e_places[:] = [10, 20, 30, 40]
    set_due(model.organisations, model.territory)
    o.e_held[:, 1] = [10, 10, 10, 0]
    o.e_covered[:, 1] = [9, 2, 5, 0]
    Payments().step(model)
    due = o.e_due.sum(axis=1) // 12
    mean = (0.9 * 10 + 0.2 * 20 + 0.5 * 30) / 60
    expected = due * (0.6 + 0.4 * np.array([0.9, 0.2, 0.5, mean]) / mean)
    np.testing.assert_allclose(o.e_income, expected, rtol=1e-4)
    assert o.e_income.sum() == pytest.approx(due.sum(), rel=1e-4)


def test_the_cost_of_converted_places_is_stranded_for_a_while() -> None:
    model = abstract_world("funding.stranded_months=2", "territory.places=10")
    fixed = int(model.dues.fixed[0])
    stranded, released = [], []
    for converted in (0, 1, 1, 3, 3, 3, 1):  # two of them close
        model.organisations.e_converted[0] = converted
        model.month_totals[:] = 0
        Payments().step(model)
        stranded.append(int(model.month_totals[counts.STRANDED]))
        released.append(int(model.month_totals[counts.RELEASED]))
    assert stranded == [fixed * n for n in (0, 1, 1, 2, 2, 0, 0)] and fixed > 0
    assert released == [fixed * n for n in (0, 0, 0, 1, 1, 3, 1)]


def test_every_cent_leaves_the_funder_of_its_own_departement() -> None:
    territory = border_territory(10)
    model = SectorModel(Scenario(clock=Clock(burn_in=0)), territory, seed=1)
    o, kinds = model.organisations, model.dues.payer.shape[1]
    payer = np.arange(2)[:, None].repeat(kinds, axis=1)  # one funder of all kinds for each
    o.e_due[:], o.f_out[:] = 0, 0
    zone = int(np.flatnonzero(territory.zones.department == 1)[0])
    o.z_crises[zone], model.month_totals[counts.CRISES] = 2, 2
    o.b_support[1, 1] = 1200
    pay(model.W, model.dues.crisis, payer)
    support = int(model.month_totals[counts.TO_SUPPORT])
    emergencies = 2 * int(model.dues.crisis[0])
    assert support > 0 and model.month_totals[counts.TO_CRISES] == emergencies
    assert o.f_out[:2].tolist() == [0, emergencies + support] and not o.f_out[2:].any()
    assert model.month_totals[counts.PAID] == emergencies + support
    assert (o.z_crises == 0).all()
