"""Equalities that hold exactly in every month of every run: whole numbers compared with ``==``.

Stocks follow from flows, and what is received from what is given: persons, places, staff minutes,
money by kind of funder. The two sides of an equality are counted in different places of the code.
Once a year all rows are counted again (`sim.model.full_count`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, SupportsInt

import numpy as np

from sim.errors import InputError
from sim.lang import Message
from sim.model.census import within_bounds
from sim.model.flows import DUE, LEDGERS, first_apart, sides_of, sums_of
from sim.state import counts
from sim.state.columns import Array

if TYPE_CHECKING:
    from sim.state.world import World

LARGEST = 2**53  # cents
LARGEST_GRANTS = 2**63 // counts.MILLION  # cents a year
BOUNDED = ("", "places", "seats", "hours", "minutes of places")
AMOUNTS = np.array([
    counts.PAID, counts.ESTABLISHMENT_COSTS, counts.RESERVES, counts.ACTOR_CASH, counts.ACTOR_COSTS,
])  # fmt: skip

Equality = tuple[str, SupportsInt, SupportsInt]


class InvariantError(AssertionError):
    """A ledger does not balance: the run stops, because its results would be wrong."""


def stocks_of(model: World) -> Array:
    """Return the sums of organisations as they are now, int64[STOCKS] (`sim.model.flows`)."""
    return sums_of(model.W, model.organisations.funder_kinds)


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


def check_amounts(model: World, now: Array) -> None:
    """Stop a run whose amounts grow beyond what is counted to the cent.

    Shares of an amount are products of real numbers, which hold whole numbers up to `LARGEST`.
    Results are products of a year's grants and millionths.

    Raises
    ------
    InputError
        Naming the month and what to lower.
    """
    largest = max(map(abs, model.month_totals[AMOUNTS].tolist()))
    grants = now[DUE] if model.funding.budgets.mode == "outcomes" else 0
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
    if beyond := within_bounds(model.W):
        raise InvariantError(f"month {model.month}: more {BOUNDED[beyond]} used than there are")
    last = model.history[-2] if len(model.history) > 1 else model.month_totals[:0]
    establishments = len(model.organisations.e_key)
    sides = sides_of(model.month_totals, last, now, model.stocks, establishments)
    if model.late_policy:
        sides[LEDGERS.index("places")] = 0
    if model.scenario_.policy.code:  # a policy may open places
        sides[LEDGERS.index("places opened and withdrawn")] = 0
    apart = first_apart(sides)
    if apart >= 0:
        compare(model, iter([(LEDGERS[apart], *sides[apart])]))
    model.stocks = now


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
