"""The overhead at which one list is no better than a list each (case V3)."""

from collections.abc import Callable

from scipy.optimize import brentq

from experiments.exact.oracles._basics import NoAnswerError, check_count, check_load
from experiments.exact.oracles.limits import continuous_wait
from experiments.exact.oracles.queues import mean_wait

_HALVINGS = 12  # of the distance to the overhead that would leave no steady state


def _root(gap: Callable[[float], float], most: float) -> float:
    """Value below `most` at which `gap` changes sign.

    The search approaches `most` by halves, because chains get longer there.
    """
    low, high = 0.0, 0.5 * most
    for _ in range(_HALVINGS):
        if gap(high) >= 0.0:
            return float(brentq(gap, low, high, xtol=1e-10))
        low, high = high, 0.5 * (high + most)
    raise NoAnswerError(
        "load is too close to 1 for an exact answer; lower load or silos",
        "lower",
        names=("load", "silos"),
    )


def break_even_slower(silos: int, places: int, load: float, stay: float) -> float:
    """Overhead at which pooling no longer shortens waits, when overhead slows service.

    Parameters
    ----------
    silos : int
        Number of equal groups put together, >= 2.
    places : int
        Places in each group, >= 1.
    load : float
        Load of each group, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay in months without overhead, >= 1.

    Returns
    -------
    float
        The overhead t at which one list for all places, stays ending with probability (1 - t) /
        stay a month, makes people wait as long as a list each without overhead (no unit).

    Raises
    ------
    ValueError
        If an argument is out of its domain, or if the break-even is too close to the overhead
        beyond which there is no steady state.

    Notes
    -----
    Source: case V3; `continuous_break_even` is the limit of long stays.
    """
    silos, load = check_count("silos", silos, 2), check_load(load)
    apart = mean_wait(places, load, stay)

    def gap(share: float) -> float:
        return mean_wait(silos * places, load, stay, (1.0 - share) / stay) - apart

    return _root(gap, 1.0 - load)


def continuous_break_even(silos: int, places: int, load: float) -> float:
    """Break-even of `break_even_slower` in continuous time.

    Parameters
    ----------
    silos, places, load
        As `break_even_slower`.

    Returns
    -------
    float
        Share of pace (no unit).

    Raises
    ------
    ValueError
        As `break_even_slower`.
    """
    silos, load = check_count("silos", silos, 2), check_load(load)
    apart = continuous_wait(places, load, 1.0)

    def gap(share: float) -> float:
        rate = 1.0 - share
        return continuous_wait(silos * places, load / rate, 1.0) / rate - apart

    return _root(gap, 1.0 - load)


def break_even_places(silos: int, places: int, load: float, stay: float) -> int:
    """Smallest number of places whose loss to overhead cancels the gain of pooling.

    Parameters
    ----------
    silos, places, load, stay
        As `break_even_slower`.

    Returns
    -------
    int
        Places lost out of silos x places; without a steady state people wait longer than any silo.

    Raises
    ------
    ValueError
        As `mean_wait`.

    Notes
    -----
    Source: case V3 with hours taken away instead of pace.
    """
    silos, load = check_count("silos", silos, 2), check_load(load)
    apart = mean_wait(places, load, stay)
    total = silos * places
    for lost in range(1, total):
        left = total - lost
        if load * total >= left or mean_wait(left, load * total / left, stay) >= apart:
            return lost
    return total
