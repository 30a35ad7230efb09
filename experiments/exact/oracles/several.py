"""Answers in several domains, one after another or at once (case V10).

One server per domain. Order of events in one month: people come and join the list of their first
domain (one after another) or of every domain (at once); each support under way ends with the exit
probability, and a person served one domain after another joins the next list in the same month;
free servers take waiting persons, first come first served. Months are counted from the arrival
until the last support has ended.
"""

import math

import numpy as np

from experiments.exact.oracles._basics import (
    NoAnswerError,
    Vector,
    check_count,
    check_load,
    check_stay,
    poisson_pmf,
)
from experiments.exact.oracles.chains import mean_once_settled
from experiments.exact.oracles.queues import census_distribution, wait_distribution

_MOST_CELLS = 400_000
_FAR = 1e-13


def _chain(load: float, stay: float) -> tuple[float, float, Vector, Vector]:
    """Arrivals, exit probability, law of the arrivals and of the people in one domain."""
    arrivals = check_load(load) / check_stay("stay", stay)
    census = census_distribution(1, load, stay)
    census = census[: int(np.flatnonzero(census > _FAR)[-1]) + 1]
    if len(census) ** 2 > _MOST_CELLS:
        raise NoAnswerError(
            "load is too close to 1 for an exact answer; lower load", "lower", names=("load",)
        )
    return arrivals, 1.0 / stay, poisson_pmf(arrivals), census / census.sum()


def _after_exits(law: Vector, leave: float) -> Vector:
    """Law once the support under way has ended or not, along the first axis."""
    after = law.copy()
    after[1:] *= 1.0 - leave
    after[:-1] += leave * law[1:]
    return after


def serial_time(load: float, stay: float) -> float:
    """Mean months to be answered in two domains, the second after the first.

    Parameters
    ----------
    load : float
        Load of each server, arrivals x stay, strictly between 0 and 1 (no unit).
    stay : float
        Mean length of each support in months, >= 1.

    Returns
    -------
    float
        Mean months from the arrival to the end of the second support.

    Raises
    ------
    ValueError
        If an argument is out of its domain, or if the load is too close to 1.

    Notes
    -----
    Source: case V10; a chain of both numbers of people. In continuous time the second queue is like
    the first (Burke 1956) and the answer 2 stay / (1 - load); in months people leave the first
    one by one, whatever the number who came, and the second is easier.
    """
    arrivals, leave, news, census = _chain(load, stay)
    size = len(census)
    come = np.zeros((size, size))  # rows before, columns after; the excess stays at the edge
    for n in range(size):
        moved = news[: size - n]
        come[n, n : n + len(moved)] = moved
        come[n, -1] += 1.0 - moved.sum()

    def step(law: Vector) -> Vector:
        second = _after_exits(law.T, leave).T
        after = second.copy()
        after[1:] *= 1.0 - leave
        after[:-1, 1:] += leave * second[1:, :-1]
        after[:-1, -1] += leave * second[1:, -1]
        return np.asarray(come.T @ after)

    ranks = np.arange(size)
    start = np.multiply.outer(census, census)
    both = mean_once_settled(
        start, step, lambda law: float(law.sum(axis=1) @ ranks + law.sum(axis=0) @ ranks)
    )
    return both / arrivals


def parallel_time(load: float, stay: float) -> float:
    """Mean months to be answered in two domains asked for at once.

    Parameters
    ----------
    load, stay
        As `serial_time`.

    Returns
    -------
    float
        Mean months from the arrival to the end of the last support.

    Raises
    ------
    ValueError
        As `serial_time`.

    Notes
    -----
    Source: case V10. Both lists are served in the same order, so that the number of persons not yet
    served is the length of the longer list; (12 - load) / 8 x stay / (1 - load) in continuous time
    (Nelson and Tantawi 1988, *IEEE Transactions on Computers* 37(6)).
    """
    arrivals, leave, news, census = _chain(load, stay)
    size = len(census)

    def step(law: Vector) -> Vector:
        left = _after_exits(_after_exits(law, leave).T, leave).T
        after = np.zeros_like(left)
        for came, weight in enumerate(news[:size]):
            after[came:, came:] += weight * left[: size - came, : size - came]
        return np.asarray(after / after.sum())

    ranks = np.arange(size)
    longer = np.maximum.outer(ranks, ranks)
    start = np.diag(census)
    return mean_once_settled(start, step, lambda law: float((law * longer).sum())) / arrivals


def independent_time(domains: int, load: float, stay: float) -> float:
    """Mean of the longest of `domains` independent answers.

    Parameters
    ----------
    domains : int
        Number of answers, >= 1.
    load, stay
        As `serial_time`.

    Returns
    -------
    float
        Mean months until the last support has ended.

    Raises
    ------
    ValueError
        As `serial_time`.

    Notes
    -----
    Source: case V10; harmonic number H_k x stay / (1 - load) in continuous time.
    """
    domains = check_count("domains", domains)
    waits = wait_distribution(1, check_load(load), check_stay("stay", stay))
    months = len(waits) + math.ceil(37.0 * stay)
    ends = (1.0 / stay) * (1.0 - 1.0 / stay) ** np.arange(months)
    done = np.cumsum(np.convolve(waits, ends)[:months])  # entry t: done after t + 1 months
    return 1.0 + float((1.0 - np.minimum(done, 1.0) ** domains).sum())
