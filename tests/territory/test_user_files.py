"""What the files of a user may hold, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.data.tables import number
from sim.errors import InputError
from sim.territory.build import build, build_from_files
from sim.territory.reading import read_table
from sim.territory.territory import Territory

ZONES = "zone,departement,x_min,y_min,child,adult,senior,assess_delay_months"
PLACES = "zone,category,places,tolerance,operator"


def built(folder: Path, zone: str, place: str) -> Territory:
    persons, places = folder / "persons.csv", folder / "establishments.csv"
    persons.write_text(f"{ZONES}\n{zone}\n")
    places.write_text(f"{PLACES}\n{place}\n")
    return build_from_files(persons, places)


def test_every_cell_goes_to_its_column(tmp_path: Path) -> None:
    t = built(tmp_path, "A,23,-3,7.5,10,20,30,4", "A,MAS,12,2,Un")
    assert (t.zones.x.tolist(), t.zones.y.tolist()) == ([-3.0], [7.5])
    assert t.zones.stock.tolist() == [[10, 20, 30]]
    assert t.zones.assess_delay.tolist() == [4.0]
    assert t.categories.code[t.establishments.category[0]] == "mas"
    assert (t.establishments.places[0], t.establishments.tolerance[0]) == (12, 2)


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("A,23,0,0,1,1,1,0", "A,ime,1,1,Un"),  # the lower ends
        ("A,23,0,0,1,1,1,120", "A,ime,1,3,Un"),  # the upper ends
        ("A,23,0,0,0,0,1,", "A,ime,1,1,Un"),
    ],
)
def test_the_ends_of_what_is_allowed_are_allowed(zone: str, place: str, tmp_path: Path) -> None:
    assert built(tmp_path, zone, place).present > 0


@pytest.mark.parametrize(
    ("zone", "place", "told"),
    [
        ("A,23,0,0,1,1,1,121", "A,ime,1,1,Un", "assess_delay_months"),
        ("A,23,0,0,1,1,1,-1", "A,ime,1,1,Un", "assess_delay_months"),
        ("A,23,0,0,1,1,1,", "A,ime,1,0,Un", "tolerance"),
        ("A,23,0,0,1,1,1,", "A,ime,1,4,Un", "tolerance"),
        ("A,23,0,0,1,1,1,", "A,ime,0,1,Un", "places"),
        ("A,23,0,0,-1,1,1,", "A,ime,1,1,Un", "child"),
    ],
)
def test_what_is_beyond_is_refused(zone: str, place: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told):
        built(tmp_path, zone, place)


def test_persons_of_a_zone_are_limited_together(tmp_path: Path) -> None:
    most = int(number("user_max_persons_zone"))
    half = most // 2
    assert built(tmp_path, f"A,23,0,0,{half},{half},0,", "A,ime,1,1,Un").present == 2 * half
    with pytest.raises(InputError, match=f"{3 * half}"):
        built(tmp_path, f"A,23,0,0,{half},{half},{half},", "A,ime,1,1,Un")


@pytest.mark.parametrize(
    ("code", "index"), [("01", 0), ("1", 0), ("9", 8), ("2A", 28), ("974", 99)]
)
def test_a_code_of_a_departement_may_have_lost_its_zero(
    code: str, index: int, tmp_path: Path
) -> None:
    t = built(tmp_path, f"A,{code},0,0,1,1,1,", "A,ime,1,1,Un")
    assert t.zones.departement.tolist() == [index]


def test_cells_are_read_without_the_space_around_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("One ; two\n\n 1 ; x y \n ; \n2;z\n")
    table = read_table(path, ("one", "two"), ())
    assert table.problems == []
    assert table.rows == [(3, {"one": "1", "two": "x y"}), (5, {"one": "2", "two": "z"})]


CREUSE = 11_866  # persons that prevalence gives


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (("A,23,0,0,20766,49790,43927",), (("Creuse", 114_483, CREUSE),)),
        ((f"A,23,0,0,0,{3 * CREUSE + 1},0",), (("Creuse", 3 * CREUSE + 1, CREUSE),)),
        ((f"A,23,0,0,0,{3 * CREUSE},0",), ()),
        (
            (f"A,23,0,0,{2 * CREUSE},0,0", f"B,23,9,9,0,0,{2 * CREUSE}"),
            (("Creuse", 47_464, CREUSE),),
        ),
        ((f"A,23,0,0,0,{4 * CREUSE},0", "B,59,9,9,0,50000,0"), (("Creuse", 4 * CREUSE, CREUSE),)),
    ],
)
def test_more_than_three_times_what_prevalence_gives_is_seen_by_departement(
    zones: tuple[str, ...], expected: tuple[tuple[str, int, int], ...], tmp_path: Path
) -> None:
    lines = "\n".join(f"{zone}," for zone in zones)
    assert built(tmp_path, lines, "A,ime,1,1,Un").beyond_prevalence() == expected


@pytest.mark.parametrize("name", ["training", "creuse", "mayotte+paris"])
def test_territories_of_our_own_are_as_prevalence_gives(name: str) -> None:
    assert build(name).beyond_prevalence() == ()
