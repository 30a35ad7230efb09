"""Contracts of project actors: the first ones, their end, their payment, the seats they make."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from sim.engine import draws
from sim.processes.actors import founding
from sim.processes.care.caseload import LOOKED_AT
from sim.scenario.funding import Budgets, Calls
from sim.state.organisations import BY_CALL, CONTRACTS, SUBSIDY

from .organisations import Contract, ProjectActor
from .people import ACTOR_LIST
from .rules import (
    first_end,
    given_minutes,
    grown,
    monthly_chance,
    months_left,
    part_of,
    payer_of,
    seats_of,
    year_turns,
)

if TYPE_CHECKING:
    from .model import TwinModel


def is_exogenous(model: TwinModel) -> bool:
    """Tell whether contracts are drawn and no calls are held."""
    return model.scenario_.actors.renewal == "exogenous"


def levers(model: TwinModel) -> tuple[Calls, Budgets]:
    """Return the calls and budgets in force: before the reform, the defaults."""
    funding = model.scenario_.funding
    if not model.reformed:
        funding = model.scenario_.before_reform().funding
    return funding.calls, funding.budgets


# -- the start ------------------------------------------------------------------------------------


def first_contracts(model: TwinModel, actor: ProjectActor) -> None:
    """Split an actor's full activity into contracts long under way."""
    calls, _ = levers(model)

    def luck(slot: int) -> float:
        return actor.luck(draws.FIRST_CONTRACTS, slot, draws.ONCE)

    parts = 1 + int(luck(founding.PARTS_SLOT) * founding.PARTS)
    weights = [0.5 + luck(founding.WEIGHT_SLOT + k) for k in range(parts)]
    running = list(accumulate(weights))
    total = running[-1]
    edges = [0.0, *(x / total for x in running[:-1]), 1.0]
    length = calls.contract_months
    payers = model.scenario_.actors.payers[actor.domain]
    for k in range(parts):
        minutes = part_of(actor.full, edges[k], edges[k + 1])
        if minutes == 0:
            continue
        subsidised = luck(founding.KIND_SLOT + k) < model.scenario_.actors.grant_share
        end = first_end(model.month, calls.every, length, luck(founding.END_SLOT + k))
        actor.contracts[k] = Contract(
            kind=SUBSIDY if subsidised else BY_CALL,
            payer=payer_of(payers, luck(founding.PAYER_SLOT + k)),
            minutes=minutes,
            cents=int(minutes / 60.0 * actor.going_rate),
            start=end - length * (2 + calls.payment_delay // length),
            end=end,
            delay=calls.payment_delay,
            quality=actor.quality,
        )


def contract_under_way(model: TwinModel, actor: ProjectActor) -> None:
    """Where contracts are drawn, an actor starts anywhere between two draws."""
    calls, _ = levers(model)
    u = actor.luck(draws.FIRST_CONTRACTS, founding.END_SLOT, draws.ONCE)
    left = months_left(u, model.scenario_.actors.win_probability, calls.contract_months)
    if left > 0:
        _full_contract(model, actor, model.month + left)


def _full_contract(model: TwinModel, actor: ProjectActor, end: int) -> None:
    calls, _ = levers(model)
    for slot in range(CONTRACTS):
        held = actor.contracts.get(slot)
        if held is None or held.end + held.delay <= model.month:
            cents = int(actor.full / 60.0 * actor.going_rate)
            start = end - calls.contract_months
            actor.contracts[slot] = Contract(
                BY_CALL, 0, actor.full, cents, start, end, calls.payment_delay, 1.0
            )
            return


# -- a month --------------------------------------------------------------------------------------


def step(model: TwinModel) -> None:
    """End, renew, index and cut contracts."""
    renewed = []
    for actor in model.actors:
        actor.ended = 0
        if actor.alive:
            for slot, contract in sorted(actor.contracts.items()):
                if _turn(model, actor, slot, contract):
                    renewed.append((actor, contract))
    if renewed:
        _cut(model, renewed)
    if is_exogenous(model):
        calls, _ = levers(model)
        for actor in model.actors:
            if actor.alive and not actor.bought(model.month):
                if actor.luck(draws.WIN) < model.scenario_.actors.win_probability:
                    _full_contract(model, actor, model.month + calls.contract_months)


def _turn(model: TwinModel, actor: ProjectActor, slot: int, contract: Contract) -> bool:
    """Let a month of a contract pass; tell whether it is a subsidy that goes on."""
    calls, budgets = levers(model)
    if model.month > contract.end:
        return False
    subsidised = contract.kind == SUBSIDY
    ends = contract.end == model.month
    if ends:
        to_call = monthly_chance(calls.to_call, calls.contract_months)
        if not subsidised or actor.luck(draws.TO_CALL, slot) < to_call:
            actor.ended += contract.minutes
            return False
        contract.end = model.month + calls.contract_months
    if year_turns(model.month, contract.start):
        growth = budgets.calls_growth if subsidised else 0.0
        if calls.indexed:
            growth = model.scenario_.accounts.cost_growth
        if growth:
            _change(contract, grown(contract.cents, growth))
    return ends


def _change(contract: Contract, cents: int) -> None:
    """Give a contract other cents; less money buys less."""
    if cents < contract.cents:
        contract.minutes = int(contract.minutes * (cents / max(contract.cents, 1)))
    contract.cents = cents


def _cut(model: TwinModel, renewed: list[tuple[ProjectActor, Contract]]) -> None:
    """Cut what was renewed as far as envelopes do not hold what is promised."""
    block = model.geography.block
    asked: Counter[tuple[int, int]] = Counter()
    for actor, contract in renewed:
        asked[block[actor.zone], contract.payer] += contract.cents
    promised: Counter[tuple[int, int]] = Counter()
    for actor in model.actors:
        for contract in actor.serving(model.month):
            promised[block[actor.zone], contract.payer] += contract.cents
    for actor, contract in renewed:
        pot = block[actor.zone], contract.payer
        room = max(model.envelopes[pot] // 12 - (promised[pot] - asked[pot]), 0)
        if asked[pot] > room:
            _change(contract, int(contract.cents * (room / asked[pot])))


def pay(model: TwinModel) -> None:
    """Pay what contracts are due."""
    tally, month = model.month_totals, model.month
    for actor in model.actors:
        for contract in actor.contracts.values():
            if contract.start <= month - contract.delay < contract.end:
                cents = contract.cents
                model.payer(actor.zone, contract.payer).out += cents
                actor.income += cents
                actor.cash += cents
                tally["to_actors"] += cents
                tally["subsidies" if contract.kind == SUBSIDY else "contracts"] += cents


def step_seats(model: TwinModel) -> None:
    """Count seats; users beyond them go, those who would have stayed longest first."""
    for actor in model.actors:
        actor.seats = seats_of(actor.bought(model.month), actor.minutes)
        if model.month % LOOKED_AT == 0:
            worth = 1.0 + model.scenario_.innovation.worth * (actor.practice > 0)
            actor.given = given_minutes(actor.minutes, actor.quality * worth)
        if not actor.alive:
            for person in list(actor.list.queues[0]):
                person.leave(ACTOR_LIST)
    for actor in model.actors:
        users = [person for person in model.people if person.actor is actor]
        users.sort(key=lambda person: (person.actor_until, person.key), reverse=True)
        for person in users[: max(len(users) - actor.seats, 0)]:
            person.release_actor()
            model.month_totals["lost_seats"] += 1
