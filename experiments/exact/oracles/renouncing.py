"""People who give up while they wait (case V7).

Order of events in one month: Poisson arrivals; each person who waited at the end of the last month
gives up with the same probability; each stay under way ends with the exit probability; free places
go to waiting persons.
"""

import math
from functools import cache

import numpy as np
from scipy.sparse import csc_array

from experiments.exact.oracles._basics import (
    Matrix,
    NoAnswerError,
    Vector,
    binomial_pmf,
    check_count,
    check_positive,
    check_probability,
    check_stay,
    poisson_pmf,
)
from experiments.exact.oracles.needs import stationary
from experiments.exact.oracles.precision import months_for_mean

_TAIL = 1e-13
_MOST = 1500


def renouncing_share(places: int, load: float, stay: float, rate: float) -> float:
    """Share of arrivals who give up before a place.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals x stay / places, > 0 (no unit). It may exceed 1: a person who drops out makes room.
    stay : float
        Mean stay in months, >= 1.
    rate : float
        Probability of giving up per month of waiting, in (0, 1].

    Returns
    -------
    float
        rate x mean number waiting at a month's end / arrivals (no unit).

    Raises
    ------
    ValueError
        If an argument is out of its domain, or if so few give up that the chain is too large.

    Notes
    -----
    Source: case V7; in continuous time, Erlang A (`limits.continuous_renouncing_share`).
    """
    return _renouncing(places, load, stay, rate)[0]


def renouncing_months(places: int, load: float, stay: float, rate: float) -> float:
    """Months that `renouncing_share` needs in a simulation (`precision`), at most.

    The number who wait varies, and so does the number of those who give up, as a Poisson number
    would: less, since those who give up shorten the list.
    """
    share, waiting = _renouncing(places, load, stay, rate)
    return waiting + stay / (load * places * share)


@cache
def _renouncing(places: int, load: float, stay: float, rate: float) -> tuple[float, float]:
    """Share who give up, and months that the mean number waiting needs."""
    places = check_count("places", places)
    arrivals = check_positive("load", load) * places / check_stay("stay", stay)
    rate = check_probability("rate", check_positive("rate", rate))
    news = poisson_pmf(arrivals)
    size = 2 * places + 4 * len(news) + 32
    if (arrivals - places / stay) / rate > _MOST:
        size = _MOST + 1
    while size <= _MOST:
        moves = _moves(places, 1.0 / stay, rate, news, size)
        census = stationary(moves)
        if census[-1] < _TAIL:
            waiting = np.maximum(np.arange(size) - places, 0.0)
            months = months_for_mean(csc_array(moves), census, waiting)
            return float(census @ waiting) * rate / arrivals, months
        size *= 2
    raise NoAnswerError(
        "too few give up for an exact answer; raise rate, or lower load or places",
        "lower",
        names=("load", "places"),
    )


def _moves(places: int, leave: float, rate: float, news: Vector, size: int) -> Matrix:
    matrix = np.zeros((size, size))
    for n in range(size):
        busy = min(n, places)
        stayed = np.convolve(binomial_pmf(busy, leave)[::-1], binomial_pmf(n - busy, rate)[::-1])
        after = np.convolve(stayed, news)
        matrix[n, : min(size, len(after))] = after[:size]
        matrix[n, -1] += after[size:].sum()
    return np.asarray(matrix / matrix.sum(axis=1, keepdims=True))


def continuous_renouncing_share(places: int, load: float, stay: float, rate: float) -> float:
    """Share of arrivals who give up in continuous time (Erlang A).

    Parameters
    ----------
    places, load, stay, rate
        As `renouncing_share`; `rate` is a hazard per unit of time.

    Returns
    -------
    float
        Share of arrivals (no unit).

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: birth-death chain, death rate places / stay + (n - places) x rate; case V7.
    """
    places = check_count("places", places)
    arrivals = check_positive("load", load) * places / check_positive("stay", stay)
    rate = check_positive("rate", rate)
    logs = [0.0]
    while len(logs) <= places or logs[-1] > max(logs) - 50.0:
        n = len(logs)
        ends = min(n, places) / stay + max(n - places, 0) * rate
        logs.append(logs[-1] + math.log(arrivals / ends))
    weights = np.exp(np.array(logs) - max(logs))
    waiting = np.maximum(np.arange(len(logs)) - places, 0)
    return float(weights @ waiting / weights.sum()) * rate / arrivals
