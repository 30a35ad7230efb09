"""Project actors begin: those there at the start, and those founded later (4.11).

At the start each lives on one to three contracts, subsidies and contracts by call, that end on
different months; who is founded later has a capital and no contract. All is drawn from the actor's
key.
"""

from __future__ import annotations

import math

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.behaviour import aimed_quality, given_minutes
from sim.processes.actors.fees import first_fee
from sim.processes.actors.holding_contracts import bought_minutes, free_slot, sign
from sim.state.environment import Land as L_
from sim.state.organisations import BY_CALL, KINDS, SUBSIDY
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_

ALIVE = 1
SAFE = 2  # for good (`actors.stable_at`)
EXOGENOUS = 1  # rank in the choices of `actors.renewal`
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
def begin(O: O_, L: L_, R: R_, a: int, seed: int, month: int, moment: int) -> None:
    """An actor as it starts: own cost, cash, quality; `moment` is the month of its draws."""
    p = R.actors[0]
    key = O.a_key[a]
    going = L.going_rate[a]
    u = draws.draw(seed, moment, draws.RATE, 0, key)
    v = draws.draw(seed, moment, draws.FIRST_CASH, 0, key)
    w = draws.draw(seed, moment, draws.FIRST_CASH, 1, key)
    O.a_rate[a] = own_rate(going, p.cost_low, p.cost_high, u)
    O.a_base[a] = full_cost(L.full[a], O.a_rate[a])
    O.a_cash[a] = first_cash(O.a_base[a], p.cash_months, p.cash_spread, draws.normal(v, w))
    quality = aimed_quality(
        p.mission, p.reputation, going, float(O.a_rate[a]), p.fixed_share, p.quality_cost
    )
    O.a_alive[a] = ALIVE
    O.a_born[a] = month
    O.a_quality[a] = quality
    O.a_promise[a] = quality
    O.a_reputation[a] = quality
    O.a_markup[a] = p.markup
    O.a_effort[a] = p.markup
    O.a_calls[a] = 0
    O.a_staff[a] = O.a_permanent[a] = 0
    O.a_new[a] = 0.0
    O.a_fee[a] = first_fee(R, going)
    O.a_practice[a] = 0
    O.a_absorb[a] = 1.0
    O.a_good[a] = O.a_bad[a] = 0.0
    O.a_past[a] = UNKNOWN
    O.a_year[a] = O.a_income[a]
    O.a_given[a] = given_minutes(O.a_minutes[a], quality)


@rule
def first_contracts(O: O_, L: L_, R: R_, a: int, seed: int, month: int) -> None:
    """Split an actor's full activity into contracts at the going rate, as if long under way."""
    calls, key = R.calls[0], O.a_key[a]
    quality = float(O.a_quality[a])
    parts = 1 + int(draws.draw(seed, draws.ONCE, draws.FIRST_CONTRACTS, PARTS_SLOT, key) * PARTS)
    total = 0.0
    for k in range(parts):
        total += 0.5 + draws.draw(seed, draws.ONCE, draws.FIRST_CONTRACTS, WEIGHT_SLOT + k, key)
    running = 0.0
    for k in range(parts):
        before = running / total
        running += 0.5 + draws.draw(seed, draws.ONCE, draws.FIRST_CONTRACTS, WEIGHT_SLOT + k, key)
        after = 1.0 if k == parts - 1 else running / total
        minutes = part_of(L.full[a], before, after)
        if minutes == 0:
            continue
        u = draws.draw(seed, draws.ONCE, draws.FIRST_CONTRACTS, KIND_SLOT + k, key)
        v = draws.draw(seed, draws.ONCE, draws.FIRST_CONTRACTS, PAYER_SLOT + k, key)
        w = draws.draw(seed, draws.ONCE, draws.FIRST_CONTRACTS, END_SLOT + k, key)
        kind = SUBSIDY if u < R.actors[0].grant_share else BY_CALL
        cents = int(minutes / 60.0 * L.going_rate[a])
        length = calls.contract_months
        end = first_end(month, calls.every, length, w)
        # Its first month lies whole lengths back, so that its payments have begun.
        start = end - length * (2 + calls.payment_delay // length)
        payer = payer_of(L.payers[O.a_domain[a]], v)
        sign(O, a, k, kind, payer, minutes, cents, start, end, calls.payment_delay, quality)


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
def full_contract(O: O_, L: L_, R: R_, a: int, month: int, end: int) -> None:
    """Give an actor a contract for its full activity at the going rate, if a slot is free."""
    k = free_slot(O, a, month)
    if k >= 0:
        delay = R.calls[0].payment_delay
        start = end - R.calls[0].contract_months
        cents = int(L.full[a] / 60.0 * L.going_rate[a])
        sign(O, a, k, BY_CALL, 0, L.full[a], cents, start, end, delay, 1.0)


@kernel
def settle_actors(O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """Let every actor begin, with its first contracts; funders have what they have promised."""
    p = R.actors[0]
    for a in range(len(O.a_seats)):
        begin(O, L, R, a, seed, month, draws.ONCE)
        if p.renewal == EXOGENOUS:
            u = draws.draw(seed, draws.ONCE, draws.FIRST_CONTRACTS, END_SLOT, O.a_key[a])
            left = months_left(u, p.win_probability, R.calls[0].contract_months)
            if left > 0:
                full_contract(O, L, R, a, month, month + left)
        else:
            first_contracts(O, L, R, a, seed, month)
        minutes = bought_minutes(O, a, month)
        O.a_staff[a] = minutes
        O.a_permanent[a] = minutes - int(minutes * p.fixed_term)
        for k in range(O.c_kind.shape[1]):
            if O.c_kind[a, k] != 0:
                O.b_envelope[L.block[O.a_zone[a]], O.c_payer[a, k]] += 12 * O.c_cents[a, k]
