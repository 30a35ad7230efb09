"""The bytes of a CSV file: what spreadsheets write is read, what is read in part is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.territory.build import build_from_files
from sim.territory.reading import read_table
from sim.territory.tables import Table

COLUMNS = ("zone", "places")
ROWS = [{"zone": "Été", "places": "1"}, {"zone": "b", "places": "2"}]
TEXT = "zone,places\nÉté,1\nb,2\n"


def table(folder: Path, content: str | bytes) -> Table:
    path = folder / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, COLUMNS, ("note",))


def sentences(found: Table) -> list[str]:
    return [problem.text("en").removeprefix(found.name) for problem in found.listed()]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("É", "E\u0301"),
        TEXT.replace(",", ";"),
        TEXT.replace(",", "\t"),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "sep=;\n" + TEXT.replace(",", ";"),
        '"sep=\t"\n' + TEXT.replace(",", "\t"),
        "# from the agency\n\n" + TEXT + "\n# the end\n,\n",
        TEXT.replace("1\n", "1\n#c,3\n"),
        '"Zone", "PLACES"\n"Été", 1\nb,2\n',
        "zone;places;;\nÉté;1;;\nb;2;;\n;;;\n",
        "zone,places,note\nÉté,1,x\nb,2,\n",
    ],
)
def test_what_spreadsheets_write_gives_the_same_rows(content: str | bytes, tmp_path: Path) -> None:
    found = table(tmp_path, content)
    rows = [{name: row[name] for name in COLUMNS} for _, row in found.rows]
    assert (sentences(found), rows) == ([], ROWS)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('zone,places\n"a,1\nb,2\nc,3\n', ", line 2: a quote is opened and not closed"),
        ('zone,places\n"a,1\nb,2\n"c",3\n', ", line 2: a quote is opened and not closed"),
        ('zone,places\na,"1\nb,2\nc,3"\n', ", line 2: a quote is opened and not closed"),
        ('zone,places\n"a"b,1\n', ", line 2: a closing quote is followed by text"),
        ('"zone,places\na,1\n', ", line 1: a quote is opened and not closed"),
        ("zone,places\na,1\n#REF!,2\n", ", line 3, column zone: '#REF!' is an error"),
        ("zone,places\na,1,2\n", ", line 2: number of cells: 3"),
        ("zone,places\na\n", ", line 2: number of cells: 1"),
        ("sep=|\nzone|places\na|1\n", ", line 1: columns are separated by '|'"),
        ("zone:places\na:1\n", ", line 1: columns are separated by ':'"),
        ("a,1\nb,2\n", ", line 1: this is not the header expected"),
        ("# only\n", ": the file is empty"),
        ("zone,places\nÉ,1\n".encode() + b"\xe9,2\n", ", line 3: the text is neither in UTF-8"),
        (b"zone,places\na\x81,1\n", ", line 2: the text is neither in UTF-8"),
        ("zone,places\na,1\n".encode("utf-16") + b"\0", ", line 3: the text is neither in UTF-8"),
        (TEXT.encode("utf-16-le"), ": this is not a text file"),
        (b"zone,places\na\x1b,1\n", ": this is not a text file"),
    ],
)
def test_what_is_read_in_part_is_refused_with_its_line(
    content: str | bytes, expected: str, tmp_path: Path
) -> None:
    found = table(tmp_path, content)
    for line, row in found.rows:
        found.text(line, row, "zone")
    (sentence,) = sentences(found)[:1]
    assert sentence.startswith(expected)


PERSONS = "zone,departement,x_min,y_min,child,adult,senior\nÉté,23,0,0,10,20,30\n"
PLACES = "zone,category,places,tolerance,operator\nÉté,ime,12,2,Un\nÉté,ehpad,30,3,Deux\n"


def problems(folder: Path, persons: str, places: str) -> list[str]:
    paths = [folder / "persons.csv", folder / "establishments.csv"]
    for path, content in zip(paths, (persons, places), strict=True):
        path.write_text(content, encoding="utf-8")
    try:
        build_from_files(*paths)
    except InputError as error:
        return [line.replace(f"{folder}/", "") for line in error.sentences("en")]
    return []


def test_names_of_both_files_meet_in_one_unicode_form(tmp_path: Path) -> None:
    assert problems(tmp_path, PERSONS, PLACES.replace("É", "E\u0301").replace("é", "e\u0301")) == []


@pytest.mark.parametrize("line", ['"Été,23,0,0,10,20,30', "Été,23,0,0,10,20", ",23,0,0,1,1,1"])
def test_one_bad_line_of_zones_gives_one_message(line: str, tmp_path: Path) -> None:
    persons = PERSONS.splitlines()[0] + "\nB,23,0,0,1,1,1\n" + line + "\n"
    (sentence,) = problems(tmp_path, persons, PLACES)
    assert sentence.startswith("persons.csv, line 3")


@pytest.mark.parametrize(
    ("persons", "places", "expected"),
    [
        (PLACES, PERSONS, ["that of the establishments file", "that of the persons file"]),
        (PLACES, PLACES, ["that of the establishments file"]),
        (PERSONS, PERSONS, ["that of the persons file"]),
    ],
)
def test_the_header_of_the_other_file_is_recognised(
    persons: str, places: str, expected: list[str], tmp_path: Path
) -> None:
    found = problems(tmp_path, persons, places)
    assert len(found) == len(expected)
    assert all(text in sentence for text, sentence in zip(expected, found, strict=True))
