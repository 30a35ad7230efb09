"""Accounts of establishments: costs, reserves, and the consequences of deficits (docs/model.md).

Before month 0 accounts balance: the funder takes over last year's result, as the law provided. At
month 0 the cost of a place is set so that result over receipts is `margin`, with a drawn spread.
From then on costs follow the use of places in part and grow by themselves; the establishment keeps
the surplus or bears the deficit.

Books are closed in December. A year in deficit without a reserve freezes posts; a second one closes
places as they fall free. A year in surplus with a reserve undoes one step. The use of reserves by
operators is in `sim.processes.funding.operators`.

Money is secure as long as the authorisation lasts, 15 years from a month drawn for each
establishment, or as long as the CPOM, if it ends later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.care.capacity import used_places
from sim.processes.funding.cents import REFERENCE_USE, by_use, grown, monthly_part
from sim.processes.funding.operators import first_of_operators, pool, regroup
from sim.processes.process import Process
from sim.state import counts
from sim.state.counts import MILLION
from sim.state.people import DOMAINS
from sim.state.views import OrganisationBundle, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World

LEAST_USE = 0.5  # use below which an opening account takes no notice of emptiness
AUTHORISED = 180  # months of an authorisation (CASF L313-1), renewed as of right
DECEMBER = 11


@rule
def monthly_cost(
    yearly: int, month: int, used: int, places: int, variable: float, saved: float
) -> int:
    """Cost of a month: `variable` of it follows the use of places, frozen posts save `saved`."""
    cents = monthly_part(yearly, month)
    moving = int(cents * variable)
    return cents - moving + by_use(moving, used, places) - int(cents * saved)


@rule
def opening_cost(price: int, margin: float, used: int, places: int, variable: float) -> int:
    """Yearly cost of a place at the reference use, if the result now is `margin` of the price."""
    use = max(used / max(places, 1), LEAST_USE) / REFERENCE_USE
    return max(0, int(price * (1.0 - margin) / (1.0 - variable + variable * use)))


@rule
def frozen_after(frozen: float, result: int, reserve: int, step: float, most: float) -> float:
    """Share of posts frozen after a year's result."""
    if result < 0 and reserve <= 0:
        return min(frozen + step, max(most, frozen))
    if result >= 0 and reserve > 0:
        return max(frozen - step, 0.0)
    return frozen


@rule
def step_of_places(places: int, share: float) -> int:
    """Places that a step closes or opens: at least one, unless none ever is."""
    if share <= 0.0:
        return 0
    return max(1, int(places * share))


@rule
def months_authorised(u: float, month: int) -> int:
    """Months to the end of an authorisation, 1 to `AUTHORISED`."""
    return AUTHORISED - (month + int(u * AUTHORISED)) % AUTHORISED


@kernel
def keep_books(W: WorldBundle) -> None:
    """Costs of the month; before accounts are opened they equal receipts."""
    organisations = W.organisations
    accounts = W.parameters.accounts[0]
    for e in range(len(organisations.e_places)):
        cost = organisations.e_received[e] - organisations.e_paid[e]
        if W.month >= 0:
            saved = accounts.wage_share * np.float64(organisations.e_frozen[e])
            used = used_places(W, e) + organisations.e_converted[e]
            yearly = organisations.e_places[e] * organisations.e_cost[e]
            cost = monthly_cost(
                yearly, W.month, used, organisations.e_places[e], accounts.variable_share, saved
            )
        organisations.e_paid[e] += cost
        organisations.month_totals[counts.ESTABLISHMENT_COSTS] += cost
        organisations.month_totals[counts.WAGE_E] += int(cost * accounts.wage_share)


@kernel
def close_books(organisations: OrganisationBundle, opened: int, whole: int) -> None:
    """Last year's result goes to the reserve; `whole`: whether twelve months were booked."""
    for e in range(len(organisations.e_places)):
        received = organisations.e_received[e]
        organisations.e_result[e] = received - organisations.e_paid[e]
        organisations.e_reserve[e] += organisations.e_result[e]
        organisations.month_totals[counts.ACCOUNTS_CLOSED] += opened
        organisations.month_totals[counts.DEFICITS] += int(opened and organisations.e_result[e] < 0)
        if whole and organisations.e_before[e] > 0:
            organisations.month_totals[counts.SWINGS_E] += 1
            organisations.month_totals[counts.SWING_E] += (
                abs(received - organisations.e_before[e]) * MILLION // organisations.e_before[e]
            )
        if whole:
            organisations.e_before[e] = received
        organisations.e_received[e] = 0
        organisations.e_paid[e] = 0


