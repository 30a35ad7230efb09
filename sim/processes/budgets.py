"""Money: constant flows with an exact ledger, until funders are live (4.10, 4.11).

Each funder pays its share of every establishment's yearly cost by twelfths, of project actors'
budgets, and of emergencies. All amounts are whole cents; shares are split by largest remainder.
What leaves a funder arrives somewhere, to the cent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.bundles import Array
from sim.bundles import OrganisationBundle as O_
from sim.bundles import Parameters as R_
from sim.indicators import tally
from sim.jit import kernel, rule
from sim.process import Process


def largest_remainder(total: int, shares: Array) -> Array:
    """Split whole cents by shares that sum to 1; ties go to the lowest rank.

    Parameters
    ----------
    total : int
        Amount, cents.
    shares : float64[n]

    Returns
    -------
    numpy.ndarray
        int64[n] that sums to `total`.
    """
    exact = np.asarray(shares, np.float64) * total
    parts = np.floor(exact).astype(np.int64)
    missing = int(total - parts.sum())
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[:missing]] += 1
    return parts


if TYPE_CHECKING:
    from sim.model import SectorModel


@rule
def monthly_part(yearly: int, month: int) -> int:
    """Cents of a yearly amount due in a month of the year, so that twelve make the year exactly."""
    k = month % 12
    return yearly * (k + 1) // 12 - yearly * k // 12


@kernel
def pay(O: O_, R: R_, month: int, e_due: Array, a_due: Array, crisis_due: Array) -> None:
    """Pay the month: establishments and actors by twelfths of their yearly dues, then emergencies.

    Parameters
    ----------
    e_due : int64[E, F]
        Yearly cents that each funder owes to each establishment.
    a_due : int64[A, F]
        The same for project actors.
    crisis_due : int64[F]
        Cents of one emergency by funder.
    """
    for f in range(len(O.f_out)):
        out = 0
        for e in range(e_due.shape[0]):
            cents = monthly_part(e_due[e, f], month)
            O.e_income[e] += cents
            O.tally[tally.TO_ESTABLISHMENTS] += cents
            out += cents
        for a in range(a_due.shape[0]):
            cents = monthly_part(a_due[a, f], month)
            O.a_income[a] += cents
            O.tally[tally.TO_ACTORS] += cents
            out += cents
        cents = O.tally[tally.CRISES] * crisis_due[f]
        O.tally[tally.TO_CRISES] += cents
        out += cents
        O.f_out[f] += out
        O.tally[tally.PAID] += out
    O.tally[tally.TRAVEL_COST] += O.tally[tally.STAFF_TRAVEL] * R.funding[0].travel_cost // 60


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
        pay(m.O, m.R, m.month, m.dues.establishments, m.dues.actors, m.dues.crisis)
        fixed = fixed_cost(m.O, m.dues.fixed)
        m.fixed_converted.append(fixed)
        lag = m.scenario_.funding.stranded_months
        released = m.fixed_converted[-1 - lag] if len(m.fixed_converted) > lag else 0
        m.tally[tally.STRANDED] += fixed - released
        m.tally[tally.RELEASED] += released
