"""A stationary world gives the same waits whatever the length of the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim import compose
from sim.indicators.spells import Spells
from sim.indicators.stats import restricted_mean
from sim.indicators.totals import totals
from sim.runs.run import run_world
from sim.state import counts
from sim.territory.build import build

# More persons come than places can serve; who gives up leaves. Nothing else moves.
STATIONARY = """
    territory.kind=abstract territory.people=0 territory.load=1.3 territory.zones=20
    territory.places=6 territory.stay=6 burn_in=150 reform_month=0 places.gone=1 places.another=0
    access.renounce_rate=0.03 access.refused_leave=true access.handoff=0.1 access.delay=0
    access.ask_rate=[0,1,1,1] access.able=[1,1,1] access.non_take_up=0 access.actor_rate=0
    demography.deaths=false demography.ageing=false crises.rate=0
    accounts.freeze=0 accounts.regroup=0 accounts.failure=0
""".split()
REPLICATES = {12: 8, 36: 6, 108: 4, 240: 3}
READ: dict[str, Callable[[Spells], float]] = {
    "mean": lambda spells: restricted_mean(spells.curve(), 60),
    "solution": lambda spells: spells.incidence(0)[24],
    "gave up": lambda spells: spells.incidence(counts.GAVE_UP - counts.REACHED)[60],
    "lost": lambda spells: spells.incidence(counts.LOST - counts.REACHED)[60],
}


def tables(window: int) -> list[np.ndarray]:
    """Waits for a solution, one table a seed; no two windows share a seed."""
    scenario = compose.load_scenario("silo", [*STATIONARY, f"months={window}"])
    seeds = range(1000 * window, 1000 * window + REPLICATES[window])
    return [run_world(scenario, s).waits[counts.TO_SOLUTION].sum(axis=1) for s in seeds]


def with_error(found: list[np.ndarray], read: Callable[[Spells], float]) -> tuple[float, float]:
    """Value of all seeds together, and its error when each seed is left out in turn."""
    whole, n = sum(found), len(found)
    without = np.array([read(Spells.of(whole - one)) for one in found])
    spread = ((without - without.mean()) ** 2).sum()
    return read(Spells.of(whole)), float(np.sqrt((n - 1) / n * spread))


def test_waits_do_not_depend_on_the_length_of_the_run() -> None:
    found = {window: tables(window) for window in REPLICATES}
    for name, read in READ.items():
        values = {window: with_error(tables_, read) for window, tables_ in found.items()}
        centre, own = values[108]
        for window, (value, error) in values.items():
            # Errors from a few seeds are themselves uncertain: a floor of 2 % of the value.
            allowed = 4 * np.hypot(max(error, 0.02 * centre), max(own, 0.02 * centre))
            assert abs(value - centre) < allowed, (name, window, values)


def test_a_short_run_that_begins_with_nobody_waiting_does_not_know_long_waits() -> None:
    words = [word for word in STATIONARY if not word.startswith("burn_in")]
    scenario = compose.load_scenario("silo", [*words, "burn_in=0", "months=48"])
    found = totals(run_world(scenario, 1))
    assert np.isnan(found["wait_solution_mean"]) and np.isnan(found["solution_within_60"])
    assert found["solution_within_12"] > 0.3


@pytest.mark.parametrize("delay", [3.0, 8.0])
def test_the_wait_for_an_assessment_is_the_delay_of_the_territory(delay: float) -> None:
    scenario = compose.load_scenario("silo", ["months=60", "burn_in=24", "reform_month=0"])
    place = build("training")
    zones = replace(place.zones, assess_delay=np.full(len(place.zones), delay))
    runs = [run_world(scenario, s, territory=replace(place, zones=zones)) for s in (1, 2, 3)]
    spells = Spells.of(sum(run.waits[counts.TO_ASSESSMENT].sum(axis=1) for run in runs))
    # Monthly chances of 1 / delay; some leave before, which does not move the others' chances.
    asked = np.arange(1, 30)
    hazard = spells.ended[0][asked].sum() / spells.risk[asked].sum()
    assert hazard == pytest.approx(1 / delay, rel=0.05)
    assert spells.ended[0][0] < 0.1 * spells.ended[0].sum()  # those who return without delay
