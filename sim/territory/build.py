"""Building a territory: a département, several, the country, the training one, a user's own.

The counts come from the sourced tables of ``sim/data``; the location and size of organisations and
the deviation of a département from the mean are synthetic (`Territory.synthetic_parts`). A country
is the union of its départements.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.data import tables
from sim.data.person_tables import persons
from sim.data.profiles import profiles
from sim.data.tables import number
from sim.errors import InputError
from sim.lang import Message
from sim.territory import drawing as parts
from sim.territory.balance import solve
from sim.territory.entities import (
    Actors,
    DepartmentTables,
    Establishments,
    Int32s,
    Ints,
    Options,
    Zones,
)
from sim.territory.names import (
    FRANCE,
    TOGETHER,
    TRAINING,
    by_slug,
    canonical,
    department_of,
    label_of,
)
from sim.territory.territory import Territory, seal
from sim.territory.user_files import UserEstablishment, UserZone, read_user_files

__all__ = ["build", "build_from_files"]


def _join(
    departments: Sequence[DepartmentTables], *, shared_operators: bool = False, **text: Any
) -> Territory:
    """Put départements one after the other, in order, and seal the arrays.

    With `shared_operators` an operator has the same number in all départements.
    """
    first_zone = np.cumsum([0, *(len(department.zones) for department in departments)])
    operators = [
        int(department.establishments.operator.max()) + 1 if len(department.establishments) else 0
        for department in departments
    ]
    first_operator = np.cumsum([0, *operators]) * (not shared_operators)

    def zones(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(department.zones, name) for department in departments])

    def shifted(part: str, name: str, shift: Ints) -> Int32s:
        columns = [getattr(getattr(department, part), name) for department in departments]
        moved = [column + shift[index] for index, column in enumerate(columns)]
        return np.concatenate(moved).astype(np.int32)

    def column(part: str, name: str) -> npt.NDArray[Any]:
        return np.concatenate(
            [getattr(getattr(department, part), name) for department in departments]
        )

    sizes = [len(department.zones) for department in departments]
    needs = tables.needs()
    present = solve([department.flows for department in departments], needs, profiles())
    territory = Territory(
        **text,
        zones=Zones(
            label=tuple(label for department in departments for label in department.zones.label),
            departement=zones("departement"),
            department=np.repeat(np.arange(len(departments), dtype=np.int16), sizes),
            x=zones("x"),
            y=zones("y"),
            openness=zones("openness"),
            assess_delay=zones("assess_delay"),
            stock=zones("stock"),
            entries=zones("entries"),
        ),
        establishments=Establishments(
            zone=shifted("establishments", "zone", first_zone),
            category=column("establishments", "category"),
            places=column("establishments", "places"),
            tolerance=column("establishments", "tolerance"),
            operator=shifted("establishments", "operator", first_operator),
        ),
        actors=Actors(
            zone=shifted("actors", "zone", first_zone),
            domain=column("actors", "domain"),
            seats=column("actors", "seats"),
            minutes=column("actors", "minutes"),
            budget_cents=column("actors", "budget_cents"),
        ),
        border_stay=np.stack([department.flows.border_stay for department in departments]),
        stock_age_cdf=np.stack([department.flows.age_cdf for department in departments]),
        entry_age_cdf=parts.entry_age_cdf(),
        needs_minutes=needs.minutes,
        presence=needs.presence,
        up=needs.up,
        down=needs.down,
        orientation=needs.orientation,
        profiles=profiles(),
        profile_stock=present.profile,
        levels_stock=present.level,
        since_stock=present.since,
        mortality=tables.mortality(),
        categories=tables.categories(),
        persons=persons(),
    )
    seal(territory)
    return territory


def _user_department(
    zones: Sequence[UserZone], establishments: Sequence[UserEstablishment], operators: list[str]
) -> DepartmentTables:
    """Turn the zones of one département of the user's files into its tables."""
    code = zones[0].department.code
    labels = tuple(zone.label for zone in zones)
    key = "|".join((code, *labels))
    stock = np.array([zone.stock for zone in zones], np.int64)
    flows = parts.stationary([int(persons) for persons in stock.sum(axis=0)])
    drawn = parts.assess_delay(code)
    delays = [drawn if zone.assess_delay is None else zone.assess_delay for zone in zones]
    return DepartmentTables(
        zones=Zones(
            label=labels,
            departement=np.full(len(zones), zones[0].department.index, np.int16),
            department=np.zeros(len(zones), np.int16),
            x=np.array([zone.x for zone in zones], np.float64),
            y=np.array([zone.y for zone in zones], np.float64),
            openness=parts.openness(len(zones), key),
            assess_delay=np.array(delays, np.float64),
            stock=stock,
            entries=parts.zone_entries(flows, stock),
        ),
        establishments=Establishments(
            zone=np.array([labels.index(row.zone) for row in establishments], np.int32),
            category=np.array([row.category for row in establishments], np.int8),
            places=np.array([row.places for row in establishments], np.int32),
            tolerance=np.array([row.tolerance for row in establishments], np.int8),
            operator=np.array([operators.index(row.operator) for row in establishments], np.int32),
        ),
        actors=parts.actors(key, stock),
        flows=flows,
    )


