"""Learning: bidders learn from the published bids of a call (docs/model.md).

Each bidder puts itself in the place of every bidder of the lot, compares itself with the best of
the others, works out what a little more or a little less would have earned, and moves its rule
that way. The level at which the rules settle is a result.

A bidder must consider the place of every bidder, not only its own rivals: a bid slightly below all
others would have lost more than a bid slightly above would have won, so rules scattered by the
chance of a few calls would settle above the best one (docs/exact.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine.jit import rule
from sim.processes.actors.tenders import bidding
from sim.processes.actors.tenders.bids import ASKED, BELIEVED, COST, HIGH, LOW, POWER, WORTH
from sim.scenario.choices import AWARD_TULLOCK, BID_COST_PLUS
from sim.state.views import Array, WorldBundle

# Columns of a recorded bid (`Calls.record`): actor, lot, cost, price, lowest and highest cost, the
# rivals' best value, the others' effort and its own (powers).
RECORD: Final = 9


@rule
def chance_in_place(m: int, j: int, rival: float, bar: float, drawn: int, bids: Array) -> float:
    """Chance of the bidder who beats the others, in the place of bid `j`: less in a draw."""
    if not drawn or m < 2:
        return 1.0
    enough, good = bidding.good_enough(rival, bar), 0
    for i in range(m):
        good += i != j and bids[i, WORTH] >= enough
    return 1.0 / (good + 1)


@rule
def look_back(
    W: WorldBundle,
    rate: float,
    m: int,
    drawn: int,
    lot: int,
    who: Array,
    bids: Array,
    slopes: Array,
    record: Array,
    rows: int,
) -> int:
    """For each bid for a lot, compute the income of slightly different rules; rows recorded."""
    organisations = W.organisations
    calls, actors = W.parameters.calls[0], W.parameters.actors[0]
    worth = bidding.price_of_quality(calls.award, calls, calls.quality_value / rate)
    best, second, total = -bidding.FREE, -bidding.FREE, 0.0
    for i in range(m):
        if bids[i, WORTH] > best:
            best, second = bids[i, WORTH], best
        elif bids[i, WORTH] > second:
            second = bids[i, WORTH]
        total += bids[i, POWER]
    # Of the places at a lot: the share where the best is the rival, and that of the best itself.
    below, above = 0.0, 0.0
    for i in range(m):
        if bids[i, WORTH] == best:
            above += chance_in_place(m, i, second, calls.lottery_bar, drawn, bids) / m
        else:
            below += chance_in_place(m, i, best, calls.lottery_bar, drawn, bids) / m
    value = calls.quality_value / rate
    for i in range(m):
        a = who[i]
        rival = second if bids[i, WORTH] == best else best
        if rows < record.shape[0]:
            record[rows, 0], record[rows, 1] = a, lot
            record[rows, 2], record[rows, 3] = bids[i, COST], bids[i, ASKED]
            record[rows, 4], record[rows, 5] = bids[i, LOW], bids[i, HIGH]
            record[rows, 6], record[rows, 7] = rival, total - bids[i, POWER]
            record[rows, 8] = bids[i, POWER]
            rows += 1
        if actors.bid == BID_COST_PLUS:
            continue
        slopes[a, 3] += 1.0
        if calls.award == AWARD_TULLOCK:
            effort, others = np.float64(organisations.a_effort[a]), total - bids[i, POWER]
            prize = calls.ceiling - bids[i, COST]
            power = calls.tullock_power
            slopes[a, 2] += bidding.effort_slope(effort, actors.trial, others, power, prize)
            continue
        markup, promise = (
            np.float64(organisations.a_markup[a]),
            np.float64(organisations.a_promise[a]),
        )
        low, high, trial = bids[i, LOW], bids[i, HIGH], actors.trial
        for other in range(2):
            share, rival = (below, best) if other else (above, second)
            if drawn:
                rival = bidding.good_enough(rival, calls.lottery_bar)
            limit = bidding.FREE
            if m > 1:
                limit = bidding.price_limit(calls.award, calls, rival, bids[i, BELIEVED], value)
            slopes[a, 0] += share * bidding.markup_slope(
                markup, trial, low, high, calls.ceiling, limit
            )
        slopes[a, 1] += bidding.quality_slope(
            promise, (1.0 - actors.reputation) * worth, actors.quality_cost
        )
    return rows


@rule
def learn(W: WorldBundle, a: int, slopes: Array) -> None:
    """Move the rule of a bidder after a call, by the published bids."""
    organisations = W.organisations
    calls, actors = W.parameters.calls[0], W.parameters.actors[0]
    step = bidding.stride(actors.learning, actors.settling, organisations.a_calls[a]) / slopes[3]
    organisations.a_markup[a] = bidding.moved_within(
        np.float64(organisations.a_markup[a]), step * slopes[0], 0.0, 1.0
    )
    organisations.a_promise[a] = bidding.moved_within(
        np.float64(organisations.a_promise[a]), step * slopes[1], 0.0, 1.0
    )
    prize = max(calls.ceiling - (actors.cost_low + actors.cost_high) / 2.0, 0.0)
    if calls.award == AWARD_TULLOCK:
        moved = step * slopes[2] * prize
        organisations.a_effort[a] = bidding.moved_within(
            np.float64(organisations.a_effort[a]), moved, bidding.LEAST_EFFORT, calls.ceiling
        )
    organisations.a_calls[a] += 1
