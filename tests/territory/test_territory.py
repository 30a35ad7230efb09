"""What a territory says of itself: maps, expected persons, fingerprint."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario.context import TerritorySpec
from sim.territory.abstract import build_abstract
from sim.territory.build import build, build_from_files
from sim.territory.territory import Territory, seal


@pytest.fixture(scope="module")
def two() -> Territory:
    return build("creuse+lozere")


def test_maps_of_several_are_squares_around_their_centres(two: Territory) -> None:
    x, y = two.positions(shared=True)
    for number, department in enumerate(two.departments()):
        mine = two.zones.department == number
        for along, own, centre in zip(
            (x, y), (two.zones.x, two.zones.y), department.centre_minutes, strict=True
        ):
            corner = centre - department.side_minutes / 2
            assert along[mine] == pytest.approx(corner + own[mine])


def test_one_departement_and_files_keep_their_own_map(two: Territory, tmp_path) -> None:
    persons, places = tmp_path / "persons.csv", tmp_path / "establishments.csv"
    persons.write_text(
        "zone,departement,x_min,y_min,child,adult,senior\nA,23,1,2,1,1,1\nB,48,3,4,1,1,1\n"
    )
    places.write_text("zone,category,places,tolerance,operator\nA,ime,12,2,Un\n")
    own = build_from_files(persons, places)
    assert [c.tolist() for c in own.positions(shared=True)] == [[1, 3], [2, 4]]
    one = build("creuse")
    assert one.positions(shared=True)[0] is one.zones.x
    assert two.positions(shared=False)[0] is two.zones.x


def test_places_are_summed_by_category(two: Territory) -> None:
    for category, places in enumerate(two.places().tolist()):
        mine = two.establishments.category == category
        assert places == two.establishments.places[mine].sum()


def test_persons_expected_by_category_have_a_need_at_least_moderate() -> None:
    spec = TerritorySpec(kind="abstract", zones=1, people=1000, heavy=0.3, load=0)
    t = build_abstract(spec)  # all in one category; a share of 0.3 has a moderate need
    assert t.oriented() == pytest.approx([300.0])
    levels = np.zeros((1, 1, 1, 4, 4))
    levels[:] = (0.4, 0.3, 0.2, 0.1)
    # Adults: below moderate in daily life, health and insertion, drawn on their own. Education does
    # not orient them.
    other = replace(t, levels_stock=levels)
    assert other.oriented() == pytest.approx([1000 * (1 - 0.7**3)])
    assert other.levels()[1] == pytest.approx(np.tile([400, 300, 200, 100], (4, 1)))
    assert other.levels()[[0, 2]].sum() == 0


def test_needs_of_two_profiles_go_together() -> None:
    spec = TerritorySpec(kind="abstract", zones=1, people=1000, heavy=0.3, load=0)
    t = build_abstract(spec)
    # A quarter has severe needs of daily life and insertion, the others none at all.
    levels = np.zeros((1, 1, 2, 4, 4))
    levels[..., 0] = 1.0
    levels[0, 0, 1, [0, 3]] = (0, 0, 0, 1)
    t = replace(t, profile_stock=np.array([[[0.75, 0.25]]]), levels_stock=levels)
    assert t.oriented() == pytest.approx([250])
    assert t.levels()[1, 0].tolist() == [750, 0, 0, 250] == t.levels()[1, 3].tolist()


def arrays(value: object) -> list[np.ndarray]:
    """Every array of a dataclass, at any depth."""
    if isinstance(value, np.ndarray):
        return [value]
    if is_dataclass(value):
        return [a for field in fields(value) for a in arrays(getattr(value, field.name))]
    return []


def test_all_arrays_are_sealed(two: Territory) -> None:
    found = arrays(two)
    assert len(found) > 40 and not any(array.flags.writeable for array in found)
    loose = np.zeros(2)
    seal(loose)
    assert not loose.flags.writeable


def test_a_fingerprint_sees_every_number_shape_and_name(two: Territory) -> None:
    known = two.digest()
    assert replace(two).digest() == known
    moved = two.zones.x.copy()
    moved[0] += 1e-9
    changes = (
        {"zones": replace(two.zones, x=moved)},
        {"zones": replace(two.zones, x=two.zones.x.astype(np.float32))},
        {"mortality": two.mortality.reshape(1, -1)},
        {"name": "other"},
        {"fictional": True},
    )
    assert known not in {replace(two, **change).digest() for change in changes}  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_users_territory_has_two_files(count: int, tmp_path) -> None:
    with pytest.raises(InputError, match=f"{count}"):
        build([tmp_path / str(k) for k in range(count)])
