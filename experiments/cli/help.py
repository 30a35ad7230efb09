"""The text that ``--help`` prints, in French or in English."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Final

from experiments.cli.arguments import FLAGS, REQUIRED, Option
from experiments.cli.programs import command_of
from experiments.cli.screen import WIDTH
from sim import compose
from sim.errors import InputError
from sim.lang import say

__all__ = ["help_text"]


NAMES_SHOWN: Final = 8
JOINED: Final = "\0 "  # where a line may break without a space


def help_text(
    program: str,
    spec: Sequence[Option],
    groups: Mapping[str, Sequence[str]],
    *,
    about: str = "",
    verbs: Sequence[str] = (),
    fixed: Collection[str] = (),
    lang: str,
) -> str:
    """Return the text of ``--help``.

    Parameters
    ----------
    program
        Name of the module in `experiments`.
    spec
        Its options.
    groups
        As `sim.compose.groups` returns them.
    about
        What the program does, if this needs more than the line of `programs`.
    verbs
        Words of which one must come first.
    fixed
        Groups that the program chooses itself, and refuses.
    lang
        ``en`` or ``fr``.
    """
    verb = f" {'|'.join(verbs)}" if verbs else ""
    lines = [say("help.usage", lang, command=" ".join(command_of(program)), verb=verb)]
    lines += ["", *textwrap.wrap(about or say(f"program.{program}", lang), WIDTH)]
    rows = []
    for option in spec:
        text = "" if option.meaning is None else option.meaning.text(lang)
        kind = say(f"help.{option.type.__name__}", lang)
        values = "|".join(_some(option.choices)) if option.choices else kind
        if option.default is REQUIRED:
            note = say("help.required", lang)
        elif option.default is None:
            note = ""
        else:
            note = say("help.default", lang, value=str(option.default))
        rows.append((f"{option.name}=<{values}>", f"{text}{note}".strip()))
    rows += [(flag, say(f"help.{name}", lang)) for flag, name in FLAGS.items()]
    lines += ["", say("help.options", lang), *_table(rows)]
    named = {group: names for group, names in groups.items() if group not in fixed}
    if scenarios := named.pop("scenario", ()):
        rows = [(name, _title(name, lang)) for name in scenarios]
        lines += ["", say("help.scenarios", lang), *_table(rows)]
    rows = []
    for group, names in named.items():
        if group != "territory":
            rows.append((group, ", ".join(names)))
            continue
        shown = ", ".join(names[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            shown += say("help.more", lang, n=len(names))
        rows.append((group, shown))
    if rows:
        lines += ["", say("help.groups", lang), *_table(rows)]
    short = [(name, say("help.short", lang, path=path)) for name, path in compose.SHORTCUTS.items()]
    ends = [say(f"help.{key}", lang) for key in ("values", "folder", "codes")]
    lines += ["", *_table(short), "", *(line for end in ends for line in textwrap.wrap(end, WIDTH))]
    return "\n".join(lines)


def _title(name: str, lang: str) -> str:
    """Return the title of a scenario; nothing where its card cannot be read."""
    with suppress(InputError):
        return str(getattr(compose.card(name).title, lang))
    return ""


def _some(choices: Sequence[str]) -> Sequence[str]:
    """Return choices, only the first ones and the last where there are many."""
    return choices if len(choices) <= NAMES_SHOWN else (*choices[:3], "…", choices[-1])


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    column = min(30, max((len(left) for left, _ in rows), default=0)) + 2
    lines = []
    for left, right in rows:
        first = f"  {left}".ljust(column + 2)
        if not first.endswith(" "):  # no room for a gap: alone on its line
            lines.append(first)
            first = " " * (column + 2)
        # A list without spaces, as the user types it, breaks after a comma and never in a word.
        text = re.sub(r",(?=\S)", f",{JOINED}", right)
        wrapped = textwrap.wrap(
            text, WIDTH, initial_indent=first, subsequent_indent=" " * (column + 2),
            break_on_hyphens=False,
        )  # fmt: skip
        lines += [line.replace(JOINED, "").rstrip("\0") for line in wrapped] or [first.rstrip()]
    return lines
