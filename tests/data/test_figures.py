"""The tables of the model: sources and ranges, sums, money by branch."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from sim.data import tables
from sim.data.published import Published, published
from sim.study.levels import money


@pytest.mark.parametrize(
    "path",
    [p for p in files("sim.data").iterdir() if p.name.endswith(".csv")],
    ids=lambda path: str(path.name),
)
def test_every_figure_has_a_source_and_a_range_when_it_is_assumed(path: Any) -> None:
    table = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert table
    if path.name.startswith(("population", "training")):
        return
    assert all(row["source"].strip() for row in table)
    for row in table:
        if "low" in row and row["source"].startswith("assumed"):
            value = row.get("value") or row.get("share") or row.get("yearly_probability")
            if value:
                assert float(row["low"]) <= float(value) <= float(row["high"]), row


def test_population_is_the_published_one() -> None:
    table = tables.rows("population")
    assert len(table) == 101
    assert sum(int(row["total"]) for row in table) == 67_063_703
    ages = [name for name in table[0] if name.startswith("age_")]
    assert all(sum(int(row[age]) for age in ages) == int(row["total"]) for row in table)
    assert len({row["region"] for row in table}) == 18
    assert "DOM-TOM" not in {row["region"] for row in table}


def test_shares_of_categories_sum_to_one_and_staff_follows_from_the_posts() -> None:
    found = tables.categories()
    assert found.code == (
        *("sessad", "ime", "mecs", "savs", "esat", "foyer", "mas", "chrs"),
        *("saad", "ssiad", "ehpad"),
    )
    assert np.all(np.diff(found.stage) >= 0)
    np.testing.assert_allclose(found.payer_shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(found.tolerance_shares.sum(axis=1), 1.0)
    hours = tables.number("hours_fte_year") / 12 * tables.number("direct_share")
    np.testing.assert_allclose(
        found.staff_minutes.sum(axis=1), found.fte_place * hours * 60, rtol=0.01
    )
    assert np.all(found.group_size >= 1)
    for row in tables.rows("categories"):
        for name in ("places", "group", "stay", "cost", "convertible"):
            column = {
                "places": "places_national",
                "group": "group_size",
                "stay": "stay_months",
                "cost": "cost_place_year_eur",
            }.get(name, name)
            assert float(row[f"{name}_low"]) <= float(row[column]) <= float(row[f"{name}_high"])


@pytest.mark.parametrize(
    "branch",
    [one for one in published() if one.what.startswith("envelope_")],
    ids=lambda one: one.what,
)
def test_public_money_by_branch_is_that_of_the_regional_envelopes(branch: Published) -> None:
    assert money(branch.codes) == pytest.approx(branch.value, rel=0.1)


def test_orientation_names_a_category_of_the_same_stage() -> None:
    need, found = tables.needs(), tables.categories()
    for stage in range(3):
        named = need.orientation[stage] >= 0
        assert np.all(found.stage[need.orientation[stage][named]] == stage)
        # Only a light need of a child or an adult is oriented to nothing, and a moderate need of
        # insertion of an adult without any other.
        light = np.zeros((4, 4), np.bool_)
        light[:2, :2] = stage < 2
        light[0, 2] = stage == 1
        np.testing.assert_array_equal(named, ~light)
