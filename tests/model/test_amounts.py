"""Amounts that grow beyond what is counted to the cent stop the run with a sentence."""

from __future__ import annotations

import pytest

from sim import compose
from sim.errors import InputError
from sim.model.invariants import LARGEST, LARGEST_GRANTS, check_amounts, stocks_of
from sim.model.model import SectorModel
from sim.runs.run import run_world
from sim.state import counts
from sim.territory.build import build

WORDS = ("territory=training", "clock.burn_in=24", "clock.months=600", "clock.record_people=0")


@pytest.mark.parametrize("word", ["funding.budgets.tariff_growth=0.5", "accounts.cost_growth=0.5"])
def test_a_long_run_of_fast_growth_is_refused(word: str) -> None:
    scenario = compose.load_scenario("pole", [*WORDS, word])
    with pytest.raises(InputError) as caught:
        run_world(scenario, 1)
    [english], [french] = (caught.value.sentences(lang) for lang in ("en", "fr"))
    assert english.startswith("Month") and french.startswith("Mois")
    assert all("accounts.cost_growth" in sentence for sentence in (english, french))


@pytest.mark.parametrize("count", [counts.PAID, counts.RESERVES, counts.ACTOR_CASH])
@pytest.mark.parametrize("sign", [-1, 1])
def test_what_is_counted_has_a_bound(count: int, sign: int) -> None:
    model = SectorModel(compose.load_scenario("silo", [*WORDS]), build("training"), seed=1)
    model.month_totals[count] = sign * LARGEST
    check_amounts(model, stocks_of(model))
    model.month_totals[count] += sign
    with pytest.raises(InputError):
        check_amounts(model, stocks_of(model))


def test_grants_paid_by_results_have_a_lower_bound() -> None:
    for mode, refused in (("places", False), ("outcomes", True)):
        words = [
            "territory=training",
            f"funding.budgets.mode={mode}",
            "clock.reform_month=0",
            "clock.burn_in=0",
        ]
        model = SectorModel(compose.load_scenario("silo", words), build("training"), seed=1)
        model.apply_organisation()
        model.organisations.e_due[0, 0] = LARGEST_GRANTS + 1
        if refused:
            with pytest.raises(InputError):
                check_amounts(model, stocks_of(model))
        else:
            check_amounts(model, stocks_of(model))
