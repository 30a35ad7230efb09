"""Project actors: costs, cash, staff, quality, closing down and beginning (4.5, 4.7, 4.11).

Money comes late and cash ends an actor, not loss: nobody lends to who has nothing but projects
(stylised fact 27), so that an actor closes when it can no longer pay its month. What was still due
to it stays with the funders.
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
    grown,
    receive,
    serves,
    swing,
    tear_up,
)
from sim.processes.process import Process
from sim.state import counts as tally
from sim.state.counts import MILLION
from sim.state.environment import Land as L_
from sim.state.organisations import BY_CALL, CONTRACTS
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_

if TYPE_CHECKING:
    from sim.state.world import World

YEAR = 12


@rule
def started_minutes(O: O_, a: int, month: int) -> int:
    """Minutes of the contracts by call that start this month."""
    total = 0
    for k in range(CONTRACTS):
        if O.c_kind[a, k] == BY_CALL and O.c_start[a, k] == month:
            total += O.c_minutes[a, k]
    return total


@rule
def leaving_with(ended: int, started: int, fixed: int, staff: int, retention: float) -> int:
    """Minutes of fixed-term staff who leave with contracts that end.

    Their part of what ends; where a contract follows without a gap, a share of them stays.
    """
    if staff <= 0:
        return 0
    gone = ended - retention * min(ended, started)
    return min(int(gone * (fixed / staff)), fixed)


@rule
def work(O: O_, R: R_, a: int, bought: int, month: int) -> None:
    """Staff come and go with the contracts; newcomers learn.

    Staff are counted in minutes a month. Everybody may leave; at the end of a contract those hired
    for it do; what is lacking is hired at once, what is too much is laid off, fixed-term first.
    """
    p = R.actors[0]
    staff = int(O.a_staff[a])
    fixed = staff - int(O.a_permanent[a])
    leave = monthly_chance(p.departures, 1)
    gone_fixed = int(fixed * leave)
    gone_permanent = int((staff - fixed) * leave)
    with_contract = leaving_with(
        O.a_ended[a], started_minutes(O, a, month), fixed - gone_fixed, staff, p.retention
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
        new = np.float64(O.a_new[a]) * (staff - gone) * (1.0 - 1.0 / p.newcomer_months) + hired
        new = min(new / bought, 1.0)
    O.a_staff[a] = bought
    O.a_permanent[a] = permanent
    O.a_new[a] = new
    O.tally[tally.LEFT_A] += gone
    O.tally[tally.STAFF_A] += bought


@rule
def improve(O: O_, R: R_, a: int, cents: int, bought: int) -> None:
    """Quality moves towards what is worth its cost and can be paid; reputation follows slowly."""
    p = R.actors[0]
    price = cents * 60.0 / bought if bought > 0 else 0.0
    aim = aimed_quality(
        p.mission, p.reputation, price, float(O.a_rate[a]), p.fixed_share, p.quality_cost
    )
    slack = slack_of(O.a_cash[a], O.a_base[a], p.stress_months)
    aim *= (1.0 - p.shading * (1.0 - slack)) * (1.0 - p.newcomer_loss * np.float64(O.a_new[a]))
    quality = moved(np.float64(O.a_quality[a]), aim, p.quality_months)
    O.a_quality[a] = quality
    O.a_reputation[a] = moved(np.float64(O.a_reputation[a]), quality, p.reputation_months)


@rule
def close_down(O: O_, a: int) -> None:
    """An actor ends: contracts are torn up with what was due, debts stay unpaid, staff leave."""
    for k in range(CONTRACTS):
        tear_up(O, a, k)
    O.tally[tally.CLOSURES] += 1
    O.tally[tally.WRITTEN_OFF] -= O.a_cash[a]
    O.tally[tally.LEFT_A] += O.a_staff[a]
    O.a_cash[a] = 0
    O.a_staff[a] = O.a_permanent[a] = 0
    O.a_alive[a] = 0


@rule
def count_actor(O: O_, a: int, month: int) -> None:
    """Add what an actor is to the sums of the month."""
    cents = 0
    ahead = 0
    for k in range(CONTRACTS):
        if serves(O, a, k, month):
            cents += O.c_cents[a, k]
            ahead += O.c_cents[a, k] * (O.c_end[a, k] - month)
    O.tally[tally.ACTORS] += 1
    O.tally[tally.ACTOR_CASH] += O.a_cash[a]
    O.tally[tally.QUALITY_A] += int(np.float64(O.a_quality[a]) * MILLION)
    O.tally[tally.HORIZON_A] += ahead // cents if cents > 0 else 0


@rule
def close_year(O: O_, a: int) -> None:
    """Compare the public money of the year with that of the year before."""
    year = O.a_income[a] - O.a_year[a]
    if O.a_past[a] != UNKNOWN:
        O.tally[tally.SWINGS_A] += 1
        O.tally[tally.SWING_A] += int(swing(O.a_past[a], year) * MILLION)
    O.a_past[a] = year
    O.a_year[a] = O.a_income[a]


@rule
def live(O: O_, R: R_, a: int, month: int) -> None:
    """A month of an actor: staff, costs, other receipts, quality; then whether it can go on."""
    p = R.actors[0]
    if month > 0 and month % YEAR == 0:
        O.a_rate[a] = grown(O.a_rate[a], R.accounts[0].cost_growth)
        O.a_base[a] = grown(O.a_base[a], R.accounts[0].cost_growth)
    bought = bought_minutes(O, a, month)
    cents = 0
    for k in range(CONTRACTS):
        if serves(O, a, k, month):
            cents += O.c_cents[a, k]
    work(O, R, a, bought, month)
    base, quality = O.a_base[a], np.float64(O.a_quality[a])
    pay = staff_cost(bought, O.a_rate[a], quality, p.fixed_share, p.quality_cost)
    extra = spent_on_mission(O.a_cash[a], base, p.reserve_months)
    charge(O, a, int(base * p.fixed_share) + pay + extra, tally.ACTOR_COSTS)
    receive(O, a, int(base * p.other_income), tally.OTHER_INCOME)
    O.tally[tally.WAGE_A] += pay
    improve(O, R, a, cents, bought)
    if p.stable_at > 0 and O.a_cash[a] >= p.stable_at * base:
        O.a_alive[a] = SAFE
    if O.a_cash[a] < 0 and O.a_alive[a] == ALIVE:
        close_down(O, a)
    else:
        count_actor(O, a, month)
    if month % YEAR == YEAR - 1 and O.a_alive[a]:
        close_year(O, a)


@kernel
def walk(O: O_, L: L_, R: R_, seed: int, month: int) -> None:
    """Let new actors begin in empty slots of their block, and every actor live its month.

    As many begin in a year as `births` says of all slots, whatever the number of empty ones.
    """
    blocks = O.b_envelope.shape[0]
    slots = np.zeros(blocks, np.int64)
    empty = np.zeros(blocks, np.int64)
    for a in range(len(O.a_seats)):
        b = L.block[O.a_zone[a]]
        slots[b] += 1
        empty[b] += int(O.a_alive[a] == 0)
    chance = monthly_chance(R.actors[0].births, 1)
    for a in range(len(O.a_seats)):
        b = L.block[O.a_zone[a]]
        if O.a_alive[a]:
            live(O, R, a, month)
        elif draws.draw(seed, month, draws.BIRTH, 0, O.a_key[a]) < chance * slots[b] / empty[b]:
            begin(O, L, R, a, seed, month, month)
            O.tally[tally.BIRTHS] += 1
            O.tally[tally.FOUNDED] += O.a_cash[a]
            count_actor(O, a, month)


class Actors(Process):
    """Project actors pay, earn, hire, learn, close and begin."""

    phase = 8

    def step(self, model: World) -> None:
        """Walk the actors."""
        m = model
        if len(m.organisations.a_seats):
            walk(m.O, m.L, m.R, m.seed, m.month)
