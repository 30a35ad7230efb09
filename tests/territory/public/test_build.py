"""A territory from public files: both forms of FINESS, totals, zones, persons, options."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import sim
from sim.data import tables
from sim.errors import InputError
from sim.territory import read_folder
from sim.territory.build import build
from sim.territory.public.mapping import rules
from tests.territory.public import made
from tests.territory.public.conftest import Make, counts, rows


def expected_places(country: made.Country) -> Counter[str]:
    """Places by category of ours, counted from the made-up establishments themselves."""
    found: Counter[str] = Counter()
    for one in country.ones:
        for rule in rules().get(one.category, ()):
            if rule.status == "in":
                kept = [
                    r for r in one.rows if not rule.disciplines or r.discipline in rule.disciplines
                ]
                places = sum(int(row.authorised or 0) for row in kept if row.deleted == "N")
                found[rule.category] += places or (101 if rule.category == "saad" else 0)
    return found


def test_the_old_extracts_and_the_new_json_give_the_same_territory(make: Make) -> None:
    country = made.country(establishments=900, communes=890)
    old, new = make(country), make(country, "json")
    for name in ("persons.csv", "establishments.csv"):
        assert (old.folder / name).read_bytes() == (new.folder / name).read_bytes()
    assert len(rows(old, "persons.csv")) == 112


@pytest.mark.parametrize("form", ["csv", "json"])
def test_places_by_category_are_those_of_the_extract(make: Make, form: str) -> None:
    country = made.country()
    territory = make(country, form)
    found: Counter[str] = Counter()
    for row in rows(territory, "establishments.csv"):
        found[row["category"]] += int(row["places"])
    assert found == expected_places(country)
    mapped = [entry for entry in territory.sources.entries if entry.key == "category"]
    assert sum(entry.places or 0 for entry in mapped) == sum(found.values())


def test_every_establishment_is_mapped_or_left_out(make: Make) -> None:
    country = made.country()
    territory = make(country)
    mapped = {row["note"] for row in rows(territory, "establishments.csv")}
    left = sum(
        counts(territory, key)
        for key in ("category_out", "category_choice", "unknown_category", "no_places")
    )
    assert len(mapped) + left == len(country.ones)


def test_persons_are_inhabitants_times_prevalence(make: Make) -> None:
    country = made.country(communes=8)
    (zone,) = rows(make(country), "persons.csv")
    under15, under20, y15, y30, y45, y60, y75 = (
        sum(column) for column in zip(*(made.inhabitants(k) for k in range(8)), strict=True)
    )
    share = {row["population_column"]: float(row["share"]) for row in tables.rows("prevalence")}
    creuse = next(row for row in tables.rows("population") if row["code"] == "23")
    young, middle = int(creuse["age_20_39"]), int(creuse["age_40_59"])
    rate = (young * share["age_20_39"] + middle * share["age_40_59"]) / (young + middle)
    assert int(zone["child"]) == round(under20 * share["age_0_19"])
    assert int(zone["adult"]) == round((y15 + y30 + y45 - under20 + under15) * rate)
    assert int(zone["senior"]) == round(y60 * share["age_60_74"] + y75 * share["age_75_plus"])


def test_the_product_reads_the_folder_and_warns_of_nothing(make: Make) -> None:
    territory = make(made.country(establishments=900, communes=890))
    made_of = build(tuple(word.partition("=")[2] for word in territory.words[1:]))
    assert made_of.department_count == 1 and not made_of.beyond_prevalence()
    assert int(made_of.places().sum()) == sum(
        int(row["places"]) for row in rows(territory, "establishments.csv")
    )


def test_distances_between_zones_are_those_of_their_coordinates(make: Make) -> None:
    """Two communes 30 km apart: 36 minutes at 50 km/h, 90 at 20 km/h."""
    country = made.country(communes=9, establishments=2)
    for rank, (commune, east) in enumerate((("23001", 620e3), ("23009", 650e3))):
        country = country.changed(rank, commune=commune, place=(east, 6560e3))
    for speed, minutes in ((None, 36.0), (20, 90.0)):
        first, second = rows(make(country, speed_kmh=speed), "persons.csv")
        gap = abs(float(first["x_min"]) - float(second["x_min"]))
        assert gap == pytest.approx(minutes, rel=0.005)


def test_zones_are_communes_where_they_are_asked_for(make: Make) -> None:
    country = made.country(communes=9)
    zones = rows(make(country, zones="commune", epci=None), "persons.csv")
    assert [zone["note"] for zone in zones] == [code for code, *_ in country.communes]


def test_zones_with_one_name_are_told_apart_by_their_codes(make: Make) -> None:
    country = made.country(communes=9)
    country.communes = [
        (code, "Saint-Martin", epci, its) for code, _, epci, its in country.communes
    ]
    zones = rows(make(country, zones="commune"), "persons.csv")
    assert zones[0]["zone"] == "Saint-Martin (23001)" and len({z["zone"] for z in zones}) == 9


def test_an_epci_in_two_departements_is_a_zone_in_each(make: Make) -> None:
    country = made.country(("23", "87"), communes=8)
    country.communes = [
        (code, name, "200000001", "CC des Monts") for code, name, *_ in country.communes
    ]
    zones = rows(make(country, departments="23+87"), "persons.csv")
    assert [(z["zone"], z["departement"]) for z in zones] == [
        ("CC des Monts (200000001, 23)", "23"), ("CC des Monts (200000001, 87)", "87"),
    ]  # fmt: skip


def test_one_departement_is_taken_out_of_several(make: Make) -> None:
    alone = make(made.country(("23",)))
    before = {
        name: (alone.folder / name).read_bytes() for name in ("persons.csv", "establishments.csv")
    }
    both = made.country(("23", "87"))
    for form in ("csv", "json"):
        for name, content in before.items():
            found = make(both, form, departments="Creuse")
            assert (found.folder / name).read_bytes() == content


@pytest.mark.parametrize(
    ("how", "column", "value", "key"),
    [
        ({"tolerance": 2}, "tolerance", "2", "tolerance_given"),
        ({"home_help_places": 40}, "places", "40", "home_help_given"),
    ],
)
def test_what_the_files_do_not_say_is_taken_from_the_user(
    make: Make, how: dict[str, int], column: str, value: str, key: str
) -> None:
    territory = make(made.country(), **how)
    found = [r for r in rows(territory, "establishments.csv") if r["category"] == "saad"]
    assert found and {row[column] for row in found} == {value}
    assert counts(territory, key)


def test_tolerance_follows_the_shares_of_the_model(make: Make) -> None:
    usual = tables.categories()
    territory = make(made.country(establishments=840))
    for rank, category in enumerate(usual.code):
        found = [int(r["tolerance"]) for r in rows(territory, "establishments.csv")
                 if r["category"] == category]  # fmt: skip
        for klass in (1, 2, 3):
            share = found.count(klass) / len(found)
            assert share == pytest.approx(usual.tolerance_shares[rank][klass - 1], abs=0.03)


def test_the_delay_of_the_user_is_in_the_table_of_persons(make: Make) -> None:
    assert rows(make(made.country(), assess_delay_months=4.5), "persons.csv")[0][
        "assess_delay_months"
    ] == "4.5"  # fmt: skip


def test_installed_places_count_where_they_are_asked_for(make: Make) -> None:
    country = made.country(establishments=1).changed(0, rows=(made.Row("844", "10", "12"),))
    for capacity, places in (("authorised", "12"), ("installed", "10")):
        (row,) = rows(make(country, capacity=capacity), "establishments.csv")
        assert row["places"] == places


def test_a_category_outside_counts_where_it_is_asked_for(make: Make) -> None:
    country = made.country()
    numbers = []
    for also in ((), ("175",)):
        territory = make(country, also=also)
        numbers.append(sum(r["category"] == "mecs" for r in rows(territory, "establishments.csv")))
    assert numbers[1] > numbers[0] and counts(territory, "category_choice") == 0


def test_the_sources_are_read_again_and_name_the_digest_of_each_file(make: Make) -> None:
    territory = make(made.country())
    again = read_folder(territory.folder)
    assert again.sources == territory.sources
    assert [(one.role, len(one.digest)) for one in again.sources.inputs] == [
        ("equipementsocial+structureet", 16), ("geolocalisation+structureet", 16),
        ("population", 16), ("epci", 16),
    ]  # fmt: skip
    assert again.sources.inputs[0].date == "2026-05-12"
    for lang in ("fr", "en"):
        assert len(again.table(lang)) == len(territory.sources.entries)
    assert "<table" in again._repr_html_()


@pytest.mark.parametrize("name", ["persons.csv", "establishments.csv", "sources.json"])
def test_sources_of_tables_that_were_changed_are_refused(make: Make, name: str) -> None:
    territory = make(made.country())
    with (territory.folder / name).open("a", encoding="utf-8") as file:
        file.write("x\n")
    with pytest.raises(InputError, match="no territory made"):
        read_folder(territory.folder)


def test_a_comparison_on_the_territory_keeps_its_sources(make: Make, tmp_path: Path) -> None:
    territory = make(made.country())
    short = {"months": 3, "burn_in": 0, "reform_month": 1, "record_people": 0}
    compared = sim.compare(
        "silo", "pole", territory=territory, replicates=1, progress=False, **short
    )
    compared.save(tmp_path / "kept")
    loaded = sim.load(tmp_path / "kept")
    assert loaded == compared and loaded.place.label("en") == "Creuse (public files)"
    assert loaded.origin["sources"] == territory.sources.as_json()
    one = sim.Sim("pole", territory=territory, **short).run(progress=False)
    assert one.origin["sources"] == territory.sources.as_json()
