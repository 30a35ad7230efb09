"""Awarding: the winner of a lot, and the contract signed (docs/model.md).

The winner is the best score, the lowest price, the best value for money, a draw in proportion to
effort (Tullock), or a draw among good bids (Gross and Bergstrom 2019). The smaller key breaks a
tie.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import rule
from sim.processes.actors.holding_contracts import bought_minutes, free_slot, quality_cost, sign
from sim.processes.actors.tenders import bidding
from sim.processes.actors.tenders.bids import ASKED, LUCK, PARTNER, POWER, TRUE, WORTH
from sim.scenario.choices import AWARD_TULLOCK
from sim.state import counts
from sim.state.organisations import BY_CALL
from sim.state.views import Array, WorldBundle


@rule
def winner(W: WorldBundle, m: int, drawn: int, money: float, who: Array, bids: Array) -> int:
    """Winning bid among those that the money covers, -1 if none; a tie goes to the smaller key."""
    calls = W.parameters.calls[0]
    bar = -bidding.FREE
    for i in range(m):
        if bids[i, ASKED] <= money:
            bar = max(bar, bids[i, WORTH])
    bar = bidding.good_enough(bar, calls.lottery_bar)
    best, most = -1, 0.0
    for i in range(m):
        if bids[i, ASKED] > money:
            continue
        mark = bids[i, WORTH]
        if calls.award == AWARD_TULLOCK:  # a race: the chance to be first is as the effort
            mark = np.log1p(-bids[i, LUCK]) / bids[i, POWER]
        elif drawn:
            mark = bids[i, LUCK] if bids[i, WORTH] >= bar else -1.0
        first = best < 0 or mark > most
        if first or (
            mark == most and W.organisations.a_key[who[i]] < W.organisations.a_key[who[best]]
        ):
            best, most = i, mark
    return best


@rule
def engage(
    W: WorldBundle, a: int, payer: int, minutes: int, cents: int, own: float, promise: float
) -> None:
    """Sign with a winner; its cost of an hour becomes the mean over all its work with this lot."""
    organisations = W.organisations
    calls = W.parameters.calls[0]
    held = bought_minutes(organisations, a, W.month)
    total = np.float64(organisations.a_rate[a]) * held + own * minutes
    organisations.a_rate[a] = int(total / (held + minutes) + 0.5)
    k = free_slot(W, a)
    end, delay = W.month + calls.contract_months, calls.payment_delay
    sign(organisations, a, k, BY_CALL, payer, minutes, cents, W.month, end, delay, promise)


@rule
def award(
    W: WorldBundle, payer: int, left: int, rate: float, m: int, drawn: int, who: Array, bids: Array
) -> int:
    """Sign with the winner of a lot; the others lose trust. Promised cents per month."""
    organisations, parameters = W.organisations, W.parameters
    calls, actors = parameters.calls[0], parameters.actors[0]
    worth = rate * calls.lot_minutes / 60.0  # of a month of the lot at the going rate
    best = winner(W, m, drawn, left / max(worth, 1e-9), who, bids)
    if best < 0:
        return 0
    a = who[best]
    cents = int(bids[best, ASKED] * worth)
    promise = np.float64(organisations.a_promise[a])
    extra = quality_cost(1.0, promise, actors.quality_cost)
    own = (bids[best, TRUE] - extra) * rate
    b = int(bids[best, PARTNER])
    minutes = calls.lot_minutes // 2 if b >= 0 else 0
    part = cents * minutes // calls.lot_minutes
    engage(W, a, payer, calls.lot_minutes - minutes, cents - part, own, promise)
    if b >= 0:
        engage(W, b, payer, minutes, part, own, promise)
        for one in (a, b):
            organisations.a_trust_successes[one] = (
                np.float64(organisations.a_trust_successes[one]) + parameters.trust[0].partnership
            )
    for i in range(m):
        if i != best:
            organisations.a_trust_failures[who[i]] = (
                np.float64(organisations.a_trust_failures[who[i]]) + parameters.trust[0].rivalry
            )
    organisations.month_totals[counts.AWARDS] += 1
    organisations.month_totals[counts.DRAWN] += drawn or calls.award == AWARD_TULLOCK
    organisations.month_totals[counts.AWARD_MINUTES] += calls.lot_minutes
    organisations.month_totals[counts.AWARD_CENTS] += cents
    organisations.month_totals[counts.AWARD_QUALITY] += int(promise * counts.MILLION)
    organisations.month_totals[counts.AWARD_RENT] += cents - int(bids[best, TRUE] * worth)
    return cents
