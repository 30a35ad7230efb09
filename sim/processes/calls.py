"""Calls for projects: money not promised is put out in lots, actors bid, the award rule decides.

What the funders of a block have for project actors and have not promised is put out in lots of the
same size at the going rate, in the domains that are most behind the funders' view of needs, spread
over the zones by population. Whoever works in the domain, within reach, with a free slot and the
time, bids. Winners sign; everybody pays for having bid; losing is remembered; rules are improved
(`sim.processes.bidding`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim import draws
from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.bundles import Parameters as R_
from sim.columns import DOMAINS
from sim.indicators import tally
from sim.jit import kernel, rule
from sim.land import Land as L_
from sim.organisations import BY_CALL, KINDS
from sim.parts_market import Calls as Rules
from sim.process import Process
from sim.processes import bidding
from sim.processes.contracting import (
    bought_minutes,
    charge,
    free_slot,
    promised_cents,
    quality_cost,
    sign,
)

if TYPE_CHECKING:
    from sim.model import SectorModel

USUAL: Final = Rules()  # how calls are held before any reform
# What is known of a bid, columns of a table: cost by its own estimate and true, both with the
# promised quality; lowest and highest cost it may have; price; believed quality; effort raised to
# its power; worth to the funder; luck in a draw.
COST: Final = 0
TRUE: Final = 1
LOW: Final = 2
HIGH: Final = 3
ASKED: Final = 4
BELIEVED: Final = 5
POWER: Final = 6
WORTH: Final = 7
LUCK: Final = 8
BID: Final = 9
# What is kept of a bid for whoever wants to look back (`Calls.record`): actor, lot, cost, price,
# lowest and highest cost, the rivals' best worth, the others' effort and its own (powers).
RECORD: Final = 9


@kernel
def survey(O: O_, L: L_, month: int, left: Array, behind: Array, rate: Array) -> None:
    """Count by block what funders have not promised, and the going rate of each domain.

    Parameters
    ----------
    left : int64[B, KINDS]
        Cents a month that are not promised.
    behind : float64[B, KINDS, DOMAINS]
        Cents a month by which promises are behind the view of needs.
    rate : float64[B, DOMAINS]
        Cents of an hour at the start; 0 where nobody works.
    """
    hours = np.zeros((left.shape[0], DOMAINS))
    promised = np.zeros((left.shape[0], KINDS, DOMAINS), np.int64)
    rate[:] = 0.0
    for a in range(len(O.a_zone)):
        b, d = L.block[O.a_zone[a]], O.a_domain[a]
        hours[b, d] += L.full[a]
        rate[b, d] += L.full[a] * L.going_rate[a]
        if O.a_alive[a]:
            for k in range(KINDS):
                promised[b, k, d] += promised_cents(O, a, k, month)
    for b in range(left.shape[0]):
        shares = np.zeros(DOMAINS)
        for d in range(DOMAINS):
            if hours[b, d] > 0.0:
                rate[b, d] /= hours[b, d]
                shares[d] = np.float64(O.b_view[b, d])
        if shares.sum() <= 0.0:  # nobody has looked at needs: as it has always been
            shares[:] = hours[b]
        shares /= max(shares.sum(), 1e-9)
        for k in range(KINDS):
            total = O.b_envelope[b, k] // 12
            left[b, k] = total - promised[b, k].sum()
            for d in range(DOMAINS):
                behind[b, k, d] = shares[d] * total - promised[b, k, d]


@rule
def lots_of(money: int, behind: Array, cents: Array, found: Array) -> None:
    """Put money out in lots, one by one, in the domain that is most behind; int64[DOMAINS].

    Parameters
    ----------
    behind : float64[DOMAINS]
        Cents by which each domain is behind; used up.
    cents : int64[DOMAINS]
        Cents of a lot at the going rate; 0 where nobody could bid.
    """
    found[:] = 0
    while True:
        best = -1
        for d in range(len(cents)):
            if 0 < cents[d] <= money and (best < 0 or behind[d] > behind[best]):
                best = d
        if best < 0:
            return
        found[best] += 1
        behind[best] -= cents[best]
        money -= cents[best]


@rule
def whose_lot(rank: int, total: int, wanted: Array, given: Array) -> int:
    """Kind of funder of a lot, so that those of each kind are spread evenly over all; int64[K]."""
    best, most = 0, -1e18
    for k in range(len(wanted)):
        lag = wanted[k] * (rank + 1) / total - given[k]
        if given[k] < wanted[k] and lag > most:
            best, most = k, lag
    given[best] += 1
    return best


@kernel
def hold(
    O: O_,
    L: L_,
    R: R_,
    zone_key: Array,
    weight: Array,
    order: Array,
    start: Array,
    growth: float,
    seed: int,
    month: int,
    record: Array,
) -> int:
    """Hold a call in every block, then let bidders learn; number of rows recorded.

    Parameters
    ----------
    weight : float64[Z]
        Persons of each zone.
    order, start : int64[Z], int64[B + 1]
        Zones block by block.
    growth : float
        Growth of the going rate since the start.
    record : float64[n, RECORD]
        Bids looked back at, as many as there is room for.
    """
    blocks, calls = O.b_envelope.shape[0], R.calls[0]
    left = np.zeros((blocks, KINDS), np.int64)
    behind = np.zeros((blocks, KINDS, DOMAINS))
    rate = np.zeros((blocks, DOMAINS))
    survey(O, L, month, left, behind, rate)
    slopes = np.zeros((len(O.a_key), 4))  # markup, promise, effort, number of bids
    near = np.zeros(len(O.a_key), np.int64)
    who = np.zeros(0, np.int64)
    bids = np.zeros((0, BID))
    rows = 0
    lots = np.zeros((KINDS, DOMAINS), np.int64)
    cents = np.zeros(DOMAINS, np.int64)
    given = np.zeros(KINDS, np.int64)
    for b in range(blocks):
        for d in range(DOMAINS):
            rate[b, d] *= growth
            cents[d] = int(rate[b, d] * calls.lot_minutes / 60.0)
        for k in range(KINDS):
            lots_of(left[b, k], behind[b, k], cents, lots[k])
        zones = order[start[b] : start[b + 1]]
        people = weight[zones].sum()
        for d in range(DOMAINS):
            n = lots[:, d].sum()
            if n == 0:
                continue
            place = np.zeros(n, np.int64)
            u = draws.draw(seed, month, draws.LOT, d, zone_key[zones[0]])
            z, passed = 0, weight[zones[0]]
            for j in range(n):
                while passed <= (j + u) / n * people and z + 1 < len(zones):
                    z += 1
                    passed += weight[zones[z]]
                place[j] = zones[z]
            most = 0
            for j in range(n):
                first, last = L.actor_start[place[j] * 4 + d], L.actor_start[place[j] * 4 + d + 1]
                most = max(most, last - first)
                for i in range(first, last):
                    near[L.actor_reach[i]] += 1
            if most > len(who):
                who, bids = np.zeros(most, np.int64), np.zeros((most, BID))
            given[:] = 0
            rank = 0
            for j in range(n):
                z = place[j]
                rank = rank + 1 if j > 0 and place[j - 1] == z else 0
                k = whose_lot(j, n, lots[:, d], given)
                lot = bidding.lot_key(zone_key[z], d, rank)
                m = gather(O, L, R, z, d, lot, rate[b, d], near, seed, month, who, bids)
                drawn = draws.draw(seed, month, draws.LOTTERY, 1, lot) < calls.lottery
                left[b, k] -= award(O, R, k, left[b, k], rate[b, d], m, drawn, month, who, bids)
                rows = look_back(O, R, rate[b, d], m, drawn, j, who, bids, slopes, record, rows)
            for j in range(n):
                for i in range(L.actor_start[place[j] * 4 + d], L.actor_start[place[j] * 4 + d + 1]):
                    near[L.actor_reach[i]] = 0
    for a in range(len(O.a_key)):
        if slopes[a, 3] > 0.0:
            learn(O, R, a, slopes[a])
    return rows


@rule
def gather(
    O: O_,
    L: L_,
    R: R_,
    zone: int,
    domain: int,
    lot: np.uint64,
    rate: float,
    near: Array,
    seed: int,
    month: int,
    who: Array,
    bids: Array,
) -> int:
    """Collect the bids for a lot; each costs its work and its effort. Number of bids."""
    calls, actors = R.calls[0], R.actors[0]
    k_time = draws.stream(seed, month, draws.BID_TIME, 0)
    k_cost = draws.stream(seed, month, draws.COST, 0)
    time = actors.bids_a_call / max(1.0 - calls.support, 1e-9)
    work = int(actors.bid_cost * (1.0 - calls.support))
    common = bidding.between(actors.cost_low, actors.cost_high, draws.uniform(k_cost, lot))
    n = 0
    for i in range(L.actor_start[zone * 4 + domain], L.actor_start[zone * 4 + domain + 1]):
        a = L.actor_reach[i]
        if not O.a_alive[a] or free_slot(O, a, month) < 0:
            continue
        pair = bidding.pair_key(O.a_key[a], lot)
        if draws.uniform(k_time, pair) * near[a] >= time:
            continue
        promise = np.float64(O.a_promise[a])
        extra = quality_cost(1.0, promise, actors.quality_cost)
        if actors.cost == bidding.COMMON:
            noise = draws.normal(
                draws.draw(seed, month, draws.ESTIMATE, 0, pair),
                draws.draw(seed, month, draws.ESTIMATE, 1, pair),
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
        if calls.award == bidding.TULLOCK:
            price = calls.ceiling
            effort = np.float64(O.a_effort[a])
            paid = int(effort * rate * calls.lot_minutes / 60.0 * calls.contract_months)
            charge(O, a, paid, tally.BID_COSTS)
        else:
            month_cost = np.float64(O.a_rate[a]) * L.full[a] / 60.0
            calm = bidding.calm(O.a_cash[a], month_cost, actors.stress_months)
            price = bidding.asked(cost, calls.ceiling, np.float64(O.a_markup[a]) * calm)
        quality = bidding.believed(promise, np.float64(O.a_reputation[a]), actors.reputation)
        value = calls.quality_value / rate
        who[n] = a
        bids[n, COST], bids[n, TRUE] = cost, true + extra
        bids[n, LOW], bids[n, HIGH] = low + extra, high + extra
        bids[n, ASKED], bids[n, BELIEVED] = price, quality
        bids[n, POWER] = max(effort, bidding.LEAST_EFFORT) ** calls.tullock_power
        bids[n, WORTH] = bidding.score(calls.award, calls, price, quality, value)
        bids[n, LUCK] = draws.draw(seed, month, draws.LOTTERY, 0, pair)
        n += 1
        charge(O, a, work, tally.BID_COSTS)
    O.tally[tally.LOTS] += 1
    O.tally[tally.BIDS] += n
    return n


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
    held = bought_minutes(O, a, month)
    promise = np.float64(O.a_promise[a])
    # The cost of an hour of all that it does: what it did before, and this lot.
    extra = quality_cost(1.0, promise, actors.quality_cost)
    own = (bids[best, TRUE] - extra) * rate
    total = np.float64(O.a_rate[a]) * held + own * calls.lot_minutes
    O.a_rate[a] = int(total / (held + calls.lot_minutes) + 0.5)
    sign(
        O,
        a,
        free_slot(O, a, month),
        BY_CALL,
        payer,
        calls.lot_minutes,
        cents,
        month,
        month + calls.contract_months,
        calls.payment_delay,
        promise,
    )
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
    best, second, total = -bidding.FREE, -bidding.FREE, 0.0
    for i in range(m):
        worth = bids[i, WORTH]
        if worth > best:
            best, second = worth, best
        elif worth > second:
            second = worth
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
        past = np.float64(O.a_reputation[a])
        value = calls.quality_value / rate
        limit = bidding.FREE
        if m > 1:
            limit = bidding.price_limit(calls.award, calls, rival, bids[i, BELIEVED], value)
        low, high, trial = bids[i, LOW], bids[i, HIGH], actors.trial
        slopes[a, 0] += chance * bidding.markup_slope(
            markup, trial, low, high, calls.ceiling, limit
        )
        gain = 0.0
        more, less = min(promise + trial, 1.0), max(promise - trial, 0.0)
        for other in (more, less):
            quality = bidding.believed(other, past, actors.reputation)
            if m > 1:
                limit = bidding.price_limit(calls.award, calls, rival, quality, value)
            extra = quality_cost(1.0, other, actors.quality_cost)
            extra -= quality_cost(1.0, promise, actors.quality_cost)
            rent = bidding.rent_of_rule(markup, low + extra, high + extra, calls.ceiling, limit)
            gain += rent if other == more else -rent
        # A bid in n wins, about: what it gains is told as if it had won.
        slopes[a, 1] += chance * m * gain / ((more - less) * actors.quality_cost)
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


class Calls(Process):
    """Calls for projects, every `funding.calls.every` months.

    Attributes
    ----------
    record : float64[n, RECORD]
        Bids of the last call, for whoever wants to look back. Nothing is kept by default.
    recorded : int
        Rows of it that were filled.
    """

    phase = 4

    def __init__(self) -> None:
        self.record = np.zeros((0, RECORD))
        self.recorded = 0
        self._ground: tuple[Array, Array, Array, Array] | None = None

    def ground(self, model: SectorModel) -> tuple[Array, Array, Array, Array]:
        """Keys and persons of the zones, and the zones block by block."""
        if self._ground is None:
            zones = model.territory.zones
            weight = zones.stock.sum(axis=1).astype(np.float64)
            if not weight.any():
                weight[:] = 1.0
            order = np.argsort(zones.block, kind="stable")
            edges = np.arange(model.organisations.counts.blocks + 1)
            start = np.searchsorted(zones.block[order], edges)
            self._ground = zones.keys(), weight, order, start
        return self._ground

    def step(self, model: SectorModel) -> None:
        """Hold the call where one is due."""
        m, s = model, model.scenario_
        rules = s.funding.calls if m.reformed else USUAL
        if m.month % rules.every or s.actors.renewal != "calls":
            return
        growth = (1.0 + s.accounts.cost_growth) ** (max(m.month, 0) // 12)
        self.recorded = hold(
            m.O, m.L, m.R, *self.ground(m), growth, m.seed, m.month, self.record
        )
