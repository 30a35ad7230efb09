"""Contracts that project actors hold: how they are signed, read and ended.

A contract buys `c_minutes` of support a month for `c_cents`, from month `c_start` to before month
`c_end`. It is paid `c_delay` months late; its slot is free once the last payment is made.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import rule
from sim.state.organisations import CONTRACTS
from sim.state.people import NEVER
from sim.state.views import OrganisationBundle, WorldBundle


@rule
def free_slot(W: WorldBundle, a: int) -> int:
    """First slot of actor `a` without a contract to serve or to be paid; -1 if none."""
    organisations = W.organisations
    for k in range(CONTRACTS):
        if (
            organisations.c_kind[a, k] == 0
            or organisations.c_end[a, k] + organisations.c_delay[a, k] <= W.month
        ):
            return k
    return -1


@rule
def sign(
    organisations: OrganisationBundle,
    a: int,
    k: int,
    kind: int,
    payer: int,
    minutes: int,
    cents: int,
    start: int,
    end: int,
    delay: int,
    quality: float,
) -> None:
    """Write a contract into slot `k` of actor `a`; minutes and cents are those of a month."""
    organisations.c_kind[a, k] = kind
    organisations.c_payer[a, k] = payer
    organisations.c_minutes[a, k] = minutes
    organisations.c_cents[a, k] = cents
    organisations.c_start[a, k] = start
    organisations.c_end[a, k] = end
    organisations.c_delay[a, k] = delay
    organisations.c_quality[a, k] = quality


@rule
def tear_up(organisations: OrganisationBundle, a: int, k: int) -> None:
    """End a contract and cancel its pending payments."""
    sign(organisations, a, k, 0, 0, 0, 0, NEVER, NEVER, 0, 1.0)


@rule
def serves(organisations: OrganisationBundle, a: int, k: int, month: int) -> bool:
    """Return whether a contract buys service in a month."""
    return bool(
        organisations.c_kind[a, k] != 0
        and organisations.c_start[a, k] <= month < organisations.c_end[a, k]
    )


@rule
def is_paid(organisations: OrganisationBundle, a: int, k: int, month: int) -> bool:
    """Return whether a contract is paid for in a month: for the service of `c_delay` months ago."""
    return serves(organisations, a, k, month - int(organisations.c_delay[a, k]))


@rule
def bought_minutes(organisations: OrganisationBundle, a: int, month: int) -> int:
    """Minutes a month that all contracts of an actor buy in a month."""
    total = 0
    for k in range(CONTRACTS):
        if serves(organisations, a, k, month):
            total += organisations.c_minutes[a, k]
    return total


@rule
def carries(W: WorldBundle, a: int, more: int, months: int, fixed: float) -> bool:
    """Return whether cash lasts some months if `more` minutes are served from now on, unpaid."""
    organisations = W.organisations
    cash = np.float64(organisations.a_cash[a])
    for m in range(W.month, W.month + months):
        minutes = bought_minutes(organisations, a, m) + more
        cost = minutes * np.float64(organisations.a_rate[a]) / 60.0
        cash -= max(cost, fixed * organisations.a_base[a] + (1.0 - fixed) * cost)
        for k in range(CONTRACTS):
            if is_paid(organisations, a, k, m):
                cash += organisations.c_cents[a, k]
        if cash < 0.0:
            return False
    return True


@rule
def promised_cents(W: WorldBundle, a: int, payer: int) -> int:
    """Cents a month that a kind of funder has promised an actor for the service of a month."""
    organisations = W.organisations
    total = 0
    for k in range(CONTRACTS):
        if organisations.c_payer[a, k] == payer and serves(organisations, a, k, W.month):
            total += organisations.c_cents[a, k]
    return total


@rule
def quality_cost(rate: float, quality: float, dear: float) -> float:
    """Extra cents of an hour at a quality, relative to an hour of full quality (cost: the rate).

    C(q) - C(1) with C(q) = dear · rate · q² / 2, the form of theory (Che 1993); its slope at a
    quality is ``dear * rate * quality``.
    """
    return rate * dear * (quality * quality - 1.0) / 2.0


@rule
def year_turns(month: int, start: int) -> bool:
    """Return whether a year since `start` is complete in a month.

    Before month 0 prices are those of month 0: the burn-in is in constant money.
    """
    return month > 0 and month > start and (month - start) % 12 == 0


@rule
def swing(before: int, after: int) -> float:
    """Change of receipts from one year to the next, relative to the larger, 0 to 1."""
    return abs(after - before) / max(before, after, 1)


@rule
def charge(organisations: OrganisationBundle, a: int, cents: int, what: int) -> None:
    """Take cents from an actor's cash for a cost that is counted under `what`."""
    organisations.a_cash[a] -= cents
    organisations.a_spent[a] += cents
    organisations.month_totals[what] += cents


@rule
def receive(organisations: OrganisationBundle, a: int, cents: int, what: int) -> None:
    """Put cents into an actor's cash, counted under `what`."""
    organisations.a_cash[a] += cents
    organisations.month_totals[what] += cents
