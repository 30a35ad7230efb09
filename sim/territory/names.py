"""Names of territories: the way users write them, and the one way they are kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from sim.data import tables
from sim.data.tables import Department
from sim.errors import InputError, suggestion
from sim.lang import Message

__all__ = [
    "FRANCE",
    "TOGETHER",
    "TRAINING",
    "by_slug",
    "canonical",
    "department_of",
    "label_of",
    "names",
]


TRAINING: Final = "training"
FRANCE: Final = "france"
TOGETHER: Final = "+"  # between the names of départements put side by side
NAMED_IN_LABEL: Final = 4  # départements whose names are shown


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().casefold()).strip("-")


@cache
def by_slug() -> dict[str, Department]:
    """Return the départements by the name that commands use."""
    return {_slug(department.label): department for department in tables.departments()}


@cache
def _by_code() -> dict[str, Department]:
    return {department.code.casefold(): department for department in tables.departments()}


def names() -> tuple[str, ...]:
    """Return every name that `build` knows: training, france, then the 101 départements."""
    return (TRAINING, FRANCE, *by_slug())


def department_of(text: str) -> Department | None:
    """Return the département of a name or a code, None when there is none."""
    slug = _slug(text)
    code = slug if slug.startswith("2") or len(slug) > 1 else f"0{slug}"
    return by_slug().get(slug) or _by_code().get(code)


def canonical(spec: str) -> str:
    """Return the one name of a territory that is written as a name or a code, or several with "+".

    Several départements are in the order of their codes; all of them together are ``france``.

    Raises
    ------
    InputError
        Unknown name (the nearest is offered), a département twice, or something else than
        départements put together.

    Examples
    --------
    >>> canonical("Lozère"), canonical("2a"), canonical("48+ariege+23")
    ('lozere', 'corse-du-sud', 'ariege+creuse+lozere')
    """
    if TOGETHER not in spec:
        slug = _slug(spec)
        if slug in (TRAINING, "val-de-brume"):
            return TRAINING
        department = department_of(spec)
        if slug != FRANCE and department is None:
            raise InputError([_unknown(spec)])
        return FRANCE if department is None else _slug(department.label)
    found: list[Department] = []
    problems: list[Message] = []
    for part in spec.split(TOGETHER):
        department = department_of(part)
        if department is None and _slug(part) in (TRAINING, FRANCE):
            problems.append(Message("territory.not_together", name=part.strip()))
        elif department is None:
            near = suggestion(_slug(part) or part, by_slug())
            problems.append(
                Message("territory.no_department", name=part.strip(), spec=spec, near=near)
            )
        elif department in found:
            problems.append(Message("territory.twice", name=_slug(department.label), spec=spec))
        else:
            found.append(department)
    if problems:
        raise InputError(problems)
    return _name_of(found)


def _name_of(departments: Sequence[Department]) -> str:
    ordered = sorted(departments, key=lambda department: department.index)
    if len(ordered) == len(tables.departments()):
        return FRANCE
    return TOGETHER.join(_slug(department.label) for department in ordered)


def label_of(departments: Sequence[Department]) -> str:
    """Return the name that people read for départements put together."""
    if len(departments) == len(tables.departments()):
        return "France"
    if len(departments) > NAMED_IN_LABEL:
        return f"{len(departments)} départements"
    return " + ".join(department.label for department in departments)


def _unknown(spec: str) -> Message:
    if spec.casefold().endswith(".csv") or "/" in spec or "\\" in spec:
        return Message("territory.path", spec=spec)
    return Message(
        "territory.unknown",
        name=spec,
        training=TRAINING,
        france=FRANCE,
        together=TOGETHER,
        near=suggestion(_slug(spec) or spec, names()),
    )
