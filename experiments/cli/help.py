"""What ``--help`` prints, in French or in English."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

from experiments.cli.arguments import FLAGS, REQUIRED, Option
from experiments.cli.programs import PROGRAMS, command_of
from sim import compose

__all__ = ["help_text"]

WIDTH: Final = 100
NAMES_SHOWN: Final = 8

_TEXTS: Final = {
    "en": {
        "usage": "Usage",
        "word": "name=value …",
        "options": "Options",
        "groups": "Names to choose from, as in organisation=pole",
        "short": "Short for",
        "values": "Any parameter, as in places.lists=2; --cfg shows all of them with their values.",
        "default": "default",
        "required": "required",
        "or": "names in all",
        "folder": "Your own folder of such files: environment variable PARCOURS_CONFIGS=FOLDER.",
        "help": "this text",
        "cfg": "show the configuration and stop",
        "multirun": "several values for a word, as in a=1,2 (sweeps)",
        "codes": "Exit codes: 0 done, 2 something you gave cannot be used, 1 our fault.",
    },
    "fr": {
        "usage": "Usage",
        "word": "nom=valeur …",
        "options": "Options",
        "groups": "Noms au choix, comme organisation=pole",
        "short": "Abrégé de",
        "values": "Tout paramètre, comme places.lists=2 ; --cfg les montre tous avec leur valeur.",
        "default": "par défaut",
        "required": "obligatoire",
        "or": "noms en tout",
        "folder": "Votre dossier de tels fichiers : variable d'environnement "
        "PARCOURS_CONFIGS=DOSSIER.",
        "help": "ce texte",
        "cfg": "montrer la configuration et s'arrêter",
        "multirun": "plusieurs valeurs pour un mot, comme a=1,2 (plans d'expériences)",
        "codes": "Codes de sortie : 0 fait, 2 une donnée fournie ne convient pas, 1 notre faute.",
    },
}


def help_text(
    program: str,
    spec: Sequence[Option],
    groups: Mapping[str, Sequence[str]],
    *,
    about: str = "",
    verbs: Sequence[str] = (),
    lang: str = "en",
) -> str:
    """Return what ``--help`` prints.

    Parameters
    ----------
    program
        Name of the module in `experiments`.
    spec
        Its options.
    groups
        As `sim.compose.groups` returns them.
    about
        What the program does, where more is to be said than in `programs`.
    verbs
        Words of which one must come first.
    lang
        ``en`` or ``fr``.
    """
    lang = lang if lang in _TEXTS else "en"
    say = _TEXTS[lang]
    verb = f" {'|'.join(verbs)}" if verbs else ""
    lines = [f"{say['usage']}: {' '.join(command_of(program))}{verb} {say['word']}"]
    about = about or PROGRAMS.get(program, {}).get(lang, "")
    if about:
        lines += ["", *textwrap.wrap(about, WIDTH)]
    rows = []
    for option in spec:
        text = (option.text_fr if lang == "fr" else option.text) or option.text
        values = "|".join(option.choices) if option.choices else option.type.__name__
        if option.default is REQUIRED:
            note = f" ({say['required']})"
        else:
            note = "" if option.default is None else f" ({say['default']} {option.default})"
        rows.append((f"{option.name}=<{values}>", f"{text}{note}".strip()))
    rows += [(flag, say[name]) for flag, name in FLAGS.items()]
    lines += ["", f"{say['options']}:", *_table(rows)]
    rows = []
    for group, names in groups.items():
        shown = ", ".join(names[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            shown += f", … ({len(names)} {say['or']})"
        rows.append((group, shown))
    lines += ["", f"{say['groups']}:", *_table(rows)]
    short = [(name, f"{say['short']} {path}") for name, path in compose.SHORTCUTS.items()]
    lines += ["", *_table(short), "", say["values"], say["folder"], say["codes"]]
    return "\n".join(lines)


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    column = min(32, max((len(left) for left, _ in rows), default=0)) + 2
    lines = []
    for left, right in rows:
        first = f"  {left}".ljust(column + 2)
        lines += textwrap.wrap(
            right, WIDTH, initial_indent=first, subsequent_indent=" " * (column + 2)
        ) or [first.rstrip()]
    return lines
