"""Readable output of a program: headings, paragraphs and tables, within 80 columns."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from sim.lang import say

__all__ = ["WIDTH", "entry", "heading", "item", "labelled", "paragraph", "table"]

WIDTH: Final = 80
GAP: Final = "  "
LABEL: Final = 24  # columns that the first column of a table gets where it needs them
LONGEST: Final = 30  # columns that one word may ask for
HEAD: Final = 8  # the same for a word of a heading, which may be cut
NO_BREAK: Final = "\u00a0"


def labelled(key: str, text: object, lang: str) -> str:
    """Return a text after its label, with the colon of the language.

    Examples
    --------
    >>> labelled("files", "results", "en")
    'Files: results'
    """
    return say("labelled", lang, label=say(key, lang), text=str(text))


def heading(text: str) -> str:
    """Return a heading, bold on a terminal."""
    return "\n".join(_bold(line) for line in _folded(text, WIDTH))


def paragraph(text: str, indent: str = "") -> str:
    """Return a text in lines of at most 80 columns."""
    lines = _folded(text, WIDTH - len(indent))
    return "\n".join(f"{indent}{line}" for line in lines)


def item(text: str) -> str:
    """Return one line of a list."""
    first, *rest = _folded(text, WIDTH - 2)
    return "\n".join([f"- {first}", *(f"  {line}" for line in rest)])


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, keys: int = 1, texts: Sequence[int] = ()
) -> str:
    """Return a table in lines of at most 80 columns.

    Cells are folded. Columns that do not fit go to a second table below the first.

    Parameters
    ----------
    heads, rows
        Cells, as many in each row as there are heads.
    keys
        Columns that identify a row: they come first, and again in each table.
    texts
        Other columns of text; numbers are aligned right.
    """
    cells = [list(heads), *([_kept(cell) for cell in row] for row in rows)]
    left = {*range(keys), *texts}
    least = [_least(column, c < keys) for c, column in enumerate(zip(*cells, strict=True))]
    parts: list[list[int]] = []
    for c in range(keys, len(heads)):
        trial = [*(parts[-1] if parts else range(keys)), c]
        if parts and _total(least[k] for k in trial) <= WIDTH:
            parts[-1] = trial
        else:
            parts.append([*range(keys), c])
    return "\n\n".join(_drawn(cells, part, least, left) for part in parts or [list(range(keys))])


def entry(cells: Sequence[str], widths: Sequence[int], left: Sequence[int] = ()) -> list[str]:
    """Return the lines of one row of a table whose widths are known."""
    folded = [_folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for k in range(max(map(len, folded))):
        row = [lines_[k] if k < len(lines_) else "" for lines_ in folded]
        lines.append(
            GAP.join(
                text.ljust(width) if c in left else text.rjust(width)
                for c, (text, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
        )
    return lines


def _drawn(
    cells: Sequence[Sequence[str]], part: Sequence[int], least: Sequence[int], left: set[int]
) -> str:
    widths = [least[c] for c in part]
    words = [max(map(len, cells[0][c].split(" "))) for c in part]  # of the headings
    most = [max((len(row[c]) for row in cells[1:]), default=0) for c in part]
    for wanted in (words, [max(pair) for pair in zip(words, most, strict=True)]):
        for _ in range(WIDTH - _total(widths)):
            both = zip(wanted, widths, strict=True)
            need = [whole / width if width < whole else 0.0 for whole, width in both]
            if not max(need):
                break
            widths[need.index(max(need))] += 1
    sides = [k for k, c in enumerate(part) if c in left]
    head, *rows = (entry([row[c] for c in part], widths, sides) for row in cells)
    rule = "─" * _total(widths)
    return "\n".join([*map(_bold, head), rule, *(line for row in rows for line in row)])


def _least(column: Sequence[str], key: bool) -> int:
    head, *body = column
    words = [len(word) for cell in body for word in cell.split(" ")]
    asked = max([min(max(map(len, head.split(" "))), HEAD), *(min(w, LONGEST) for w in words)])
    return max(asked, min(LABEL, max(map(len, column)))) if key else asked


def _total(widths: Iterable[int]) -> int:
    listed = list(widths)
    return sum(listed) + len(GAP) * (len(listed) - 1)


def _folded(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 1), break_on_hyphens=False) or [""]


def _kept(text: str) -> str:
    """Keep a difference and its interval on one line."""
    return re.sub(r"(\S+ )?\[[^\]]*\]", lambda found: found[0].replace(" ", NO_BREAK), text)


def _bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text
