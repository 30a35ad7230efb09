"""Tables of INSEE: inhabitants by commune, the EPCI of communes, communes that were merged."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from sim.errors import InputError
from sim.territory.public.ledger import Ledger
from sim.territory.public.lines import Lines, digest_of_file, problem
from sim.territory.public.records import Input, department_of_commune

__all__ = ["Commune", "Communes", "Vintages", "read_epci", "read_mergers", "read_population"]

CODES: Final = ("CODGEO", "COM", "DEPCOM", "CODE_COMMUNE", "INSEE_COM")
LABELS: Final = ("LIBGEO", "LIBCOM", "NOM_COMMUNE", "NOM_COM")
CLASSES: Final = ("POP0014", "POP0019", "POP1529", "POP3044", "POP4559", "POP6074", "POP75P")
NO_EPCI: Final = "ZZZZZZZZZ"  # INSEE's code of a commune that belongs to none
HEADER_LINES: Final = 12  # lines of titles that INSEE writes before the header


@dataclass(slots=True)
class Commune:
    """Inhabitants of a commune: under 20, 20 to 59, 60 to 74, 75 and over."""

    code: str
    label: str
    inhabitants: tuple[float, float, float, float]


@dataclass(slots=True)
class Communes:
    """The communes of a population table, and the year of its counts."""

    year: str
    by_code: dict[str, Commune] = field(default_factory=dict)


class Vintages:
    """Communes whose code has changed: from a former code to the one that replaced it.

    Parameters
    ----------
    changes
        Former code, present code and year of each change.
    """

    def __init__(self, changes: Sequence[tuple[str, str, str]] = ()) -> None:
        self._after = {before: (after, year) for before, after, year in [*_shipped(), *changes]}
        self._before: dict[str, list[str]] = {}
        for before, (after, _) in self._after.items():
            self._before.setdefault(after, []).append(before)

    def find(self, code: str, known: Mapping[str, object]) -> tuple[str, str] | None:
        """Return the code under which a table knows a commune, and the year of the change.

        Parameters
        ----------
        code
            Code of INSEE, of any year.
        known
            The codes of the table.

        Returns
        -------
        tuple or None
            The code and the year ("" where the code itself is known); None where it is not found.
        """
        if code in known:
            return code, ""
        year, seen = "", {code}
        present = code
        while present in self._after:
            present, year = self._after[present]
            if present in known:
                return present, year
            if present in seen:
                break
            seen.add(present)
        for former in self._before.get(code, ()):
            if former in known:
                return former, self._after[former][1]
        return None

    def part_of(self, code: str) -> str:
        """Return the commune of an arrondissement; empty for other codes."""
        return next((after for before, after, _ in _shipped() if before == code), "")


@cache
def _shipped() -> tuple[tuple[str, str, str], ...]:
    """Arrondissements of Paris, Lyon and Marseille (``communes.csv``)."""
    text = files("sim.territory.public").joinpath("communes.csv").read_text(encoding="utf-8")
    return tuple((b, a, year) for b, a, year, _ in (r.split(",") for r in text.split()[1:]))


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of INSEE: its columns by name, the year of its counts, the lines below its header."""

    columns: dict[str, int]
    year: str
    rows: Iterator[tuple[int, list[str]]]
    lines: Lines

    def first(self, names: Sequence[str]) -> int | None:
        """Return the first of some columns that is there."""
        return next((self.columns[name] for name in names if name in self.columns), None)


def _table(path: Path, ledger: Ledger, wanted: Sequence[Sequence[str]]) -> _Table:
    """Find the header of a table of INSEE.

    Raises
    ------
    InputError
        When no line near the top has one of each of the names wanted.
    """
    lines = Lines(path, ledger)
    rows = iter(lines)
    for number, cells in rows:
        names = {re.sub(r"^[PC]\d\d_", "", cell.upper()): at for at, cell in enumerate(cells)}
        if all(any(name in names for name in several) for several in wanted):
            # Several years stand side by side (P16_POP, P21_POP): the last one counts.
            last = max(
                (c[:4].upper() for c in cells if re.match(r"P\d\d_POP", c, re.I)), default=""
            )
            if last:
                columns = enumerate(cell.upper() for cell in cells)
                names |= {cell[4:]: at for at, cell in columns if cell.startswith(last)}
            return _Table(names, f"20{last[1:3]}" if last else "", rows, lines)
        lines.delimiter = ""
        if number >= HEADER_LINES:
            break
    shown = [several[0] for several in wanted]
    raise InputError(problem(path, "public.header", names=shown))


