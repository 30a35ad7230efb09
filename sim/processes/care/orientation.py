"""Orientation and referral: from an assessed need to the lists a person stands on (4.2, 4.3, 4.4).

In a silo a person applies to a few establishments of one category within reach; each application
is a hand-off that may lose the person, and each establishment refuses files above its tolerance.
With a common entry there is one list for the perimeter; with admission by need, no refusal; with
made-to-measure response, one list per domain of need.
"""

from __future__ import annotations

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.care.holdings import planned, set_state
from sim.processes.care.needs import stage_of
from sim.processes.care.queues import join, length, listed
from sim.processes.organisation.practice import new_way
from sim.processes.organisation.selection import accepts
from sim.state import counts as tally
from sim.state.environment import Land as L_
from sim.state.environment import travel
from sim.state.people import (
    AGAIN,
    C_HANDOFFS,
    CLASSES,
    DOMAINS,
    LATENT,
    NOTHING,
    REFUSED,
    SERVED,
    WAIT,
)
from sim.state.views import OrganisationBundle as O_
from sim.state.views import Parameters as R_
from sim.state.views import PeopleBundle as P_

# How an application ended.
JOINED = 1
NOT_TOLERATED = 2
LOST = 3
FULL = 4

SERIAL = 1  # rank of `serial` among the choices of `places.sequence`


@rule
def complexity_class(heaviest_level: int, loaded: int) -> int:
    """Class of an assessed file, 0 to 3: heaviest level, and whether a second domain is loaded.

    Parameters
    ----------
    heaviest_level : int
        Heaviest level over the domains.
    loaded : int
        Domains with a need at least moderate.
    """
    return max(heaviest_level - 1, 0) + int(loaded >= 2)


@rule
def loaded_domains(P: P_, i: int) -> int:
    """Domains in which a person's need is at least moderate."""
    n = 0
    for d in range(DOMAINS):
        n += int(P.level[i, d] >= 2)
    return n


@rule
def heaviest(P: P_, i: int) -> int:
    """Heaviest level over the domains."""
    most = 0
    for d in range(DOMAINS):
        most = max(most, P.level[i, d])
    return most


@rule
def category_for(L: L_, P: P_, i: int) -> int:
    """Category of establishment that a person's needs point to; -1 if none."""
    medical = max(P.level[i, 0], P.level[i, 1])
    social = max(P.level[i, 2], P.level[i, 3])
    return int(L.orientation[stage_of(P.age[i]), medical, social])


@rule
def worse(outcome: int, another: int) -> int:
    """Outcome of several applications: in if one is in, else refused if one refused, else lost."""
    if outcome == 0:
        return another
    return min(outcome, another)


@rule
def orient(P: P_, L: L_, i: int) -> None:
    """Write the assessed category and class into the file."""
    P.category[i] = category_for(L, P, i)
    P.complexity[i] = complexity_class(heaviest(P, i), loaded_domains(P, i))


@rule
def handoff_loss(R: R_, new: bool) -> float:
    """Share of people lost at one hand-off; lower where a referent follows it."""
    if new and R.organisation[0].coordination:
        return float(R.organisation[0].handoff_with_referent)
    return float(R.access[0].handoff)


@rule
def count_handoff(P: P_, O: O_, i: int, lost: bool) -> None:
    """Count a hand-off between services, and whether it lost the person."""
    O.tally[tally.HANDOFFS] += 1
    P.counters[i, C_HANDOFFS] += 1
    if lost:
        O.tally[tally.HANDOFF_LOST] += 1


@rule
def measured(P: P_, L: L_, R: R_, i: int, new: bool) -> bool:
    """Tell whether the response is hours to measure: not for those who need constant presence."""
    c = P.category[i]
    presence = L.cat_residential[c] and P.level[i, 0] >= CLASSES - 1
    return bool(R.organisation[0].response and new and not presence)


