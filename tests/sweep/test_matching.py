"""History matching: what is left of a space is what a straight line with known answers leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.sweep import matching
from sim.sweep.design import Design
from sim.sweep.matching import CUT, Target, Wave, drawn, match, survivors
from tests.sweep import toys

SPACE = {"x": (0.0, 10.0), "z": (-5.0, 5.0)}
TARGETS = [Target("first", 5.0, 9.0), Target("second", 2.0, 5.0)]
SLOPES = np.array([[1.0, 1.0], [1.0, -0.5]])


def ask(design: Design, rank: int) -> Any:
    """Answers of `toys.linear` without luck."""
    answers = [toys.linear(1, *point, luck=0.0) for point in design.points]
    return np.array([[one["first"], one["second"]] for one in answers])


def values(unit: Any, space: Mapping[str, Any] = SPACE) -> Any:
    low, high = np.array(list(space.values())).T
    return low + unit * (high - low)


@pytest.fixture(scope="module")
def waves() -> list[Wave]:
    return match(SPACE, TARGETS, ask, points=40, waves=2)


def test_bounds_are_the_middle_95_percent_of_a_normal_distribution() -> None:
    target = Target("y", 2.0, 2.0 + 2 * 1.959964)
    assert target.middle == pytest.approx(3.959964) and target.spread == pytest.approx(1.0)


def test_what_is_left_is_what_theory_leaves(waves: list[Wave]) -> None:
    """Emulators of a straight line are almost exact: both regions differ at few points."""
    unit = np.random.default_rng(5).random((4000, 2))
    middle, spread = (np.array([getattr(t, key) for t in TARGETS]) for key in ("middle", "spread"))
    missed = np.abs(values(unit) @ SLOPES.T - middle) / spread
    want = (missed <= CUT).all(axis=1)
    assert (survivors(waves, TARGETS, unit) == want).mean() > 0.99
    assert waves[-1].share == pytest.approx(want.mean(), abs=0.02)


def test_the_next_wave_runs_only_what_is_left(waves: list[Wave]) -> None:
    first, second = waves
    assert survivors([first], TARGETS, second.unit).all() and len(second.unit) == 40
    assert not survivors([first], TARGETS, first.unit).all()
    assert second.share <= first.share < 0.5
    assert np.array_equal(second.unit, drawn(SPACE, TARGETS, [first], 40, seed=2))


def test_luck_of_the_runs_is_no_reason_to_leave_a_point_out() -> None:
    """With luck as large as the space, no point can be left out; without, most are."""

    def lucky(design: Design, rank: int) -> Any:
        return ask(design, rank) + 30 * np.random.default_rng(1).standard_normal((len(design), 2))

    assert match(SPACE, TARGETS, lucky, points=40, waves=1)[0].share > 0.95


def test_a_target_out_of_reach_is_named() -> None:
    far = [TARGETS[0], Target("far away", 100.0, 101.0)]
    with pytest.raises(InputError, match="misses 'far away' by"):
        match(SPACE, far, ask, points=20, waves=2)


def test_waves_end_where_too_little_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "ROUNDS", 1)
    monkeypatch.setattr(matching, "CANDIDATES", 400)
    narrow = [Target("first", 6.9, 7.1), Target("second", 3.4, 3.6)]
    assert len(match(SPACE, narrow, ask, points=40, waves=3)) == 1
