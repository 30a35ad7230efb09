"""Equalities that hold exactly in every month of every run: whole numbers compared with ``==``.

Flow equals census for persons, places, hours, money, and Little's law for the state WAIT. The two
sides of an equality are counted in different places of the code: where something is given, and
where it is received.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, SupportsInt

import numpy as np

from sim.errors import InputError
from sim.lang import Message
from sim.model.census import Census, take_census, within_bounds
from sim.model.rows import FAULTS, rows_at_fault
from sim.processes.care.running_counts import OF_FLAGS, OF_MINUTES
from sim.processes.funding.cents import largest_remainder
from sim.state import counts
from sim.state.layout import FUNDERS
from sim.state.organisations import Organisations
from sim.state.people import COUNTERS, DOMAINS, STATES
from sim.state.views import Array

if TYPE_CHECKING:
    from sim.state.world import World

YEAR = 12
CENSUS_EVERY = YEAR  # months between two counts of all rows
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
    columns = (o.e_income, o.a_income, o.a_spent, o.e_converted, o.e_closed)
    sums = (int(column.sum(dtype=np.int64)) for column in columns)
    return Stocks(o.f_out.copy(), *sums, int((o.a_alive != 0).sum()))


def _compare(model: World, equalities: Iterator[Equality]) -> None:
    for what, left, right in equalities:
        if int(left) != int(right):
            raise InvariantError(f"month {model.month}: {what}: {int(left)} is not {int(right)}")


def check_month(model: World) -> None:
    """Compare the ledgers of the month just simulated.

    Raises
    ------
    InvariantError
        Naming the month, the ledger and both sides.
    """
    _compare(model, _flows(model))
    if beyond := within_bounds(model.W.organisations):
        raise InvariantError(f"month {model.month}: more {BOUNDED[beyond]} used than there are")
    if model.walked % CENSUS_EVERY == 0:
        check_census(model)
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
        ("places", o.e_places.sum(), t[counts.PLACES]),
        ("places held", o.e_occupied.sum(), t[counts.PLACES_USED]),
        ("places turned into hours so far", now.converted, t[counts.PLACES_CONVERTED]),
        ("places closed so far", now.closed + t[counts.REOPENED], t[counts.PLACES_CLOSED]),
    )
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


def check_census(model: World) -> None:
    """Count all rows again, and look at each: what persons hold, receive, need and wait for.

    Raises
    ------
    InvariantError
        Naming the month and the ledger.
    """
    found = take_census(model.people, model.organisations, model.W, model.walked)
    _compare(model, _recounted(model, found))
    _compare(model, _since_the_reform(model, found))
    _compare(model, _staff(model, found))
    _compare(model, _fixed(model))
    o = model.organisations
    for what, by_person, by_organisation in (
        ("places held", found.held, o.e_occupied),
        ("persons above the tolerance", found.heavy, o.e_heavy),
        ("seats held", found.seats, o.a_occupied),
        ("seats with the minimum service", found.minimal, o.a_minimal),
        ("minutes planned", found.planned, o.u_planned),
        ("staff minutes of plans", found.used, o.u_used),
        ("staff minutes spent with persons", found.direct, o.u_direct),
        ("lists", found.listed, o.q_length),
    ):
        if (by_person != by_organisation).any():
            raise InvariantError(
                f"month {model.month}: {what} by persons and by organisations differ"
            )
    check_rows(model)


def _recounted(model: World, found: Census) -> Iterator[Equality]:
    """Counts of the month and running totals, and the rows of persons."""
    t, running = model.month_totals, model.running_totals
    yield "rows present and persons", found.state[1:].sum(), t[counts.PEOPLE]
    for k, name in enumerate(counts.NAMES):
        yield f"{name}, person by person and in the running total", found.totals[k], running[k]
    for k in (*range(counts.PEOPLE, counts.PEOPLE + STATES), *OF_MINUTES, *OF_FLAGS):
        yield f"{counts.NAMES[k]}, person by person and in the month", found.totals[k], t[k]
    for d in range(DOMAINS):
        yield "minutes received and given in places", found.place[d], t[counts.PLACE + d]
        yield "minutes received and given in plans", found.plan[d], t[counts.PLAN + d]
    given = t[counts.FROM_ACTORS]
    yield "minutes received and given by project actors", found.actors[0], given
    yield "fees paid by persons and fees received", found.fees[0], t[counts.FEES]
    if not t[counts.BURNOUTS] and not model.scenario_.policy.code:
        yield "strain, carer by carer and in the month", found.strain[0], t[counts.STRAIN]
    if model.month % YEAR == 0 and not t[counts.ESCALATED] and not model.scenario_.policy.code:
        yield "persons in need and persons counted", t[counts.IN_NEED], t[counts.COUNTED]
    series = np.array(model.history, np.int64)
    area, left = int(series[:, counts.WAIT].sum()), int(series[:, counts.SOJOURN].sum())
    yield (
        "Little's law, persons waiting",
        area + model.waited_before,
        left + int(found.waited[0]),
    )


# Counters of persons, and the counts that add up to the same over the months since the reform.
OF_COUNTERS = {
    "months": ("people",),
    "need": tuple(f"need_{d}" for d in range(DOMAINS)),
    "unmet": tuple(f"unmet_{d}" for d in range(DOMAINS)),
    "waiting": ("assess", "wait"),
    "covered": ("covered", "people", "-in_need"),
    "without": ("refused", "renounced"),
    "crises": ("crises",),
    "ruptures": ("ruptures",),
    "imposed": ("imposed",),
    "handoffs": ("handoffs",),
}


def _since_the_reform(model: World, found: Census) -> Iterator[Equality]:
    """What happened to persons, those who left included, and what was counted month by month."""
    if not model.reformed:
        return
    first = model.walked + 1 - len(model.history)
    series = np.array(model.history, np.int64)[max(model.scenario_.clock.reform_month - first, 0) :]
    counters = model.strata.sum(axis=0) + found.counters
    for name, parts in OF_COUNTERS.items():
        counted = sum(
            (-1 if part[0] == "-" else 1) * int(series[:, counts.INDEX[part.lstrip("-")]].sum())
            for part in parts
        )
        yield f"{name} of persons and of months", counters[COUNTERS.index(name)], counted
    apart = (model.strata.sum(axis=0) != model.zone_counters.sum(axis=0)).sum()
    yield "counters that differ between groups and zones", apart, 0
    asked = int(series[:, counts.ASKED].sum())
    forgone = (0, counts.FORGONE_HOUR, counts.FORGONE_COVER)
    for kind, name in enumerate(counts.WAIT_KINDS):
        ended = model.waits[kind].sum() + model.censored[kind].sum() + found.waits[kind]
        if kind != counts.TO_ASSESSMENT:
            ended += series[:, forgone[kind]].sum()
        yield f"requests and waits, {name}", model.waits_open[kind] + asked, ended


def _staff(model: World, found: Census) -> Iterator[Equality]:
    """Staff minutes by who takes them: persons, posts of the territory, pools."""
    t, o = model.month_totals, model.organisations
    for what, got, count in zip(
        ("in places", "with persons at home", "on the road"),
        found.staff,
        (counts.STAFF_PLACE, counts.STAFF_DIRECT, counts.STAFF_TRAVEL),
        strict=True,
    ):
        yield f"staff minutes {what}, person by person and in the month", got, t[count]
    posts = model.environment.cat_staff[o.e_category].astype(np.int64)
    yield "staff minutes of posts", (posts.sum(axis=1) * o.e_places).sum(), t[counts.STAFF_TOTAL]
    free = o.e_places - found.held - o.e_converted - o.e_closed
    minutes = o.e_staff.sum(axis=1)
    yield "staff minutes of free places", (minutes * free).sum(), t[counts.STAFF_IDLE]
    pooled = (minutes * o.e_converted).sum()
    yield "staff minutes of pools and of converted places", o.u_total.sum(), pooled
    lost = -o.u_moved.sum()
    yield "staff minutes lost when they are moved", lost, t[counts.STAFF_MOVED]
    idle = pooled - lost - found.used.sum()
    yield "staff minutes that no plan takes", idle, t[counts.STAFF_POOL_IDLE]


def _fixed(model: World) -> Iterator[Equality]:
    """What a territory fixes, and what follows from prices and members."""
    t, o = model.territory, model.organisations
    e, a = t.establishments, t.actors
    columns = [
        (o.e_key, t.establishment_keys()),
        (o.e_zone, e.zone),
        (o.e_category, e.category),
        (o.e_tolerance, e.tolerance),
        (o.a_zone, a.zone),
        (o.a_domain, a.domain),
    ]
    if not model.scenario_.policy.code:  # a policy may open places and change seats
        columns += [(o.e_places, e.places), (o.a_minutes, a.minutes)]
    different = sum(int((mine != theirs).sum()) for mine, theirs in columns)
    yield "organisations that are not those of the territory", different, 0
    owed = largest_remainder(o.e_places * o.e_price, t.categories.payer_shares[e.category])
    closed = len(model.history) - (model.walked + 1) % YEAR  # months until the last December
    if closed >= YEAR:
        year = model.history[closed - YEAR : closed]
        got = sum(int(month[counts.TO_ESTABLISHMENTS]) for month in year)
        yield "receipts of the last closed year", o.e_before.sum(), got
    yield "block grants that are not places times prices", (o.e_due != owed).sum(), 0
    if model.reformed:
        served = np.append(o.p_members > 0, False)[model.layout.perimeter]
        perimeter = np.where(served, model.layout.perimeter, -1)
        own = o.u_tolerance[: len(o.e_tolerance)] != o.e_tolerance
        yield "units of another tolerance than their establishment", own.sum(), 0
        yield "zones served by another perimeter", (o.z_perimeter != perimeter).sum(), 0


def check_rows(model: World) -> None:
    """Look at the row of each person.

    Raises
    ------
    InvariantError
        Naming the month, the kind of fault and how many rows have it.
    """
    s = model.scenario_
    practice, model.practice = model.practice, model.practice_seen  # that of the last delivery
    found = rows_at_fault(
        model.people.size,
        model.W,
        model.origins,
        model.walked,
        -s.clock.burn_in,
        int(s.demography.ageing),
        bool(s.policy.code),
    )
    model.practice = practice
    for fault, rows in zip(FAULTS, found, strict=True):
        if rows:
            raise InvariantError(f"month {model.month}: {rows} persons {fault}")


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
