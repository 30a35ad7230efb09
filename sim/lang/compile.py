"""Compile the catalogues: ``python -m sim.lang.compile`` after a change of a ``.po`` file.

Each language has a file ``locale/<language>/LC_MESSAGES/parcours.po``. An entry is a key and its
sentence; values are between braces, as in ``{name}``. A key with a value ``n`` may have a
singular and a plural.
"""

from __future__ import annotations

import io
import string
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sim.lang.catalogue import DOMAIN, FOLDER, LANGS

__all__ = ["compiled", "main", "po_file", "read", "values_of"]


def po_file(lang: str) -> Path:
    """Return the file of the sentences of a language."""
    return FOLDER / lang / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(lang: str) -> Catalog:
    """Return the sentences of a language."""
    with po_file(lang).open("rb") as file:
        return read_po(file, locale=lang, domain=DOMAIN)


def compiled(catalog: Catalog) -> bytes:
    """Return the bytes of the ``.mo`` file of a catalogue."""
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def values_of(text: str) -> set[str]:
    """Return the names of the values in a sentence.

    Examples
    --------
    >>> sorted(values_of("{a} to {b}"))
    ['a', 'b']
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def main() -> None:
    """Compile every catalogue."""
    for lang in LANGS:
        po_file(lang).with_suffix(".mo").write_bytes(compiled(read(lang)))


if __name__ == "__main__":
    main()
