"""Running counts: the contribution of a person to the month's totals, updated only when it changes.

Most months change nothing for most persons. The contribution of a person is kept in their row
(`monthly_minutes`, `monthly_flags`, `counted_state`) and in `running_totals`. Both change together
when the support of a `dirty` person is computed again. The person's own counters are brought up to
date at the same moment, for all months since the last one. The totals equal the sums over all
persons every month: the yearly census computes these sums and compares.
"""

from __future__ import annotations

from sim.engine.jit import inlined, rule
from sim.state import counts
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
from sim.state.views import Array, OrganisationBundle, PeopleBundle, WorldBundle

# Counts that the positions of `monthly_minutes` and the bits of `monthly_flags` are added to.
OF_MINUTES = (
    *range(counts.NEED, counts.NEED + 4),
    *range(counts.UNMET, counts.UNMET + 4),
    counts.WASTED,
    counts.FROM_MAINSTREAM,
    counts.FROM_CARERS,
    counts.CARER_LOAD,
    counts.CARER_CAPACITY,
    counts.PROVIDERS,
    *range(counts.PLACE, counts.PLACE + 4),
    counts.FROM_LIVING,
    counts.FROM_RESERVE,
)
OF_FLAGS = (
    counts.IN_NEED,
    counts.COVERED,
    counts.INSTITUTION,
    counts.BLOCKED,
    counts.SUPPORTED,
    counts.COMPOSED,
    counts.CARERS,
    counts.HELPED,
    counts.COVERED_60,
    counts.COVERED_95,
)


@rule
def add_to_stock(organisations: OrganisationBundle, now: Array, flags: Array) -> None:
    """Add changes of persons' contributions, in the order of `now` and of the bits of `flags`."""
    for k in range(NOW_SIZE):
        organisations.running_totals[OF_MINUTES[k]] += now[k]
    for k in range(FLAGS):
        organisations.running_totals[OF_FLAGS[k]] += flags[k]


@rule
def change_state_counted(W: WorldBundle, i: int) -> None:
    """Count a person in their present state, no longer in the state counted before."""
    people, organisations = W.people, W.organisations
    was, state = people.counted_state[i], people.state[i]
    if was == state:
        return
    if was == ABSENT:
        organisations.running_totals[counts.PEOPLE] += 1
    else:
        organisations.running_totals[counts.PEOPLE + was] -= 1
    if state == ABSENT:
        organisations.running_totals[counts.PEOPLE] -= 1
    else:
        organisations.running_totals[counts.PEOPLE + state] += 1
    people.counted_state[i] = state


@inlined
def add_months(people: PeopleBundle, i: int, month: int, counters: Array) -> None:
    """Add to `counters` the months before `month` that those of a person do not hold yet."""
    since = people.counted_until[i]
    if since == NEVER or month <= since:
        return
    n = month - since
    need = 0
    unmet = 0
    for d in range(DOMAINS):
        need += people.monthly_minutes[i, NOW_NEED + d]
        unmet += people.monthly_minutes[i, NOW_UNMET + d]
    state = people.counted_state[i]
    flags = people.monthly_flags[i]
    covered = (flags & IS_COVERED) != 0 or (flags & IN_NEED) == 0
    counters[C_MONTHS] += n
    counters[C_NEED] += n * need
    counters[C_UNMET] += n * unmet
    counters[C_WAITING] += n * int(state == WAIT or state == ASSESS)
    counters[C_COVERED] += n * int(covered)
    counters[C_WITHOUT] += n * int(state >= REFUSED)
    counters[C_OVERLOAD] += n * int(
        people.monthly_minutes[i, NOW_LOAD] > people.monthly_minutes[i, NOW_CAPACITY]
    )


@inlined
def count_until(W: WorldBundle, i: int) -> None:
    """Bring the person's counters up to date: the months before `month` not yet counted."""
    people = W.people
    add_months(people, i, W.month, people.counters[i])
    if people.counted_until[i] != NEVER:
        people.counted_until[i] = max(people.counted_until[i], W.month)


@rule
def retire(W: WorldBundle, i: int) -> None:
    """Remove a person who leaves from the running totals, after an update of their counters."""
    people = W.people
    if people.counted_state[i] == ABSENT:
        return
    count_until(W, i)
    for k in range(NOW_SIZE):
        W.organisations.running_totals[OF_MINUTES[k]] -= people.monthly_minutes[i, k]
        people.monthly_minutes[i, k] = 0
    for k in range(FLAGS):
        W.organisations.running_totals[OF_FLAGS[k]] -= (people.monthly_flags[i] >> k) & 1
    people.monthly_flags[i] = 0
