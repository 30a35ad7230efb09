"""Bids for a lot: bidders, prices asked, quality offered, and consortia (docs/model.md).

An actor bids when it is within reach, works in the domain, has a free contract slot and finds the
time. Most actors that do not apply lack time (URIOPSS Ile-de-France 2013).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.actors.founding import ALIVE
from sim.processes.actors.holding_contracts import carries, charge, free_slot, quality_cost
from sim.processes.actors.tenders import bidding
from sim.processes.organisation.trust import trust_of
from sim.scenario.choices import AWARD_TULLOCK, COST_COMMON
from sim.state import counts
from sim.state.views import Array, OrganisationBundle, WorldBundle

# Columns of a bid in a table: estimated cost and true cost, both with the promised quality; lowest
# and highest cost it may have; price; expected quality; effort raised to its power; value to the
# funder; luck in a draw; actor that bids with it, -1 if none.
COST: Final = 0
TRUE: Final = 1
LOW: Final = 2
HIGH: Final = 3
ASKED: Final = 4
BELIEVED: Final = 5
POWER: Final = 6
WORTH: Final = 7
LUCK: Final = 8
PARTNER: Final = 9
BID: Final = 10


@rule
def rate_bid(W: WorldBundle, a: int, rate: float, bid: Array) -> None:
    """Set the price of a bid from its cost, and its value to the funder."""
    organisations = W.organisations
    calls = W.parameters.calls[0]
    price = calls.ceiling
    if calls.award != AWARD_TULLOCK:  # grants have a fixed size
        monthly = np.float64(organisations.a_rate[a]) * W.environment.full[a] / 60.0
        calm = bidding.calm(organisations.a_cash[a], monthly, W.parameters.actors[0].stress_months)
        price = bidding.asked(
            bid[COST], calls.ceiling, np.float64(organisations.a_markup[a]) * calm
        )
    bid[ASKED] = price
    value = calls.quality_value / rate
    bid[WORTH] = bidding.score(calls.award, calls, price, bid[BELIEVED], value)


@rule
def trusts(W: WorldBundle, a: int) -> bool:
    """Return whether an actor's experience of others lets it bid with one of them."""
    trust = trust_of(W.organisations.a_trust_successes[a], W.organisations.a_trust_failures[a])
    return bool(trust >= W.parameters.trust[0].join_above)


@rule
def ahead(organisations: OrganisationBundle, i: int, j: int, who: Array, bids: Array) -> bool:
    """Return whether bid `i` has more value than `j` (-1: no bid); the smaller key breaks a tie."""
    if j < 0 or bids[i, WORTH] > bids[j, WORTH]:
        return True
    return bool(
        bids[i, WORTH] == bids[j, WORTH]
        and organisations.a_key[who[i]] < organisations.a_key[who[j]]
    )


@rule
def join(W: WorldBundle, n: int, rate: float, who: Array, bids: Array) -> int:
    """Among bidders that trust others, add to the best bid the best neighbour that does too.

    Its cost becomes that of the cheaper of both, efforts add up, the other's own bid is withdrawn;
    hours and money are shared in halves. Number of bids left.
    """
    organisations = W.organisations
    best, other = -1, -1
    for i in range(n):
        if trusts(W, who[i]) and ahead(organisations, i, best, who, bids):
            best = i
    if best < 0:
        return n
    for i in range(n):
        near = i != best and organisations.a_zone[who[i]] == organisations.a_zone[who[best]]
        if near and trusts(W, who[i]) and ahead(organisations, i, other, who, bids):
            other = i
    if other < 0:
        return n
    a, b = who[best], who[other]
    dear = W.parameters.actors[0].quality_cost
    extra = quality_cost(1.0, np.float64(organisations.a_promise[a]), dear)
    extra -= quality_cost(1.0, np.float64(organisations.a_promise[b]), dear)
    if bids[other, COST] + extra < bids[best, COST]:
        bids[best, COST] = bids[other, COST] + extra
        bids[best, TRUE] = bids[other, TRUE] + extra
    bids[best, POWER] += bids[other, POWER]
    bids[best, PARTNER] = b
    rate_bid(W, a, rate, bids[best])
    for i in range(other, n - 1):  # in the same order, so that sums are the same
        who[i] = who[i + 1]
        for k in range(BID):  # one by one: a whole row at once takes seconds to compile
            bids[i, k] = bids[i + 1, k]
    return n - 1


