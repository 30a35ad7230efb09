"""Accounts of establishments: costs each month, books each December, and what deficits end in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.state.people import NEVER

from .funders import budgets, pooled
from .people import narrow
from .rules import (
    frozen_after,
    grown,
    monthly_cost,
    monthly_part,
    months_authorised,
    opening_cost,
    paid_by_results,
    paid_by_use,
    part_until,
    result_factor,
    result_rate,
    step_of_places,
)

if TYPE_CHECKING:
    from .model import TwinModel
    from .organisations import Establishment

MODES = ("places", "hours", "outcomes", "years", "vouchers")


class Operator:
    """The establishments that one association or body runs."""

    def __init__(self, number: int, mine: list[Establishment]) -> None:
        self.number = number
        self.mine = mine
        self.first = min(mine, key=lambda e: e.key)
        self.key = self.first.key

    @property
    def reserve(self) -> int:
        """Reserves of all its establishments."""
        return sum(e.reserve for e in self.mine)

    @property
    def places(self) -> int:
        """Authorised places of all its establishments."""
        return sum(e.places for e in self.mine)


def operators(model: TwinModel) -> list[Operator]:
    """Return the operators as they are now."""
    found: dict[int, list[Establishment]] = {}
    for e in model.establishments:
        found.setdefault(e.operator, []).append(e)
    return [Operator(number, mine) for number, mine in sorted(found.items())]


def pay(model: TwinModel) -> None:
    """Pay the dotations of the month as the mode in force has it."""
    b, tally = budgets(model), model.month_totals
    mode = MODES.index(b.mode)
    block_of = model.geography.block
    due: dict[int, int] = {}
    earned: dict[int, int] = {}
    for e in model.establishments:
        if sum(e.held) > 0:
            block = block_of[e.zone]
            rate = result_rate(sum(e.covered), sum(e.held))
            due[block] = due.get(block, 0) + sum(e.due)
            earned[block] = earned.get(block, 0) + sum(e.due) * rate
    for e in model.establishments:
        block = block_of[e.zone]
        mean = earned.get(block, 0) // max(due.get(block, 0), 1)
        factor = result_factor(result_rate(sum(e.covered), sum(e.held)), mean)
        for kind, yearly in enumerate(e.due):
            cents = monthly_part(yearly, model.month)
            cents = paid_by_use(mode, b.use_share, cents, e.places_used + e.converted, e.places)
            cents = paid_by_results(mode, b.result_share, cents, factor)
            model.payer(e.zone, kind).out += cents
            e.income += cents
            e.received += cents
            tally["to_establishments"] += cents


def step(model: TwinModel) -> None:
    """Keep the books, close them in December, report."""
    accounts, tally, month = model.scenario_.accounts, model.month_totals, model.month
    if month == 0:
        _open(model)
    for e in model.establishments:
        saved = accounts.wage_share * e.frozen
        used = e.places_used + e.converted
        yearly = e.places * e.cost
        cost = monthly_cost(yearly, month, used, e.places, accounts.variable_share, saved)
        e.paid += cost
        tally["establishment_costs"] += cost
        tally["wage_e"] += int(cost * accounts.wage_share)
    if month % 12 == 11:
        _close_books(model)
        merged = _regroup(model)
        _pool(model, merged)
        _tighten(model)
    for e in model.establishments:
        tally["establishments"] += 1
        tally["reserves"] += e.reserve + e.received - e.paid
        minutes = sum(model.geography.staff[e.category]) * (e.places - e.closed)
        minutes -= int(minutes * e.frozen)
        tally["staff_e"] += minutes
        tally["left_e"] += int(minutes * (accounts.departures / 12.0))
        u = draws.draw(model.seed_, draws.ONCE, draws.CPOM, 2, e.key)
        tally["horizon_e"] += max(months_authorised(u, month), e.cpom - month)


def _open(model: TwinModel) -> None:
    """Draw costs, reserves and contracts of several years."""
    accounts = model.scenario_.accounts
    for e in model.establishments:
        u, v = (draws.draw(model.seed_, draws.ONCE, draws.MARGIN, slot, e.key) for slot in range(2))
        margin = accounts.margin + accounts.margin_spread * draws.normal(u, v)
        used = e.places_used + e.converted
        e.cost = opening_cost(e.price, margin, used, e.places, accounts.variable_share)
        e.reserve = int(e.places * e.cost * accounts.reserve_months / 12.0)
        model.month_totals["endowed"] += e.reserve
    for operator in operators(model):
        has, old = (
            draws.draw(model.seed_, draws.ONCE, draws.CPOM, slot, operator.key) for slot in range(2)
        )
        if has < accounts.cpom_share:
            for e in operator.mine:
                e.cpom = accounts.cpom_months - int(old * accounts.cpom_months)


def _close_books(model: TwinModel) -> None:
    """Last year's result goes to the reserve."""
    tally = model.month_totals
    for e in model.establishments:
        e.result = e.received - e.paid
        e.reserve += e.result
        tally["accounts_closed"] += 1
        tally["deficits"] += e.result < 0
        if e.before > 0:
            tally["swings_e"] += 1
            tally["swing_e"] += abs(e.received - e.before) * 1_000_000 // e.before
        e.before, e.received, e.paid = e.received, 0, 0


