"""Lots: unpromised money divided by domain, zone and funder (docs/model.md).

Domains follow the needs that funders see, the room that actors of the domain still have, and what
each kind of funder pays for (`actors.payers`). Zones follow population, from a random start, so
that a small envelope does not always serve the same zones.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import rule
from sim.processes.actors.holding_contracts import promised_cents
from sim.state.organisations import KINDS
from sim.state.people import DOMAINS
from sim.state.views import Array, WorldBundle

MOST = 1.5  # limit of a domain, relative to its share of the hours (assumed)


@rule
def possible_shares(view: Array, hours: Array, shares: Array) -> None:
    """Share of the money for each domain: the needs that funders see, limited by capacity.

    A domain gets at most `MOST` times its share of the hours; the rest goes to the other domains in
    proportion to their room. Without a view, money goes where hours are.

    Parameters
    ----------
    view, shares : float64[DOMAINS]
        Shares of the domains in the needs that funders see, zeros without a view; resulting shares.
    hours : float64[DOMAINS]
        Hours of the actors that work in each domain.
    """
    whole = 0.0
    for d in range(len(view)):
        whole += hours[d]
    whole = max(whole, 1e-9)
    room, given = 0.0, 0.0
    for d in range(len(view)):
        most = MOST * hours[d] / whole
        shares[d] = min(view[d], most)
        room += most - shares[d]
        given += shares[d]
    for d in range(len(view)):
        most = MOST * hours[d] / whole
        shares[d] += (1.0 - given) * (most - shares[d]) / max(room, 1e-9)


@rule
def own_shares(shares: Array, payers: Array, k: int, own: Array) -> None:
    """Share of the money of a kind of funder for each domain, by the part of the domain it pays.

    Parameters
    ----------
    shares, own : float64[DOMAINS]
        Shares of all money; resulting shares.
    payers : float64[DOMAINS, KINDS]
        What each kind pays of each domain.
    k : int
        The kind.
    """
    whole = 0.0
    for d in range(len(shares)):
        whole += shares[d] * payers[d, k]
    for d in range(len(shares)):
        own[d] = shares[d] * payers[d, k] / max(whole, 1e-9)


@rule
def survey(W: WorldBundle, left: Array, behind: Array, rate: Array) -> None:
    """Count by département what funders have not promised, and the going rate of each domain.

    Parameters
    ----------
    left : int64[B, KINDS]
        Cents a month that are not promised.
    behind : float64[B, KINDS, DOMAINS]
        Cents a month by which promises are behind the view of needs.
    rate : float64[B, DOMAINS]
        Cents of an hour at the start; 0 if no actor works there.
    """
    organisations, environment = W.organisations, W.environment
    hours = np.zeros((left.shape[0], DOMAINS))
    active = np.zeros((left.shape[0], DOMAINS))
    view, shares, own = np.zeros(DOMAINS), np.zeros(DOMAINS), np.zeros(DOMAINS)
    promised = np.zeros((left.shape[0], KINDS, DOMAINS), np.int64)
    rate[:] = 0.0
    for a in range(len(organisations.a_zone)):
        b, d = environment.department[organisations.a_zone[a]], organisations.a_domain[a]
        hours[b, d] += environment.full[a]
        rate[b, d] += environment.full[a] * environment.going_rate[a]
        if organisations.a_alive[a]:
            active[b, d] += environment.full[a]
            for k in range(KINDS):
                promised[b, k, d] += promised_cents(W, a, k)
    for b in range(left.shape[0]):
        for d in range(DOMAINS):
            view[d] = np.float64(organisations.b_view[b, d])
            if hours[b, d] > 0.0:
                rate[b, d] /= hours[b, d]
        possible_shares(view, active[b], shares)
        for k in range(KINDS):
            total = organisations.b_envelope[b, k] // 12
            left[b, k] = total
            own_shares(shares, environment.payers, k, own)
            for d in range(DOMAINS):
                left[b, k] -= promised[b, k, d]
                behind[b, k, d] = own[d] * total - promised[b, k, d]


@rule
def lots_of(money: int, behind: Array, cents: Array, found: Array) -> None:
    """Tender money in lots, one by one, in the domain furthest behind; int64[DOMAINS].

    Parameters
    ----------
    behind : float64[DOMAINS]
        Cents by which each domain is behind; used up.
    cents : int64[DOMAINS]
        Cents of a lot at the going rate; 0 if no actor could bid.
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
    """Kind of funder of a lot; the lots of each kind are spread evenly over all; int64[K]."""
    best, most = 0, -1e18
    for k in range(len(wanted)):
        lag = wanted[k] * (rank + 1) / total - given[k]
        if given[k] < wanted[k] and lag > most:
            best, most = k, lag
    given[best] += 1
    return best


@rule
def spread(n: int, u: float, zones: Array, weight: Array) -> Array:
    """Zone of each of `n` lots, in proportion to persons, from a random start; int64[n]."""
    place = np.zeros(n, np.int64)
    people = 0.0
    for i in range(len(zones)):
        people += weight[zones[i]]
    z, passed = 0, weight[zones[0]]
    for j in range(n):
        while passed <= (j + u) / n * people and z + 1 < len(zones):
            z += 1
            passed += weight[zones[z]]
        place[j] = zones[z]
    return place
