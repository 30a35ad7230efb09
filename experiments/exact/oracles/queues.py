"""Exact waits behind a group of places, month by month (cases V1, V2 and V11).

Order of events in one month: Poisson arrivals; each of the stays under way ends with the exit
probability; free places go to waiting persons, first come first served; persons of the same month
are in random order. The census is taken at the end of the month. With N the number of people in
care or waiting at that moment and c the number of places, this is the chain

    N  ->  N - Binomial(min(N, c), exit probability) + Poisson(arrivals).

Nothing here shares code with the model: these values exist to contradict it.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import as_strided
from scipy.optimize import brentq
from scipy.special import pdtrc

from experiments.exact.oracles._basics import (
    NoAnswerError,
    Vector,
    binomial_pmf,
    check_count,
    check_load,
    check_stay,
    poisson_pmf,
)

# exp(-37) is about 1e-16: the geometric tail beyond the truncation.
_TAIL_EXPONENT = 37.0
_TAIL_MASS = 1e-12
# Beyond this rate one more state holds everything that matters.
_STEEPEST = 100.0
_EXITS_CUT = 1e-20
_LARGE = 1e200
_MAX_BAND_CELLS = 20_000_000
_MAX_WAIT_CELLS = 4_000_000_000


def _rates(
    places: int, load: float, stay: float, exit_probability: float | None
) -> tuple[int, float, float]:
    """Check the arguments; return places, arrivals per month and exit probability per month."""
    places = check_count("places", places)
    arrivals = check_load(load) * places / check_stay("stay", stay)
    leave = 1.0 / float(stay) if exit_probability is None else float(exit_probability)
    if not 0.0 < leave <= 1.0:
        raise ValueError(f"exit_probability must lie in (0, 1], got {exit_probability!r}")
    if arrivals >= places * leave:
        raise ValueError(
            f"no steady state: {arrivals:.6g} arrivals a month against at most "
            f"{places * leave:.6g} exits; lower load or raise exit_probability"
        )
    return places, arrivals, leave


def _tail_rate(places: int, arrivals: float, leave: float) -> float:
    """Rate r of the geometric tail P(N = n) ~ exp(-r n) of the census.

    While every place is taken the census is a random walk; r is the positive root of
    E[exp(r (arrivals - exits))] = 1.
    """

    def log_moment(rate: float) -> float:
        stays_end = -rate if leave == 1.0 else math.log1p(leave * math.expm1(-rate))
        return arrivals * math.expm1(rate) + places * stays_end

    low, high = 0.0, 1e-5
    while log_moment(high) <= 0.0:
        low, high = high, 2.0 * high
        if high > _STEEPEST:
            return _STEEPEST
    if low == 0.0:
        raise NoAnswerError(
            "load is too close to 1 for an exact answer; lower load", "lower", names=("load",)
        )
    return float(brentq(log_moment, low, high))


def census_distribution(
    places: int, load: float, stay: float, exit_probability: float | None = None
) -> Vector:
    """Steady-state law of the number of people in care or waiting at the end of a month.

    The chain is cut where its geometric tail falls below 1e-16; the rate of the tail is known
    exactly, and what flows beyond is left out. States are then eliminated from the top without any
    subtraction: no digit is lost on rare states nor near a load of 1.

    Parameters
    ----------
    places : int
        Number of places, c >= 1.
    load : float
        Arrivals x stay / places, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay in months, >= 1.
    exit_probability : float, optional
        Probability per month that a stay ends; 1 / `stay` by default. It changes the exits only:
        arrivals remain load x places / stay.

    Returns
    -------
    numpy.ndarray
        Probabilities of 0, 1, 2, ... people, summing to one. Moments are exact to a relative 1e-9.

    Raises
    ------
    ValueError
        If an argument is out of its domain, if arrivals exceed the possible exits, or if the load
        is so close to 1 that the chain would not fit in memory.

    Notes
    -----
    Source: order of events of the model (module docstring); case V11. Elimination: Grassmann,
    Taksar and Heyman (1985), *Operations Research* 33(5), kept within the band of possible moves.
    """
    places, arrivals, leave = _rates(places, load, stay, exit_probability)
    news = poisson_pmf(arrivals)
    exits = binomial_pmf(places, leave)
    # With many places the largest numbers of exits never happen; they would only widen the band.
    down = max(1, int(np.count_nonzero(np.cumsum(exits[::-1]) > _EXITS_CUT)) - 1)
    size = places + len(news) + 1
    size += math.ceil(_TAIL_EXPONENT / _tail_rate(places, arrivals, leave))
    while True:
        if size * (down + len(news)) > _MAX_BAND_CELLS:
            raise NoAnswerError(
                "load is too close to 1 for an exact answer; lower load or places",
                "lower",
                names=("load", "places"),
            )
        census = _solve_census(places, leave, news, down, size)
        if census[-1] < _TAIL_MASS * 1e-2:
            return census
        size *= 2


def _solve_census(places: int, leave: float, news: Vector, down: int, size: int) -> Vector:
    """Steady state of the chain on 0..size-1, where one month moves by -down..len(news)-1."""
    up = len(news) - 1
    width = down + up + 1
    band = np.zeros((size + 1, width))
    for busy in range(places + 1):
        exits = binomial_pmf(busy, leave)[: down + 1]
        rows = slice(busy, busy + 1) if busy < places else slice(places, size)
        band[rows, down - len(exits) + 1 :] = np.convolve(exits[::-1], news)
    # flow[i, j] is the cell of the band that holds the move from i to j: a square view that is
    # meaningful only near its diagonal.
    flow = as_strided(
        band.ravel()[down:], shape=(size, size), strides=(8 * (width - 1), 8), writeable=True
    )
    for n in range(size - 1, 0, -1):
        low, left = max(0, n - down), max(0, n - up)
        below = flow[n, low:n]
        flow[left:n, n] /= below.sum()
        flow[left:n, low:n] += np.multiply.outer(flow[left:n, n], below)
    census = np.zeros(size)
    census[0] = 1.0
    for n in range(1, size):
        left = max(0, n - up)
        census[n] = census[left:n] @ flow[left:n, n]
        if census[n] > _LARGE:
            census /= _LARGE
    return census / census.sum()


def mean_wait(
    places: int, load: float, stay: float, exit_probability: float | None = None
) -> float:
    """Mean wait before a place, in months, over all arrivals (those served at once count zero).

    The wait of a person is the number of month-ends spent waiting, so by Little's law it is the
    mean number waiting at the end of a month divided by the arrivals per month.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals x stay / places, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay in months, >= 1.
    exit_probability : float, optional
        Probability per month that a stay ends; 1 / `stay` by default.

    Returns
    -------
    float
        Mean wait, months.

    Raises
    ------
    ValueError
        As `census_distribution`.

    Notes
    -----
    Source: cases V1 and V11. 10 places, load .9: 7.69 months for a stay of 12, 15.24 when the same
    stay is ended with probability 1 - exp(-1/12), which is too rarely.
    """
    places, arrivals, _ = _rates(places, load, stay, exit_probability)
    census = census_distribution(places, load, stay, exit_probability)
    waiting = np.maximum(np.arange(len(census)) - places, 0)
    return float(census @ waiting) / arrivals


def wait_distribution(
    places: int, load: float, stay: float, exit_probability: float | None = None
) -> Vector:
    """Exact law of the wait, in whole months, of one person taken at random among arrivals.

    A new person is behind all persons who remain after the exits of the month, and behind each
    other newcomer of the month with probability one half (random order). While the person waits
    every place is taken, so the number ahead falls by Binomial(places, exit probability) a month.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals x stay / places, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay in months, >= 1.
    exit_probability : float, optional
        Probability per month that a stay ends; 1 / `stay` by default.

    Returns
    -------
    numpy.ndarray
        Probabilities of a wait of 0, 1, 2, ... months; the tail cut off is below 1e-12.

    Raises
    ------
    ValueError
        As `census_distribution`, or if waits are too long to be listed.

    Notes
    -----
    Source: order of events of the model. The number of newcomers ahead is K with
    P(K = k) = P(Poisson(m) > k) / m, the mixture over the month's arrivals of a uniform rank.
    """
    places, arrivals, leave = _rates(places, load, stay, exit_probability)
    # The wait has a geometric tail too, of rate arrivals x (exp(r) - 1) per month.
    rate = _tail_rate(places, arrivals, leave)
    months = 32.0 / (arrivals * math.expm1(rate))
    if months * (_TAIL_EXPONENT / rate) * (places + 1) > _MAX_WAIT_CELLS:
        raise NoAnswerError(
            "waits are too long to be listed; lower load, stay or places",
            "lower",
            names=("load", "stay", "places"),
        )
    census = census_distribution(places, load, stay, exit_probability)
    remaining = np.zeros(len(census))
    for busy in range(places):
        remaining[: busy + 1] += census[busy] * binomial_pmf(busy, leave)[::-1]
    exits = binomial_pmf(places, leave)[::-1]
    remaining += np.convolve(census[places:], exits)[: len(census)]
    ranks = np.arange(len(poisson_pmf(arrivals)))
    before = np.convolve(remaining, pdtrc(ranks, arrivals) / arrivals)
    queue = before[places:]
    waits = [float(before[:places].sum())]
    while queue.sum() > _TAIL_MASS:
        shifted = np.convolve(queue, exits)
        waits.append(float(shifted[:places].sum()))
        queue = shifted[places:]
    return np.array(waits)


def pooling_ratio(
    silos: int, places: int, load: float, stay: float, exit_probability: float | None = None
) -> float:
    """Mean wait in separate groups divided by the mean wait once the groups are pooled.

    Parameters
    ----------
    silos : int
        Number of equal groups put together, >= 1.
    places : int
        Places in each group, >= 1.
    load : float
        Load of each group, hence of the pool, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay in months, >= 1, the same for all.
    exit_probability : float, optional
        Probability per month that a stay ends; 1 / `stay` by default.

    Returns
    -------
    float
        Ratio of two mean waits (no unit), >= 1: pooling like with like shortens the wait.

    Raises
    ------
    ValueError
        As `mean_wait`, or if `silos` is below 1.

    Notes
    -----
    Source: case V2.
    """
    silos = check_count("silos", silos)
    apart = mean_wait(places, load, stay, exit_probability)
    return apart / mean_wait(silos * places, load, stay, exit_probability)
