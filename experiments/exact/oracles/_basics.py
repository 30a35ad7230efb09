"""Domain checks and elementary laws shared by the oracles.

The laws are written from log-gamma instead of ``scipy.stats``, whose import alone costs more than
most of the oracles.
"""

import math
from numbers import Integral

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, pdtrc, xlog1py, xlogy

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

# Mass of the Poisson law that may be cut off: far below the 1e-12 promised by the oracles, because
# the cut is repeated every month of a long wait.
_POISSON_CUT = 1e-20


class NoAnswerError(ValueError):
    """Theory has no answer for some arguments.

    Parameters
    ----------
    text
        Message for callers of an oracle.
    key, values
        What a program shows instead: a key of its texts, and the values of the sentence.
    """

    def __init__(self, text: str, key: str, **values: object) -> None:
        super().__init__(text)
        self.key = key
        self.values = values


def check_count(name: str, value: int, minimum: int = 1) -> int:
    """Return `value` as an int, or raise ValueError if it is not a whole number >= `minimum`."""
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < minimum:
        text = f"{name} must be a whole number >= {minimum}, got {value!r}"
        raise NoAnswerError(text, "whole", name=name, low=str(minimum))
    return int(value)


def check_probability(name: str, value: float) -> float:
    """Return `value` as a float, or raise ValueError if it is outside [0, 1]."""
    if not 0.0 <= value <= 1.0:
        text = f"{name} must lie in [0, 1], got {value!r}"
        raise NoAnswerError(text, "from_to", name=name, low="0", high="1")
    return float(value)


def check_stay(name: str, value: float) -> float:
    """Return a mean stay in months, or raise ValueError if it is below one month or infinite."""
    if not 1.0 <= value < math.inf:
        text = f"{name} must be a finite number of months >= 1, got {value!r}"
        raise NoAnswerError(text, "at_least", name=name, low="1")
    return float(value)


def check_load(value: float) -> float:
    """Return the load of a system with a waiting list, or raise ValueError outside (0, 1)."""
    if not 0.0 < value < 1.0:
        text = f"load must lie strictly between 0 and 1 (no steady state otherwise), got {value!r}"
        raise NoAnswerError(text, "between", name="load", low="0", high="1")
    return float(value)


def check_positive(name: str, value: float) -> float:
    """Return `value` as a float, or raise ValueError if it is not finite and positive."""
    if not 0.0 < value < math.inf:
        raise NoAnswerError(
            f"{name} must be finite and > 0, got {value!r}", "above", name=name, low="0"
        )
    return float(value)


def poisson_pmf(mean: float) -> Vector:
    """Poisson probabilities of 0, 1, 2, ... up to a negligible tail (< 1e-20), summing to one."""
    last = math.ceil(mean)
    while float(pdtrc(last, mean)) > _POISSON_CUT:
        last += 1
    k = np.arange(last + 1, dtype=np.float64)
    pmf = np.exp(xlogy(k, mean) - gammaln(k + 1.0) - mean)
    return np.asarray(pmf / pmf.sum(), dtype=np.float64)


def poisson_at_least(mean: float, count: int) -> float:
    """Probability that a Poisson number is at least `count`."""
    return 1.0 if count <= 0 else float(pdtrc(count - 1, mean))


def binomial_pmf(trials: int, probability: float) -> Vector:
    """Binomial probabilities of 0, 1, ..., `trials`, summing to one."""
    k = np.arange(trials + 1, dtype=np.float64)
    log_ways = gammaln(trials + 1.0) - gammaln(k + 1.0) - gammaln(trials - k + 1.0)
    pmf = np.exp(log_ways + xlogy(k, probability) + xlog1py(trials - k, -probability))
    return np.asarray(pmf / pmf.sum(), dtype=np.float64)
