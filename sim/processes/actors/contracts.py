"""Contracts of project actors run out, are renewed or fall back to the envelope (4.11).

A contract by call just ends. A subsidy that ends is renewed for as long, unless its money is put
out to call; when the envelope of its funder no longer holds what is promised, subsidies due for
renewal are cut in proportion. What shrinks buys less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.behaviour import monthly_chance
from sim.processes.actors.founding import EXOGENOUS, full_contract
from sim.processes.actors.holding_contracts import (
    bought_minutes,
    grown,
    is_paid,
    serves,
    year_turns,
)
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.organisations import CONTRACTS, KINDS, SUBSIDY
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def fewer(minutes: int, before: int, after: int) -> int:
    """Minutes that a subsidy buys when its cents change: less money buys less, at the same rate."""
    return minutes if after >= before else int(minutes * (after / max(before, 1)))


@rule
def change_cents(O: O_, a: int, k: int, cents: int) -> None:
    """Give a subsidy other cents a month, and what they buy."""
    O.c_minutes[a, k] = fewer(O.c_minutes[a, k], O.c_cents[a, k], cents)
    O.c_cents[a, k] = cents


@rule
def yearly_growth(R: R_, kind: int) -> float:
    """Yearly growth of a contract: costs where contracts are indexed, else a subsidy's own."""
    if R.calls[0].indexed:
        return float(R.accounts[0].cost_growth)
    return float(R.budgets[0].calls_growth) if kind == SUBSIDY else 0.0


@rule
def is_renewed(O: O_, R: R_, a: int, k: int, seed: int, month: int) -> bool:
    """Tell whether a contract that ends goes on: a subsidy, unless its money is put out to call."""
    if O.c_kind[a, k] != SUBSIDY:
        return False
    u = draws.draw(seed, month, draws.TO_CALL, k, O.a_key[a])
    return bool(u >= monthly_chance(R.calls[0].to_call, R.calls[0].contract_months))


@rule
def turn(O: O_, R: R_, a: int, k: int, seed: int, month: int) -> bool:
    """Let a month of a contract pass: its end, its growth. Tells whether a subsidy was renewed."""
    if O.c_kind[a, k] == 0 or month > O.c_end[a, k]:
        return False
    ends = O.c_end[a, k] == month
    if ends:
        if not is_renewed(O, R, a, k, seed, month):
            O.a_ended[a] += O.c_minutes[a, k]
            return False
        O.c_end[a, k] = month + R.calls[0].contract_months
    if year_turns(month, O.c_start[a, k]):
        growth = yearly_growth(R, O.c_kind[a, k])
        if growth != 0.0:
            change_cents(O, a, k, grown(O.c_cents[a, k], growth))
    return bool(ends)


@kernel
def run_out(O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """End, renew, index and cut the contracts of a month."""
    renewed = np.zeros((len(O.a_seats), CONTRACTS), np.int8)
    some = False
    for a in range(len(O.a_seats)):
        O.a_ended[a] = 0
        if not O.a_alive[a]:
            continue
        for k in range(CONTRACTS):
            if turn(O, R, a, k, seed, month):
                renewed[a, k] = 1
                some = True
    if some:
        cut(O, L, renewed, month)
    if R.actors[0].renewal == EXOGENOUS:
        draw_contracts(O, L, R, seed, month)


@rule
def cut(O: O_, L: L_, renewed: Array, month: int) -> None:
    """Cut the subsidies renewed this month as far as envelopes no longer hold what is promised."""
    blocks = O.b_envelope.shape[0]
    held = np.zeros((blocks, KINDS), np.int64)  # promised beside them
    asked = np.zeros((blocks, KINDS), np.int64)
    for a in range(len(O.a_seats)):
        b = L.block[O.a_zone[a]]
        for k in range(CONTRACTS):
            if renewed[a, k]:
                asked[b, O.c_payer[a, k]] += O.c_cents[a, k]
            elif serves(O, a, k, month):
                held[b, O.c_payer[a, k]] += O.c_cents[a, k]
    for a in range(len(O.a_seats)):
        b = L.block[O.a_zone[a]]
        for k in range(CONTRACTS):
            f = O.c_payer[a, k]
            if renewed[a, k]:
                room = max(O.b_envelope[b, f] // 12 - held[b, f], 0)
                if asked[b, f] > room:
                    change_cents(O, a, k, int(O.c_cents[a, k] * (room / asked[b, f])))


@rule
def draw_contracts(O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """Who has no contract wins one with a given chance, at the going rate (V16, V17)."""
    for a in range(len(O.a_seats)):
        if not O.a_alive[a] or bought_minutes(O, a, month) > 0:
            continue
        u = draws.draw(seed, month, draws.WIN, 0, O.a_key[a])
        if u < R.actors[0].win_probability:
            full_contract(O, L, R, a, month, month + R.calls[0].contract_months)


@kernel
def pay_contracts(O: O_, L: L_, payer: Array, month: int) -> None:
    """Pay project actors what their contracts are due this month.

    Parameters
    ----------
    payer : int32[B, K]
        Funder of each kind that pays in each block.
    """
    for a in range(len(O.a_seats)):
        if not O.a_alive[a]:
            continue
        b = L.block[O.a_zone[a]]
        for k in range(CONTRACTS):
            if not is_paid(O, a, k, month):
                continue
            cents = O.c_cents[a, k]
            O.a_income[a] += cents
            O.a_cash[a] += cents
            O.f_out[payer[b, O.c_payer[a, k]]] += cents
            O.tally[tally.TO_ACTORS] += cents
            O.tally[tally.PAID] += cents
            O.tally[tally.SUBSIDIES if O.c_kind[a, k] == SUBSIDY else tally.CONTRACTS] += cents


class Contracts(Process):
    """Contracts end, subsidies are renewed, put out to call or cut."""

    phase = 4

    def step(self, model: World) -> None:
        """Walk the contracts of all actors."""
        m = model
        if len(m.organisations.a_seats):
            run_out(m.O, m.L, m.R, m.seed, m.month)
