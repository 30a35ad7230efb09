"""Rules of what project actors pay and give: costs, quality, staff (docs/model.md).

An actor raises its quality until the next improvement costs as much as it is worth to the actor,
for its own mission and for its reputation. An actor short of cash aims lower.
"""

from __future__ import annotations

import math

from sim.engine.jit import rule
from sim.processes.actors.holding_contracts import quality_cost


@rule
def monthly_chance(yearly: float, months: int) -> float:
    """Probability within some months of an event with a yearly probability."""
    if yearly >= 1.0:
        return 1.0
    return 1.0 - math.exp(months / 12.0 * math.log1p(-yearly))


@rule
def given_minutes(minutes: int, quality: float) -> int:
    """Minutes that a person really receives of those of a seat."""
    return int(minutes * quality)


@rule
def aimed_quality(
    mission: float, reputation: float, price: float, rate: float, fixed: float, dear: float
) -> float:
    """Quality at which the marginal cost equals the marginal value, 0 to 1.

    The quality of an hour has the value `mission` for the actor itself. It also has a value through
    the next call, with the weight `reputation`: the `price` of the contract less the costs that
    would end with it. Both are relative to the `rate`.
    """
    if rate <= 0.0:
        return 1.0
    lost = max(price / rate - (1.0 - fixed), 0.0) if price > 0.0 else 0.0
    return min((mission + reputation * lost) / dear, 1.0)


@rule
def slack_of(cash: int, base: int, months: float) -> float:
    """Slack of cash: 0 without cash, 1 from `months` of cost on."""
    need = base * months
    return min(max(cash / need, 0.0), 1.0) if need > 0.0 else 1.0


@rule
def moved(value: float, target: float, months: float) -> float:
    """Return a value that goes 1/`months` of the way to its target in a month."""
    return value + (target - value) / months


@rule
def staff_cost(minutes: int, rate: float, quality: float, fixed: float, dear: float) -> int:
    """Cents of the staff for the minutes that are bought, at a quality; never negative."""
    return int(minutes / 60.0 * max(rate * (1.0 - fixed) + quality_cost(rate, quality, dear), 0.0))


@rule
def spent_on_mission(cash: int, base: int, months: float) -> int:
    """Cents a month spent on the mission out of cash beyond some months of cost: all in a year."""
    return int(max(cash - base * months, 0.0) / 12.0)
