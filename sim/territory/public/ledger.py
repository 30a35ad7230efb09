"""The table of what was read, mapped, assumed and left out when a territory is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import pandas as pd

from sim.lang import say

__all__ = ["PARTS", "Entry", "Ledger", "Part", "table"]

Part = Literal["read", "mapped", "assumed", "left_out"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
EXAMPLES: Final = 3  # FINESS numbers or lines that are named; the others are counted


@dataclass(slots=True)
class Entry:
    """One line of the table.

    Attributes
    ----------
    part
        ``read``, ``mapped``, ``assumed`` or ``left_out``.
    key, values
        The sentence (``public.KEY`` in the catalogues) and what fills it in.
    count
        How many lines, establishments or communes it is about.
    places
        Places in them; None where places have no meaning.
    examples
        The first FINESS numbers, codes or lines.
    """

    part: Part
    key: str
    values: dict[str, str]
    count: int = 0
    places: int | None = None
    examples: list[str] = field(default_factory=list)

    def text(self, lang: str) -> str:
        """Return the line as a sentence."""
        return say(f"public.{self.key}", lang, **self.values)

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON holds it."""
        return {
            "part": self.part, "key": self.key, "values": self.values, "count": self.count,
            "places": self.places, "examples": self.examples,
        }  # fmt: skip

    @classmethod
    def of(cls, tree: Mapping[str, Any]) -> Entry:
        """Return the line that JSON holds.

        Raises
        ------
        KeyError, TypeError, ValueError
            When it is not such a line.
        """
        if tree["part"] not in PARTS:
            raise ValueError(tree["part"])
        places = tree["places"]
        return cls(
            tree["part"], str(tree["key"]),
            {str(name): str(value) for name, value in tree["values"].items()},
            int(tree["count"]), None if places is None else int(places),
            [str(example) for example in tree["examples"]],
        )  # fmt: skip


class Ledger:
    """Collects the lines; lines with the same sentence are counted together."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, ...], Entry] = {}

    def add(
        self,
        part: Part,
        key: str,
        example: str = "",
        *,
        count: int = 1,
        places: int | None = None,
        **values: str,
    ) -> None:
        """Count one case.

        Parameters
        ----------
        part, key, values
            The line that it belongs to.
        example
            What names this case, for the reader who looks for it in the file.
        count, places
            What is added to the line.
        """
        mark = (part, key, *values.values())
        entry = self._entries.setdefault(mark, Entry(part, key, values))
        entry.count += count
        if places is not None:
            entry.places = places + (entry.places or 0)
        if example and len(entry.examples) < EXAMPLES:
            entry.examples.append(example)

    def entries(self) -> list[Entry]:
        """Return the lines by part; in a part, those of one sentence together, largest first."""
        order = {part: rank for rank, part in enumerate(PARTS)}
        keys = {entry.key: rank for rank, entry in reversed(list(enumerate(self._all())))}
        return sorted(
            self._all(),
            key=lambda e: (order[e.part], keys[e.key], -e.count, list(e.values.values())),
        )

    def _all(self) -> list[Entry]:
        return list(self._entries.values())


def table(entries: Iterable[Entry], lang: str) -> pd.DataFrame:
    """Return lines as a table in a language: part, what, count, places, examples."""
    rows = [
        (say(f"public.part.{e.part}", lang), e.text(lang), e.count, e.places, ", ".join(e.examples))
        for e in entries
    ]
    names = ("part", "text", "count", "places", "examples")
    columns = [say(f"public.column.{name}", lang) for name in names]
    return pd.DataFrame(rows, columns=columns).astype({columns[3]: "Int64"})
