"""Money: constant flows with an exact ledger, until funders are live (4.10, 4.11).

Each funder pays its share of every establishment's yearly cost by twelfths, and of emergencies;
project actors are paid by contract. All amounts are whole cents; shares are split by largest
remainder, and what is rounded is rounded for each organisation, so that a country pays what its
parts pay. What leaves a funder arrives somewhere, to the cent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.indicators import tally
from sim.jit import kernel, rule
from sim.land import Land as L_
from sim.process import Process
from sim.processes.contracts import pay_contracts
from sim.processes.solvency import charge_users


def largest_remainder(totals: Array | int, shares: Array) -> Array:
    """Split whole cents by shares that sum to 1; ties go to the lowest rank.

    Parameters
    ----------
    totals : int64[...] or int
        Amounts, cents.
    shares : float64[..., n]
        By amount, or the same for all.

    Returns
    -------
    numpy.ndarray
        int64[..., n]; each row sums to its total.
    """
    totals = np.asarray(totals, np.int64)[..., None]
    exact = np.asarray(shares, np.float64) * totals
    parts = np.floor(exact).astype(np.int64)
    missing = totals - parts.sum(axis=-1, keepdims=True)
    order = np.argsort(-(exact - parts), axis=-1, kind="stable")
    first = np.arange(exact.shape[-1]) < missing
    np.put_along_axis(parts, order, np.take_along_axis(parts, order, axis=-1) + first, axis=-1)
    return parts


if TYPE_CHECKING:
    from sim.model import SectorModel


@rule
def monthly_part(yearly: int, month: int) -> int:
    """Cents of a yearly amount due in a month of the year, so that twelve make the year exactly."""
    k = month % 12
    return yearly * (k + 1) // 12 - yearly * k // 12


@kernel
def pay(
    O: O_,
    L: L_,
    month: int,
    e_due: Array,
    crisis_due: Array,
    payer: Array,
) -> None:
    """Pay the month: establishments by twelfths of their yearly dues, then emergencies.

    Parameters
    ----------
    e_due : int64[E, K]
        Yearly cents that each kind of funder owes to each establishment.
    crisis_due : int64[K]
        Cents of one emergency by kind of funder.
    payer : int32[B, K]
        Funder of each kind that pays in each block.
    """
    out = np.zeros(len(O.f_out), np.int64)
    for e in range(e_due.shape[0]):
        b = L.block[O.e_zone[e]]
        for k in range(e_due.shape[1]):
            cents = monthly_part(e_due[e, k], month)
            O.e_income[e] += cents
            O.tally[tally.TO_ESTABLISHMENTS] += cents
            out[payer[b, k]] += cents
    for z in range(len(O.z_crises)):
        for k in range(len(crisis_due)):
            out[payer[L.block[z], k]] += O.z_crises[z] * crisis_due[k]
        O.z_crises[z] = 0
    O.tally[tally.TO_CRISES] += O.tally[tally.CRISES] * crisis_due.sum()
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

    def step(self, model: SectorModel) -> None:
        """Pay by twelfths; report stranded and released cost."""
        m = model
        dues = m.dues
        pay(m.O, m.L, m.month, dues.establishments, dues.crisis, dues.payer)
        pay_contracts(m.O, m.L, dues.payer, m.month)
        charge_users(m.O)
        m.tally[tally.TRAVEL_COST] += travel_cost(m.O, m.scenario_.funding.travel_cost)
        fixed = fixed_cost(m.O, m.dues.fixed)
        m.fixed_converted.append(fixed)
        lag = m.scenario_.funding.stranded_months
        released = m.fixed_converted[-1 - lag] if len(m.fixed_converted) > lag else 0
        m.tally[tally.STRANDED] += fixed - released
        m.tally[tally.RELEASED] += released
