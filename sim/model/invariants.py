"""Equalities that hold exactly in every month of every run: whole numbers compared with ``==``.

Flow equals census for persons, places, hours, money, and Little's law for the state WAIT. The two
sides of an equality are counted in different places of the code: where something is given, and
where it is received.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, SupportsInt

import numpy as np

from sim.errors import InputError
from sim.lang import Message
from sim.model.census import take_census, within_bounds
from sim.state import counts
from sim.state.people import DOMAINS, STATES
from sim.state.views import Array

if TYPE_CHECKING:
    from sim.state.world import World

CENSUS_EVERY = 12  # months between two counts of all rows
BOUNDED = ("", "places", "seats", "hours")


class InvariantError(AssertionError):
    """A ledger does not balance: the run stops, because its results would be wrong."""


def _equal(model: World, what: str, left: SupportsInt, right: SupportsInt) -> None:
    if int(left) != int(right):
        raise InvariantError(f"month {model.month}: {what}: {int(left)} is not {int(right)}")


def check_month(model: World) -> None:
    """Compare the ledgers of the month just simulated.

    Raises
    ------
    InvariantError
        Naming the month, the ledger and both sides.
    """
    t = model.month_totals
    states = t[counts.PEOPLE + 1 : counts.PEOPLE + 7]
    _equal(model, "persons by state and persons present", states.sum(), t[counts.PEOPLE])
    if len(model.history) > 1:
        before = model.history[-2][counts.PEOPLE]
        after = before + t[counts.ARRIVALS] - t[counts.DEATHS] - t[counts.GONE]
        _equal(model, "persons present and persons conserved", t[counts.PEOPLE], after)
        kept = model.history[-2][counts.RESERVES] + t[counts.ENDOWED] + t[counts.TAKEN_OVER]
        kept += t[counts.TO_ESTABLISHMENTS] - t[counts.ESTABLISHMENT_COSTS]
        _equal(
            model, "reserves, and what establishments received and spent", t[counts.RESERVES], kept
        )
    paid = t[counts.TO_ESTABLISHMENTS] + t[counts.TO_ACTORS] + t[counts.TO_CRISES]
    paid += t[counts.TO_DIAGNOSIS] + t[counts.TO_SUPPORT]
    _equal(model, "cents paid by funders and cents received", t[counts.PAID], paid)
    _equal(model, "cents paid to project actors and contracts", t[counts.TO_ACTORS], by_contract(t))
    if len(model.history) > 1:
        cash = model.history[-2][counts.ACTOR_CASH] + cash_gained(t)
        _equal(
            model, "cash of project actors and what they got and spent", t[counts.ACTOR_CASH], cash
        )
    spent = t[counts.STAFF_PLACE : counts.STAFF_OVERHEAD + counts.OVERHEADS].sum()
    _equal(model, "staff minutes paid for and staff minutes used", t[counts.STAFF_TOTAL], spent)
    if beyond := within_bounds(model.W.organisations):
        raise InvariantError(f"month {model.month}: more {BOUNDED[beyond]} used than there are")
    if model.walked % CENSUS_EVERY == 0:
        check_census(model)


def by_contract(t: Array) -> int:
    """Cents paid to project actors by kind of contract."""
    return int(t[counts.SUBSIDIES] + t[counts.CONTRACTS])


def cash_gained(t: Array) -> int:
    """Cents that project actors together have more at the end of a month."""
    got = t[counts.TO_ACTORS] + t[counts.FEES] + t[counts.OTHER_INCOME] + t[counts.FOUNDED]
    return int(got + t[counts.WRITTEN_OFF] - t[counts.ACTOR_COSTS] - t[counts.BID_COSTS])


def check_census(model: World) -> None:
    """Count all rows again: places held, hours planned, seats, lists and Little's law."""
    o, t = model.organisations, model.month_totals
    found = take_census(model.people, o, model.W, model.walked)
    _equal(model, "rows present and persons", found.state[1:].sum(), t[counts.PEOPLE])
    for state in range(1, STATES):  # crises come after the count
        _equal(model, f"persons in state {state}", found.was[state], t[counts.PEOPLE + state])
    for d in range(DOMAINS):
        for what, got, kept in (
            ("minutes received and given in places", found.place, counts.PLACE),
            ("minutes received and given in plans", found.plan, counts.PLAN),
            ("minutes of need, person by person and in total", found.need, counts.NEED),
            ("minutes unmet, person by person and in total", found.unmet, counts.UNMET),
        ):
            _equal(model, what, got[d], t[kept + d])
    got = found.actors[0]
    _equal(model, "minutes received and given by project actors", got, t[counts.FROM_ACTORS])
    _equal(model, "fees paid by persons and fees received", found.fees[0], t[counts.FEES])
    for what, by_person, by_organisation in (
        ("places held", found.held, o.e_occupied),
        ("seats held", found.seats, o.a_occupied),
        ("minutes planned", found.planned, o.u_planned),
        ("lists", found.listed, o.q_length),
    ):
        if (by_person != by_organisation).any():
            raise InvariantError(
                f"month {model.month}: {what} by persons and by organisations differ"
            )
    check_little(model, int(found.waited[0]))


def check_little(model: World, ongoing: int) -> None:
    """Person-months counted in WAIT equal the waits of leavers and of persons still waiting.

    Months waited before the first month of this run are added to the former; `ongoing` are the
    months so far of those still there.
    """
    series = np.array(model.history, np.int64)
    area = int(series[:, counts.WAIT].sum()) if len(series) else 0
    left = int(series[:, counts.SOJOURN].sum())
    _equal(model, "Little's law, persons waiting", area + model.waited_before, left + ongoing)


def balance(model: World, check: Callable[[World], None]) -> None:
    """Compare ledgers; a fault is the policy's where there is one.

    Raises
    ------
    InvariantError
        As `check`.
    InputError
        When the world has a policy: it has changed columns that its window does not give.
    """
    try:
        check(model)
    except InvariantError:
        policy = model.scenario_.policy
        if not policy.code:
            raise
        broken = Message(
            "policy.raised",
            policy=policy.name,
            file=policy.file,
            line="",
            month=Message("policy.month", month=str(model.month)),
            text=Message("policy.ledger"),
        )
        raise InputError(broken) from None
