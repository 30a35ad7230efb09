"""Share of arrivals lost when there is no waiting list (case V6).

Order of events in one month: stays end; the arrivals of the month, a Poisson number, take the free
places; arrivals that find no place are lost. A person admitted in month t for k months leaves in
month t + k, before the arrivals of that month.

In continuous time the share lost depends on the mean stay only (Erlang B). In months this is exact
with one place and only approximate with more, because people of the same month compete for the same
places: hence one exact chain per law of stay.

The state is always taken after the stays of the month have ended and before its arrivals: persons
who leave are forgotten, which makes the state space as small as it can be.
"""

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from experiments.exact.oracles._basics import (
    NoAnswerError,
    Vector,
    binomial_pmf,
    check_count,
    check_positive,
    check_stay,
    poisson_at_least,
    poisson_pmf,
)
from experiments.exact.oracles.needs import stationary
from experiments.exact.oracles.stays import fixed_stay_law, lognormal_stay_law, mean_stay

type StayLaw = Literal["geometric", "fixed", "lognormal", "mixture"]

MAX_STATES = 400_000
_MAX_MOVES = 10_000_000
_MAX_STEPS = 50_000
_CHANGE = 1e-13
_SHIFT = 0.9
_OPTIONS = {"lognormal": {"sigma", "stay_max"}, "mixture": {"short_stay", "long_stay"}}


def loss_probability(
    places: int,
    load: float,
    stay: float,
    stay_law: StayLaw = "geometric",
    *,
    sigma: float | None = None,
    stay_max: int | None = None,
    short_stay: float | None = None,
    long_stay: float | None = None,
) -> float:
    """Exact share of arrivals lost because no place is free, in the steady state.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Offered load per place, arrivals x stay / places, > 0 (no unit). It may exceed 1: without a
        waiting list there is always a steady state.
    stay : float
        Mean stay in months, >= 1; a whole number if the law is ``fixed``.
    stay_law : {'geometric', 'fixed', 'lognormal', 'mixture'}
        Law of the stay. ``lognormal`` is `lognormal_stay_law`; ``mixture`` is two geometric groups.
    sigma : float, optional
        Only and always for ``lognormal``: standard deviation of the logarithm (no unit).
    stay_max : int, optional
        Only and always for ``lognormal``: longest stay in months.
    short_stay, long_stay : float, optional
        Only and always for ``mixture``: mean stays of the two groups in months,
        short_stay <= stay <= long_stay. The share of short stays is the one that gives the mean
        `stay`, (long_stay - stay) / (long_stay - short_stay).

    Returns
    -------
    float
        Mean number lost per month over mean number of arrivals (no unit), to about 1e-10.

    Raises
    ------
    ValueError
        If an argument is out of its domain, missing for the law or foreign to it, or if the chain
        would need more than 400,000 states or ten million moves (fixed and lognormal stays:
        10 places go with 12 months, 4 with 46, 3 with 87, 2 with 271).
    RuntimeError
        If the power iteration has not settled (very high load with stays all alike).

    Notes
    -----
    Source: case V6; the continuous counterpart is `limits.erlang_b`.
    """
    places = check_count("places", places)
    arrivals = check_positive("load", load) * places / check_stay("stay", stay)
    options = {"sigma": sigma, "stay_max": stay_max, "short_stay": short_stay}
    options["long_stay"] = long_stay
    foreign = {name for name, value in options.items() if value is not None}
    foreign -= _OPTIONS.get(stay_law, set())
    if foreign:
        raise ValueError(f"stay_law {stay_law!r} does not use {', '.join(sorted(foreign))}")
    if stay_law == "geometric":
        return _geometric_loss(places, arrivals, 1.0 / stay)
    if stay_law == "fixed":
        return _law_loss(places, arrivals, fixed_stay_law(_whole(stay)), "stay")
    if stay_law == "lognormal":
        if sigma is None or stay_max is None:
            raise ValueError("stay_law 'lognormal' needs sigma and stay_max")
        return _law_loss(places, arrivals, lognormal_stay_law(stay, sigma, stay_max), "stay_max")
    if stay_law != "mixture":
        raise ValueError(f"stay_law must be geometric, fixed, lognormal or mixture: {stay_law!r}")
    if short_stay is None or long_stay is None:
        raise ValueError("stay_law 'mixture' needs short_stay and long_stay")
    check_stay("short_stay", short_stay)
    check_stay("long_stay", long_stay)
    if not short_stay <= stay <= long_stay or short_stay == long_stay:
        raise ValueError(
            f"a mixture needs short_stay <= stay <= long_stay, not all equal: "
            f"got {short_stay}, {stay}, {long_stay}"
        )
    share = (long_stay - stay) / (long_stay - short_stay)
    return _mixture_loss(places, arrivals, (1.0 / short_stay, 1.0 / long_stay), share)


