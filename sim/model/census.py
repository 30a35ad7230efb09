"""Count all persons again, row by row: the other side of the ledgers (`sim.model.invariants`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.jit import kernel
from sim.processes.actors.fees import seat_minutes, user_fee
from sim.state.organisations import Organisations
from sim.state.people import ABSENT, DOMAINS, LIST_SLOTS, NOW_NEED, NOW_UNMET, STATES, WAIT, People
from sim.state.views import Array, OrganisationBundle, WorldBundle


class Census(NamedTuple):
    """Sums over the rows of all persons.

    Attributes
    ----------
    state, was : int64[7]
        Rows by state, and by the state in which they were last counted.
    place, plan, need, unmet : int64[4]
        Minutes a month by domain: received in places and by plans, needed, unmet.
    actors, waited, fees : int64[1]
        Minutes received from project actors; months waited by those in WAIT, to the month's end;
        cents that users pay to project actors.
    held, seats, planned, listed : int64[E], int64[A], int64[U, 4], int64[Q]
        Places, seats, minutes of plans and list entries by who gives them.
    """

    state: Array
    was: Array
    place: Array
    plan: Array
    need: Array
    unmet: Array
    actors: Array
    waited: Array
    fees: Array
    held: Array
    seats: Array
    planned: Array
    listed: Array


@kernel
def within_bounds(organisations: OrganisationBundle) -> int:
    """Return what is used beyond its limit: 0 nothing, 1 places, 2 seats, 3 hours."""
    for e in range(len(organisations.e_places)):
        taken = (
            organisations.e_occupied[e] + organisations.e_converted[e] + organisations.e_closed[e]
        )
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
    return 0


@kernel
def _count(size: int, month: int, W: WorldBundle, c: Census) -> None:
    people = W.people
    states, befores, places, actors, units = (
        people.state,
        people.counted_state,
        people.place,
        people.actor,
        people.unit,
    )
    plans, nows, points, waiting = (
        people.plan,
        people.monthly_minutes,
        people.waiting_list,
        people.waiting,
    )
    for i in range(size):
        c.state[states[i]] += 1
        c.was[befores[i]] += 1
        if states[i] == ABSENT:
            continue
        if states[i] == WAIT:
            c.waited[0] += month + 1 - waiting[i]
        e, a, u = places[i], actors[i], units[i]
        if e >= 0:
            c.held[e] += 1
        if a >= 0:
            c.seats[a] += 1
            c.actors[0] += seat_minutes(W, i)
            c.fees[0] += user_fee(W, i)
        for d in range(DOMAINS):
            if e >= 0:
                c.place[d] += W.organisations.e_given[e, d]
            if u >= 0:
                c.planned[u, d] += plans[i, d]
            c.plan[d] += plans[i, d]
            c.need[d] += nows[i, NOW_NEED + d]
            c.unmet[d] += nows[i, NOW_UNMET + d]
        for slot in range(LIST_SLOTS):
            if points[i, slot] >= 0:
                c.listed[points[i, slot]] += 1


def take_census(people: People, o: Organisations, W: WorldBundle, month: int) -> Census:
    """Count all rows at the end of a month."""
    shapes = (STATES, STATES, *[DOMAINS] * 4, 1, 1, 1)
    like = (o.e_occupied, o.a_occupied, o.u_planned, o.q_length)
    census = Census(
        *(np.zeros(n, np.int64) for n in shapes), *(np.zeros(x.shape, np.int64) for x in like)
    )
    _count(people.size, month, W, census)
    return census
