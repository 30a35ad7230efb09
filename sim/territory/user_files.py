"""A user's own territory: two CSV files, checked as a whole before anything is built.

Every problem of both files is collected and raised together as `sim.errors.InputError`; each names
the file, the line, the column and what is allowed. The schema is in ``docs/territories.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.data import tables
from sim.data.tables import Department, number
from sim.errors import InputError, suggestion
from sim.territory.reading import read_table
from sim.territory.tables import Table

__all__ = ["UserEstablishment", "UserFiles", "UserZone", "read_user_files"]


PERSONS: Final = ("zone", "departement", "x_min", "y_min", "child", "adult", "senior")
PERSONS_OPTIONAL: Final = ("assess_delay_months", "note")
ESTABLISHMENTS: Final = ("zone", "category", "places", "tolerance", "operator")
ESTABLISHMENTS_OPTIONAL: Final = ("note",)
Find = Callable[[str], Department | None]


@dataclass(frozen=True, slots=True)
class UserZone:
    """A zone as the user wrote it; delay in months or None, position in minutes."""

    label: str
    department: Department
    x: float
    y: float
    stock: tuple[int, int, int]
    assess_delay: float | None


@dataclass(frozen=True, slots=True)
class UserEstablishment:
    """An establishment as the user wrote it."""

    zone: str
    category: int
    places: int
    tolerance: int
    operator: str


@dataclass(frozen=True, slots=True)
class UserFiles:
    """What both files of a user say, and the digest of each by its role."""

    zones: list[UserZone]
    establishments: list[UserEstablishment]
    digests: tuple[tuple[str, str], ...]


def _zones(table: Table, find: Find, department_names: tuple[str, ...]) -> list[UserZone]:
    """Read the zones; zones with a problem are left out."""
    seen: dict[str, int] = {}
    found: list[UserZone] = []
    minutes, persons = number("user_max_minutes"), number("user_max_persons_zone")
    for line, row in table.rows:
        label = table.text(line, row, "zone")
        if label is not None and label in seen:
            table.say("csv.zone_twice", line, "zone", zone=label, first=str(seen[label]))
        elif label is not None:
            seen[label] = line
        written = table.text(line, row, "departement")
        # Spreadsheets write the code 01 as the number 1.
        department = find(written.zfill(2)) if written is not None else None
        if written is not None and department is None:
            near = suggestion(written, department_names)
            table.say("csv.no_department", line, "departement", text=written, near=near)
        x = table.real(line, row, "x_min", -minutes, minutes)
        y = table.real(line, row, "y_min", -minutes, minutes)
        stock = [table.whole(line, row, stage, 0, persons) for stage in tables.STAGE_NAMES]
        counts = [count for count in stock if count is not None]
        if len(counts) == len(stock) and sum(counts) > persons:
            table.say("csv.too_many", line, count=str(sum(counts)), most=f"{persons:.0f}")
        delay = None
        if row.get("assess_delay_months"):
            delay = table.real(line, row, "assess_delay_months", 0, 120)
        if table.is_bad(line) or label is None or department is None:
            continue
        if x is None or y is None:
            continue
        found.append(UserZone(label, department, x, y, (counts[0], counts[1], counts[2]), delay))
    if not table.problems and sum(sum(zone.stock) for zone in found) == 0:
        table.say("csv.nobody")
    return found


def _establishments(table: Table, zones: tuple[str, ...] | None) -> list[UserEstablishment]:
    """Read the establishments; `zones` is None when the other file could not be read."""
    codes = tables.categories().code
    found: list[UserEstablishment] = []
    for line, row in table.rows:
        zone = table.text(line, row, "zone")
        if zone is not None and zones is not None and zone not in zones:
            near = suggestion(zone, zones)
            table.say("csv.no_zone", line, "zone", zone=zone, near=near)
        code = table.text(line, row, "category")
        if code is not None and code.casefold() not in codes:
            near = suggestion(code, codes)
            table.say("csv.no_category", line, "category", code=code, codes=codes, near=near)
        places = table.whole(line, row, "places", 1, number("user_max_places"))
        tolerance = table.whole(line, row, "tolerance", 1, 3)
        operator = table.text(line, row, "operator")
        if table.is_bad(line):
            continue
        if zone and code and operator and places is not None and tolerance is not None:
            category = codes.index(code.casefold())
            found.append(UserEstablishment(zone, category, places, tolerance, operator))
    return found


def read_user_files(
    persons_path: Path,
    establishments_path: Path,
    find: Find,
    department_names: tuple[str, ...],
) -> UserFiles:
    """Read and check both files.

    Parameters
    ----------
    persons_path, establishments_path
        The two CSV files.
    find
        Département of a code or name, None when unknown.
    department_names
        Names offered when one is not found.

    Raises
    ------
    InputError
        With every problem of both files.
    """
    persons = read_table(
        persons_path, PERSONS, PERSONS_OPTIONAL, {"csv.of_establishments": ESTABLISHMENTS}
    )
    zones = _zones(persons, find, department_names) if persons.rows else []
    places = read_table(
        establishments_path, ESTABLISHMENTS, ESTABLISHMENTS_OPTIONAL, {"csv.of_persons": PERSONS}
    )
    labels = tuple(row["zone"] for _, row in persons.rows)
    # A zone on a line that cannot be read is not missing: one bad line gives one message.
    known = bool(labels) and not persons.broken and "" not in labels
    establishments = _establishments(places, labels if known else None)
    if persons.problems or places.problems:
        raise InputError([*persons.listed(), *places.listed()])
    digests = (("persons", persons.digest), ("establishments", places.digest))
    return UserFiles(zones, establishments, digests)
