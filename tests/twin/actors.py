"""Project actors begin, work, pay, close down."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.engine import draws
from sim.processes.actors.founding import ALIVE, SAFE, UNKNOWN
from sim.state.counts import MILLION
from sim.state.organisations import BY_CALL

from . import contracts, solvency
from .organisations import ProjectActor
from .people import narrow
from .rules import (
    aimed_quality,
    first_cash,
    full_cost,
    given_minutes,
    grown,
    leaving_with,
    monthly_chance,
    moved,
    own_rate,
    slack_of,
    spent_on_mission,
    staff_cost,
    swing,
)

if TYPE_CHECKING:
    from .model import TwinModel


def settle(model: TwinModel) -> None:
    """Let all actors of the start begin, with contracts; envelopes hold what is promised."""
    p = model.scenario_.actors
    for actor in model.actors:
        _begin(model, actor, draws.ONCE)
        if contracts.is_exogenous(model):
            contracts.contract_under_way(model, actor)
        else:
            contracts.first_contracts(model, actor)
        actor.staff = actor.bought(model.month)
        actor.permanent = actor.staff - int(actor.staff * p.fixed_term)
        for contract in actor.contracts.values():
            block = model.geography.block[actor.zone]
            model.envelopes[block, contract.payer] += 12 * contract.cents


def _begin(model: TwinModel, actor: ProjectActor, moment: int) -> None:
    """Draw an actor's cost and capital, and forget what was in its slot before."""
    p = model.scenario_.actors
    going = actor.going_rate
    u = actor.luck(draws.RATE, 0, moment)
    actor.rate = own_rate(going, p.cost_low, p.cost_high, u)
    actor.base = full_cost(actor.full, actor.rate)
    normal = draws.normal(*(actor.luck(draws.FIRST_CASH, s, moment) for s in (0, 1)))
    actor.cash = first_cash(actor.base, p.cash_months, p.cash_spread, normal)
    aim = aimed_quality(
        p.mission, p.reputation, going, float(actor.rate), p.fixed_share, p.quality_cost
    )
    actor.given = given_minutes(actor.minutes, aim)
    actor.quality = actor.promise = actor.reputation = narrow(aim)
    actor.markup = narrow(p.markup)
    actor.effort = narrow(p.markup)
    actor.calls = 0
    actor.new = actor.good = actor.bad = 0.0
    actor.staff = actor.permanent = 0
    actor.alive, actor.born = ALIVE, model.month
    actor.fee = solvency.first_fee(model, actor)
    actor.practice, actor.absorb = 0, 1.0
    actor.past, actor.year = UNKNOWN, actor.income


def step(model: TwinModel) -> None:
    """Live a month; who has been gone since before this month may be followed by a newcomer."""
    block = model.geography.block
    slots = Counter(block[actor.zone] for actor in model.actors)
    empty = Counter(block[actor.zone] for actor in model.actors if not actor.alive)
    chance = monthly_chance(model.scenario_.actors.births, 1)
    for actor in model.actors:
        b = block[actor.zone]
        if actor.alive:
            _live(model, actor)
        elif actor.luck(draws.BIRTH) < chance * slots[b] / empty[b]:
            _begin(model, actor, model.month)
            model.month_totals["births"] += 1
            model.month_totals["founded"] += actor.cash
            _count(model, actor)


def _live(model: TwinModel, actor: ProjectActor) -> None:
    """Staff, costs, other receipts, quality; then whether it goes on."""
    p, tally, month = model.scenario_.actors, model.month_totals, model.month
    if month > 0 and month % 12 == 0:
        growth = model.scenario_.accounts.cost_growth
        actor.rate, actor.base = grown(actor.rate, growth), grown(actor.base, growth)
    bought = actor.bought(month)
    _work(model, actor, bought)
    pay = staff_cost(bought, actor.rate, actor.quality, p.fixed_share, p.quality_cost)
    cost = int(actor.base * p.fixed_share) + pay
    cost += spent_on_mission(actor.cash, actor.base, p.reserve_months)
    other = int(actor.base * p.other_income)
    actor.cash += other - cost
    actor.spent += cost
    tally["actor_costs"] += cost
    tally["other_income"] += other
    tally["wage_a"] += pay
    _improve(model, actor, bought)
    if p.stable_at and actor.cash >= p.stable_at * actor.base:
        actor.alive = SAFE
    if actor.cash < 0 and actor.alive == ALIVE:
        _close(model, actor)
        return
    _count(model, actor)
    if month % 12 == 11:
        year = actor.income - actor.year
        if actor.past != UNKNOWN:
            tally["swings_a"] += 1
            tally["swing_a"] += int(swing(actor.past, year) * MILLION)
        actor.past, actor.year = year, actor.income


def _work(model: TwinModel, actor: ProjectActor, bought: int) -> None:
    """Staff leave, are laid off and hired."""
    p = model.scenario_.actors
    staff, permanent = actor.staff, actor.permanent
    fixed = staff - permanent
    leave = monthly_chance(p.departures, 1)
    off_fixed, off_permanent = int(fixed * leave), int(permanent * leave)
    started = sum(
        c.minutes for c in actor.contracts.values() if c.kind == BY_CALL and c.start == model.month
    )
    off_fixed += leaving_with(actor.ended, started, fixed - off_fixed, staff, p.retention)
    too_many = max(staff - off_fixed - off_permanent - bought, 0)
    first = min(too_many, fixed - off_fixed)
    off_fixed += first
    off_permanent += too_many - first
    stay = staff - off_fixed - off_permanent
    hired = bought - stay
    new = 0.0
    if bought:
        new = (actor.new * stay * (1.0 - 1.0 / p.newcomer_months) + hired) / bought
    actor.new = narrow(min(new, 1.0))
    actor.staff = bought
    actor.permanent = permanent - off_permanent + hired - int(hired * p.fixed_term)
    model.month_totals["left_a"] += off_fixed + off_permanent
    model.month_totals["staff_a"] += bought


def _improve(model: TwinModel, actor: ProjectActor, bought: int) -> None:
    """Quality goes towards its aim, reputation towards quality."""
    p = model.scenario_.actors
    cents = sum(c.cents for c in actor.serving(model.month))
    price = cents * 60.0 / bought if bought else 0.0
    aim = aimed_quality(
        p.mission, p.reputation, price, float(actor.rate), p.fixed_share, p.quality_cost
    )
    short = 1.0 - slack_of(actor.cash, actor.base, p.stress_months)
    aim *= (1.0 - p.shading * short) * (1.0 - p.newcomer_loss * actor.new)
    quality = moved(actor.quality, aim, p.quality_months)
    actor.quality = narrow(quality)
    actor.reputation = narrow(moved(actor.reputation, quality, p.reputation_months))


def _close(model: TwinModel, actor: ProjectActor) -> None:
    """End: nothing more is due, debts are not paid."""
    actor.contracts.clear()
    model.month_totals["closures"] += 1
    model.month_totals["written_off"] -= actor.cash
    model.month_totals["left_a"] += actor.staff
    actor.cash = actor.staff = actor.permanent = actor.alive = 0


def _count(model: TwinModel, actor: ProjectActor) -> None:
    tally = model.month_totals
    running = actor.serving(model.month)
    cents = sum(c.cents for c in running)
    tally["actors"] += 1
    tally["actor_cash"] += actor.cash
    tally["quality_a"] += int(actor.quality * MILLION)
    if cents:
        tally["horizon_a"] += sum(c.cents * (c.end - model.month) for c in running) // cents