@kernel
def tighten(W: WorldBundle) -> None:
    """Freeze posts and close places after deficits; step back after surpluses; costs grow."""
    organisations = W.organisations
    accounts = W.parameters.accounts[0]
    for e in range(len(organisations.e_places)):
        frozen = np.float64(organisations.e_frozen[e])
        result, reserve = organisations.e_result[e], organisations.e_reserve[e]
        places = step_of_places(organisations.e_places[e], accounts.close)
        if result < 0 and reserve <= 0 and frozen > 0.0:
            room = (
                organisations.e_places[e]
                - organisations.e_converted[e]
                - organisations.e_closed[e]
                - organisations.e_closing[e]
            )
            organisations.e_closing[e] += max(min(places, room), 0)
        elif result >= 0 and reserve > 0:
            organisations.e_closing[e] = 0
            reopened = min(places, organisations.e_closed[e])
            organisations.e_closed[e] -= reopened
            organisations.month_totals[counts.REOPENED] += reopened
        organisations.e_frozen[e] = frozen_after(
            frozen, result, reserve, accounts.freeze, accounts.freeze_most
        )
        organisations.e_cost[e] = grown(organisations.e_cost[e], accounts.cost_growth)
        while organisations.e_cpom[e] >= 0 and organisations.e_cpom[e] <= W.month:
            organisations.e_cpom[e] += accounts.cpom_months


@kernel
def close_year(W: WorldBundle, opened: int, whole: int) -> None:
    """Close the books of the year and draw the consequences."""
    close_books(W.organisations, opened, whole)
    if not opened:
        return
    merged = np.zeros(W.environment.operator_has.shape[0], np.int8)
    regroup(W, merged)
    pool(W, merged)
    tighten(W)


@kernel
def report(W: WorldBundle) -> None:
    """Reserves of establishments, departures of staff, months of secured funding.

    Staff are counted in paid minutes a month, frozen posts and closed places left out.
    """
    organisations = W.organisations
    departures = W.parameters.accounts[0].departures / 12.0
    stream = draws.stream(W.seed, draws.ONCE, draws.CPOM, 2)
    for e in range(len(organisations.e_places)):
        organisations.month_totals[counts.ESTABLISHMENTS] += 1
        organisations.month_totals[counts.RESERVES] += (
            organisations.e_reserve[e] + organisations.e_received[e] - organisations.e_paid[e]
        )
        minutes = 0
        for d in range(DOMAINS):
            minutes += W.environment.cat_staff[organisations.e_category[e], d]
        minutes *= organisations.e_places[e] - organisations.e_closed[e]
        minutes -= int(minutes * np.float64(organisations.e_frozen[e]))
        organisations.month_totals[counts.STAFF_E] += minutes
        organisations.month_totals[counts.LEFT_E] += int(minutes * departures)
        ahead = months_authorised(draws.uniform(stream, organisations.e_key[e]), W.month)
        organisations.month_totals[counts.HORIZON_E] += max(
            ahead, organisations.e_cpom[e] - W.month
        )


@kernel
def open_accounts(W: WorldBundle) -> None:
    """Draw costs of places, reserves, and the establishments under a CPOM."""
    organisations = W.organisations
    accounts = W.parameters.accounts[0]
    first = first_of_operators(organisations, W.environment.operator_has.shape[0])
    for e in range(len(organisations.e_places)):
        u = draws.draw(W.seed, draws.ONCE, draws.MARGIN, 0, organisations.e_key[e])
        v = draws.draw(W.seed, draws.ONCE, draws.MARGIN, 1, organisations.e_key[e])
        margin = accounts.margin + accounts.margin_spread * draws.normal(u, v)
        used, places = (
            used_places(W, e) + organisations.e_converted[e],
            organisations.e_places[e],
        )
        organisations.e_cost[e] = opening_cost(
            organisations.e_price[e], margin, used, places, accounts.variable_share
        )
        organisations.e_reserve[e] = int(
            places * organisations.e_cost[e] * accounts.reserve_months / 12.0
        )
        organisations.month_totals[counts.ENDOWED] += organisations.e_reserve[e]
        key = organisations.e_key[first[organisations.e_operator[e]]]
        if draws.draw(W.seed, draws.ONCE, draws.CPOM, 0, key) < accounts.cpom_share:
            age = int(draws.draw(W.seed, draws.ONCE, draws.CPOM, 1, key) * accounts.cpom_months)
            organisations.e_cpom[e] = W.month + accounts.cpom_months - age


@kernel
def keep_accounts(W: WorldBundle, first: int) -> None:
    """Open the accounts at month 0, keep them, close them in December.

    Parameters
    ----------
    first : int
        First month that was booked.
    """
    if W.month == 0:
        open_accounts(W)
    keep_books(W)
    if W.month % 12 == DECEMBER:
        close_year(W, int(W.month >= 0), int(W.month - first + 1 >= 12))
    report(W)


class Finances(Process):
    """Costs are paid; in December books are closed, and deficits have consequences."""

    phase = 8

    def step(self, model: World) -> None:
        """Open the accounts at month 0, keep them, close them in December."""
        keep_accounts(model.W, -model.scenario_.clock.burn_in)
