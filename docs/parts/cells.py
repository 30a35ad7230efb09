"""Cells and lines of the tables of a page."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["code", "line", "number"]


def line(cells: Iterable[str]) -> str:
    """Return a row of a table; a bar inside a cell is escaped."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def code(words: Iterable[str]) -> str:
    """Return words as code, separated by commas."""
    return ", ".join(f"`{word}`" for word in words)


def number(value: float) -> str:
    """Return a number as a user types it, without separators."""
    return str(int(value)) if float(value).is_integer() else f"{value:f}".rstrip("0")
