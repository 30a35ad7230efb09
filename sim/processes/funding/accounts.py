"""Accounts of establishments: costs, reserves, and what a deficit ends in (4.10).

Before month 0 accounts balance: the funder takes over last year's result, as the law
had it. They are opened at month 0: the cost of a place is then such that the result over receipts
is `margin`, more or less. From then on costs follow the use of places in part, grow by themselves,
and what is left, or lacks, is the establishment's own.

Books are closed in December. A year in deficit without reserve freezes posts; the second one closes
places as they fall free. A year in surplus with a reserve takes a step back. What operators do with
the reserves of their establishments is in `sim.processes.funding.operators`.

Money is secured as long as the authorisation lasts, 15 years from a month drawn for each
establishment, or the CPOM where it lasts longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.funding.cents import REFERENCE_USE, by_use, grown, monthly_part
from sim.processes.funding.operators import first_of_operators, pool, regroup
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.counts import MILLION
from sim.state.environment import Land as L_
from sim.state.people import DOMAINS
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_

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
def keep_books(O: O_, R: R_, month: int) -> None:
    """Costs of the month; before accounts are opened they are what was received."""
    accounts = R.accounts[0]
    for e in range(len(O.e_places)):
        cost = O.e_received[e] - O.e_paid[e]
        if month >= 0:
            saved = accounts.wage_share * np.float64(O.e_frozen[e])
            used = O.e_occupied[e] + O.e_converted[e]
            yearly = O.e_places[e] * O.e_cost[e]
            cost = monthly_cost(yearly, month, used, O.e_places[e], accounts.variable_share, saved)
        O.e_paid[e] += cost
        O.tally[tally.ESTABLISHMENT_COSTS] += cost
        O.tally[tally.WAGE_E] += int(cost * accounts.wage_share)


@kernel
def close_books(O: O_, opened: int, whole: int) -> None:
    """Last year's result goes to the reserve; `whole` tells that twelve months were booked."""
    for e in range(len(O.e_places)):
        received = O.e_received[e]
        O.e_result[e] = received - O.e_paid[e]
        O.e_reserve[e] += O.e_result[e]
        O.tally[tally.ACCOUNTS_CLOSED] += opened
        O.tally[tally.DEFICITS] += int(opened and O.e_result[e] < 0)
        if whole and O.e_before[e] > 0:
            O.tally[tally.SWINGS_E] += 1
            O.tally[tally.SWING_E] += abs(received - O.e_before[e]) * MILLION // O.e_before[e]
        if whole:
            O.e_before[e] = received
        O.e_received[e] = 0
        O.e_paid[e] = 0


@kernel
def tighten(O: O_, R: R_, month: int) -> None:
    """Freeze posts and close places after deficits; step back after surpluses; costs grow."""
    accounts = R.accounts[0]
    for e in range(len(O.e_places)):
        frozen = np.float64(O.e_frozen[e])
        result, reserve = O.e_result[e], O.e_reserve[e]
        places = step_of_places(O.e_places[e], accounts.close)
        if result < 0 and reserve <= 0 and frozen > 0.0:
            room = O.e_places[e] - O.e_converted[e] - O.e_closed[e] - O.e_closing[e]
            O.e_closing[e] += max(min(places, room), 0)
        elif result >= 0 and reserve > 0:
            O.e_closing[e] = 0
            O.e_closed[e] -= min(places, O.e_closed[e])
        O.e_frozen[e] = frozen_after(frozen, result, reserve, accounts.freeze, accounts.freeze_most)
        O.e_cost[e] = grown(O.e_cost[e], accounts.cost_growth)
        while O.e_cpom[e] >= 0 and O.e_cpom[e] <= month:
            O.e_cpom[e] += accounts.cpom_months


@kernel
def settle(O: O_, L: L_, R: R_, seed: int, month: int, opened: int, whole: int) -> None:
    """Close the books of the year and draw the consequences."""
    close_books(O, opened, whole)
    if not opened:
        return
    merged = np.zeros(L.operator_has.shape[0], np.int8)
    regroup(O, L, R, seed, month, merged)
    pool(O, L, R, month, merged)
    tighten(O, R, month)


@kernel
def report(O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """What establishments own, the staff who leave, how far ahead money is secured.

    Staff are counted in paid minutes a month, frozen posts and closed places left out.
    """
    departures = R.accounts[0].departures / 12.0
    stream = draws.stream(seed, draws.ONCE, draws.CPOM, 2)
    for e in range(len(O.e_places)):
        O.tally[tally.ESTABLISHMENTS] += 1
        O.tally[tally.RESERVES] += O.e_reserve[e] + O.e_received[e] - O.e_paid[e]
        minutes = 0
        for d in range(DOMAINS):
            minutes += L.cat_staff[O.e_category[e], d]
        minutes *= O.e_places[e] - O.e_closed[e]
        minutes -= int(minutes * np.float64(O.e_frozen[e]))
        O.tally[tally.STAFF_E] += minutes
        O.tally[tally.LEFT_E] += int(minutes * departures)
        ahead = months_authorised(draws.uniform(stream, O.e_key[e]), month)
        O.tally[tally.HORIZON_E] += max(ahead, O.e_cpom[e] - month)


@kernel
def open_accounts(O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """Draw what places cost, reserves, and who is under a CPOM."""
    accounts = R.accounts[0]
    first = first_of_operators(O, L.operator_has.shape[0])
    for e in range(len(O.e_places)):
        u = draws.draw(seed, draws.ONCE, draws.MARGIN, 0, O.e_key[e])
        v = draws.draw(seed, draws.ONCE, draws.MARGIN, 1, O.e_key[e])
        margin = accounts.margin + accounts.margin_spread * draws.normal(u, v)
        used, places = O.e_occupied[e] + O.e_converted[e], O.e_places[e]
        O.e_cost[e] = opening_cost(O.e_price[e], margin, used, places, accounts.variable_share)
        O.e_reserve[e] = int(places * O.e_cost[e] * accounts.reserve_months / 12.0)
        O.tally[tally.ENDOWED] += O.e_reserve[e]
        key = O.e_key[first[O.e_operator[e]]]
        if draws.draw(seed, draws.ONCE, draws.CPOM, 0, key) < accounts.cpom_share:
            age = int(draws.draw(seed, draws.ONCE, draws.CPOM, 1, key) * accounts.cpom_months)
            O.e_cpom[e] = month + accounts.cpom_months - age


class Establishments(Process):
    """Costs are paid; in December books are closed, and deficits have consequences."""

    phase = 8

    def step(self, model: World) -> None:
        """Open the accounts at month 0, keep them, close them in December."""
        m = model
        if m.month == 0:
            open_accounts(m.O, m.L, m.R, m.seed, m.month)
        keep_books(m.O, m.R, m.month)
        if m.month % 12 == DECEMBER:
            booked = m.month + m.scenario_.clock.burn_in + 1
            settle(m.O, m.L, m.R, m.seed, m.month, int(m.month >= 0), int(booked >= 12))
        report(m.O, m.L, m.R, m.seed, m.month)
