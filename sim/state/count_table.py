"""Tables of counts: one line for each count, with its unit and meaning.

A module such as `sim.state.counts` writes ``CRISES: Final = MONTHLY.add("crises", "events", …)``.
The constant is the rank of the count in the table, a plain integer that kernels index arrays with.
Ranks follow the order of the lines. A meaning is text for readers: it changes no digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

__all__ = ["UNITS", "Count", "CountTable", "Unit"]

Unit = Literal[
    "persons",
    "organisations",
    "providers",
    "places",
    "options",
    "events",
    "months",
    "minutes",
    "cents",
    "thousandths",
    "millionths",
]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class Count:
    """One count.

    Attributes
    ----------
    name
        Name in files and indicators.
    unit
        Unit of the sum.
    meaning
        What is added, and when, in one sentence.
    """

    name: str
    unit: Unit
    meaning: str


class CountTable:
    """Counts in their order in an array."""

    def __init__(self) -> None:
        self._counts: list[Count] = []

    def add(self, name: str, unit: Unit, *, meaning: str) -> int:
        """Add a count at the end of the table and return its rank."""
        self._counts.append(Count(name, unit, meaning))
        return len(self._counts) - 1

    @property
    def counts(self) -> tuple[Count, ...]:
        """All counts, in their order."""
        return tuple(self._counts)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all counts, in their order."""
        return tuple(count.name for count in self._counts)
