"""A CSV file of the user: read as a whole, every problem kept with its line and column."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sim.errors import os_reason, suggestion
from sim.lang import Message

__all__ = ["Table", "read_table"]


DELIMITERS: Final = (",", ";")


@dataclass(slots=True)
class Table:
    """Rows of one file and the problems met in it."""

    name: str
    problems: list[Message] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    def say(
        self, key: str, line: int | None = None, column: str | None = None, /, **values: object
    ) -> None:
        """Add a problem about a place of the file: the key and the values of its sentence."""
        place: str | Message = self.name
        if line is not None and column is not None:
            place = Message("csv.cell", file=self.name, line=str(line), column=column)
        elif line is not None:
            place = Message("csv.line", file=self.name, line=str(line))
        self.problems.append(Message("labelled", label=place, text=Message(key, **values)))

    def text(self, line: int, row: dict[str, str], column: str) -> str | None:
        """Return the text of a field; None, with a message, where it is empty."""
        value = row[column]
        if not value:
            self.say("csv.empty_cell", line, column)
            return None
        return value

    def real(
        self,
        line: int,
        row: dict[str, str],
        column: str,
        low: float,
        high: float,
        kind: str = "csv.number",
    ) -> float | None:
        """Read a finite number between low and high."""
        text = self.text(line, row, column)
        if text is None:
            return None
        allowed = _expected(kind, low, high)
        try:
            value = float(text)
        except ValueError:
            key = "csv.decimal_point" if "," in text else "csv.not_number"
            self.say(key, line, column, text=text, expected=allowed)
            return None
        if not math.isfinite(value):
            self.say("csv.not_finite", line, column, text=text, expected=allowed)
            return None
        if not low <= value <= high:
            self.say("csv.out_of_bounds", line, column, text=text, expected=allowed)
            return None
        return value

    def whole(
        self, line: int, row: dict[str, str], column: str, low: float, high: float
    ) -> int | None:
        """Read a whole number between low and high."""
        value = self.real(line, row, column, low, high, "csv.whole")
        if value is None:
            return None
        if value != int(value):
            wanted = _expected("csv.whole", low, high)
            self.say("csv.not_whole", line, column, text=row[column], expected=wanted)
            return None
        return int(value)


def _expected(kind: str, low: float, high: float) -> Message:
    return Message(kind, low=f"{low:.0f}", high=f"{high:.0f}")


def _decode(path: Path, table: Table) -> str | None:
    if not path.exists():
        table.say("csv.no_file")
        return None
    if not path.is_file():
        table.say("csv.folder")
        return None
    try:
        raw = path.read_bytes()
    except OSError as error:
        table.say("csv.unreadable", reason=os_reason(error.errno) or Message("os.other"))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        table.say("csv.encoding", line)
        return None
    if "\0" in text:
        table.say("csv.binary")
        return None
    if not text.strip():
        table.say("csv.empty")
        return None
    return text


def _header(line: str, wanted: Iterable[str], table: Table) -> str | None:
    """Return the delimiter of the header, or None when it is neither comma nor semicolon."""
    columns = set(wanted)

    def known(delimiter: str) -> int:
        return len(columns & {cell.strip().strip('"').casefold() for cell in line.split(delimiter)})

    best = max(DELIMITERS, key=known)
    for other, label in (("\t", "tab"), ("|", "bar"), (" ", "space"), (":", "colon")):
        if known(other) > max(1, known(best)):
            table.say("csv.separator", 1, separator=Message(f"csv.{label}"))
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
        if table.problems:
            return table
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(table.columns):
                table.say("csv.cells", line, count=str(len(cells)), wanted=str(len(table.columns)))
                continue
            stripped = (cell.strip() for cell in cells)
            table.rows.append((line, dict(zip(table.columns, stripped, strict=True))))
    except csv.Error:
        table.say("csv.broken", reader.line_num)
        return table
    if not table.rows and not table.problems:
        table.say("csv.no_row")
    return table


def _check_header(table: Table, wanted: tuple[str, ...], optional: tuple[str, ...]) -> None:
    allowed = (*wanted, *optional)
    for name in table.columns:
        if name not in allowed:
            near = suggestion(name, allowed)
            table.say("csv.unknown_column", 1, name=name, names=allowed, near=near)
    for name in sorted(set(table.columns)):
        if table.columns.count(name) > 1 and name in allowed:
            table.say("csv.twice", 1, name)
    for name in wanted:
        if name not in table.columns:
            table.say("csv.missing_column", 1, name, names=wanted)
