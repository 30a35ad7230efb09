"""Exact answers in discrete time, against which the model is verified.

Each function computes, from the order of events of one month, the mean that the simulation must
reach. It shares no code with the model: only numpy, scipy and the standard library are used.
"""

from experiments.exact.oracles._basics import NoAnswerError
from experiments.exact.oracles.auctions import (
    contest,
    first_price,
    scoring,
    second_price,
    winners_curse,
)
from experiments.exact.oracles.escalation import escalation_share
from experiments.exact.oracles.inequality import (
    continuous_wait_gini,
    gini_of_law,
    gini_of_values,
    theil_of_values,
    wait_gini,
)
from experiments.exact.oracles.limits import (
    continuous_escalation_share,
    continuous_pooling_ratio,
    continuous_wait,
    erlang_b,
    erlang_c,
    square_root_delay,
)
from experiments.exact.oracles.loss import StayLaw, loss_probability, loss_with_law
from experiments.exact.oracles.matching import (
    blocking_pairs,
    groups_propose,
    persons_propose,
    serial_dictatorship,
)
from experiments.exact.oracles.mixture import (
    apart_months,
    apart_wait,
    continuous_mixed_wait,
    mixed_months,
    mixed_wait,
)
from experiments.exact.oracles.needs import (
    autocorrelation,
    fundamental_matrix,
    stationary,
    transient_mean_time,
)
from experiments.exact.oracles.overhead import (
    break_even_places,
    break_even_slower,
    continuous_break_even,
)
from experiments.exact.oracles.poverty import capability_poverty
from experiments.exact.oracles.precision import (
    balanced_start,
    correlation_months,
    loss_months,
    months_for_mean,
    wait_months,
)
from experiments.exact.oracles.priority import continuous_priority_waits, priority_waits
from experiments.exact.oracles.queues import (
    census_distribution,
    mean_wait,
    pooling_ratio,
    wait_distribution,
)
from experiments.exact.oracles.renouncing import (
    continuous_renouncing_share,
    renouncing_months,
    renouncing_share,
)
from experiments.exact.oracles.ruin import (
    endless_ruin,
    gamblers_ruin,
    ruin_with_contracts,
    win_for_share,
)
from experiments.exact.oracles.several import independent_time, parallel_time, serial_time
from experiments.exact.oracles.spread import (
    bass,
    bass_in_time,
    bass_variance,
    fixation,
    months_to_fixation,
)
from experiments.exact.oracles.stays import (
    fixed_stay_law,
    lognormal_stay_law,
    mean_stay,
    mixture_stay_law,
)

__all__ = [
    "NoAnswerError",
    "StayLaw",
    "apart_months",
    "apart_wait",
    "autocorrelation",
    "balanced_start",
    "bass",
    "bass_in_time",
    "bass_variance",
    "blocking_pairs",
    "break_even_places",
    "break_even_slower",
    "capability_poverty",
    "census_distribution",
    "contest",
    "continuous_break_even",
    "continuous_escalation_share",
    "continuous_mixed_wait",
    "continuous_pooling_ratio",
    "continuous_priority_waits",
    "continuous_renouncing_share",
    "continuous_wait",
    "continuous_wait_gini",
    "correlation_months",
    "endless_ruin",
    "erlang_b",
    "erlang_c",
    "escalation_share",
    "first_price",
    "fixation",
    "fixed_stay_law",
    "fundamental_matrix",
    "gamblers_ruin",
    "gini_of_law",
    "gini_of_values",
    "groups_propose",
    "independent_time",
    "lognormal_stay_law",
    "loss_months",
    "loss_probability",
    "loss_with_law",
    "mean_stay",
    "mean_wait",
    "mixed_months",
    "mixed_wait",
    "mixture_stay_law",
    "months_for_mean",
    "months_to_fixation",
    "parallel_time",
    "persons_propose",
    "pooling_ratio",
    "priority_waits",
    "renouncing_months",
    "renouncing_share",
    "ruin_with_contracts",
    "scoring",
    "second_price",
    "serial_dictatorship",
    "serial_time",
    "square_root_delay",
    "stationary",
    "theil_of_values",
    "transient_mean_time",
    "wait_distribution",
    "wait_gini",
    "wait_months",
    "win_for_share",
    "winners_curse",
]
