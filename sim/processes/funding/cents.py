"""Whole cents: how amounts are split, paid by twelfths, follow use and grow.

Every rule returns whole cents and keeps their sum: a cent lost by rounding one part goes to another
part.
"""

from __future__ import annotations

import math

import numpy as np

from sim.engine.jit import rule
from sim.state.views import Array

USE_PLACES = 19  # reference use, 95 %, at which an establishment is paid and costs in full
USE_OF = 20  # (order of 28 September 2017 on permanent places in EHPAD)
REFERENCE_USE = USE_PLACES / USE_OF


def largest_remainder(totals: Array | int, shares: Array) -> Array:
    """Split whole cents by shares that sum to 1; ties go to the lowest rank.

    Parameters
    ----------
    totals : int64[...] or int
        Amounts, cents.
    shares : float64[..., n]
        By amount, or the same for all.

    Returns
    -------
    numpy.ndarray
        int64[..., n]; each row sums to its total.
    """
    totals = np.asarray(totals, np.int64)[..., None]
    exact = np.asarray(shares, np.float64) * totals
    parts = np.floor(exact).astype(np.int64)
    missing = totals - parts.sum(axis=-1, keepdims=True)
    order = np.argsort(parts - exact, axis=-1, kind="stable")
    rank = np.argsort(order, axis=-1)
    return parts + (rank < missing)


@rule
def monthly_part(yearly: int, month: int) -> int:
    """Cents of a yearly amount due in a month of the year, so that twelve make the year exactly."""
    return period_part(yearly, month, 12)


@rule
def period_part(cents: int, month: int, months: int) -> int:
    """Cents of an amount due in a month of a period, so that its `months` make it exactly."""
    k = month % months
    return cents * (k + 1) // months - cents * k // months


@rule
def grown(cents: int, rate: float) -> int:
    """Cents after a year's growth, to the nearest."""
    return math.floor(cents * (1.0 + rate) + 0.5)


@rule
def by_use(cents: int, used: int, places: int) -> int:
    """Cents that follow the use of places, whole at the reference use."""
    if places <= 0:
        return cents
    return int(cents) * int(used) * USE_OF // (int(places) * USE_PLACES)
