"""Founding: project actors present at the start, and those founded later (docs/model.md).

At the start each actor lives on one to three contracts, subsidies or contracts by call, which end
in different months. An actor founded later has a capital and no contract. All draws come from the
actor's key.
"""

from __future__ import annotations

import math

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.behaviour import aimed_quality, given_minutes
from sim.processes.actors.fees import first_fee
from sim.processes.actors.holding_contracts import bought_minutes, free_slot, sign
from sim.scenario.choices import RENEWAL_EXOGENOUS
from sim.state.organisations import BY_CALL, KINDS, SUBSIDY
from sim.state.views import Array, WorldBundle

ALIVE = 1
SAFE = 2  # for good (`actors.stable_at`)
PARTS = 3  # contracts at the start, at most
KIND_SLOT, PAYER_SLOT, END_SLOT, WEIGHT_SLOT = 0, 3, 6, 9  # of FIRST_CONTRACTS, by contract
PARTS_SLOT = 12
UNKNOWN = -1  # receipts of a year that was not worked from end to end


@rule
def own_rate(going: float, low: float, high: float, u: float) -> int:
    """Cents that an hour costs an actor, between two shares of the going rate."""
    return int(going * (low + (high - low) * u) + 0.5)


@rule
def full_cost(minutes: int, rate: int) -> int:
    """Cents a month of full activity."""
    return minutes * rate // 60


@rule
def first_cash(base: int, months: float, spread: float, normal: float) -> int:
    """Cents in cash at first: lognormal around `months` of cost."""
    return int(base * (months * math.exp(spread * normal)))


@rule
def payer_of(shares: Array, u: float) -> int:
    """Kind of funder that a uniform number falls on."""
    running = 0.0
    for k in range(KINDS - 1):
        running += shares[k]
        if u < running:
            return k
    return KINDS - 1


@rule
def part_of(total: int, before: float, after: float) -> int:
    """Whole part of a total between two running shares; parts of all shares add up to it."""
    return int(total * after + 0.5) - int(total * before + 0.5)


