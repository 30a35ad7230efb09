"""Orientation and referral: from an assessed need to waiting lists (docs/model.md).

In a silo a person applies to a few establishments of one category within reach. Each application is
a hand-off that may lose the person, and each establishment refuses files above its tolerance. With
a common entry there is one list for the perimeter; with admission by need no person is refused;
with tailored hours there is one list per domain of need.
"""

from __future__ import annotations

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.care.admission import accepts, is_refused
from sim.processes.care.capacity import hours_of
from sim.processes.care.holdings import give_place_back, planned, set_state
from sim.processes.care.needs import stage_of
from sim.processes.care.placement import asks_for_hours, asks_for_place, place_follows
from sim.processes.care.queues import join, length, listed
from sim.processes.care.waits import change_class, end_waits
from sim.processes.organisation.practice import new_way
from sim.scenario.choices import (
    LIST_MODE_FINITE,
    SEQUENCE_SERIAL,
)
from sim.state import counts
from sim.state.environment import travel
from sim.state.people import (
    ADULT,
    AGAIN,
    C_HANDOFFS,
    CHILD,
    CLASSES,
    DOMAINS,
    FIRST_PLACE,
    LATENT,
    NO_OFFER,
    NOTHING,
    REFUSED,
    SERVED,
    WAIT,
)
from sim.state.views import Parameters, PeopleBundle, WorldBundle

# How an application ended.
JOINED = 1
NOT_TOLERATED = 2
LOST = 3
FULL = 4


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
def loaded_domains(people: PeopleBundle, i: int) -> int:
    """Domains in which a person's need is at least moderate."""
    n = 0
    for d in range(DOMAINS):
        n += int(people.level[i, d] >= 2)
    return n


@rule
def heaviest(people: PeopleBundle, i: int) -> int:
    """Heaviest level over the domains."""
    most = 0
    for d in range(DOMAINS):
        most = max(most, people.level[i, d])
    return most


@rule
def heaviest_domain(people: PeopleBundle, i: int) -> int:
    """Domain of the heaviest level, the first of those that are equal."""
    best = 0
    for d in range(1, DOMAINS):
        if people.level[i, d] > people.level[i, best]:
            best = d
    return best


@rule
def axes(stage: int, daily: int, health: int, education: int, insertion: int) -> tuple[int, int]:
    """Return the two levels that decide the orientation.

    For a child the heaviest of daily life, health and education, and insertion; for an adult the
    heaviest of daily life and health, and insertion; for a senior daily life, and health.
    """
    if stage == CHILD:
        return max(daily, health, education), insertion
    if stage == ADULT:
        return max(daily, health), insertion
    return daily, health


@rule
def category_for(W: WorldBundle, i: int) -> int:
    """Category of establishment that a person's needs point to; -1 if none."""
    level, stage = W.people.level, stage_of(W.people.age[i])
    first, second = axes(stage, level[i, 0], level[i, 1], level[i, 2], level[i, 3])
    return int(W.environment.orientation[stage, first, second])


@rule
def worse(outcome: int, another: int) -> int:
    """Outcome of two applications: in if one is in, else refused if one is refused, else lost."""
    if outcome == 0 or another == 0:
        return max(outcome, another)
    return min(outcome, another)


@rule
def orient(W: WorldBundle, i: int) -> None:
    """Write the assessed category and class into the file."""
    people = W.people
    people.category[i] = category_for(W, i)
    change_class(W, i, complexity_class(heaviest(people, i), loaded_domains(people, i)))


@rule
def handoff_loss(parameters: Parameters, new: bool) -> float:
    """Share of people lost at one hand-off; lower where a referent follows it."""
    if new and parameters.organisation[0].coordination:
        return float(parameters.organisation[0].handoff_with_referent)
    return float(parameters.access[0].handoff)


@rule
def count_handoff(W: WorldBundle, i: int, lost: bool) -> None:
    """Count a hand-off between services, and whether it lost the person."""
    W.organisations.month_totals[counts.HANDOFFS] += 1
    W.people.counters[i, C_HANDOFFS] += 1
    if lost:
        W.organisations.month_totals[counts.HANDOFF_LOST] += 1


@rule
def need_minutes(W: WorldBundle, i: int, d: int) -> int:
    """Minutes of support a month that a person's level in a domain means."""
    return int(W.environment.minutes[stage_of(W.people.age[i]), d, W.people.level[i, d]])


