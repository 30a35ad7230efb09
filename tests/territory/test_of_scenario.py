"""The territory of a scenario, and how many are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import compose
from sim.territory import of_scenario
from sim.territory.build import build
from sim.territory.of_scenario import territory_of


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_scenario, "_territories", type(of_scenario._territories)())


def scenario(*words: str):
    return compose.load_scenario("silo", list(words))


def test_a_territory_is_kept_under_all_that_makes_it() -> None:
    usual = territory_of(scenario("territory=creuse"))
    assert territory_of(scenario("territory=creuse", "months=24")) is usual
    equal = territory_of(scenario("territory=creuse", "territory.dispersion=0"))
    assert equal.digest() == build("creuse", dispersion_cv=0).digest() != usual.digest()


def test_the_last_ones_are_kept() -> None:
    words = [("territory.kind=abstract", f"territory.zones={n}") for n in range(1, 10)]
    made = [territory_of(scenario(*word)) for word in words]
    assert len(of_scenario._territories) == 8
    assert territory_of(scenario(*words[-1])) is made[-1]
    assert territory_of(scenario(*words[0])) is not made[0]


def test_files_are_read_again_each_time(tmp_path: Path) -> None:
    persons, places = tmp_path / "persons.csv", tmp_path / "establishments.csv"
    places.write_text("zone,category,places,tolerance,operator\nA,ime,12,2,Un\n")
    for adults in (1, 2):
        persons.write_text(
            f"zone,departement,x_min,y_min,child,adult,senior\nA,23,0,0,5,{adults},1\n"
        )
        t = territory_of(
            scenario("territory=files", f"persons={persons}", f"establishments={places}")
        )
        assert t.zones.stock.tolist() == [[5, adults, 1]]
