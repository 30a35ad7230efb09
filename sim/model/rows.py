"""Look at the row of each person: what it holds must agree with itself and with the lists.

Most of a row follows from something else: who the person is from the key, the support of a clean
row from what they hold, a place in a list from the neighbours there. A column that nothing follows
from, and that follows from nothing, is an input (docs/verification.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine import draws
from sim.engine.jit import kernel, rule
from sim.processes.care.coverage import is_linking, support_of
from sim.processes.care.needs import stage_of
from sim.processes.care.newcomers import (
    STOCK_MONTH,
    Origins,
    age_on_arrival,
    arrival_of_key,
    carer_of,
    profile_of,
    sex_of,
    stage_of_key,
    zone_of_key,
    zone_part,
)
from sim.processes.organisation.practice import adoption_rank
from sim.state import counts
from sim.state.people import (
    ABSENT,
    CLASSES,
    COVERED,
    DOMAINS,
    FIRST,
    HEAVY,
    INSTITUTION,
    IS_COVERED,
    LEAVING,
    LIST_SLOTS,
    NEVER,
    NOW_SIZE,
    OVER_AGE,
    SERVED,
    WAIT,
    WAIT_SIZE,
)
from sim.state.views import Array, PeopleBundle, WorldBundle

__all__ = ["FAULTS", "drawn_otherwise", "rows_at_fault"]

IDENTITY, GROUP, SUPPORT, HELD, LISTED = range(5)
FAULTS: Final = (
    "are not who their key says",
    "are in a group of another sex, income or digital access",
    "receive other support than they are counted for",
    "hold a place, hours or a seat that is not dated, or marks of one that they do not hold",
    "are on a list whose neighbours do not know them",
)


@rule
def is_someone_else(people: PeopleBundle, origins: Origins, i: int) -> bool:
    """Return whether a person's place or luck is not that of their key."""
    key = people.key[i]
    place = zone_part(origins.zone_key[people.zone[i]])
    return bool(zone_of_key(key) != place or people.luck[i] != draws.luck_of(key))


@rule
def has_another_carer(W: WorldBundle, origins: Origins, i: int) -> bool:
    """Return whether a person's carer is not who is drawn for them at their stage, nor gave up."""
    people = W.people
    key, stage = people.key[i], stage_of(people.age[i])
    carer = carer_of(
        draws.draw(W.seed, draws.ONCE, draws.CARER, 0, key), W.environment.carer_share[stage]
    )
    rank = draws.which(draws.draw(W.seed, draws.ONCE, draws.CARER, 1, key), origins.carer_rank)
    return bool((people.carer[i] != 0 and people.carer[i] != carer) or people.carer_rank[i] != rank)


@rule
def is_drawn_otherwise(
    W: WorldBundle, origins: Origins, i: int, month: int, first: int, ageing: int
) -> bool:
    """Return whether age, sex, profile or rank of adoption are not what the key draws."""
    people = W.people
    key = people.key[i]
    arrival, stage = arrival_of_key(key), stage_of_key(key)
    stock = arrival == STOCK_MONTH
    months = month + 1 - first if stock else month - arrival
    age = age_on_arrival(W.seed, origins, key, people.zone[i], stage, stock)
    return bool(
        people.age[i] != age + ageing * months
        or people.sex[i] != sex_of(W.seed, origins, key, stage)
        or people.adoption[i] != adoption_rank(W.seed, key)
        or people.profile[i] != profile_of(W.seed, origins, key, people.zone[i], stage, age, stock)
    )


@rule
def is_in_another_group(people: PeopleBundle, i: int) -> bool:
    """Return whether the group of a person has other constant parts than the person.

    The stage of life and the heaviest need of the group are those of the reform.
    """
    group = int(people.stratum[i]) // CLASSES
    return bool(
        group % 3 != people.digital[i]
        or group // 3 % 3 != people.income[i]
        or group // 9 % 2 != people.sex[i]
        or group // 18 > stage_of(people.age[i])
    )


@rule
def is_claimed_otherwise(W: WorldBundle, i: int) -> bool:
    """Return whether a person's claim is counted in another place, or for other needs, than now."""
    people = W.people
    e = people.place[i]
    if people.counted_place[i] != e:
        return True
    if e < 0:
        return bool(people.counted_needs[i] != 0)
    now = people.levels[i] | stage_of(people.age[i]) << 4
    return bool(people.dirty[i] == 0 and people.counted_needs[i] != now)


