"""Project actors: costs, cash, staff, quality, closure and foundation (docs/model.md).

Contracts are paid late, and organisations that have only projects get no loans (stylised fact
27). An actor therefore closes when its cash no longer pays the month, not when it makes a loss.
Payments that funders still owed to it are not made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.actors.behaviour import (
    aimed_quality,
    monthly_chance,
    moved,
    slack_of,
    spent_on_mission,
    staff_cost,
)
from sim.processes.actors.founding import ALIVE, SAFE, UNKNOWN, begin
from sim.processes.actors.holding_contracts import (
    bought_minutes,
    charge,
    receive,
    serves,
    swing,
    tear_up,
)
from sim.processes.funding.cents import grown
from sim.processes.process import Process
from sim.state import counts
from sim.state.counts import MILLION
from sim.state.organisations import BY_CALL, CONTRACTS
from sim.state.views import OrganisationBundle, WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World

YEAR = 12


@rule
def started_minutes(W: WorldBundle, a: int) -> int:
    """Minutes of the contracts by call that start this month."""
    organisations = W.organisations
    total = 0
    for k in range(CONTRACTS):
        if organisations.c_kind[a, k] == BY_CALL and organisations.c_start[a, k] == W.month:
            total += organisations.c_minutes[a, k]
    return total


@rule
def leaving_with(ended: int, started: int, fixed: int, staff: int, retention: float) -> int:
    """Minutes of fixed-term staff who leave with contracts that end.

    They leave in proportion to the ending contract; if another follows without a gap, a share
    stays.
    """
    if staff <= 0:
        return 0
    gone = ended - retention * min(ended, started)
    return min(int(gone * (fixed / staff)), fixed)


@rule
def work(W: WorldBundle, a: int, bought: int) -> None:
    """Staff come and go with the contracts; newcomers learn.

    Staff are counted in minutes a month. Any staff may leave; at the end of a contract the staff
    hired for it leave. Missing staff are hired at once; excess staff are laid off, fixed-term
    contracts first.
    """
    organisations = W.organisations
    p = W.parameters.actors[0]
    staff = int(organisations.a_staff[a])
    fixed = staff - int(organisations.a_permanent[a])
    leave = monthly_chance(p.departures, 1)
    gone_fixed = int(fixed * leave)
    gone_permanent = int((staff - fixed) * leave)
    with_contract = leaving_with(
        organisations.a_ended[a], started_minutes(W, a), fixed - gone_fixed, staff, p.retention
    )
    gone_fixed += with_contract
    left = staff - gone_fixed - gone_permanent
    if left > bought:
        more = min(left - bought, fixed - gone_fixed)
        gone_fixed += more
        gone_permanent += left - bought - more
    gone = gone_fixed + gone_permanent
    hired = bought - (staff - gone)
    permanent = staff - fixed - gone_permanent + hired - int(hired * p.fixed_term)
    new = 0.0
    if bought > 0:
        # Newcomers leave like the others, and are new for `newcomer_months` on average.
        new = (
            np.float64(organisations.a_new[a]) * (staff - gone) * (1.0 - 1.0 / p.newcomer_months)
            + hired
        )
        new = min(new / bought, 1.0)
    organisations.a_staff[a] = bought
    organisations.a_permanent[a] = permanent
    organisations.a_new[a] = new
    organisations.month_totals[counts.LEFT_A] += gone
    organisations.month_totals[counts.STAFF_A] += bought


@rule
def improve(W: WorldBundle, a: int, cents: int, bought: int) -> None:
    """Move quality to the level worth its cost and affordable; reputation follows slowly."""
    organisations = W.organisations
    p = W.parameters.actors[0]
    price = cents * 60.0 / bought if bought > 0 else 0.0
    aim = aimed_quality(
        p.mission,
        p.reputation,
        price,
        float(organisations.a_rate[a]),
        p.fixed_share,
        p.quality_cost,
    )
    slack = slack_of(organisations.a_cash[a], organisations.a_base[a], p.stress_months)
    aim *= (1.0 - p.shading * (1.0 - slack)) * (
        1.0 - p.newcomer_loss * np.float64(organisations.a_new[a])
    )
    quality = moved(np.float64(organisations.a_quality[a]), aim, p.quality_months)
    organisations.a_quality[a] = quality
    organisations.a_reputation[a] = moved(
        np.float64(organisations.a_reputation[a]), quality, p.reputation_months
    )


@rule
def close_down(organisations: OrganisationBundle, a: int) -> None:
    """An actor closes: contracts end, pending payments are lost, debts stay unpaid, staff leave."""
    for k in range(CONTRACTS):
        tear_up(organisations, a, k)
    organisations.month_totals[counts.CLOSURES] += 1
    organisations.month_totals[counts.WRITTEN_OFF] -= organisations.a_cash[a]
    organisations.month_totals[counts.LEFT_A] += organisations.a_staff[a]
    organisations.a_cash[a] = 0
    organisations.a_staff[a] = organisations.a_permanent[a] = 0
    organisations.a_alive[a] = 0


@rule
def count_actor(W: WorldBundle, a: int) -> None:
    """Add an actor to the sums of the month."""
    organisations = W.organisations
    cents = 0
    ahead = 0
    for k in range(CONTRACTS):
        if serves(organisations, a, k, W.month):
            cents += organisations.c_cents[a, k]
            ahead += organisations.c_cents[a, k] * (organisations.c_end[a, k] - W.month)
    organisations.month_totals[counts.ACTORS] += 1
    organisations.month_totals[counts.ACTOR_CASH] += organisations.a_cash[a]
    organisations.month_totals[counts.QUALITY_A] += int(
        np.float64(organisations.a_quality[a]) * MILLION
    )
    organisations.month_totals[counts.HORIZON_A] += ahead // cents if cents > 0 else 0


@rule
def close_year(organisations: OrganisationBundle, a: int) -> None:
    """Compare the public money of the year with that of the year before."""
    year = organisations.a_income[a] - organisations.a_year[a]
    if organisations.a_past[a] != UNKNOWN:
        organisations.month_totals[counts.SWINGS_A] += 1
        organisations.month_totals[counts.SWING_A] += int(
            swing(organisations.a_past[a], year) * MILLION
        )
    organisations.a_past[a] = year
    organisations.a_year[a] = organisations.a_income[a]


@rule
def live(W: WorldBundle, a: int) -> None:
    """A month of an actor: staff, costs, other receipts, quality; then whether it can go on."""
    organisations, parameters = W.organisations, W.parameters
    p = parameters.actors[0]
    if W.month > 0 and W.month % YEAR == 0:
        organisations.a_rate[a] = grown(organisations.a_rate[a], parameters.accounts[0].cost_growth)
        organisations.a_base[a] = grown(organisations.a_base[a], parameters.accounts[0].cost_growth)
    bought = bought_minutes(organisations, a, W.month)
    cents = 0
    for k in range(CONTRACTS):
        if serves(organisations, a, k, W.month):
            cents += organisations.c_cents[a, k]
    work(W, a, bought)
    base, quality = organisations.a_base[a], np.float64(organisations.a_quality[a])
    pay = staff_cost(bought, organisations.a_rate[a], quality, p.fixed_share, p.quality_cost)
    extra = spent_on_mission(organisations.a_cash[a], base, p.reserve_months)
    charge(organisations, a, int(base * p.fixed_share) + pay + extra, counts.ACTOR_COSTS)
    receive(organisations, a, int(base * p.other_income), counts.OTHER_INCOME)
    organisations.month_totals[counts.WAGE_A] += pay
    improve(W, a, cents, bought)
    if p.stable_at > 0 and organisations.a_cash[a] >= p.stable_at * base:
        organisations.a_alive[a] = SAFE
    if organisations.a_cash[a] < 0 and organisations.a_alive[a] == ALIVE:
        close_down(organisations, a)
    else:
        count_actor(W, a)
    if W.month % YEAR == YEAR - 1 and organisations.a_alive[a]:
        close_year(organisations, a)


@kernel
def walk(W: WorldBundle) -> None:
    """Found new actors in empty slots of their département, then run the month of every actor.

    The number founded in a year is `births` times all slots, whatever the number of empty ones.
    """
    organisations = W.organisations
    departments = organisations.b_envelope.shape[0]
    slots = np.zeros(departments, np.int64)
    empty = np.zeros(departments, np.int64)
    for a in range(len(organisations.a_caseload)):
        b = W.environment.department[organisations.a_zone[a]]
        slots[b] += 1
        empty[b] += int(organisations.a_alive[a] == 0)
    chance = monthly_chance(W.parameters.actors[0].births, 1)
    for a in range(len(organisations.a_caseload)):
        b = W.environment.department[organisations.a_zone[a]]
        if organisations.a_alive[a]:
            live(W, a)
        elif (
            draws.draw(W.seed, W.month, draws.BIRTH, 0, organisations.a_key[a])
            < chance * slots[b] / empty[b]
        ):
            begin(W, a, W.month)
            organisations.month_totals[counts.BIRTHS] += 1
            organisations.month_totals[counts.FOUNDED] += organisations.a_cash[a]
            count_actor(W, a)


class Actors(Process):
    """Project actors pay, earn, hire, learn, close and begin."""

    phase = 8

    def step(self, model: World) -> None:
        """Run the month of the actors."""
        m = model
        if len(m.organisations.a_caseload):
            walk(m.W)
