"""The mean over replicates, and its interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.indicators import stats

Array = npt.NDArray[Any]

__all__ = ["half_width"]


def half_width(values: Array) -> Array | None:
    """Return half of the 95 % interval of the means over replicates; None with one replicate.

    Parameters
    ----------
    values : float64[replicates, …]

    Examples
    --------
    >>> half_width(np.array([[1.0], [3.0]])).round(2).tolist()
    [12.71]
    """
    if len(values) < 2:
        return None
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return np.asarray(stats.student(0.95, len(values) - 1) * error)
