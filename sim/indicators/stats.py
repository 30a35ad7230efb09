"""Small statistics with exact answers: intervals of paired differences, curves of waits."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

__all__ = [
    "Paired",
    "Shared",
    "Split",
    "gini",
    "gini_split",
    "lost_by_luck",
    "paired",
    "quantile",
    "restricted_mean",
    "shared_luck",
    "student",
    "theil_split",
]


def student(level: float, freedom: int) -> float:
    """Two-sided quantile of Student's law: half-width of an interval in standard errors.

    Examples
    --------
    >>> round(student(0.95, 19), 3)
    2.093
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + level / 2))


@dataclass(frozen=True, slots=True)
class Paired:
    """Two worlds compared over replicates.

    Attributes
    ----------
    a, b
        Means over replicates.
    difference, low, high
        Mean of b - a and its 95 % Student interval; nan where it cannot be computed.
    above
        Share of replicates with b > a.
    below
        Share of replicates with b < a.
    n
        Replicates in which both are known.
    """

    a: float
    b: float
    difference: float
    low: float
    high: float
    above: float
    below: float
    n: int


def paired(a: Array, b: Array, level: float = 0.95) -> Paired:
    """Compare two worlds replicate by replicate.

    Parameters
    ----------
    a, b : float64[n]
        One value a replicate, the same replicate at the same rank. A value that is not known (a
        median that is never reached) makes the comparison unknown: leaving the replicate out
        would keep only those in which people waited less.
    level : float
        Confidence of the interval.

    Examples
    --------
    >>> p = paired(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    >>> p.difference, round(p.low, 3), round(p.high, 3)
    (2.0, -0.484, 4.484)
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    known = np.isfinite(a) & np.isfinite(b)
    n = int(known.sum())
    if n < len(a) or n == 0:
        nan = math.nan
        mean_a = float(a.mean()) if len(a) else nan
        mean_b = float(b.mean()) if len(b) else nan
        return Paired(mean_a, mean_b, nan, nan, nan, nan, nan, n)
    gap = b - a
    mean = float(gap.mean())
    half = math.nan
    if n > 1:
        half = student(level, n - 1) * float(gap.std(ddof=1)) / math.sqrt(n)
    return Paired(
        float(a.mean()),
        float(b.mean()),
        mean,
        mean - half,
        mean + half,
        float((gap > 0).mean()),
        float((gap < 0).mean()),
        n,
    )


def lost_by_luck(losses: Array, smallest: Array, level: float = 0.95) -> int:
    """Groups that lose by luck alone: at most so many in 95 cases of a hundred.

    Groups of one simulation move together, so that their number by luck is wider spread than that
    of independent groups. If a reform did nothing, the loss of a replicate could as well have the
    other sign, in all groups at once: groups that lose are counted under each choice of signs, all
    of them up to ten replicates, a thousand beyond (Fisher's randomisation).

    Parameters
    ----------
    losses : float64[replicates, groups]
        Difference of each replicate, above 0 where a group is worse off.
    smallest : float64[groups]
        Smallest loss that counts: a group of which the whole interval is nearer to 0 does not lose.
    level : float
        Share of the choices of signs.

    Examples
    --------
    >>> losses = np.array([[1.0, 0.9], [-1.0, -1.1], [1.1, 1.0], [-1.0, -0.9], [0.1, 0.2]])
    >>> lost_by_luck(losses, np.zeros(2))
    2
    """
    n = len(losses)
    if n < 2:
        return 0
    if n <= FLIPPED:
        signs = np.array(list(itertools.product((-1.0, 1.0), repeat=n)))
    else:
        signs = np.random.default_rng(0).choice([-1.0, 1.0], (DRAWN, n))
    means = signs @ losses / n
    variance = np.maximum(np.mean(losses**2, axis=0) - means**2, 0.0) * n / (n - 1)
    half = student(level, n - 1) * np.sqrt(variance / n)
    low, high = means - half, means + half
    lost = (low > 0) & ~((-smallest < low) & (high < smallest))
    return int(np.quantile(lost.sum(axis=1), level, method="higher"))


def quantile(curve: Array, share: float) -> float:
    """Months after which a share of waits has ended; nan when that is never reached."""
    reached = np.flatnonzero(curve <= 1.0 - share + 1e-12)
    return float(reached[0]) if len(reached) else math.nan


def restricted_mean(curve: Array, horizon: int) -> float:
    """Mean of min(wait, horizon): area under the curve, in months.

    Examples
    --------
    >>> restricted_mean(np.array([1.0, 0.5, 0.0]), 3)
    1.5
    """
    return float(curve[:horizon].sum())


def gini(curve: Array, horizon: int) -> float:
    """Gini index of min(wait, horizon), from 0 (all alike) to 1; nan if no person waits.

    For whole months the mean difference of two waits is 2 sum S (1 - S) and the mean sum S.

    Examples
    --------
    >>> gini(np.array([0.5, 0.5, 0.0]), 3)  # half wait 0 months, half 2
    0.5
    """
    s = np.asarray(curve[:horizon], np.float64)
    total = float(s.sum())
    return float((s * (1.0 - s)).sum()) / total if total > 0 else math.nan


FLIPPED = 10  # replicates of which all choices of signs are looked at
DRAWN = 1000  # choices of signs, for more replicates
ROUNDING = 1e-12  # relative standard deviation that is only that of the last bits


@dataclass(frozen=True, slots=True)
class Shared:
    """Gain in precision of two worlds that share their random numbers.

    Attributes
    ----------
    factor
        (Var a + Var b) / Var(b - a): how many times fewer replicates a paired difference takes
        than two independent ones; inf when the difference never varies.
    low, high
        95 % bootstrap interval (BCa) over replicates; nan where it cannot be computed.
    correlation
        Of the two worlds over replicates; nan where one of them does not vary.
    sd_a, sd_b, sd_gap
        Standard deviations over replicates of a, of b and of b - a.
    spread
        Share of Var(b - a) that is left however closely the worlds follow each other, because one
        varies more than the other: (sd b - sd a)^2 / Var(b - a). The rest is luck not shared.
    """

    factor: float
    low: float
    high: float
    correlation: float
    sd_a: float
    sd_b: float
    sd_gap: float
    spread: float


def _remaining(a: Array, b: Array, axis: int = -1) -> Array:
    """Var(b - a) / (Var a + Var b): one over the factor, and always finite."""
    both = a.var(axis=axis) + b.var(axis=axis)
    gap = (b - a).var(axis=axis)
    return np.asarray(np.divide(gap, both, out=np.zeros(np.shape(both)), where=both > 0))


def shared_luck(a: Array, b: Array, *, resamples: int = 4999) -> Shared:
    """Measure what the same luck is worth, from one value a replicate in each world.

    Without `resamples` there is no interval.

    Examples
    --------
    >>> luck = np.array([1.0, 2.0, 4.0, 3.0])
    >>> s = shared_luck(luck, luck + np.array([0.0, 0.1, 0.0, 0.1]), resamples=99)
    >>> round(s.factor), round(s.correlation, 2)
    (1001, 1.0)
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    nan = math.nan
    if len(a) < 2 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return Shared(nan, nan, nan, nan, nan, nan, nan, nan)
    scale = max(float(np.abs(a).max()), float(np.abs(b).max()))
    sds = [float(x.std(ddof=1)) for x in (a, b, b - a)]
    sd_a, sd_b, sd_gap = (0.0 if sd <= ROUNDING * scale else sd for sd in sds)
    if sd_a == sd_b == 0.0:
        return Shared(nan, nan, nan, nan, sd_a, sd_b, sd_gap, nan)
    factor = 1.0 / float(_remaining(a, b)) if sd_gap else math.inf
    low = high = factor
    if resamples and math.isfinite(factor) and min(sd_a, sd_b) > 0:
        from scipy.stats import bootstrap

        found = bootstrap(
            (a, b), _remaining, paired=True, vectorized=True, n_resamples=resamples, rng=0
        )
        ends = [float(end) for end in found.confidence_interval]
        high, low = (1.0 / end if end > 0 else math.inf for end in ends)
    correlation = float(np.corrcoef(a, b)[0, 1]) if min(sd_a, sd_b) > 0 else nan
    spread = (sd_b - sd_a) ** 2 / sd_gap**2 if sd_gap > 0 else nan
    return Shared(factor, low, high, correlation, sd_a, sd_b, sd_gap, spread)


@dataclass(frozen=True)
class Split:
    """An index of inequality, split between and within groups.

    Attributes
    ----------
    total
        Index over all persons.
    between
        The index if all persons were at the mean of their group.
    within
        Weighted sum of the indices of the groups.
    overlap
        Remainder of Gini if groups overlap, 0 if they do not; always 0 for Theil.
    """

    total: float
    between: float
    within: float
    overlap: float


def gini_split(counts: Array) -> Split:
    """Gini index of whole numbers (months waited), between, within and overlap of groups.

    Parameters
    ----------
    counts : int64[groups, values]
        Persons of each group at 0, 1, 2, ... months; some month waited by somebody.

    Notes
    -----
    Source: Bhattacharya and Mahalanobis (1967), *JASA* 62(317). Overlap is what the distances of
    persons of two groups exceed the distance of the groups' means by.

    Examples
    --------
    >>> gini_split(np.array([[1, 1, 0, 0], [0, 0, 0, 2]])).overlap
    0.0
    """
    share, mean = _groups(counts)
    all_mean = float(share @ mean)
    law = counts / counts.sum(axis=1, keepdims=True)
    below = np.cumsum(law, axis=1)
    # E|X - Y| of whole numbers is the sum of F (1 - G) + G (1 - F) over the values.
    apart = below @ (1.0 - below).T
    apart = apart + apart.T
    means = np.abs(np.subtract.outer(mean, mean))
    weight = np.multiply.outer(share, share) / (2.0 * all_mean)
    different = ~np.eye(len(share), dtype=bool)
    whole = np.cumsum(share @ law)
    return Split(
        total=float((whole * (1.0 - whole)).sum()) / all_mean,
        between=float((weight * means).sum()),
        within=float((weight * apart).diagonal().sum()),
        overlap=float((weight * (apart - means))[different].sum()),
    )


def theil_split(counts: Array) -> Split:
    """Theil index of whole numbers (months waited), between and within groups.

    Parameters
    ----------
    counts : int64[groups, values]
        Persons of each group at 0, 1, 2, ... months; some month waited by somebody.

    Notes
    -----
    Source: Theil (1967), *Economics and Information Theory*: the sum of both is the whole exactly.
    A group's weight is its share of all months.
    """
    share, mean = _groups(counts)
    all_mean = float(share @ mean)
    law = counts / counts.sum(axis=1, keepdims=True)
    value = np.arange(counts.shape[1], dtype=np.float64)

    def index(weights: Array, values: Array, centre: float) -> float:
        ratio = values / centre
        logs = np.log(np.where(ratio > 0, ratio, 1.0))
        return float(weights @ (ratio * logs))

    inside = [index(p, value, m) if m > 0 else 0.0 for p, m in zip(law, mean, strict=True)]
    return Split(
        total=index(share @ law, value, all_mean),
        between=index(share, mean, all_mean),
        within=float(share * mean / all_mean @ np.array(inside)),
        overlap=0.0,
    )


def _groups(counts: Array) -> tuple[Array, Array]:
    """Share of persons and mean of each group; float64[groups] twice."""
    persons = counts.sum(axis=1)
    mean = counts @ np.arange(counts.shape[1]) / persons
    return persons / persons.sum(), mean