@rule
def need_minutes(L: L_, P: P_, i: int, d: int) -> int:
    """Minutes of support a month that a person's level in a domain means."""
    return int(L.minutes[stage_of(P.age[i]), d, P.level[i, d]])


@rule
def captured_rank(L: L_, R: R_, rank: int, category: int, unit: int, u: float) -> int:
    """Class of a file on a common list: one higher, at times, in the largest member's trade.

    The largest member's weight in plans goes from equal (capture 0) to proportional (1): the
    chance of a lift is capture times that member's share of the perimeter's places.
    """
    p = unit - L.establishments
    if p < 0 or L.largest_category[p] != category:
        return rank
    lift = u < R.pole[0].capture * L.largest_share[p]
    return min(rank + int(lift), CLASSES - 1)


@rule
def another_under_way(P: P_, i: int, d: int) -> bool:
    """Tell whether hours of a domain other than `d` are given or waited for."""
    for other in range(DOMAINS):
        if other != d and (P.plan[i, other] > 0 or P.desk[i, other] >= 0):
            return True
    return False


@rule
def join_hours(P: P_, O: O_, L: L_, R: R_, i: int, unit: int, seed: int, start: int = 0) -> int:
    """Join the lists of a unit for each domain with a need not yet planned; returns how many.

    Domains before `start` are left aside. With `sequence: serial` a domain is asked for only when
    no other is under way.
    """
    serial = R.places[0].sequence == SERIAL
    joined = 0
    u = draws.draw(seed, draws.ONCE, draws.CAPTURE, 0, P.key[i])
    rank = captured_rank(L, R, P.complexity[i], P.category[i], unit, u)
    for d in range(start, DOMAINS):
        if P.desk[i, d] >= 0 or O.u_total[unit, d] + O.u_moved[unit, d] <= 0:
            continue
        if serial and another_under_way(P, i, d):
            continue
        if need_minutes(L, P, i, d) > P.plan[i, d]:
            join(P, O, i, d, L.hour_desks + unit * DOMAINS + d, rank)
            joined += 1
    return joined


@rule
def apply(
    P: P_, O: O_, R: R_, i: int, slot: int, desk: int, tolerance: int, new: bool, u: float
) -> int:
    """One application for a place: lost on the way, refused, turned away from a full list, or in.

    `u` is the luck of the hand-off; a negative number means that there is none.
    """
    if u >= 0.0:
        lost = u < handoff_loss(R, new)
        count_handoff(P, O, i, lost)
        if lost:
            return LOST
    if P.complexity[i] > tolerance and not (new and R.organisation[0].admission):
        O.tally[tally.REFUSALS] += 1
        return NOT_TOLERATED
    if R.places[0].list_mode == 1 and length(O, desk) >= R.places[0].list_length:
        return FULL
    join(P, O, i, slot, desk, P.complexity[i])
    return JOINED


@rule
def refer_to_unit(P: P_, O: O_, L: L_, R: R_, i: int, seed: int, month: int) -> int:
    """Refer a person for hours to measure; returns the outcome, 0 where no unit is in reach."""
    z = P.zone[i]
    if R.organisation[0].entry:
        unit = L.establishments + O.z_perimeter[z]
        if P.complexity[i] > O.u_tolerance[unit] and not R.organisation[0].admission:
            O.tally[tally.REFUSALS] += 1
            return NOT_TOLERATED
        P.unit[i] = unit
        if join_hours(P, O, L, R, i, unit, seed) > 0:
            return JOINED
        P.unit[i] = -1
        return 0
    start = L.reach_start[z * L.categories + P.category[i]]
    n = L.reach_start[z * L.categories + P.category[i] + 1] - start
    if n == 0:
        return 0
    offset = int(draws.draw(seed, month, draws.CHOICE, 0, P.key[i]) * n)
    outcome = 0
    for j in range(min(R.places[0].lists, n)):
        e = L.reach[start + (offset + j) % n]
        if O.e_perimeter[e] < 0:
            continue
        lost = draws.draw(seed, month, draws.REFERRAL, j, P.key[i]) < handoff_loss(R, True)
        count_handoff(P, O, i, lost)
        if lost:
            outcome = worse(outcome, LOST)
            continue
        if P.complexity[i] > accepts(O, e) and not R.organisation[0].admission:
            O.tally[tally.REFUSALS] += 1
            outcome = worse(outcome, NOT_TOLERATED)
            continue
        P.unit[i] = e
        if join_hours(P, O, L, R, i, e, seed) > 0:
            return JOINED
        P.unit[i] = -1
    return outcome


