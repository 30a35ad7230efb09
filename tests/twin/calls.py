"""Calls for projects, lot by lot, with bids as objects; and what bidders learn from them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.processes.actors.founding import ALIVE
from sim.processes.actors.tenders.lots import MOST
from sim.state.counts import MILLION
from sim.state.organisations import BY_CALL, CONTRACTS, KINDS

from .bids import Bid, Lot, lots_for
from .contracts import is_exogenous, levers
from .organisations import Contract, ProjectActor
from .people import narrow
from .rules import (
    asked,
    believed,
    between,
    calm,
    effort_slope,
    good_enough,
    lot_key,
    markup_slope,
    moved_within,
    pair_key,
    price_limit,
    price_of_quality,
    quality_cost,
    quality_slope,
    score,
    stride,
)

if TYPE_CHECKING:
    from .model import TwinModel

AWARDS = ("score", "price", "quality_in_money", "tullock")
LEAST_EFFORT = 1e-4
NONE = 1e9


class Call:
    """A call in all blocks in one month."""

    def __init__(self, model: TwinModel) -> None:
        self.model = model
        self.calls, _ = levers(model)
        self.award = AWARDS.index(self.calls.award)
        self.p = model.scenario_.actors
        self.slopes: dict[ProjectActor, list[float]] = {}
        growth = 1.0 + model.scenario_.accounts.cost_growth
        self.growth = growth ** (max(model.month, 0) // 12)
        stock = model.territory.zones.stock.sum(axis=1).astype(float).tolist()
        self.weight = stock if any(stock) else [1.0] * len(stock)

    def hold(self) -> None:
        """Hold it block by block, then let everybody learn."""
        g = self.model.geography
        for block in sorted(set(g.block)):
            zones = [z for z in range(g.zones) if g.block[z] == block]
            self._in_block(block, zones)
        for actor, slopes in self.slopes.items():
            self._learn(actor, slopes)

    def _in_block(self, block: int, zones: list[int]) -> None:
        model, calls = self.model, self.calls
        model.blocks[block].support = [0] * KINDS
        mine = [a for a in model.actors if model.geography.block[a.zone] == block]
        hours, rates, active = [0.0] * 4, [0.0] * 4, [0.0] * 4
        promised: Counter[tuple[int, int]] = Counter()
        for actor in mine:
            hours[actor.domain] += actor.full
            rates[actor.domain] += actor.full * actor.going_rate
            active[actor.domain] += actor.full if actor.alive else 0
            for contract in actor.serving(model.month):
                promised[contract.payer, actor.domain] += contract.cents
        rates = [r / h * self.growth if h else 0.0 for r, h in zip(rates, hours, strict=True)]
        cents = [int(rate * calls.lot_minutes / 60.0) for rate in rates]
        shares = self._shares(block, active)
        left, wanted = [], []
        for kind in range(KINDS):
            total = model.envelopes[block, kind] // 12
            held = [promised[kind, d] for d in range(4)]
            left.append(total - sum(held))
            pays = [self.p.payers[d][kind] for d in range(4)]
            mine_of = [share * paid for share, paid in zip(shares, pays, strict=True)]
            whole = max(sum(mine_of), 1e-9)
            behind = [part / whole * total - held[d] for d, part in enumerate(mine_of)]
            open_to = [c if paid else 0 for c, paid in zip(cents, pays, strict=True)]
            wanted.append(lots_for(left[kind], behind, open_to))
        for d in range(4):
            lots = self._put_out(zones, d, rates[d], [w[d] for w in wanted])
            near = Counter(a for lot in lots for a in self._reach(lot))
            for lot in lots:
                if left[lot.payer] < 0:
                    continue
                before = model.month_totals["bids"]
                bids = self._gather(lot, near)
                made = model.month_totals["bids"] - before
                left[lot.payer] -= self._help(block, lot.payer, made)
                u = draws.draw(model.seed_, model.month, draws.LOTTERY, 1, lot.key)
                drawn = u < calls.lottery
                left[lot.payer] -= self._award(lot, bids, drawn, left[lot.payer])
                self._look_back(lot, bids, drawn)

    def _help(self, block: int, kind: int, bids: int) -> int:
        """Owe what is done of the work of bids; cents a month that it takes until the next call."""
        whole = int(self.p.bid_cost)
        cents = bids * (whole - int(self.p.bid_cost * (1.0 - self.calls.support)))
        self.model.blocks[block].support[kind] += cents
        return math.ceil(cents / self.calls.every)

    def _shares(self, block: int, hours: list[float]) -> list[float]:
        """Follow the view of needs, up to half as much again as the hours that are there."""
        view = [float(x) for x in self.model.views.get(block, [0.0] * 4)]
        whole = max(sum(hours), 1e-9)
        most = [MOST * h / whole for h in hours]
        shares = [min(v, m) for v, m in zip(view, most, strict=True)]
        room = [m - s for m, s in zip(most, shares, strict=True)]
        rest, all_room = 1.0 - sum(shares), max(sum(room), 1e-9)
        return [s + rest * r / all_room for s, r in zip(shares, room, strict=True)]

    def _put_out(self, zones: list[int], d: int, rate: float, wanted: list[int]) -> list[Lot]:
        """Spread lots over the zones by population and over the kinds of funder evenly."""
        n = sum(wanted)
        lots: list[Lot] = []
        if n == 0:
            return lots
        model, g = self.model, self.model.geography
        key = np.uint64(g.zone_keys[zones[0]])
        u = draws.draw(model.seed_, model.month, draws.LOT, d, key)
        people = float(np.sum([self.weight[z] for z in zones]))
        given = [0] * KINDS
        seen: Counter[int] = Counter()
        at, passed = 0, self.weight[zones[0]]
        for j in range(n):
            while passed <= (j + u) / n * people and at + 1 < len(zones):
                at += 1
                passed += self.weight[zones[at]]
            zone = zones[at]
            open_kinds = [k for k in range(KINDS) if given[k] < wanted[k]]
            payer = max(open_kinds, key=lambda k: wanted[k] * (j + 1) / n - given[k])
            given[payer] += 1
            name = np.uint64(lot_key(np.uint64(g.zone_keys[zone]), d, seen[zone]))
            seen[zone] += 1
            lots.append(Lot(zone, d, payer, name, rate))
        return lots

    def _reach(self, lot: Lot) -> Iterator[int]:
        return iter(self.model.geography.actors_near.get((lot.zone, lot.domain), []))

    # -- bids -------------------------------------------------------------------------------------

    def _luck(self, decision: int, slot: int, key: np.uint64) -> float:
        return draws.draw(self.model.seed_, self.model.month, decision, slot, np.uint64(key))

    def _gather(self, lot: Lot, near: Counter[int]) -> list[Bid]:
        calls, p = self.calls, self.p
        time = p.bids_a_call / max(1.0 - calls.support, 1e-9)
        bids = []
        for number in self._reach(lot):
            actor = self.model.actors[number]
            if not actor.alive or _free(actor, self.model.month) is None:
                continue
            pair = np.uint64(pair_key(np.uint64(actor.key), lot.key))
            if self._luck(draws.BID_TIME, 0, pair) * near[number] >= time:
                continue
            if actor.alive == ALIVE and not self._carries(actor):
                continue
            bid = self._bid(lot, actor, pair)
            if bid is not None:
                bids.append(bid)
        self.model.month_totals["lots"] += 1
        self.model.month_totals["bids"] += len(bids)
        if calls.consortium:
            return self._join(lot, bids)
        return bids

    def _carries(self, actor: ProjectActor) -> bool:
        """Tell whether cash lasts most of the months until the first payment of one more lot."""
        fixed, cash = self.p.fixed_share, float(actor.cash)
        months = int(self.p.prudence * self.calls.payment_delay + 0.5)
        for month in range(self.model.month, self.model.month + months):
            hours = actor.bought(month) + self.calls.lot_minutes
            work = hours * float(actor.rate) / 60.0
            cash -= max(work, fixed * actor.base + (1.0 - fixed) * work)
            for _, c in sorted(actor.contracts.items()):
                cash += c.cents if c.start <= month - c.delay < c.end else 0
            if cash < 0:
                return False
        return True

    def _bid(self, lot: Lot, actor: ProjectActor, pair: np.uint64) -> Bid | None:
        calls, p = self.calls, self.p
        extra = quality_cost(1.0, actor.promise, p.quality_cost)
        if p.cost == "common":
            true = between(p.cost_low, p.cost_high, self._luck(draws.COST, 0, lot.key))
            noise = draws.normal(*(self._luck(draws.ESTIMATE, s, pair) for s in (0, 1)))
            estimate = true + p.estimate_error * noise
            doubt = p.estimate_error * float(np.sqrt(3.0))
            low, high = estimate - doubt, estimate + doubt
        else:
            low, high = p.cost_low, p.cost_high
            estimate = true = between(low, high, self._luck(draws.COST, 0, pair))
        cost = estimate + extra
        if cost > calls.ceiling:
            return None
        effort = actor.effort if self.award == 3 else 0.0
        worth = lot.rate * calls.lot_minutes / 60.0
        if self.award == 3:
            self._pay(actor, int(effort * worth * calls.contract_months))
        bid = Bid(
            actor,
            None,
            cost,
            true + extra,
            low + extra,
            high + extra,
            0.0,
            believed(actor.promise, actor.reputation, p.reputation),
            max(effort, LEAST_EFFORT) ** calls.tullock_power,
            0.0,
            self._luck(draws.LOTTERY, 0, pair),
        )
        self._price(lot, bid)
        self._pay(actor, int(p.bid_cost * (1.0 - calls.support)))
        return bid

    def _price(self, lot: Lot, bid: Bid) -> None:
        """Ask a price for what the bid costs, and rate it."""
        calls, actor = self.calls, bid.actor
        bid.price = calls.ceiling
        if self.award != 3:
            monthly = actor.rate * actor.full / 60.0
            kept = actor.markup * calm(actor.cash, monthly, self.p.stress_months)
            bid.price = asked(bid.cost, calls.ceiling, kept)
        value = calls.quality_value / lot.rate
        bid.worth = score(self.award, calls, bid.price, bid.quality, value)

    def _pay(self, actor: ProjectActor, cents: int) -> None:
        actor.cash -= cents
        actor.spent += cents
        self.model.month_totals["bid_costs"] += cents

    # -- award ------------------------------------------------------------------------------------

    def _rank(self, bid: Bid, bids: list[Bid], drawn: bool) -> float:
        if self.award == 3:
            return float(np.log1p(-bid.luck) / bid.power)
        if not drawn:
            return bid.worth
        bar = good_enough(max(b.worth for b in bids), self.calls.lottery_bar)
        return bid.luck if bid.worth >= bar else -1.0

    def _award(self, lot: Lot, bids: list[Bid], drawn: bool, left: int) -> int:
        calls, tally, month = self.calls, self.model.month_totals, self.model.month
        worth = lot.rate * calls.lot_minutes / 60.0
        paid_for = [b for b in bids if b.price <= left / max(worth, 1e-9)]
        if not paid_for:
            return 0
        best = min(paid_for, key=lambda b: (-self._rank(b, paid_for, drawn), b.actor.key))
        cents = int(best.price * worth)
        actor, promise = best.actor, best.actor.promise
        own = (best.true - quality_cost(1.0, promise, self.p.quality_cost)) * lot.rate
        half = 0 if best.partner is None else calls.lot_minutes // 2
        part = cents * half // calls.lot_minutes
        winners = [(actor, calls.lot_minutes - half, cents - part)]
        if best.partner is not None:
            winners.append((best.partner, half, part))
            for one in (actor, best.partner):
                one.good = narrow(one.good + self.model.scenario_.trust.partnership)
        for one, hours, money in winners:
            held = one.bought(month)
            one.rate = int((one.rate * held + own * hours) / (held + hours) + 0.5)
            slot = _free(one, month)
            if slot is None:
                raise AssertionError("who bids has a free slot")
            one.contracts[slot] = Contract(
                kind=BY_CALL,
                payer=lot.payer,
                minutes=hours,
                cents=money,
                start=month,
                end=month + calls.contract_months,
                delay=calls.payment_delay,
                quality=promise,
            )
        for bid in bids:
            if bid is not best:
                bid.actor.bad = narrow(bid.actor.bad + self.model.scenario_.trust.rivalry)
        tally["awards"] += 1
        tally["drawn"] += drawn or self.award == 3
        tally["award_minutes"] += calls.lot_minutes
        tally["award_cents"] += cents
        tally["award_quality"] += int(promise * MILLION)
        tally["award_rent"] += cents - int(best.true * worth)
        return cents

    # -- learning ---------------------------------------------------------------------------------

    def _look_back(self, lot: Lot, bids: list[Bid], drawn: bool) -> None:
        p, calls = self.p, self.calls
        if p.bid == "cost_plus":
            return
        total = 0.0
        for bid in bids:
            total += bid.power
        seen = self._places(bids, drawn)
        for bid in bids:
            actor = bid.actor
            slopes = self.slopes.setdefault(actor, [0.0, 0.0, 0.0, 0.0])
            slopes[3] += 1.0
            if self.award == 3:
                prize, rest = calls.ceiling - bid.cost, total - bid.power
                slopes[2] += effort_slope(actor.effort, p.trial, rest, calls.tullock_power, prize)
                continue
            value = calls.quality_value / lot.rate
            for share, rival in seen:
                up_to = NONE
                if len(bids) > 1:
                    up_to = price_limit(self.award, calls, rival, bid.quality, value)
                slopes[0] += share * markup_slope(
                    actor.markup, p.trial, bid.low, bid.high, calls.ceiling, up_to
                )
            worth = (1.0 - p.reputation) * price_of_quality(self.award, calls, value)
            slopes[1] += quality_slope(actor.promise, worth, p.quality_cost)

    def _places(self, bids: list[Bid], drawn: bool) -> list[tuple[float, float]]:
        """Share of the places at a lot, and what must be beaten there: the best's, all others'."""
        top = max((b.worth for b in bids), default=-NONE)
        shares, bars = [0.0, 0.0], [-NONE, top]
        for place in bids:
            others = [b.worth for b in bids if b is not place]
            group = int(place.worth != top)
            bars[group] = max(others, default=-NONE)
            chance = 1.0
            if drawn:
                bars[group] = good_enough(bars[group], self.calls.lottery_bar)
            if drawn and others:
                chance = 1.0 / (sum(w >= bars[group] for w in others) + 1)
            shares[group] += chance / len(bids)
        return list(zip(shares, bars, strict=True))

    def _learn(self, actor: ProjectActor, slopes: list[float]) -> None:
        p, calls = self.p, self.calls
        step = stride(p.learning, p.settling, actor.calls) / slopes[3]
        actor.markup = narrow(moved_within(actor.markup, step * slopes[0], 0.0, 1.0))
        actor.promise = narrow(moved_within(actor.promise, step * slopes[1], 0.0, 1.0))
        if self.award == 3:
            prize = max(calls.ceiling - (p.cost_low + p.cost_high) / 2.0, 0.0)
            way = step * slopes[2] * prize
            actor.effort = narrow(moved_within(actor.effort, way, LEAST_EFFORT, calls.ceiling))
        actor.calls += 1

    def _join(self, lot: Lot, bids: list[Bid]) -> list[Bid]:
        """Let the best bid of those that trust others take in the best neighbour that does."""
        least = self.model.scenario_.trust.join_above
        trusting = [
            b for b in bids if (b.actor.good + 1.0) / (b.actor.good + b.actor.bad + 2.0) >= least
        ]
        trusting.sort(key=lambda b: (-b.worth, b.actor.key))
        neighbours = [b for b in trusting[1:] if b.actor.zone == trusting[0].actor.zone]
        if not neighbours:
            return bids
        best, other = trusting[0], neighbours[0]
        dear = self.p.quality_cost
        extra = quality_cost(1.0, best.actor.promise, dear)
        extra -= quality_cost(1.0, other.actor.promise, dear)
        if other.cost + extra < best.cost:
            best.cost, best.true = other.cost + extra, other.true + extra
        best.power += other.power
        best.partner = other.actor
        self._price(lot, best)
        return [b for b in bids if b is not other]


def _free(actor: ProjectActor, month: int) -> int | None:
    """Return the first slot without a contract to serve or to be paid."""
    for slot in range(CONTRACTS):
        held = actor.contracts.get(slot)
        if held is None or held.end + held.delay <= month:
            return slot
    return None


def step(model: TwinModel) -> None:
    """Hold a call where one is due."""
    calls, _ = levers(model)
    if model.month % calls.every == 0 and not is_exogenous(model):
        Call(model).hold()
