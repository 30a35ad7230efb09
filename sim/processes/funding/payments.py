"""Payments: what funders pay each month, with an exact ledger (docs/model.md).

Each funder pays its share of every block grant in twelfths, of emergencies, of a diagnosis of needs
and of support to bidders; project actors are paid by contract. Places are paid whatever their use.
When funders pay hours or vouchers, `use_share` of the grant follows the use of places relative to
95 %. When they pay outcomes, `result_share` follows the persons covered in January, relative to the
mean of the département weighted by grants: gains of some are losses of others. Amounts are whole
cents, split by largest remainder. Rounding is done for each organisation, so that a country pays
what its parts pay. Every cent that leaves a funder arrives somewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engine.jit import kernel, rule
from sim.processes.actors.contracts import pay_contracts
from sim.processes.actors.fees import charge_users
from sim.processes.care.capacity import used_places
from sim.processes.funding.cents import by_use, largest_remainder, monthly_part, period_part
from sim.processes.process import Process
from sim.scenario.choices import MODE_HOURS, MODE_OUTCOMES, MODE_VOUCHERS
from sim.state import counts
from sim.state.counts import MILLION
from sim.state.organisations import KINDS
from sim.state.people import CLASSES
from sim.state.views import Array, OrganisationBundle, WorldBundle

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.state.organisations import Organisations
    from sim.state.world import World
    from sim.territory.territory import Territory

CRISIS_SHARES = (1.0, 0.0, 0.0, 0.0, 0.0)  # an emergency is the State agency's


class PaymentSchedule(NamedTuple):
    """Payments due whatever the use of places, in whole cents.

    Attributes
    ----------
    crisis : int64[KINDS]
        Cents of an emergency by kind of funder.
    fixed : int64[E]
        Cents a month of fixed costs of a place of each establishment.
    payer : int32[B, KINDS]
        Funder of each kind that pays in each département.
    """

    crisis: Array
    fixed: Array
    payer: Array


def payment_schedule(territory: Territory, scenario: Scenario, payer: Array) -> PaymentSchedule:
    """Return what funders owe; shares are split by largest remainder."""
    cats, category = territory.categories, territory.establishments.category
    fixed = cats.cost_place_cents[category] * cats.fixed_share[category] / 12
    return PaymentSchedule(
        crisis=largest_remainder(scenario.funding.crisis_cost, np.array(CRISIS_SHARES)),
        fixed=fixed.astype(np.int64),
        payer=payer,
    )


def set_due(
    organisations: Organisations, territory: Territory, rows: Array | slice = slice(None)
) -> None:
    """Write what each funder owes a year for the places of establishments as they are now.

    Parameters
    ----------
    rows : int64[n], optional
        Establishments whose places or price changed; without them, all.
    """
    o = organisations
    shares = territory.categories.payer_shares[territory.establishments.category[rows]]
    o.e_due[rows] = largest_remainder(o.e_places[rows] * o.e_price[rows], shares)


@rule
def paid_by_use(mode: int, share: float, due: int, used: int, places: int) -> int:
    """Cents of a block grant when `share` of it follows the use of places (hours, vouchers)."""
    if mode != MODE_HOURS and mode != MODE_VOUCHERS:
        return due
    follows = int(due * share)
    return due - follows + by_use(follows, used, places)


@rule
def result_rate(covered: int, held: int) -> int:
    """Share covered of the persons held, millionths; -1 if none was counted."""
    if held == 0:
        return -1
    return int(covered) * MILLION // int(held)


@rule
def result_factor(rate: int, mean: int) -> int:
    """Result relative to the mean of the département, millionths; the mean if it is unknown."""
    if rate < 0 or mean <= 0:
        return MILLION
    return rate * MILLION // mean


@rule
def paid_by_results(mode: int, share: float, due: int, factor: int) -> int:
    """Cents of a block grant when `share` of it follows measured results (outcomes)."""
    if mode != MODE_OUTCOMES:
        return due
    follows = int(due * share)
    return due - follows + follows * factor // MILLION


@rule
def result_of(organisations: OrganisationBundle, e: int) -> int:
    """Result of an establishment when results were last counted, millionths; -1 if unknown."""
    held, covered = 0, 0
    for rank in range(CLASSES):
        held += organisations.e_held[e, rank]
        covered += organisations.e_covered[e, rank]
    return result_rate(covered, held)


@kernel
def mean_results(W: WorldBundle, departments: int) -> Array:
    """Mean result of each département, weighted by block grants; int64[B]."""
    organisations = W.organisations
    total, weight = np.zeros(departments, np.int64), np.zeros(departments, np.int64)
    for e in range(len(organisations.e_places)):
        rate = result_of(organisations, e)
        if rate >= 0:
            due = 0
            for k in range(KINDS):
                due += organisations.e_due[e, k]
            total[W.environment.unit_department[e]] += due * rate
            weight[W.environment.unit_department[e]] += due
    return total // np.maximum(weight, 1)


@kernel
def pay_establishments(W: WorldBundle, payer: Array, out: Array) -> None:
    """Pay block grants in twelfths, by the mode in force."""
    organisations = W.organisations
    b = W.parameters.budgets[0]
    mean = (
        mean_results(W, len(payer)) if b.mode == MODE_OUTCOMES else np.zeros(len(payer), np.int64)
    )
    for e in range(len(organisations.e_places)):
        department = W.environment.unit_department[e]
        used = used_places(W, e) + organisations.e_converted[e]
        factor = MILLION
        if b.mode == MODE_OUTCOMES:
            factor = result_factor(result_of(organisations, e), mean[department])
        for k in range(KINDS):
            cents = monthly_part(organisations.e_due[e, k], W.month)
            cents = paid_by_use(b.mode, b.use_share, cents, used, organisations.e_places[e])
            cents = paid_by_results(b.mode, b.result_share, cents, factor)
            organisations.e_income[e] += cents
            organisations.e_received[e] += cents
            organisations.month_totals[counts.TO_ESTABLISHMENTS] += cents
            organisations.month_totals[counts.FROM_FUNDERS + k] += cents
            out[payer[department, k]] += cents


@kernel
def pay(W: WorldBundle, crisis_due: Array, payer: Array) -> None:
    """Pay the month: establishments by twelfths of their yearly dues, then emergencies.

    Parameters
    ----------
    crisis_due : int64[K]
        Cents of one emergency by kind of funder.
    payer : int32[B, K]
        Funder of each kind that pays in each département.
    """
    organisations = W.organisations
    out = np.zeros(len(organisations.f_out), np.int64)
    pay_establishments(W, payer, out)
    for z in range(len(organisations.z_crises)):
        for k in range(len(crisis_due)):
            out[payer[W.environment.department[z], k]] += organisations.z_crises[z] * crisis_due[k]
        organisations.z_crises[z] = 0
    for k in range(len(crisis_due)):
        cents = organisations.month_totals[counts.CRISES] * crisis_due[k]
        organisations.month_totals[counts.TO_CRISES] += cents
        organisations.month_totals[counts.FROM_FUNDERS + k] += cents
    for b in range(len(payer)):
        for k in range(KINDS):
            cents = monthly_part(organisations.b_diagnosis[b, k], W.month)
            organisations.month_totals[counts.TO_DIAGNOSIS] += cents
            organisations.month_totals[counts.FROM_FUNDERS + k] += cents
            out[payer[b, k]] += cents
            cents = period_part(organisations.b_support[b, k], W.month, W.parameters.calls[0].every)
            organisations.month_totals[counts.TO_SUPPORT] += cents
            organisations.month_totals[counts.FROM_FUNDERS + k] += cents
            out[payer[b, k]] += cents
    for f in range(len(organisations.f_out)):
        organisations.f_out[f] += out[f]
        organisations.month_totals[counts.PAID] += out[f]


@kernel
def travel_cost(W: WorldBundle, cents_an_hour: int) -> int:
    """Cents of the month's hours on the road; each unit's are rounded down."""
    organisations = W.organisations
    total = 0
    for u in range(organisations.u_used.shape[0]):
        road = 0
        used = used_places(W, u) if u < len(organisations.e_places) else 0
        for d in range(organisations.u_used.shape[1]):
            road += organisations.u_used[u, d] - organisations.u_direct[u, d]
            if used > 0:
                road += organisations.e_road[u, d] * used
        total += road * cents_an_hour // 60
    return total


@kernel
def fixed_cost(organisations: OrganisationBundle, e_fixed: Array) -> int:
    """Monthly fixed cost, in cents, of the places converted so far; `e_fixed` is per place."""
    total = 0
    for e in range(len(organisations.e_converted)):
        total += organisations.e_converted[e] * e_fixed[e]
    return total


@kernel
def pay_month(W: WorldBundle, crisis_due: Array, payer: Array, e_fixed: Array) -> int:
    """Pay the month, journeys included; returns the fixed cost of converted places, cents.

    Parameters are those of `pay` and `fixed_cost`.
    """
    organisations = W.organisations
    pay(W, crisis_due, payer)
    pay_contracts(W, payer)
    charge_users(organisations)
    road = travel_cost(W, W.parameters.funding[0].travel_cost)
    organisations.month_totals[counts.TRAVEL_COST] += road
    return int(fixed_cost(organisations, e_fixed))


class Payments(Process):
    """The month's money, and what converted places still cost."""

    phase = 8

    def step(self, model: World) -> None:
        """Pay by twelfths; report stranded and released cost."""
        m = model
        dues = m.dues
        fixed = pay_month(m.W, dues.crisis, dues.payer, dues.fixed)
        m.fixed_converted.append(fixed)
        lag = m.scenario_.funding.stranded_months
        released = m.fixed_converted[-1 - lag] if len(m.fixed_converted) > lag else 0
        released = min(released, fixed)  # converted places that were closed cost nothing
        m.month_totals[counts.STRANDED] += fixed - released
        m.month_totals[counts.RELEASED] += released
