"""Chains of need levels: steady state, memory and time before leaving (case V18)."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from experiments.exact.oracles._basics import Matrix, NoAnswerError, Vector, check_count

_ROUNDING = 1e-9


def _square(matrix: ArrayLike) -> Matrix:
    """Return a square matrix of probabilities, or raise ValueError."""
    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or values.shape[0] == 0:
        raise NoAnswerError(
            f"matrix must be square and not empty, got shape {values.shape}", "rows"
        )
    if not np.all(np.isfinite(values)) or np.any(values < 0.0):
        raise NoAnswerError("matrix must hold finite probabilities >= 0", "rows")
    return values


def _stochastic(matrix: ArrayLike) -> Matrix:
    """Return a matrix whose rows sum to one, or raise ValueError."""
    values = _square(matrix)
    sums = values.sum(axis=1)
    if np.any(np.abs(sums - 1.0) > _ROUNDING):
        raise NoAnswerError(f"each row must sum to 1, got {sums}", "rows")
    return values


def _level(name: str, level: int, size: int) -> int:
    level = check_count(name, level, 0)
    if level >= size:
        raise ValueError(f"{name} must be below the number of levels {size}, got {level}")
    return level


def stationary(matrix: ArrayLike) -> Vector:
    """Steady-state shares of a Markov chain, the only solution of x P = x.

    Levels are eliminated one by one without any subtraction, so that even tiny shares keep their
    digits.

    Parameters
    ----------
    matrix : array_like
        Monthly transition probabilities, one row per level, each row summing to one.

    Returns
    -------
    numpy.ndarray
        Share of time in each level (no unit), zero for levels left for ever.

    Raises
    ------
    ValueError
        If the matrix is not a transition matrix, or if the steady state depends on the start.

    Notes
    -----
    Source: Grassmann, Taksar and Heyman (1985), *Operations Research* 33(5); case V18.
    """
    values = _stochastic(matrix)
    count, label = connected_components(csr_array(values), directed=True, connection="strong")
    closed = [
        group
        for group in range(count)
        if not np.any(values[np.ix_(label == group, label != group)] > 0.0)
    ]
    if len(closed) != 1:
        raise NoAnswerError(
            f"the steady state is not unique: {len(closed)} sets of levels are never left",
            "closed",
        )
    kept = np.flatnonzero(label == closed[0])
    work = values[np.ix_(kept, kept)].copy()
    for n in range(len(kept) - 1, 0, -1):
        work[:n, n] /= work[n, :n].sum()
        work[:n, :n] += np.outer(work[:n, n], work[n, :n])
    weights = np.ones(len(kept))
    for n in range(1, len(kept)):
        weights[n] = weights[:n] @ work[:n, n]
        # Normalised on the way: the first level may be so rare that its weights overflow.
        weights[: n + 1] /= weights[: n + 1].sum()
    shares = np.zeros(len(values))
    shares[kept] = weights
    return shares


def autocorrelation(matrix: ArrayLike, lag: int, level: int) -> float:
    """Correlation between being at `level` now and being there `lag` months later.

    Parameters
    ----------
    matrix : array_like
        Monthly transition probabilities, each row summing to one, with one steady state.
    lag : int
        Months between the two observations, >= 0.
    level : int
        Level observed, counted from 0.

    Returns
    -------
    float
        Correlation of the two indicators in the steady state (no unit). With two levels it is
        (1 - a - b)^lag, a and b being the two monthly probabilities of change.

    Raises
    ------
    ValueError
        If an argument is out of its domain, or if `level` is occupied always or never.

    Notes
    -----
    Source: case V18.
    """
    values = _stochastic(matrix)
    lag = check_count("lag", lag, 0)
    level = _level("level", level, len(values))
    share = float(stationary(values)[level])
    if not 0.0 < share < 1.0:
        raise ValueError(f"level {level} is occupied with probability {share}: no correlation")
    later = float(np.linalg.matrix_power(values, lag)[level, level])
    return (later - share) / (1.0 - share)


def fundamental_matrix(transient: ArrayLike) -> Matrix:
    """Return the months expected in each transient level, N = (I - Q)^-1.

    Parameters
    ----------
    transient : array_like
        Monthly transition probabilities Q between transient levels; rows sum to at most one.

    Returns
    -------
    numpy.ndarray
        N[i, j], months spent in j by someone who starts in i, the first month included.

    Raises
    ------
    ValueError
        If Q is not such a matrix, or if some level can never be left.

    Notes
    -----
    Source: Kemeny and Snell, *Finite Markov Chains*; case V18.
    """
    values = _square(transient)
    sums = values.sum(axis=1)
    if np.any(sums > 1.0 + _ROUNDING):
        raise ValueError(f"each row must sum to at most 1, got {sums}")
    # Who can reach the way out? Checked on the graph: near a singular matrix an inverse exists
    # numerically and means nothing.
    leaves = sums < 1.0 - _ROUNDING
    for _ in range(len(values)):
        leaves = leaves | np.any(values[:, leaves] > 0.0, axis=1)
    if not np.all(leaves):
        raise ValueError(f"levels {np.flatnonzero(~leaves).tolist()} are never left")
    return np.linalg.inv(np.eye(len(values)) - values)


def transient_mean_time(matrix: ArrayLike, targets: Iterable[int]) -> Vector:
    """Mean number of months before one of the `targets` is reached, for each starting level.

    Parameters
    ----------
    matrix : array_like
        Monthly transition probabilities, each row summing to one.
    targets : iterable of int
        Levels to reach, counted from 0, at least one.

    Returns
    -------
    numpy.ndarray
        Mean time in months from each level; zero from the targets themselves.

    Raises
    ------
    ValueError
        If an argument is out of its domain, or if the targets may never be reached.

    Notes
    -----
    Source: row sums of the fundamental matrix; Kemeny and Snell; case V18.
    """
    values = _stochastic(matrix)
    reached = sorted({_level("target", target, len(values)) for target in targets})
    if not reached:
        raise ValueError("targets must name at least one level")
    others = np.setdiff1d(np.arange(len(values)), reached)
    times = np.zeros(len(values))
    if len(others):
        times[others] = fundamental_matrix(values[np.ix_(others, others)]).sum(axis=1)
    return times