@rule
def refer_to_places(P: P_, O: O_, L: L_, R: R_, i: int, seed: int, month: int, new: bool) -> int:
    """Refer a person to lists for places; returns the outcome, 0 where nothing is in reach."""
    z = P.zone[i]
    c = P.category[i]
    if new and R.organisation[0].entry:
        p = O.z_perimeter[z]
        if L.common_tolerance[p, c] >= 0:
            desk = L.common_desks + p * L.categories + c
            return apply(P, O, R, i, 0, desk, int(L.common_tolerance[p, c]), new, -1.0)
    start = L.reach_start[z * L.categories + c]
    n = L.reach_start[z * L.categories + c + 1] - start
    if n == 0:
        return 0
    offset = int(draws.draw(seed, month, draws.CHOICE, 0, P.key[i]) * n)
    outcome = 0
    for j in range(min(R.places[0].lists, n)):
        e = L.reach[start + (offset + j) % n]
        if e == P.place[i]:
            continue
        u = draws.draw(seed, month, draws.REFERRAL, j, P.key[i])
        member = new and O.e_perimeter[e] >= 0
        outcome = worse(outcome, apply(P, O, R, i, j, e, accepts(O, e), member, u))
    return outcome


@rule
def refer(P: P_, O: O_, L: L_, R: R_, i: int, seed: int, month: int, practice: float) -> None:
    """Refer an oriented person to lists and move it to the state that follows.

    On some list: WAIT (SERVED if something is held). Refused by all: REFUSED, *without solution*.
    Lost on the way, or no need left: back to LATENT.
    """
    P.pending[i] = NOTHING
    held = P.place[i] >= 0 or planned(P, i)
    outcome = LOST
    if P.category[i] >= 0:
        new = new_way(P, O, i, practice)
        outcome = 0
        if P.place[i] < 0 and measured(P, L, R, i, new):
            outcome = refer_to_unit(P, O, L, R, i, seed, month)
        if outcome == 0:
            outcome = refer_to_places(P, O, L, R, i, seed, month, new)
    if held:
        # Waiting in a place for the next one: a failed referral is a new orientation to ask for.
        set_state(P, O, i, SERVED, month)
        P.waiting[i] = month
        if not listed(P, i):
            P.pending[i] = AGAIN
    elif outcome == JOINED:
        set_state(P, O, i, WAIT, month)
    elif outcome == LOST:
        set_state(P, O, i, LATENT, month)
    else:
        set_state(P, O, i, REFUSED, month)


@rule
def direct_minutes(minutes: int, group: float, kept: float) -> int:
    """Staff minutes spent with the person, rounded up."""
    together = 1.0 + (group - 1.0) * kept
    return int(-((-minutes) // together))


@rule
def travel_minutes(minutes: int, journey: float, visit: float) -> int:
    """Staff minutes on the road, there and back, for each visit."""
    return int(minutes * 2.0 * journey / visit)


@rule
def journey_to(O: O_, L: L_, R: R_, zone: int, unit: int) -> float:
    """Staff minutes from a unit to a person's zone, one way."""
    factor = R.delivery[0].journey_factor
    if unit >= L.establishments:
        return float(factor * L.zone_journey[zone])
    e_zone = O.e_zone[unit]
    return float(factor * travel(L.x[zone], L.y[zone], L.x[e_zone], L.y[e_zone]))
