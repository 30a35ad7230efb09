"""Boxes: conditions that are known are found again, with coverage and density by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.sweep import boxes
from sim.sweep.boxes import Box
from sim.sweep.study import Study
from tests.sweep import toys

SPACE = {"x": (0.0, 1.0), "y": (0.0, 10.0), "z": (0.0, 1.0)}


@pytest.fixture(scope="module")
def points() -> pd.DataFrame:
    return pd.DataFrame(sim.latin_hypercube(SPACE, points=1000).points, columns=list(SPACE))


@pytest.mark.parametrize("method", [boxes.prim, boxes.cart])
def test_a_box_that_is_known_is_found_with_its_measures(method: Any, points: pd.DataFrame) -> None:
    """Bad where x > 0.6 and y < 5, a fifth of the space; z plays no part."""
    bad = ((points["x"] > 0.6) & (points["y"] < 5)).to_numpy()
    found = method(points, bad, SPACE)
    assert set(found.limits) == {"x", "y"}
    assert found.limits["x"] == (pytest.approx(0.6, abs=0.03), 1.0)
    assert found.limits["y"] == (0.0, pytest.approx(5, abs=0.3))
    there = boxes.inside(points, found.limits)
    assert found.coverage == pytest.approx((bad & there).sum() / bad.sum()) and found.coverage > 0.9
    assert found.density == pytest.approx(bad[there].mean()) and found.density > 0.9
    assert found.mass == there.mean()


@pytest.mark.parametrize("method", [boxes.prim, boxes.cart])
@pytest.mark.parametrize("all_bad", [False, True])
def test_points_of_one_kind_have_no_box(method: Any, all_bad: bool, points: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="points of both kinds"):
        method(points, np.full(len(points), all_bad), SPACE)


def test_the_score_is_the_harmonic_mean_of_coverage_and_density() -> None:
    assert boxes.score(Box({}, 1.0, 0.5, 1.0)) == pytest.approx(2 / 3)
    assert boxes.score(Box({}, 0.0, 0.0, 0.1)) == 0


def test_fresh_points_lie_on_their_side_of_the_box() -> None:
    limits = {"y": (2.0, 9.0), "x": (0.1, 1.0)}
    for side in (True, False):
        drawn = boxes.fresh_points(SPACE, limits, 40, inside=side, seed=5)
        table = pd.DataFrame(drawn.points, columns=list(drawn.factors))
        assert len(table) == 40 and (boxes.inside(table, limits) == side).all()
        assert table["z"].between(0, 1).all() and np.ptp(table["z"]) > 0.8


def test_worse_is_the_side_that_the_indicator_says(tmp_path: Path) -> None:
    """y is below 0 at the first point and above at the second, for each seed."""
    design = sim.grid({"x": [-2.0, 2.0]})
    made = Study(toys.line, design=design, replicates=2, folder=tmp_path / "s")
    made.run("serial", progress=False)
    for direction, want in ((1, [True, False]), (-1, [False, True])):
        table, bad = boxes.worse(made, "y", direction)
        assert bad.tolist() == want and table["x"].tolist() == [-2.0, 2.0]


@pytest.mark.parametrize("method", [boxes.prim, boxes.cart])
def test_the_same_points_have_the_same_box_where_splits_tie(method: Any) -> None:
    """Two factors tell the bad points apart equally well; other luck was used in between."""
    x = np.linspace(0, 1, 30)
    tied = pd.DataFrame({"x": x, "y": 10 * x, "z": x[::-1]})
    bad = x > 0.8
    found = []
    for seed in range(8):
        np.random.seed(seed)
        found.append(method(tied, bad, SPACE))
        after = np.random.random()
        np.random.seed(seed)
        assert after == np.random.random(), "the luck of others is left as it was"
    assert all(box == found[0] for box in found)
