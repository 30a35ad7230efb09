"""Laws and chains written out for the tests of the oracles, by other means than theirs."""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TOO_RARE = 1.0 - math.exp(-1.0 / 12.0)
THREE_LEVELS = [[0.92, 0.07, 0.01], [0.10, 0.80, 0.10], [0.02, 0.08, 0.90]]


def two_levels(worsen: float, improve: float) -> Array:
    return np.array([[1.0 - worsen, worsen], [improve, 1.0 - improve]])


def poisson(mean: float, k: int) -> float:
    return math.exp(-mean) * mean**k / math.factorial(k)


def binomial(n: int, p: float, k: int) -> float:
    return math.comb(n, k) * p**k * (1.0 - p) ** (n - k)


def at_rest(matrix: Array) -> Array:
    """Steady state by repeated squaring: another method than either used by the oracles."""
    power = matrix
    for _ in range(40):
        power = power @ power
        power /= power.sum(axis=1, keepdims=True)
    return np.asarray(power[0], dtype=np.float64)
