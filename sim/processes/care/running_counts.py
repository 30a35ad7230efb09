"""What a person counts for, kept up to date only when something changes for it.

Most months change nothing for most persons. What a person adds to the month's totals is therefore
kept in its row (`now`, `flags`, `was`) and in the running total `stock`; both move
together when a `fresh` person is looked at again. The person's own counters are brought up to date
at the same moments, for all the months since the last one. The totals are those of adding everybody
up every month, to the unit: the yearly census does exactly that and compares.
"""

from __future__ import annotations

from sim.engine.jit import rule
from sim.state import counts as tally
from sim.state.people import (
    ABSENT,
    ASSESS,
    C_COVERED,
    C_MONTHS,
    C_NEED,
    C_OVERLOAD,
    C_UNMET,
    C_WAITING,
    C_WITHOUT,
    DOMAINS,
    FLAGS,
    IN_NEED,
    IS_COVERED,
    NEVER,
    NOW_CAPACITY,
    NOW_LOAD,
    NOW_NEED,
    NOW_SIZE,
    NOW_UNMET,
    REFUSED,
    WAIT,
)
from sim.state.views import Array
from sim.state.views import OrganisationBundle as O_
from sim.state.views import PeopleBundle as P_

# Where `now` and `flags` stand among the counts.
_NOW_TALLY = (
    *range(tally.NEED, tally.NEED + 4),
    *range(tally.UNMET, tally.UNMET + 4),
    tally.WASTED,
    tally.FROM_MAINSTREAM,
    tally.FROM_CARERS,
    tally.CARER_LOAD,
    tally.CARER_CAPACITY,
    tally.PROVIDERS,
)
_FLAG_TALLY = (
    tally.IN_NEED,
    tally.COVERED,
    tally.INSTITUTION,
    tally.BLOCKED,
    tally.SUPPORTED,
    tally.COMPOSED,
    tally.CARERS,
)


@rule
def add_to_stock(O: O_, now: Array, flags: Array) -> None:
    """Add changes of what persons count for, in the order of `now` and of the bits of `flags`."""
    for k in range(NOW_SIZE):
        O.stock[_NOW_TALLY[k]] += now[k]
    for k in range(FLAGS):
        O.stock[_FLAG_TALLY[k]] += flags[k]


@rule
def change_state_counted(P: P_, O: O_, i: int) -> None:
    """Count a person in the state it is in, no longer in the one it was counted in."""
    was, state = P.was[i], P.state[i]
    if was == state:
        return
    if was == ABSENT:
        O.stock[tally.PEOPLE] += 1
    else:
        O.stock[tally.PEOPLE + was] -= 1
    if state == ABSENT:
        O.stock[tally.PEOPLE] -= 1
    else:
        O.stock[tally.PEOPLE + state] += 1
    P.was[i] = state


@rule
def count_until(P: P_, i: int, month: int) -> None:
    """Bring the person's counters up to date: the months before `month` not yet counted."""
    since = P.since[i]
    if since == NEVER or month <= since:
        return
    n = month - since
    need = 0
    unmet = 0
    for d in range(DOMAINS):
        need += P.now[i, NOW_NEED + d]
        unmet += P.now[i, NOW_UNMET + d]
    state = P.was[i]
    flags = P.flags[i]
    covered = (flags & IS_COVERED) != 0 or (flags & IN_NEED) == 0
    P.counters[i, C_MONTHS] += n
    P.counters[i, C_NEED] += n * need
    P.counters[i, C_UNMET] += n * unmet
    P.counters[i, C_WAITING] += n * int(state == WAIT or state == ASSESS)
    P.counters[i, C_COVERED] += n * int(covered)
    P.counters[i, C_WITHOUT] += n * int(state >= REFUSED)
    P.counters[i, C_OVERLOAD] += n * int(P.now[i, NOW_LOAD] > P.now[i, NOW_CAPACITY])
    P.since[i] = month


@rule
def retire(P: P_, O: O_, i: int, month: int) -> None:
    """Take a person who leaves out of the running total, its counters up to date."""
    if P.was[i] == ABSENT:
        return
    count_until(P, i, month)
    for k in range(NOW_SIZE):
        O.stock[_NOW_TALLY[k]] -= P.now[i, k]
        P.now[i, k] = 0
    for k in range(FLAGS):
        O.stock[_FLAG_TALLY[k]] -= (P.flags[i] >> k) & 1
    P.flags[i] = 0
