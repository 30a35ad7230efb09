"""A user's own territory: two CSV files, checked as a whole before anything is built.

Every problem of both files is gathered and raised together as `sim.errors.InputError`; each message
names the file, the line, the column and what is allowed. The schema is in ``docs/territories.md``.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sim.data import tables
from sim.data.tables import Department, number
from sim.errors import InputError, suggestion

__all__ = ["UserEstablishment", "UserZone", "read_user_files"]

PERSONS: Final = ("zone", "departement", "x_min", "y_min", "child", "adult", "senior")
PERSONS_OPTIONAL: Final = ("assess_delay_months", "note")
ESTABLISHMENTS: Final = ("zone", "category", "places", "tolerance", "operator")
ESTABLISHMENTS_OPTIONAL: Final = ("note",)
DELIMITERS: Final = (",", ";")

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


@dataclass(slots=True)
class _Table:
    """Rows of one file and the problems met in it."""

    name: str
    messages: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    def say(self, text: str, line: int | None = None, column: str | None = None) -> None:
        where = self.name + (f", line {line}" if line is not None else "")
        where += f", column {column}" if column is not None else ""
        self.messages.append(f"{where}: {text}")

    def text(self, line: int, row: dict[str, str], column: str) -> str | None:
        value = row[column]
        if not value:
            self.say("the cell is empty; give a value.", line, column)
            return None
        return value

    def real(
        self,
        line: int,
        row: dict[str, str],
        column: str,
        low: float,
        high: float,
        kind: str = "number",
    ) -> float | None:
        """Read a finite number between low and high."""
        text = self.text(line, row, column)
        if text is None:
            return None
        allowed = f"a {kind} from {low:.0f} to {high:.0f} is expected"
        try:
            value = float(text)
        except ValueError:
            hint = "; write decimals with a point" if "," in text else ""
            self.say(f"{text!r} is not a number; {allowed}{hint}.", line, column)
            return None
        if not math.isfinite(value):
            self.say(f"{text!r} is not finite; {allowed}.", line, column)
            return None
        if not low <= value <= high:
            self.say(f"{text} is out of bounds; {allowed}.", line, column)
            return None
        return value

    def whole(
        self, line: int, row: dict[str, str], column: str, low: float, high: float
    ) -> int | None:
        """Read a whole number between low and high."""
        value = self.real(line, row, column, low, high, "whole number")
        if value is None:
            return None
        if value != int(value):
            wanted = f"a whole number from {low:.0f} to {high:.0f} is expected"
            self.say(f"{row[column]} is not a whole number; {wanted}.", line, column)
            return None
        return int(value)


def _decode(path: Path, table: _Table) -> str | None:
    if not path.exists():
        table.say("the file does not exist.")
        return None
    if not path.is_file():
        table.say("this is a folder, not a file; give the path of a CSV file.")
        return None
    try:
        raw = path.read_bytes()
    except OSError as error:
        table.say(f"the file cannot be read ({error.strerror}).")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        table.say("the text is not UTF-8; save the file as CSV UTF-8.", line)
        return None
    if "\0" in text:
        table.say("this is not a text file; save it as CSV UTF-8.")
        return None
    if not text.strip():
        table.say("the file is empty; a header line and at least one row are expected.")
        return None
    return text


def _header(line: str, wanted: Iterable[str], table: _Table) -> str | None:
    """Return the delimiter of the header, or None when it is neither comma nor semicolon."""
    columns = set(wanted)

    def known(delimiter: str) -> int:
        return len(columns & {cell.strip().strip('"').casefold() for cell in line.split(delimiter)})

    best = max(DELIMITERS, key=known)
    for other, label in (("\t", "a tab"), ("|", "'|'"), (" ", "a space"), (":", "':'")):
        if known(other) > max(1, known(best)):
            table.say(f"columns are separated by {label}; use ',' or ';'.", 1)
            return None
    return best


def _read(path: Path, wanted: tuple[str, ...], optional: tuple[str, ...]) -> _Table:
    """Read a CSV file with these columns; the rows are kept only when the header is right."""
    table = _Table(str(path))
    text = _decode(path, table)
    if text is None:
        return table
    delimiter = _header(text.splitlines()[0], wanted, table)
    if delimiter is None:
        return table
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        table.columns = tuple(cell.strip().casefold() for cell in next(reader))
        _check_header(table, wanted, optional)
        if table.messages:
            return table
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(table.columns):
                table.say(
                    f"{len(cells)} cells where the header has {len(table.columns)}; give one cell "
                    "per column.",
                    line,
                )
                continue
            stripped = (cell.strip() for cell in cells)
            table.rows.append((line, dict(zip(table.columns, stripped, strict=True))))
    except csv.Error as error:
        table.say(f"the line cannot be read as CSV ({error}).", reader.line_num)
        return table
    if not table.rows and not table.messages:
        table.say("there is a header but no row; at least one row is expected.")
    return table


def _check_header(table: _Table, wanted: tuple[str, ...], optional: tuple[str, ...]) -> None:
    allowed = (*wanted, *optional)
    for name in table.columns:
        if name not in allowed:
            near = suggestion(name, allowed)
            listed = ", ".join(allowed)
            table.say(f"unknown column {name!r}; allowed are {listed}{near}", 1)
    for name in sorted(set(table.columns)):
        if table.columns.count(name) > 1 and name in allowed:
            table.say("the column is given twice; keep one.", 1, name)
    for name in wanted:
        if name not in table.columns:
            table.say(f"the column is missing; {', '.join(wanted)} are expected.", 1, name)


def _zones(table: _Table, find: Find, department_names: tuple[str, ...]) -> list[UserZone]:
    """Read the zones; those with a problem are left out and told in the messages."""
    seen: dict[str, int] = {}
    found: list[UserZone] = []
    minutes, persons = number("user_max_minutes"), number("user_max_persons_zone")
    for line, row in table.rows:
        before = len(table.messages)
        label = table.text(line, row, "zone")
        if label is not None and label in seen:
            table.say(
                f"zone {label!r} is already on line {seen[label]}; a zone has one line.",
                line,
                "zone",
            )
        elif label is not None:
            seen[label] = line
        written = table.text(line, row, "departement")
        department = find(written) if written is not None else None
        if written is not None and department is None:
            near = suggestion(written, department_names)
            table.say(
                f"{written!r} is not a département; give a code (23, 2A, 974) or a name{near}",
                line,
                "departement",
            )
        x = table.real(line, row, "x_min", -minutes, minutes)
        y = table.real(line, row, "y_min", -minutes, minutes)
        stock = [table.whole(line, row, stage, 0, persons) for stage in tables.STAGE_NAMES]
        counts = [count for count in stock if count is not None]
        if len(counts) == len(stock) and sum(counts) > persons:
            table.say(f"{sum(counts)} persons in a zone; at most {persons:.0f} are allowed.", line)
        delay = None
        if row.get("assess_delay_months"):
            delay = table.real(line, row, "assess_delay_months", 0, 120)
        if len(table.messages) > before or label is None or department is None:
            continue
        if x is None or y is None:
            continue
        found.append(UserZone(label, department, x, y, (counts[0], counts[1], counts[2]), delay))
    if not table.messages and sum(sum(zone.stock) for zone in found) == 0:
        table.say("there is no person in any zone; at least one person is expected.")
    return found


def _establishments(table: _Table, zones: tuple[str, ...] | None) -> list[UserEstablishment]:
    """Read the establishments; `zones` is None when the other file could not be read."""
    codes = tables.categories().code
    found: list[UserEstablishment] = []
    for line, row in table.rows:
        before = len(table.messages)
        zone = table.text(line, row, "zone")
        if zone is not None and zones is not None and zone not in zones:
            near = suggestion(zone, zones)
            table.say(f"zone {zone!r} is not in the persons file{near}", line, "zone")
        code = table.text(line, row, "category")
        if code is not None and code.casefold() not in codes:
            near = suggestion(code, codes)
            listed = ", ".join(codes)
            table.say(f"unknown category {code!r}; allowed are {listed}{near}", line, "category")
        places = table.whole(line, row, "places", 1, number("user_max_places"))
        tolerance = table.whole(line, row, "tolerance", 1, 3)
        operator = table.text(line, row, "operator")
        if len(table.messages) > before:
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
) -> tuple[list[UserZone], list[UserEstablishment]]:
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
    persons = _read(persons_path, PERSONS, PERSONS_OPTIONAL)
    zones = _zones(persons, find, department_names) if persons.rows else []
    places = _read(establishments_path, ESTABLISHMENTS, ESTABLISHMENTS_OPTIONAL)
    labels = tuple(row["zone"] for _, row in persons.rows) or None
    establishments = _establishments(places, labels)
    if persons.messages or places.messages:
        raise InputError([*persons.messages, *places.messages])
    return zones, establishments
