"""Equalities that hold exactly in every month of every run: whole numbers compared with ``==``.

Stocks follow from flows, and what is received from what is given: persons, places, staff minutes,
money by kind of funder. The two sides of an equality are counted in different places of the code.
Once a year all rows are counted again (`sim.model.full_count`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, SupportsInt

import numpy as np

from sim.errors import InputError
from sim.lang import Message
from sim.model.census import within_bounds
from sim.state import counts
from sim.state.layout import FUNDERS
from sim.state.organisations import Organisations
from sim.state.people import STATES
from sim.state.views import Array

if TYPE_CHECKING:
    from sim.state.world import World

LARGEST = 2**53  # cents
LARGEST_GRANTS = 2**63 // counts.MILLION  # cents a year
BOUNDED = ("", "places", "seats", "hours")

Equality = tuple[str, SupportsInt, SupportsInt]


class InvariantError(AssertionError):
    """A ledger does not balance: the run stops, because its results would be wrong."""


class Stocks(NamedTuple):
    """Sums at the end of a month, which the flows of the next month must explain.

    Attributes
    ----------
    paid : int64[F]
        Cents paid by each funder since the start.
    received, public, spent : int
        Cents received by establishments, received from funders by project actors, and spent by
        them, since the start.
    converted, closed, at_work : int
        Places turned into hours, places closed, and project actors that work.
    """

    paid: Array
    received: int
    public: int
    spent: int
    converted: int
    closed: int
    at_work: int


def stocks_of(o: Organisations) -> Stocks:
    """Return the sums as they are now."""
    at_work = o.a_alive != 0
    columns = (o.e_income, o.a_income, o.a_spent, o.e_converted, o.e_closed, at_work)
    return Stocks(o.f_out.copy(), *(int(column.sum(dtype=np.int64)) for column in columns))


def compare(model: World, equalities: Iterator[Equality]) -> None:
    """Compare the two sides of ledgers.

    Raises
    ------
    InvariantError
        Naming the month, the ledger and both sides.
    """
    for what, left, right in equalities:
        if int(left) != int(right):
            raise InvariantError(f"month {model.month}: {what}: {int(left)} is not {int(right)}")


def check_amounts(model: World) -> None:
    """Stop a run whose amounts grow beyond what is counted to the cent.

    Shares of an amount are products of real numbers, which hold whole numbers up to `LARGEST`.
    Results are products of a year's grants and millionths.

    Raises
    ------
    InputError
        Naming the month and what to lower.
    """
    t = model.month_totals
    amounts = np.abs(t[[counts.PAID, counts.ESTABLISHMENT_COSTS, counts.RESERVES,
                        counts.ACTOR_CASH, counts.ACTOR_COSTS]])  # fmt: skip
    by_results = model.funding.budgets.mode == "outcomes"
    grants = model.organisations.e_due.sum() if by_results else 0
    if amounts.max() > LARGEST or grants > LARGEST_GRANTS:
        raise InputError(Message("run.amounts", month=str(model.month)))


def check_month(model: World) -> None:
    """Compare the ledgers of the month just simulated.

    Raises
    ------
    InputError
        As `check_amounts`.
    InvariantError
        Naming the month, the ledger and both sides.
    """
    check_amounts(model)
    if beyond := within_bounds(model.W.organisations):
        raise InvariantError(f"month {model.month}: more {BOUNDED[beyond]} used than there are")
    compare(model, _flows(model))
    model.stocks = stocks_of(model.organisations)


def _flows(model: World) -> Iterator[Equality]:
    """What a month gave, and what it received."""
    t, o = model.month_totals, model.organisations
    states = t[counts.PEOPLE + 1 : counts.PEOPLE + STATES]
    yield "persons by state and persons present", states.sum(), t[counts.PEOPLE]
    if len(model.history) > 1:
        last = model.history[-2]
        after = last[counts.PEOPLE] + t[counts.ARRIVALS] - t[counts.DEATHS] - t[counts.GONE]
        yield "persons present and persons conserved", t[counts.PEOPLE], after
        kept = last[counts.RESERVES] + t[counts.ENDOWED] + t[counts.TAKEN_OVER]
        kept += t[counts.TO_ESTABLISHMENTS] - t[counts.ESTABLISHMENT_COSTS]
        yield "reserves, and what establishments received and spent", t[counts.RESERVES], kept
        cash = last[counts.ACTOR_CASH] + cash_gained(t)
        yield "cash of project actors and what they got and spent", t[counts.ACTOR_CASH], cash
        waits = last[counts.WAIT] + t[counts.WAIT_ENTERED] - t[counts.WAIT_LEFT]
        yield "persons on lists, and who came and left", t[counts.WAIT], waits
    paid = t[counts.TO_ESTABLISHMENTS] + t[counts.TO_ACTORS] + t[counts.TO_CRISES]
    paid += t[counts.TO_DIAGNOSIS] + t[counts.TO_SUPPORT]
    yield "cents paid by funders and cents received", t[counts.PAID], paid
    yield "cents paid to project actors and contracts", t[counts.TO_ACTORS], by_contract(t)
    now, before = stocks_of(o), model.stocks
    out = now.paid - before.paid
    yield "cents that left funders and cents paid", out.sum(), t[counts.PAID]
    for rank, kind in enumerate(FUNDERS):
        mine = [f for f, code in enumerate(o.funder_codes) if code == kind]
        received = t[counts.FROM_FUNDERS + rank]
        yield f"cents that left funders of the kind {kind}, and received", out[mine].sum(), received
    yield from (
        ("receipts of establishments", now.received - before.received, t[counts.TO_ESTABLISHMENTS]),
        ("public money of project actors", now.public - before.public, t[counts.TO_ACTORS]),
        (
            "expenses of project actors",
            now.spent - before.spent,
            t[counts.ACTOR_COSTS] + t[counts.BID_COSTS],
        ),
        ("places turned into hours", now.converted - before.converted, t[counts.CONVERSIONS]),
        (
            "places closed and opened again",
            now.closed - before.closed,
            t[counts.SHUT] - t[counts.REOPENED],
        ),
        (
            "project actors that work",
            now.at_work - before.at_work,
            t[counts.BIRTHS] - t[counts.CLOSURES],
        ),
        ("project actors", now.at_work, t[counts.ACTORS]),
        ("establishments", len(o.e_key), t[counts.ESTABLISHMENTS]),
        ("places held", o.e_occupied.sum(), t[counts.PLACES_USED]),
        ("places turned into hours so far", now.converted, t[counts.PLACES_CONVERTED]),
        ("places closed so far", now.closed + t[counts.REOPENED], t[counts.PLACES_CLOSED]),
    )
    if not model.late_policy:
        yield "places", o.e_places.sum(), t[counts.PLACES]
    spent = t[counts.STAFF_PLACE : counts.STAFF_OVERHEAD + counts.OVERHEADS].sum()
    yield "staff minutes paid for and staff minutes used", t[counts.STAFF_TOTAL], spent
    yield "crises that are not paid", o.z_crises.sum(), 0
    members = np.bincount(o.e_perimeter[o.e_perimeter >= 0], minlength=len(o.p_members))
    if model.reformed:
        yield "perimeters whose members are counted wrongly", (members != o.p_members).sum(), 0


def by_contract(t: Array) -> int:
    """Cents paid to project actors by kind of contract."""
    return int(t[counts.SUBSIDIES] + t[counts.CONTRACTS])


def cash_gained(t: Array) -> int:
    """Cents that project actors together have more at the end of a month."""
    got = t[counts.TO_ACTORS] + t[counts.FEES] + t[counts.OTHER_INCOME] + t[counts.FOUNDED]
    return int(got + t[counts.WRITTEN_OFF] - t[counts.ACTOR_COSTS] - t[counts.BID_COSTS])


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
