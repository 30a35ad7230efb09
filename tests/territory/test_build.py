"""A territory: its counts, its determinism, its balance, and what a user is told."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.data import tables
from sim.errors import InputError, nearest
from sim.lang import Message
from sim.territory.build import build, build_from_files
from sim.territory.drawing import (
    department_tables,
    equipment,
    stationary,
)
from sim.territory.entities import Options
from sim.territory.names import names
from sim.territory.territory import Territory

PERSONS = "zone,departement,x_min,y_min,child,adult,senior\nA,23,0,0,10,20,30\nB,23,5,5,1,2,3\n"
PLACES = "zone,category,places,tolerance,operator\nA,ime,12,2,Un\nB,ehpad,30,3,Deux\n"


@pytest.fixture(scope="module")
def france() -> Territory:
    return build("france")


@pytest.fixture(scope="module")
def creuse() -> Territory:
    return build("creuse")


@pytest.fixture(scope="module", params=["training", "creuse", "nord"])
def territory(request: pytest.FixtureRequest) -> Territory:
    return build(request.param)


def write(folder: Path, persons: str | bytes = PERSONS, places: str | bytes = PLACES) -> list[Path]:
    paths = [folder / "persons.csv", folder / "establishments.csv"]
    for path, content in zip(paths, (persons, places), strict=True):
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return paths


def problems(folder: Path, persons: str | bytes = PERSONS, places: str | bytes = PLACES) -> str:
    with pytest.raises(InputError) as caught:
        build(write(folder, persons, places))
    assert all(message.endswith((".", "?")) for message in caught.value.sentences())
    return str(caught.value).replace(str(folder), "")


# Counts


def test_france_has_about_six_million_persons_without_building_one() -> None:
    stock = np.array([department.stock for department in tables.departments()])
    assert 5.5e6 <= stock.sum() <= 6.5e6
    present = {d.label: sum(d.stock) for d in tables.departments()}
    assert 9_000 <= present["Creuse"] <= 13_000
    assert 6_000 <= present["Lozère"] <= 8_000
    assert 200_000 <= present["Nord"] <= 250_000


def test_sums_shapes_and_bounds(territory: Territory) -> None:
    zones, open_, actors = territory.zones, territory.establishments, territory.actors
    count = len(zones)
    assert territory.present == zones.stock.sum() and zones.stock.min() >= 0
    for column in (zones.x, zones.y, zones.assess_delay, zones.departement, zones.department):
        assert column.shape == (count,)
    assert zones.openness.shape == (count, 4)
    assert 0 <= zones.openness.min() and zones.openness.max() <= 1
    assert zones.entries.shape == (count, 3) and zones.entries.min() >= 0
    assert 1.7 <= zones.assess_delay.min() and zones.assess_delay.max() <= 9.2
    assert open_.zone.min() >= 0 and open_.zone.max() < count
    assert actors.zone.min() >= 0 and actors.zone.max() < count
    assert open_.places.min() >= 1 and territory.places().sum() == open_.places.sum()
    assert set(open_.tolerance.tolist()) <= {1, 2, 3}
    assert set(open_.operator.tolist()) == set(range(int(open_.operator.max()) + 1))
    assert 0 <= actors.domain.min() and actors.domain.max() <= 3 and actors.seats.min() >= 1
    assert np.all(np.diff(territory.stock_age_cdf, axis=2) >= -1e-12)
    assert np.all(territory.stock_age_cdf[:, :, -1] == 1) and np.all(
        territory.entry_age_cdf[:, -1] == 1
    )
    for stage, (first, after) in enumerate(tables.STAGE_MONTHS):
        assert territory.entry_age_cdf[stage, after - 1] == 1
        if first:
            assert territory.stock_age_cdf[:, stage, first - 1].max() == 0
    assert not zones.x.flags.writeable and not open_.places.flags.writeable


def test_training_is_fictional_and_small() -> None:
    training = build("Val-de-Brume")
    assert training.fictional and "fictional" in training.synthetic_parts("en")
    assert "fictif" in training.synthetic_parts("fr")
    assert training.present == 3000 and len(training.zones) == 3
    assert 50 <= len(training.establishments) + len(training.actors) <= 70
    assert set(training.establishments.category.tolist()) == set(range(11))


def test_the_country_is_near_the_national_counts(france: Territory) -> None:
    national = france.categories.places_national
    np.testing.assert_allclose(france.places(), national, rtol=0.15)
    assert 25_000 <= len(france.establishments) <= 40_000
    assert 50_000 <= len(france.actors) <= 70_000
    ratio = france.oriented() / national
    assert np.all((ratio > 0.6) & (ratio < 3.5)), ratio
    operators = int(france.establishments.operator.max()) + 1
    assert 3.5 <= len(france.establishments) / operators <= 4.5


def test_equipment_is_spread_as_asked_with_mean_one() -> None:
    codes = [str(code) for code in range(4000)]
    factors = np.array([equipment(code, 0.5, 0) for code in codes])
    spread = factors.std(axis=0) / factors.mean(axis=0)
    adult = tables.categories().stage == 1
    np.testing.assert_allclose(factors.mean(axis=0), 1.0, atol=0.05)
    np.testing.assert_allclose(spread[adult], 0.5, atol=0.07)
    assert np.all(spread[~adult] < 0.3)
    assert np.all(equipment("23", 0.0, 0) == 1.0)


# Independence and determinism


def test_same_name_same_arrays(creuse: Territory) -> None:
    again = [build(name) for name in ("Creuse", "CREUSE", "23")]
    assert {t.digest() for t in again} == {creuse.digest()}
    assert pickle.loads(pickle.dumps(creuse)).digest() == creuse.digest()
    assert build("Côte-d'Or").name == build("cote d'or").name == build("21").name
    assert build("2a").label_fr == "Corse-du-Sud" and build("1").label_fr == "Ain"
    assert build("creuse", equipment_draw=1).digest() != creuse.digest()
    assert len(set(names())) == 103


def test_a_departement_is_the_same_in_the_country(france: Territory, creuse: Territory) -> None:
    index = creuse.zones.departement[0]
    rows = np.flatnonzero(france.zones.departement == index)
    for name in ("x", "y", "openness", "assess_delay", "stock", "entries"):
        np.testing.assert_array_equal(
            getattr(france.zones, name)[rows], getattr(creuse.zones, name)
        )
    here = np.isin(france.establishments.zone, rows)
    for name in ("category", "places", "tolerance"):
        np.testing.assert_array_equal(
            getattr(france.establishments, name)[here], getattr(creuse.establishments, name)
        )
    operators = france.establishments.operator
    np.testing.assert_array_equal(
        operators[here] - operators[here].min(), creuse.establishments.operator
    )
    assert not np.isin(operators[~here], operators[here]).any()
    there = np.isin(france.actors.zone, rows)
    np.testing.assert_array_equal(france.actors.seats[there], creuse.actors.seats)
    np.testing.assert_array_equal(france.stock_age_cdf[index], creuse.stock_age_cdf[0])


def test_parameters_change_what_they_name(creuse: Territory) -> None:
    more = build("creuse", equipment_factor=2.0)
    np.testing.assert_allclose(more.places() / creuse.places(), 2.0, rtol=0.03)
    np.testing.assert_array_equal(more.zones.stock, creuse.zones.stock)
    assert len(build("creuse", persons_per_zone=1000).zones) == 12
    even = build("creuse", dispersion_cv=0.0)
    ratio = even.oriented() / even.places()
    assert np.all((ratio > 0.6) & (ratio < 3.5)), ratio


def test_maps_of_departements_lie_where_they_are() -> None:
    together = build("creuse+haute-vienne+nord")
    x, y = together.positions(shared=True)
    alone = together.positions(shared=False)
    np.testing.assert_array_equal(alone[0], together.zones.x)
    centre = [
        (x[together.zones.department == b].mean(), y[together.zones.department == b].mean())
        for b in (0, 1, 2)
    ]
    creuse, nord, haute_vienne = (np.array(c) for c in centre)
    near = np.hypot(*(creuse - haute_vienne))
    assert 20 < near < 150 < 400 < np.hypot(*(creuse - nord))
    assert nord[1] > creuse[1] and haute_vienne[0] < creuse[0]  # north, west


# Balance of the stock


@pytest.mark.parametrize("code", ["23", "48", "59", "75", "976"])
def test_entries_keep_the_stock_constant_over_fifty_years(code: str) -> None:
    (department,) = (d for d in tables.departments() if d.code == code)
    flows = stationary(department.stock)
    survive = 1 - tables.mortality()
    present = np.diff(flows.age_cdf, axis=1, prepend=0.0) * np.array(department.stock)[:, None]
    people = present.sum(axis=0)
    new = np.diff(build(code).entry_age_cdf, axis=1, prepend=0.0) * flows.entries[:, None]
    for _ in range(600):
        older = np.zeros_like(people)
        older[1:] = (people * survive)[:-1]
        older[240] *= flows.border_stay[0]
        older[720] *= flows.border_stay[1]
        people = older + new.sum(axis=0)
    for stage, (first, after) in enumerate(tables.STAGE_MONTHS):
        assert people[first:after].sum() == pytest.approx(department.stock[stage], rel=1e-6)


def test_zone_entries_sum_to_those_of_the_block() -> None:
    (department,) = (d for d in tables.departments() if d.code == "59")
    block = department_tables(department, Options(0.72, 3000.0, 1.0, 0))
    np.testing.assert_allclose(block.zones.entries.sum(axis=0), block.flows.entries)


def test_an_empty_stage_is_allowed() -> None:
    flows = stationary([0, 0, 100])
    assert flows.entries[0] == flows.entries[1] == 0 and flows.entries[2] > 0
    assert np.all(np.isfinite(flows.age_cdf))


# A user's own files


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_own_files_give_what_they_say(tmp_path: Path, delimiter: str, mark: str) -> None:
    persons, places = (mark + text.replace(",", delimiter) for text in (PERSONS, PLACES))
    own = build_from_files(*write(tmp_path, persons, places))
    np.testing.assert_array_equal(own.zones.stock, [[10, 20, 30], [1, 2, 3]])
    np.testing.assert_array_equal(own.establishments.places, [12, 30])
    np.testing.assert_array_equal(own.establishments.zone, [0, 1])
    np.testing.assert_array_equal(own.establishments.category, [1, 10])
    np.testing.assert_array_equal(own.establishments.operator, [0, 1])
    assert own.kind == "files" and not own.fictional and len(own.actors) >= 1


def test_own_files_may_span_departements_and_give_delays(tmp_path: Path) -> None:
    persons = (
        "zone,departement,x_min,y_min,child,adult,senior,assess_delay_months\n"
        "B,Nord,0,0,1,2,3,2.5\nA,creuse,1,1,4,5,6,\n"
    )
    places = PLACES.replace("Deux", "Un")
    own = build_from_files(*write(tmp_path, persons, places))
    assert own.zones.label == ("A", "B") and own.department_count == 2
    np.testing.assert_array_equal(own.zones.department, [0, 1])
    assert own.zones.assess_delay[1] == 2.5 and own.zones.assess_delay[0] > 0
    np.testing.assert_array_equal(own.establishments.operator, [0, 0])
    np.testing.assert_array_equal(own.establishments.zone, [0, 1])


HEAD = "zone,departement,x_min,y_min,child,adult,senior\n"
OPEN = "zone,category,places,tolerance,operator\n"


@pytest.mark.parametrize(
    ("persons", "places", "expected"),
    [
        ("", PLACES, "persons.csv: the file is empty"),
        (" \n", PLACES, "persons.csv: the file is empty"),
        (HEAD, PLACES, "persons.csv: there is a header but no row"),
        (PERSONS, OPEN, "establishments.csv: there is a header but no row"),
        (PERSONS.replace(",", "|"), PLACES, "line 1: columns are separated by '|'"),
        (PERSONS.encode() + b"\x81", PLACES, "line 4: the text is neither in UTF-8"),
        (b"PK\x00\x00", PLACES, "this is not a text file"),
        (PERSONS.replace("child", "chid"), PLACES, "unknown column 'chid'"),
        (PERSONS.replace("child", "chid"), PLACES, "did you mean 'child'?"),
        (PERSONS.replace("child", "chid"), PLACES, "column child: the column is missing"),
        (PERSONS.replace("y_min", "x_min"), PLACES, "column x_min: the column is given twice"),
        (HEAD + "A,23,0,0,-4,1,1\n", PLACES, "line 2, column child: -4 is out of bounds; a whole"),
        (HEAD + "A,23,0,0,1.5,1,1\n", PLACES, "column child: 1.5 is not a whole number"),
        (HEAD + "A,23,0,0,many,1,1\n", PLACES, "column child: 'many' is not a number"),
        (HEAD + 'A,23,"0,5",0,1,1,1\n', PLACES, "write decimals with a point"),
        (HEAD + "A,23,nan,0,1,1,1\n", PLACES, "column x_min: 'nan' is not finite"),
        (HEAD + "A,23,0,inf,1,1,1\n", PLACES, "column y_min: 'inf' is not finite"),
        (HEAD + "A,23,0,0,1e400,1,1\n", PLACES, "column child: '1e400' is not finite"),
        (HEAD + "A,23,0,0,10000001,1,1\n", PLACES, "from 0 to 10000000 is expected"),
        (HEAD + "A,23,0,0,9999999,9999999,1\n", PLACES, "line 2: 19999999 persons in a zone"),
        (HEAD + "A,23,0,0,,1,1\n", PLACES, "line 2, column child: the cell is empty"),
        (HEAD + "A,23,0,0,1,1\n", PLACES, "line 2: number of cells: 6, whereas the header has 7"),
        (HEAD + "A,23,0,0,0,0,0\n", PLACES, "there is no person in any zone"),
        (PERSONS.replace("B,", "A,"), PLACES, "line 3, column zone: zone 'A' is already on line 2"),
        (PERSONS.replace("23", "Creuze"), PLACES, "'Creuze' is not a département; give a code"),
        (PERSONS.replace("23", "Creuze"), PLACES, "did you mean 'creuse'?"),
        (PERSONS, PLACES.replace("B,ehpad", "C,ehpad"), "line 3, column zone: zone 'C' is not in"),
        (PERSONS, PLACES.replace("ehpad", "ehpat"), "unknown category 'ehpat'; allowed are sessad"),
        (PERSONS, PLACES.replace("ehpad", "ehpat"), "did you mean 'ehpad'?"),
        (PERSONS, PLACES.replace("12", "-12"), "line 2, column places: -12 is out of bounds"),
        (PERSONS, PLACES.replace("12", "0"), "a whole number from 1 to 1000000 is expected"),
        (PERSONS, PLACES.replace("12", "2000000"), "2000000 is out of bounds"),
        (PERSONS, PLACES.replace(",2,", ",4,"), "column tolerance: 4 is out of bounds"),
        (PERSONS, PLACES.replace("Un", ""), "column operator: the cell is empty"),
    ],
)
def test_what_a_user_is_told(
    tmp_path: Path, persons: str | bytes, places: str | bytes, expected: str
) -> None:
    assert expected in problems(tmp_path, persons, places)


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    persons = HEAD + "A,23,0,0,-1,x,1\nA,99,0,0,1,1,1\n"
    places = OPEN + "A,ihme,0,2,Un\nA,ime,3,9,Un\n"
    with pytest.raises(InputError) as caught:
        build(write(tmp_path, persons, places))
    assert len(caught.value.sentences()) == 4
    assert str(caught.value).count("column") == 7
    assert str(caught.value) == "\n".join(caught.value.sentences())


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        build([tmp_path / "none.csv", tmp_path])
    first, second = caught.value.sentences()
    assert first.endswith("none.csv: the file does not exist.")
    assert "this is a folder, not a file" in second
    with pytest.raises(InputError, match="1 path"):
        build([tmp_path])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("creuze", "did you mean 'creuse'?"),
        ("Seine Saint Dennis", "did you mean 'seine-saint-denis'?"),
        ("", "unknown territory ''"),
        ("qqqq", "allowed are training, france and the name or code of a département, or"),
        ("persons.csv", "is a path where a name is expected"),
        ("data/creuse", "is a path where a name is expected"),
    ],
)
def test_unknown_names(name: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        build(name)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"dispersion_cv": -1.0},
        {"dispersion_cv": float("nan")},
        {"persons_per_zone": 0},
        {"equipment_factor": float("inf")},
    ],
)
def test_wrong_parameters(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=f"{next(iter(wrong))} is .* is expected"):
        build("creuse", **wrong)


def test_errors_travel_between_processes() -> None:
    error = pickle.loads(
        pickle.dumps(
            InputError([Message("yaml.encoding", file="a"), Message("yaml.encoding", file="b")])
        )
    )
    assert error.sentences() == tuple(
        f"{x}: the text is not UTF-8; save the file as UTF-8." for x in "ab"
    )
    assert [problem.values for problem in error.problems] == [{"file": "a"}, {"file": "b"}]
    assert error.sentences("fr")[0].endswith("enregistrez le fichier en UTF-8.")
    assert nearest("zzzz", ["creuse"]) is None
