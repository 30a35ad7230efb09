"""Both kinds of doubt about a difference: the luck of seeds, and values that nobody has measured.

A *set* holds a value of each assumed parameter, drawn over its declared range. The same sets,
people and luck serve both worlds, so that the spread of their paired differences is what is
assumed. Source of the interval of a share: Wilson (1927).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Interval = tuple[float, float]

__all__ = [
    "BETTER", "DEPENDS", "NEITHER", "SMALL", "WORSE", "Band", "band_of", "interval_of", "reading",
]  # fmt: skip

ENDS: Final = (0.05, 0.95)  # of a band
SURE: Final = 0.7  # share of the sets, at the lower end of its interval, from which a sign is sure
BETTER, WORSE, SMALL, DEPENDS, NEITHER = "better", "worse", "small", "depends", "neither"


class Band(NamedTuple):
    """What the sets make of one difference, in the unit of its indicator.

    Attributes
    ----------
    low, middle, high
        5 %, 50 % and 95 % of the sets are below.
    share, share_low, share_high
        Share of the sets in which the second world does better, with its 95 % interval.
    worse, worse_low
        Share in which it does worse, and the lower end of its interval.
    """

    low: float
    middle: float
    high: float
    share: float
    share_low: float
    share_high: float
    worse: float
    worse_low: float


def interval_of(count: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927).

    Examples
    --------
    >>> low, high = interval_of(5, 10)
    >>> round(low, 3), round(high, 3)
    (0.237, 0.763)
    """
    from scipy.stats import binomtest

    found = binomtest(count, whole).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def reading(band: Band, seeds: Interval, direction: int, smallest: float) -> str:
    """Return what both kinds of doubt leave of a difference.

    Parameters
    ----------
    seeds
        95 % interval over seeds of the difference at the defaults.
    direction
        1 where more is better, -1 where less is better, 0 where neither is.
    smallest
        Smallest difference that counts, in the same unit.

    Returns
    -------
    str
        `BETTER` where the whole interval of seeds is better by more than what counts, and at least
        70 % of the sets are better, at the lower end of the interval of that share; `WORSE`
        likewise; `SMALL` where both the interval and the band are nearer to 0 than what counts;
        `NEITHER` without a direction; else `DEPENDS`.

    Examples
    --------
    >>> sure = Band(1.0, 2.0, 3.0, 0.95, 0.9, 0.98, 0.05, 0.02)
    >>> reading(sure, (1.5, 2.5), 1, 0.5), reading(sure, (-0.1, 2.5), 1, 0.5)
    ('better', 'depends')
    """
    if direction == 0:
        return NEITHER
    ends = (band.low, band.high, *seeds)
    if max(map(abs, ends)) < smallest:
        return SMALL
    by = [direction * end for end in seeds]
    if min(by) > smallest and band.share_low >= SURE:
        return BETTER
    return WORSE if max(by) < -smallest and band.worse_low >= SURE else DEPENDS


def band_of(gaps: Numbers, direction: int) -> Band:
    """Return what the sets make of a difference.

    Parameters
    ----------
    gaps : float64[sets]
        Mean paired difference of each set, second world minus first.
    direction
        1 where more is better, -1 where less is better, 0 where neither is: no set is better then.
    """
    low, middle, high = np.quantile(gaps, (ENDS[0], 0.5, ENDS[1])).tolist()
    n = len(gaps)
    better, worse = int((gaps * direction > 0).sum()), int((gaps * direction < 0).sum())
    share_low, share_high = interval_of(better, n)
    worse_low, _ = interval_of(worse, n)
    return Band(low, middle, high, better / n, share_low, share_high, worse / n, worse_low)
