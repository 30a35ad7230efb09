"""The model ends in the same state as its plain twin, person by person."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.scenario.scenario import Scenario
from sim.state.counts import NAMES
from sim.territory.territory import Territory

from .baseline import run_twin
from .cases import NAMED, VARIANTS, combinations, scenario_of
from .comparison import differences
from .model import TwinModel
from .territories import border_territory, small_territory

MONTHS = 26  # two Decembers and what follows them
COMBINATIONS = combinations(6)
VARIED = [(name, who) for name in VARIANTS for who in ("pole", "dispositif", "provider", "silo")]


@pytest.fixture(scope="module")
def border() -> Territory:
    return border_territory(10)


def _model(scenario: Scenario, territory: Territory, seed: int) -> SectorModel:
    model = SectorModel(scenario, territory, seed=seed)
    model.run_for(scenario.clock.months)
    return model


def _assert_same(scenario: Scenario, territory: Territory, seed: int = 3) -> None:
    twin = run_twin(scenario, territory, seed, scenario.clock.months)
    assert differences(twin, _model(scenario, territory, seed)) == []


@pytest.mark.parametrize("name", NAMED)
def test_named_organisations_end_alike(name: str) -> None:
    _assert_same(scenario_of(NAMED[name], months=36), small_territory())


@pytest.mark.parametrize("variant", ["dear", "crises by severity"])
def test_a_warm_up_begins_alike(border: Territory, variant: str) -> None:
    scenario = scenario_of(NAMED["silo"], months=8, **VARIANTS[variant])
    clock = scenario.clock.model_copy(update={"burn_in": 12})
    scenario = scenario.model_copy(update={"clock": clock})
    twin, model = TwinModel(scenario, border, 3), SectorModel(scenario, border, seed=3)
    asked = [person.is_listed for person in twin.people]
    assert differences(twin, model) == [] and 0.05 < sum(asked) / len(asked) < 0.9


@pytest.mark.parametrize("ingredients", COMBINATIONS, ids="+".join)
def test_combinations_of_ingredients_end_alike(
    border: Territory, ingredients: tuple[str, ...]
) -> None:
    _assert_same(scenario_of(ingredients, months=MONTHS), border, seed=5)


@pytest.mark.parametrize(("name", "who"), VARIED)
def test_variants_end_alike(border: Territory, name: str, who: str) -> None:
    _assert_same(scenario_of(NAMED[who], months=MONTHS, **VARIANTS[name]), border)


def test_everything_that_is_counted_happens_in_some_case(border: Territory) -> None:
    # Who left a pole comes back after years only (tests/processes/care/test_membership.py), and so
    # do places that were closed (tests/processes/funding/test_accounts.py).
    happened = {"staff_undelivered", "joined_pole", "reopened"}
    for name, who in VARIED:
        model = _model(scenario_of(NAMED[who], months=MONTHS, **VARIANTS[name]), border, 3)
        total = sum(model.history)
        happened |= {kind for kind, count in zip(NAMES, total, strict=True) if count}
    assert set(NAMES) - happened == set()


def test_a_difference_is_seen(border: Territory) -> None:
    scenario = scenario_of(NAMED["pole"], months=12)
    twin, model = run_twin(scenario, border, 3, 12), _model(scenario, border, 3)
    waiting = next(p for p in twin.people if p.is_listed)
    waiting.leave_lists()
    twin.people[0].unmet[2] += 1e-7
    twin.series[3]["paid"] += 1
    twin.waits["solution", "reached", 0, 360] += 1
    found = " ".join(differences(twin, model, most=99))
    assert f"person {twin.people[0].key} unmet" in found
    assert "month 3, paid" in found
    assert "waits" in found
    assert str(waiting.key) in found
    assert differences(run_twin(scenario, border, 4, 12), model) != []
