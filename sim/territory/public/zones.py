"""Zones: which communes they hold, where they lie, and the persons concerned who live there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from sim.data import tables
from sim.territory.public.insee import Communes, Vintages
from sim.territory.public.ledger import Ledger
from sim.territory.public.places import centres, degrees
from sim.territory.public.records import Extract, Structure, department_of_commune

__all__ = [
    "ZONES",
    "By",
    "Zone",
    "labels_of",
    "persons_of",
    "structures_in",
    "where_zones_lie",
    "zones_of",
]

By = Literal["epci", "commune"]
ZONES: Final = get_args(By)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone: its département, and its name if that name is its alone."""

    department: str
    key: str
    label: str


def zones_of(
    communes: Communes, by: By, of_commune: Mapping[str, tuple[str, str]], vintages: Vintages,
    ledger: Ledger,
) -> dict[str, Zone]:  # fmt: skip
    """Return the zone of each commune of the population table."""
    found = {}
    for code, commune in communes.by_code.items():
        department = department_of_commune(code)
        found[code] = Zone(department, code, commune.label)
        if by == "commune":
            continue
        whole = vintages.part_of(code)
        known = vintages.find(whole or code, of_commune)
        if known is None:
            ledger.add("assumed", "no_epci", code)
            continue
        present, year = known
        if year and not whole:
            ledger.add("mapped", "commune_merged", f"{code} → {present}", year=year)
        number, label = of_commune[present]
        found[code] = Zone(department, number, label)
    ledger.add("mapped", f"zones_{by}", count=len(set(found.values())))
    return found


def structures_in(found: Extract, communes: Communes, vintages: Vintages) -> dict[str, Structure]:
    """Return the establishments in a commune of the population table, under its present code."""
    placed = {}
    for number, one in found.structures.items():
        known = vintages.find(one.commune, communes.by_code)
        if known is None:
            found.ledger.add("left_out", "no_commune_of", number, commune=one.commune)
            continue
        commune, year = known
        if year:
            key = "part_of" if vintages.part_of(one.commune) == commune else "commune_merged"
            found.ledger.add("mapped", key, f"{one.commune} → {commune}", year=year)
        placed[number] = Structure(
            one.number, one.entity, commune, one.department, one.category, one.label, one.updated
        )
    return placed


def where_zones_lie(
    found: Extract, placed: Mapping[str, Structure], zone_of: Mapping[str, Zone],
    minutes_km: float,
) -> dict[Zone, tuple[float, float]]:  # fmt: skip
    """Return the place of each zone on the map; the middle of the map where nothing is located."""
    located = {number: place for number, place in found.positions.items() if number in placed}
    known = degrees(located, found.ledger)
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    zones = dict.fromkeys(zone_of.values())
    names = {zone: f"{zone.department} {zone.key}" for zone in zones}
    for number, one in placed.items():
        if number in known:
            points[names[zone_of[one.commune]]].append(known[number])
        else:
            found.ledger.add("left_out", "no_position", number)
    middle = centres(points, minutes_km)
    place = {}
    for zone in zones:
        place[zone] = middle.get(names[zone], (0.0, 0.0))
        if names[zone] not in middle:
            found.ledger.add("assumed", "middle", zone.label)
    return place


def labels_of(zone_of: Mapping[str, Zone]) -> dict[Zone, str]:
    """Return the name of each zone, with its code where two zones share a name."""
    zones = list(dict.fromkeys(zone_of.values()))
    named: dict[str, int] = defaultdict(int)
    for zone in zones:
        named[zone.label] += 1
    keys = [zone.key for zone in zones]
    found = {}
    for zone in zones:
        mark = f"{zone.key}, {zone.department}" if keys.count(zone.key) > 1 else zone.key
        found[zone] = zone.label if named[zone.label] == 1 else f"{zone.label} ({mark})"
    return found


def persons_of(
    communes: Communes, zone_of: Mapping[str, Zone], where: Mapping[Zone, tuple[float, float]],
    labels: Mapping[Zone, str], delay: float | None, ledger: Ledger,
) -> list[dict[str, object]]:  # fmt: skip
    """Return the rows of ``persons.csv``: inhabitants times prevalence, rounded in each zone."""
    shares = _shares()
    totals: dict[Zone, list[float]] = {}
    inhabitants = 0.0
    for code, commune in communes.by_code.items():
        zone = zone_of[code]
        young, adult, old, oldest = commune.inhabitants
        share = shares[zone.department]
        stages = (young * share[0], adult * share[1], old * share[2] + oldest * share[3])
        known = totals.setdefault(zone, [0.0, 0.0, 0.0])
        totals[zone] = [a + b for a, b in zip(known, stages, strict=True)]
        inhabitants += sum(commune.inhabitants)
    concerned = sum(sum(stages) for stages in totals.values())
    ledger.add("read", "inhabitants", count=round(inhabitants))
    ledger.add("assumed", "prevalence", count=round(concerned))
    ledger.add("assumed", "adult_split", count=len(communes.by_code))
    if delay is None:
        ledger.add("assumed", "delay", count=len(totals))
    else:
        ledger.add("assumed", "delay_given", count=len(totals), months=f"{delay:g}")
    return [
        {
            "zone": labels[zone], "departement": zone.department,
            "x_min": where[zone][0], "y_min": where[zone][1],
            **dict(zip(tables.STAGE_NAMES, map(round, stages), strict=True)),
            "assess_delay_months": "" if delay is None else f"{delay:g}", "note": zone.key,
        }
        for zone, stages in sorted(totals.items(), key=lambda row: (row[0].department, row[0].key))
    ]  # fmt: skip


@cache
def _shares() -> dict[str, tuple[float, float, float, float]]:
    """Share of inhabitants concerned under 20, from 20 to 59, 60 to 74, and 75 and over.

    INSEE does not publish 20 to 39 and 40 to 59 by commune: the département's own split is taken.
    """
    share = {row["population_column"]: float(row["share"]) for row in tables.rows("prevalence")}
    found = {}
    for row in tables.rows("population"):
        first, second = (int(row[name]) for name in ("age_20_39", "age_40_59"))
        adults = first * share["age_20_39"] + second * share["age_40_59"]
        found[row["code"]] = (
            share["age_0_19"], adults / (first + second), share["age_60_74"], share["age_75_plus"],
        )  # fmt: skip
    return found
