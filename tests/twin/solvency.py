"""What users of project actors are asked, and what they can pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .contracts import levers
from .organisations import ProjectActor
from .people import Person
from .rules import base_fee, fee_after, slack_of

if TYPE_CHECKING:
    from .model import TwinModel


def first_fee(model: TwinModel, actor: ProjectActor) -> int:
    """Return the cents an hour that an actor asks for before any want of cash."""
    _, budgets = levers(model)
    fee = model.scenario_.solvency.fee
    return base_fee(budgets.mode == "vouchers", budgets.voucher, fee, actor.going_rate)


def step(model: TwinModel) -> None:
    """Set fees, once a year."""
    s = model.scenario_
    if model.month % 12:
        return
    for actor in model.actors:
        if actor.alive:
            shortage = 1.0 - slack_of(actor.cash, actor.base, s.actors.stress_months)
            most = s.solvency.willing[-1] * actor.going_rate
            base = first_fee(model, actor)
            actor.fee = fee_after(actor.fee, base, most, shortage, s.solvency.pull)


def can_pay(model: TwinModel, person: Person, actor: ProjectActor) -> bool:
    """Tell whether a person pays what an actor asks."""
    return actor.fee <= model.scenario_.solvency.willing[person.income] * actor.going_rate


def seat_minutes(model: TwinModel, person: Person) -> int:
    """Return the minutes that a person gets from its project actor."""
    given = person.actor.given
    return int(given * model.scenario_.solvency.minimum) if person.minimal else given


def charge(model: TwinModel) -> None:
    """Let users pay their month."""
    for person in model.people:
        if person.actor is not None and not person.minimal:
            cents = person.actor.given * person.actor.fee // 60
            person.actor.cash += cents
            model.month_totals["fees"] += cents
