"""Options that several programs have in the same words (`experiments.cli.arguments`)."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.cli.arguments import Option
from sim.errors import InputError
from sim.lang import LANGS, Message, language, say

if TYPE_CHECKING:
    from sim.results.atomic_files import Target

SEED: Final = Option("seed", int, 1, "option.seed", low=0, high=2**62)
THREADS: Final = Option("threads", int, 1, "option.threads", low=1, high=256)
LANG: Final = Option("lang", str, language(), "option.lang", choices=LANGS)
WORKERS: Final = Option(
    "workers", int, min(2, os.cpu_count() or 1), "option.workers", low=1, high=256,
)  # fmt: skip


def form(*choices: str) -> Option:
    """How the answer is printed, one of some forms; the first one is the default."""
    return Option("format", str, choices[0], "option.format", choices=choices)


def replicates(number: int, low: int, text: str = "option.replicates") -> Option:
    """How many seeds."""
    return Option("replicates", int, number, text, low=low, high=100_000)


def territories(names: str) -> Option:
    """Return the option of several territories."""
    return Option(
        "territories", str, names, "option.territories",
    )  # fmt: skip


def out(name: str) -> Option:
    """Folder to write to."""
    return Option(
        "out", Path, None, Message("option.out", name=name),
    )  # fmt: skip


# What several programs do with them.

_NOBODY: Final = "record_people=0"


def without_pathways(overrides: Sequence[str]) -> list[str]:
    """Add the argument that records no pathway, unless the user sets their number."""
    asked = any(word.startswith(("record_people=", "clock.record")) for word in overrides)
    return [*overrides] if asked else [*overrides, _NOBODY]


def typed(overrides: Sequence[str]) -> list[str]:
    """Return the words without the one that `without_pathways` adds."""
    return [word for word in overrides if word != _NOBODY]


def listed(text: str, name: str) -> list[str]:
    """Split the value of an option at its commas.

    Raises
    ------
    InputError
        When a name is missing or is there twice.
    """
    items = [item.strip() for item in text.split(",")]
    if not all(items) or len(set(items)) < len(items):
        raise InputError(Message("cli.listed", name=name, text=text))
    return items


def folder_of(options: Mapping[str, Any], name: str) -> Path:
    """Return the folder to write: the one given, or one named after the moment and the work."""
    if options["out"] is not None:
        return Path(options["out"])
    return Path("results") / f"{datetime.datetime.now():%Y%m%d-%H%M%S}-{name}"


def say_taken(out: Target, lang: str) -> None:
    """Say on standard error that another run took the name of a folder, and the name it has."""
    if out.path != out.asked:
        text = say("folder.taken", lang, path=str(out.asked), new=str(out.path))
        print(text, file=sys.stderr)
