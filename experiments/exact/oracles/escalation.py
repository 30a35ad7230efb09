"""Needs that worsen while people wait (case V9)."""

import numpy as np

from experiments.exact.oracles._basics import check_probability
from experiments.exact.oracles.queues import wait_distribution


def escalation_share(
    places: int,
    load: float,
    stay: float,
    rate: float,
    exit_probability: float | None = None,
) -> float:
    """Share of arrivals whose need escalates before they are admitted.

    Each month-end spent waiting, a person who has not escalated yet does so with probability
    `rate`; escalation changes neither the rank nor the stay, so the share is
    E[1 - (1 - rate)^W] over the exact law of the wait W.

    Parameters
    ----------
    places : int
        Number of places, >= 1.
    load : float
        Arrivals x stay / places, strictly between 0 and 1 (no unit).
    stay : float
        Mean stay in months, >= 1.
    rate : float
        Probability of escalating per month-end of waiting, in [0, 1].
    exit_probability : float, optional
        Probability per month that a stay ends; 1 / `stay` by default.

    Returns
    -------
    float
        Share of arrivals, between 0 and 1 (no unit).

    Raises
    ------
    ValueError
        As `wait_distribution`, or if `rate` is outside [0, 1].

    Notes
    -----
    Source: case V9; the continuous counterpart is `limits.continuous_escalation_share`.
    """
    rate = check_probability("rate", rate)
    waits = wait_distribution(places, load, stay, exit_probability)
    escaped = (1.0 - rate) ** np.arange(len(waits))
    return float(waits @ (1.0 - escaped))
