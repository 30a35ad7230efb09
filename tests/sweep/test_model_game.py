"""The model in a sweep: what a run gives is what `run_world` gives, and bad points are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim import compose
from sim.errors import InputError
from sim.indicators.measure import monthly, outcomes
from sim.indicators.outputs import PAYERS
from sim.runs.run import run_world
from sim.sweep.study import Study

SHORT = ["territory=training", "burn_in=0", "reform_month=1", "months=4"]
DESIGN = sim.product(
    sim.grid({"organisation": ["silo", "pole"]}), sim.grid({"crises.rate": [0.01, 0.2]})
)


def test_a_run_of_a_sweep_is_that_of_the_model(tmp_path: Path) -> None:
    """At the last point, for each outcome, month and payer; in chunks of one or of all."""
    made = [
        Study("silo", design=DESIGN, overrides=SHORT, seeds=[3], folder=tmp_path / str(chunk))
        .run("serial", chunk=chunk, progress=False)
        for chunk in (1, 4)
    ]  # fmt: skip
    assert made[0].digest() == made[1].digest()
    runs = made[0].runs()
    assert runs["organisation"].tolist() == ["silo", "silo", "pole", "pole"]
    words = [*SHORT, "organisation=pole", "crises.rate=0.2"]
    run = run_world(compose.load_scenario("silo", words), 3)
    want = {k.indicator: v for k, v in outcomes(run, PAYERS).items() if k.dimension == "all"}
    last = runs.iloc[3]
    np.testing.assert_allclose([last[name] for name in want], list(want.values()), rtol=1e-12)
    by_month = {k.indicator: v for k, v in monthly(run, PAYERS).items() if k.dimension == "all"}
    found = made[0].series("unmet_need", "point = 3")["value"]
    np.testing.assert_allclose(found, by_month["unmet_need"], rtol=1e-6)
    paid = made[0].series(f"paid_{PAYERS[1]}", "point = 3")["value"]
    assert paid.tolist() == run.paid[:, 1].tolist()


def test_the_labels_of_a_scenario_do_not_change_its_keys(tmp_path: Path) -> None:
    one = compose.load_scenario("silo", SHORT)
    studies = [
        Study(each, replicates=1, folder=tmp_path / str(rank))
        for rank, each in enumerate((one, one.with_(label="mine"), one.with_(crises={"rate": 0.3})))
    ]
    first, second, third = (study.plan["run_key"][0] for study in studies)
    assert first == second != third


def test_a_number_between_two_ends_is_whole_where_the_parameter_is(tmp_path: Path) -> None:
    design = sim.latin_hypercube({"months": (3.0, 6.0)}, points=3)
    made = Study("silo", design=design, overrides=SHORT[:3], replicates=1, folder=tmp_path / "s")
    assert made.plan["clock.months"].dtype == np.int64
    assert set(made.plan["clock.months"]) <= {3, 4, 5, 6}


@pytest.mark.parametrize(
    ("factors", "told"),
    [
        ({"crises.rat": [0.1]}, r"point 1: 'crises.rat' is not a parameter; did you mean"),
        ({"crises.rate": [0.1, 1.5]}, r"point 2: .*crises.rate"),
        ({"organisation": ["silo", "poole"]}, r"point 2: .*did you mean 'pole'"),
        ({"months": [3, 2.5]}, r"point 2: .*months"),
        ({"places.lists": [True]}, r"point 1: .*lists"),
        ({"scenario": ["silo", "nobody"]}, r"point 2: .*nobody"),
        ({"territory": ["training", "99"]}, r"point 2: .*99"),
    ],
)
def test_a_bad_point_is_named_before_anything_runs(factors: Any, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told):
        Study("silo", design=sim.grid(factors), overrides=SHORT, folder=tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_scenarios_may_be_a_factor_and_choices_need_names(tmp_path: Path) -> None:
    design = sim.grid({"scenario": ["silo", "pole"]})
    made = Study(design=design, overrides=SHORT, replicates=1, folder=tmp_path / "s")
    assert made.plan["scenario"].tolist() == ["silo", "pole"]
    assert made.plan["run_key"].nunique() == 2
    scenario = compose.load_scenario("silo", SHORT)
    with pytest.raises(InputError, match="overrides"):
        Study(scenario, design=sim.grid({"organisation": ["pole"]}), folder=tmp_path / "t")
