"""Practices that spread: Bass by the step, Moran on a complete graph."""

from __future__ import annotations

import math

from experiments.exact.oracles._basics import NoAnswerError


def bass(spontaneous: float, imitate: float, steps: int) -> float:
    """Share of adopters after whole steps, in a very large population where all see each other.

    In each step, those without adopt with probability p + qF: F' = F + (p + qF)(1 - F), from 0.
    """
    _check(spontaneous, imitate)
    share = 0.0
    for _ in range(steps):
        share += min(spontaneous + imitate * share, 1.0) * (1.0 - share)
    return share


def bass_variance(spontaneous: float, imitate: float, steps: int) -> float:
    """Variance of the share of adopters after whole steps, times the number of organisations.

    To the first order: chance in one step changes the share, and the next steps carry the change
    along, F' - F growing with F or shrinking.
    """
    _check(spontaneous, imitate)
    share = variance = 0.0
    for _ in range(steps):
        adopt = min(spontaneous + imitate * share, 1.0)
        variance *= (1.0 + imitate * (1.0 - share) - adopt) ** 2
        variance += adopt * (1.0 - adopt) * (1.0 - share)
        share += adopt * (1.0 - share)
    return variance


def bass_in_time(spontaneous: float, imitate: float, time: float) -> float:
    """Share that has adopted in continuous time: the law of Bass (1969)."""
    _check(spontaneous, imitate)
    gone = math.exp(-(spontaneous + imitate) * time)
    return (1.0 - gone) / (1.0 + imitate / spontaneous * gone)


def _check(spontaneous: float, imitate: float) -> None:
    if not 0.0 < spontaneous <= 1.0:
        raise NoAnswerError(
            "spontaneous must be above 0 and at most 1: nobody would begin",
            "above",
            name="spontaneous",
            low="0",
        )
    if imitate < 0.0:
        raise ValueError("imitate must not be negative")


def fixation(fitness: float, size: int) -> float:
    """Probability that one newcomer of a fitness takes over a population (Moran 1958).

    One is imitated in proportion to fitness, one who imitates is picked among all:
    (1 - 1/r) / (1 - r^-N), and 1/N where r = 1.
    """
    if fitness <= 0.0:
        raise NoAnswerError("fitness must be above 0", "above", name="fitness", low="0")
    if size < 2:
        raise NoAnswerError("a population must have at least 2", "at_least", name="actors", low="2")
    if fitness == 1.0:
        return 1.0 / size
    return (1.0 - 1.0 / fitness) / (1.0 - fitness**-size)


def months_to_fixation(fitness: float, size: int) -> float:
    """Mean months until either end, of a newcomer, `size` steps to a month.

    The mean number of steps from one is the sum over states of visits, by the tridiagonal system of
    the chain: t = 1 + up t(k+1) + down t(k-1) + stay t(k).
    """
    ups, downs = [], []
    for k in range(1, size):
        parent = fitness * k / (fitness * k + size - k)
        ups.append(parent * (size - k) / size)
        downs.append((1.0 - parent) * k / size)
    # Elimination from the left: t(k) = a(k) t(k+1) + b(k).
    a = b = 0.0
    coefficients = []
    for up, down in zip(ups, downs, strict=True):
        rest = up + down - down * a
        a, b = up / rest, (1.0 + down * b) / rest
        coefficients.append((a, b))
    t = 0.0
    for a, b in reversed(coefficients):
        t = a * t + b
    return t / size
