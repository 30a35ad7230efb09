"""How many months a mean over the months of a chain needs.

Months of one chain resemble each other: n of them say less than n independent ones. In the steady
state of a chain with transitions P the variance of the mean of f over n months approaches s / n,

    s = 2 <f, g> - <f, f>,   g - P g = f,

where f is centred and <., .> is the mean under the steady state (Poisson's equation; Asmussen and
Glynn 2007, *Stochastic Simulation*, chapter IV). All functions give s over the square of the mean:
divided by the square of a relative error, it is the number of months for that error.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import spsolve

from experiments.exact.oracles._basics import Vector, binomial_pmf, poisson_pmf
from experiments.exact.oracles.needs import autocorrelation, stationary
from experiments.exact.oracles.queues import census_distribution

_RARE = 1e-13  # states above the last one of this probability do not count
_STILL = 1e-9  # of a sum, below which the rest of it does not count


def months_for_mean(moves: csc_array, law: Vector, values: Vector, *, mean: float = 0.0) -> float:
    """Months that the mean of some values over the states of a chain needs.

    Parameters
    ----------
    moves : scipy.sparse.csc_array
        Transitions; each row sums to one.
    law : numpy.ndarray
        Steady state; state 0 must not be rare.
    values : numpy.ndarray
        One value per state.
    mean : float, optional
        What the error is compared with, if it is not the mean of the values.

    Returns
    -------
    float
        Months (module docstring).
    """
    centre = float(law @ values)
    away, ahead = values - centre, _ahead(moves, law, values)
    return float(law @ (away * (2.0 * ahead - away))) / (mean or centre) ** 2


def _ahead(moves: csc_array, law: Vector, values: Vector) -> Vector:
    """Return g: what all months from a state on have in excess of the mean of the values."""
    away = values - law @ values
    # One equation follows from the others: g is 0 in state 0, and centred afterwards.
    rest = (eye_array(len(law), format="csc") - moves)[1:, 1:].tocsc()
    ahead = np.concatenate(([0.0], np.atleast_1d(spsolve(rest, away[1:]))))
    return np.asarray(ahead - law @ ahead)


def wait_months(places: int, load: float, stay: float) -> float:
    """Months that the mean wait behind a group of places needs.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals x stay / places, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay in months, >= 1.

    Returns
    -------
    float
        Months of one queue (module docstring).

    Raises
    ------
    ValueError
        As `census_distribution`.

    Notes
    -----
    The wait is the number waiting at a month's end over known arrivals, so that both have the same
    relative error. The chain is that of `queues`.
    """
    return months_for_mean(*_queue(places, load, stay))


def balanced_start(places: int, load: float, stay: float, warmup: int) -> int:
    """Persons at the start from which the mean wait after a warm-up is least biased.

    Parameters
    ----------
    places, load, stay
        As `wait_months`.
    warmup : int
        First months, which do not count.

    Returns
    -------
    int
        Persons in care or waiting.

    Notes
    -----
    From n persons all months after the warm-up have P^warmup g(n) in excess of the steady state.
    A queue is skewed: the start is above its mean.
    """
    moves, law, waiting = _queue(places, load, stay)
    excess = _ahead(moves, law, waiting)
    for _ in range(warmup):
        excess = moves @ excess
    return int(np.argmin(np.abs(excess)))


def _queue(places: int, load: float, stay: float) -> tuple[csc_array, Vector, Vector]:
    """Transitions of a queue, its steady state, and the number waiting."""
    census = census_distribution(places, load, stay)
    size = int(np.flatnonzero(census > _RARE)[-1]) + 1
    census = census[:size] / census[:size].sum()
    news = poisson_pmf(load * places / stay)
    rows, columns, moves = [], [], []
    for n in range(size):
        ended = binomial_pmf(min(n, places), 1.0 / stay)
        chances = np.convolve(ended[::-1], news)
        rows.append(np.full(len(chances), n))
        columns.append(np.minimum(n - len(ended) + 1 + np.arange(len(chances)), size - 1))
        moves.append(chances)
    where = (np.concatenate(rows), np.concatenate(columns))
    flow = csc_array((np.concatenate(moves), where), shape=(size, size))
    return flow, census, np.maximum(np.arange(size) - places, 0.0)


def loss_months(places: int, load: float, stay: float) -> float:
    """Months that the share turned away needs, without a waiting list and with geometric stays.

    Parameters
    ----------
    places, load, stay
        As `loss.loss_probability`.

    Returns
    -------
    float
        Months of one group of places (module docstring).

    Notes
    -----
    The number lost in a month is known from n, the persons in care before it, and from those who
    come. With g of its mean given n, s is the mean variance, given n, of the number lost plus g of
    the next month.
    """
    arrivals = load * places / stay
    news = poisson_pmf(arrivals)
    leaving = np.zeros((places + 1, places + 1))
    for taken in range(places + 1):
        leaving[taken, : taken + 1] = binomial_pmf(taken, 1.0 / stay)[::-1]
    come = np.add.outer(np.arange(places + 1), np.arange(len(news)))
    taken, lost = np.minimum(come, places), np.maximum(come - places, 0)
    moves, mean = np.tensordot(leaving[taken], news, axes=(1, 0)), lost @ news
    law = stationary(moves / moves.sum(axis=1, keepdims=True))
    ahead = np.linalg.solve(np.eye(places + 1) - moves + law, mean - law @ mean)
    next_, square = leaving @ ahead, leaving @ ahead**2
    second = (lost**2 + 2.0 * lost * next_[taken] + square[taken]) @ news
    return float(law @ (second - (mean + moves @ ahead) ** 2)) / float(law @ mean) ** 2


def correlation_months(matrix: ArrayLike, lag: int, level: int) -> float:
    """Months that the correlation between being at a level now and `lag` months later needs.

    Parameters
    ----------
    matrix, lag, level
        As `needs.autocorrelation`, which must not be zero.

    Returns
    -------
    float
        Months of one chain (module docstring).

    Notes
    -----
    To the first order the error of a correlation r is the mean of
    x(t) x(t + lag) - r (x(t)^2 + x(t + lag)^2) / 2 over the variance, x being centred. Its
    covariances over k months are sums over the levels at four dates.
    """
    chain, law = np.asarray(matrix, np.float64), stationary(matrix)
    again = autocorrelation(matrix, lag, level)
    x = (np.arange(len(law)) == level) - law[level]
    error = np.multiply.outer(x, x) - again * np.add.outer(x**2, x**2) / 2.0
    total, k = 0.0, 0
    while True:
        # Dates in order: the second pair begins before the first one ends, or after it.
        gaps, pairs = ((k, lag - k, k), "ik,jl") if k < lag else ((lag, k - lag, lag), "ij,kl")
        steps = [np.linalg.matrix_power(chain, gap) for gap in gaps]
        part = float(np.einsum(f"i,ij,jk,kl,{pairs}->", law, *steps, error, error))
        total += part if k == 0 else 2.0 * part
        if k > lag and abs(part) < _STILL * abs(total):
            return total / (float(law @ x**2) * again) ** 2
        k += 1