@rule
def is_held_wrongly(W: WorldBundle, i: int, month: int) -> bool:
    """Return whether what a person holds is not dated, or a mark of it has nothing behind it."""
    people, organisations = W.people, W.organisations
    e = people.place[i]
    marks = int(people.status_bits[i])
    residential = False
    if is_claimed_otherwise(W, i):
        return True
    if e >= 0:
        residential = W.environment.cat_residential[organisations.e_category[e]] != 0
        if people.until[i] <= month and marks & OVER_AGE == 0:
            return True
    elif people.until[i] != NEVER or marks & (HEAVY | OVER_AGE | LEAVING) != 0:
        return True
    if (people.residence[i] == INSTITUTION) != residential:
        return True
    for d in range(DOMAINS):
        if people.plan[i, d] > 0 and (people.unit[i] < 0 or people.plan_until[i, d] <= month):
            return True
    if people.actor[i] >= 0:
        if people.actor_until[i] <= month:
            return True
    elif people.actor_until[i] != NEVER or people.minimal[i] != 0:
        return True
    # A plan may be cut to no hours at all: its unit stays.
    if people.state[i] == SERVED and e < 0 and people.unit[i] < 0:
        return True
    for kind in range(WAIT_SIZE):
        if people.spell[i, kind] > month:
            return True
    # A first assessment is waited for as long as it is under way.
    waits = people.spell[i, counts.TO_ASSESSMENT] != NEVER
    if waits != (people.pending[i] == FIRST):
        return True
    return bool(people.asked[i] > month or people.counted_until[i] > month + 1)


@rule
def is_listed_wrongly(W: WorldBundle, i: int) -> bool:
    """Return whether an entry of a person is not where its list and its neighbours have it."""
    people, organisations = W.people, W.organisations
    some = False
    for slot in range(LIST_SLOTS):
        queue = people.waiting_list[i, slot]
        ahead, behind = people.ahead[i, slot], people.behind[i, slot]
        if queue < 0:
            if ahead >= 0 or behind >= 0:
                return True
            continue
        some |= slot < LIST_SLOTS - 1
        entry = i * LIST_SLOTS + slot
        if ahead < 0:
            if organisations.q_head[queue] != entry:
                return True
        elif (
            people.behind[ahead // LIST_SLOTS, ahead % LIST_SLOTS] != entry
            or people.waiting_list[ahead // LIST_SLOTS, ahead % LIST_SLOTS] != queue
        ):
            return True
        if behind < 0:
            if organisations.q_tail[queue] != entry:
                return True
        elif people.ahead[behind // LIST_SLOTS, behind % LIST_SLOTS] != entry:
            return True
    return people.state[i] == WAIT and not some


@rule
def is_supported_otherwise(
    W: WorldBundle, i: int, linking: bool, received: Array, needed: Array, now: Array, share: Array
) -> bool:
    """Return whether the support of a clean row, worked out again, is another than it holds."""
    people = W.people
    support = support_of(W, i, linking, received, needed, now, share)
    if support.flags != people.monthly_flags[i] or people.state[i] != people.counted_state[i]:
        return True
    if (support.flags & IS_COVERED != 0) != (people.status_bits[i] & COVERED != 0):
        return True
    if people.overload[i] != np.float32(support.excess):
        return True
    for d in range(DOMAINS):
        if people.cover[i, d] != np.float32(share[d]):
            return True
    for k in range(NOW_SIZE):
        if people.monthly_minutes[i, k] != now[k]:
            return True
    return False


@kernel
def rows_at_fault(
    first: int, end: int, W: WorldBundle, origins: Origins, month: int, policy: bool
) -> Array:
    """Count the persons whose row does not agree with itself, by kind; int64[FAULTS].

    Parameters
    ----------
    first, end : int
        Rows that are looked at: `first` to `end` - 1.
    month : int
        Last month walked.
    policy : bool
        Whether a policy of the user may have changed persons.
    """
    found = np.zeros(len(FAULTS), np.int64)
    received, needed = np.zeros(DOMAINS, np.int64), np.zeros(DOMAINS, np.int64)
    now, share = np.zeros(NOW_SIZE, np.int32), np.zeros(DOMAINS)
    linking = is_linking(W)
    for i in range(first, end):
        if W.people.state[i] == ABSENT:
            continue
        found[IDENTITY] += is_someone_else(W.people, origins, i)
        found[GROUP] += not policy and is_in_another_group(W.people, i)
        found[HELD] += is_held_wrongly(W, i, month)
        found[LISTED] += is_listed_wrongly(W, i)
        if W.people.dirty[i] == 0:
            found[SUPPORT] += is_supported_otherwise(W, i, linking, received, needed, now, share)
    return found


@kernel
def drawn_otherwise(
    size: int, W: WorldBundle, origins: Origins, month: int, first: int, ageing: int, policy: bool
) -> int:
    """Count the persons who are not what is drawn for their key.

    Parameters
    ----------
    month, first : int
        Last month walked, and the first of the burn-in.
    ageing : int
        1 if persons grow older.
    policy : bool
        Whether a policy of the user may have changed persons.
    """
    found = 0
    for i in range(size):
        if W.people.state[i] != ABSENT:
            other = is_drawn_otherwise(W, origins, i, month, first, ageing)
            found += other or (not policy and has_another_carer(W, origins, i))
    return found
