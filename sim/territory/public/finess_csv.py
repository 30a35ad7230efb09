"""The old extracts of FINESS: no header, the first cell names the section, cells by ``;``.

Positions of the cells: "Description technique des fichiers FINESS" (ANS), cs1100502, cs1100505 and
cs1100507, as docs/territories.md lists them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from sys import intern
from typing import Final

from sim.territory.public.ledger import Ledger
from sim.territory.public.lines import Lines, digest_of_file
from sim.territory.public.records import (
    LAMBERT_93,
    OVERSEAS,
    Capacity,
    Extract,
    Position,
    Structure,
    commune_code,
    finess_number,
    projection_of,
    whole_number,
)

__all__ = ["read_others", "read_structures"]

STRUCTURE, EQUIPMENT, POSITION = "structureet", "equipementsocial", "geolocalisation"
CELLS: Final = {STRUCTURE: 32, EQUIPMENT: 28, POSITION: 6}
IDENTITY: Final = 3  # cells of a ``structureet`` line in the file of equipment: two numbers alone
DELETED: Final = "O"
FIRST: Final = "finess"  # the first line: finess;etalab;98;2026-05-12
EPSG: Final = re.compile(r"EPSG:\s*(\d{4,5})")


def read_structures(path: Path, found: Extract) -> None:
    """Read the establishments of one file of the old extracts into `found`.

    Parameters
    ----------
    path
        The file; other sections in it are left to `read_others`.
    found
        What was read so far; lines that cannot be used are counted in its table.

    Raises
    ------
    InputError
        When it is not a text file.
    """
    lines = Lines(path, Ledger(), delimiter=";")  # `read_others` counts the lines
    count = 0
    for number, cells in lines:
        if cells[0].casefold() == STRUCTURE and len(cells) != IDENTITY:
            count += _whole(number, cells, lines, found) and _structure(number, cells, lines, found)
    if count:
        found.ledger.add("read", "lines_of", count=count, section=STRUCTURE)


def read_others(path: Path, found: Extract) -> None:
    """Read places and coordinates of one file of the old extracts, and count its lines.

    Parameters
    ----------
    path, found
        As in `read_structures`, which is called first, on all files.

    Raises
    ------
    InputError
        When it is not a text file.
    """
    lines = Lines(path, found.ledger, delimiter=";")
    seen: Counter[str] = Counter()
    date = ""
    for number, cells in lines:
        section = cells[0].casefold()
        if section == FIRST:
            date = cells[3] if len(cells) > 3 else ""
        elif section == STRUCTURE:
            seen[section] += 1
            # The two numbers alone: an establishment that must have a line of its own elsewhere.
            code = finess_number(cells[1]) if len(cells) == IDENTITY else ""
            if code and found.concerns(code):
                found.capacities.setdefault(code, [])
        elif section not in OTHERS:
            known = section if re.fullmatch(r"[a-z_]{4,30}", section) else "?"
            found.ledger.add("left_out", "section", lines.place(number), section=known)
        elif _whole(number, cells, lines, found):
            seen[section] += OTHERS[section](number, cells, lines, found)
    for section in OTHERS:
        if seen[section]:
            found.ledger.add("read", "lines_of", count=seen[section], section=section)
    found.add_input("+".join(sorted(seen)) or FIRST, path, digest_of_file(path), date)


def _whole(number: int, cells: list[str], lines: Lines, found: Extract) -> bool:
    """Whether a line has the cells of its section."""
    wanted = CELLS[cells[0].casefold()]
    while len(cells) > wanted and not cells[-1]:
        cells.pop()
    if len(cells) == wanted:
        return True
    code = finess_number(cells[1]) if len(cells) > 1 else ""
    if not code or found.concerns(code):
        place = lines.place(number)
        found.ledger.add("left_out", "cells", place, section=cells[0], wanted=str(wanted))
    return False


def _number(number: int, cells: list[str], lines: Lines, found: Extract) -> str:
    """Return the FINESS number of a line; empty, and counted, where it is none."""
    code = finess_number(cells[1])
    if not code:
        found.ledger.add("left_out", "number", lines.place(number))
    elif code != cells[1] and found.concerns(code):
        found.ledger.add("mapped", "zero", code)
    return code


def _structure(number: int, cells: list[str], lines: Lines, found: Extract) -> bool:
    code = _number(number, cells, lines, found)
    if not code:
        return False
    department = cells[13].strip().zfill(2)
    commune = commune_code(department, cells[12])
    own = OVERSEAS.get(department, department)
    if found.leaves_out(code, own):
        return False
    if not commune:
        found.ledger.add("left_out", "unknown_department", code, code=department)
        return False
    if department in OVERSEAS:
        found.ledger.add("mapped", "overseas", code, finess=department, insee=OVERSEAS[department])
    found.keep(
        Structure(
            code, finess_number(cells[2]) or cells[2] or code, commune, intern(own),
            intern(cells[18].zfill(3)), intern(cells[19]), cells[30],
        )
    )  # fmt: skip
    return True


def _equipment(number: int, cells: list[str], lines: Lines, found: Extract) -> bool:
    code = _number(number, cells, lines, found)
    if not code or not found.concerns(code):
        return False
    counts: list[int | None] = []
    for at, deleted in ((18, 24), (9, 15)):
        text = "" if cells[deleted].upper() == DELETED else cells[at]
        if text and whole_number(text) is None:
            found.ledger.add("left_out", "not_places", code, text=text[:20])
        counts.append(whole_number(text))
    if all(cells[deleted].upper() == DELETED for deleted in (15, 24)):
        found.ledger.add("left_out", "deleted", code)
    found.capacities.setdefault(code, []).append(Capacity(intern(cells[2]), counts[0], counts[1]))
    return True


def _position(number: int, cells: list[str], lines: Lines, found: Extract) -> bool:
    code = _number(number, cells, lines, found)
    if not code or not found.concerns(code):
        return False
    try:
        x, y = (float(cell.replace(",", ".")) for cell in cells[2:4])
    except ValueError:
        found.ledger.add("left_out", "no_coordinates", lines.place(number))
        return False
    named = EPSG.search(cells[4])
    found.positions[code] = Position(x, y, int(named[1]) if named else LAMBERT_93)
    if not named:
        structure = found.structures.get(code)
        epsg = projection_of(structure.department if structure else "")
        found.positions[code] = Position(x, y, epsg)
        found.ledger.add("assumed", "projection", code, epsg=str(epsg))
    return True


OTHERS: Final[dict[str, Callable[[int, list[str], Lines, Extract], bool]]] = {
    EQUIPMENT: _equipment, POSITION: _position,
}  # fmt: skip
