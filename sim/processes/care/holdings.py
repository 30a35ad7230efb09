"""Holdings: how a place, a plan of hours or an actor's support is taken and given back.

Each change updates the person and the organisation together, so that the counts of places and
hours agree at any moment. It also marks the person as `dirty`: delivery computes their support
again.
"""

from __future__ import annotations

import numpy as np

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.care.claims import count_claim, forget_claim
from sim.processes.care.queues import leave, leave_all
from sim.processes.organisation.referent import months_to_review
from sim.state import counts
from sim.state.people import (
    ACTOR_SLOT,
    DOMAINS,
    HEAVY,
    INSTITUTION,
    LEAVING,
    NEVER,
    ORDINARY,
    OVER_AGE,
    WAIT,
)
from sim.state.views import PeopleBundle, WorldBundle


@rule
def set_state(W: WorldBundle, i: int, state: int) -> None:
    """Move a person to a state; entries to and exits from WAIT feed the check of Little's law."""
    people, organisations = W.people, W.organisations
    old = people.state[i]
    if old == WAIT and state != WAIT:
        organisations.month_totals[counts.WAIT_LEFT] += 1
        organisations.month_totals[counts.SOJOURN] += W.month - people.waiting[i]
    if state == WAIT and old != WAIT:
        organisations.month_totals[counts.WAIT_ENTERED] += 1
        people.waiting[i] = W.month
    people.state[i] = state
    people.dirty[i] = 1


@rule
def release_place(W: WorldBundle, residential: int, i: int) -> None:
    """Give a place back; the person is at home again where the place was residential."""
    people = W.people
    e = people.place[i]
    if e < 0:
        return
    forget_claim(W, i)
    W.organisations.e_occupied[e] -= 1
    if people.status_bits[i] & HEAVY:
        W.organisations.e_heavy[e] -= 1
    people.status_bits[i] &= 255 - HEAVY - OVER_AGE - LEAVING
    people.place[i] = -1
    people.dirty[i] = 1
    people.until[i] = NEVER
    people.review[i] = NEVER
    if residential:
        people.residence[i] = ORDINARY


@rule
def give_place_back(W: WorldBundle, i: int) -> None:
    """Leave a place at the end of a stay."""
    c = W.organisations.e_category[W.people.place[i]]
    W.organisations.month_totals[counts.ENDED] += 1
    release_place(W, W.environment.cat_residential[c], i)


@rule
def first_review(W: WorldBundle, i: int) -> int:
    """Month in which the orientation is reviewed first: it was decided some time before admission.

    Uniform over the months between two reviews (`months_to_review`).
    """
    months = months_to_review(W, i)
    if months == 0:
        return NEVER
    u = draws.draw(W.seed, draws.ONCE, draws.REVIEW, 0, W.people.key[i])
    return int(W.month + 1 + int(u * months))


@rule
def take_place(W: WorldBundle, residential: int, i: int, e: int, until: int) -> None:
    """Give a free place of establishment `e` to a person until a month."""
    people, organisations = W.people, W.organisations
    people.place[i] = e
    people.dirty[i] = 1
    people.until[i] = until
    people.review[i] = first_review(W, i)
    organisations.e_occupied[e] += 1
    count_claim(W, i)
    if people.complexity[i] > organisations.e_tolerance[e]:
        people.status_bits[i] |= HEAVY
        organisations.e_heavy[e] += 1
    if residential:
        people.residence[i] = INSTITUTION


@rule
def set_plan(W: WorldBundle, i: int, d: int, minutes: int, direct: int, road: int) -> None:
    """Change the minutes of a plan in a domain, and the staff minutes they take from the unit.

    `direct` staff minutes are spent with the person, `road` minutes on the way.
    """
    people, organisations = W.people, W.organisations
    u = people.unit[i]
    cost = direct + road
    organisations.u_used[u, d] += cost - people.plan_cost[i, d]
    organisations.u_direct[u, d] += direct - people.plan_direct[i, d]
    organisations.u_planned[u, d] += minutes - people.plan[i, d]
    people.plan[i, d] = minutes
    people.dirty[i] = 1
    people.plan_cost[i, d] = cost
    people.plan_direct[i, d] = direct


@rule
def planned(people: PeopleBundle, i: int) -> bool:
    """Return whether a person has hours of a plan in some domain."""
    for d in range(DOMAINS):
        if people.plan[i, d] > 0:
            return True
    return False


@rule
def release_plan(W: WorldBundle, i: int) -> None:
    """Give all hours of a plan back to the unit."""
    people = W.people
    if people.unit[i] < 0:
        return
    for d in range(DOMAINS):
        set_plan(W, i, d, 0, 0, 0)
        people.plan_until[i, d] = NEVER
    people.unit[i] = -1


@rule
def take_seat(W: WorldBundle, i: int, a: int, until: int, minimal: bool) -> None:
    """Give a free seat of project actor `a` to a person until a month; some get a minimal one."""
    people = W.people
    people.actor[i] = a
    people.actor_until[i] = until
    people.minimal[i] = int(minimal)
    people.dirty[i] = 1
    W.organisations.a_occupied[a] += 1
    W.organisations.a_minimal[a] += int(minimal)


@rule
def release_actor(W: WorldBundle, i: int) -> None:
    """Give a project actor's seat back, or leave its list."""
    people = W.people
    leave(W, i, ACTOR_SLOT)
    a = people.actor[i]
    if a >= 0:
        W.organisations.a_occupied[a] -= 1
        W.organisations.a_minimal[a] -= np.int64(people.minimal[i])
        people.minimal[i] = 0
        people.actor[i] = -1
        people.dirty[i] = 1
        people.actor_until[i] = NEVER


@rule
def release_all(W: WorldBundle, residential: int, i: int) -> None:
    """End everything a person holds or waits for."""
    leave_all(W, i)
    release_place(W, residential, i)
    release_plan(W, i)
    release_actor(W, i)
