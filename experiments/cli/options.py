"""Options that several programs have in the same words (`experiments.cli.arguments`)."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from experiments.cli.arguments import Option
from sim.errors import InputError
from sim.lang import LANGS

SEED: Final = Option("seed", int, 1, "first seed", "première graine", low=0, high=2**62)
THREADS: Final = Option(
    "threads", int, 1, "threads over persons", "fils d'exécution, par personnes", low=1, high=256
)
LANG: Final = Option("lang", str, "fr", "language", "langue", choices=LANGS)
WORKERS: Final = Option(
    "workers", int, min(2, os.cpu_count() or 1), "processes over replicates",
    "processus, par répliques", low=1, high=256,
)  # fmt: skip


def form(*choices: str) -> Option:
    """How the answer is printed, one of some forms; the first one is the default."""
    return Option("format", str, choices[0], "what is printed", "ce qui s'affiche", choices=choices)


def replicates(number: int, low: int, text: str = "seeds", text_fr: str = "graines") -> Option:
    """How many seeds."""
    return Option("replicates", int, number, text, text_fr, low=low, high=100_000)


def territories(names: str) -> Option:
    """Return the option of several territories."""
    return Option(
        "territories", str, names, "territories, commas between",
        "territoires, séparés par des virgules",
    )  # fmt: skip


def out(name: str) -> Option:
    """Where to write."""
    return Option(
        "out", Path, None, f"folder to write (default results/DATE-TIME-{name})",
        f"dossier à écrire (par défaut results/DATE-HEURE-{name})",
    )  # fmt: skip


# What several programs do with them.

_NOBODY: Final = "record_people=0"


def one_value_each(program: str, options: Mapping[str, Any]) -> None:
    """Refuse ``-m``.

    Raises
    ------
    InputError
        When it is there.
    """
    if options["multirun"]:
        raise InputError([f"-m: {program} takes one value for each word; sweep takes several."])


def without_pathways(overrides: Sequence[str]) -> list[str]:
    """Add the word that records nobody's pathway, unless the user says how many to record."""
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
        raise InputError([f"{name}={text}: names with commas between them, each once."])
    return items


def folder_of(options: Mapping[str, Any], name: str) -> Path:
    """Return the folder to write: the one given, or one named after the moment and the work."""
    if options["out"] is not None:
        return Path(options["out"])
    return Path("results") / f"{datetime.datetime.now():%Y%m%d-%H%M%S}-{name}"
