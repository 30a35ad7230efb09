"""One list for short and long stays (case V4).

Order of events in one month: Poisson arrivals; each short stay under way ends with its exit
probability, each long one with its own; free places go to waiting persons, first come first served,
whatever their future stay. The chain is (places with a short stay, with a long stay, people
waiting): two phases of stay, hence M/H2/c in the textbooks.
"""

from functools import cache

import numpy as np

from experiments.exact.oracles._basics import (
    NoAnswerError,
    binomial_pmf,
    check_count,
    check_load,
    check_probability,
    check_stay,
    poisson_pmf,
)
from experiments.exact.oracles.chains import flow_of, sparse_steady_state
from experiments.exact.oracles.precision import months_for_mean, wait_months
from experiments.exact.oracles.queues import mean_wait

_TAIL = 1e-11
_MOST_STATES = 20_000
_MOST_MOVES = 5_000_000


def _domain(
    places: int, load: float, short_stay: float, long_stay: float, share: float
) -> tuple[int, float]:
    """Check the arguments; return places and arrivals a month."""
    places = check_count("places", places)
    check_stay("short_stay", short_stay)
    check_stay("long_stay", long_stay)
    share = check_probability("share", share)
    mean = (1.0 - share) * short_stay + share * long_stay
    return places, check_load(load) * places / mean


def mixed_wait(
    places: int, load: float, short_stay: float, long_stay: float, share: float
) -> float:
    """Mean wait for `places` that take both short and long stays.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals x mean stay / places, strictly between 0 and 1 (no unit).
    short_stay, long_stay : float
        Mean stays of the two kinds in months, >= 1; both laws are geometric.
    share : float
        Share of arrivals whose stay is long, in [0, 1].

    Returns
    -------
    float
        Mean wait over all arrivals, months; the same for both kinds.

    Raises
    ------
    ValueError
        If an argument is out of its domain or the chain too large.

    Notes
    -----
    Source: case V4. `apart_wait` is what the same people wait with a place for each kind.
    """
    return _mixed(places, load, short_stay, long_stay, share)[0]


def mixed_months(
    places: int, load: float, short_stay: float, long_stay: float, share: float
) -> float:
    """Months that `mixed_wait` needs in a simulation (`precision`)."""
    return _mixed(places, load, short_stay, long_stay, share)[1]


@cache
def _mixed(
    places: int, load: float, short_stay: float, long_stay: float, share: float
) -> tuple[float, float]:
    """Mean wait, and months that it needs in a simulation."""
    places, arrivals = _domain(places, load, short_stay, long_stay, share)
    news = poisson_pmf(arrivals)
    longest = 4 * len(news) + 64
    ways = (places / 2 + 1) ** 3 * len(news)  # from one state, about
    while (places + 1) * (places / 2 + 1 + longest) <= min(_MOST_STATES, _MOST_MOVES / ways):
        ends = 1.0 / short_stay, 1.0 / long_stay
        waiting, months, last = _waiting(places, news, *ends, share, longest)
        if last < _TAIL:
            return waiting / arrivals, months
        longest *= 2
    raise NoAnswerError(
        "load is too close to 1 for an exact answer; lower load or places",
        "lower",
        names=("load", "places"),
    )


def _waiting(
    places: int, news: np.ndarray, ends_short: float, ends_long: float, share: float, longest: int
) -> tuple[float, float, float]:
    """Mean number waiting, months that it needs, and probability of the longest list kept."""
    number: dict[tuple[int, int, int], int] = {}
    for short in range(places + 1):
        for long in range(places + 1 - short):
            for waiting in range(longest + 1 if short + long == places else 1):
                number[short, long, waiting] = len(number)
    short_exits = [binomial_pmf(n, ends_short) for n in range(places + 1)]
    long_exits = [binomial_pmf(n, ends_long) for n in range(places + 1)]
    kinds = [binomial_pmf(n, share) for n in range(places + 1)]
    rows: list[int] = []
    columns: list[int] = []
    moves: list[float] = []
    for (short, long, waiting), here in number.items():
        for a, p_short in enumerate(short_exits[short]):
            for b, p_long in enumerate(long_exits[long]):
                free = places - short - long + a + b
                for came, p_news in enumerate(news):
                    who = min(waiting + came, longest + free)
                    in_ = min(free, who)
                    for new_long, p_kind in enumerate(kinds[in_]):
                        p = p_short * p_long * p_news * p_kind
                        if p > 0.0:
                            to = (short - a + in_ - new_long, long - b + new_long, who - in_)
                            rows.append(here)
                            columns.append(number[to])
                            moves.append(p)
    law = sparse_steady_state(rows, columns, moves)
    lists = np.array([waiting for *_, waiting in number], np.float64)
    last = float(law[lists == longest].sum())
    months = months_for_mean(flow_of(rows, columns, moves), law, lists) if last < _TAIL else 0.0
    return float(law @ lists), months, last


