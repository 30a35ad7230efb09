"""Values of factors that go with what was observed: approximate Bayesian computation on a table.

The points of a table were drawn evenly and run before. What was observed is uncertain, so a draw of
that uncertainty is added to each answer, several times; the nearest answers are kept, weighted by
their distance, and their points are moved along a regression to where the answer is the observed
one. With errors of that kind, the method is exact but for the regression and the distance.

Sources: Beaumont, Zhang and Balding (2002), *Approximate Bayesian computation in population
genetics*; Wilkinson (2013), *Approximate Bayesian computation gives exact results under the
assumption of model error*; coverage: Prangle et al. (2014), *Diagnostic tools for approximate
Bayesian computation using the coverage property*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.sweep.matching import Target

__all__ = ["LEVEL", "Posterior", "Table", "coverage", "posterior", "table_of"]

Array = npt.NDArray[np.float64]

COPIES: Final = 20  # draws of what is uncertain of the observation, for each point
KEPT: Final = 0.3  # share of the table that is kept
LEVEL: Final = 0.9  # of intervals
EDGE: Final = 1e-6  # a factor is kept away from both its ends by as much


class Table(NamedTuple):
    """Points, and answers as they could have been observed.

    Attributes
    ----------
    unit : float64[rows, factors]
        Each factor from 0 to 1.
    observed : float64[rows, targets]
        Answers, each with a draw of its uncertainty.
    point : int64[rows]
        The point that a row comes from.
    """

    unit: Array
    observed: Array
    point: npt.NDArray[np.int64]


class Posterior(NamedTuple):
    """Values of the factors that go with an observation.

    Attributes
    ----------
    unit : float64[values, factors]
        Each factor from 0 to 1.
    weights : float64[values]
        They sum to 1.
    """

    unit: Array
    weights: Array

    def quantiles(self, shares: Sequence[float]) -> Array:
        """Return weighted quantiles of each factor: float64[shares, factors]."""
        return np.array(
            [
                np.quantile(column, shares, weights=self.weights, method="inverted_cdf")
                for column in self.unit.T
            ]
        ).T

    def drawn(self, count: int, seed: int) -> Array:
        """Draw values by their weights: float64[count, factors]."""
        rng = np.random.default_rng(seed)
        return self.unit[rng.choice(len(self.unit), count, p=self.weights)]


def table_of(unit: Array, answers: Array, targets: Sequence[Target], seed: int = 1) -> Table:
    """Return the table of points and of answers as they could have been observed.

    Parameters
    ----------
    unit : float64[points, factors]
        Each factor from 0 to 1, drawn evenly from what is plausible.
    answers : float64[points, targets]
        Answers of the model at these points.
    seed
        Luck of the uncertainty.
    """
    point = np.tile(np.arange(len(unit)), COPIES)
    luck = np.random.default_rng(seed).standard_normal((len(point), len(targets)))
    spread = np.array([target.spread for target in targets])
    return Table(unit[point], answers[point] + spread * luck, point)


def posterior(table: Table, observed: Array, *, without: int = -1) -> Posterior:
    """Return the values of the factors that go with an observation.

    Factors are moved on the scale of their log odds, so that none leaves its interval.

    Parameters
    ----------
    observed : float64[targets]
        What was observed.
    without
        A point whose rows are left out.
    """
    rows = table.point != without
    unit, answers = table.unit[rows], table.observed[rows]
    scale = answers.std(axis=0)
    apart = (answers - observed) / np.where(scale > 0, scale, 1.0)
    distance = np.sqrt((apart**2).sum(axis=1))
    reach = np.quantile(distance, KEPT)
    near = distance < reach if (distance < reach).any() else distance <= reach
    weights = 1 - (distance[near] / reach) ** 2 if reach else np.ones(near.sum())
    weights = np.maximum(weights, EDGE)
    inside = np.clip(unit[near], EDGE, 1 - EDGE)
    odds = np.log(inside / (1 - inside))
    terms = np.column_stack([np.ones(near.sum()), apart[near]])
    root = np.sqrt(weights)[:, None]
    slopes = np.linalg.lstsq(terms * root, odds * root)[0][1:]
    moved = odds - apart[near] @ slopes
    return Posterior(1 / (1 + np.exp(-moved)), weights / weights.sum())


def coverage(
    unit: Array, answers: Array, targets: Sequence[Target], *, count: int = 200, seed: int = 1
) -> npt.NDArray[np.int64]:
    """Count how often the interval of a posterior holds the values that an observation comes from.

    Each observation is made up from a point of the table, with a draw of its uncertainty, and is
    answered from all other points. Intervals of 90 % should hold nine values of ten.

    Parameters
    ----------
    unit, answers
        As `table_of` takes them.
    count
        Observations that are made up.
    seed
        Luck of both.

    Returns
    -------
    int64[factors]
        Observations whose interval holds the value of the factor.
    """
    table = table_of(unit, answers, targets, seed)
    rng = np.random.default_rng([seed, 1])
    points = np.resize(rng.permutation(len(unit)), count)
    spread = np.array([target.spread for target in targets])
    held = np.zeros(unit.shape[1], np.int64)
    for point in points:
        observed = answers[point] + spread * rng.standard_normal(len(targets))
        found = posterior(table, observed, without=int(point))
        low, high = found.quantiles(((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        held += (low <= unit[point]) & (unit[point] <= high)
    return held
