"""Count everybody again, row by row: the other side of the ledgers (`sim.model.invariants`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.jit import kernel
from sim.processes.actors.fees import seat_minutes, user_fee
from sim.state.organisations import Organisations
from sim.state.people import ABSENT, DOMAINS, LIST_SLOTS, NOW_NEED, NOW_UNMET, STATES, WAIT, People
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_
from sim.state.views import PeopleBundle as P_


class Census(NamedTuple):
    """What the rows of all persons add up to.

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
def within_bounds(O: O_) -> int:
    """Tell what is used beyond what there is: 0 nothing, 1 places, 2 seats, 3 hours."""
    for e in range(len(O.e_places)):
        taken = O.e_occupied[e] + O.e_converted[e] + O.e_closed[e]
        if O.e_occupied[e] < 0 or O.e_closed[e] < 0 or taken > O.e_places[e]:
            return 1
    for a in range(len(O.a_seats)):
        if O.a_occupied[a] > O.a_seats[a]:
            return 2
    for u in range(O.u_total.shape[0]):
        for d in range(DOMAINS):
            if O.u_used[u, d] > O.u_total[u, d] + O.u_moved[u, d]:
                return 3
    return 0


@kernel
def _count(size: int, month: int, P: P_, O: O_, R: R_, c: Census) -> None:
    states, befores, places, actors, units = P.state, P.was, P.place, P.actor, P.unit
    plans, nows, desks, waiting = P.plan, P.now, P.desk, P.waiting
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
            c.actors[0] += seat_minutes(P, O, R, i)
            c.fees[0] += user_fee(P, O, i)
        for d in range(DOMAINS):
            if e >= 0:
                c.place[d] += O.e_given[e, d]
            if u >= 0:
                c.planned[u, d] += plans[i, d]
            c.plan[d] += plans[i, d]
            c.need[d] += nows[i, NOW_NEED + d]
            c.unmet[d] += nows[i, NOW_UNMET + d]
        for slot in range(LIST_SLOTS):
            if desks[i, slot] >= 0:
                c.listed[desks[i, slot]] += 1


def take_census(people: People, o: Organisations, W: WorldBundle, month: int) -> Census:
    """Count all rows at the end of a month."""
    shapes = (STATES, STATES, *[DOMAINS] * 4, 1, 1, 1)
    like = (o.e_occupied, o.a_occupied, o.u_planned, o.q_length)
    census = Census(
        *(np.zeros(n, np.int64) for n in shapes), *(np.zeros(x.shape, np.int64) for x in like)
    )
    _count(people.size, month, W.P, W.O, W.R, census)
    return census
