"""From the bytes of a CSV file to the cells of its rows; `sim.territory.tables` reads the cells."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sim.errors import os_reason, suggestion
from sim.lang import Message
from sim.territory.tables import FAILED, Table

__all__ = ["read_table"]

DELIMITERS: Final = (",", ";", "\t")
OTHERS: Final = (("|", "bar"), (" ", "space"), (":", "colon"))  # said by their names
LINE_END: Final = re.compile(r"\r\n|\r|\n")
CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
# Letters in UTF-8, which no text in Windows-1252 holds: a file in both has been joined by hand.
UTF8_LETTER: Final = re.compile(rb"[\xc2\xc3][\x80-\xbf]")
SEP_LINE: Final = re.compile(r'"?sep=(.)"?[,;\t]*', re.IGNORECASE)


def read_table(
    path: Path,
    wanted: tuple[str, ...],
    optional: tuple[str, ...] | None = (),
    others: Mapping[str, Sequence[str]] | None = None,
) -> Table:
    """Read a CSV file with these columns; the rows are kept only when the header is right.

    Parameters
    ----------
    path
        The file.
    wanted, optional
        Names of its columns; None for `optional` allows any other name.
    others
        Columns of other files by the key of their name, so that the header of one is recognised.
    """
    table = Table(str(path))
    text = _text(path, table)
    if text is None:
        return table
    lines = _lines(text)
    first, line = next(lines, (0, ""))
    named = SEP_LINE.fullmatch(line) if first else None
    if named:
        first, line = next(lines, (0, ""))
    if not first:
        table.say("csv.empty")
        return table
    delimiter = named[1] if named else _delimiter(line, wanted)
    if delimiter not in DELIMITERS:
        label = dict(OTHERS).get(delimiter)
        shown = Message(f"csv.{label}") if label else Message("quoted", text=delimiter)
        table.say("csv.separator", 1 if named else first, separator=shown)
        return table
    table.decimal_comma = delimiter != ","
    header = _cells(table, first, line, delimiter)
    if header is None:
        return table
    while header and not header[-1]:  # spreadsheets write the empty columns at the right too
        header.pop()
    table.columns = tuple(cell.casefold() for cell in header)
    allowed = tuple(table.columns) if optional is None else (*wanted, *optional)
    _check_header(table, first, wanted, allowed, others or {})
    if table.problems:
        return table
    for number, line in lines:
        cells = _cells(table, number, line, delimiter)
        if cells is None or not any(cells):
            continue
        extra = cells[len(table.columns) :]
        if len(cells) < len(table.columns) or any(extra):
            count, asked = str(len(cells)), str(len(table.columns))
            table.say("csv.cells", number, count=count, wanted=asked)
            table.broken = True
            continue
        table.rows.append((number, dict(zip(table.columns, cells, strict=False))))
    if not table.rows and not table.problems:
        table.say("csv.no_row")
    return table


def _text(path: Path, table: Table) -> str | None:
    """Return the text of a file in one Unicode form; None, with a problem, when it has none."""
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
    table.digest = hashlib.blake2b(raw, digest_size=8).hexdigest()
    text = _decoded(raw, table)
    if text is None:
        return None
    if CONTROL.search(text):
        table.say("csv.binary")
        return None
    if not text.strip():
        table.say("csv.empty")
        return None
    return unicodedata.normalize("NFC", text)


def _decoded(raw: bytes, table: Table) -> str | None:
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start
    if not wide and b"\0" in raw:
        table.say("csv.binary")
        return None
    if not wide and not UTF8_LETTER.search(raw):
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError as error:
            at = error.start
    table.say("csv.encoding", raw[:at].count(b"\n") + 1)
    return None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers, without blank lines and comments."""
    for number, line in enumerate(LINE_END.split(text), 1):
        if line.strip() and not _is_comment(line):
            yield number, line


def _is_comment(line: str) -> bool:
    """Whether a line begins with #; ``#REF!`` is a cell that a spreadsheet could not compute."""
    return line.startswith("#") and not FAILED.match(line)


def _delimiter(line: str, wanted: Sequence[str]) -> str:
    """Return what separates the columns of a header: what gives the most names that are known."""

    def known(delimiter: str) -> int:
        cells = {cell.strip().strip('"').casefold() for cell in line.split(delimiter)}
        return len(cells.intersection(wanted))

    best = max(DELIMITERS, key=lambda delimiter: (known(delimiter), line.count(delimiter)))
    other = max((mark for mark, _ in OTHERS), key=known)
    return other if known(other) > max(1, known(best)) else best


def _cells(table: Table, number: int, line: str, delimiter: str) -> list[str] | None:
    """Return the cells of a line; None, with a problem, when its quotes are wrong."""
    reader = csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        return [cell.strip() for cell in next(reader)]
    except csv.Error as error:
        # The reader reports an open quote as an end that comes too soon.
        key = "csv.open_quote" if "unexpected end" in str(error) else "csv.broken"
        table.say(key, number)
        table.broken = True
        return None


def _check_header(
    table: Table,
    line: int,
    wanted: tuple[str, ...],
    allowed: tuple[str, ...],
    others: Mapping[str, Sequence[str]],
) -> None:
    missing = [name for name in wanted if name not in table.columns]
    for kind, columns in others.items():
        if missing and set(columns) <= set(table.columns):
            table.say("csv.other_file", line, kind=Message(kind), names=wanted)
            return
    if (
        wanted
        and len(missing) == len(wanted)
        and not any(suggestion(c, wanted).values for c in table.columns)
    ):
        table.say("csv.no_header", line, names=wanted)
        return
    for name in table.columns:
        if name not in allowed:
            near = suggestion(name, allowed)
            table.say("csv.unknown_column", line, name=name, names=allowed, near=near)
    for name in sorted(set(table.columns)):
        if table.columns.count(name) > 1 and name in allowed:
            table.say("csv.twice", line, name)
    for name in missing:
        table.say("csv.missing_column", line, name, names=wanted)
