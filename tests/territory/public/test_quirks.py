"""Each quirk of the public files: what it becomes, or the line of the table that counts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.territory.public.build import from_public_files
from sim.territory.public.finess_csv import read_others, read_structures
from sim.territory.public.ledger import Ledger
from sim.territory.public.places import degrees
from sim.territory.public.records import Extract, Position
from tests.territory.public import made
from tests.territory.public.conftest import Make, counts, rows


def one_establishment(*rows_: made.Row, category: str = "183") -> made.Country:
    return made.country(establishments=1, communes=8).changed(0, rows=rows_, category=category)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize(
    ("rows_", "places"),
    [
        pytest.param([made.Row("844", "10", "12")], "12", id="authorised before installed"),
        pytest.param([made.Row("844", "10", "")], "10", id="installed where authorised is empty"),
        pytest.param(
            [made.Row("844", "10", "12"), made.Row("841", "5", "6")], "18", id="rows are added up"
        ),
        pytest.param(
            [made.Row("844", "10", "12"), made.Row("841", "5", "6", "O")], "12", id="deleted row"
        ),
        pytest.param([made.Row("844", "NC", "12")], "12", id="NC is no number"),
        pytest.param([made.Row("844", "0", "0"), made.Row("841", "5", "6")], "6", id="a row of 0"),
    ],
)
def test_places_are_those_of_rows_that_are_not_deleted(
    make: Make, form: str, rows_: list[made.Row], places: str
) -> None:
    (row,) = rows(make(one_establishment(*rows_), form), "establishments.csv")
    assert (row["category"], row["places"]) == ("ime", places)


def test_a_service_of_help_and_care_becomes_two_establishments(make: Make) -> None:
    country = one_establishment(
        made.Row("358", "30", "32"), made.Row("469", "", ""), category="209"
    )
    found = rows(make(country), "establishments.csv")
    assert [(row["category"], row["places"]) for row in found] == [("ssiad", "32"), ("saad", "101")]


def test_places_of_home_help_count_where_the_file_gives_some(make: Make) -> None:
    country = one_establishment(made.Row("469", "70", "80"), category="460")
    territory = make(country)
    (row,) = rows(territory, "establishments.csv")
    assert row["places"] == "80" and counts(territory, "home_help") == 0


@pytest.mark.parametrize(
    ("department", "code"), [("971", "9A"), ("974", "9D"), ("976", "9F"), ("2A", "2A")]
)
def test_departements_overseas_and_of_corsica_are_found_under_both_codes(
    make: Make, department: str, code: str
) -> None:
    country = made.country((department,), communes=16)
    assert f";{code};" in made.structure_line(country.ones[0])
    old, new = (make(country, form) for form in ("csv", "json"))
    for name in ("persons.csv", "establishments.csv"):
        assert (old.folder / name).read_bytes() == (new.folder / name).read_bytes()
    zones = rows(old, "persons.csv")
    assert {zone["departement"] for zone in zones} == {department}
    assert all(abs(float(zone["x_min"])) < 60 for zone in zones)
    assert counts(old, "overseas") == (len(country.ones) if code != department else 0)


def test_a_name_with_doubled_quotes_and_separators_is_one_cell(make: Make) -> None:
    country = one_establishment(made.Row("844", "10", "12"))
    country = country.changed(0, name='LIEU DE VIE "MAVOUNA"; ANNEXE')
    assert '"LIEU DE VIE ""MAVOUNA""; ANNEXE"' in made.structure_line(country.ones[0])
    assert len(rows(make(country), "establishments.csv")) == 1


@pytest.mark.parametrize(
    ("encoding", "shown"), [("cp1252", "Windows-1252"), ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8")]
)
def test_the_encoding_of_an_extract_is_found_and_named(
    tmp_path: Path, encoding: str, shown: str
) -> None:
    country = made.country()
    path, _ = made.extracts(country, tmp_path, encoding)
    found = Extract(Ledger())
    read_structures(path, found)
    read_others(path, found)
    (entry,) = [e for e in found.ledger.entries() if e.key == "file"]
    assert entry.values["encoding"] == shown
    assert len(found.structures) == len(country.ones)


@pytest.mark.parametrize("given", ["10780195", "010780195"])
def test_a_number_that_lost_its_zero_is_restored(tmp_path: Path, given: str) -> None:
    country = made.country(establishments=1).changed(0, number=given)
    path, _ = made.extracts(country, tmp_path)
    found = Extract(Ledger())
    read_structures(path, found)
    assert list(found.structures) == ["010780195"]
    zeros = [entry.count for entry in found.ledger.entries() if entry.key == "zero"]
    assert zeros == ([1] if len(given) == 8 else [])


@pytest.mark.parametrize(
    ("x", "y", "epsg", "key"),
    [
        (620e3, 6560e3, 2154, ""),
        (6560e3, 620e3, 2154, "swapped"),
        (0.0, 0.0, 2154, "nowhere"),
        (620e3, 6560e3, 99999, "epsg"),
        (520e3, 8585e3, 4471, ""),
    ],
)
def test_coordinates_are_turned_or_left_out(x: float, y: float, epsg: int, key: str) -> None:
    ledger = Ledger()
    found = degrees({"1": Position(x, y, epsg)}, ledger)
    assert bool(found) == (key in ("", "swapped"))
    assert [entry.key for entry in ledger.entries()] == ([key] if key else [])


def test_lambert_93_becomes_the_right_degrees() -> None:
    """An address of the example shipped by the ANS gives both: Divonne-les-Bains."""
    longitude, latitude = degrees({"1": Position(941342.52, 6589480.53, 2154)}, Ledger())["1"]
    assert (longitude, latitude) == (
        pytest.approx(6.139885, abs=1e-5),
        pytest.approx(46.362063, abs=1e-5),
    )


def test_closed_structures_of_the_json_are_left_out(make: Make) -> None:
    country = made.country().changed(1, closed=True)
    old, new = make(country), make(country, "json")
    assert rows(old, "establishments.csv") == rows(new, "establishments.csv")
    assert counts(new, "closed") == 1
    assert country.ones[1].number not in {r["note"] for r in rows(new, "establishments.csv")}


def arrondissements(whole: bool, parts: bool) -> made.Country:
    """Paris in the table of population: as one commune, as arrondissements, or as both."""
    country = made.country(("75",), establishments=3, communes=3)
    place = (652e3, 6862e3)
    for rank in range(3):
        country = country.changed(rank, commune=f"7510{rank + 1}", place=place)
    city = ("200054781", "Métropole du Grand Paris")
    country.communes = [("75056", "Paris", *city)] if whole else []
    country.communes += [(f"7510{k + 1}", f"Paris {k + 1}", *city) for k in range(3) if parts]
    return country


@pytest.mark.parametrize(
    ("whole", "parts", "zones"), [(True, False, 1), (False, True, 3), (True, True, 1)]
)
def test_arrondissements_are_counted_once(make: Make, whole: bool, parts: bool, zones: int) -> None:
    territory = make(arrondissements(whole, parts), zones="commune")
    assert len(rows(territory, "persons.csv")) == zones
    assert len(rows(territory, "establishments.csv")) == 3
    assert counts(territory, "arrondissement") == (3 if whole and parts else 0)
    assert counts(territory, "part_of") == (3 if whole else 0)


def test_arrondissements_have_the_epci_of_their_commune(make: Make, tmp_path: Path) -> None:
    paris = made.epci(arrondissements(True, False), tmp_path)
    (zone,) = rows(make(arrondissements(False, True), epci=paris), "persons.csv")
    assert zone["zone"] == "Métropole du Grand Paris"


MERGERS = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n"


def merged(folder: Path, *changes: tuple[str, str, str, str]) -> Path:
    path = folder / "mvtcommune.csv"
    lines = (f"32,{date},{kind},{before},{kind},{after}\n" for date, kind, before, after in changes)
    path.write_text(MERGERS + "".join(lines), "utf-8")
    return path


def test_communes_of_another_year_are_found_by_the_table_of_mergers(
    make: Make, tmp_path: Path
) -> None:
    """23099 became 23098 in 2017, which became 23001 in 2019; the delegated one stays apart."""
    country = made.country(communes=8, establishments=2).changed(0, commune="23099")
    table = merged(
        tmp_path, ("2019-01-01", "COM", "23098", "23001"), ("2017-01-01", "COM", "23099", "23098"),
        ("2019-01-01", "COMD", "23099", "23007"),
    )  # fmt: skip
    territory = make(country, mergers=table, zones="commune")
    assert rows(territory, "establishments.csv")[0]["zone"] == "Commune-23-0"
    (entry,) = [e for e in territory.sources.entries if e.key == "commune_merged"]
    assert (entry.values["year"], entry.examples) == ("2019", ["23099 → 23001"])


def test_the_epci_of_a_new_commune_is_that_of_a_former_one(make: Make, tmp_path: Path) -> None:
    country = made.country(communes=9)
    former = made.Country(
        country.ones, [("23099", *country.communes[0][1:]), *country.communes[1:]]
    )
    table = merged(tmp_path, ("2024-01-01", "COM", "23099", "23001"))
    old = made.epci(former, tmp_path)
    territory = make(country, epci=old, mergers=table)
    assert len(rows(territory, "persons.csv")) == 2 and counts(territory, "no_epci") == 0


@pytest.mark.parametrize("code", ["ZZZZZZZZZ", "", None])
def test_a_commune_without_epci_is_a_zone_of_its_own(
    make: Make, tmp_path: Path, code: str | None
) -> None:
    country = made.country(communes=8)
    (first, name, _, its), *others = country.communes
    alone = [] if code is None else [(first, name, code, its)]
    table = made.epci(made.Country([], [*alone, *others]), tmp_path)
    territory = make(country, epci=table)
    assert {zone["zone"] for zone in rows(territory, "persons.csv")} == {name, its}
    assert counts(territory, "no_epci") == 1


def test_iris_of_one_commune_are_added_up(make: Make, tmp_path: Path) -> None:
    country = made.country(communes=8)
    by_commune = rows(make(country), "persons.csv")
    path = made.population(country, tmp_path)
    head, *lines = path.read_text("utf-8").splitlines()
    halves = []
    for line in lines:
        code, name, *numbers = line.split(";")
        half = ";".join(str(float(number) / 2).replace(".", ",") for number in numbers)
        halves += [f"{code};{name};{half}"] * 2
    path.write_text("\n".join([head.replace("CODGEO", "COM"), *halves]), "utf-8")
    assert rows(make(country, population=path), "persons.csv") == by_commune


def test_lines_in_an_unknown_order_of_files_give_the_same(tmp_path: Path) -> None:
    """Equipment before establishments, and each in a file of its own."""
    country = made.country()
    folder = tmp_path / "in"
    geo, social = made.extracts(country, folder)
    tables = (made.population(country, folder / "insee"), made.epci(country, folder / "insee"))
    made_of = []
    for rank, paths in enumerate(([geo, social], [social, geo])):
        made_of.append(
            from_public_files(paths, tables[0], epci=tables[1], out=tmp_path / str(rank))
        )
    contents = [(one.folder / "establishments.csv").read_bytes() for one in made_of]
    assert contents[0] == contents[1]


def test_an_establishment_that_moved_counts_once_where_it_is_now(tmp_path: Path) -> None:
    country = made.country(establishments=1, communes=9)
    path, _ = made.extracts(country, tmp_path)
    new = made.structure_line(country.changed(0, commune="23009").ones[0])
    text = path.read_text("cp1252").splitlines()
    for lines in ([text[0], new.replace("2024-01-01", "2025-01-01"), *text[1:]],
                  [*text, new.replace("2024-01-01", "2025-01-01")]):  # fmt: skip
        path.write_text("\n".join(lines), "cp1252")
        found = Extract(Ledger())
        read_structures(path, found)
        (kept,) = found.structures.values()
        assert kept.commune == "23009"
        assert [entry.count for entry in found.ledger.entries() if entry.key == "moved"] == [1]