@rule
def hours_wanted(W: WorldBundle, i: int, d: int) -> int:
    """Most minutes of a plan: the need, in daily life up to the ceiling of a plan at home."""
    need = need_minutes(W, i, d)
    if d == 0:
        stage, level = stage_of(W.people.age[i]), W.people.level[i, 0]
        need = min(need, W.environment.plan_ceiling[stage, level])
    return int(need)


@rule
def captured_rank(W: WorldBundle, rank: int, category: int, unit: int, u: float) -> int:
    """Class of a file on a common list: one higher, at times, in the largest member's trade.

    The largest member's weight in plans goes from equal (capture 0) to proportional (1): the
    chance of a lift is capture times that member's share of the perimeter's places.
    """
    environment = W.environment
    p = unit - environment.establishments
    if p < 0 or environment.largest_category[p] != category:
        return rank
    lift = u < W.parameters.pole[0].capture * environment.largest_share[p]
    return min(rank + int(lift), CLASSES - 1)


@rule
def another_under_way(people: PeopleBundle, i: int, d: int) -> bool:
    """Return whether hours of a domain other than `d` are given or waited for."""
    for other in range(DOMAINS):
        if other != d and (people.plan[i, other] > 0 or people.waiting_list[i, other] >= 0):
            return True
    return False


@rule
def join_hours(W: WorldBundle, i: int, unit: int, start: int = 0) -> int:
    """Join the lists of a unit for each domain with a need not yet planned; returns how many.

    Domains before `start` are left aside. With `sequence: serial` a domain is asked for only when
    no other is under way.
    """
    people = W.people
    serial = W.parameters.places[0].sequence == SEQUENCE_SERIAL
    joined = 0
    u = draws.draw(W.seed, draws.ONCE, draws.CAPTURE, 0, people.key[i])
    rank = captured_rank(W, people.complexity[i], people.category[i], unit, u)
    for d in range(start, DOMAINS):
        if people.waiting_list[i, d] >= 0 or hours_of(W.organisations, unit, d) <= 0:
            continue
        if serial and another_under_way(people, i, d):
            continue
        if hours_wanted(W, i, d) > people.plan[i, d]:
            join(W, i, d, W.environment.hour_points + unit * DOMAINS + d, rank)
            joined += 1
    return joined


@rule
def apply(
    W: WorldBundle, i: int, slot: int, point: int, tolerance: int, new: bool, u: float
) -> int:
    """One application for a place: lost on the way, refused, turned away from a full list, or in.

    `u` is the luck of the hand-off; a negative number means that there is none.
    """
    parameters = W.parameters
    if u >= 0.0:
        lost = u < handoff_loss(parameters, new)
        count_handoff(W, i, lost)
        if lost:
            return LOST
    if is_refused(W, i, tolerance, new):
        return NOT_TOLERATED
    if (
        parameters.places[0].list_mode == LIST_MODE_FINITE
        and length(W.organisations, point) >= parameters.places[0].list_length
    ):
        return FULL
    join(W, i, slot, point, W.people.complexity[i])
    return JOINED


@rule
def join_unit(W: WorldBundle, i: int, unit: int) -> bool:
    """Join the lists of a unit's hours; returns whether there was one to join."""
    W.people.unit[i] = unit
    if join_hours(W, i, unit) > 0:
        return True
    W.people.unit[i] = -1
    return False


@rule
def refer_to_unit(W: WorldBundle, i: int) -> int:
    """Refer a person for tailored hours; returns the outcome, 0 if no unit is in reach."""
    people, organisations = W.people, W.organisations
    environment, parameters = W.environment, W.parameters
    z = people.zone[i]
    if parameters.organisation[0].entry:
        unit = environment.establishments + organisations.z_perimeter[z]
        if is_refused(W, i, organisations.u_tolerance[unit], True):
            return NOT_TOLERATED
        return JOINED if join_unit(W, i, unit) else 0
    start = environment.reach_start[z * environment.categories + people.category[i]]
    n = environment.reach_start[z * environment.categories + people.category[i] + 1] - start
    if n == 0:
        return 0
    offset = int(draws.draw(W.seed, W.month, draws.CHOICE, 0, people.key[i]) * n)
    outcome = 0
    for j in range(min(parameters.places[0].lists, n)):
        e = environment.reach[start + (offset + j) % n]
        if organisations.e_perimeter[e] < 0:
            continue
        lost = draws.draw(W.seed, W.month, draws.REFERRAL, j, people.key[i]) < handoff_loss(
            parameters, True
        )
        count_handoff(W, i, lost)
        if lost:
            outcome = worse(outcome, LOST)
            continue
        if is_refused(W, i, accepts(organisations, e), True):
            outcome = worse(outcome, NOT_TOLERATED)
            continue
        if join_unit(W, i, e):
            return JOINED
    return outcome


