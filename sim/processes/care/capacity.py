"""Capacity: the free places of an establishment, and the free hours of a unit.

A unit is an establishment or, after them, the common pool of a perimeter. Hours are minutes of
staff a month, by domain of need. A service that its hours bound (home help) has no places of its
own: its places are those that the hours of its plans fill, in the domain of most of its staff.
"""

from __future__ import annotations

import numpy as np

from sim.engine.jit import kernel, rule
from sim.state.views import Array, OrganisationBundle, WorldBundle


@rule
def open_places(organisations: OrganisationBundle, e: int) -> int:
    """Places that are neither converted into hours nor closed."""
    return int(organisations.e_places[e] - organisations.e_converted[e] - organisations.e_closed[e])


@rule
def places_filled(minutes: int, place: int, opened: int) -> int:
    """Places of `place` minutes that `minutes` of plans fill, of `opened` places at most."""
    if place <= 0:
        return min(int(minutes > 0), 1) * opened
    return int(min(-(-minutes // place), opened))


@rule
def used_places(W: WorldBundle, e: int) -> int:
    """Places of an establishment in use: by the persons present, or by the hours of their plans."""
    organisations = W.organisations
    c = organisations.e_category[e]
    if W.environment.cat_by_hours[c] == 0:
        return int(organisations.e_occupied[e])
    d = W.environment.cat_main[c]
    opened = open_places(organisations, e)
    return places_filled(organisations.e_needed[e, d], organisations.e_staff[e, d], opened)


@rule
def free_places(W: WorldBundle, e: int) -> int:
    """Places that are not in use, nor converted into hours, nor closed."""
    return int(open_places(W.organisations, e) - used_places(W, e))


@rule
def has_room(W: WorldBundle, e: int) -> bool:
    """Return whether one more person may enter: a place is free, or hours for plans are left."""
    organisations = W.organisations
    c = organisations.e_category[e]
    if W.environment.cat_by_hours[c] == 0:
        return bool(free_places(W, e) > 0)
    d = W.environment.cat_main[c]
    minutes = organisations.e_staff[e, d] * open_places(organisations, e)
    return bool(organisations.e_needed[e, d] < minutes)


@kernel
def count_used(W: WorldBundle) -> Array:
    """Places in use of each establishment, int64[E]."""
    used = np.zeros(len(W.organisations.e_places), np.int64)
    for e in range(len(used)):
        used[e] = used_places(W, e)
    return used


@rule
def hours_of(organisations: OrganisationBundle, u: int, d: int) -> int:
    """Minutes that a unit has in a domain: its own, and those moved from other domains."""
    return int(organisations.u_total[u, d] + organisations.u_moved[u, d])


@rule
def free_hours(organisations: OrganisationBundle, u: int, d: int) -> int:
    """Minutes of a unit in a domain that no plan takes; negative where more is planned."""
    return int(hours_of(organisations, u, d) - organisations.u_used[u, d])


@rule
def hours_to_grant(organisations: OrganisationBundle, u: int, d: int) -> int:
    """Minutes that lists of hours may have: the free ones, but for those kept for a place."""
    return int(free_hours(organisations, u, d) - organisations.u_kept[u, d])
