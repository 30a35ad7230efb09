"""The JSON that replaces the extracts of FINESS since 2026: structures, and activities.

Schemas: ``schema-structures-v1`` and ``schema-activites-v1-0-1`` of github.com/ansforge/finess.
Numbers are texts, labels are padded with blanks, closed structures are in the file, and
``coordonneeX`` holds the northing. An activity gives its places several times: a part for social
aid, a part by gender, and the whole, which has neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from sys import intern
from typing import Any, Final

from sim.errors import InputError
from sim.territory.public.lines import check_file, digest_of_file, problem
from sim.territory.public.records import (
    Capacity,
    Extract,
    Position,
    Structure,
    department_of_commune,
    finess_number,
    is_department,
    projection_of,
    whole_number,
)

__all__ = ["is_of_structures", "read_json"]

ACTIVE: Final = "A"
INSTALLED, AUTHORISED = "08", "09"  # TRE_R330, type of status of a capacity
STRUCTURES, ACTIVITIES = "structures", "activities"
Tree = Mapping[str, Any]


def read_json(path: Path, found: Extract) -> None:
    """Read a file of structures or of activities into `found`, one legal entity at a time.

    Parameters
    ----------
    path
        The file.
    found
        What was read so far; entries that cannot be used are counted in its table.

    Raises
    ------
    InputError
        When it is not JSON, ends too soon, or is neither of the two files.
    """
    import ijson

    check_file(path)
    counts = {STRUCTURES: 0, ACTIVITIES: 0}
    try:
        with path.open("rb") as file:
            date = _date(file, ijson)
            file.seek(0)
            for entity in ijson.items(file, "pmej.item"):
                kind = ACTIVITIES if "numFiness" in entity else STRUCTURES
                read: Callable[[Tree, Extract], Iterator[None]]
                read = _activities if kind == ACTIVITIES else _structures
                counts[kind] += sum(1 for _ in read(entity, found))
    except ijson.JSONError:
        raise InputError(problem(path, "public.json")) from None
    except (AttributeError, TypeError, KeyError):
        raise InputError(problem(path, "public.json_other")) from None
    if not any(counts.values()):
        raise InputError(problem(path, "public.json_other"))
    for kind, count in counts.items():
        if count:
            found.ledger.add("read", f"json_{kind}", count=count, file=path.name)
    role = "+".join(kind for kind, count in counts.items() if count)
    found.add_input(role, path, digest_of_file(path), date)


def is_of_structures(path: Path) -> bool:
    """Whether a file looks like that of structures, which is read before the activities."""
    with path.open("rb") as file:
        begin = file.read(1 << 20)
    return b'"informationsGeneralesPMEJ"' in begin or b'"activitesAutorisees"' not in begin


def _date(file: Any, ijson: Any) -> str:
    """Return the day on which the file was made, from its first lines."""
    for prefix, _, value in ijson.parse(file):
        if prefix.endswith("generatedAt"):
            return str(value)[:10]
        if prefix == "pmej.item":
            break
    return ""


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _structures(entity: Tree, found: Extract) -> Iterator[None]:
    owner = finess_number(_text(entity["informationsGeneralesPMEJ"].get("numFinessPm")))
    for one in entity.get("ege") or ():
        general = one["informationsGeneralesEGE"]
        code = finess_number(_text(general.get("numFinessEge")))
        if not code:
            found.ledger.add("left_out", "number", _text(general.get("egeId")))
            continue
        address = (one.get("adresse") or [{}])[0]
        commune = _text(address.get("cogCommune")).zfill(5)
        department = department_of_commune(commune)
        if found.leaves_out(code, department):
            continue
        if _text(one.get("etatObjet")) != ACTIVE or general.get("dateFermeture"):
            found.ledger.add("left_out", "closed", code)
            found.closed.add(code)
            continue
        if not is_department(department):
            found.ledger.add("left_out", "unknown_department", code, code=department)
            continue
        category = _text(one.get("categorieentiteGeographiqueExercice")).zfill(3)
        updated = _text(one.get("dateDerniereMaj"))[:10]
        found.keep(
            Structure(
                code, owner or code, commune, intern(department), intern(category), "", updated
            )
        )
        _position(code, department, address.get("coordonneesGeographique") or {}, found)
        yield


def _position(code: str, department: str, place: Tree, found: Extract) -> None:
    """Keep coordinates: ``coordonneeX`` is the northing, ``coordonneeY`` the easting."""
    try:
        north, east = (float(_text(place[name])) for name in ("coordonneeX", "coordonneeY"))
    except (KeyError, ValueError):
        return
    found.positions[code] = Position(east, north, projection_of(department))


def _activities(entity: Tree, found: Extract) -> Iterator[None]:
    for one in entity.get("ege") or ():
        code = finess_number(_text(one.get("numFinessEge")))
        if not found.concerns(code):
            continue
        for activity in one.get("activitesExercees") or ():
            if _text(activity["caracteristiquesGeneriques"].get("etatObjet")) != ACTIVE:
                found.ledger.add("left_out", "deleted", code)
                continue
            places = {
                status: _places(code, activity, status, found) for status in (AUTHORISED, INSTALLED)
            }
            found.capacities.setdefault(code, []).append(
                Capacity(_discipline(activity), places[AUTHORISED], places[INSTALLED])
            )
            yield


def _discipline(activity: Tree) -> str:
    specific = activity["nature"].get("caracteristiquesSpecifiques") or {}
    for name, kind in specific.items():
        if name.startswith("typeActivite") and isinstance(kind, Mapping):
            return intern(_text(kind.get("activiteSocialeRegulee")))
    return ""


def _places(code: str, activity: Tree, status: str, found: Extract) -> int | None:
    """Return the whole number of places of a status: parts for social aid or a gender are in it."""
    total = None
    for capacity in activity.get("capacite") or ():
        whole = not capacity.get("habilitation") and not capacity.get("genre")
        if _text(capacity.get("statutCapacite")) != status or not whole:
            continue
        number = capacity.get("nombre")
        text = str(int(number)) if isinstance(number, int | Decimal) else _text(number)
        places = whole_number(text)
        if text and places is None:
            found.ledger.add("left_out", "not_places", code, text=text[:20])
        if places is not None:
            total = places + (total or 0)
    return total
