"""The console command: ``parcours compare a=silo b=pole``.

It works from any folder: with ``python -m experiments.…`` Python could load a folder
``experiments`` or a file ``sim.py`` of the user instead.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from experiments.cli.exits import version
from experiments.cli.language import asked_language
from experiments.cli.programs import PROGRAMS
from experiments.cli.screen import WIDTH
from sim.lang import say


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the programs; returns its exit code, 2 where there is no such program."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang = asked_language(words)
    if "--version" in words:
        print(f"parcours {version()}")
        return 0
    if not words or words[0].startswith(("-", "lang=")):
        print(overview(lang))
        return 0
    name = words[0]
    if name not in PROGRAMS:
        from sim.compose.sentences import one_line
        from sim.errors import suggestion

        near = suggestion(name, PROGRAMS)
        text = say("command.unknown", lang, word=one_line(name), names=PROGRAMS, near=near)
        print(text, file=sys.stderr)
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
    """Return the text of ``parcours --help``: one line for each program."""
    width = max(map(len, PROGRAMS)) + 2
    lines = [say("command.usage", lang), "", say("command.programs", lang)]
    for name in PROGRAMS:
        head = f"  {name:<{width}}"
        text = say(f"program.{name}", lang)
        lines += textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
    return "\n".join(lines)
