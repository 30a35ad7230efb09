"""Count all persons again, row by row: the other side of the ledgers (`sim.model.invariants`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.jit import kernel
from sim.processes.actors.fees import seat_minutes, user_fee
from sim.processes.care.capacity import used_places
from sim.processes.care.claims import claim_of, level_counted, stage_counted
from sim.processes.care.needs import stage_of
from sim.processes.care.running_counts import OF_FLAGS, OF_MINUTES, add_months
from sim.state import counts
from sim.state.organisations import Organisations
from sim.state.people import (
    ABSENT,
    COUNTERS,
    DOMAINS,
    FLAGS,
    HEAVY,
    LIST_SLOTS,
    NEVER,
    NOW_PLACE,
    NOW_SIZE,
    STATES,
    WAIT,
    People,
)
from sim.state.views import Array, WorldBundle


class Census(NamedTuple):
    """Sums over the rows of all persons.

    Attributes
    ----------
    state : int64[7]
        Rows by state.
    totals : int64[SIZE]
        What persons add to the counts of a month (`sim.processes.care.running_counts`).
    counters : int64[COUNTERS]
        What happened to those present since the reform, to the month's end.
    plan : int64[4]
        Minutes a month by domain: received by plans.
    needed, place : int64[E, 4]
        Minutes a month that persons in places need, and receive there.
    staff : int64[3]
        Staff minutes a month that persons take: in places other than those of services that hours
        bound, with them at home, on the road.
    actors, waited, fees, strain : int64[1]
        Minutes received from project actors; months waited by those in WAIT, to the month's end;
        cents that users pay to project actors; strain of carers, millionths.
    waits, cohort : int64[WAIT_KINDS]
        Waits that are open, by kind: all, and those of the cohort.
    held, heavy : int64[E]
        Persons in places, and those above the tolerance of who holds them.
    seats, minimal : int64[A]
        Persons with a seat, and those with the minimum service.
    planned, used, direct : int64[U, 4]
        Minutes of plans, staff minutes that they take, and those spent with persons.
    listed : int64[Q]
        Entries of each list.
    """

    state: Array
    totals: Array
    counters: Array
    plan: Array
    staff: Array
    actors: Array
    waited: Array
    fees: Array
    strain: Array
    waits: Array
    cohort: Array
    held: Array
    heavy: Array
    needed: Array
    place: Array
    seats: Array
    minimal: Array
    planned: Array
    used: Array
    direct: Array
    listed: Array


@kernel
def within_bounds(W: WorldBundle) -> int:
    """Rank of what is used beyond its limit, in `sim.model.invariants.BOUNDED`; 0 for nothing."""
    organisations = W.organisations
    for e in range(len(organisations.e_places)):
        taken = used_places(W, e) + organisations.e_converted[e] + organisations.e_closed[e]
        if (
            organisations.e_occupied[e] < 0
            or organisations.e_closed[e] < 0
            or taken > organisations.e_places[e]
        ):
            return 1
    for a in range(len(organisations.a_caseload)):
        if organisations.a_occupied[a] > organisations.a_caseload[a]:
            return 2
    for u in range(organisations.u_total.shape[0]):
        for d in range(DOMAINS):
            if (
                organisations.u_used[u, d]
                > organisations.u_total[u, d] + organisations.u_moved[u, d]
            ):
                return 3
    for d in range(DOMAINS):
        given = organisations.month_totals[counts.PLACE + d]
        if given > organisations.month_totals[counts.PLACE_OFFER + d]:
            return 4
    return 0


@kernel
def _count(size: int, month: int, W: WorldBundle, c: Census) -> None:
    people, organisations = W.people, W.organisations
    for i in range(size):
        c.state[people.state[i]] += 1
        if people.counted_state[i] != ABSENT:
            c.totals[counts.PEOPLE] += 1
            c.totals[counts.PEOPLE + people.counted_state[i]] += 1
        for k in range(NOW_SIZE):
            c.totals[OF_MINUTES[k]] += people.monthly_minutes[i, k]
        for k in range(FLAGS):
            c.totals[OF_FLAGS[k]] += (people.monthly_flags[i] >> k) & 1
        if people.state[i] == ABSENT:
            continue
        c.strain[0] += int(np.float64(people.strain[i]) * counts.MILLION)
        for k in range(len(c.counters)):
            c.counters[k] += people.counters[i, k]
        add_months(people, i, month + 1, c.counters)
        if people.state[i] == WAIT:
            c.waited[0] += month + 1 - people.waiting[i]
        for kind in range(len(c.waits)):
            c.waits[kind] += int(people.spell[i, kind] != NEVER)
            c.cohort[kind] += int(people.spell[i, kind] >= W.cohort)
        e, a, u = people.place[i], people.actor[i], people.unit[i]
        word = people.counted_needs[i]
        if people.dirty[i] == 0:  # else the level may have changed since it was counted
            word = people.levels[i] | stage_of(people.age[i]) << 4
        if e >= 0:
            c.held[e] += 1
            c.heavy[e] += int(people.status_bits[i] & HEAVY != 0)
        if a >= 0:
            c.seats[a] += 1
            c.minimal[a] += people.minimal[i]
            c.actors[0] += seat_minutes(W, i)
            c.fees[0] += user_fee(W, i)
        for d in range(DOMAINS):
            if e >= 0:
                c.needed[e, d] += claim_of(W, e, stage_counted(word), d, level_counted(word, d))
                c.place[e, d] += people.monthly_minutes[i, NOW_PLACE + d]
                if W.environment.cat_by_hours[organisations.e_category[e]] == 0:
                    c.staff[0] += organisations.e_staff[e, d]
            if u >= 0:
                c.planned[u, d] += people.plan[i, d]
                c.used[u, d] += people.plan_cost[i, d]
                c.direct[u, d] += people.plan_direct[i, d]
            c.plan[d] += people.plan[i, d]
            c.staff[1] += people.plan_direct[i, d]
            c.staff[2] += people.plan_cost[i, d] - people.plan_direct[i, d]
        c.staff[1] += people.bridge_direct[i]
        c.staff[2] += people.bridge_road[i]
        for slot in range(LIST_SLOTS):
            if people.waiting_list[i, slot] >= 0:
                c.listed[people.waiting_list[i, slot]] += 1


def months_waited(people: People, month: int) -> int:
    """Return the months that those on lists have waited before a month, in all."""
    return int((month - people.waiting[people.state == WAIT].astype(int)).sum())


def take_census(people: People, o: Organisations, W: WorldBundle, month: int) -> Census:
    """Count all rows at the end of a month."""
    kinds = len(counts.WAIT_KINDS)
    shapes = (STATES, counts.SIZE, len(COUNTERS), DOMAINS, 3, 1, 1, 1, 1, kinds, kinds)
    e, a, u, q = (x.shape for x in (o.e_occupied, o.a_occupied, o.u_planned, o.q_length))
    n = o.e_needed.shape
    sums = (np.zeros(shape, np.int64) for shape in (*shapes, e, e, n, n, a, a, u, u, u, q))
    census = Census(*sums)
    _count(people.size, month, W, census)
    return census
