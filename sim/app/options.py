"""The words of the command line of the room: ``name=value``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from sim.errors import InputError, suggestion
from sim.lang import LANGS, Message, language, say

__all__ = ["Options", "help_text", "read_words"]


@dataclass(frozen=True)
class Options:
    """What the command line asks for.

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
    lang
        Language of what the program prints.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = min(2, os.cpu_count() or 1)
    ahead: bool = True
    lang: str = language()


def _whole(low: int, high: int) -> tuple[Callable[[str], int], Message]:
    def value(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise ValueError(text)
        return int(text)

    bounds = Message("bounds.both", low=str(low), high=str(high))
    return value, Message("expected.whole", bounds=bounds, unit="")


def _host(text: str) -> str:
    return text.strip("[]")


# How the value of each option is read, and what is expected, as the end of a sentence.
READERS: Final[dict[str, tuple[Callable[[str], Any], Message]]] = {
    "host": (_host, Message("expected.text")),
    "port": _whole(0, 65_535),
    "workers": _whole(1, 64),
    "ahead": ({"true": True, "false": False}.__getitem__, Message("expected.boolean")),
    "lang": ({lang: lang for lang in LANGS}.__getitem__, Message("expected.one_of", names=LANGS)),
}


def read_words(argv: Sequence[str]) -> Options:
    """Read the words.

    Raises
    ------
    InputError
        With one sentence for each word that cannot be used.
    """
    found: dict[str, Any] = {}
    wrong: list[Message] = []
    for word in argv:
        name, equals, text = (part.strip() for part in word.partition("="))
        if name not in READERS:
            near = suggestion(name.lstrip("-"), READERS)
            wrong.append(Message("app.word", word=_short(word), names=tuple(READERS), near=near))
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
    if wrong:
        raise InputError(wrong)
    return replace(Options(), **found)


def _short(word: str) -> str:
    """Return a word as a sentence shows it: on one line, and not for ever."""
    plain = " ".join(word.split())
    return plain if len(plain) <= 60 else f"{plain[:60]}…"


def help_text(lang: str) -> str:
    """Return the text of ``--help``."""
    lines = [say("app.usage", lang), ""]
    for option in fields(Options):
        value = str(option.default).lower()
        lines.append(f"  {option.name + '=' + value:<18}{say(f'app.option.{option.name}', lang)}")
    return "\n".join(lines)
