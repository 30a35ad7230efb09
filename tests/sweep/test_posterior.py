"""Posteriors from a table: a known one, their coverage, and values recovered by fresh runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from sim.sweep.design import Design, grid
from sim.sweep.gaps import first
from sim.sweep.matching import Target, match, survivors
from sim.sweep.posterior import COPIES, LEVEL, Posterior, coverage, posterior, table_of
from sim.sweep.study import Study
from tests.sweep import toys

SPACE = {"x": (0.0, 10.0), "z": (-5.0, 5.0)}
SLOPES = np.array([[1.0, 1.0], [1.0, -0.5]])
NAMES = ("first", "second")


def targets_at(middles: Any, spread: float) -> list[Target]:
    half = 1.959964 * spread
    return [Target(n, m - half, m + half) for n, m in zip(NAMES, middles, strict=True)]


@pytest.fixture(scope="module")
def table() -> tuple[Any, Any]:
    """Points drawn evenly over a square, and answers of a straight line with luck."""
    rng = np.random.default_rng(4)
    unit = rng.random((400, 2))
    answers = (unit * 10 + np.array([0.0, -5.0])) @ SLOPES.T
    return unit, answers + 0.1 * rng.standard_normal(answers.shape)


def test_the_posterior_of_a_straight_line_is_that_of_theory(table: tuple[Any, Any]) -> None:
    """Normal errors and a wide even prior: the mean and the covariance are known."""
    targets = targets_at((5.0, 5.0), 0.8)
    found = posterior(table_of(*table, targets), np.array([5.0, 5.0]))
    values = found.unit * 10 + np.array([0.0, -5.0])
    mean = found.weights @ values
    covariance = (found.weights[:, None] * (values - mean)).T @ (values - mean)
    back = np.linalg.inv(SLOPES)
    want = back @ np.diag([0.8**2 + 0.1**2] * 2) @ back.T
    spreads = np.sqrt(np.diag(want))
    assert (np.abs(mean - back @ [5.0, 5.0]) < 0.25 * spreads).all()
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), spreads, rtol=0.2)
    correlation = covariance[0, 1] / np.sqrt(np.diag(covariance)).prod()
    assert correlation == pytest.approx(want[0, 1] / spreads.prod(), abs=0.12)


@pytest.mark.parametrize("spread", [0.5, 2.0])
def test_intervals_hold_the_truth_as_often_as_they_should(
    table: tuple[Any, Any], spread: float
) -> None:
    """400 observations made up from the table: nine in ten, within the luck of the draw."""
    held = coverage(*table, targets_at((0.0, 0.0), spread), count=400)
    low, high = binom.interval(0.99, 400, LEVEL)
    assert ((low <= held) & (held <= high)).all(), held


def test_the_point_of_an_observation_is_left_out_with_all_its_rows(table: tuple[Any, Any]) -> None:
    unit, answers = (part[:30] for part in table)
    targets = targets_at((0.0, 0.0), 0.5)
    whole = table_of(unit, answers, targets)
    rows = whole.point != 7
    assert (~rows).sum() == COPIES
    rest = whole._replace(**{name: getattr(whole, name)[rows] for name in whole._fields})
    one, two = posterior(whole, answers[7], without=7), posterior(rest, answers[7])
    assert np.array_equal(one.unit, two.unit) and np.array_equal(one.weights, two.weights)
    assert not np.array_equal(posterior(whole, answers[7]).unit, one.unit)


def test_an_answer_that_no_factor_moves_teaches_nothing(table: tuple[Any, Any]) -> None:
    unit, _ = table
    flat = np.zeros((len(unit), 1))
    found = posterior(table_of(unit, flat, [Target("y", -1.0, 1.0)]), np.zeros(1))
    np.testing.assert_allclose(found.quantiles((0.1, 0.5, 0.9)).T, [[0.1, 0.5, 0.9]] * 2, atol=0.08)


def test_quantiles_and_draws_follow_the_weights() -> None:
    found = Posterior(np.array([[0.1], [0.2], [0.9]]), np.array([0.25, 0.65, 0.1]))
    assert found.quantiles((0.2, 0.5, 0.95))[:, 0].tolist() == [0.1, 0.2, 0.9]
    drawn = found.drawn(4000, seed=3)[:, 0]
    assert (drawn == 0.2).mean() == pytest.approx(0.65, abs=0.03)


@pytest.mark.parametrize(("number", "truth"), [(0, (3.0, 1.0)), (1, (6.0, -2.0)), (2, (8.0, 3.0))])
def test_known_values_are_recovered_by_fresh_runs(
    number: int, truth: tuple[float, float], tmp_path: Path
) -> None:
    """Runs at known values, with an error of observation, are calibrated by runs of a study."""

    def run(design: Design, name: str, seed: int) -> Any:
        made = Study(toys.linear, design=design, replicates=4, seed=seed, folder=tmp_path / name)
        made.run("serial", chunk=400, progress=False)
        return np.column_stack([first(made, name).mean(axis=1) for name in NAMES])

    luck = np.random.default_rng(number)
    at_truth = run(grid({"x": [truth[0]], "z": [truth[1]]}), "truth", 1000)[0]
    targets = targets_at(at_truth + 0.3 * luck.standard_normal(2), 0.3)
    waves = match(SPACE, targets, lambda d, rank: run(d, f"wave-{rank}", 1), points=60, waves=2)
    unit, answers = (np.concatenate([getattr(w, k) for w in waves]) for k in ("unit", "answers"))
    left = survivors(waves, targets, unit)
    found = posterior(
        table_of(unit[left], answers[left], targets), np.array([t.middle for t in targets])
    )
    values = found.unit * 10 + np.array([0.0, -5.0])
    mean = found.weights @ values
    spread = np.sqrt(found.weights @ (values - mean) ** 2)
    assert (np.abs(mean - truth) < 2.6 * spread).all(), (mean, spread)
    assert (spread < 0.6).all(), "a tenth of what even values over the range would have"
