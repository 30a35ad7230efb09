"""The table of levers and of made-up persons, read from ``levers.toml``; it knows no engine."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["GROUPS", "STOPS", "Lever", "Person", "Table", "changes", "table"]

STOPS: Final = 5
GROUPS: Final = ("organisation", "change", "direction", "funding", "context", "territory")
FILE: Final = Path(__file__).with_name("levers.toml")


@dataclass(frozen=True)
class Lever:
    """A lever: what it is called, which worlds it moves, and the values of its fields at each stop.

    Attributes
    ----------
    worlds
        ``"b"`` for the second world only, ``"both"`` for both.
    fields
        Full names of parameters.
    stops
        Five rows with one value a field.
    """

    name: str
    group: str
    worlds: str
    fields: tuple[str, ...]
    stops: tuple[tuple[Any, ...], ...]

    def values(self, stop: int) -> dict[str, Any]:
        """Return the value of each field at a stop, 0 to 4."""
        return dict(zip(self.fields, self.stops[stop], strict=True))


@dataclass(frozen=True)
class Person:
    """A made-up person: years of age at month 0, and the smallest need (1 light to 3 severe)."""

    name: str
    age: int
    need: int


@dataclass(frozen=True)
class Table:
    """What the room offers.

    Attributes
    ----------
    against
        Scenario of the first world.
    scenarios
        Those from which the second world may start; the first one is the default.
    words
        Override words of both worlds.
    memory
        Megabytes that a worker remembers (`sim.runs.memory`).
    levers, persons
        By name, in the order of the page.
    """

    against: str
    scenarios: tuple[str, ...]
    words: tuple[str, ...]
    memory: int
    levers: Mapping[str, Lever]
    persons: Mapping[str, Person]


@cache
def table() -> Table:
    """Read the table; one that is not as it must be is a fault of ours, found by tests."""
    tree = tomllib.loads(FILE.read_text(encoding="utf-8"))
    levers = [
        Lever(
            row["name"], row["group"], row["worlds"], tuple(row["fields"]),
            tuple(tuple(stop) for stop in row["stops"]),
        )
        for row in tree["lever"]
    ]  # fmt: skip
    return Table(
        tree["against"], tuple(tree["scenarios"]), tuple(tree["words"]), tree["memory"],
        {lever.name: lever for lever in levers},
        {row["name"]: Person(**row) for row in tree["person"]},
    )  # fmt: skip


def changes(stops: Mapping[str, int], world: str) -> dict[str, Any]:
    """Return what the levers change in a world, as `Scenario.with_` takes it.

    Parameters
    ----------
    stops
        Stop of each lever that was moved, 0 to 4.
    world
        ``"a"`` or ``"b"``.

    Examples
    --------
    >>> changes({"pace": 0, "arrivals": 4}, "a")
    {'context': {'arrivals_factor': 1.5}}
    """
    tree: dict[str, Any] = {}
    for name, stop in stops.items():
        lever = table().levers[name]
        if lever.worlds == "both" or world == "b":
            for path, value in lever.values(stop).items():
                *parts, last = path.split(".")
                node = tree
                for part in parts:
                    node = node.setdefault(part, {})
                node[last] = value
    return tree
