"""Rules of bidding and learning: cost of a lot, price asked, score, improvement (docs/model.md).

A bidder has a markup, a promised quality and an effort. The bids of a call are published. Each
bidder then works out what a little more or a little less of each would have earned in the place of
every bidder, against the best of the others and over all possible costs, and moves its rule that
way. No equilibrium is computed anywhere. Prices and costs are those of an hour, relative to the
going rate.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.engine import draws
from sim.engine.jit import rule
from sim.scenario.choices import AWARD_QUALITY_IN_MONEY, AWARD_SCORE

LEAST_EFFORT: Final = 1e-4  # of the going rate: decides if no bidder makes an effort
FREE: Final = 1e9  # price limit where there is no rival
SIDE: Final = np.sqrt(3.0)  # half-width of a uniform law over its standard deviation


@rule
def pair_key(actor: np.uint64, lot: np.uint64) -> np.uint64:
    """Key of a bidder and a lot together, for draws that depend on both."""
    return draws.mix(np.uint64(lot)) ^ np.uint64(actor)


@rule
def lot_key(zone: np.uint64, domain: int, rank: int) -> np.uint64:
    """Key of the lot of a rank among those of one zone and domain in a call."""
    return np.uint64(zone) * np.uint64(1 << 16) + np.uint64(domain * (1 << 14) + rank % (1 << 14))


@rule
def between(low: float, high: float, u: float) -> float:
    """Cost at a uniform number between two ends."""
    return low + (high - low) * u


@rule
def asked(cost: float, ceiling: float, markup: float) -> float:
    """Price asked: the cost and a share of the room below the ceiling."""
    return cost + markup * max(ceiling - cost, 0.0)


@rule
def own_work(cost: float, support: float) -> int:
    """Cents of the work of a bid done by the bidder; the funder's support does the rest."""
    return int(cost * (1.0 - support))


@rule
def calm(cash: int, monthly_cost: float, stress_months: float) -> float:
    """Share of its markup that a bidder asks: all of it with enough cash, less near ruin."""
    if stress_months <= 0.0 or monthly_cost <= 0.0:
        return 1.0
    return min(max(cash / (stress_months * monthly_cost), 0.0), 1.0)


@rule
def believed(promise: float, past: float, reputation: float) -> float:
    """Quality that a funder expects: the promise, corrected by the quality delivered before."""
    return (1.0 - reputation) * promise + reputation * past


@rule
def score(award: int, calls: Any, price: float, quality: float, value: float) -> float:
    """Value of a bid to the funder.

    Parameters
    ----------
    value : float
        What an hour of full quality rather than none is worth, relative to the going rate.
    """
    if award == AWARD_SCORE:
        points = calls.price_weight * (1.0 - price / calls.ceiling)
        return float(points + calls.quality_weight * quality)
    if award == AWARD_QUALITY_IN_MONEY:
        return value * quality - price
    return -price


@rule
def price_limit(award: int, calls: Any, rival: float, quality: float, value: float) -> float:
    """Price below which a bid of a quality has a better score than a rival's."""
    if award == AWARD_SCORE:
        spare = calls.quality_weight * quality - rival
        if calls.price_weight == 0.0:
            return FREE if spare > 0.0 else -FREE
        return float(calls.ceiling * (1.0 + spare / calls.price_weight))
    if award == AWARD_QUALITY_IN_MONEY:
        return value * quality - rival
    return -rival


@rule
def good_enough(best: float, bar: float) -> float:
    """Lowest score that takes part in a draw among good bids."""
    return best - (1.0 - bar) * abs(best)


@rule
def rent_of_rule(markup: float, low: float, high: float, ceiling: float, limit: float) -> float:
    """Mean rent of a markup over costs from low to high, if prices below the limit win."""
    if high <= low:
        price = asked(low, ceiling, markup)
        return price - low if price < limit else 0.0
    last = high if ceiling < limit else low  # highest cost that wins
    if markup < 1.0:
        last = (limit - markup * ceiling) / (1.0 - markup)
    last = min(last, high, ceiling)
    if last <= low:
        return 0.0
    return markup * (ceiling - (last + low) / 2.0) * (last - low) / (high - low)


@rule
def markup_slope(
    markup: float, trial: float, low: float, high: float, ceiling: float, limit: float
) -> float:
    """Income of a slightly higher markup, relative to the largest possible markup."""
    more, less = min(markup + trial, 1.0), max(markup - trial, 0.0)
    gain = rent_of_rule(more, low, high, ceiling, limit)
    gain -= rent_of_rule(less, low, high, ceiling, limit)
    return gain / ((more - less) * max(ceiling - low, 1e-9))


@rule
def price_of_quality(award: int, calls: Any, value: float) -> float:
    """How much more a funder accepts to pay for an hour of full quality than for one of none."""
    if award == AWARD_SCORE:
        if calls.price_weight == 0.0:
            return FREE
        return float(calls.ceiling * calls.quality_weight / calls.price_weight)
    return value if award == AWARD_QUALITY_IN_MONEY else 0.0


@rule
def quality_slope(promise: float, worth: float, dear: float) -> float:
    """Income of a slightly higher quality, at the price that pays for it.

    Relative to the slope of its cost, which is ``dear * promise``; between -1 and 1.
    """
    return min(max(worth / dear - promise, -1.0), 1.0)


@rule
def contest_share(effort: float, others: float, power: float) -> float:
    """Chance to win against the others' total effort, each raised to a power."""
    mine = effort**power
    return mine / (mine + others) if mine + others > 0.0 else 1.0


@rule
def effort_slope(effort: float, trial: float, others: float, power: float, prize: float) -> float:
    """Income of a slightly higher effort, net of its cost."""
    step = trial * max(effort, LEAST_EFFORT)
    chance = contest_share(effort + step, others, power)
    chance -= contest_share(effort - step, others, power)
    return chance / (2.0 * step) * prize - 1.0


@rule
def stride(learning: float, settling: int, calls: int) -> float:
    """Size of a bidder's step after some number of calls: half the first after `settling` calls."""
    if settling <= 0:
        return learning
    return learning / (1.0 + calls / settling)


@rule
def moved_within(value: float, step: float, low: float, high: float) -> float:
    """Part of a rule after a step, within its bounds."""
    return min(max(value + step, low), high)