@rule
def first_end(month: int, every: int, length: int, u: float) -> int:
    """Month in which a contract of the start ends: a month of calls within one length."""
    steps = max(length // every, 1)
    return -(-month // every) * every + every * (1 + int(u * steps))


@rule
def begin(W: WorldBundle, a: int, moment: int) -> None:
    """An actor as it starts: own cost, cash, quality; `moment` is the month of its draws."""
    organisations = W.organisations
    p = W.parameters.actors[0]
    key = organisations.a_key[a]
    going = W.environment.going_rate[a]
    u = draws.draw(W.seed, moment, draws.RATE, 0, key)
    v = draws.draw(W.seed, moment, draws.FIRST_CASH, 0, key)
    w = draws.draw(W.seed, moment, draws.FIRST_CASH, 1, key)
    organisations.a_rate[a] = own_rate(going, p.cost_low, p.cost_high, u)
    organisations.a_base[a] = full_cost(W.environment.full[a], organisations.a_rate[a])
    organisations.a_cash[a] = first_cash(
        organisations.a_base[a], p.cash_months, p.cash_spread, draws.normal(v, w)
    )
    quality = aimed_quality(
        p.mission,
        p.reputation,
        going,
        float(organisations.a_rate[a]),
        p.fixed_share,
        p.quality_cost,
    )
    organisations.a_alive[a] = ALIVE
    organisations.a_born[a] = W.month
    organisations.a_quality[a] = quality
    organisations.a_promise[a] = quality
    organisations.a_reputation[a] = quality
    organisations.a_markup[a] = p.markup
    organisations.a_effort[a] = p.markup
    organisations.a_calls[a] = 0
    organisations.a_staff[a] = organisations.a_permanent[a] = 0
    organisations.a_new[a] = 0.0
    organisations.a_fee[a] = first_fee(W.parameters, going)
    organisations.a_practice[a] = 0
    organisations.a_absorb[a] = 1.0
    organisations.a_trust_successes[a] = organisations.a_trust_failures[a] = 0.0
    organisations.a_past[a] = UNKNOWN
    organisations.a_year[a] = organisations.a_income[a]
    organisations.a_given[a] = given_minutes(organisations.a_minutes[a], quality)


@rule
def first_contracts(W: WorldBundle, a: int) -> None:
    """Split an actor's full activity into contracts at the going rate, as if long under way."""
    organisations, environment = W.organisations, W.environment
    calls, key = W.parameters.calls[0], organisations.a_key[a]
    quality = float(organisations.a_quality[a])
    parts = 1 + int(draws.draw(W.seed, draws.ONCE, draws.FIRST_CONTRACTS, PARTS_SLOT, key) * PARTS)
    total = 0.0
    for k in range(parts):
        total += 0.5 + draws.draw(W.seed, draws.ONCE, draws.FIRST_CONTRACTS, WEIGHT_SLOT + k, key)
    running = 0.0
    for k in range(parts):
        before = running / total
        running += 0.5 + draws.draw(W.seed, draws.ONCE, draws.FIRST_CONTRACTS, WEIGHT_SLOT + k, key)
        after = 1.0 if k == parts - 1 else running / total
        minutes = part_of(environment.full[a], before, after)
        if minutes == 0:
            continue
        u = draws.draw(W.seed, draws.ONCE, draws.FIRST_CONTRACTS, KIND_SLOT + k, key)
        v = draws.draw(W.seed, draws.ONCE, draws.FIRST_CONTRACTS, PAYER_SLOT + k, key)
        w = draws.draw(W.seed, draws.ONCE, draws.FIRST_CONTRACTS, END_SLOT + k, key)
        kind = SUBSIDY if u < W.parameters.actors[0].grant_share else BY_CALL
        cents = int(minutes / 60.0 * environment.going_rate[a])
        length = calls.contract_months
        end = first_end(W.month, calls.every, length, w)
        # Its first month lies whole lengths back, so that its payments have begun.
        start = end - length * (2 + calls.payment_delay // length)
        payer = payer_of(environment.payers[organisations.a_domain[a]], v)
        sign(
            organisations,
            a,
            k,
            kind,
            payer,
            minutes,
            cents,
            start,
            end,
            calls.payment_delay,
            quality,
        )


@rule
def months_left(u: float, win: float, length: int) -> int:
    """Months that a contract won with a chance `win` still has, 0 if none, somewhere in the cycle.

    Long after the start, each month left up to ``length - 1`` is as likely as having none is, times
    `win`.
    """
    none = 1.0 / (1.0 + (length - 1) * win)
    if u < none:
        return 0
    return min(1 + int((u - none) / (none * win)), length - 1)


@rule
def full_contract(W: WorldBundle, a: int, end: int) -> None:
    """Give an actor a contract for its full activity at the going rate, if a slot is free."""
    environment = W.environment
    k = free_slot(W, a)
    if k >= 0:
        delay = W.parameters.calls[0].payment_delay
        start = end - W.parameters.calls[0].contract_months
        cents = int(environment.full[a] / 60.0 * environment.going_rate[a])
        sign(W.organisations, a, k, BY_CALL, 0, environment.full[a], cents, start, end, delay, 1.0)


@kernel
def settle_actors(W: WorldBundle) -> None:
    """Create every actor and its first contracts; funders get the money that they promised."""
    organisations = W.organisations
    p = W.parameters.actors[0]
    for a in range(len(organisations.a_caseload)):
        begin(W, a, draws.ONCE)
        if p.renewal == RENEWAL_EXOGENOUS:
            u = draws.draw(
                W.seed, draws.ONCE, draws.FIRST_CONTRACTS, END_SLOT, organisations.a_key[a]
            )
            left = months_left(u, p.win_probability, W.parameters.calls[0].contract_months)
            if left > 0:
                full_contract(W, a, W.month + left)
        else:
            first_contracts(W, a)
        minutes = bought_minutes(organisations, a, W.month)
        organisations.a_staff[a] = minutes
        organisations.a_permanent[a] = minutes - int(minutes * p.fixed_term)
        for k in range(organisations.c_kind.shape[1]):
            if organisations.c_kind[a, k] != 0:
                organisations.b_envelope[
                    W.environment.department[organisations.a_zone[a]], organisations.c_payer[a, k]
                ] += 12 * organisations.c_cents[a, k]
