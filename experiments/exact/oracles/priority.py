"""Two classes on one list, the first served before the second (case V8).

Order of events in one month: Poisson arrivals of both classes; each stay under way ends with the
exit probability; free places go to the first class, then to the second. With N the people in care
or waiting and W those of the first class who wait, (N, W) is a chain: the first class does not see
who of the second waits behind it.
"""

from functools import cache

import numpy as np

from experiments.exact.oracles._basics import (
    NoAnswerError,
    Vector,
    binomial_pmf,
    check_probability,
    poisson_pmf,
)
from experiments.exact.oracles.chains import mean_once_settled
from experiments.exact.oracles.limits import continuous_wait
from experiments.exact.oracles.queues import census_distribution, mean_wait

_MOST_CELLS = 4_000_000
_FAR = 1e-15


@cache
def priority_waits(places: int, load: float, stay: float, first: float) -> tuple[float, float]:
    """Mean waits in months of the first and of the second class.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals of both classes x stay / places, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay in months, >= 1, the same for both.
    first : float
        Share of arrivals in the first class, strictly between 0 and 1 (no unit).

    Returns
    -------
    tuple of float
        Mean waits over all arrivals of each class; no person who holds a place has to leave it.

    Raises
    ------
    ValueError
        As `mean_wait`, or if `first` is not strictly between 0 and 1.

    Notes
    -----
    Source: case V8; in continuous time, Cobham (1954), *Operations Research* 2(1). The order does
    not change how many persons wait: the wait of the second class is the common wait less that of
    the first.
    """
    if not 0.0 < check_probability("first", first) < 1.0:
        raise NoAnswerError(
            f"first must lie strictly between 0 and 1, got {first!r}",
            "between",
            name="first",
            low="0",
            high="1",
        )
    census = census_distribution(places, load, stay)
    arrivals = load * places / stay
    one, two = poisson_pmf(first * arrivals), poisson_pmf((1.0 - first) * arrivals)
    size = int(np.flatnonzero(census > _FAR)[-1]) + 1
    census = census[:size] / census[:size].sum()
    if size * size > _MOST_CELLS:
        raise NoAnswerError(
            "load is too close to 1 for an exact answer; lower load or places",
            "lower",
            names=("load", "places"),
        )
    mixed = np.zeros((size, size))  # rows N before, columns N after, of the second class alone
    for n in range(size):
        moved = two[: size - n]
        mixed[n, n : n + len(moved)] = moved
    exits = [binomial_pmf(busy, 1.0 / stay) for busy in range(places + 1)]

    def step(state: Vector) -> Vector:
        """One month of P(N, W); the known law of N is imposed, so that only W must settle."""
        wide = np.zeros_like(state)
        width = state.shape[1]
        for ended in range(places + 1):
            # All places taken: `ended` of them are free, and no arrival had found one before.
            rows = state[places:] * exits[places][ended]
            for came, weight in enumerate(one):
                to = places - ended + came
                kept = min(size - places, size - to)
                shift = came - ended
                low = max(0, -shift)
                wide[to : to + kept, max(0, shift) : width - low] += (
                    weight * rows[:kept, low : width - max(0, shift)]
                )
                if low:
                    wide[to : to + kept, 0] += weight * rows[:kept, :low].sum(axis=1)
            for busy in range(ended, places):
                free = places - busy + ended
                mass = state[busy, 0] * exits[busy][ended]
                for came, weight in enumerate(one):
                    left = max(came - free, 0)
                    if busy - ended + came < size and left < width:
                        wide[busy - ended + came, left] += mass * weight
        after = mixed.T @ wide
        known = after.sum(axis=1)
        return np.asarray(
            after * np.where(known > 0, census / np.maximum(known, 1e-300), 0)[:, None]
        )

    width = min(size, places + 8 * len(one) + 32)
    start = np.zeros((size, width))
    start[:, 0] = census
    ranks = np.arange(width)
    waiting = mean_once_settled(start, step, lambda state: float(state.sum(axis=0) @ ranks))
    ahead = waiting / (first * arrivals)
    both = mean_wait(places, load, stay)
    return ahead, (both - first * ahead) / (1.0 - first)


def continuous_priority_waits(
    places: int, load: float, stay: float, first: float
) -> tuple[float, float]:
    """Mean waits of both classes in continuous time (Cobham), in the unit of `stay`.

    Parameters
    ----------
    places, load, stay, first
        As `priority_waits`.

    Returns
    -------
    tuple of float
        W_k = [C stay / places] / [(1 - s_(k-1)) (1 - s_k)], s_k the load of the first k classes.

    Raises
    ------
    ValueError
        If an argument is out of its domain.
    """
    both = continuous_wait(places, load, stay)
    ahead = both * (1.0 - load) / (1.0 - first * load)
    return ahead, ahead / (1.0 - load)
