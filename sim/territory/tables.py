"""A CSV file of the user: read as a whole, each bad line kept as one problem with its place.

The form is what spreadsheets write, French ones among them: UTF-8, UTF-16 or Windows-1252; columns
separated by a comma, a semicolon or a tab; decimal commas where the comma does not separate
columns; a first line ``sep=;``. One line is one row: a quote is closed on its line, or the line is
refused. What can be read in two ways is refused too.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Final

from sim.lang import Message

__all__ = ["FAILED", "Table"]

LISTED: Final = 4  # bad lines of a file that are described; the others are counted
SPACES: Final = "[ \u00a0\u202f]"  # between thousands
GROUPED: Final = re.compile(rf"[+-]?\d{{1,3}}(?:{SPACES}\d{{3}})+(?:[.,]\d+)?", re.ASCII)
AMBIGUOUS: Final = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+", re.ASCII)  # decimals, or thousands
# What a spreadsheet writes in a cell that it could not compute, in French and in English.
FAILED: Final = re.compile(
    r"#(N/[AD]|DIV/0!|(REF|VALEUR|VALUE|NOMBRE|NUM|NULL?|PROPAGATION|SPILL|CALC)\s?!|(NOM|NAME)\s?\?)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Table:
    """Rows of one file and the problems met in it, one for each bad line."""

    name: str
    problems: list[Message] = field(default_factory=list)
    digest: str = ""  # of the bytes of the file, 16 hexadecimal digits
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    decimal_comma: bool = False
    broken: bool = False  # whether a line could not be split into cells
    _of_line: dict[int, int] = field(default_factory=dict)  # line -> rank of its problem
    _unlisted: set[int] = field(default_factory=set)

    def say(
        self, key: str, line: int | None = None, column: str | None = None, /, **values: object
    ) -> None:
        """Add a problem about a place of the file; the problems of a line are one message."""
        text = Message(key, **values)
        if line is None:
            self.problems.append(Message("labelled", label=self.name, text=text))
        elif line in self._of_line:
            rank = self._of_line[line]
            if column is not None:
                text = Message("csv.in_column", column=column, text=text)
            self.problems[rank] = Message("csv.and", first=self.problems[rank], text=text)
        elif len(self._of_line) >= LISTED:
            self._unlisted.add(line)
        else:
            self._of_line[line] = len(self.problems)
            place = Message("csv.line", file=self.name, line=str(line))
            if column is not None:
                place = Message("csv.cell", file=self.name, line=str(line), column=column)
            self.problems.append(Message("labelled", label=place, text=text))

    def listed(self) -> list[Message]:
        """Return the problems, and at the end how many bad lines are not among them."""
        if not self._unlisted:
            return self.problems
        more = Message("csv.more", n=len(self._unlisted))
        return [*self.problems, Message("labelled", label=self.name, text=more)]

    def is_bad(self, line: int) -> bool:
        """Whether a line has a problem."""
        return line in self._of_line or line in self._unlisted

    def text(self, line: int, row: dict[str, str], column: str) -> str | None:
        """Return the text of a field; None, with a message, where it is empty or has failed."""
        value = row[column]
        if not value:
            self.say("csv.empty_cell", line, column)
            return None
        if FAILED.fullmatch(value):
            self.say("csv.formula", line, column, text=value)
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
        allowed = Message(kind, low=f"{low:.0f}", high=f"{high:.0f}")
        value = self._number(text)
        if value is None:
            key = "csv.decimal_point" if "," in text else "csv.not_number"
            self.say(key, line, column, text=text, expected=allowed)
        elif kind == "csv.whole" and AMBIGUOUS.fullmatch(text):
            self.say("csv.thousands", line, column, text=text, expected=allowed)
        elif not math.isfinite(value):
            self.say("csv.not_finite", line, column, text=text, expected=allowed)
        elif not low <= value <= high:
            self.say("csv.out_of_bounds", line, column, text=text, expected=allowed)
        elif kind == "csv.whole" and value != int(value):
            self.say("csv.not_whole", line, column, text=text, expected=allowed)
        else:
            return value
        return None

    def whole(
        self, line: int, row: dict[str, str], column: str, low: float, high: float
    ) -> int | None:
        """Read a whole number between low and high."""
        value = self.real(line, row, column, low, high, "csv.whole")
        return None if value is None else int(value)

    def _number(self, text: str) -> float | None:
        """Return a number written with a point, or with a comma where columns have another mark."""
        plain = text.replace("\u2212", "-")
        if GROUPED.fullmatch(plain):
            plain = re.sub(SPACES, "", plain)
        if self.decimal_comma and "." not in plain:
            plain = plain.replace(",", ".", 1)
        if "_" in plain or not plain.isascii():  # Python reads 1_0 and digits of other scripts
            return None
        try:
            return float(plain)
        except ValueError:
            return None
