"""The oracles of V19 and V20 against textbooks and other ways to count."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.exact.oracles import (
    bass,
    bass_in_time,
    bass_variance,
    fixation,
    months_to_fixation,
)


def test_v19_values_of_the_recursion_and_of_the_limit() -> None:
    assert bass(0.03, 0.38, 5) == pytest.approx(0.2729, abs=5e-5)
    assert bass(0.03, 0.38, 10) == pytest.approx(0.7826, abs=5e-5)
    assert bass_in_time(0.03, 0.38, 5.0) == pytest.approx(0.3312, abs=5e-5)
    assert bass_in_time(0.03, 0.38, 10.0) == pytest.approx(0.8128, abs=5e-5)
    peak = math.log(0.38 / 0.03) / 0.41
    assert bass_in_time(0.03, 0.38, peak) == pytest.approx(0.5 - 0.03 / 0.76)


def test_v19_shorter_steps_approach_the_limit() -> None:
    fine = bass(0.03 / 200, 0.38 / 200, 1000)
    assert fine == pytest.approx(bass_in_time(0.03, 0.38, 5.0), abs=1e-3)


def test_v19_variance_is_that_of_many_small_populations() -> None:
    luck, size, runs = np.random.default_rng(1), 2000, 4000
    adopted = np.zeros(runs, np.int64)
    for _ in range(6):
        adopted += luck.binomial(size - adopted, 0.03 + 0.38 * adopted / size)
    # The variance of 4000 runs is known to 2 %.
    assert size * (adopted / size).var() == pytest.approx(bass_variance(0.03, 0.38, 6), rel=0.08)
    assert bass_variance(0.1, 0.5, 1) == pytest.approx(0.1 * 0.9)


def test_v19_first_step_is_spontaneous() -> None:
    assert bass(0.1, 0.5, 1) == pytest.approx(0.1)
    assert bass(0.1, 0.5, 2) == pytest.approx(0.1 + (0.1 + 0.05) * 0.9)


@pytest.mark.parametrize(
    ("fitness", "size", "told"),
    [(1.1, 100, 0.09092), (1.05, 20, 0.0764), (0.95, 50, 0.0044), (1.0, 25, 0.04)],
)
def test_v20_values(fitness: float, size: int, told: float) -> None:
    assert fixation(fitness, size) == pytest.approx(told, abs=5e-5)


@pytest.mark.parametrize(("fitness", "size"), [(1.3, 6), (1.0, 5), (0.7, 8)])
def test_v20_against_the_chain(fitness: float, size: int) -> None:
    """Chance and time to either end by the linear system of the whole chain."""
    moves = np.zeros((size + 1, size + 1))
    moves[0, 0] = moves[size, size] = 1.0
    for k in range(1, size):
        parent = fitness * k / (fitness * k + size - k)
        moves[k, k + 1] = parent * (size - k) / size
        moves[k, k - 1] = (1.0 - parent) * k / size
        moves[k, k] = 1.0 - moves[k, k + 1] - moves[k, k - 1]
    inside = np.eye(size - 1) - moves[1:size, 1:size]
    chance = np.linalg.solve(inside, moves[1:size, size])
    time = np.linalg.solve(inside, np.ones(size - 1))
    assert fixation(fitness, size) == pytest.approx(chance[0])
    assert months_to_fixation(fitness, size) == pytest.approx(time[0] / size)


@pytest.mark.parametrize(
    ("oracle", "values"),
    [
        (bass, (0.0, 0.3, 5)),
        (bass, (0.1, -0.3, 5)),
        (bass_in_time, (0.0, 0.3, 5.0)),
        (fixation, (0.0, 5)),
        (fixation, (1.1, 1)),
    ],
)
def test_what_theory_cannot_answer_is_told(oracle: object, values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must"):
        oracle(*values)  # type: ignore[operator]
