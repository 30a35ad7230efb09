"""From public files to a territory: zones with their persons, establishments, and the sources."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, get_args

from sim.data import tables
from sim.data.tables import Department
from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.territory.names import by_slug, department_of
from sim.territory.public.finess_csv import read_others, read_structures
from sim.territory.public.finess_json import is_of_structures, read_json
from sim.territory.public.folder import PublicTerritory, check_folder, write_folder
from sim.territory.public.insee import Vintages, read_epci, read_mergers, read_population
from sim.territory.public.ledger import Ledger
from sim.territory.public.lines import check_file
from sim.territory.public.mapping import Asked, Kept, Which, choices, map_establishments
from sim.territory.public.records import Extract
from sim.territory.public.zones import (
    ZONES,
    By,
    Zone,
    labels_of,
    persons_of,
    structures_in,
    where_zones_lie,
    zones_of,
)

__all__ = ["ZONES", "from_public_files"]

PathLike = str | os.PathLike[str]
READABLE: Final = (".csv", ".json", ".txt")


def from_public_files(
    finess: PathLike | Sequence[PathLike],
    population: PathLike,
    *,
    out: PathLike,
    zones: By = "epci",
    epci: PathLike | None = None,
    departments: str | Sequence[str] = (),
    mergers: PathLike | None = None,
    capacity: Which = "authorised",
    tolerance: int | None = None,
    home_help_places: int | None = None,
    also: Sequence[str] = (),
    assess_delay_months: float | None = None,
    speed_kmh: float | None = None,
) -> PublicTerritory:
    """Make a territory from the extracts of FINESS and the tables of INSEE.

    Parameters
    ----------
    finess
        The files of FINESS, or a folder of them: the old extracts (``structureet``,
        ``equipementsocial``, ``geolocalisation``) or the JSON since 2026 (structures, activities).
    population
        INSEE's table of inhabitants by commune and age.
    out
        Folder to write: ``persons.csv``, ``establishments.csv`` and ``sources.json``.
    zones
        What a zone is: an ``epci`` or a ``commune``.
    epci
        INSEE's table of communes and EPCI; needed for zones by EPCI.
    departments
        Codes or names of the départements; needed where the files hold several.
    mergers
        INSEE's table of events on communes, for files of different years.
    capacity
        Which places count, ``authorised`` or ``installed``; the other where it is empty.
    tolerance
        Highest class of complexity that all establishments accept (1 to 3); without it, the shares
        of the model's table of categories.
    home_help_places
        Places of a service of home help, of which FINESS has none; without it, the model's mean.
    also
        Categories of FINESS that count though the model's figure leaves them out, such as ``175``.
    assess_delay_months
        Mean months from request to assessment; without it, drawn for the département.
    speed_kmh
        Speed as the crow flies; without it, that of the model's table.

    Returns
    -------
    PublicTerritory
        What ``sim.compare(…, territory=…)`` takes.

    Raises
    ------
    InputError
        One sentence for each thing that cannot be used.
    OSError
        When the folder cannot be written.
    """
    folder = Path(out).expanduser()
    chosen = _checked(zones, epci, departments, capacity, tolerance, home_help_places, also,
                      assess_delay_months, speed_kmh)  # fmt: skip
    check_folder(folder)
    ledger = Ledger()
    found = Extract(ledger, tuple(department.code for department in chosen))
    _read_finess(_paths(finess), found)
    codes = _departments(found, chosen)
    inputs = found.inputs
    vintages = Vintages()
    if mergers is not None:
        vintages, one = read_mergers(Path(mergers), ledger)
        inputs.append(one)
    communes, one = read_population(Path(population), ledger, codes, vintages)
    inputs.append(one)
    of_commune: dict[str, tuple[str, str]] = {}
    if zones == "epci" and epci is not None:
        of_commune, one = read_epci(Path(epci), ledger)
        inputs.append(one)
    zone_of = zones_of(communes, zones, of_commune, vintages, ledger)
    placed = structures_in(found, communes, vintages)
    asked = Asked(capacity, tolerance, home_help_places, tuple(also))
    kept = map_establishments(found, placed.values(), asked)
    speed = tables.number("country_speed_kmh") if speed_kmh is None else speed_kmh
    where = where_zones_lie(found, placed, zone_of, 60.0 / speed)
    ledger.add("assumed", "speed" if speed_kmh is None else "speed_given", speed=f"{speed:g}",
               count=len(set(zone_of.values())))  # fmt: skip
    labels = labels_of(zone_of)
    persons = persons_of(communes, zone_of, where, labels, assess_delay_months, ledger)
    rows = _establishments(kept, zone_of, labels)
    if not rows:
        raise InputError(Message("public.no_establishment", departments=codes))
    _count_unknown(found)
    options = {
        "zones": zones, "departments": "+".join(codes), "capacity": capacity,
        "tolerance": str(tolerance or ""), "home_help_places": str(home_help_places or ""),
        "also": ",".join(also), "speed_kmh": f"{speed:g}",
        "assess_delay_months": "" if assess_delay_months is None else f"{assess_delay_months:g}",
    }  # fmt: skip
    return write_folder(folder, persons, rows, inputs, ledger.entries(), options)


def _checked(
    zones: str, epci: object, departments: str | Sequence[str], capacity: str,
    tolerance: int | None, home_help: int | None, also: Sequence[str],
    delay: float | None, speed: float | None,
) -> tuple[Department, ...]:  # fmt: skip
    """Check what the user asks for, and return the départements.

    Raises
    ------
    InputError
        One sentence for each problem.
    """
    problems: list[Message] = []
    for name, value, allowed in (
        ("zones", zones, ZONES),
        ("capacity", capacity, get_args(Which)),
        *(("also", code, choices()) for code in also),
    ):
        if value not in allowed:
            near = suggestion(value, allowed)
            problems.append(
                Message("public.choice", name=name, value=value, names=list(allowed), near=near)
            )
    for name, amount, low, high in (
        ("tolerance", tolerance, 1, 3),
        ("home_help_places", home_help, 1, 100_000),
        ("assess_delay_months", delay, 0, 120),
        ("speed_kmh", speed, 5, 200),
    ):
        if amount is not None and not low <= amount <= high:
            bounds = {"low": str(low), "high": str(high)}
            problems.append(Message("territory.option", name=name, value=str(amount), **bounds))
    if zones == "epci" and epci is None:
        problems.append(Message("public.epci_needed"))
    asked = departments.split("+") if isinstance(departments, str) else list(departments)
    found = []
    for text in asked:
        department = department_of(text) if text else None
        if text and department is None:
            near = suggestion(text, by_slug())
            problems.append(Message("public.department", text=text, near=near))
        elif department is not None:
            found.append(department)
    if problems:
        raise InputError(problems)
    return tuple(sorted(dict.fromkeys(found), key=lambda department: department.index))


def _paths(finess: PathLike | Sequence[PathLike]) -> list[Path]:
    """Return the files of FINESS; those of a folder in the order of their names."""
    given = [finess] if isinstance(finess, str | os.PathLike) else list(finess)
    paths: list[Path] = []
    for one in (Path(path).expanduser() for path in given):
        if one.is_dir():
            inside = sorted(p for p in one.iterdir() if p.suffix.casefold() in READABLE)
            if not inside:
                raise InputError(Message("public.empty_folder", path=str(one)))
            paths += inside
        else:
            paths.append(one)
    if not paths:
        raise InputError(Message("public.no_finess"))
    for path in paths:
        check_file(path)
    return paths


def _read_finess(paths: Sequence[Path], found: Extract) -> None:
    """Read all files: establishments first, then their places and coordinates."""
    trees = [path for path in paths if _is_json(path)]
    extracts = [path for path in paths if path not in trees]
    for path in sorted(trees, key=lambda path: not is_of_structures(path)):
        read_json(path, found)
    for read in (read_structures, read_others):
        for path in extracts:
            read(path, found)
    if not found.structures:
        if found.outside:
            raise InputError(Message("public.not_there", departments=list(found.wanted)))
        names = ", ".join(path.name for path in paths)
        raise InputError(Message("public.no_structure", files=names))
    if not any(found.capacities.values()):
        raise InputError(Message("public.no_capacity", files=", ".join(p.name for p in paths)))


def _is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")


def _departments(found: Extract, chosen: Sequence[Department]) -> list[str]:
    """Return the codes of the départements: those chosen, or the only one of the files.

    Raises
    ------
    InputError
        When the files hold several and none is chosen.
    """
    if chosen:
        return [department.code for department in chosen]
    codes = sorted({one.department for one in found.structures.values()})
    if len(codes) > 1:
        raise InputError(Message("public.several", n=len(codes), departments=codes[:12]))
    return codes


def _establishments(
    kept: Sequence[Kept], zone_of: Mapping[str, Zone], labels: Mapping[Zone, str]
) -> list[dict[str, object]]:
    return [
        {
            "zone": labels[zone_of[one.commune]], "category": one.category, "places": one.places,
            "tolerance": one.tolerance, "operator": one.operator, "note": one.number,
        }
        for one in kept
    ]  # fmt: skip


def _count_unknown(found: Extract) -> None:
    """Count the establishments that some line names and no line describes."""
    known = found.structures.keys() | found.closed | found.outside
    for number in found.capacities:
        if number not in known:
            found.ledger.add("left_out", "no_establishment_line", number)
