"""A CSV file of the user: read as a whole, every problem kept with its line and column."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sim.errors import suggestion

__all__ = ["Table", "read_table"]


DELIMITERS: Final = (",", ";")


@dataclass(slots=True)
class Table:
    """Rows of one file and the problems met in it."""

    name: str
    messages: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    def say(self, text: str, line: int | None = None, column: str | None = None) -> None:
        """Add a message about a place of the file."""
        where = self.name + (f", line {line}" if line is not None else "")
        where += f", column {column}" if column is not None else ""
        self.messages.append(f"{where}: {text}")

    def text(self, line: int, row: dict[str, str], column: str) -> str | None:
        """Return the text of a field; None, with a message, where it is empty."""
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


def _decode(path: Path, table: Table) -> str | None:
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


def _header(line: str, wanted: Iterable[str], table: Table) -> str | None:
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


def read_table(path: Path, wanted: tuple[str, ...], optional: tuple[str, ...]) -> Table:
    """Read a CSV file with these columns; the rows are kept only when the header is right."""
    table = Table(str(path))
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


def _check_header(table: Table, wanted: tuple[str, ...], optional: tuple[str, ...]) -> None:
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
