"""Options that several programs have in the same words (`experiments.cli.arguments`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from experiments.cli.arguments import Option
from sim.lang.texts import LANGS

SEED: Final = Option("seed", int, 1, "first seed", "première graine", low=0, high=2**62)
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
