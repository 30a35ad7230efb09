"""Points read from a CSV file of the user: a column a factor, a line a point."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from sim import compose
from sim.compose import Parameter
from sim.errors import InputError
from sim.territory.reading import read_table
from sim.territory.tables import Table

__all__ = ["read_points"]

MOST: Final = 1e15  # a number of a file, in size
NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


def read_points(path: Path) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return the names of the columns, and the values of each line; None for an empty cell.

    Columns are names of factors in small letters; whether there are such factors is checked with
    the plan. Values of a parameter are read as it asks; others are numbers where they look like it.

    Raises
    ------
    InputError
        With the file, the line and the column of each mistake.
    """
    read = read_table(path, (), None)
    known = compose.parameters()
    points = []
    for line, row in read.rows:
        point: list[Any] = []
        for name in read.columns:
            parameter = known.get(compose.SHORTCUTS.get(name, name))
            text = row[name]
            point.append(_value(read, line, row, name, parameter) if text else None)
        points.append(tuple(point))
    if read.problems:
        raise InputError(read.listed())
    return read.columns, points


def _value(
    read: Table, line: int, row: dict[str, str], name: str, parameter: Parameter | None
) -> Any:
    text = row[name]
    kind = "" if parameter is None else parameter.kind
    if kind == "boolean":
        value = {"true": True, "false": False}.get(text.casefold())
        if value is None:
            read.say("sweep.boolean", line, name, text=text)
        return value
    if kind in ("integer", "number") or (not kind and NUMBER.fullmatch(text)):
        number = read.real(line, row, name, -MOST, MOST)
        whole = number is not None and number == int(number) and kind != "number"
        return int(number) if whole and number is not None else number
    return read.text(line, row, name)
