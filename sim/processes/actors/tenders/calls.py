"""Calls for projects: unpromised money is tendered in lots, actors bid, the award rule decides.

The funders of a département tender the money for project actors that they have not promised. Lots
have the same size at the going rate. They go to the domains where the needs that funders see are
least covered, and are spread over the zones by population. Winners sign a contract. Every bidder
pays for its bid, and the funder pays for support to bidders. A lost call lowers the trust of a
bidder, and bidders improve their rules (`sim.processes.actors.tenders.bidding`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.tenders import bidding
from sim.processes.actors.tenders.awarding import award
from sim.processes.actors.tenders.bids import BID, collect_bids
from sim.processes.actors.tenders.learning import RECORD, learn, look_back
from sim.processes.actors.tenders.lots import lots_of, spread, survey, whose_lot
from sim.processes.process import Process
from sim.state import counts
from sim.state.organisations import KINDS
from sim.state.people import DOMAINS
from sim.state.views import Array, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def support(W: WorldBundle, b: int, k: int, bids: int) -> int:
    """Let a funder owe the work done with bidders; returns the cents per month no longer available.

    It is paid until the next call (`Budgets`), out of the same envelope as the lots.
    """
    calls, cost = W.parameters.calls[0], W.parameters.actors[0].bid_cost
    cents = bids * (int(cost) - bidding.own_work(cost, calls.support))
    W.organisations.b_support[b, k] += cents
    return int(-(-cents // calls.every))


@kernel
def hold(
    W: WorldBundle,
    zone_key: Array,
    weight: Array,
    order: Array,
    start: Array,
    growth: float,
    record: Array,
) -> int:
    """Hold a call in every département, then let bidders learn; number of rows recorded.

    Parameters
    ----------
    weight : float64[Z]
        Persons of each zone.
    order, start : int64[Z], int64[B + 1]
        Zones département by département.
    growth : float
        Growth of the going rate since the start.
    record : float64[n, RECORD]
        Recorded bids, as many as there is room for.
    """
    organisations, environment = W.organisations, W.environment
    departments, calls = organisations.b_envelope.shape[0], W.parameters.calls[0]
    left = np.zeros((departments, KINDS), np.int64)
    behind = np.zeros((departments, KINDS, DOMAINS))
    rate = np.zeros((departments, DOMAINS))
    survey(W, left, behind, rate)
    organisations.b_support[:] = 0  # the work done for the last call has been paid
    slopes = np.zeros((len(organisations.a_key), 4))  # markup, promise, effort, number of bids
    near = np.zeros(len(organisations.a_key), np.int64)
    who = np.zeros(0, np.int64)
    bids = np.zeros((0, BID))
    rows = 0
    lots = np.zeros((KINDS, DOMAINS), np.int64)
    cents, own = np.zeros(DOMAINS, np.int64), np.zeros(DOMAINS, np.int64)
    given = np.zeros(KINDS, np.int64)
    for b in range(departments):
        for d in range(DOMAINS):
            rate[b, d] *= growth
            cents[d] = int(rate[b, d] * calls.lot_minutes / 60.0)
        for k in range(KINDS):
            for d in range(DOMAINS):
                own[d] = cents[d] if environment.payers[d, k] > 0.0 else 0  # it pays nothing else
            lots_of(left[b, k], behind[b, k], own, lots[k])
        zones = order[start[b] : start[b + 1]]
        for d in range(DOMAINS):
            n = 0
            for k in range(KINDS):
                n += lots[k, d]
            if n == 0:
                continue
            u = draws.draw(W.seed, W.month, draws.LOT, d, zone_key[zones[0]])
            place = spread(n, u, zones, weight)
            most = 0
            for j in range(n):
                first, last = (
                    environment.actor_start[place[j] * 4 + d],
                    environment.actor_start[place[j] * 4 + d + 1],
                )
                most = max(most, last - first)
                for i in range(first, last):
                    near[environment.actor_reach[i]] += 1
            if most > len(who):
                who, bids = np.zeros(most, np.int64), np.zeros((most, BID))
            given[:] = 0
            rank = 0
            for j in range(n):
                z = place[j]
                rank = rank + 1 if j > 0 and place[j - 1] == z else 0
                k = whose_lot(j, n, lots[:, d], given)
                if left[b, k] < 0:
                    continue  # helping bidders has used up what there was
                bids_before = organisations.month_totals[counts.BIDS]
                lot = bidding.lot_key(zone_key[z], d, rank)
                m = collect_bids(W, z, d, lot, rate[b, d], near, who, bids)
                left[b, k] -= support(
                    W, b, k, organisations.month_totals[counts.BIDS] - bids_before
                )
                drawn = draws.draw(W.seed, W.month, draws.LOTTERY, 1, lot) < calls.lottery
                left[b, k] -= award(W, k, left[b, k], rate[b, d], m, drawn, who, bids)
                rows = look_back(W, rate[b, d], m, drawn, j, who, bids, slopes, record, rows)
            for j in range(n):
                first, last = (
                    environment.actor_start[place[j] * 4 + d],
                    environment.actor_start[place[j] * 4 + d + 1],
                )
                for i in range(first, last):
                    near[environment.actor_reach[i]] = 0
    for a in range(len(organisations.a_key)):
        if slopes[a, 3] > 0.0:
            learn(W, a, slopes[a])
    return rows


class Tenders(Process):
    """Calls for projects, every `funding.calls.every` months.

    Attributes
    ----------
    record : float64[n, RECORD]
        Bids of the last call, kept on request. Nothing is kept by default.
    recorded : int
        Rows of it that were filled.
    """

    phase = 4

    def __init__(self) -> None:
        self.record = np.zeros((0, RECORD))
        self.recorded = 0
        self._ground: tuple[Array, Array, Array, Array] | None = None

    def ground(self, model: World) -> tuple[Array, Array, Array, Array]:
        """Keys and persons of the zones, and the zones département by département."""
        if self._ground is None:
            zones = model.territory.zones
            weight = zones.stock.sum(axis=1).astype(np.float64)
            if not weight.any():
                weight[:] = 1.0
            order = np.argsort(zones.department, kind="stable")
            edges = np.arange(model.organisations.counts.departments + 1)
            start = np.searchsorted(zones.department[order], edges)
            self._ground = zones.keys(), weight, order, start
        return self._ground

    def step(self, model: World) -> None:
        """Hold the call where one is due."""
        m, s = model, model.scenario_
        rules = m.funding.calls
        if m.month % rules.every or s.actors.renewal != "calls":
            return
        growth = (1.0 + s.accounts.cost_growth) ** (max(m.month, 0) // 12)
        self.recorded = hold(m.W, *self.ground(m), growth, self.record)
