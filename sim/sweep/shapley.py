"""How a difference is shared out among switches: Shapley values over every combination of them.

Source: Shapley (1953), *A value for n-person games*. The value of a switch is its effect when it
is turned on, averaged over all orders in which the switches may be turned on. The values sum to the
difference between all on and all off, at each seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.lang import Message
from sim.sweep.gaps import paired

if TYPE_CHECKING:
    from sim.sweep.study import Study

__all__ = ["of_study", "shapley"]


def shapley(worth: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the Shapley value of each player.

    Parameters
    ----------
    worth : float64[2**n, seeds]
        What each coalition is worth: bit k of the row tells whether player k is in.

    Returns
    -------
    float64[n, seeds]

    Examples
    --------
    >>> shapley(np.array([[0.0], [1.0], [2.0], [5.0]])).tolist()
    [[2.0], [3.0]]
    """
    n = len(worth).bit_length() - 1
    rows = np.arange(1 << n)
    sizes = np.bitwise_count(rows).astype(int)
    weights = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    found = np.empty((n, worth.shape[1]))
    for player in range(n):
        without = rows[~rows >> player & 1 == 1]
        gain = worth[without | 1 << player] - worth[without]
        found[player] = weights[sizes[without]] @ gain
    return found


def of_study(study: Study, outcome: str, switches: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the Shapley values of switches, from a study over every combination of them.

    Parameters
    ----------
    outcome
        Its name.
    switches
        Factors that are false or true at each point.

    Returns
    -------
    float64[switches, replicates]
        At each seed, they sum to the difference between all on and all off.

    Raises
    ------
    InputError
        When a combination is missing or there twice, or a value is missing.
    """
    values = paired(study, outcome)
    plan = study.plan.drop_duplicates("point").set_index("point")
    lacking = [name for name in switches if name not in plan.columns]
    if lacking:
        raise InputError([Message("shapley.lacking", name=name) for name in lacking])
    bits = sum(plan[name].astype(int) * 2**rank for rank, name in enumerate(switches))
    rows = np.asarray(bits.loc[values.index])
    if sorted(rows.tolist()) != list(range(1 << len(switches))):
        raise InputError(Message("shapley.grid", n=str(1 << len(switches))))
    return shapley(values.to_numpy()[np.argsort(rows)])
