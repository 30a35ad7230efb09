"""What bidders learn from a call whose bids are published (4.11).

Each looks back at the best rival and asks what a little more, or a little less, would have brought;
its rule moves that way. Nobody knows an equilibrium: where rules come to rest is a result.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.bundles import Parameters as R_
from sim.jit import rule
from sim.processes import bidding
from sim.processes.bids import ASKED, BELIEVED, COST, HIGH, LOW, POWER, WORTH

# What is kept of a bid for whoever wants to look back (`Calls.record`): actor, lot, cost, price,
# lowest and highest cost, the rivals' best worth, the others' effort and its own (powers).
RECORD: Final = 9


@rule
def look_back(
    O: O_,
    R: R_,
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
    """Ask for each bid for a lot what a little more or less would have earned; rows recorded."""
    calls, actors = R.calls[0], R.actors[0]
    worth = bidding.price_of_quality(calls.award, calls, calls.quality_value / rate)
    best, second, total = -bidding.FREE, -bidding.FREE, 0.0
    for i in range(m):
        if bids[i, WORTH] > best:
            best, second = bids[i, WORTH], best
        elif bids[i, WORTH] > second:
            second = bids[i, WORTH]
        total += bids[i, POWER]
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
        if actors.bid == bidding.COST_PLUS:
            continue
        slopes[a, 3] += 1.0
        if calls.award == bidding.TULLOCK:
            effort, others = np.float64(O.a_effort[a]), total - bids[i, POWER]
            prize = calls.ceiling - bids[i, COST]
            power = calls.tullock_power
            slopes[a, 2] += bidding.effort_slope(effort, actors.trial, others, power, prize)
            continue
        chance = 1.0
        if drawn and m > 1:
            rival = bidding.good_enough(rival, calls.lottery_bar)
            good = 0
            for j in range(m):
                good += j != i and bids[j, WORTH] >= rival
            chance = 1.0 / (good + 1)
        markup, promise = np.float64(O.a_markup[a]), np.float64(O.a_promise[a])
        value = calls.quality_value / rate
        limit = bidding.FREE
        if m > 1:
            limit = bidding.price_limit(calls.award, calls, rival, bids[i, BELIEVED], value)
        low, high, trial = bids[i, LOW], bids[i, HIGH], actors.trial
        slopes[a, 0] += chance * bidding.markup_slope(
            markup, trial, low, high, calls.ceiling, limit
        )
        slopes[a, 1] += bidding.quality_slope(
            promise, (1.0 - actors.reputation) * worth, actors.quality_cost
        )
    return rows


@rule
def learn(O: O_, R: R_, a: int, slopes: Array) -> None:
    """Move the rule of a bidder by what it has seen in the call."""
    calls, actors = R.calls[0], R.actors[0]
    step = bidding.stride(actors.learning, actors.settling, O.a_calls[a]) / slopes[3]
    O.a_markup[a] = bidding.moved_within(np.float64(O.a_markup[a]), step * slopes[0], 0.0, 1.0)
    O.a_promise[a] = bidding.moved_within(np.float64(O.a_promise[a]), step * slopes[1], 0.0, 1.0)
    prize = max(calls.ceiling - (actors.cost_low + actors.cost_high) / 2.0, 0.0)
    if calls.award == bidding.TULLOCK:
        moved = step * slopes[2] * prize
        O.a_effort[a] = bidding.moved_within(
            np.float64(O.a_effort[a]), moved, bidding.LEAST_EFFORT, calls.ceiling
        )
    O.a_calls[a] += 1
