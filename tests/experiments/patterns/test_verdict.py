"""Verdicts by hand: values, means and errors over seeds, what is inside, what is held out."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.patterns.verdict import (
    Seen,
    cells_of,
    group_of,
    judged,
    mean_and_error,
    measured,
    miss,
    share_inside,
)
from sim.indicators.measure import all_waits
from tests.experiments.patterns.made_up import pattern, rule, seen


def value(one, world: Seen) -> tuple[float, float]:
    return measured(one, world, all_waits([world.run]))


def test_levels_ratios_and_changes_by_hand():
    world = seen()
    assert value(pattern(window=[0, 12]), world) == (pytest.approx((10 + 5.5) / 100), 1)
    assert value(pattern(window=[12, 24]), world)[0] == pytest.approx((10 + 17.5) / 100)
    top, below = value(pattern(over="occupancy"), world)
    assert top == below == pytest.approx(0.215)
    assert value(pattern(how="trend", window=[0, 36]), world)[0] == pytest.approx(0.12)
    growth = value(pattern(how="growth", window=[0, 36]), world)[0]
    assert growth == pytest.approx((0.395 / 0.155 - 1) / 2)
    assert value(pattern(measure="thin_cash", window=[0, 24]), world)[0] == 3 / 8
    assert value(pattern(measure="thin_cash", how="trend", window=[0, 36]), world)[0] == 0.25


def test_what_a_run_is_too_short_for_or_does_not_count_is_not_known():
    assert math.isnan(value(pattern(window=[0, 48]), seen())[0])
    assert math.isnan(value(pattern(measure="call_price"), seen())[0])
    assert math.isnan(value(pattern(measure="over_age/ime"), seen())[0])
    (row,) = cells_of(
        [pattern(measure="call_price")], {"creuse": [seen(), seen()]}, rule(), holdout=False
    )
    cell = row["found"]["creuse"]
    assert (cell["mean"], cell["verdict"], cell["miss"]) == (None, "unknown", None)


def test_the_error_of_a_mean_by_hand():
    mean, error = mean_and_error([(1, 1), (2, 1), (6, 1)])
    assert mean == 3  # deviations −2, −1, 3: variance 14 / 2, divided by 3
    assert error == pytest.approx(math.sqrt(7 / 3))


def test_the_ratio_of_means_and_its_error_by_hand():
    # (1 + 5) / (1 + 2); without the first 5/2, without the second 1: half their distance.
    mean, error = mean_and_error([(1, 1), (5, 2)])
    assert (mean, error) == (2, pytest.approx(0.75))
    # One seed without an event below: the ratio of means is known, that of the seed is not.
    assert mean_and_error([(1, 0), (2, 1), (3, 2)])[0] == 2


@pytest.mark.parametrize(
    "pairs", [[], [(1, 1)], [(1, 1), (math.nan, 1)], [(1, 0), (2, 0)], [(1, 0), (2, 1)]]
)
def test_an_error_that_is_not_known(pairs):
    assert math.isnan(mean_and_error(pairs)[1])


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=20))
def test_without_a_divisor_the_error_is_that_of_a_mean(values: list[float]):
    mean, error = mean_and_error([(x, 1.0) for x in values])
    assert mean == pytest.approx(np.mean(values), abs=1e-9)
    plain = np.std(values, ddof=1) / math.sqrt(len(values))
    assert error == pytest.approx(plain, rel=1e-6, abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(1, 9)), min_size=2, max_size=9), st.randoms())
def test_the_order_of_seeds_decides_nothing(pairs, random):
    mixed = list(pairs)
    random.shuffle(mixed)
    assert mean_and_error(mixed) == pytest.approx(mean_and_error(pairs), abs=1e-9)


@pytest.mark.parametrize(
    ("mean", "error", "verdict"),
    [
        (0.5, 0.0, "inside"),
        (1.0, 0.0, "inside"),
        (1.001, 0.0, "outside"),
        (1.2, 0.1, "inside"),
        (1.21, 0.1, "outside"),
        (-0.2, 0.1, "inside"),
        (-0.21, 0.1, "outside"),
        (math.nan, 0.1, "unknown"),
        (0.5, math.nan, "unknown"),
    ],
)
def test_bounds_widen_by_two_errors(mean: float, error: float, verdict: str):
    assert judged(mean, error, 0.0, 1.0, 2.0) == verdict


def test_a_miss_is_measured_from_the_bound_that_is_not_widened():
    assert (miss(0.5, 0, 1), miss(1.5, 0, 1), miss(-0.25, 0, 1)) == (0, 0.5, -0.25)
    worlds = {"creuse": [seen(used=10), seen(used=14)]}  # means .215 and .255
    (row,) = cells_of([pattern(published=[0.0, 0.135])], worlds, rule(), holdout=False)
    cell = row["found"]["creuse"]
    assert cell["mean"] == pytest.approx(0.235) and cell["error"] == pytest.approx(0.02)
    assert cell["verdict"] == "outside" and cell["miss"] == pytest.approx(0.1)
    assert cell["errors"] == pytest.approx(5)
    (row,) = cells_of([pattern(published=[0.0, 0.195])], worlds, rule(), holdout=False)
    cell = row["found"]["creuse"]
    assert cell["verdict"] == "inside" and cell["miss"] == pytest.approx(0.04)


def test_seeds_that_are_alike_have_no_standard_errors():
    worlds = {"creuse": [seen(), seen()]}
    (row,) = cells_of([pattern(published=[0.0, 0.1])], worlds, rule(), holdout=False)
    cell = row["found"]["creuse"]
    assert (cell["error"], cell["errors"], cell["verdict"]) == (0, None, "outside")


FIT, GIVEN = pattern(name="fit"), pattern(name="given", kind="input")
HELD = pattern(name="held", held_out=True)


def test_a_cell_is_held_out_by_its_pattern_or_its_departement():
    found = [group_of(one, place, rule()) for one in (FIT, HELD) for place in ("creuse", "gers")]
    assert found == ["", "new_place", "new_fact", "both"]


def test_each_part_shows_its_own_cells_only():
    worlds = {place: [seen(), seen()] for place in ("creuse", "jura", "gers")}
    every = [FIT, GIVEN, HELD]
    fit = {
        row["name"]: list(row["found"]) for row in cells_of(every, worlds, rule(), holdout=False)
    }
    assert fit == {"fit": ["creuse", "jura"], "given": ["creuse", "jura"]}
    rows = cells_of(every, worlds, rule(), holdout=True)
    assert {row["name"]: {n: c["group"] for n, c in row["found"].items()} for row in rows} == {
        "fit": {"gers": "new_place"},
        "held": {"creuse": "new_fact", "jura": "new_fact", "gers": "both"},
    }


def test_shares_count_cells_that_are_not_known_among_all():
    good, bad = [seen(), seen()], [replace(world) for world in (seen(used=90), seen(used=90))]
    unknown = [seen(months=12), seen(months=12)]
    worlds = {"creuse": good, "jura": bad, "lozere": unknown}
    rows = cells_of([pattern(published=[0.0, 0.5]), GIVEN], worlds, rule(), holdout=False)
    assert share_inside(rows, "emergent") == (1, 3)
    assert share_inside(rows, "emergent", territory="creuse") == (1, 1)
    assert share_inside(rows, "emergent", territory="lozere") == (0, 1)
    assert share_inside(rows, "input", territory="lozere") == (0, 1)
    assert share_inside(rows, "emergent", group="both") == (0, 0)