def _real(text: str) -> float | None:
    try:
        value = float(text.replace("\u202f", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def read_population(
    path: Path, ledger: Ledger, departments: Sequence[str], vintages: Vintages
) -> tuple[Communes, Input]:
    """Read the inhabitants of the communes of some départements, by age.

    Classes of INSEE are recombined: 20 to 59 years are 15 to 59 less those of 15 to 19, who are the
    difference of the classes under 20 and under 15. Lines of one commune (IRIS) are added up.

    Parameters
    ----------
    path
        INSEE's table of the structure of the population (``base-cc`` or ``base-ic``).
    ledger
        Where lines that cannot be used are counted.
    departments
        Codes.
    vintages
        Tells arrondissements from communes.

    Raises
    ------
    InputError
        When it is no such table, or has no commune of these départements.
    """
    table = _table(path, ledger, [CODES, *([name] for name in CLASSES)])
    at, label_at = table.first(CODES) or 0, table.first(LABELS)
    classes = [table.columns[name] for name in CLASSES]
    found = Communes(table.year)
    for number, cells in table.rows:
        code = cells[at].upper() if at < len(cells) else ""
        code = code.zfill(5) if code.isdigit() else code
        if department_of_commune(code) not in departments:
            continue
        if len(cells) <= max(classes):
            ledger.add("left_out", "short_row", table.lines.place(number))
            continue
        counts = [_real(cells[k]) for k in classes]
        if any(count is None for count in counts) or not re.fullmatch(r"\d[\dAB]\d{3}", code):
            ledger.add("left_out", "no_population", code)
            continue
        under15, under20, y15, y30, y45, y60, y75 = (count or 0.0 for count in counts)
        adults = y15 + y30 + y45 - (under20 - under15)
        label = cells[label_at] if label_at is not None and label_at < len(cells) else ""
        known = found.by_code.setdefault(code, Commune(code, label or code, (0.0,) * 4))
        new = (under20, max(adults, 0.0), y60, y75)
        young, middle, old, oldest = (a + b for a, b in zip(known.inhabitants, new, strict=True))
        known.inhabitants = (young, middle, old, oldest)
    for code in [c for c in found.by_code if vintages.part_of(c) in found.by_code]:
        del found.by_code[code]  # the whole commune has a line of its own
        ledger.add("left_out", "arrondissement", code)
    if not found.by_code:
        raise InputError(problem(path, "public.no_commune", departments=list(departments)))
    ledger.add("read", "communes", count=len(found.by_code), year=found.year or "?")
    return found, Input("population", path.name, digest_of_file(path), found.year)


def read_epci(path: Path, ledger: Ledger) -> tuple[dict[str, tuple[str, str]], Input]:
    """Read which EPCI each commune belongs to: code and name by code of commune.

    Raises
    ------
    InputError
        When it is not a table of communes with their EPCI.
    """
    table = _table(path, ledger, [CODES, ("EPCI",)])
    at, epci = table.first(CODES) or 0, table.columns["EPCI"]
    label = table.first(("LIBEPCI", "LIBELLE_EPCI"))
    found = {}
    for number, cells in table.rows:
        if len(cells) <= max(at, epci):
            ledger.add("left_out", "short_row", table.lines.place(number))
            continue
        code = cells[at].upper()
        code = code.zfill(5) if code.isdigit() else code
        if cells[epci] and cells[epci] != NO_EPCI:
            name = cells[label] if label is not None and label < len(cells) else ""
            found[code] = (cells[epci], name or cells[epci])
    return found, Input("epci", path.name, digest_of_file(path))


def read_mergers(path: Path, ledger: Ledger) -> tuple[Vintages, Input]:
    """Read INSEE's table of events on communes (``mvtcommune``): codes before and after, date.

    Raises
    ------
    InputError
        When it is not that table.
    """
    wanted = ("COM_AV", "COM_AP", "DATE_EFF")
    table = _table(path, ledger, [(name,) for name in wanted])
    columns = table.columns
    changes = []
    for number, cells in table.rows:
        if len(cells) <= max(columns[name] for name in wanted):
            ledger.add("left_out", "short_row", table.lines.place(number))
            continue
        before, after, date = (cells[columns[name]] for name in wanted)
        types = [cells[columns[n]] for n in ("TYPECOM_AV", "TYPECOM_AP") if n in columns]
        if before != after and all(kind == "COM" for kind in types):
            changes.append((before, after, date[:4]))
    changes.sort(key=lambda change: change[2])
    ledger.add("read", "mergers", count=len(changes), file=path.name)
    return Vintages(changes), Input("mergers", path.name, digest_of_file(path))