def build_from_files(
    persons_path: str | os.PathLike[str], establishments_path: str | os.PathLike[str]
) -> Territory:
    """Build a user's own territory from two CSV files (schema: ``docs/territories.md``).

    Parameters
    ----------
    persons_path
        Zones with their persons by stage.
    establishments_path
        Establishments with their zone, category, places, tolerance and operator.

    Raises
    ------
    InputError
        With every problem of both files, one sentence each.
    """
    read = read_user_files(
        Path(persons_path), Path(establishments_path), department_of, tuple(by_slug())
    )
    users, rows = read.zones, read.establishments
    operators = list(dict.fromkeys(row.operator for row in rows))
    users.sort(key=lambda zone: zone.department.index)
    departments = []
    for index in dict.fromkeys(zone.department.index for zone in users):
        members = [zone for zone in users if zone.department.index == index]
        labels = {zone.label for zone in members}
        departments.append(
            _user_department(members, [r for r in rows if r.zone in labels], operators)
        )
    name = Path(persons_path).stem
    return _join(
        departments,
        shared_operators=True,
        name=name,
        kind="files",
        label_fr=name,
        label_en=name,
        synthetic="files",
        fictional=False,
        files=read.digests,
    )


def _build_training() -> Territory:
    with ExitStack() as stack:
        folder = files("sim.data")
        paths = [
            stack.enter_context(as_file(folder.joinpath(f"training_{part}.csv")))
            for part in ("persons", "establishments")
        ]
        territory = build_from_files(*paths)
    return replace(
        territory,
        name=TRAINING,
        kind="training",
        label_fr="Val-de-Brume (fictif)",
        label_en="Val-de-Brume (fictional)",
        synthetic="training",
        fictional=True,
        files=(),
    )


def _options(
    dispersion_cv: float | None,
    persons_per_zone: float | None,
    equipment_factor: float,
    equipment_draw: int | None,
) -> Options:
    problems: list[Message] = []
    cv = number("dispersion_cv_adult") if dispersion_cv is None else dispersion_cv
    per_zone = number("persons_per_zone") if persons_per_zone is None else persons_per_zone
    for name, value, low, high in (
        ("dispersion_cv", cv, 0.0, 3.0),
        ("persons_per_zone", per_zone, 50.0, 1e7),
        ("equipment_factor", equipment_factor, 0.05, 20.0),
    ):
        if not math.isfinite(value) or not low <= value <= high:
            problems.append(
                Message(
                    "territory.option",
                    name=name,
                    value=str(value),
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )
    if problems:
        raise InputError(problems)
    draw = int(number("equipment_draw")) if equipment_draw is None else equipment_draw
    return Options(float(cv), float(per_zone), float(equipment_factor), draw)


def build(
    spec: str | Sequence[str | os.PathLike[str]],
    *,
    dispersion_cv: float | None = None,
    persons_per_zone: float | None = None,
    equipment_factor: float = 1.0,
    equipment_draw: int | None = None,
) -> Territory:
    """Build a territory.

    Parameters
    ----------
    spec
        ``training``, ``france``, the name or code of a département (case and accents do not
        matter), several of them joined by ``+``, or the two paths that `build_from_files` takes.
    dispersion_cv
        Coefficient of variation of the adult equipment between départements; default 0.72 (REPSS
        Autonomie 2.9). 0 gives every département the national equipment.
    persons_per_zone
        Persons in a zone on average; default 3,000 (assumed).
    equipment_factor
        Multiplies the places of every category.
    equipment_draw
        Number of the synthetic draw of the equipment of the départements; another number, another
        draw. None of the parameters changes the training territory or a user's own, whose zones
        and establishments are given.

    Raises
    ------
    InputError
        Unknown name (the nearest is offered), wrong parameters, or problems in the files.

    Examples
    --------
    >>> build("Creuse").present
    11866
    """
    if not isinstance(spec, str):
        paths = tuple(spec)
        if len(paths) != 2:
            raise InputError(Message("territory.two_paths", n=len(paths)))
        return build_from_files(*paths)
    options = _options(dispersion_cv, persons_per_zone, equipment_factor, equipment_draw)
    name = canonical(spec)
    if name == TRAINING:
        return _build_training()
    members = (
        tables.departments()
        if name == FRANCE
        else tuple(by_slug()[slug] for slug in name.split(TOGETHER))
    )
    kind = "france" if name == FRANCE else "departement" if len(members) == 1 else "departements"
    label = label_of(members)
    return _join(
        [parts.department_tables(department, options) for department in members],
        name=name,
        kind=kind,
        label_fr=label,
        label_en=label,
        synthetic="real",
        fictional=False,
    )