@rule
def collect_bids(
    W: WorldBundle,
    zone: int,
    domain: int,
    lot: np.uint64,
    rate: float,
    near: Array,
    who: Array,
    bids: Array,
) -> int:
    """Collect the bids for a lot; each costs its work and its effort. Number of bids."""
    organisations, environment = W.organisations, W.environment
    calls, actors = W.parameters.calls[0], W.parameters.actors[0]
    k_time = draws.stream(W.seed, W.month, draws.BID_TIME, 0)
    k_cost = draws.stream(W.seed, W.month, draws.COST, 0)
    time = actors.bids_a_call / max(1.0 - calls.support, 1e-9)
    work = bidding.own_work(actors.bid_cost, calls.support)
    common = bidding.between(actors.cost_low, actors.cost_high, draws.uniform(k_cost, lot))
    wait = int(actors.prudence * calls.payment_delay + 0.5)
    n = 0
    for i in range(
        environment.actor_start[zone * 4 + domain], environment.actor_start[zone * 4 + domain + 1]
    ):
        a = environment.actor_reach[i]
        if not organisations.a_alive[a] or free_slot(W, a) < 0:
            continue
        pair = bidding.pair_key(organisations.a_key[a], lot)
        if draws.uniform(k_time, pair) * near[a] >= time:
            continue
        if organisations.a_alive[a] == ALIVE and not carries(
            W, a, calls.lot_minutes, wait, actors.fixed_share
        ):
            continue
        promise = np.float64(organisations.a_promise[a])
        extra = quality_cost(1.0, promise, actors.quality_cost)
        if actors.cost == COST_COMMON:
            noise = draws.normal(
                draws.draw(W.seed, W.month, draws.ESTIMATE, 0, pair),
                draws.draw(W.seed, W.month, draws.ESTIMATE, 1, pair),
            )
            true, doubt = common, actors.estimate_error * bidding.SIDE
            cost = common + actors.estimate_error * noise
            low, high = cost - doubt, cost + doubt
        else:
            low, high = actors.cost_low, actors.cost_high
            true = bidding.between(low, high, draws.uniform(k_cost, pair))
            cost = true
        cost += extra
        if cost > calls.ceiling:
            continue
        effort = 0.0
        if calls.award == AWARD_TULLOCK:
            effort = np.float64(organisations.a_effort[a])
            paid = int(effort * (rate * calls.lot_minutes / 60.0) * calls.contract_months)
            charge(organisations, a, paid, counts.BID_COSTS)
        who[n], bids[n, PARTNER] = a, -1.0
        bids[n, COST], bids[n, TRUE] = cost, true + extra
        bids[n, LOW], bids[n, HIGH] = low + extra, high + extra
        past = np.float64(organisations.a_reputation[a])
        bids[n, BELIEVED] = bidding.believed(promise, past, actors.reputation)
        bids[n, POWER] = max(effort, bidding.LEAST_EFFORT) ** calls.tullock_power
        rate_bid(W, a, rate, bids[n])
        bids[n, LUCK] = draws.draw(W.seed, W.month, draws.LOTTERY, 0, pair)
        n += 1
        charge(organisations, a, work, counts.BID_COSTS)
    organisations.month_totals[counts.LOTS] += 1
    organisations.month_totals[counts.BIDS] += n
    return join(W, n, rate, who, bids) if calls.consortium else n
