"""Stays: how long a place or a support is held (docs/model.md).

A stay of mean L months ends with probability 1/L a month, not 1 - exp(-1/L). Its length is drawn at
admission, so that any law can be used.
"""

from __future__ import annotations

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.organisation.overhead import slowing
from sim.scenario.choices import STAY_LAW_FIXED, STAY_LAW_LOGNORMAL, STAY_LAW_MIXTURE
from sim.state.views import WorldBundle


@rule
def stay_months(W: WorldBundle, u: float, category: int, longer: float) -> int:
    """Length of a stay in months, at least 1, from one uniform number (the scenario's law).

    Stays last `longer` times longer than the category's.
    """
    places = W.parameters.places[0]
    mean = W.environment.cat_stay[category] * longer
    if places.stay_law == STAY_LAW_FIXED:
        return min(max(1, int(mean + 0.5)), draws.LONGEST)
    if places.stay_law == STAY_LAW_LOGNORMAL:
        months = 1 + draws.which(u, W.environment.stay_cdf[category])
        return min(max(1, int(months * longer + 0.5)), draws.LONGEST)
    if places.stay_law == STAY_LAW_MIXTURE:
        short = mean / (1.0 - places.stay_long + places.stay_long * places.stay_ratio)
        if u < places.stay_long:
            return draws.geometric(u / places.stay_long, 1.0 / (short * places.stay_ratio))
        return draws.geometric((u - places.stay_long) / (1.0 - places.stay_long), 1.0 / short)
    return draws.geometric(u, 1.0 / mean)


@rule
def class_factor(step: float, complexity: int) -> float:
    """How many times longer a file of a class stays; 1 for class 1, one moderate need."""
    # Products, not a power: the same bits compiled and in Python.
    factor = 1.0 / step if complexity == 0 else 1.0
    for _ in range(complexity - 1):
        factor *= step
    return factor


@rule
def lasting(W: WorldBundle, perimeter: int, complexity: int) -> float:
    """Factor on the length of a stay or support, from overhead and complexity."""
    return class_factor(W.parameters.places[0].stay_class, complexity) * slowing(W, perimeter)


@rule
def stay_before_hold(mean: float, another: float, hold: int) -> float:
    """Part of the mean stay that comes before the months for which a place is kept.

    A share `another` of those whose stay ends keeps the place for `hold` months.
    """
    return max(mean - another * hold, 1.0) / mean