def loss_with_law(places: int, load: float, law: ArrayLike) -> float:
    """Exact share of arrivals lost for any law of stay with a longest stay.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals x mean of `law` / places, > 0 (no unit).
    law : array_like
        Probabilities of a stay of 1, 2, ... months, summing to one.

    Returns
    -------
    float
        Share lost (no unit), to about 1e-10.

    Raises
    ------
    ValueError
        If an argument is out of its domain or the chain is too large, as `loss_probability`.
    RuntimeError
        If the power iteration has not settled.

    Notes
    -----
    Source: case V6.
    """
    places = check_count("places", places)
    load = check_positive("load", load)
    stays = np.asarray(law, dtype=np.float64)
    if stays.ndim != 1 or len(stays) == 0 or not np.all(stays >= 0.0):
        raise ValueError("law must be a list of probabilities >= 0")
    if abs(float(stays.sum()) - 1.0) > 1e-9:
        raise ValueError(f"law must sum to 1, got {stays.sum()}")
    stays = np.trim_zeros(stays, "b")
    return _law_loss(places, load * places / mean_stay(stays), stays, "the longest stay")


def _whole(stay: float) -> int:
    """Return a fixed stay as an int, or raise ValueError if it is not a whole number of months."""
    if not float(stay).is_integer():
        raise NoAnswerError(
            f"a fixed stay must be a whole number of months, got {stay!r}",
            "whole",
            name="stay",
            low="1",
        )
    return int(stay)


def _lost(arrivals: float, free: NDArray[np.int64]) -> Vector:
    """Mean number lost in a month that begins with `free` places, E[(arrivals - free)+]."""
    return np.array(
        [
            arrivals * poisson_at_least(arrivals, f) - f * poisson_at_least(arrivals, f + 1)
            for f in free.tolist()
        ]
    )


def _admissions(arrivals: float, places: int) -> Vector:
    """Table [free, admitted] of the probability of admitting so many with so many free places."""
    news = np.concatenate((poisson_pmf(arrivals), np.zeros(places + 1)))
    table = np.zeros((places + 1, places + 1))
    for free in range(places + 1):
        table[free, :free] = news[:free]
        table[free, free] = poisson_at_least(arrivals, free)
    return table


def _settle(step: Callable[[Vector], Vector], start: Vector) -> Vector:
    """Iterate a transition until a step moves less than 1e-13 of the mass."""
    state = start
    for _ in range(_MAX_STEPS):
        following = step(state)
        following /= following.sum()
        if np.abs(following - state).sum() < _CHANGE:
            return following
        # Not the whole way: under a very high load with stays all alike the places are filled in
        # step, and the chain alone would turn round for ever.
        state = _SHIFT * following + (1.0 - _SHIFT) * state
    raise RuntimeError(f"the chain has not settled after {_MAX_STEPS} steps; lower load")


def _geometric_loss(places: int, arrivals: float, leave: float) -> float:
    """Loss with geometric stays: the number in care is itself a chain."""
    taken = np.arange(places + 1)
    admit = _admissions(arrivals, places)
    after = np.zeros((places + 1, places + 1))
    for n in range(places + 1):
        after[n, n:] = admit[places - n, : places - n + 1]
    leaving = np.zeros_like(after)
    for n in range(places + 1):
        leaving[n, : n + 1] = binomial_pmf(n, leave)[::-1]
    matrix = after @ leaving
    share = stationary(matrix / matrix.sum(axis=1, keepdims=True))
    return float(share @ _lost(arrivals, places - taken)) / arrivals


def _mixture_loss(places: int, arrivals: float, leave: tuple[float, float], share: float) -> float:
    """Loss with two geometric groups: the chain counts those in care from each group."""
    side = places + 1
    if side * side > MAX_STATES:
        raise NoAnswerError(
            f"more than {MAX_STATES} states; lower places", "lower", names=("places",)
        )
    exits = np.zeros((2, side, side))
    for group, end in enumerate(leave):
        for n in range(side):
            exits[group, n, : n + 1] = binomial_pmf(n, end)[::-1]
    taken = np.add.outer(np.arange(side), np.arange(side))
    possible = taken <= places
    free = np.where(possible, places - taken, 0)
    admit = np.where(possible[:, :, None], _admissions(arrivals, places)[free], 0.0)

    def step(state: Vector) -> Vector:
        now = state.reshape(side, side)
        full = np.zeros_like(now)
        # Newcomers are added one at a time (Horner's scheme): each picks a group on their own.
        for admitted in range(places, -1, -1):
            added = np.zeros_like(now)
            added[1:] += share * full[:-1]
            added[:, 1:] += (1.0 - share) * full[:, :-1]
            full = added + admit[:, :, admitted] * now
        return np.asarray(exits[0].T @ full @ exits[1], dtype=np.float64).ravel()

    start = np.zeros(side * side)
    start[0] = 1.0
    state = _settle(step, start)[possible.ravel()]
    by_free = np.bincount(free[possible], weights=state, minlength=side)
    return float(by_free @ _lost(arrivals, np.arange(side))) / arrivals


