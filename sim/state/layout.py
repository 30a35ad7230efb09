"""The layout of a world: fixed by territory and scenario before the first month, computed once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine import draws
from sim.scenario.scenario import Scenario
from sim.state.columns import Array
from sim.state.organisations import Counts
from sim.territory.territory import Territory

__all__ = ["Layout", "layout_of"]

# Kinds of funder in the order of the payers' shares, and how far one of each kind reaches.
FUNDERS = {
    "state_agency": "region",
    "departement": "departement",
    "commune": "departement",
    "family_fund": "departement",
    "foundation": "country",
}


def funders_of(territory: Territory) -> tuple[tuple[tuple[str, str], ...], Array]:
    """Funders of a territory as (kind, place), and which one pays in each département, int32[B, 5].

    A State agency pays in the whole of a region (an overseas département is a region of its own), a
    foundation in the country, the others in one département; communes count as one.
    """
    found: dict[tuple[str, str], int] = {}
    payer = np.zeros((territory.department_count, len(FUNDERS)), np.int32)
    for b, department in enumerate(territory.departments()):
        place = {"region": department.region, "departement": department.label, "country": "France"}
        for k, (kind, reach) in enumerate(FUNDERS.items()):
            payer[b, k] = found.setdefault((kind, place[reach]), len(found))
    return tuple(found), payer


class Layout(NamedTuple):
    """The layout of a world, fixed by territory and scenario before the first month.

    Attributes
    ----------
    counts : Counts
        Sizes of the organisations; perimeters by the rule of the scenario.
    funders : tuple of (kind, place)
        Funders of the territory.
    payer : int32[B, KINDS]
        Funder of each kind that pays in each département.
    perimeter : int32[Z]
        Perimeter of each zone, -1 outside.
    home : int32[E]
        Perimeter that the reform asks each establishment into, -1 for none.
    x, y : float64[Z]
        Position of the zones: on one map if something joins several départements, else on one each.
    """

    counts: Counts
    funders: tuple[tuple[str, str], ...]
    payer: Array
    perimeter: Array
    home: Array
    x: Array
    y: Array


def layout_of(territory: Territory, scenario: Scenario) -> Layout:
    """Work out the sizes, the funders, the perimeters and the map of a world."""
    pole, t = scenario.organisation.pole, territory
    zones = len(t.zones)
    funders, payer = funders_of(t)
    counts = Counts(
        establishments=len(t.establishments),
        actors=len(t.actors),
        funders=len(funders),
        perimeters={"zone": zones, "departement": t.department_count, "list": 1}[pole.perimeter],
        categories=len(t.categories),
        zones=zones,
        departments=t.department_count,
    )
    perimeter = perimeter_of_zones(t, scenario)
    home = members_of_perimeters(t, perimeter, pole.coverage)
    x, y = t.positions(shared=scenario.access.cross_border or pole.perimeter == "list")
    return Layout(counts, funders, payer, perimeter, home, x, y)


def perimeter_of_zones(territory: Territory, scenario: Scenario) -> Array:
    """Perimeter of each zone by the scenario's rule, -1 outside; int32[Z]."""
    pole = scenario.organisation.pole
    zones = len(territory.zones)
    if pole.perimeter == "zone":
        return np.arange(zones, dtype=np.int32)
    if pole.perimeter == "departement":
        return territory.zones.department.astype(np.int32)
    perimeter = np.full(zones, -1, np.int32)
    perimeter[[z for z in pole.zones if 0 <= z < zones]] = 0
    return perimeter


def members_of_perimeters(territory: Territory, perimeter: Array, coverage: float) -> Array:
    """Perimeter of each establishment that takes part, -1 for the others; int32[E].

    A share `coverage` of the establishments of each perimeter takes part: those with the lowest
    rank, the rank being the establishment's own, the same in every scenario and seed.
    """
    members = perimeter[territory.establishments.zone]
    keys = territory.establishment_keys()
    rank = draws.uniforms(np.uint64(draws.stream(0, draws.ONCE, draws.MEMBERSHIP, 0)), keys)
    for p in np.unique(members[members >= 0]):
        mine = np.flatnonzero(members == p)
        taking_part = mine[np.argsort(rank[mine], kind="stable")][: round(coverage * len(mine))]
        members[np.setdiff1d(mine, taking_part)] = -1
    return members
