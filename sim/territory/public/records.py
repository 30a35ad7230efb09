"""What FINESS says of establishments, in one form for the old extracts and for the new JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sim.data import tables
from sim.territory.public.ledger import Ledger

__all__ = [
    "OVERSEAS", "Capacity", "Extract", "Input", "Position", "Structure", "commune_code",
    "department_of_commune", "finess_number", "is_department", "projection_of", "whole_number",
]  # fmt: skip

# Codes of FINESS for the overseas départements, and those of INSEE.
OVERSEAS: Final = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9F": "976"}
# Projections of the coordinates of FINESS where a row does not name one (source: IGN, legal
# reference systems, decree of 26 December 2000 as amended).
PROJECTIONS: Final = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
LAMBERT_93: Final = 2154
NUMBER: Final = re.compile(r"[0-9A-Z]{9}")


@dataclass(frozen=True, slots=True)
class Structure:
    """An establishment: its numbers, the code of its commune (INSEE), its category."""

    number: str
    entity: str
    commune: str
    department: str
    category: str
    label: str
    updated: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """Places of one activity of an establishment; None where the file gives no number."""

    discipline: str
    authorised: int | None
    installed: int | None


@dataclass(frozen=True, slots=True)
class Position:
    """Coordinates of an establishment in metres, as they stand, and their EPSG code."""

    x: float
    y: float
    epsg: int


@dataclass(frozen=True, slots=True)
class Input:
    """One file that was read: its role, its name, the digest of its bytes, its date."""

    role: str
    name: str
    digest: str
    date: str = ""


@dataclass(slots=True)
class Extract:
    """All that was read from the files of FINESS.

    Attributes
    ----------
    ledger
        The table of what was read and left out.
    wanted
        Codes of the départements that are read; none reads all. What lies outside is not counted.
    structures, capacities, positions
        By FINESS number.
    outside
        Establishments of other départements.
    closed
        Establishments that no longer exist, in the JSON alone.
    inputs
        The files.
    """

    ledger: Ledger
    wanted: tuple[str, ...] = ()
    structures: dict[str, Structure] = field(default_factory=dict)
    capacities: dict[str, list[Capacity]] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    inputs: list[Input] = field(default_factory=list)

    def leaves_out(self, number: str, department: str) -> bool:
        """Note an establishment of a département that is not wanted; whether it is one."""
        if not self.wanted or department in self.wanted:
            return False
        self.outside.add(number)
        return True

    def concerns(self, number: str) -> bool:
        """Whether a line may be about a wanted establishment: its number, or its beginning."""
        if not self.wanted or number in self.structures:
            return True
        if number in self.outside:
            return False
        return number[:2] in {code[:2] for code in self.wanted}

    def keep(self, one: Structure) -> None:
        """Keep an establishment; of two lines with one number, the one updated last."""
        earlier = self.structures.get(one.number)
        if earlier is not None:
            self.ledger.add("left_out", "moved", one.number)
            if one.updated < earlier.updated:
                return
        self.structures[one.number] = one

    def add_input(self, role: str, path: Path, digest: str, date: str) -> None:
        """Note a file that was read."""
        self.inputs.append(Input(role, path.name, digest, date))


def projection_of(department: str) -> int:
    """Return the EPSG code of the coordinates of a département."""
    return PROJECTIONS.get(department, LAMBERT_93)


def department_of_commune(code: str) -> str:
    """Return the code of the département of a commune of INSEE.

    Examples
    --------
    >>> department_of_commune("23096"), department_of_commune("97411")
    ('23', '974')
    """
    return code[:3] if code.startswith("97") else code[:2]


def is_department(code: str) -> bool:
    """Whether a code is that of one of the 101 départements."""
    return code in {department.code for department in tables.departments()}


def commune_code(department: str, commune: str) -> str:
    """Return the INSEE code of a commune from both codes of FINESS; empty where there is none.

    Examples
    --------
    >>> commune_code("23", "096"), commune_code("9D", "411"), commune_code("9J", "613")
    ('23096', '97411', '')
    """
    code = department.strip().zfill(2)
    three = commune.strip().zfill(3)
    if not re.fullmatch(r"\d{3}", three):
        return ""
    if code in OVERSEAS:  # the last figure of the département is the first one of the commune
        found = f"97{three}"
        return found if department_of_commune(found) == OVERSEAS[code] else ""
    return f"{code}{three}" if is_department(code) else ""


def finess_number(text: str) -> str:
    """Return a FINESS number; empty where it is none.

    Spreadsheets drop the zero at its beginning.

    Examples
    --------
    >>> finess_number("10780195"), finess_number("IME")
    ('010780195', '')
    """
    code = text.strip().upper()
    if re.fullmatch(r"\d{8}", code):
        code = f"0{code}"
    return code if NUMBER.fullmatch(code) else ""


def whole_number(text: str) -> int | None:
    """Return a number of places; None where the text is not a whole number.

    Examples
    --------
    >>> whole_number("12"), whole_number("NC"), whole_number("")
    (12, None, None)
    """
    plain = text.strip().removesuffix(".0")
    return int(plain) if re.fullmatch(r"\d{1,7}", plain) else None