def apart_wait(load: float, short_stay: float, long_stay: float, share: float) -> float:
    """Mean wait over all arrivals with one place for each kind of stay.

    Parameters
    ----------
    load : float
        Load of both places together: arrivals x mean stay / 2 (no unit).
    short_stay, long_stay, share
        As `mixed_wait`.

    Returns
    -------
    float
        Mean wait, months.

    Raises
    ------
    ValueError
        As `mixed_wait`, or if one of the two places would be overloaded.
    """
    _, arrivals = _domain(2, load, short_stay, long_stay, share)
    found = 0.0
    for part, stay in ((1.0 - share, short_stay), (share, long_stay)):
        if part > 0.0:
            found += part * mean_wait(1, part * arrivals * stay, stay)
    return found


def apart_months(load: float, short_stay: float, long_stay: float, share: float) -> float:
    """Months that `apart_wait` needs in a simulation (`precision`)."""
    _, arrivals = _domain(2, load, short_stay, long_stay, share)
    found = 0.0
    for part, stay in ((1.0 - share, short_stay), (share, long_stay)):
        if part > 0.0:
            own = part * arrivals * stay
            found += wait_months(1, own, stay) * (part * mean_wait(1, own, stay)) ** 2
    return found / apart_wait(load, short_stay, long_stay, share) ** 2


def continuous_mixed_wait(
    places: int, load: float, short_stay: float, long_stay: float, share: float
) -> float:
    """Mean wait M/H2/c in continuous time, in the unit of the stays.

    Parameters
    ----------
    places, load, short_stay, long_stay, share
        As `mixed_wait`.

    Returns
    -------
    float
        Mean wait.

    Raises
    ------
    ValueError
        As `mixed_wait`.
    """
    places, arrivals = _domain(places, load, short_stay, long_stay, share)
    rate = arrivals + places / min(short_stay, long_stay)
    longest = 64
    while (places + 1) * longest <= _MOST_STATES:
        number: dict[tuple[int, int], int] = {}
        for people in range(places + longest + 1):
            for long in range(min(people, places) + 1):
                number[people, long] = len(number)
        rows: list[int] = []
        columns: list[int] = []
        moves: list[float] = []

        for people, long in number:
            here = (people, long)
            ways: list[tuple[tuple[int, int], float]] = []
            if people < places:
                ways += [
                    ((people + 1, long + 1), share * arrivals / rate),
                    ((people + 1, long), (1.0 - share) * arrivals / rate),
                ]
            elif people < places + longest:
                ways.append(((people + 1, long), arrivals / rate))
            short = min(people, places) - long
            for out, count, stay in ((1, long, long_stay), (0, short, short_stay)):
                p = count / stay / rate
                if people > places:
                    ways += [
                        ((people - 1, long - out + 1), p * share),
                        ((people - 1, long - out), p * (1.0 - share)),
                    ]
                else:
                    ways.append(((people - 1, long - out), p))
            stays = 1.0 - sum(p for _, p in ways)
            for to, p in [*ways, (here, max(stays, 0.0))]:
                if p > 0.0:
                    rows.append(number[here])
                    columns.append(number[to])
                    moves.append(p)
        law = sparse_steady_state(rows, columns, moves)
        lists = np.array([max(people - places, 0) for people, _ in number])
        if law[lists == longest].sum() < _TAIL:
            return float(law @ lists) / arrivals
        longest *= 2
    raise NoAnswerError(
        "load is too close to 1 for an exact answer; lower load or places",
        "lower",
        names=("load", "places"),
    )
