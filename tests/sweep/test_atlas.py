"""Differences of an atlas by hand: paired by seed, with the share that is better, and bands."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim import compose
from sim.compose.ranges import ranged
from sim.sweep.atlas import bands, differences, shared

UNMET = {  # by scenario, territory and seed: less is better
    ("silo", "here"): [0.5, 0.6, 0.7],
    ("pole", "here"): [0.4, 0.4, 0.8],
    ("silo", "there"): [0.1, 0.1, 0.1],
    ("pole", "there"): [0.2, np.nan, 0.2],
}


def runs(shift: float = 0.0) -> pd.DataFrame:
    rows = [
        {"scenario": scenario, "territory": territory, "seed": seed, "unmet_need": value + moved,
         "covered_share": 1 - value - moved, "overhead": value, "tau": shift}
        for (scenario, territory), values in UNMET.items()
        for seed, value in enumerate(values)
        for moved in [shift if scenario == "pole" else 0.0]
    ]  # fmt: skip
    return pd.DataFrame(rows).sample(frac=1, random_state=3)


def test_differences_are_paired_by_seed_whatever_the_order_of_the_runs() -> None:
    names = ["unmet_need", "covered_share", "overhead"]
    table = differences(runs(), names, "silo").set_index(["territory", "indicator"])
    assert set(table["scenario"]) == {"pole"} and len(table) == 6
    row = table.loc[("here", "unmet_need")]
    assert row["difference"] == pytest.approx((-0.1 - 0.2 + 0.1) / 3)
    half = 4.302653 * np.std([-0.1, -0.2, 0.1], ddof=1) / np.sqrt(3)
    assert row["low"] == pytest.approx(row["difference"] - half)
    assert row["high"] == pytest.approx(row["difference"] + half)
    assert row["share"] == pytest.approx(2 / 3) and row["n"] == 3
    other = table.loc[("here", "covered_share")]
    assert other["difference"] == pytest.approx(-row["difference"])
    assert other["share"] == pytest.approx(2 / 3), "more of it is better"
    assert np.isnan(table.loc[("here", "overhead"), "share"]), "neither is better"
    assert np.isnan(table.loc[("there", "unmet_need"), "difference"]), "a seed gives no value"


def test_bands_hold_the_middle_of_the_means_of_points() -> None:
    shifts = [0.0, 0.1, 0.2, 0.3]
    drawn = pd.concat([runs(shift) for shift in shifts])
    table = bands(drawn, ["unmet_need"], "silo", ["tau"]).set_index("territory")
    gaps = (-0.1 - 0.2 + 0.1) / 3 + np.array(shifts)
    low, high = np.quantile(gaps, (0.05, 0.95))
    row = table.loc["here"]
    assert (row["band_low"], row["band_high"]) == (pytest.approx(low), pytest.approx(high))
    assert row["points"] == 4 and row["scenario"] == "pole"
    assert np.isnan(table.loc["there", "band_low"]), "a missing value is not left out"


def test_what_scenarios_set_is_no_assumption_that_they_share() -> None:
    worlds = compose.load_scenarios(["silo", "pole", "political_withdrawal"], ["months=24"])
    ranges = ranged(worlds)
    found = shared(worlds, ranges)
    assert "funding.budgets.withdrawal" in ranges and "funding.budgets.withdrawal" not in found
    assert "change.tau" in found
    assert shared(worlds[:2], ranges).keys() > found.keys()
