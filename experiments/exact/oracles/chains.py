"""Steady states of large sparse chains, and of chains walked month by month."""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import spsolve

from experiments.exact.oracles._basics import NoAnswerError, Vector

_STEPS = 400_000
_STILL = 1e-11  # change of a mean over as many steps as have been made, relative


def flow_of(rows: list[int], columns: list[int], moves: list[float]) -> csc_array:
    """Return the matrix of a chain from its moves; every state begins and ends one."""
    size = max(rows) + 1
    return csc_array((moves, (rows, columns)), shape=(size, size))


def sparse_steady_state(rows: list[int], columns: list[int], moves: list[float]) -> Vector:
    """Steady state of a chain given by its moves; state 0 must not be rare.

    Parameters
    ----------
    rows, columns : list of int
        Start and end of each move; every state from 0 on is left by at least one move.
    moves : list of float
        Probabilities; those of one row sum to one.

    Returns
    -------
    numpy.ndarray
        Probabilities of the states.
    """
    size = max(rows) + 1
    flow = flow_of(columns, rows, moves)
    rest = csc_array(([1.0] * size, (range(size), range(size)))) - flow
    # One equation follows from the others: state 0 is given the weight 1, the rest follows.
    others = spsolve(rest[1:, 1:].tocsc(), -rest[1:, [0]].toarray().ravel())
    found = np.concatenate(([1.0], np.atleast_1d(others)))
    return np.asarray(found / found.sum(), dtype=np.float64)


def mean_once_settled(
    state: Vector, step: Callable[[Vector], Vector], mean: Callable[[Vector], float]
) -> float:
    """Mean of a chain in its steady state: its law is iterated until the mean no longer changes.

    Parameters
    ----------
    state : numpy.ndarray
        Law at the start.
    step : callable
        Law of the next month.
    mean : callable
        Quantity that is averaged, as a function of the law.

    Raises
    ------
    ValueError
        When the mean still moves after 400,000 months.
    """
    before, done, turn = mean(state), 0, 256
    while done < _STEPS:
        for _ in range(turn):
            state = step(state)
        done += turn
        now = mean(state)
        # The change over `turn` months bounds what is left once it shrinks with every turn.
        if abs(now - before) <= _STILL * turn * abs(now):
            return now
        before = now
    raise NoAnswerError(
        "load is too close to 1 for an exact answer; lower load", "lower", names=("load",)
    )
