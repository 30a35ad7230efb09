"""Designs: their points by hand or by their defining property, and what each refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.sweep import design as designs
from sim.sweep.design import Design
from sim.sweep.words import design_of, swept

TWO: dict[str, Any] = {"x": (10.0, 20.0), "k": ["a", "b"]}


def column(design: Design, rank: int = 0) -> list[Any]:
    return [point[rank] for point in design.points]


def test_a_grid_holds_every_combination() -> None:
    made = sim.grid({"x": [1, 2], "k": ["a", "b"]})
    assert made.points == ((1, "a"), (1, "b"), (2, "a"), (2, "b"))


def test_one_at_a_time_changes_one_factor_from_the_scenario() -> None:
    assert sim.one_at_a_time(TWO).points == (
        (None, None), (10.0, None), (20.0, None), (None, "a"), (None, "b"),
    )  # fmt: skip


def test_a_latin_hypercube_has_one_point_in_each_tenth() -> None:
    made = sim.latin_hypercube({"x": (10.0, 20.0), "y": (0.0, 1.0)}, points=10, seed=3)
    assert sorted(int(x) for x in column(made)) == list(range(10, 20))
    assert sorted(int(10 * y) for y in column(made, 1)) == list(range(10))
    assert made == sim.latin_hypercube({"x": (10.0, 20.0), "y": (0.0, 1.0)}, points=10, seed=3)


def test_points_of_sobol_are_balanced() -> None:
    """The first 2^m points have as many points in each interval of length 2^-m: one."""
    made = sim.sobol({"x": (0.0, 1.0)}, points=16)
    assert sorted(int(16 * x) for x in column(made)) == list(range(16))


def test_a_list_in_a_continuous_design_takes_each_value_as_often() -> None:
    made = sim.sobol(TWO, points=16)
    assert column(made, 1).count("a") == column(made, 1).count("b") == 8


def test_saltelli_and_morris_have_their_number_of_points_within_the_bounds() -> None:
    saltelli, morris = sim.saltelli(TWO, points=8), sim.morris(TWO, trajectories=5)
    assert (len(saltelli), len(morris)) == (8 * 4, 5 * 3)
    for made in (saltelli, morris):
        assert min(column(made)) >= 10 and max(column(made)) <= 20
        assert set(column(made, 1)) == {"a", "b"}
    steps = np.array(column(morris)).reshape(5, 3)
    assert (np.ptp(steps, axis=1) > 0).all(), "each trajectory moves x once"


def test_a_product_crosses_two_designs() -> None:
    made = sim.product(sim.grid({"x": [1, 2]}), sim.grid({"y": [3, 4]}))
    assert made.points == ((1, 3), (1, 4), (2, 3), (2, 4))
    with pytest.raises(InputError, match="x: this factor is in both"):
        sim.product(sim.grid({"x": [1]}), sim.grid({"x": [2]}))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: sim.grid({}), "at least one factor"),
        (lambda: sim.grid({"x": []}), "at least one value"),
        (lambda: sim.grid({"x": "ab"}), "at least one value"),
        (lambda: sim.grid({"x": (0, 1)}), "a grid takes no interval"),
        (lambda: sim.sobol({"x": (1, 0)}, 8), "the smaller first"),
        (lambda: sim.sobol({"x": (0, float("nan"))}, 8), "two finite numbers"),
        (lambda: sim.sobol({"x": (0, 1)}, 100), "such as 64 or 128"),
        (lambda: sim.latin_hypercube({"x": (0, 1)}, 0), "points=0"),
        (lambda: sim.morris({"x": (0, 1)}, 1), "trajectories=1"),
        (lambda: sim.grid({name: list(range(99)) for name in "abcd"}), "at most 10,000,000"),
    ],
)
def test_a_design_that_cannot_be_made_is_one_sentence(make: Any, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        make()
    assert len(caught.value.problems) == 1


def test_a_library_that_is_not_installed_is_named_with_its_extra() -> None:
    with pytest.raises(InputError, match=r"distributed_not_there.*--extra dask"):
        designs.library("distributed_not_there")


def test_a_table_is_read_with_types_and_gaps(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(
        "crises.rate;months;organisation.coordination;organisation;x\n"
        "0,03;24;true;pole;1\n;36;;silo;0,5\n", encoding="utf-8",
    )  # fmt: skip
    made = sim.table(path)
    assert list(made.factors)[:2] == ["crises.rate", "months"]
    assert made.points == ((0.03, 24, True, "pole", 1), (None, 36, None, "silo", 0.5))


def test_each_bad_cell_of_a_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("crises.rate,organisation.coordination\nmany,true\n0.1,maybe\n", "utf-8")
    with pytest.raises(InputError) as caught:
        sim.table(path)
    first, second = caught.value.sentences("en")
    assert "line 2, column crises.rate" in first and "many" in first
    assert "line 3, column organisation.coordination" in second and "true or false" in second


def test_words_of_hydra_become_factors_and_seeds() -> None:
    found = swept(
        ["-m", "seed=range(3,9,2)", "crises.rate=interval(0,.2)", "months=24,36",
         "organisation=glob(pole*)", "places.lists=2", "organisation.coordination=true,false"]
    )  # fmt: skip
    assert found.seeds == [3, 5, 7]
    assert found.factors == {
        "crises.rate": (0.0, 0.2),
        "months": [24, 36],
        "organisation": ["pole", "pole_without_practices"],
        "organisation.coordination": [True, False],
    }
    assert found.words == ["places.lists=2"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["seed=a,b"], "seed=range"),
        (["seed=interval(0,1)"], "seed=range"),
        (["organisation=glob(z*)"], "no name matches"),
        (["months=1,2", "months=3,4"], "months"),
    ],
)
def test_words_that_cannot_be_swept_are_one_sentence(words: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        swept(words)


def test_lists_are_crossed_with_points_of_intervals() -> None:
    made = design_of("latin_hypercube", {"x": (0.0, 1.0), "k": [1, 2]}, 4, None)
    assert list(made.factors) == ["k", "x"] and len(made) == 8
    assert len(design_of("saltelli", {"x": (0.0, 1.0), "k": [1, 2]}, 4, None)) == 16
    with pytest.raises(InputError, match="x: a grid takes no interval"):
        design_of("grid", {"x": (0.0, 1.0)}, 4, None)
    with pytest.raises(InputError, match="did you mean 'sobol'"):
        design_of("sobal", {"x": (0.0, 1.0)}, 4, None)
