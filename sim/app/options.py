"""The words of the command line of the room and of what it prints: ``name=value``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, Final

from sim.errors import InputError, suggestion
from sim.lang import LANGS, Message, language, say

__all__ = ["ExportOptions", "KitOptions", "Options", "help_text", "read_words"]

SHORTEST, LONGEST = 8, 64  # characters of a password


@dataclass(frozen=True)
class Options:
    """What the command line of the room asks for.

    Attributes
    ----------
    host
        Address on which the server listens.
    port
        Its port; 0 for any free one.
    workers
        Processes that simulate.
    ahead
        Whether neighbouring stops are simulated while nobody waits.
    card
        Scenario card of the session; nothing for a room without one.
    session
        Name of the session, which is that of its folder; from the card and the day if empty.
    folder
        Folder of all sessions.
    password
        Of the facilitator; drawn if empty.
    form, seeds, months
        Length of the session in minutes; runs and months of a round.
    lang
        Language of what the program prints, and of the session.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = min(2, os.cpu_count() or 1)
    ahead: bool = True
    card: str = ""
    session: str = ""
    folder: str = "sessions"
    password: str = ""
    form: int = 90
    seeds: int = 20
    months: int = 24
    lang: str = language()


@dataclass(frozen=True)
class KitOptions:
    """What ``kit`` asks for: a card, a file, and the plan."""

    card: str
    out: str = "kit.pdf"
    form: int = 90
    seeds: int = 20
    months: int = 24
    lang: str = language()


@dataclass(frozen=True)
class ExportOptions:
    """What ``export`` asks for: the record of a session, and a file."""

    record: str
    out: str = "session.html"
    lang: str = ""


def _whole(low: int, high: int) -> tuple[Callable[[str], int], Message]:
    def value(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise ValueError(text)
        return int(text)

    bounds = Message("bounds.both", low=str(low), high=str(high))
    return value, Message("expected.whole", bounds=bounds, unit="")


def _host(text: str) -> str:
    return text.strip("[]")


def _password(text: str) -> str:
    if not (text.isprintable() and SHORTEST <= len(text) <= LONGEST):
        raise ValueError(text)
    return text


TEXT: Final = (str, Message("expected.text"))
FORMS: Final = {"45": 45, "90": 90}
# How the value of each option is read, and what is expected, as the end of a sentence.
READERS: Final[dict[str, tuple[Callable[[str], Any], Message]]] = {
    "host": (_host, Message("expected.text")),
    "port": _whole(0, 65_535),
    "workers": _whole(1, 64),
    "ahead": ({"true": True, "false": False}.__getitem__, Message("expected.boolean")),
    "card": TEXT,
    "session": TEXT,
    "folder": TEXT,
    "password": (
        _password, Message("app.expected.password", low=str(SHORTEST), high=str(LONGEST)),
    ),
    "form": (FORMS.__getitem__, Message("expected.one_of", names=tuple(FORMS))),
    "seeds": _whole(2, 200),
    "months": _whole(12, 120),
    "out": TEXT,
    "record": TEXT,
    "lang": ({lang: lang for lang in LANGS}.__getitem__, Message("expected.one_of", names=LANGS)),
}  # fmt: skip


def read_words[Words: (Options, KitOptions, ExportOptions)](
    argv: Sequence[str], kind: type[Words]
) -> Words:
    """Read the words of a command.

    Parameters
    ----------
    argv
        The words.
    kind
        `Options`, `KitOptions` or `ExportOptions`: its fields are the words that are known.

    Raises
    ------
    InputError
        With one sentence for each word that cannot be used, or is missing.
    """
    names = tuple(option.name for option in fields(kind))
    found: dict[str, Any] = {}
    wrong: list[Message] = []
    for word in argv:
        name, equals, text = (part.strip() for part in word.partition("="))
        if name not in names:
            near = suggestion(name.lstrip("-"), names)
            wrong.append(Message("app.word", word=_short(word), names=names, near=near))
        elif name in found:
            wrong.append(Message("app.twice", name=name))
        else:
            value, expected = READERS[name]
            found[name] = None
            try:
                if not equals or not text:
                    raise ValueError(word)
                found[name] = value(text)
            except (ValueError, KeyError):
                near = suggestion(text, LANGS if name == "lang" else ())
                wrong.append(
                    Message("cli.must", word=_short(word), name=name, expected=expected, near=near)
                )
    needed = [option.name for option in fields(kind) if option.default is MISSING]
    # A word that is written wrongly may be the one that is missing: one sentence is enough.
    wrong = wrong or [Message("app.needed", name=name) for name in needed if name not in found]
    if wrong:
        raise InputError(wrong)
    return kind(**found)


def _short(word: str) -> str:
    """Return a word as a sentence shows it: on one line, and not for ever."""
    plain = " ".join(word.split())
    return plain if len(plain) <= 60 else f"{plain[:60]}…"


USAGES: Final = {
    Options: "app.usage",
    KitOptions: "app.usage.kit",
    ExportOptions: "app.usage.export",
}


def help_text(lang: str, kind: type[Options | KitOptions | ExportOptions] = Options) -> str:
    """Return the text of ``--help`` of a command."""
    lines = [say(USAGES[kind], lang), ""]
    for option in fields(kind):
        value = "" if option.default is MISSING else str(option.default).lower()
        lines.append(f"  {option.name + '=' + value:<18}{say(f'app.option.{option.name}', lang)}")
    return "\n".join(lines)
