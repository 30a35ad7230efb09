"""What a territory means for a scenario: who is near whom, and who works together.

Worked out from the `Territory` with dictionaries and lists, zone by zone.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import accumulate

import numpy as np

from sim.data.tables import departments, number
from sim.engine import draws
from sim.scenario.scenario import Scenario
from sim.state.environment import TRAVEL_BASE, lognormal_cdf
from sim.territory.territory import Territory

# Kinds of funder, in the order of the shares that they pay.
KINDS = ("state_agency", "departement", "commune", "family_fund", "foundation")


class Geography:
    """Reach, perimeters and tables of a territory under a scenario.

    Attributes
    ----------
    near : dict[tuple[int, int], list[int]]
        Establishments within reach by (zone, category), nearest first.
    actors_near : dict[tuple[int, int], list[int]]
        Project actors within reach by (zone, domain), nearest first.
    options : dict[tuple[int, int, int], int]
        Distinct operators within reach by (zone, category, class they accept).
    perimeters : int
        Number of perimeters.
    perimeter_of_zone : list[int]
        Perimeter that each zone would belong to, -1 outside.
    perimeter_of_member : list[int]
        Perimeter of each establishment that takes part, -1 for the others.
    payers : dict[tuple[int, int], int]
        Funder that pays in each (block, kind): one State agency a region, one foundation, and a
        département, commune and family fund in each block.
    journey : list[float]
        Minutes from each zone to the members of its perimeter, weighted by places.
    """

    def __init__(self, territory: Territory, scenario: Scenario) -> None:
        self.territory = territory
        t, e, a = territory, territory.establishments, territory.actors
        self.zones = len(t.zones)
        self.categories = len(t.categories)
        self.open_borders = scenario.access.cross_border
        joined = self.open_borders or scenario.organisation.pole.perimeter == "list"
        self.x, self.y = (axis.tolist() for axis in t.positions(shared=joined))
        self.block = t.zones.department.tolist()
        self.zone_keys = _keys(t.zones.departement.tolist(), 16)
        self.e_keys = _keys([int(t.zones.departement[z]) for z in e.zone], 32)
        self.a_keys = _keys([int(t.zones.departement[z]) for z in a.zone], 32)
        self.e_zone, self.e_category = e.zone.tolist(), e.category.tolist()
        self.e_places, self.e_operator = e.places.tolist(), e.operator.tolist()
        self.e_tolerance = e.tolerance.tolist()
        self.e_price = t.categories.cost_place_cents[e.category].tolist()
        self.a_zone, self.a_domain = a.zone.tolist(), a.domain.tolist()
        reach = scenario.access.reach
        come = scenario.access.services_come
        services = {c for c, is_one in enumerate(t.categories.service) if is_one and come}
        self.near = self._within(self.e_zone, self.e_category, reach, services)
        self.actors_near = self._within(self.a_zone, self.a_domain, reach, set())
        self._measure_roads()
        self.options = {
            (zone, category, rank): len(
                {self.e_operator[i] for i in found if self.e_tolerance[i] >= rank}
            )
            for (zone, category), found in self.near.items()
            for rank in range(4)
        }
        self.operates = set(zip(self.e_operator, self.e_category, strict=True))
        self.payers = _payers(t)
        self._perimeters(scenario)
        self._tables(territory, scenario)

    def distance(self, a: int, b: int) -> float:
        """Minutes between two zones as the crow flies."""
        return math.hypot(self.x[a] - self.x[b], self.y[a] - self.y[b])

    def _within(
        self, zone_of: list[int], kind_of: list[int], reach: float, services: set[int]
    ) -> dict[tuple[int, int], list[int]]:
        found: dict[tuple[int, int], list[tuple[float, int]]] = {}
        nearest: dict[tuple[int, int], tuple[float, int]] = {}
        for zone in range(self.zones):
            for i, (other, kind) in enumerate(zip(zone_of, kind_of, strict=True)):
                if self.block[other] != self.block[zone] and not self.open_borders:
                    continue
                away = self.distance(other, zone)
                if away + TRAVEL_BASE <= reach:
                    found.setdefault((zone, kind), []).append((away, i))
                if kind in services:
                    nearest[zone, kind] = min((away, i), nearest.get((zone, kind), (away, i)))
        for place, one in nearest.items():  # a service comes, however far it is
            found.setdefault(place, [one])
        return {place: [i for _, i in sorted(near)] for place, near in found.items()}

    def _measure_roads(self) -> None:
        """Measure the minutes on the road of a home service for each staff minute with persons."""
        cats, stock = self.territory.categories, self.territory.zones.stock.tolist()
        asked = [0.0] * len(self.e_zone)
        minutes = [0.0] * len(self.e_zone)
        for (zone, category), found in sorted(self.near.items()):
            for i in found if cats.service[category] else ():
                persons = stock[zone][cats.stage[category]] / len(found)
                asked[i] += persons
                minutes[i] += persons * (self.distance(self.e_zone[i], zone) + TRAVEL_BASE)
        self.road = [0.0] * len(self.e_zone)
        for i, persons in enumerate(asked):
            if persons > 0:
                journey = minutes[i] / persons
                group = float(cats.group_size[self.e_category[i]])
                self.road[i] = group * (2.0 * journey / number("service_visit_minutes"))

    def _perimeters(self, scenario: Scenario) -> None:
        pole = scenario.organisation.pole
        if pole.perimeter == "zone":
            self.perimeters = self.zones
            self.perimeter_of_zone = list(range(self.zones))
        elif pole.perimeter == "departement":
            self.perimeters = self.territory.department_count
            self.perimeter_of_zone = list(self.block)
        else:
            self.perimeters = 1
            self.perimeter_of_zone = [0 if z in pole.zones else -1 for z in range(self.zones)]
        self.members: list[list[int]] = []
        self.perimeter_of_member = [-1] * len(self.e_zone)
        for p in range(self.perimeters):
            inside = [i for i, z in enumerate(self.e_zone) if self.perimeter_of_zone[z] == p]
            inside.sort(
                key=lambda i: draws.draw(0, draws.ONCE, draws.MEMBERSHIP, 0, self.e_keys[i])
            )
            members = sorted(inside[: round(pole.coverage * len(inside))])
            for i in members:
                self.perimeter_of_member[i] = p
            self.members.append(members)
        self.measure_journeys(self.members)

    def measure_journeys(self, members: list[list[int]]) -> None:
        """Measure the ways from each zone to the members of its perimeter."""
        self.journey = [TRAVEL_BASE] * self.zones
        for zone, p in enumerate(self.perimeter_of_zone):
            if p >= 0 and members[p]:
                total = sum(self.e_places[i] for i in members[p])
                parts = [
                    self.distance(self.e_zone[i], zone) * (self.e_places[i] / total)
                    for i in members[p]
                ]
                self.journey[zone] += float(np.sum(sorted(parts)))

    def _tables(self, t: Territory, scenario: Scenario) -> None:
        c, p = t.categories, t.persons
        self.minutes = t.needs_minutes.tolist()
        self.presence = t.presence.tolist()
        self.orientation = t.orientation.tolist()
        self.up = (t.up * scenario.needs.pace).tolist()
        self.down = (t.down * scenario.needs.pace).tolist()
        self.mortality = t.mortality.tolist()
        self.border_stay = t.border_stay.tolist()
        self.delay = t.zones.assess_delay.tolist()
        self.openness = t.zones.openness.tolist()
        self.entries = t.zones.entries.tolist()
        self.stage_of_category = c.stage.tolist()
        self.residential = [bool(r) for r in c.residential]
        self.service = [bool(is_one) for is_one in c.service]
        self.by_hours = [bool(is_one) for is_one in c.by_hours]
        self.ceiling = c.ceiling.tolist()
        self.group = c.group_size.tolist()
        self.convertible = c.convertible.tolist()
        self.staff = c.staff_minutes.tolist()
        # A stay is cut short by deaths that happen anyway; its own law is longer by that much.
        self.stay = [
            months / max(1.0 - deaths, 1e-9)
            for months, deaths in zip(c.stay_months.tolist(), c.death_share.tolist(), strict=True)
        ]
        places = scenario.places
        own = c.another.tolist()
        self.another = own if places.another < 0 else [places.another] * len(own)
        self.stay_law = (
            [lognormal_cdf(m, places.stay_sigma, places.stay_max).tolist() for m in self.stay]
            if places.stay_law == "lognormal"
            else []
        )
        # Cumulative laws from which a newcomer is drawn.
        self.stock_age = t.stock_age_cdf.tolist()
        self.entry_age = t.entry_age_cdf.tolist()
        self.entry_profile = [_running(s) for s in t.profiles.entry.tolist()]
        self.entry_level = [
            [[_running(d) for d in p] for p in s] for s in t.profiles.level_entry.tolist()
        ]
        self.floor = t.profiles.floor.tolist()
        self._profile_stock = t.profile_stock
        self._levels_stock = t.levels_stock
        self._since_stock = t.since_stock
        self.women = p.female_share.tolist()
        self.digital_edges = p.digital_edges.tolist()
        self.digital = [_running(row) for row in p.digital.tolist()]
        self.income = [_running(row) for row in p.income.tolist()]
        self.expression = p.expression.tolist()
        self.carer_share = [_running(shares) for shares in p.carer_share.tolist()]
        self.carer_rank = _running(p.carer_rank.tolist())
        self.carer_minutes = p.carer_minutes.tolist()

    def present(self, zone: int, age: int) -> tuple[list[float], list[list[list[float]]]]:
        """Return the running shares of profiles, and of levels in each, of an age at the start."""
        years = len(self._profile_stock[0])
        at = self.block[zone], min(age // 12, years - 1)
        levels = self._levels_stock[at].tolist()
        shares = _running(self._profile_stock[at].tolist())
        return shares, [[_running(d) for d in p] for p in levels]

    def since(self, zone: int, age: int) -> list[float]:
        """Return the mean months since those of an age and profile came, at the start."""
        years = len(self._since_stock[0])
        return self._since_stock[self.block[zone], min(age // 12, years - 1)].tolist()


def _payers(territory: Territory) -> dict[tuple[int, int], int]:
    funders: dict[tuple[int, str], int] = {}
    payers = {}
    for block, departement in sorted(
        dict(
            zip(
                territory.zones.department.tolist(),
                territory.zones.departement.tolist(),
                strict=True,
            )
        ).items()
    ):
        region = departments()[departement].region
        for kind, where in enumerate((region, str(block), str(block), str(block), "")):
            payers[block, kind] = funders.setdefault((kind, where), len(funders))
    return payers


def _keys(departements: list[int], bits: int) -> list[np.uint64]:
    """Return the identity of each thing: its département, and how many came before it there."""
    met: Counter[int] = Counter()
    keys = []
    for departement in departements:
        keys.append(np.uint64(departement << bits | met[departement]))
        met[departement] += 1
    return keys


def _running(shares: list[float]) -> list[float]:
    return list(accumulate(shares))
