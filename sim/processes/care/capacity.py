"""Capacity: the free places of an establishment, and the free hours of a unit.

A unit is an establishment or, after them, the common pool of a perimeter. Hours are minutes of
staff a month, by domain of need.
"""

from __future__ import annotations

from sim.engine.jit import rule
from sim.state.views import OrganisationBundle


@rule
def free_places(organisations: OrganisationBundle, e: int) -> int:
    """Places that are neither occupied, nor converted into hours, nor closed."""
    taken = organisations.e_occupied[e] + organisations.e_converted[e] + organisations.e_closed[e]
    return int(organisations.e_places[e] - taken)


@rule
def hours_of(organisations: OrganisationBundle, u: int, d: int) -> int:
    """Minutes that a unit has in a domain: its own, and those moved from other domains."""
    return int(organisations.u_total[u, d] + organisations.u_moved[u, d])


@rule
def free_hours(organisations: OrganisationBundle, u: int, d: int) -> int:
    """Minutes of a unit in a domain that no plan takes; negative where more is planned."""
    return int(hours_of(organisations, u, d) - organisations.u_used[u, d])
