"""The full count, once a year and at the end of a run: every row against every ledger.

What persons hold, receive, need and wait for is compared with what organisations gave, with the
counts of the month, and with what was counted month by month since the reform. Beyond the ledgers,
each row is compared with itself: a quarter of the rows each year by turns, all at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.model.census import Census, take_census
from sim.model.invariants import Equality, InvariantError, compare
from sim.model.rows import FAULTS, drawn_otherwise, rows_at_fault
from sim.processes.care.pools import gives_reserve
from sim.processes.care.running_counts import OF_FLAGS, OF_MINUTES
from sim.processes.care.sharing import STEPS
from sim.processes.funding.cents import largest_remainder
from sim.state import counts
from sim.state.columns import Array
from sim.state.people import COUNTERS, DOMAINS, STATES

if TYPE_CHECKING:
    from sim.state.world import World

__all__ = ["FULL_COUNT_EVERY", "check_census", "check_end", "check_rows", "check_year"]

YEAR: Final = 12
FULL_COUNT_EVERY: Final = YEAR  # months
TURNS: Final = 4  # years in which each row is looked at once

# Counts that are sums over the persons present.
OF_PERSONS = np.array([*range(counts.PEOPLE, counts.PEOPLE + STATES), *OF_MINUTES, *OF_FLAGS])


def check_year(model: World) -> None:
    """Count all rows again, and look at a quarter of them, another one each year.

    A row looked at costs three times a row counted, and a fault of a rule is in many rows.

    Raises
    ------
    InvariantError
        As `check_census`.
    """
    check_ledgers(model)
    size, turn = model.people.size, model.walked // FULL_COUNT_EVERY % TURNS
    check_rows(model, size * turn // TURNS, size * (turn + 1) // TURNS)


def check_census(model: World) -> None:
    """Count all rows again, and look at each.

    Raises
    ------
    InvariantError
        Naming the month and the ledger, or the kind of fault of a row.
    """
    check_ledgers(model)
    check_rows(model, 0, model.people.size)


def check_ledgers(model: World) -> None:
    """Count all rows again: what persons hold, receive, need and wait for.

    Raises
    ------
    InvariantError
        Naming the month and the ledger.
    """
    found = take_census(model.people, model.organisations, model.W, model.walked)
    series = np.array(model.history, np.int64)
    compare(model, _recounted(model, found, series))
    compare(model, _since_the_reform(model, found, series))
    compare(model, _staff(model, found))
    compare(model, _fixed(model))
    o = model.organisations
    for what, by_person, by_organisation in (
        ("places held", found.held, o.e_occupied),
        ("persons above the tolerance", found.heavy, o.e_heavy),
        ("minutes needed in places", found.needed, o.e_needed),
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
    rounded = o.e_needed * o.e_share_given - found.place * STEPS  # down, person by person
    if ((rounded < 0) | (rounded > (STEPS - 1) * o.e_occupied[:, None])).any():
        raise InvariantError(f"month {model.month}: minutes received and shared in places differ")


def _recounted(model: World, found: Census, series: Array) -> Iterator[Equality]:
    """Counts of the month and running totals, and the rows of persons."""
    t, running = model.month_totals, model.running_totals
    yield "rows present and persons", found.state[1:].sum(), t[counts.PEOPLE]
    for k in np.flatnonzero(found.totals != running):
        name = counts.NAMES[k]
        yield f"{name}, person by person and in the running total", found.totals[k], running[k]
    for k in OF_PERSONS[found.totals[OF_PERSONS] != t[OF_PERSONS]]:
        yield f"{counts.NAMES[k]}, person by person and in the month", found.totals[k], t[k]
    for d in range(DOMAINS):
        yield "minutes received and given in plans", found.plan[d], t[counts.PLAN + d]
    if not model.late_policy:
        given = t[counts.FROM_ACTORS]
        yield "minutes received and given by project actors", found.actors[0], given
        yield "fees paid by persons and fees received", found.fees[0], t[counts.FEES]
    if not t[counts.BURNOUTS] and not model.scenario_.policy.code:
        yield "strain, carer by carer and in the month", found.strain[0], t[counts.STRAIN]
    if model.walked % YEAR == 0 and not t[counts.ESCALATED] and not model.scenario_.policy.code:
        yield "persons in need and persons counted", t[counts.IN_NEED], t[counts.COUNTED]
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
    "without": ("refused", "renounced", "no_offer"),
    "crises": ("crises",),
    "ruptures": ("ruptures",),
    "imposed": ("imposed",),
    "handoffs": ("handoffs",),
}


def _since_the_reform(model: World, found: Census, series: Array) -> Iterator[Equality]:
    """What happened to persons, those who left included, and what was counted month by month."""
    if not model.reformed:
        return
    first = model.walked + 1 - len(model.history)
    months = series[max(model.scenario_.clock.reform_month - first, 0) :].sum(axis=0)
    totals: list[int] = months.tolist()
    counters = model.strata.sum(axis=0) + found.counters
    for name, parts in OF_COUNTERS.items():
        counted = sum(
            (-1 if part[0] == "-" else 1) * totals[counts.INDEX[part.lstrip("-")]] for part in parts
        )
        yield f"{name} of persons and of months", counters[COUNTERS.index(name)], counted
    apart = (model.strata.sum(axis=0) != model.zone_counters.sum(axis=0)).sum()
    yield "counters that differ between groups and zones", apart, 0
    at_once = model.waits[counts.TO_ASSESSMENT, :, :, 0].sum(axis=1)
    began = at_once[counts.ENTERED] - at_once[counts.UNDER_WAY]
    yield "requests and waits for an assessment that began", totals[counts.ASKED], began
    for kind, name in enumerate(counts.WAIT_KINDS):
        for which, table, still in (
            ("waits", model.waits, found.waits),
            ("waits of the cohort", model.cohort, found.cohort),
        ):
            entered = table[kind, counts.ENTERED].sum()
            ended = table[kind, counts.REACHED :].sum()
            yield f"{which} that began, ended and are open, {name}", entered, ended + still[kind]


def _used_again(model: World, found: Census) -> Array:
    """Places in use of each establishment, from persons counted or the hours that they claim."""
    o, land = model.organisations, model.environment
    main = land.cat_main[o.e_category].astype(np.int64)
    at = np.arange(len(main))
    staff = np.maximum(o.e_staff[at, main], 1)
    filled = -(-found.needed[at, main] // staff)
    by_hours = land.cat_by_hours[o.e_category] != 0
    return np.where(
        by_hours, np.minimum(filled, o.e_places - o.e_converted - o.e_closed), found.held
    )


def _staff(model: World, found: Census) -> Iterator[Equality]:
    """Staff minutes by who takes them: persons, posts of the territory, pools."""
    t, o = model.month_totals, model.organisations
    minutes, road = (column.sum(axis=1) for column in (o.e_staff, o.e_road))
    used = _used_again(model, found)
    by_hours = model.environment.cat_by_hours[o.e_category] != 0
    in_places = found.staff[0] + (minutes * o.e_used)[by_hours].sum()
    for what, got, count in zip(
        ("in places", "with persons at home", "on the road"),
        (in_places, found.staff[1], found.staff[2] + (road * o.e_used).sum()),
        (counts.STAFF_PLACE, counts.STAFF_DIRECT, counts.STAFF_TRAVEL),
        strict=True,
    ):
        yield f"staff minutes {what}, person by person and in the month", got, t[count]
    if not model.late_policy:
        posts = model.environment.cat_staff[o.e_category]
        posts = posts + (posts * model.environment.road[:, None]).astype(np.int64)
        yield "staff minutes of posts", posts.sum(axis=1) @ o.e_places, t[counts.STAFF_TOTAL]
        free = o.e_places - used - o.e_converted - o.e_closed
        if not t[counts.REOPENED]:  # in December, once the month's staff has worked
            yield "places in use that are counted otherwise", (used != o.e_used).sum(), 0
            yield "staff minutes of free places", (minutes + road) @ free, t[counts.STAFF_IDLE]
    pooled = (minutes + road) @ o.e_converted
    yield "staff minutes of pools and of converted places", o.u_total.sum(), pooled
    if gives_reserve(model.W):
        yield "staff minutes of the reserve", o.u_reserve.sum(), t[counts.STAFF_RESERVE]
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
        columns += [(o.e_places - o.e_surplus, e.places + o.e_growth), (o.a_minutes, a.minutes)]
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
        serving = np.where(served, model.layout.perimeter, -1)
        own = o.u_tolerance[: len(o.e_tolerance)] != o.e_tolerance
        yield "units of another tolerance than their establishment", own.sum(), 0
        yield "zones served by another perimeter", (o.z_perimeter != serving).sum(), 0


def check_rows(model: World, first: int, end: int) -> None:
    """Look at the rows `first` to `end` - 1 of persons.

    Raises
    ------
    InvariantError
        Naming the month, the kind of fault and how many rows have it.
    """
    practice, model.practice = model.practice, model.practice_seen  # that of the last delivery
    found = rows_at_fault(
        first,
        end,
        model.W,
        model.origins,
        model.walked,
        bool(model.scenario_.policy.code),
    )
    model.practice = practice
    for fault, rows in zip(FAULTS, found, strict=True):
        if rows:
            raise InvariantError(f"month {model.month}: {rows} persons {fault}")


def check_end(model: World) -> None:
    """Count all rows at the end of a run, and draw each person again from their key.

    Raises
    ------
    InvariantError
        As `check_census`.
    """
    check_census(model)
    s, size = model.scenario_, model.people.size
    first, ageing = -s.clock.burn_in, int(s.demography.ageing)
    policy = bool(s.policy.code)
    others = drawn_otherwise(size, model.W, model.origins, model.walked, first, ageing, policy)
    if others:
        raise InvariantError(f"month {model.month}: {others} persons are not those of their key")
