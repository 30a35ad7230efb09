"""Broken files: each gives one clear sentence, or a line in the table of what was left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.territory.public.build import from_public_files
from tests.territory.public import made
from tests.territory.public.conftest import counts

GEO, SOCIAL = "etalab-cs1100507-stock.csv", "etalab-cs1100505-stock.csv"
POPULATION, EPCI = "base-cc-evol-struct-pop-2021.csv", "intercommunalite.csv"
ACTIVITIES = "finess-activites-journalier-20260512.json"
STRUCTURES = "finess-structures-journalier-20260512.json"
Edit = Callable[[bytes], bytes]


def line(rank: int, change: Callable[[str], str]) -> Edit:
    """Change one line of an extract."""

    def edit(raw: bytes) -> bytes:
        lines = raw.decode("cp1252").splitlines()
        lines[rank] = change(lines[rank])
        return "\n".join(lines).encode("cp1252")

    return edit


def cell(rank: int, at: int, text: str) -> Edit:
    """Change one cell of a line without quotes."""

    def change(old: str) -> str:
        cells = old.split(";")
        cells[at] = text
        return ";".join(cells)

    return line(rank, change)


def added(text: str) -> Edit:
    return lambda raw: raw + text.encode("utf-8") + b"\n"


def swap(old: str, new: str) -> Edit:
    def edit(raw: bytes) -> bytes:
        assert old.encode() in raw
        return raw.replace(old.encode(), new.encode(), 1)

    return edit


def built(folder: Path, edits: dict[str, Edit], form: str = "csv", **how: Any) -> Any:
    country = made.country(how.pop("of", ("23",)), communes=24)
    (made.extracts if form == "csv" else made.trees)(country, folder / "finess")
    made.population(country, folder)
    made.epci(country, folder)
    for name, edit in edits.items():
        path = next(folder.rglob(name))
        path.write_bytes(edit(path.read_bytes()))
    files = {"epci": folder / EPCI, "out": folder / "out"}
    return from_public_files(folder / "finess", folder / POPULATION, **{**files, **how})


# Line 2 of the extracts is the establishment 230000000, a SESSAD; 60 lines further its coordinates.
@pytest.mark.parametrize(
    ("name", "edit", "key", "count"),
    [
        pytest.param(
            GEO, line(1, lambda old: old.partition(";23;DEP")[0]), "cells", 1, id="truncated line"
        ),
        pytest.param(
            GEO, line(1, lambda old: old[:25]), "no_establishment_line", 1, id="three cells left"
        ),
        pytest.param(GEO, line(1, lambda old: old + ";x"), "cells", 1, id="line too long"),
        pytest.param(GEO, line(1, lambda old: old.replace('""', '"', 1)), "quote", 1, id="quote"),
        pytest.param(
            GEO, line(1, lambda old: old.replace("structureet", "structureej")), "section", 1,
            id="unknown section",
        ),
        pytest.param(
            GEO, line(1, lambda old: old.replace("230000000", "IME")), "number", 1, id="no number"
        ),
        pytest.param(
            GEO, line(1, lambda old: old.replace(";23;DEP", ";9J;DEP")), "unknown_department", 1,
            id="Wallis-et-Futuna",
        ),
        pytest.param(
            GEO, line(1, lambda old: old.replace(";182;", ";999;")), "unknown_category", 5,
            id="unknown category",
        ),
        pytest.param(GEO, cell(61, 2, ""), "no_coordinates", 1, id="empty coordinates"),
        pytest.param(GEO, cell(61, 2, "NC"), "no_coordinates", 1, id="coordinates that are text"),
        pytest.param(GEO, cell(61, 2, "-9e6"), "nowhere", 1, id="coordinates outside France"),
        pytest.param(GEO, cell(61, 4, "?"), "projection", 1, id="no projection"),
        pytest.param(
            GEO, lambda raw: raw.rpartition(b"geolocalisation")[0], "no_position", 1,
            id="an establishment without coordinates",
        ),
        pytest.param(SOCIAL, cell(61, 18, "NC"), "not_places", 1, id="places NC"),
        pytest.param(SOCIAL, cell(61, 18, "12,5"), "not_places", 1, id="places with decimals"),
        pytest.param(SOCIAL, line(61, lambda old: old[:30]), "cells", 1, id="truncated equipment"),
        pytest.param(
            SOCIAL, added("equipementsocial;239999999" + ";" * 26), "no_establishment_line", 1,
            id="equipment without an establishment",
        ),
        pytest.param(
            SOCIAL, line(61, lambda old: old.replace(";N;", ";O;")), "deleted", 1, id="deleted"
        ),
        pytest.param(
            POPULATION, swap("23002;", "23xx2;"), "no_population", 1, id="no code of a commune"
        ),
        pytest.param(POPULATION, swap(";18.2;", ";NC;"), "communes", 24, id="another year"),
        pytest.param(POPULATION, added("23098;Courte;1;2"), "short_row", 1, id="short row"),
        pytest.param(EPCI, added("23098"), "short_row", 1, id="short row of the EPCI"),
    ],
)  # fmt: skip
def test_a_broken_line_is_counted_in_the_table(
    tmp_path: Path, name: str, edit: Edit, key: str, count: int
) -> None:
    whole = built(tmp_path / "whole", {})
    broken = built(tmp_path / "broken", {name: edit})
    assert counts(broken, key) == count
    assert counts(whole, key) != count or key == "communes"
    texts = [e.text(lang) for e in broken.sources.entries if e.key == key for lang in ("fr", "en")]
    assert all("{" not in text for text in texts) and len(set(texts)) > 1


def test_two_encodings_in_one_file_are_named(tmp_path: Path) -> None:
    def both(raw: bytes) -> bytes:
        first, rest = raw.split(b"\n", 1)
        line_, rest = rest.split(b"\n", 1)
        return b"\n".join((first, line_.decode("cp1252").encode("utf-8"), rest))

    territory = built(tmp_path, {GEO: both})
    encodings = {e.values["encoding"] for e in territory.sources.entries if e.key == "file"}
    assert "UTF-8 + Windows-1252" in encodings


@pytest.mark.parametrize("text", ["0", ""])
def test_an_establishment_without_places_is_left_out(tmp_path: Path, text: str) -> None:
    country = made.country(establishments=2, communes=8)
    country = country.changed(0, rows=(made.Row("844", text, text),))
    made.extracts(country, tmp_path / "finess")
    territory = from_public_files(
        tmp_path / "finess", made.population(country, tmp_path), epci=made.epci(country, tmp_path),
        out=tmp_path / "out",
    )  # fmt: skip
    (entry,) = [entry for entry in territory.sources.entries if entry.key == "no_places"]
    assert (entry.count, entry.examples, entry.values["category"]) == (1, ["230000000"], "sessad")


@pytest.mark.parametrize(
    ("edits", "how", "shown"),
    [
        pytest.param({GEO: lambda raw: b""}, {}, "the file is empty", id="empty file"),
        pytest.param({GEO: lambda raw: b"PK\x03\x04" + raw}, {}, "not a text file", id="archive"),
        pytest.param(
            {GEO: lambda raw: raw.replace(b"structureet", b"structureej"),
             SOCIAL: lambda raw: raw.replace(b"structureet", b"structureej")},
            {}, "no establishment; give", id="wrong file of FINESS",
        ),
        pytest.param(
            {SOCIAL: lambda raw: raw.replace(b"equipementsocial;", b"activitesoin;")},
            {}, "no capacity; add", id="no equipment",
        ),
        pytest.param(
            {POPULATION: swap("CODGEO", "COMMUNE")}, {}, "CODGEO, POP0014", id="no header"
        ),
        pytest.param({POPULATION: swap("P21_POP75P", "P21_POP80P")}, {}, None, id="one year whole"),
        pytest.param(
            {POPULATION: lambda raw: raw.replace(b"\n23", b"\n24")}, {}, "no commune of the",
            id="population of elsewhere",
        ),
        pytest.param({EPCI: swap("EPCI;LIBEPCI", "SIREN;NOM")}, {}, "CODGEO, EPCI", id="no EPCI"),
        pytest.param({}, {"of": ("23", "87")}, "2 départements (23, 87)", id="two départements"),
        pytest.param({}, {"departments": "87"}, "no establishment in the dép", id="elsewhere"),
        pytest.param({}, {"departments": "creuze"}, "did you mean 'creuse'", id="misspelt"),
        pytest.param({}, {"epci": None}, "epci=…", id="no table of EPCI"),
        pytest.param({}, {"zones": "comune"}, "did you mean 'commune'", id="unknown zones"),
        pytest.param({}, {"capacity": "instaled"}, "'installed'", id="unknown capacity"),
        pytest.param({}, {"tolerance": 4}, "tolerance", id="tolerance out of bounds"),
        pytest.param({}, {"also": ("183",)}, "also: '183'", id="a category that counts anyway"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_gives_one_sentence(
    tmp_path: Path, edits: dict[str, Edit], how: dict[str, Any], shown: str | None
) -> None:
    if shown is None:  # a class is missing in the last year alone: it is that of the former year
        shown = "POP75P"
        edits = {POPULATION: lambda raw: raw.replace(b"POP75P", b"POP80P")}
    with pytest.raises(InputError) as refused:
        built(tmp_path, edits, **how)
    (sentence,) = refused.value.sentences("en")
    assert shown in sentence
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("edits", "shown"),
    [
        pytest.param({STRUCTURES: lambda raw: raw[:-200]}, "incomplete", id="truncated JSON"),
        pytest.param({STRUCTURES: lambda raw: b"{}"}, "neither that of", id="another JSON"),
        pytest.param(
            {STRUCTURES: lambda raw: json.dumps({"pmej": [1]}).encode()}, "neither that of",
            id="entries that are no entities",
        ),
        pytest.param({ACTIVITIES: swap('"numFiness"', '"number"')}, "neither that of", id="keys"),
    ],
)  # fmt: skip
def test_a_json_that_cannot_be_used_gives_one_sentence(
    tmp_path: Path, edits: dict[str, Edit], shown: str
) -> None:
    with pytest.raises(InputError) as refused:
        built(tmp_path, edits, form="json")
    (sentence,) = refused.value.sentences("en")
    assert shown in sentence


def test_places_of_the_json_that_are_no_number_are_counted(tmp_path: Path) -> None:
    territory = built(tmp_path, {ACTIVITIES: swap('"nombre": "', '"nombre": "x')}, form="json")
    assert counts(territory, "not_places") == 1


@pytest.mark.parametrize("path", ["missing", "empty"])
def test_files_of_finess_that_are_not_there_give_one_sentence(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as refused:
        from_public_files(tmp_path / path, tmp_path / "p.csv", zones="commune", out=tmp_path / "o")
    assert path in str(refused.value)


def test_a_folder_with_other_files_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        built(tmp_path, {})
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letter.txt"]
