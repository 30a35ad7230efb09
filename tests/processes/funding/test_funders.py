"""What funders have, see and hold to."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.funding.funders import (
    contract_holds,
    department_keys,
    known_year,
    look,
    seen,
    view_error,
    withdraw,
    years_back,
)
from sim.scenario.context import Clock
from sim.scenario.funding import Budgets, Funding
from sim.scenario.organisation import Organisation
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.views import parameters
from sim.territory.build import build
from tests.twin.territories import border_territory


def test_rules_by_hand() -> None:
    assert contract_holds(1, 1) and not contract_holds(0, 1) and not contract_holds(1, 0)
    assert view_error(0.3, 0.0, 0.01) == 0.3
    assert view_error(0.3, 0.01, 0.01) == 0.15
    assert view_error(0.3, 0.02, 0.01) == pytest.approx(0.1)
    assert seen(0.25, 0.3, 0.0) == 0.25
    assert seen(0.25, 0.5, 2.0) == pytest.approx(0.25 * np.e)
    assert seen(0.25, 0.5, -2.0) == pytest.approx(0.25 / np.e)
    assert [years_back(lag) for lag in (0, 5, 6, 12, 17, 18, 120)] == [0, 0, 1, 1, 1, 2, 10]


def test_a_year_not_counted_is_not_known() -> None:
    unmet = np.zeros(44, np.int64)
    assert known_year(unmet, 10) == 0
    unmet[4:8] = 7
    assert [known_year(unmet, back) for back in (0, 1, 10)] == [0, 4, 4]


def world(months: int = 36, *, pole: bool = False, **budgets: object) -> SectorModel:
    """Return the training territory from a fresh stock, with the reform at once."""
    scenario = Scenario(
        clock=Clock(burn_in=0, months=months, reform_month=0, record_people=0),
        funding=Funding(budgets=Budgets(**budgets)),  # type: ignore[arg-type]
        organisation=Organisation(funding=pole),
    )
    return SectorModel(scenario, build("training"), seed=2)


def test_prices_and_envelopes_grow_once_a_year() -> None:
    model = world(tariff_growth=0.1, calls_growth=-0.5, calls_factor=0.8, diagnosis=0.25)
    o = model.organisations
    price, envelope = o.e_price.copy(), o.b_envelope.copy()
    model.run_for(12)
    assert (o.e_price == price).all()
    np.testing.assert_allclose(o.b_envelope, envelope * 0.6, atol=2)
    np.testing.assert_allclose(o.b_diagnosis, envelope * 0.2, atol=2)
    model.run_for(13)
    np.testing.assert_allclose(o.e_price, price * 1.21, rtol=1e-5)
    np.testing.assert_allclose(o.b_envelope, envelope * 0.15, atol=3)
    assert o.e_due.sum() == (o.e_places * o.e_price).sum()
    paid = sum(month[counts.TO_DIAGNOSIS] for month in model.history[:12])
    assert paid == pytest.approx(envelope.sum() * 0.2, abs=10)


def test_members_leave_part_of_their_growth_to_project_actors() -> None:
    alone = world(pole=True, tariff_growth=0.1, calls_growth=0.0)
    shared = world(pole=True, tariff_growth=0.1, calls_growth=0.0, shared_with_actors=0.3)
    for model in (alone, shared):
        model.run_for(13)
    a, b = alone.organisations, shared.organisations
    less = int(a.e_due.sum() - b.e_due.sum())
    assert less > 0
    assert less == b.b_envelope.sum() - a.b_envelope.sum()
    np.testing.assert_allclose(b.e_price[b.e_perimeter >= 0] / a.e_price[b.e_perimeter >= 0],
                               1.07 / 1.1, rtol=1e-5)  # fmt: skip


def test_who_withdraws_stays_away_and_ends_the_sharing() -> None:
    model = world(pole=True, tariff_growth=0.1, shared_with_actors=1.0, withdrawal=1.0)
    o, price = model.organisations, model.organisations.e_price.copy()
    model.run_for(12)
    assert o.b_committed.all()  # the reform is less than a year old
    model.run_for(1)
    assert not o.b_committed.any()
    np.testing.assert_allclose(o.e_price, price * 1.1, rtol=1e-5)


def test_the_hazard_of_withdrawal_is_the_one_given() -> None:
    model = world(withdrawal=0.3)
    model.W.parameters = parameters(model.scenario_, reformed=True)
    committed, keys = model.organisations.b_committed, department_keys(model)
    left = 0
    for month in range(400):
        model.month = month
        committed[:] = 1
        withdraw(model.W, keys)
        left += int((committed == 0).sum())
    assert left / committed.size / 400 == pytest.approx(0.3, abs=0.05)


def test_without_error_a_funder_sees_what_was_unmet() -> None:
    true = [0.1, 0.2, 0.3, 0.4]
    far = []
    for seen_with in ({"noise": 0.0}, {"noise": 1.0}, {"noise": 1.0, "diagnosis": 0.05}):
        model = world(lag=36, **seen_with)
        o = model.organisations
        o.b_unmet[0, :4] = [10, 20, 30, 40]
        model.W.parameters = parameters(model.scenario_, reformed=True)
        look(model.W, department_keys(model))
        assert o.b_view[0].sum() == pytest.approx(1.0)
        far.append(np.abs(o.b_view[0] - true).sum())
    assert far[0] < 1e-6 < far[2] < far[1]


def test_a_funder_sees_the_needs_of_its_own_departement() -> None:
    """Two départements: of the second, the year that is known was counted; of the first, not."""
    budgets = Budgets(noise=0.0, lag=24)
    scenario = Scenario(clock=Clock(burn_in=0), funding=Funding(budgets=budgets))
    model = SectorModel(scenario, border_territory(10), seed=1)
    o = model.organisations
    o.b_unmet[:] = 0
    o.b_unmet[0, :4] = [1, 1, 2, 0]
    o.b_unmet[1, :4] = [9, 0, 0, 0]
    o.b_unmet[1, 8:12] = [0, 3, 0, 1]
    model.W.parameters = parameters(scenario, reformed=True)
    look(model.W, department_keys(model))
    assert o.b_view[0].tolist() == [0.25, 0.25, 0.5, 0.0]
    assert o.b_view[1].tolist() == [0.0, 0.75, 0.0, 0.25]