@rule
def refer_to_places(W: WorldBundle, i: int, new: bool) -> int:
    """Refer a person to lists for places; returns the outcome, 0 where nothing is in reach."""
    people, organisations, environment = W.people, W.organisations, W.environment
    z = people.zone[i]
    c = people.category[i]
    if new and W.parameters.organisation[0].entry:
        p = organisations.z_perimeter[z]
        if environment.common_tolerance[p, c] >= 0:
            point = environment.common_points + p * environment.categories + c
            return apply(
                W, i, FIRST_PLACE, point, int(environment.common_tolerance[p, c]), new, -1.0
            )
    start = environment.reach_start[z * environment.categories + c]
    n = environment.reach_start[z * environment.categories + c + 1] - start
    if n == 0:
        return 0
    offset = int(draws.draw(W.seed, W.month, draws.CHOICE, 0, people.key[i]) * n)
    outcome = 0
    for j in range(min(W.parameters.places[0].lists, n)):
        e = environment.reach[start + (offset + j) % n]
        if e == people.place[i]:
            continue
        u = draws.draw(W.seed, W.month, draws.REFERRAL, j, people.key[i])
        member = new and organisations.e_perimeter[e] >= 0
        outcome = worse(
            outcome, apply(W, i, FIRST_PLACE + j, e, accepts(organisations, e), member, u)
        )
    return outcome


@rule
def refer(W: WorldBundle, i: int) -> None:
    """Refer an oriented person to lists and set their next state.

    On some list: WAIT, but SERVED in a place or with hours that no place shall follow. Refused by
    everyone who was asked: REFUSED. Nothing within reach: NO_OFFER. Lost on the way, or no need
    left: back to LATENT. A wait ends unless the person is on a list or holds something. A person in
    a place that they keep, and who needs no other any more, leaves it.
    """
    people = W.people
    people.pending[i] = NOTHING
    in_need = people.category[i] >= 0
    if people.place[i] >= 0 and not in_need:
        give_place_back(W, i)
    held = people.place[i] >= 0 or planned(people, i)
    if not planned(people, i) and not listed(people, i):
        people.unit[i] = -1
    outcome = LOST
    again = False
    if in_need:
        new = new_way(W, i)
        outcome = 0
        if people.unit[i] < 0 and asks_for_hours(W, i, new):
            outcome = refer_to_unit(W, i)
        if asks_for_place(W, i, outcome):
            placed = refer_to_places(W, i, new)
            outcome = worse(outcome, placed)
            again = placed > JOINED and W.environment.cat_residential[people.category[i]] != 0
        if outcome == 0:
            W.organisations.month_totals[counts.NO_OFFERS] += 1
        elif outcome == NOT_TOLERATED or outcome == FULL:
            W.organisations.month_totals[counts.REFUSALS] += 1
    if held and people.place[i] < 0 and place_follows(W, i):
        set_state(W, i, WAIT)  # with hours meanwhile
    elif held:
        # Waiting in a place for the next one: a failed referral is a new orientation to ask for.
        set_state(W, i, SERVED)
        people.waiting[i] = W.month
        if not listed(people, i):
            people.pending[i] = AGAIN
    elif listed(people, i):
        set_state(W, i, WAIT)
        if again:
            people.pending[i] = AGAIN  # once there are hours
    elif outcome == LOST:
        end_waits(W, i, counts.LOST if in_need else counts.NEED_ENDED)
        set_state(W, i, LATENT)
    elif outcome == 0:
        end_waits(W, i, counts.NO_OFFER)
        set_state(W, i, NO_OFFER)
    else:
        end_waits(W, i, counts.REFUSED)
        set_state(W, i, REFUSED)


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
def journey_to(W: WorldBundle, zone: int, unit: int) -> float:
    """Staff minutes from a unit to a person's zone, one way."""
    environment = W.environment
    factor = W.parameters.delivery[0].journey_factor
    if unit >= environment.establishments:
        return float(factor * environment.zone_journey[zone])
    e_zone = W.organisations.e_zone[unit]
    return float(
        factor
        * travel(
            environment.x[zone], environment.y[zone], environment.x[e_zone], environment.y[e_zone]
        )
    )
