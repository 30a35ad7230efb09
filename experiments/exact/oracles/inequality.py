"""Inequality of waits and of any quantity in groups (case V22), from the definitions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from experiments.exact.oracles._basics import Vector
from experiments.exact.oracles.limits import erlang_c
from experiments.exact.oracles.queues import wait_distribution


def gini_of_law(law: ArrayLike) -> float:
    """Gini index of a law given as probabilities of 0, 1, 2, ...: mean difference / 2 means.

    Parameters
    ----------
    law : array_like
        Probabilities, summing to one.

    Returns
    -------
    float
        Between 0 and 1 (no unit); nan when everything is at 0.
    """
    below = np.cumsum(np.asarray(law, dtype=np.float64))
    return float((below * (1.0 - below)).sum() / (1.0 - below).sum())


def wait_gini(places: int, load: float, stay: float) -> float:
    """Gini index of the waits of all arrivals behind `places`, first come first served.

    Parameters
    ----------
    places, load, stay
        As `wait_distribution`.

    Returns
    -------
    float
        Gini index (no unit).

    Raises
    ------
    ValueError
        As `wait_distribution`.

    Notes
    -----
    Source: case V22; 1 - C/2 in continuous time, C of Erlang (`continuous_wait_gini`).
    """
    return gini_of_law(wait_distribution(places, load, stay))


def continuous_wait_gini(places: int, load: float) -> float:
    """Gini index of waits in continuous time, 1 - C/2.

    Parameters
    ----------
    places, load
        As `wait_gini`.

    Returns
    -------
    float
        Gini index (no unit): a wait is 0 with probability 1 - C, else exponential.

    Raises
    ------
    ValueError
        If an argument is out of its domain.
    """
    return 1.0 - erlang_c(places, load * places) / 2.0


def gini_of_values(values: Sequence[float]) -> float:
    """Gini index of a list of values, by comparing each pair once.

    Parameters
    ----------
    values : sequence of float
        Values >= 0, not all zero.

    Returns
    -------
    float
        Mean difference over twice the mean (no unit).
    """
    x = np.asarray(values, dtype=np.float64)
    return float(np.abs(np.subtract.outer(x, x)).mean() / (2.0 * x.mean()))


def theil_of_values(values: Sequence[float]) -> float:
    """Theil index of a list of values: mean of (x / mean) log (x / mean).

    Parameters
    ----------
    values : sequence of float
        Values >= 0, not all zero.

    Returns
    -------
    float
        From 0 (all alike) up (no unit).
    """
    x: Vector = np.asarray(values, dtype=np.float64)
    r = x / x.mean()
    return float(xlogy(r, r).mean())
