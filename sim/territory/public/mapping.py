"""From establishments of FINESS to those of the model: category, places, tolerance."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import numpy as np

from sim.data import tables
from sim.territory.public.records import Capacity, Extract, Structure

__all__ = ["Asked", "Kept", "Rule", "choices", "map_establishments", "rules"]

HOME_HELP: Final = "saad"  # of which FINESS gives no capacity
Which = Literal["authorised", "installed"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of ``categories.csv``: a category of FINESS, ours, and disciplines if not all."""

    code: str
    label: str
    category: str
    status: str
    disciplines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the files do not say, as the user gave it.

    Attributes
    ----------
    capacity
        Which places count first, ``authorised`` or ``installed``; the other where it is empty.
    tolerance
        Highest class that every establishment accepts, 1 to 3; None for the shares of the model.
    home_help_places
        Places of a service of home help; None for the mean of the model.
    also
        Categories of FINESS that count though the model's figure is without them.
    """

    capacity: Which = "authorised"
    tolerance: int | None = None
    home_help_places: int | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """An establishment of the model."""

    number: str
    commune: str
    category: str
    places: int
    tolerance: int
    operator: str


@cache
def rules() -> dict[str, tuple[Rule, ...]]:
    """Return the table of categories by code of FINESS; one code may give two establishments."""
    text = files("sim.territory.public").joinpath("categories.csv").read_text(encoding="utf-8")
    found: dict[str, list[Rule]] = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        disciplines = tuple(row["disciplines"].split())
        rule = Rule(row["code"], row["label"], row["category"], row["status"], disciplines)
        found[rule.code].append(rule)
    return {code: tuple(several) for code, several in found.items()}


def choices() -> tuple[str, ...]:
    """Return the codes of the categories that count only when they are asked for."""
    return tuple(code for code, several in rules().items() if several[0].status == "choice")


def map_establishments(found: Extract, structures: Iterable[Structure], asked: Asked) -> list[Kept]:
    """Return the establishments of the model; what is left out is counted in the table.

    Parameters
    ----------
    found
        What was read; its table is completed.
    structures
        The establishments in communes of the territory.
    asked
        What the files do not say.
    """
    kept: list[Kept] = []
    for one in sorted(structures, key=lambda structure: structure.number):
        several = rules().get(one.category)
        if several is None:
            label = one.label or "?"  # the JSON gives codes alone
            found.ledger.add(
                "left_out", "unknown_category", one.number, code=one.category, label=label
            )
            continue
        status = several[0].status
        if status == "out" or (status == "choice" and one.category not in asked.also):
            rule, add = several[0], found.ledger.add
            if status == "out":
                add("left_out", "category_out", one.number, code=rule.code, label=rule.label)
            else:
                add(
                    "left_out", "category_choice", one.number, code=rule.code, label=rule.label,
                    category=rule.category,
                )  # fmt: skip
            continue
        for rule in several:
            places = _places(found, one, rule, asked)
            if places:
                found.ledger.add(
                    "mapped", "category", one.number, places=places, code=rule.code,
                    label=rule.label, category=rule.category,
                )  # fmt: skip
                kept.append(
                    Kept(one.number, one.commune, rule.category, places, 0, one.entity)
                )  # fmt: skip
    return _with_tolerance(kept, found, asked)


def _places(found: Extract, one: Structure, rule: Rule, asked: Asked) -> int:
    """Return the places of an establishment in a category; 0, counted, where there is none."""
    rows: Collection[Capacity] = found.capacities.get(one.number, ())
    if rule.disciplines:
        rows = [row for row in rows if row.discipline in rule.disciplines]
    total, other = 0, False
    for row in rows:
        both = (row.authorised, row.installed)
        first, second = both if asked.capacity == "authorised" else both[::-1]
        total += first if first is not None else second or 0
        other |= first is None and bool(second)
    if other:
        found.ledger.add("assumed", "other_capacity", one.number, capacity=asked.capacity)
    if total or rule.category != HOME_HELP:
        if not total:
            found.ledger.add(
                "left_out", "no_places", one.number, code=rule.code, category=rule.category
            )
        return total
    usual = tables.categories()
    mean = round(float(usual.size_mean[usual.code.index(HOME_HELP)]))
    places = asked.home_help_places or mean
    key = "home_help_given" if asked.home_help_places else "home_help"
    found.ledger.add("assumed", key, one.number, places=places, size=str(places))
    return places


def _with_tolerance(kept: Sequence[Kept], found: Extract, asked: Asked) -> list[Kept]:
    """Give each establishment the highest class that it accepts.

    Without a choice of the user, the shares of the model (``categories.csv``) are dealt over the
    establishments of each category in an order that only their numbers decide.
    """
    usual = tables.categories()
    tolerance: dict[tuple[str, str], int] = {}
    for category in {one.category for one in kept}:
        numbers = sorted((one.number for one in kept if one.category == category), key=_shuffled)
        edges = usual.tolerance_shares[usual.code.index(category)].cumsum()
        for rank, number in enumerate(numbers):
            drawn = int(np.searchsorted(edges, (rank + 0.5) / len(numbers))) + 1
            tolerance[category, number] = asked.tolerance or min(drawn, 3)
    if asked.tolerance:
        found.ledger.add(
            "assumed", "tolerance_given", count=len(kept), tolerance=str(asked.tolerance)
        )
    else:
        found.ledger.add("assumed", "tolerance", count=len(kept))
    return [
        Kept(o.number, o.commune, o.category, o.places, tolerance[o.category, o.number], o.operator)
        for o in kept
    ]


def _shuffled(number: str) -> bytes:
    return hashlib.blake2b(number.encode(), digest_size=8).digest()
