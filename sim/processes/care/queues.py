"""Waiting lists: linked lists in columns, one per service point and class of complexity.

A *service point* is an establishment, a common list, a domain of a unit's hours, or a project
actor. An *entry* is a slot of a person, ``row * LIST_SLOTS + slot``; a waiting list is ``point *
CLASSES + class``. Joining, leaving and reading the head take the same time whatever the length.
Nothing is ever sorted.
"""

from __future__ import annotations

from sim.engine.jit import rule
from sim.scenario.choices import PRIORITY_CLASSES, PRIORITY_FIFO
from sim.state.people import ACTOR_SLOT, CLASSES, FIRST_PLACE, LIST_SLOTS
from sim.state.views import Array, OrganisationBundle, PeopleBundle, WorldBundle


@rule
def join(W: WorldBundle, i: int, slot: int, point: int, rank: int) -> None:
    """Put a person at the end of a service point's list for its class."""
    people, organisations = W.people, W.organisations
    queue = point * CLASSES + rank
    entry = i * LIST_SLOTS + slot
    last = organisations.q_tail[queue]
    people.waiting_list[i, slot] = queue
    people.ahead[i, slot] = last
    people.behind[i, slot] = -1
    if last >= 0:
        people.behind[last // LIST_SLOTS, last % LIST_SLOTS] = entry
    else:
        organisations.q_head[queue] = entry
    organisations.q_tail[queue] = entry
    organisations.q_length[queue] += 1


@rule
def leave(W: WorldBundle, i: int, slot: int) -> None:
    """Take a person off the list of one slot, if on one."""
    people, organisations = W.people, W.organisations
    queue = people.waiting_list[i, slot]
    if queue < 0:
        return
    ahead = people.ahead[i, slot]
    behind = people.behind[i, slot]
    if ahead >= 0:
        people.behind[ahead // LIST_SLOTS, ahead % LIST_SLOTS] = behind
    else:
        organisations.q_head[queue] = behind
    if behind >= 0:
        people.ahead[behind // LIST_SLOTS, behind % LIST_SLOTS] = ahead
    else:
        organisations.q_tail[queue] = ahead
    organisations.q_length[queue] -= 1
    people.waiting_list[i, slot] = -1
    people.ahead[i, slot] = -1
    people.behind[i, slot] = -1


@rule
def leave_all(W: WorldBundle, i: int) -> None:
    """Take a person off every list of places and hours; a project actor's list is kept."""
    for slot in range(ACTOR_SLOT):
        leave(W, i, slot)


@rule
def leave_places(W: WorldBundle, i: int) -> None:
    """Take a person off every list of places; lists of hours are kept."""
    for slot in range(FIRST_PLACE, ACTOR_SLOT):
        leave(W, i, slot)


@rule
def waits_for_place(people: PeopleBundle, i: int) -> bool:
    """Return whether a person is on some list of places."""
    for slot in range(FIRST_PLACE, ACTOR_SLOT):
        if people.waiting_list[i, slot] >= 0:
            return True
    return False


@rule
def listed(people: PeopleBundle, i: int) -> bool:
    """Return whether a person is on some list of places or hours."""
    for slot in range(ACTOR_SLOT):
        if people.waiting_list[i, slot] >= 0:
            return True
    return False


@rule
def length(organisations: OrganisationBundle, point: int) -> int:
    """Persons on the lists of a service point, all classes."""
    total = 0
    for rank in range(CLASSES):
        total += organisations.q_length[point * CLASSES + rank]
    return total


@rule
def standing(weight: float, months: int, rank: int) -> float:
    """Standing of a file on a list: months waited, plus `weight` months per class."""
    return months + weight * rank


@rule
def first(W: WorldBundle, point: int, weight: float, tolerance: int) -> int:
    """First entry among the heads of a service point's classes up to `tolerance`; -1 if none.

    The highest priority comes first; at equal priority the smaller key, so that the order of rows
    never matters.
    """
    return foremost(W, W.organisations.q_head, point * CLASSES, weight, tolerance)


@rule
def foremost(W: WorldBundle, entries: Array, start: int, weight: float, tolerance: int) -> int:
    """First of the entries of the classes up to `tolerance`, in `entries` from `start`; -1: none.

    As in `first`.
    """
    people = W.people
    best = -1
    best_standing = -1.0
    for rank in range(tolerance + 1):
        entry = int(entries[start + rank])
        if entry < 0:
            continue
        i = entry // LIST_SLOTS
        s = standing(weight, W.month - people.waiting[i], rank)
        if best < 0 or s > best_standing:
            best = entry
            best_standing = s
        elif s == best_standing and people.key[i] < people.key[best // LIST_SLOTS]:
            best = entry
    return best


@rule
def priority_weight(priority: int, class_months: float) -> float:
    """Months that one class is worth: none (fifo), beyond any wait (classes), or as set."""
    if priority == PRIORITY_FIFO:
        return 0.0
    if priority == PRIORITY_CLASSES:
        return 1e6
    return class_months
