"""What the pool of a pole is made of, by category."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import pool
from sim import compose
from sim.runs.run import open_world
from sim.state import counts

WORDS = ["months=30", "burn_in=6", "reform_month=2", "change=immediate", "record_people=0"]


def test_hours_are_those_of_posts_and_of_places_turned() -> None:
    scenario = compose.load_scenario("pole", [*WORDS, "territory=training"])
    rows = pool.of_categories(scenario, 1)
    model = open_world(scenario, 1)
    model.run_for(30)
    # Posts are whole minutes in the counts of a month.
    whole = sum(row["hours"] for row in rows) * 60
    assert whole == pytest.approx(float(model.month_totals[counts.STAFF_TOTAL]), rel=0.01)
    o, land = model.organisations, model.environment
    turned = {row["category"]: row["pool"] for row in rows}
    code = model.territory.categories.code
    for rank in np.unique(o.e_category):
        mine = o.e_category == rank
        staff = land.cat_staff[rank].sum() * (1 + land.road[mine])
        assert turned[code[rank]] == pytest.approx(float(staff @ o.e_converted[mine]) / 60)
    assert turned["saad"] > 0 and turned["ehpad"] < 0.05 * sum(turned.values())


@pytest.mark.parametrize(("share", "said"), [(0.019, True), (0.021, False)])
def test_a_small_pool_tests_nothing(share: float, said: bool) -> None:
    rows = [
        {"category": "mas", "hours": 900.0, "pool": 0.0},
        {"category": "saad", "hours": 100.0, "pool": 1000.0 * share},
    ]
    result = {"seed": 1, "territories": {"here": rows}}
    text = " ".join(str(block) for block in pool.blocks(result, "en"))
    assert ("was not tested" in text) is said
    assert f"{100 * share:.1f}%" in text and "MAS" in text


def test_a_silo_has_no_pool(capsys: pytest.CaptureFixture[str]) -> None:
    assert pool.main([*WORDS, "scenario=silo", "territories=training", "lang=fr"]) == 0
    assert "n’a pas été mis à l’épreuve" in " ".join(capsys.readouterr().out.split())
