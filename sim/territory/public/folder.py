"""The folder of a territory from public files: two tables that the model reads, and their sources.

``sources.json`` holds the files that were read with their digests, the table of what was read,
mapped, assumed and left out, and the digests of the two tables that were made.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.engine.whole_files import SHARED, whole_file
from sim.errors import InputError, check_lang
from sim.lang import Message, number, say
from sim.territory.public.ledger import Entry, table
from sim.territory.public.lines import digest_of_file
from sim.territory.public.records import Input

__all__ = [
    "ESTABLISHMENTS", "PERSONS", "SOURCES", "PublicTerritory", "Sources", "read_folder",
    "sources_beside", "write_folder",
]  # fmt: skip

PERSONS: Final = "persons.csv"
ESTABLISHMENTS: Final = "establishments.csv"
SOURCES: Final = "sources.json"
KIND: Final = "parcours-territory-sources"
VERSION: Final = 1


@dataclass(frozen=True)
class Sources:
    """Where a territory comes from.

    Attributes
    ----------
    inputs
        The public files, each with its role, name, digest and date.
    entries
        The table of what was read, mapped, assumed and left out.
    digests
        Digest of each of the two tables that were made, by name of file.
    options
        The words that the territory was made with, without paths.
    """

    inputs: tuple[Input, ...]
    entries: tuple[Entry, ...]
    digests: dict[str, str]
    options: dict[str, str]

    def table(self, lang: str | None = None) -> pd.DataFrame:
        """Return the table in a language: part, what, count, places, examples."""
        return table(self.entries, check_lang(lang))

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON holds it."""
        return {
            "kind": KIND,
            "schema_version": VERSION,
            "inputs": [asdict(one) for one in self.inputs],
            "options": self.options,
            "digests": self.digests,
            "entries": [entry.as_json() for entry in self.entries],
        }

    @classmethod
    def of(cls, tree: Mapping[str, Any]) -> Sources:
        """Return what JSON holds.

        Raises
        ------
        KeyError, TypeError, ValueError
            When it holds something else.
        """
        if tree["kind"] != KIND or tree["schema_version"] != VERSION:
            raise ValueError(tree["kind"])
        return cls(
            tuple(Input(**one) for one in tree["inputs"]),
            tuple(Entry.of(entry) for entry in tree["entries"]),
            dict(tree["digests"]),
            dict(tree["options"]),
        )


@dataclass(frozen=True)
class PublicTerritory:
    """A territory from public files: ``sim.compare("silo", "pole", territory=this)`` takes it.

    Attributes
    ----------
    folder
        Where its tables are.
    sources
        Where it comes from.
    """

    folder: Path
    sources: Sources

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a command line that choose this territory."""
        where = self.folder.resolve()
        return (
            "territory=files", f"persons={where / PERSONS}",
            f"establishments={where / ESTABLISHMENTS}",
        )  # fmt: skip

    def table(self, lang: str | None = None) -> pd.DataFrame:
        """Return what was read, mapped, assumed and left out, in a language."""
        return self.sources.table(lang)

    def _repr_html_(self) -> str:
        lang = check_lang(None)
        frame = self.table(lang)
        heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in frame.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
            for cells in cells_of(frame, lang)
        )
        caption = escape(say("public.title", lang))
        return (
            f'<table lang="{lang}"><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )


def cells_of(frame: pd.DataFrame, lang: str) -> list[list[str]]:
    """Return the cells of the table as people read them."""
    found = []
    for part, text, count, places, examples in frame.itertuples(index=False):
        numbers = ["" if pd.isna(n) else number(int(n), 0, lang) for n in (count, places)]
        found.append([str(part), str(text), *numbers, str(examples)])
    return found


def check_folder(path: Path) -> None:
    """Refuse a folder that holds something else than a territory made earlier.

    Raises
    ------
    InputError
        One sentence.
    """
    if path.exists() and not path.is_dir():
        raise InputError(Message("folder.file", path=str(path)))
    ours = {PERSONS, ESTABLISHMENTS, SOURCES}
    if path.is_dir() and any(child.name not in ours for child in path.iterdir()):
        raise InputError(Message("public.folder_others", path=str(path)))


def write_folder(
    folder: Path,
    persons: Sequence[Mapping[str, object]],
    establishments: Sequence[Mapping[str, object]],
    inputs: Iterable[Input],
    entries: Iterable[Entry],
    options: Mapping[str, str],
) -> PublicTerritory:
    """Write the two tables and their sources; the sources come last and name the tables.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    digests = {}
    for name, rows in ((PERSONS, persons), (ESTABLISHMENTS, establishments)):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        with whole_file(folder / name, SHARED) as file:
            file.write(text.getvalue().encode("utf-8"))
        digests[name] = digest_of_file(folder / name)
    sources = Sources(tuple(inputs), tuple(entries), digests, dict(options))
    with whole_file(folder / SOURCES, SHARED) as file:
        file.write(json.dumps(sources.as_json(), ensure_ascii=False, indent=1).encode("utf-8"))
    return PublicTerritory(folder, sources)


def read_folder(path: str | os.PathLike[str]) -> PublicTerritory:
    """Return a territory that `from_public_files` wrote.

    Raises
    ------
    InputError
        When the folder holds none, or its tables have been changed since.
    """
    folder = Path(path).expanduser()
    sources = sources_beside(folder / PERSONS, folder / ESTABLISHMENTS)
    if sources is None:
        raise InputError(Message("public.no_sources", path=str(folder), name=SOURCES))
    return PublicTerritory(folder, sources)


def sources_beside(persons: str | Path, establishments: str | Path) -> Sources | None:
    """Return the sources of two tables of a territory.

    Returns
    -------
    Sources or None
        None where there are none beside them, or the tables are no longer those that were made.
    """
    try:
        tree = json.loads((Path(persons).parent / SOURCES).read_text(encoding="utf-8"))
        sources = Sources.of(tree)
        made = {Path(name).name: digest_of_file(Path(name)) for name in (persons, establishments)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return sources if made == sources.digests else None
