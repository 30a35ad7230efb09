"""The language that a command line asks for."""

from __future__ import annotations

from collections.abc import Sequence

from sim.lang import LANGS, language

__all__ = ["asked_language"]


def asked_language(words: Sequence[str]) -> str:
    """Return the language of the last word ``lang=…``, else that of `PARCOURS_LANG`, else French.

    Examples
    --------
    >>> asked_language(["a=silo", "lang=en"])
    'en'
    """
    asked = [word.removeprefix("lang=") for word in words if word.startswith("lang=")]
    known = [lang for lang in asked if lang in LANGS]
    return language(known[-1] if known else None)