def _law_loss(places: int, arrivals: float, law: Vector, knob: str) -> float:
    """Loss with any law of stay: the chain counts people by number of months left.

    After the stays of the month have ended, people have 1..K-1 months left, K being the longest
    stay. States are the sums (n_1, n_1 + n_2, ...) in colexicographic order: those with at most m
    people are then the first comb(m + K - 1, K - 1), and the rank of a state is a sum of binomial
    coefficients, so that no table of states has to be searched.
    """
    kinds = len(law) - 1
    count = math.comb(places + kinds, kinds)
    if count > MAX_STATES or count * (kinds + 1) > _MAX_MOVES:
        raise NoAnswerError(
            f"{places} places and stays up to {kinds + 1} months make {count} states and "
            f"{count * (kinds + 1)} moves; at most {MAX_STATES} and {_MAX_MOVES} can be listed: "
            f"lower places or {knob}",
            "lower",
            names=("places", knob),
        )
    sums = _states(places, kinds)
    rank = np.array(
        [[0] * (kinds + 1)]
        + [[math.comb(m + i, i) for i in range(kinds + 1)] for m in range(places + 1)]
    )
    size = [math.comb(m + kinds, kinds) for m in range(places + 1)]
    shifted = _months_pass(sums, rank)
    join = _newcomer(sums, rank, law, size[places - 1])
    total = sums[:, -1] if kinds else np.zeros(1, dtype=np.int64)
    free = places - total
    admit = _admissions(arrivals, places)

    def step(state: Vector) -> Vector:
        full = np.zeros(count)
        # Newcomers are added one at a time (Horner's scheme), directly with the months they will
        # have left at the next census; `admitted` of them fit only in the first states.
        for admitted in range(places, -1, -1):
            full = np.asarray(join @ full, dtype=np.float64)
            fits = size[places - admitted]
            flow = state[:fits] * admit[free[:fits], admitted]
            full = full + np.bincount(shifted[:fits], weights=flow, minlength=count)
        return full

    start = np.zeros(count)
    start[0] = 1.0
    state = _settle(step, start)
    by_free = np.bincount(free, weights=state, minlength=places + 1)
    return float(by_free @ _lost(arrivals, np.arange(places + 1))) / arrivals


def _states(places: int, kinds: int) -> NDArray[np.int64]:
    """All nondecreasing sums s_1 <= ... <= s_kinds <= places, in colexicographic order."""
    if kinds == 0:
        return np.zeros((1, 0), dtype=np.int64)
    sums = np.arange(places + 1).reshape(-1, 1)
    for i in range(2, kinds + 1):
        # Under a last sum of m come all shorter states of at most m people, already in order.
        blocks = [math.comb(m + i - 1, i - 1) for m in range(places + 1)]
        rows = np.concatenate([np.arange(block) for block in blocks])
        sums = np.column_stack((sums[rows], np.repeat(np.arange(places + 1), blocks)))
    return sums


def _months_pass(sums: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank of each state once everyone has one month less and those at zero have left."""
    count, kinds = sums.shape
    target = np.zeros(count, dtype=np.int64)
    for i in range(1, kinds + 1):
        later = sums[:, min(i, kinds - 1)] - sums[:, 0]
        target += rank[later, i]
    return target


def _newcomer(
    sums: NDArray[np.int64], rank: NDArray[np.int64], law: Vector, room: int
) -> csr_array[np.float64]:
    """Matrix adding one person, of random stay, to the first `room` states (those not full)."""
    count, kinds = sums.shape
    origin = np.arange(room)
    # Adding someone with i months left raises the sums from the i-th on.
    target = np.zeros(room, dtype=np.int64)
    for i in range(1, kinds + 1):
        target += rank[sums[:room, i - 1] + 1, i]
    rows, weights = [], []
    for i in range(1, kinds + 1):
        if law[i] > 0.0:
            rows.append(target.copy())
            weights.append(law[i])
        target -= rank[sums[:room, i - 1] + 1, i] - rank[sums[:room, i - 1], i]
    # A stay of one month is over before the next census: the person leaves no trace.
    if law[0] > 0.0:
        rows.append(origin)
        weights.append(law[0])
    columns = np.tile(origin, len(rows))
    data = np.repeat(np.array(weights), room)
    return csr_array((data, (np.concatenate(rows), columns)), shape=(count, count))
