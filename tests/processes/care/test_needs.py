"""How needs move, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine import draws
from sim.processes.care.needs import (
    act,
    easing,
    level_after,
    level_by_matrix,
    level_carried,
    limits,
    stage_of,
    worsening,
)
from sim.state.people import ABSENT, LATENT, ROW
from tests.processes.worlds import abstract_world


def test_stages_begin_with_the_birthday() -> None:
    assert [stage_of(months) for months in (0, 239, 240, 719, 720, 1320)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("level", "before", "after", "then"),
    [(2, 2, 1, 1), (3, 2, 1, 2), (3, 1, 2, 3), (0, 2, 1, 1), (1, 1, 0, 0), (3, 0, 3, 3)],
)
def test_what_exceeds_the_lasting_part_goes_into_the_next_stage(
    level: int, before: int, after: int, then: int
) -> None:
    assert level_carried(level, before, after) == then


def test_what_is_not_covered_worsens_more_often() -> None:
    assert worsening(0.02, 3.0, 5.0, 1.0, 0.4) == 0.02  # all is covered
    # A quarter uncovered, nothing unmet so far: 1 + 3 x 0.25 = 1.75.
    assert worsening(0.02, 3.0, 5.0, 0.75, 0.0) == pytest.approx(0.035)
    # Half unmet so far and e^(kappa / 2) = 4: 1 + 3 x 0.25 x 4 = 4.
    assert worsening(0.02, 3.0, 2 * math.log(4), 0.75, 0.5) == pytest.approx(0.08)


def test_what_is_covered_eases_more_often() -> None:
    assert easing(0.03, 2.0, 0.25) == pytest.approx(0.045)
    assert easing(0.03, 2.0, 1.0) == pytest.approx(0.09)
    assert easing(0.03, 2.0, 0.0) == 0.03


def test_the_level_is_worse_then_better_then_the_same() -> None:
    # [0, 1/8) one more, [1/8, 1/2) one less.
    u = (0.0, 0.124, 0.125, 0.499, 0.5, 0.999)
    assert [level_after(x, 2, 0.125, 0.375) for x in u] == [3, 3, 1, 1, 2, 2]
    assert [level_after(x, 1, 0.0, 0.25) for x in (0.0, 0.24, 0.25)] == [0, 0, 1]


def test_more_than_certain_is_shared_alike() -> None:
    # 1/2 and 3/2 are a quarter and three quarters.
    assert [level_after(x, 1, 0.5, 1.5) for x in (0.24, 0.26, 0.999)] == [2, 0, 0]
    # Certain is certain: nothing is shared.
    assert [level_after(x, 1, 0.25, 0.75) for x in (0.24, 0.26, 0.999)] == [2, 0, 0]


def test_a_matrix_is_read_by_its_rows_and_moves_come_before_staying() -> None:
    matrix = np.array([[0.5, 0.0, 0.5], [0.25, 0.25, 0.5], [0.0, 1.0, 0.0]])
    # From 1: to 0 below 1/4, to 2 below 3/4, else the same.
    u = (0.0, 0.24, 0.25, 0.74, 0.75, 0.99)
    assert [level_by_matrix(x, 1, matrix) for x in u] == [0, 0, 2, 2, 1, 1]
    assert [level_by_matrix(x, 0, matrix) for x in (0.0, 0.49, 0.5)] == [2, 2, 0]
    assert [level_by_matrix(x, 2, matrix) for x in (0.0, 0.99)] == [1, 1]


def test_a_lasting_need_never_eases_and_worsens_as_any_other() -> None:
    model = abstract_world("territory.people=4", "needs.easing=0", "needs.worsening=0")
    p, e = model.people, model.environment
    e.up[:], e.down[:], e.bound[:] = 0.0, 1.0, 1.0
    e.floor[0, 1] = [2, 1, 0, 3]
    p.state[:4], p.level[:4] = LATENT, [[3, 3, 3, 3], [2, 2, 2, 3], [2, 1, 1, 3], [1, 1, 0, 3]]
    event, changed = np.full(4, 0b1111, np.int8), np.zeros(4, ROW)
    act(np.arange(4, dtype=ROW), event, model.W, changed)
    assert p.level[:4].tolist() == [[2, 2, 2, 3], [2, 1, 1, 3], [2, 1, 0, 3], [1, 1, 0, 3]]
    e.up[:], e.down[:] = 1.0, 0.0
    act(np.arange(4, dtype=ROW), event, model.W, changed)
    assert p.level[:4, 0].tolist() == [3, 3, 3, 2]


def test_those_with_a_unit_whose_level_changed_are_reviewed() -> None:
    chain = "[[0,1,0,0],[0,0,1,0],[0,0,0,1],[1,0,0,0]]"  # a level more, for sure
    model = abstract_world("territory.people=5", f"needs.matrix={chain}")
    p = model.people
    p.state[:5] = [LATENT, LATENT, LATENT, ABSENT, LATENT]
    p.unit[:5], p.level[:5], p.dirty[:5] = [0, -1, 1, 0, 0], 1, 0
    event = np.array([0b0001, 0b1000, 0b0110, 0b1111, 0], np.int8)
    changed = np.zeros(5, ROW)
    assert act(np.arange(5, dtype=ROW), event, model.W, changed) == 2
    assert changed[:2].tolist() == [0, 2]
    assert p.level[:5].tolist() == [
        [2, 1, 1, 1], [1, 1, 1, 2], [1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1],
    ]  # fmt: skip
    assert p.dirty[:5].tolist() == [1, 1, 1, 0, 0]


@pytest.mark.parametrize("d", [0, 3])
def test_each_stage_with_and_without_need_has_its_own_limit(d: int) -> None:
    bound = np.zeros((3, 4, 2))
    bound[:, d] = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
    limit = limits(bound, d)
    assert limit == tuple(draws.threshold(x) for x in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6))
