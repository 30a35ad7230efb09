"""What a person holds: a place, a plan of hours, a project actor's seat; taken and given back here.

Each change of holding updates the person and the organisation together, so that the censuses of
places and hours agree at any moment, and marks the person `fresh`: what it receives is to be looked
at again in the delivery.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import rule
from sim.processes.care.queues import leave, leave_all
from sim.state import counts as tally
from sim.state.people import (
    ACTOR_SLOT,
    DOMAINS,
    HEAVY,
    INSTITUTION,
    NEVER,
    ORDINARY,
    OVER_AGE,
    WAIT,
)
from sim.state.views import OrganisationBundle as O_
from sim.state.views import PeopleBundle as P_


@rule
def set_state(P: P_, O: O_, i: int, state: int, month: int) -> None:
    """Move a person to a state; entries to and exits from WAIT feed the check of Little's law."""
    old = P.state[i]
    if old == WAIT and state != WAIT:
        O.tally[tally.WAIT_LEFT] += 1
        O.tally[tally.SOJOURN] += month - P.waiting[i]
    if state == WAIT and old != WAIT:
        O.tally[tally.WAIT_ENTERED] += 1
        P.waiting[i] = month
    P.state[i] = state
    P.fresh[i] = 1


@rule
def release_place(P: P_, O: O_, residential: int, i: int) -> None:
    """Give a place back; the person is at home again where the place was residential."""
    e = P.place[i]
    if e < 0:
        return
    O.e_occupied[e] -= 1
    if P.marks[i] & HEAVY:
        O.e_heavy[e] -= 1
    P.marks[i] &= 255 - HEAVY - OVER_AGE
    P.place[i] = -1
    P.fresh[i] = 1
    P.until[i] = NEVER
    if residential:
        P.residence[i] = ORDINARY


@rule
def take_place(P: P_, O: O_, residential: int, i: int, e: int, until: int) -> None:
    """Give a free place of establishment `e` to a person until a month."""
    P.place[i] = e
    P.fresh[i] = 1
    P.until[i] = until
    O.e_occupied[e] += 1
    if P.complexity[i] > O.e_tolerance[e]:
        P.marks[i] |= HEAVY
        O.e_heavy[e] += 1
    if residential:
        P.residence[i] = INSTITUTION


@rule
def set_plan(P: P_, O: O_, i: int, d: int, minutes: int, direct: int, road: int) -> None:
    """Change the minutes of a plan in a domain, and the staff minutes they take from the unit.

    `direct` staff minutes are spent with the person, `road` minutes on the way.
    """
    u = P.unit[i]
    cost = direct + road
    O.u_used[u, d] += cost - P.plan_cost[i, d]
    O.u_direct[u, d] += direct - P.plan_direct[i, d]
    O.u_planned[u, d] += minutes - P.plan[i, d]
    P.plan[i, d] = minutes
    P.fresh[i] = 1
    P.plan_cost[i, d] = cost
    P.plan_direct[i, d] = direct


@rule
def planned(P: P_, i: int) -> bool:
    """Tell whether a person has hours of a plan in some domain."""
    for d in range(DOMAINS):
        if P.plan[i, d] > 0:
            return True
    return False


@rule
def release_plan(P: P_, O: O_, i: int) -> None:
    """Give all hours of a plan back to the unit."""
    if P.unit[i] < 0:
        return
    for d in range(DOMAINS):
        set_plan(P, O, i, d, 0, 0, 0)
        P.plan_until[i, d] = NEVER
    P.unit[i] = -1


@rule
def take_seat(P: P_, O: O_, i: int, a: int, until: int, minimal: bool) -> None:
    """Give a free seat of project actor `a` to a person until a month; some get a minimal one."""
    P.actor[i] = a
    P.actor_until[i] = until
    P.minimal[i] = int(minimal)
    P.fresh[i] = 1
    O.a_occupied[a] += 1
    O.a_minimal[a] += int(minimal)


@rule
def release_actor(P: P_, O: O_, i: int) -> None:
    """Give a project actor's seat back, or leave its list."""
    leave(P, O, i, ACTOR_SLOT)
    a = P.actor[i]
    if a >= 0:
        O.a_occupied[a] -= 1
        O.a_minimal[a] -= np.int64(P.minimal[i])
        P.minimal[i] = 0
        P.actor[i] = -1
        P.fresh[i] = 1
        P.actor_until[i] = NEVER


@rule
def release_all(P: P_, O: O_, residential: int, i: int) -> None:
    """End everything a person holds or waits for."""
    leave_all(P, O, i)
    release_place(P, O, residential, i)
    release_plan(P, O, i)
    release_actor(P, O, i)
