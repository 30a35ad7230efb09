"""Money: what funders pay each month, with an exact ledger (4.10, 4.11).

Each funder pays its share of every establishment's dotation by twelfths, of emergencies, of a
diagnosis of needs and of the work done with bidders; project actors are paid by contract. Places
are paid whatever their use; by hours or vouchers, `use_share` of the dotation follows the use of
places relative to 95 %; by outcomes, `result_share` of it follows the share of those held who were
covered in January, relative to the block's mean weighted by dotations, so that what some gain
others lose. All amounts are whole cents; shares are split by largest remainder, and what is rounded
is rounded for each organisation, so that a country pays what its parts pay. What leaves a funder
arrives somewhere, to the cent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.actors.contracts import pay_contracts
from sim.processes.actors.fees import charge_users
from sim.processes.funding.cents import by_use, largest_remainder, monthly_part, period_part
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.counts import MILLION
from sim.state.environment import Land as L_
from sim.state.organisations import KINDS
from sim.state.people import CLASSES
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_

HOURS = 1  # ranks among the choices of `funding.budgets.mode`
OUTCOMES = 2
VOUCHERS = 4

__all__ = ["Budgets", "largest_remainder", "monthly_part"]


if TYPE_CHECKING:
    from sim.state.world import World


@rule
def paid_by_use(mode: int, share: float, due: int, used: int, places: int) -> int:
    """Cents of a dotation when `share` of it follows the use of places (hours, vouchers)."""
    if mode != HOURS and mode != VOUCHERS:
        return due
    follows = int(due * share)
    return due - follows + by_use(follows, used, places)


@rule
def result_rate(covered: int, held: int) -> int:
    """Share covered of those held, millionths; -1 if nobody was counted."""
    if held == 0:
        return -1
    return int(covered) * MILLION // int(held)


@rule
def result_factor(rate: int, mean: int) -> int:
    """Result relative to the block's mean, millionths; as the mean where it is not known."""
    if rate < 0 or mean <= 0:
        return MILLION
    return rate * MILLION // mean


@rule
def paid_by_results(mode: int, share: float, due: int, factor: int) -> int:
    """Cents of a dotation when `share` of it follows measured results (outcomes)."""
    if mode != OUTCOMES:
        return due
    follows = int(due * share)
    return due - follows + follows * factor // MILLION


@rule
def result_of(O: O_, e: int) -> int:
    """Result of an establishment when results were last counted, millionths; -1 if unknown."""
    held, covered = 0, 0
    for rank in range(CLASSES):
        held += O.e_held[e, rank]
        covered += O.e_covered[e, rank]
    return result_rate(covered, held)


@kernel
def mean_results(O: O_, L: L_, blocks: int) -> Array:
    """Mean result of each block, weighted by dotations: what some gain others lose; int64[B]."""
    total, weight = np.zeros(blocks, np.int64), np.zeros(blocks, np.int64)
    for e in range(len(O.e_places)):
        rate = result_of(O, e)
        if rate >= 0:
            due = 0
            for k in range(KINDS):
                due += O.e_due[e, k]
            total[L.unit_block[e]] += due * rate
            weight[L.unit_block[e]] += due
    return total // np.maximum(weight, 1)


@kernel
def pay_establishments(O: O_, L: L_, R: R_, month: int, payer: Array, out: Array) -> None:
    """Pay dotations by twelfths, as the mode in force has it."""
    b = R.budgets[0]
    mean = mean_results(O, L, len(payer)) if b.mode == OUTCOMES else np.zeros(len(payer), np.int64)
    for e in range(len(O.e_places)):
        block = L.unit_block[e]
        used = O.e_occupied[e] + O.e_converted[e]
        factor = MILLION
        if b.mode == OUTCOMES:
            factor = result_factor(result_of(O, e), mean[block])
        for k in range(KINDS):
            cents = monthly_part(O.e_due[e, k], month)
            cents = paid_by_use(b.mode, b.use_share, cents, used, O.e_places[e])
            cents = paid_by_results(b.mode, b.result_share, cents, factor)
            O.e_income[e] += cents
            O.e_received[e] += cents
            O.tally[tally.TO_ESTABLISHMENTS] += cents
            out[payer[block, k]] += cents


@kernel
def pay(
    O: O_,
    L: L_,
    R: R_,
    month: int,
    crisis_due: Array,
    payer: Array,
) -> None:
    """Pay the month: establishments by twelfths of their yearly dues, then emergencies.

    Parameters
    ----------
    crisis_due : int64[K]
        Cents of one emergency by kind of funder.
    payer : int32[B, K]
        Funder of each kind that pays in each block.
    """
    out = np.zeros(len(O.f_out), np.int64)
    pay_establishments(O, L, R, month, payer, out)
    for z in range(len(O.z_crises)):
        for k in range(len(crisis_due)):
            out[payer[L.block[z], k]] += O.z_crises[z] * crisis_due[k]
        O.z_crises[z] = 0
    for k in range(len(crisis_due)):
        O.tally[tally.TO_CRISES] += O.tally[tally.CRISES] * crisis_due[k]
    for b in range(len(payer)):
        for k in range(KINDS):
            cents = monthly_part(O.b_diagnosis[b, k], month)
            O.tally[tally.TO_DIAGNOSIS] += cents
            out[payer[b, k]] += cents
            cents = period_part(O.b_support[b, k], month, R.calls[0].every)
            O.tally[tally.TO_SUPPORT] += cents
            out[payer[b, k]] += cents
    for f in range(len(O.f_out)):
        O.f_out[f] += out[f]
        O.tally[tally.PAID] += out[f]


@kernel
def travel_cost(O: O_, cents_an_hour: int) -> int:
    """Cents of the month's hours on the road; each unit's are rounded down."""
    total = 0
    for u in range(O.u_used.shape[0]):
        road = 0
        for d in range(O.u_used.shape[1]):
            road += O.u_used[u, d] - O.u_direct[u, d]
        total += road * cents_an_hour // 60
    return total


@kernel
def fixed_cost(O: O_, e_fixed: Array) -> int:
    """Monthly fixed cost, in cents, of the places converted so far; `e_fixed` is per place."""
    total = 0
    for e in range(len(O.e_converted)):
        total += O.e_converted[e] * e_fixed[e]
    return total


class Budgets(Process):
    """The month's money, and what converted places still cost."""

    phase = 8

    def step(self, model: World) -> None:
        """Pay by twelfths; report stranded and released cost."""
        m = model
        dues = m.dues
        pay(m.O, m.L, m.R, m.month, dues.crisis, dues.payer)
        pay_contracts(m.O, m.L, dues.payer, m.month)
        charge_users(m.O)
        m.tally[tally.TRAVEL_COST] += travel_cost(m.O, m.scenario_.funding.travel_cost)
        fixed = fixed_cost(m.O, m.dues.fixed)
        m.fixed_converted.append(fixed)
        lag = m.scenario_.funding.stranded_months
        released = m.fixed_converted[-1 - lag] if len(m.fixed_converted) > lag else 0
        m.tally[tally.STRANDED] += fixed - released
        m.tally[tally.RELEASED] += released
