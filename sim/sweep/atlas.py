"""The atlas: what each scenario changes on each territory, with the luck and the assumptions apart.

Two intervals stand side by side. That of the seeds says how sure the mean difference is when all
assumptions are at their defaults. The band of assumptions says how far it moves when they are drawn
from their ranges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.indicators.registry import REGISTRY
from sim.indicators.stats import paired
from sim.scenario.scenario import Scenario
from sim.sweep.design import Interval

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BAND", "bands", "differences", "shared"]

BAND: Final = 0.9  # share of the points of the assumptions that the band holds
KEY: Final = ["scenario", "territory"]


def shared(worlds: Sequence[Scenario], ranges: Mapping[str, Interval]) -> dict[str, Interval]:
    """Return the parameters that have the same value in all worlds.

    The others are what the scenarios set: drawing them would make another scenario of each.
    """
    found = {}
    for path, ends in ranges.items():
        values = [_value(world.model_dump(), path) for world in worlds]
        if all(value == values[0] for value in values):
            found[path] = ends
    return found


def _value(tree: Any, path: str) -> Any:
    for part in path.split("."):
        tree = tree[part]
    return tree


def differences(runs: pd.DataFrame, indicators: Sequence[str], baseline: str) -> pd.DataFrame:
    """Return what each scenario changes, from runs with all assumptions at their defaults.

    Parameters
    ----------
    runs
        As `Study.runs` returns them, with the factors `scenario` and `territory`.
    indicators
        Names of outcomes.
    baseline
        The scenario that the others are compared with, at the same seeds.

    Returns
    -------
    pandas.DataFrame
        A row for each scenario, territory and indicator: difference (mean of the paired
        differences), low, high (its 95 % interval), share (of the seeds in which the scenario does
        better; nan where neither more nor less is better), n (seeds).
    """
    import pandas as pd

    rows = []
    for (scenario, territory), pair in _pairs(runs, indicators, baseline):
        for name in indicators:
            found = paired(pair["a"][name].to_numpy(), pair["b"][name].to_numpy())
            direction = REGISTRY[name].direction
            share = {1: found.above, -1: found.below}.get(direction, np.nan)
            rows.append({"scenario": scenario, "territory": territory, "indicator": name,
                         "difference": found.difference, "low": found.low, "high": found.high,
                         "share": share, "n": found.n})  # fmt: skip
    return pd.DataFrame(rows)


def bands(
    runs: pd.DataFrame, indicators: Sequence[str], baseline: str, factors: Sequence[str]
) -> pd.DataFrame:
    """Return how far each difference moves with the assumptions.

    Parameters
    ----------
    runs, indicators, baseline
        As `differences` takes them.
    factors
        The assumptions: factors whose values are drawn, the same for each scenario and territory.

    Returns
    -------
    pandas.DataFrame
        A row for each scenario, territory and indicator: band_low and band_high hold 90 % of the
        points (means over the seeds at each), points.
    """
    import pandas as pd

    gaps = []
    for values, part in runs.groupby(list(factors), sort=False):
        for (scenario, territory), pair in _pairs(part, indicators, baseline):
            gap = (pair["b"][list(indicators)] - pair["a"][list(indicators)]).mean(skipna=False)
            gaps.append({"scenario": scenario, "territory": territory, "point": values, **gap})
    long = pd.DataFrame(gaps).melt([*KEY, "point"], var_name="indicator", value_name="gap")
    rows = []
    for key, part in long.groupby([*KEY, "indicator"], sort=False):
        low, high = np.quantile(part["gap"], ((1 - BAND) / 2, (1 + BAND) / 2))
        rows.append({**dict(zip([*KEY, "indicator"], key, strict=True)),
                     "band_low": low, "band_high": high, "points": len(part)})  # fmt: skip
    return pd.DataFrame(rows)


def _pairs(runs: pd.DataFrame, indicators: Sequence[str], baseline: str) -> Any:
    """Yield each scenario and territory with its runs and those of the baseline, by seed."""
    tables = {
        key: part.set_index("seed")[list(indicators)].sort_index()
        for key, part in runs.groupby(KEY, sort=False)
    }
    for (scenario, territory), table in tables.items():
        if scenario != baseline:
            yield (scenario, territory), {"a": tables[baseline, territory], "b": table}
