"""Overrides written as a dictionary or as keywords of Python, turned into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sim.compose.sentences import show
from sim.errors import InputError
from sim.lang import Message

__all__ = ["Overrides", "as_words"]

TERRITORY: Final = "territory"
Overrides = str | Iterable[str] | Mapping[str, Any]


def as_words(overrides: Overrides, more: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Return overrides as words ``key=value``.

    Parameters
    ----------
    overrides
        Words, or a dictionary of parameters by their names; a dictionary inside it stands for the
        part of a name that follows a dot. A territory may be an object with a tuple of ``words``
        (`sim.territory.public.folder.PublicTerritory`).
    more
        The same, from keywords of a call.

    Raises
    ------
    InputError
        When it is neither.

    Examples
    --------
    >>> as_words({"territory": "creuse", "b": {"places.lists": 2}}, {"months": 24})
    ('territory=creuse', 'b.places.lists=2', 'months=24')
    """
    if isinstance(overrides, Mapping):
        words = tuple(_pairs("", overrides))
    elif isinstance(overrides, str):
        words = (overrides,)
    elif isinstance(overrides, Iterable):  # one that can be read only once is read here
        words = tuple(overrides)
    else:
        raise InputError(Message("word.list", value=show(overrides)))
    return (*words, *_pairs("", more or {}))


def _pairs(prefix: str, values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        if key == TERRITORY and not prefix and isinstance(getattr(value, "words", None), tuple):
            yield from value.words  # a territory from public files stands for several words
        elif isinstance(value, Mapping):
            yield from _pairs(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}={_text(value)}"


def _text(value: object) -> str:
    if hasattr(value, "tolist"):  # a number or an array of NumPy
        value = value.tolist()
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{','.join(_text(item) for item in value)}]"
    return str(value)
