"""The programs: their names and what each does, in one line."""

from __future__ import annotations

import os
import sys
from pathlib import PurePath
from typing import Final

from sim.lang.texts import LANGS

COMMAND: Final = "parcours"
# Each is a module of `experiments` with a function `main(argv)` that returns an exit code.
PROGRAMS: Final = {
    "compare": {
        "fr": "Compare deux façons d'organiser : mêmes personnes, même hasard.",
        "en": "Compares two ways of organising: the same people, the same luck.",
    },
    "ingredients": {
        "fr": "Mesure l'effet de chaque ingrédient, seul, face aux silos.",
        "en": "Measures the effect of each ingredient, alone, against silos.",
    },
    "lose": {
        "fr": "Montre où le pôle perd, et si couper le mécanisme l'inverse.",
        "en": "Shows where the pole loses, and what each mechanism has to do with it.",
    },
    "market": {
        "fr": "Mesure le marché des acteurs : prix, contrats, scénarios.",
        "en": "Measures the market of actors: prices, length of contracts, scenarios.",
    },
    "patterns": {
        "fr": "Confronte le départ commun à ce que l'on sait du secteur.",
        "en": "Holds the common start against what is known of the sector.",
    },
    "exact": {
        "fr": "Confronte le modèle à des réponses exactes, cas par cas.",
        "en": "Holds the model against exact answers, case by case.",
    },
    "seeds": {
        "fr": "Mesure ce que vaut de donner le même hasard aux deux mondes.",
        "en": "Measures what it is worth to give both worlds the same luck.",
    },
    "benchmark": {
        "fr": "Chronomètre le modèle : ns par personne-mois de chaque processus.",
        "en": "Times the model: ns per person-month of each process.",
    },
}


def language(*asked: str) -> str:
    """Return the first of some languages that is known, else that of PARCOURS_LANG, else French."""
    known = [lang for lang in (*asked, os.environ.get("PARCOURS_LANG", "")) if lang in LANGS]
    return known[0] if known else LANGS[0]


def by_console_command() -> bool:
    """Whether this process was started by the console command."""
    return PurePath(sys.argv[0]).stem == COMMAND


def command_of(program: str) -> list[str]:
    """Return the words that start a program, in the form that was used.

    Examples
    --------
    >>> command_of("compare")
    ['python', '-m', 'experiments.compare']
    """
    if by_console_command():
        return [COMMAND, program]
    return ["python", "-m", f"experiments.{program}"]
