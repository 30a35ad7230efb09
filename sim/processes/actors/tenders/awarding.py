"""Who wins a lot, and what is signed (4.11).

By the best score, the lowest price, the best value in money, a draw in proportion to effort
(Tullock), or a draw among good bids (Gross and Bergstrom 2019). Ties go to the smaller key.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import rule
from sim.processes.actors.holding_contracts import bought_minutes, free_slot, quality_cost, sign
from sim.processes.actors.tenders import bidding
from sim.processes.actors.tenders.bids import ASKED, LUCK, PARTNER, POWER, TRUE, WORTH
from sim.state import counts as tally
from sim.state.organisations import BY_CALL
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_


@rule
def winner(O: O_, R: R_, m: int, drawn: int, money: float, who: Array, bids: Array) -> int:
    """Bid that wins among those that the money is enough for, -1 if none; equal: smaller key."""
    calls = R.calls[0]
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
        if calls.award == bidding.TULLOCK:  # a race: the chance to be first is as the effort
            mark = np.log1p(-bids[i, LUCK]) / bids[i, POWER]
        elif drawn:
            mark = bids[i, LUCK] if bids[i, WORTH] >= bar else -1.0
        first = best < 0 or mark > most
        if first or (mark == most and O.a_key[who[i]] < O.a_key[who[best]]):
            best, most = i, mark
    return best


@rule
def engage(
    O: O_,
    R: R_,
    a: int,
    payer: int,
    minutes: int,
    cents: int,
    own: float,
    promise: float,
    month: int,
) -> None:
    """Sign with a winner; its cost of an hour becomes that of all it does, this lot's included."""
    calls = R.calls[0]
    held = bought_minutes(O, a, month)
    total = np.float64(O.a_rate[a]) * held + own * minutes
    O.a_rate[a] = int(total / (held + minutes) + 0.5)
    k = free_slot(O, a, month)
    end, delay = month + calls.contract_months, calls.payment_delay
    sign(O, a, k, BY_CALL, payer, minutes, cents, month, end, delay, promise)


@rule
def award(
    O: O_,
    R: R_,
    payer: int,
    left: int,
    rate: float,
    m: int,
    drawn: int,
    month: int,
    who: Array,
    bids: Array,
) -> int:
    """Sign with the winner of a lot; the others remember. Cents a month that are promised."""
    calls, actors = R.calls[0], R.actors[0]
    worth = rate * calls.lot_minutes / 60.0  # of a month of the lot at the going rate
    best = winner(O, R, m, drawn, left / max(worth, 1e-9), who, bids)
    if best < 0:
        return 0
    a = who[best]
    cents = int(bids[best, ASKED] * worth)
    promise = np.float64(O.a_promise[a])
    extra = quality_cost(1.0, promise, actors.quality_cost)
    own = (bids[best, TRUE] - extra) * rate
    b = int(bids[best, PARTNER])
    minutes = calls.lot_minutes // 2 if b >= 0 else 0
    part = cents * minutes // calls.lot_minutes
    engage(O, R, a, payer, calls.lot_minutes - minutes, cents - part, own, promise, month)
    if b >= 0:
        engage(O, R, b, payer, minutes, part, own, promise, month)
        for one in (a, b):
            O.a_good[one] = np.float64(O.a_good[one]) + R.trust[0].partnership
    for i in range(m):
        if i != best:
            O.a_bad[who[i]] = np.float64(O.a_bad[who[i]]) + R.trust[0].rivalry
    O.tally[tally.AWARDS] += 1
    O.tally[tally.DRAWN] += drawn or calls.award == bidding.TULLOCK
    O.tally[tally.AWARD_MINUTES] += calls.lot_minutes
    O.tally[tally.AWARD_CENTS] += cents
    O.tally[tally.AWARD_QUALITY] += int(promise * tally.MILLION)
    O.tally[tally.AWARD_RENT] += cents - int(bids[best, TRUE] * worth)
    return cents
