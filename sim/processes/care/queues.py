"""Waiting lists: linked lists in columns, one per desk and class of complexity.

A *node* is a person's slot on a list, ``row * LIST_SLOTS + slot``; a *queue* is a desk's list for
one class, ``desk * CLASSES + class``. Joining, leaving and looking at the head cost the same
whatever the length; nothing is ever sorted.
"""

from __future__ import annotations

from sim.engine.jit import rule
from sim.scenario.choices import PRIORITY_CLASSES, PRIORITY_FIFO
from sim.state.people import CLASSES, LIST_SLOTS
from sim.state.views import OrganisationBundle as O_
from sim.state.views import PeopleBundle as P_


@rule
def join(P: P_, O: O_, i: int, slot: int, desk: int, rank: int) -> None:
    """Put a person at the end of a desk's list for its class."""
    queue = desk * CLASSES + rank
    node = i * LIST_SLOTS + slot
    last = O.q_tail[queue]
    P.desk[i, slot] = queue
    P.ahead[i, slot] = last
    P.behind[i, slot] = -1
    if last >= 0:
        P.behind[last // LIST_SLOTS, last % LIST_SLOTS] = node
    else:
        O.q_head[queue] = node
    O.q_tail[queue] = node
    O.q_length[queue] += 1


@rule
def leave(P: P_, O: O_, i: int, slot: int) -> None:
    """Take a person off the list of one slot, if on one."""
    queue = P.desk[i, slot]
    if queue < 0:
        return
    ahead = P.ahead[i, slot]
    behind = P.behind[i, slot]
    if ahead >= 0:
        P.behind[ahead // LIST_SLOTS, ahead % LIST_SLOTS] = behind
    else:
        O.q_head[queue] = behind
    if behind >= 0:
        P.ahead[behind // LIST_SLOTS, behind % LIST_SLOTS] = ahead
    else:
        O.q_tail[queue] = ahead
    O.q_length[queue] -= 1
    P.desk[i, slot] = -1
    P.ahead[i, slot] = -1
    P.behind[i, slot] = -1


@rule
def leave_all(P: P_, O: O_, i: int) -> None:
    """Take a person off every list of places and hours; a project actor's list is kept."""
    for slot in range(LIST_SLOTS - 1):
        leave(P, O, i, slot)


@rule
def listed(P: P_, i: int) -> bool:
    """Tell whether a person is on some list of places or hours."""
    for slot in range(LIST_SLOTS - 1):
        if P.desk[i, slot] >= 0:
            return True
    return False


@rule
def length(O: O_, desk: int) -> int:
    """Persons on a desk's lists, all classes."""
    total = 0
    for rank in range(CLASSES):
        total += O.q_length[desk * CLASSES + rank]
    return total


@rule
def standing(weight: float, months: int, rank: int) -> float:
    """Standing of a file on a list: months waited, plus `weight` months per class."""
    return months + weight * rank


@rule
def first(P: P_, O: O_, desk: int, month: int, weight: float, tolerance: int) -> int:
    """Node that comes first among the heads of a desk's classes up to `tolerance`; -1 if none.

    Highest standing first; at equal standing the smaller key, so that rows never decide.
    """
    best = -1
    best_standing = -1.0
    for rank in range(tolerance + 1):
        node = O.q_head[desk * CLASSES + rank]
        if node < 0:
            continue
        i = node // LIST_SLOTS
        s = standing(weight, month - P.waiting[i], rank)
        if best < 0 or s > best_standing:
            best = node
            best_standing = s
        elif s == best_standing and P.key[i] < P.key[best // LIST_SLOTS]:
            best = node
    return best


@rule
def priority_weight(priority: int, class_months: float) -> float:
    """Months that one class is worth: none (fifo), beyond any wait (classes), or as set."""
    if priority == PRIORITY_FIFO:
        return 0.0
    if priority == PRIORITY_CLASSES:
        return 1e6
    return class_months
