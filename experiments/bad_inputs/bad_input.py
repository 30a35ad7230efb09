"""One command line that nobody can use, and the files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["SHORT", "BadInput"]

# A run so short that a word which is taken by mistake costs a second, not minutes.
SHORT: Final = (
    "territory=training", "months=2", "reform_month=1", "burn_in=0", "replicates=1", "workers=1",
)  # fmt: skip


@dataclass(frozen=True)
class BadInput:
    """A command line, and the files beside it.

    Attributes
    ----------
    kind
        One of `experiments.bad_inputs.inputs.KINDS`.
    program
        Name of the program.
    words
        Words after its name.
    shows
        What the answer must name: the word, the file, the field.
    files
        Content by path; None for a folder, text after ``->`` for a link.
    """

    kind: str
    program: str
    words: tuple[str, ...]
    shows: str
    files: Mapping[str, bytes | str | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The mistake in one line."""
        return f"{self.kind}: {self.program} {' '.join(self.words)} ({self.shows})"
