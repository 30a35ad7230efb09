"""Contracts of project actors end, are renewed, or return to the envelope (docs/model.md).

A contract won in a call ends. A subsidy is renewed for the same length, unless its money is
tendered. When the envelope of a funder no longer covers its promises, the subsidies due for renewal
are cut in proportion; a smaller subsidy buys fewer minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.behaviour import monthly_chance
from sim.processes.actors.founding import full_contract
from sim.processes.actors.holding_contracts import (
    bought_minutes,
    is_paid,
    serves,
    year_turns,
)
from sim.processes.funding.cents import grown
from sim.processes.process import Process
from sim.scenario.choices import RENEWAL_EXOGENOUS
from sim.state import counts
from sim.state.organisations import CONTRACTS, KINDS, SUBSIDY
from sim.state.views import Array, OrganisationBundle, Parameters, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World


@rule
def fewer(minutes: int, before: int, after: int) -> int:
    """Minutes that a subsidy buys when its cents change: less money buys less, at the same rate."""
    return minutes if after >= before else int(minutes * (after / max(before, 1)))


@rule
def change_cents(organisations: OrganisationBundle, a: int, k: int, cents: int) -> None:
    """Change the cents per month of a subsidy, and the minutes they buy."""
    organisations.c_minutes[a, k] = fewer(
        organisations.c_minutes[a, k], organisations.c_cents[a, k], cents
    )
    organisations.c_cents[a, k] = cents


@rule
def yearly_growth(parameters: Parameters, kind: int) -> float:
    """Yearly growth of a contract: costs where contracts are indexed, else a subsidy's own."""
    if parameters.calls[0].indexed:
        return float(parameters.accounts[0].cost_growth)
    return float(parameters.budgets[0].calls_growth) if kind == SUBSIDY else 0.0


@rule
def is_renewed(W: WorldBundle, a: int, k: int) -> bool:
    """Return whether a contract that ends is renewed: a subsidy that is not tendered."""
    if W.organisations.c_kind[a, k] != SUBSIDY:
        return False
    u = draws.draw(W.seed, W.month, draws.TO_CALL, k, W.organisations.a_key[a])
    return bool(
        u >= monthly_chance(W.parameters.calls[0].to_call, W.parameters.calls[0].contract_months)
    )


@rule
def turn(W: WorldBundle, a: int, k: int) -> bool:
    """End, renew or index a contract this month; returns whether a subsidy was renewed."""
    organisations = W.organisations
    if organisations.c_kind[a, k] == 0 or W.month > organisations.c_end[a, k]:
        return False
    ends = organisations.c_end[a, k] == W.month
    if ends:
        if not is_renewed(W, a, k):
            organisations.a_ended[a] += organisations.c_minutes[a, k]
            return False
        organisations.c_end[a, k] = W.month + W.parameters.calls[0].contract_months
    if year_turns(W.month, organisations.c_start[a, k]):
        growth = yearly_growth(W.parameters, organisations.c_kind[a, k])
        if growth != 0.0:
            change_cents(organisations, a, k, grown(organisations.c_cents[a, k], growth))
    return bool(ends)


@kernel
def run_out(W: WorldBundle) -> None:
    """End, renew, index and cut the contracts of a month."""
    organisations = W.organisations
    renewed = np.zeros((len(organisations.a_caseload), CONTRACTS), np.int8)
    some = False
    for a in range(len(organisations.a_caseload)):
        organisations.a_ended[a] = 0
        if not organisations.a_alive[a]:
            continue
        for k in range(CONTRACTS):
            if turn(W, a, k):
                renewed[a, k] = 1
                some = True
    if some:
        cut(W, renewed)
    if W.parameters.actors[0].renewal == RENEWAL_EXOGENOUS:
        draw_contracts(W)


@rule
def cut(W: WorldBundle, renewed: Array) -> None:
    """Cut the subsidies renewed this month if envelopes no longer cover the promises."""
    organisations = W.organisations
    departments = organisations.b_envelope.shape[0]
    held = np.zeros((departments, KINDS), np.int64)  # promised in addition
    asked = np.zeros((departments, KINDS), np.int64)
    for a in range(len(organisations.a_caseload)):
        b = W.environment.department[organisations.a_zone[a]]
        for k in range(CONTRACTS):
            if renewed[a, k]:
                asked[b, organisations.c_payer[a, k]] += organisations.c_cents[a, k]
            elif serves(organisations, a, k, W.month):
                held[b, organisations.c_payer[a, k]] += organisations.c_cents[a, k]
    for a in range(len(organisations.a_caseload)):
        b = W.environment.department[organisations.a_zone[a]]
        for k in range(CONTRACTS):
            f = organisations.c_payer[a, k]
            if renewed[a, k]:
                room = max(organisations.b_envelope[b, f] // 12 - held[b, f], 0)
                if asked[b, f] > room:
                    change_cents(
                        organisations, a, k, int(organisations.c_cents[a, k] * (room / asked[b, f]))
                    )


@rule
def draw_contracts(W: WorldBundle) -> None:
    """Actors without a contract win one with a given chance, at the going rate (V16, V17)."""
    organisations = W.organisations
    for a in range(len(organisations.a_caseload)):
        if not organisations.a_alive[a] or bought_minutes(organisations, a, W.month) > 0:
            continue
        u = draws.draw(W.seed, W.month, draws.WIN, 0, organisations.a_key[a])
        if u < W.parameters.actors[0].win_probability:
            full_contract(W, a, W.month + W.parameters.calls[0].contract_months)


@kernel
def pay_contracts(W: WorldBundle, payer: Array) -> None:
    """Pay project actors the amounts due on their contracts this month.

    Parameters
    ----------
    payer : int32[B, K]
        Funder of each kind that pays in each département.
    """
    organisations = W.organisations
    for a in range(len(organisations.a_caseload)):
        if not organisations.a_alive[a]:
            continue
        b = W.environment.department[organisations.a_zone[a]]
        for k in range(CONTRACTS):
            if not is_paid(organisations, a, k, W.month):
                continue
            cents = organisations.c_cents[a, k]
            organisations.a_income[a] += cents
            organisations.a_cash[a] += cents
            organisations.f_out[payer[b, organisations.c_payer[a, k]]] += cents
            organisations.month_totals[counts.TO_ACTORS] += cents
            organisations.month_totals[counts.PAID] += cents
            organisations.month_totals[counts.FROM_FUNDERS + organisations.c_payer[a, k]] += cents
            organisations.month_totals[
                counts.SUBSIDIES if organisations.c_kind[a, k] == SUBSIDY else counts.CONTRACTS
            ] += cents


class Contracts(Process):
    """Contracts end; subsidies are renewed, tendered or cut."""

    phase = 4

    def step(self, model: World) -> None:
        """Update the contracts of all actors."""
        m = model
        if len(m.organisations.a_caseload):
            run_out(m.W)