def _regroup(model: TwinModel) -> set[int]:
    """Some operators are taken over or join a larger one; return who took others."""
    accounts, tally, block = model.scenario_.accounts, model.month_totals, model.geography.block
    now = operators(model)
    decided: list[tuple[Operator, Operator | None]] = []
    for operator in now:
        here = block[operator.first.zone]
        able = [o for o in now if o.reserve > 0 and block[o.first.zone] == here]
        largest = min(able, key=lambda o: (-o.places, o.key), default=None)
        leaves = draws.uniform(model.stream(draws.FAILURE), operator.key) < accounts.failure
        joins = draws.uniform(model.stream(draws.REGROUP), operator.key) < accounts.regroup
        if leaves and operator.reserve <= 0:
            decided.append((operator, None))
        elif largest is not None and largest.places > operator.places:
            if leaves or (joins and operator.reserve <= 0):
                decided.append((operator, largest))
    for operator, taker in decided:
        tally["failures" if taker is None else "mergers"] += len(operator.mine)
        for e in operator.mine:
            if taker is None:
                tally["taken_over"] -= e.reserve
                e.reserve = 0
            else:
                e.operator, e.cpom = taker.number, taker.first.cpom
                model.geography.operates.add((taker.number, e.category))
    return {taker.number for _, taker in decided if taker is not None}


def _pool(model: TwinModel, merged: set[int]) -> None:
    """Share pooled reserves of an operator by cost, to the cent."""
    for operator in operators(model):
        sharing = [
            e
            for e in operator.mine
            if operator.number in merged or e.cpom > model.month or pooled(model, e)
        ]
        whole = sum(e.places * e.cost for e in sharing)
        if whole <= 0:
            continue
        total = sum(e.reserve for e in sharing)
        weight = given = 0
        for e in sharing:
            weight += e.places * e.cost
            until = part_until(total, weight, whole)
            e.reserve, given = until - given, until


def _tighten(model: TwinModel) -> None:
    """Freeze posts and close places after deficits; step back after surpluses; costs grow."""
    accounts = model.scenario_.accounts
    for e in model.establishments:
        places = step_of_places(e.places, accounts.close)
        if e.result < 0 and e.reserve <= 0 and e.frozen > 0:
            e.closing += max(min(places, e.places - e.converted - e.closed - e.closing), 0)
        elif e.result >= 0 and e.reserve > 0:
            e.closing = 0
            model.month_totals["reopened"] += min(places, e.closed)
            e.closed -= min(places, e.closed)
        e.frozen = narrow(
            frozen_after(e.frozen, e.result, e.reserve, accounts.freeze, accounts.freeze_most)
        )
        e.cost = grown(e.cost, accounts.cost_growth)
        while e.cpom != NEVER and e.cpom <= model.month:
            e.cpom += accounts.cpom_months


def shut(model: TwinModel) -> None:
    """Close free places before they are filled."""
    for e in model.establishments:
        closed = min(e.closing, e.open - e.places_used)
        if closed > 0:
            e.closed += closed
            model.month_totals["shut"] += closed
            e.closing -= closed
