"""The tables of one world, by hand."""

from __future__ import annotations

import pytest

from sim.indicators.registry import REGISTRY
from sim.results.one_world import WorldTables
from tests.results.made import MONTHS, NEED, PLACE, REFORM, made, run, unmet


def world() -> WorldTables:
    return WorldTables(made().a, (run(1, 0),), PLACE)


def test_a_value_is_in_the_row_of_its_month() -> None:
    frame = world().to_frame()
    mine = frame[(frame["indicator"] == "unmet_need") & (frame["dimension"] == "all")]
    assert mine["month"].tolist() == list(range(MONTHS))
    wanted = [unmet(1, 0, month) / NEED for month in range(MONTHS)]
    assert mine["value"].tolist() == pytest.approx(wanted)


def test_the_summary_has_the_values_since_the_reform() -> None:
    table = world().summary("en")
    row = table[(table["indicator"] == "unmet_need") & (table["dimension"] == "all")].iloc[0]
    months = range(REFORM, MONTHS)
    assert row["value"] == pytest.approx(sum(unmet(1, 0, m) for m in months) / len(months) / NEED)
    assert (row["label"], row["unit"]) == (REGISTRY["unmet_need"].label("en"), "share")
    assert list(dict.fromkeys(table["indicator"])) == list(REGISTRY)
    assert world().label == "parcours"
