"""Sentences: a key and its values become a text in the language of the reader."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

from sim.lang.catalogue import language, sentence
from sim.lang.numbers import plain

__all__ = ["Message", "say"]


class Message:
    """A text that is not yet in a language: the key of a sentence, and the values it names.

    Parameters
    ----------
    key
        Key of the catalogues.
    values
        What fills the sentence in: texts, numbers, lists of texts, or other messages.

    Examples
    --------
    >>> Message("yaml.encoding", file="a.yaml").text("en")
    'a.yaml: the text is not UTF-8; save the file as UTF-8.'
    """

    __slots__ = ("key", "values")

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values = values

    def text(self, lang: str | None = None) -> str:
        """Return the sentence in a language; by default, in the language of `PARCOURS_LANG`."""
        return say(self.key, language(lang), **self.values)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        values = "".join(f", {name}={value!r}" for name, value in self.values.items())
        return f"Message({self.key!r}{values})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.key, self.values) == (other.key, other.values)

    def __hash__(self) -> int:
        return hash((self.key, repr(self.values)))


class _Filler(string.Formatter):
    """Fills a sentence in: numbers in the language, lists with its commas and its last word."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Message):
            return value.text(self.lang)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return plain(value, self.lang)
        if isinstance(value, list | tuple):
            return self._listed(value, format_spec)
        return str(value)

    def _listed(self, items: Sequence[Any], last: str) -> str:
        shown = [self.format_field(item, "") for item in items]
        if last and len(shown) > 1:
            return sentence(f"list.{last}", self.lang).format(", ".join(shown[:-1]), shown[-1])
        return ", ".join(shown)


def say(key: str, lang: str, /, **values: object) -> str:
    """Return a sentence in a language, its values filled in.

    A value named `n` also chooses between singular and plural.

    Parameters
    ----------
    key
        Key of the catalogues.
    lang
        ``fr`` or ``en``.
    values
        What the sentence names.
    """
    text = sentence(key, lang, values.get("n"))
    return _Filler(language(lang)).vformat(text, (), values) if values else text
