"""Exact answers in discrete time, against which the model is verified.

Each function computes, from the order of events of one month, what the simulation must find on
average. Nothing is shared with the model: only numpy, scipy and the standard library are used.
"""

from .escalation import escalation_share
from .limits import (
    continuous_escalation_share,
    continuous_pooling_ratio,
    continuous_wait,
    erlang_b,
    erlang_c,
    square_root_delay,
)
from .loss import StayLaw, loss_probability, loss_with_law
from .needs import autocorrelation, fundamental_matrix, stationary, transient_mean_time
from .queues import census_distribution, mean_wait, pooling_ratio, wait_distribution
from .stays import fixed_stay_law, lognormal_stay_law, mean_stay, mixture_stay_law

__all__ = [
    "StayLaw",
    "autocorrelation",
    "census_distribution",
    "continuous_escalation_share",
    "continuous_pooling_ratio",
    "continuous_wait",
    "erlang_b",
    "erlang_c",
    "escalation_share",
    "fixed_stay_law",
    "fundamental_matrix",
    "lognormal_stay_law",
    "loss_probability",
    "loss_with_law",
    "mean_stay",
    "mean_wait",
    "mixture_stay_law",
    "pooling_ratio",
    "square_root_delay",
    "stationary",
    "transient_mean_time",
    "wait_distribution",
]
