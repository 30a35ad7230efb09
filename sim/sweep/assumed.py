"""How sure a difference is: what the values that nobody has measured would make of it.

A *set* holds a value of each parameter that has a declared range, drawn over that range (its
*prior*). The same sets, people and luck serve both worlds, so that the spread of their paired
differences is what is assumed; the spread between seeds is luck.

Sources: standardised rank regression, Saltelli and others (2008), *Global Sensitivity Analysis*;
what the sets make of a difference: `sim.results.doubt`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim import compose
from sim.compose.words import nested
from sim.errors import InputError
from sim.sweep.design import Design, Interval

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.scenario import Scenario

__all__ = ["as_it_is", "groups", "prior", "rank_regression"]

Numbers = npt.NDArray[np.float64]


def prior(
    ranges: Mapping[str, Interval], by: float, scenarios: Sequence[Scenario]
) -> dict[str, Interval]:
    """Return ranges `by` times as wide around their middle, inside what a parameter may be.

    Parameters
    ----------
    ranges
        Both ends of each parameter, by its full name.
    by
        1 for the ranges as they are.
    scenarios
        The worlds that take the parameters; a range that one of them would refuse, because of the
        value of another parameter, stays as it is.
    """
    if by == 1.0:
        return dict(ranges)
    found: dict[str, Interval] = {}
    for name, (low, high) in ranges.items():
        parameter = compose.parameters()[name]
        middle, half = (low + high) / 2, by * (high - low) / 2
        least = parameter.schema.get("minimum", -np.inf)
        most = parameter.schema.get("maximum", np.inf)
        ends = (max(middle - half, least), min(middle + half, most))
        if parameter.kind == "integer":
            ends = (round(ends[0]), round(ends[1]))
        ok = ends[0] < ends[1] and _accepted(name, ends, scenarios)
        found[name] = ends if ok else (low, high)
    return found


def _accepted(name: str, ends: Interval, scenarios: Sequence[Scenario]) -> bool:
    try:
        for scenario in scenarios:
            for end in ends:
                scenario.with_(**nested({name: end}))
    except InputError:
        return False
    return True


def as_it_is(factors: Mapping[str, Any]) -> Design:
    """Return the design of one point that leaves every parameter at its own value."""
    return Design("as_it_is", dict(factors), ((None,) * len(factors),))


def _standard_ranks(table: Numbers) -> Numbers:
    """Ranks in each column, mean 0 and variance 1; a column of equal numbers is 0."""
    from scipy.stats import rankdata

    ranks = rankdata(table, axis=0)
    spread = ranks.std(axis=0)
    found: Numbers = (ranks - ranks.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return found


def rank_regression(
    points: pd.DataFrame, values: Numbers
) -> tuple[pd.DataFrame, dict[str, float], float]:
    """Return which parameters order the differences: standardised rank regression.

    Parameters
    ----------
    points
        float64, a row a set, a column a parameter, with its full name.
    values : float64[sets]
        Difference of each set.

    Returns
    -------
    weights : pandas.DataFrame
        A row a parameter, the heaviest first: factor, weight (from -1 to 1) and half (half-width of
        its 95 % interval).
    parts : dict
        By group of parameters, how much less of the order is explained without them.
    explained : float
        Share of the variance of ranks that all explain (R²).

    Raises
    ------
    InputError
        When there are not at least two sets more than parameters.
    """
    import pandas as pd
    from scipy.stats import t

    from sim.lang import Message

    n, k = points.shape
    left = n - k - 1
    if left < 1:
        raise InputError(Message("assumptions.few", sets=n, least=k + 2))
    x = _standard_ranks(points.to_numpy(np.float64))
    y = _standard_ranks(values[:, None])[:, 0]
    weights, explained = _fit(x, y)
    inverse = np.linalg.pinv(x.T @ x)
    noise = float(((y - x @ weights) ** 2).sum()) / left
    half = t.ppf(0.975, left) * np.sqrt(noise * np.diag(inverse))
    names = list(map(str, points.columns))
    parts = {
        group: explained
        - _fit(x[:, [rank for rank, n in enumerate(names) if n not in members]], y)[1]
        for group, members in groups(names).items()
    }
    table = pd.DataFrame({"factor": names, "weight": weights, "half": half})
    order = np.argsort(-np.abs(weights), kind="stable")
    return table.iloc[order].reset_index(drop=True), parts, explained


def _fit(x: Numbers, y: Numbers) -> tuple[Numbers, float]:
    """Least squares through 0: weights, and the share of variance explained."""
    whole = float((y**2).sum())
    if not x.shape[1] or whole == 0.0:
        return np.zeros(x.shape[1]), 0.0
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    return weights, 1.0 - float(((y - x @ weights) ** 2).sum()) / whole


def groups(names: Sequence[str]) -> dict[str, list[str]]:
    """Return parameters by the group that they belong to, which is their name up to the last dot.

    Examples
    --------
    >>> groups(["change.tau", "organisation.pole.capture", "organisation.pole.coverage"])
    {'change': ['change.tau'], 'organisation.pole': ['organisation.pole.capture', 'organisation.pole.coverage']}
    """  # noqa: E501
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.rpartition(".")[0], []).append(name)
    return found
