"""The console command: ``parcours compare a=silo b=pole``.

It works from any folder: with ``python -m experiments.…`` a folder ``experiments`` or a file
``sim.py`` of the user would be taken for ours.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from experiments.cli.programs import PROGRAMS, language

WIDTH: Final = 80
_SAY: Final = {
    "fr": {
        "usage": "Usage : parcours PROGRAMME nom=valeur …",
        "programs": "Programmes (parcours PROGRAMME --help en dit plus) :",
        "unknown": "{word} : programme inconnu ; les programmes sont {names}",
        "near": " ; vouliez-vous dire « {near} » ?",
    },
    "en": {
        "usage": "Usage: parcours PROGRAM name=value …",
        "programs": "Programs (parcours PROGRAM --help says more):",
        "unknown": "{word}: unknown program; the programs are {names}",
        "near": "; did you mean '{near}'?",
    },
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the programs; returns its exit code, 2 where there is no such program."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang = language(*(w.removeprefix("lang=") for w in words if w.startswith("lang=")))
    if not words or words[0].startswith(("-", "lang=")):
        print(overview(lang))
        return 0
    name = words[0]
    if name not in PROGRAMS:
        from sim.compose.sentences import one_line
        from sim.errors import nearest

        say = _SAY[lang]
        near = nearest(name, PROGRAMS)
        text = say["unknown"].format(word=one_line(name), names=", ".join(PROGRAMS))
        print(text + (say["near"].format(near=near) if near else "."), file=sys.stderr)
        return 2
    program = _module(name).main
    if argv is None:  # the program ends this process, and reads its own words
        sys.argv = [sys.argv[0], *words[1:]]
        return int(program(None))
    return int(program(words[1:]))


def _module(name: str) -> ModuleType:
    """Import a program: a file of `experiments`, or ``program.py`` in a folder of it."""
    spec = find_spec(f"experiments.{name}")
    folder = spec is not None and spec.submodule_search_locations is not None
    return import_module(f"experiments.{name}.program" if folder else f"experiments.{name}")


def overview(lang: str) -> str:
    """Return what ``parcours --help`` prints: one line for each program."""
    say = _SAY[lang]
    width = max(map(len, PROGRAMS)) + 2
    lines = [say["usage"], "", say["programs"]]
    for name, text in PROGRAMS.items():
        head = f"  {name:<{width}}"
        lines += textwrap.wrap(
            text[lang], WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
        )
    return "\n".join(lines)
