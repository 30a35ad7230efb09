"""Shapley values: games whose values are known by hand, and through a study."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.sweep.shapley import of_study, shapley
from sim.sweep.study import Study
from tests.sweep import toys

GLOVES = {"left": [False, True], "right": [False, True], "second": [False, True]}


def test_values_are_those_of_all_orders() -> None:
    """Against the definition: the mean over all orders of what each player adds when they come."""
    worth = np.random.default_rng(3).normal(size=(16, 2))
    want = np.zeros((4, 2))
    for order in permutations(range(4)):
        there = 0
        for player in order:
            want[player] += (worth[there | 1 << player] - worth[there]) / 24
            there |= 1 << player
    np.testing.assert_allclose(shapley(worth), want, atol=1e-12)


def test_the_game_of_gloves_has_its_known_values(tmp_path: Path) -> None:
    """One left glove, two right ones, a pair is worth 1: 2/3, 1/6, 1/6 (Shapley and Shubik 1969).

    The luck of a seed is in all coalitions, and changes no value.
    """
    made = Study(toys.gloves, design=sim.grid(GLOVES), replicates=3, folder=tmp_path / "s")
    found = of_study(made.run("serial", progress=False), "y", list(GLOVES))
    np.testing.assert_allclose(found.T, [[2 / 3, 1 / 6, 1 / 6]] * 3, atol=1e-12)
    other = of_study(made, "y", ["second", "left", "right"])
    np.testing.assert_allclose(other.T, [[1 / 6, 2 / 3, 1 / 6]] * 3, atol=1e-12)


@pytest.mark.parametrize(
    ("factors", "told"),
    [
        ({**GLOVES, "second": [True]}, "8 points"),
        ({**GLOVES, "second": [True, True]}, "8 points"),
        ({"left": [False, True], "right": [False, True]}, "no such factor"),
    ],
)
def test_a_study_without_every_combination_once_is_refused(
    factors: dict[str, list[bool]], told: str, tmp_path: Path
) -> None:
    made = Study(toys.gloves, design=sim.grid(factors), replicates=1, folder=tmp_path / "s")
    made.run("serial", progress=False)
    with pytest.raises(InputError, match=told):
        of_study(made, "y", list(GLOVES))
