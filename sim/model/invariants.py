"""Equalities that hold exactly in every month of every run: whole numbers compared with ``==``.

Stocks follow from flows, and what is received from what is given: persons, places, staff minutes,
money by kind of funder. The two sides of an equality are counted in different places of the code.
Once a year all rows are counted again (`sim.model.full_count`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, SupportsInt

import numpy as np

from sim.errors import InputError
from sim.lang import Message
from sim.model.census import organisation_sums, within_bounds
from sim.state import counts
from sim.state.layout import FUNDERS
from sim.state.people import STATES

if TYPE_CHECKING:
    from sim.state.world import World

LARGEST = 2**53  # cents
LARGEST_GRANTS = 2**63 // counts.MILLION  # cents a year
BOUNDED = ("", "places", "seats", "hours")
AMOUNTS = (
    counts.PAID, counts.ESTABLISHMENT_COSTS, counts.RESERVES, counts.ACTOR_CASH, counts.ACTOR_COSTS,
)  # fmt: skip

Equality = tuple[str, SupportsInt, SupportsInt]


class InvariantError(AssertionError):
    """A ledger does not balance: the run stops, because its results would be wrong."""


class Stocks(NamedTuple):
    """Sums at the end of a month, which the flows of the next month must explain.

    Attributes
    ----------
    paid : list of int
        Cents paid by each funder since the start.
    received, public, spent : int
        Cents received by establishments, received from funders by project actors, and spent by
        them, since the start.
    due : int
        Cents due to establishments this year.
    converted, closed, held, places : int
        Places turned into hours, closed, held, and authorised.
    at_work, crises : int
        Project actors that work, and crises that are not paid.
    """

    paid: list[int]
    received: int
    public: int
    spent: int
    due: int
    converted: int
    closed: int
    held: int
    places: int
    at_work: int
    crises: int


def stocks_of(model: World) -> Stocks:
    """Return the sums as they are now."""
    return Stocks(model.organisations.f_out.tolist(), *organisation_sums(model.W.organisations))


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


def check_amounts(model: World, now: Stocks) -> None:
    """Stop a run whose amounts grow beyond what is counted to the cent.

    Shares of an amount are products of real numbers, which hold whole numbers up to `LARGEST`.
    Results are products of a year's grants and millionths.

    Raises
    ------
    InputError
        Naming the month and what to lower.
    """
    totals = model.month_totals
    largest = max(abs(int(totals[amount])) for amount in AMOUNTS)
    grants = now.due if model.funding.budgets.mode == "outcomes" else 0
    if largest > LARGEST or grants > LARGEST_GRANTS:
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
    now = stocks_of(model)
    check_amounts(model, now)
    if beyond := within_bounds(model.W.organisations):
        raise InvariantError(f"month {model.month}: more {BOUNDED[beyond]} used than there are")
    compare(model, _flows(model, now))
    model.stocks = now


def _flows(model: World, now: Stocks) -> Iterator[Equality]:
    """What a month gave, and what it received."""
    o, before = model.organisations, model.stocks
    t: list[int] = model.month_totals.tolist()  # plain numbers: many are read
    states = sum(t[counts.PEOPLE + 1 : counts.PEOPLE + STATES])
    yield "persons by state and persons present", states, t[counts.PEOPLE]
    if len(model.history) > 1:
        last = model.history[-2].tolist()
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
    out = [after - earlier for after, earlier in zip(now.paid, before.paid, strict=True)]
    yield "cents that left funders and cents paid", sum(out), t[counts.PAID]
    of_kind = dict.fromkeys(FUNDERS, 0)
    for kind, cents in zip(o.funder_codes, out, strict=True):
        of_kind[kind] += cents
    for rank, (kind, cents) in enumerate(of_kind.items()):
        received = t[counts.FROM_FUNDERS + rank]
        yield f"cents that left funders of the kind {kind}, and received", cents, received
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
        ("places held", now.held, t[counts.PLACES_USED]),
        ("places turned into hours so far", now.converted, t[counts.PLACES_CONVERTED]),
        ("places closed so far", now.closed + t[counts.REOPENED], t[counts.PLACES_CLOSED]),
    )
    if not model.late_policy:
        yield "places", now.places, t[counts.PLACES]
    spent = sum(t[counts.STAFF_PLACE : counts.STAFF_OVERHEAD + counts.OVERHEADS])
    yield "staff minutes paid for and staff minutes used", t[counts.STAFF_TOTAL], spent
    yield "crises that are not paid", now.crises, 0
    if model.reformed:
        members = np.bincount(o.e_perimeter[o.e_perimeter >= 0], minlength=len(o.p_members))
        yield "perimeters whose members are counted wrongly", (members != o.p_members).sum(), 0


def by_contract(t: Sequence[int]) -> int:
    """Cents paid to project actors by kind of contract."""
    return t[counts.SUBSIDIES] + t[counts.CONTRACTS]


def cash_gained(t: Sequence[int]) -> int:
    """Cents that project actors together have more at the end of a month."""
    got = t[counts.TO_ACTORS] + t[counts.FEES] + t[counts.OTHER_INCOME] + t[counts.FOUNDED]
    return got + t[counts.WRITTEN_OFF] - t[counts.ACTOR_COSTS] - t[counts.BID_COSTS]


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
