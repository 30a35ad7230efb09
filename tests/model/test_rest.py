"""An unreformed silo is at rest after its warm-up: its headlines do not drift by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from sim.indicators.measure import Key, monthly
from sim.indicators.outputs import PAYERS
from sim.indicators.registry import HEADLINE
from sim.runs.replicates import run_worlds
from sim.scenario.scenario import Scenario

YEARS_APART = 7  # between the middles of the first and the last three of ten years
DRIFT = 0.03  # of the level in seven years, beside the error of the seeds
# Many persons in places are just below the threshold of coverage: on Nord 1 % more hours are given,
# and 7 % more persons are covered.
SLOW = {"covered_share": 0.09}
# Too rare for their rates to be known from a few seeds of a small territory.
RARE = {"actor_closures", "imposed", "refusals"}


@pytest.mark.parametrize(("territory", "seeds"), [("training", 8), ("creuse", 4), ("nord", 2)])
def test_headlines_of_an_unreformed_silo_do_not_drift(territory: str, seeds: int) -> None:
    """Without growth of places and costs, which move headlines on purpose."""
    scenario = Scenario().with_(
        territory={"name": territory, "growth": False},
        accounts={"cost_growth": 0.0},
        funding={"budgets": {"tariff_growth": 0.0, "calls_growth": 0.0}},
        clock={"months": 120},
    )
    runs = [run for (run,) in run_worlds([scenario], range(1, 1 + seeds), progress=False)]
    values = [monthly(run, PAYERS) for run in runs]
    measured = [name for name in HEADLINE if Key(name, "all", "all") in values[0]]
    assert len(measured) >= 20
    moved = {}
    for name in measured:
        by_month = np.array([found[Key(name, "all", "all")][-120:] for found in values])
        first, last = by_month[:, :36].mean(axis=1), by_month[:, -36:].mean(axis=1)
        error = 3.0 * (last - first).std(ddof=1) / np.sqrt(seeds)
        bound = SLOW.get(name, DRIFT) * first.mean() + error
        if name not in RARE and abs((last - first).mean()) > bound:
            moved[name] = (first.mean(), last.mean(), bound)
    assert not moved
