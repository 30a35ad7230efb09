"""The catalogues of texts: one `.po` a language, compiled to the `.mo` that is read here."""

from __future__ import annotations

import gettext
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final, Literal

__all__ = ["DOMAIN", "FOLDER", "LANGS", "VARIABLE", "Lang", "language", "sentence"]

Lang = Literal["fr", "en"]
LANGS: Final = ("fr", "en")
VARIABLE: Final = "PARCOURS_LANG"
DOMAIN: Final = "parcours"
FOLDER: Final = Path(__file__).parent / "locale"


def language(lang: str | None = None) -> str:
    """Return the language to write in: the one given, else `PARCOURS_LANG`, else French."""
    if lang in LANGS:
        return lang
    chosen = os.environ.get(VARIABLE, "")
    return chosen if chosen in LANGS else LANGS[0]


class _Missing(gettext.NullTranslations):
    """Fallback for a key that a catalogue lacks: a missing key is an error, not a text."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise KeyError(msgid1)


@cache
def catalogue(lang: str) -> gettext.GNUTranslations:
    """Return the compiled catalogue of a language."""
    with (FOLDER / lang / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    found.add_fallback(_Missing())
    return found


def sentence(key: str, lang: str, n: object = None) -> str:
    """Return the sentence of a key, its values not filled in; the plural form of `n`.

    Raises
    ------
    KeyError
        When the catalogue does not hold the key.
    """
    known = catalogue(language(lang))
    if isinstance(n, int):
        with suppress(KeyError):
            return known.ngettext(key, key, n)
    return known.gettext(key)
