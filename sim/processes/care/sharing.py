"""Sharing: the staff minutes of a place go to those present by their need (docs/levels.md).

In each domain everyone present receives the same share of what they claim, in steps of a twentieth.
It falls as soon as the minutes no longer suffice, and rises only by two steps or to the most, so
that few persons change when one enters or leaves. In an establishment the share may exceed the
whole need, because part of the support does not fit; it never exceeds `delivery.place_most`. A home
service gives its plans, and no more.
"""

from __future__ import annotations

from sim.engine.jit import kernel, rule
from sim.processes.care.capacity import free_places, used_places
from sim.processes.funding.funders import is_pooled
from sim.processes.organisation.innovation import worth_of
from sim.state import counts
from sim.state.people import DOMAINS
from sim.state.views import Array, WorldBundle

STEPS = 20  # in the whole need
RISE = 2  # steps by which a share rises
OF_DOMAIN = 3  # bits of the level of the first domain in a word of four levels


@rule
def place_minutes(
    staff: int, group: float, used: int, present: int, heavy: int, extra: float
) -> int:
    """Minutes of support that the staff of the places in use gives, all persons together.

    `staff` minutes a place serve `group` persons at once. Persons above the tolerance of the
    establishment weigh `extra` more: a heavier mix is slower for all.
    """
    # The share comes first: without heavy files it is 1, whichever person enters or leaves.
    return int(staff * group * (present / (present + extra * heavy)) * used)


@rule
def idle_bonus(given: int, idle: int, rate: float, group: float) -> int:
    """Minutes that the `idle` staff minutes of vacant places add, at most as many as `given`."""
    return min(given, int(idle * rate * group))


@rule
def share_given(minutes: int, needed: int, most: float, before: int) -> int:
    """Share of each claim that `minutes` allow, in twentieths: whole steps, at most `most`.

    The share given `before` stays where the minutes allow it, but less than two steps more.
    """
    highest = int(STEPS * most)
    allowed = highest if needed <= 0 else min(int(minutes * STEPS // needed), highest)
    stays = before <= allowed < min(before + RISE, highest)
    return before if stays else allowed


@rule
def part_of(claim: int, share: int) -> int:
    """Minutes that a person with this claim receives at a share, rounded down."""
    return int(claim * share // STEPS)


@kernel
def share_places(W: WorldBundle, changed: Array) -> bool:
    """Share of need that each establishment gives; use of staff minutes and places.

    Returns whether an establishment gives another share than last month.

    Parameters
    ----------
    changed : int32[E + 1]
        For each establishment, after one for no place: in the domains where it gives another share,
        the bits of a person's level in `levels`. Written to.
    """
    organisations, totals = W.organisations, W.organisations.month_totals
    o = W.parameters.organisation[0]
    some = False
    for e in range(len(organisations.e_places)):
        c = organisations.e_category[e]
        present, used = organisations.e_occupied[e], used_places(W, e)
        closed, vacant = organisations.e_closed[e], free_places(W, e)
        pooled = (
            is_pooled(W, W.environment.department[organisations.e_zone[e]])
            and organisations.e_perimeter[e] >= 0
        )
        group = W.environment.cat_group[c]
        most = 1.0 if W.environment.cat_service[c] else W.parameters.delivery[0].place_most
        worth = worth_of(W.parameters, organisations.e_practice[e])
        for d in range(DOMAINS):
            staff, road = organisations.e_staff[e, d], organisations.e_road[e, d]
            minutes = 0
            if present > 0:
                minutes = place_minutes(
                    staff, group, used, present, organisations.e_heavy[e], o.heavier_mix
                )
                if pooled and vacant > 0:
                    rate = o.reallocation * W.practice
                    minutes += idle_bonus(minutes, staff * vacant, rate, group)
                minutes = int(minutes * worth)
            before = organisations.e_share_given[e, d]
            share = share_given(minutes, organisations.e_needed[e, d], most, before)
            if share != before:
                organisations.e_share_given[e, d] = share
                changed[e + 1] |= OF_DOMAIN << (8 * d)
                some = True
            totals[counts.PLACE_OFFER + d] += minutes
            totals[counts.STAFF_PLACE] += staff * used
            totals[counts.STAFF_TRAVEL] += road * used
            totals[counts.STAFF_IDLE] += (staff + road) * vacant
            totals[counts.STAFF_VACANT] += (staff + road) * closed
        totals[counts.PLACES] += organisations.e_places[e]
        organisations.e_used[e] = used
        totals[counts.PLACES_USED] += used
        totals[counts.PLACES_CONVERTED] += organisations.e_converted[e]
        totals[counts.PLACES_CLOSED] += closed
    return some
