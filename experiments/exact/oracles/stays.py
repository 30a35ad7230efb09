"""Laws of stay in whole months, as arrays: entry k - 1 is the probability of a stay of k months."""

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr

from experiments.exact.oracles._basics import (
    NoAnswerError,
    Vector,
    check_count,
    check_positive,
    check_probability,
    check_stay,
)

_TAIL_MASS = 1e-13
_MAX_MONTHS = 1_000_000


def mean_stay(law: Vector) -> float:
    """Mean, in months, of a law given as the probabilities of 1, 2, ... months."""
    return float(law @ np.arange(1, len(law) + 1))


def fixed_stay_law(stay: int) -> Vector:
    """Law of a stay of exactly `stay` months.

    Parameters
    ----------
    stay : int
        Length in months, a whole number >= 1.

    Returns
    -------
    numpy.ndarray
        Probabilities of 1, 2, ..., `stay` months: all zero but the last.

    Raises
    ------
    ValueError
        If `stay` is not a whole number >= 1.
    """
    law = np.zeros(check_count("stay", stay))
    law[-1] = 1.0
    return law


def _lognormal_cells(mu: float, sigma: float, stay_max: int) -> Vector:
    """Probabilities F(k) - F(k-1) for k = 1..stay_max, renormalised."""
    z = (np.log(np.arange(1, stay_max + 1)) - mu) / sigma
    # In logs: far above the median F is 1 and far below it is 0 to the last digit, while its
    # logarithm keeps the difference; the root search goes through both.
    log_below = log_ndtr(np.concatenate(([-np.inf], z)))
    with np.errstate(divide="ignore"):
        log_cells = log_below[1:] + np.log(-np.expm1(log_below[:-1] - log_below[1:]))
    cells = np.exp(log_cells - log_cells.max())
    return np.asarray(cells / cells.sum(), dtype=np.float64)


def lognormal_stay_law(stay: float, sigma: float, stay_max: int) -> Vector:
    """Lognormal stay, rounded up to whole months, cut at `stay_max`, of mean exactly `stay`.

    With F the lognormal distribution function of parameters (mu, sigma), a stay lasts k months with
    probability proportional to F(k) - F(k-1), k = 1..stay_max. The cut law is renormalised and mu
    is the one value that gives it the mean `stay`: the cut shortens no stay on average.

    Parameters
    ----------
    stay : float
        Mean stay in months, strictly between 1 and `stay_max`.
    sigma : float
        Standard deviation of the logarithm of the stay before rounding, > 0 (no unit).
    stay_max : int
        Longest stay in months, >= 2.

    Returns
    -------
    numpy.ndarray
        Probabilities of 1, 2, ..., `stay_max` months, summing to one.

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: definition used for case V6. The mean increases with mu (the laws are ordered by
    likelihood ratio), so mu is unique.
    """
    sigma = check_positive("sigma", sigma)
    stay_max = check_count("stay_max", stay_max, 2)
    if not 1.0 < stay < stay_max:
        raise NoAnswerError(
            f"stay must lie strictly between 1 and stay_max = {stay_max}, got {stay}",
            "between",
            name="stay",
            low="1",
            high=str(stay_max),
        )

    def gap(mu: float) -> float:
        return mean_stay(_lognormal_cells(mu, sigma, stay_max)) - stay

    centre, width = math.log(stay), sigma
    while gap(centre - width) > 0.0 or gap(centre + width) < 0.0:
        width *= 2.0
    mu = float(brentq(gap, centre - width, centre + width, xtol=1e-14, rtol=1e-14))
    return _lognormal_cells(mu, sigma, stay_max)


def mixture_stay_law(
    short_stay: float, long_stay: float, share: float, stay_max: int | None = None
) -> Vector:
    """Mixture of two geometric stays on 1, 2, ... months.

    Parameters
    ----------
    short_stay, long_stay : float
        Mean stays of the two groups in months, >= 1.
    share : float
        Share of people in the first group, in [0, 1].
    stay_max : int, optional
        Longest stay in months; the law is renormalised after the cut. By default it is far enough
        to leave less than 1e-13 beyond, so that the mean is
        share x short_stay + (1 - share) x long_stay.

    Returns
    -------
    numpy.ndarray
        Probabilities of 1, 2, ... months, summing to one.

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: law of stay of cases V4 and V6.
    """
    ends = [1.0 / check_stay("short_stay", short_stay), 1.0 / check_stay("long_stay", long_stay)]
    share = check_probability("share", share)
    parts = [(w, p) for w, p in zip((share, 1.0 - share), ends, strict=True) if w > 0.0]
    if stay_max is None:
        slowest = min(p for _, p in parts)
        months = 1.0 if slowest == 1.0 else math.log(_TAIL_MASS) / math.log1p(-slowest)
        stay_max = math.ceil(months) + 1
        if stay_max > _MAX_MONTHS:
            raise NoAnswerError(
                "stays are too long to be listed; give stay_max", "lower", names=("stay",)
            )
    k = np.arange(check_count("stay_max", stay_max))
    law = np.zeros(len(k))
    for weight, end in parts:
        law += weight * end * (1.0 - end) ** k
    return np.asarray(law / law.sum(), dtype=np.float64)
