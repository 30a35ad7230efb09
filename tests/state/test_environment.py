"""Distances, by hand."""

from __future__ import annotations

import pytest

from sim.state.environment import travel


def test_a_journey_is_the_distance_and_eight_minutes() -> None:
    assert travel(1.0, 20.0, 4.0, 24.0) == 13.0  # 3 and 4: 5
    assert travel(4.0, 24.0, 1.0, 20.0) == 13.0  # as long the other way
    assert travel(10.0, 0.0, 10.0, 7.0) == 15.0
    assert travel(0.0, 10.0, 7.0, 10.0) == 15.0
    assert travel(2.0, 2.0, 2.0, 2.0) == 8.0
    assert travel(0.0, 0.0, 1.0, 1.0) == pytest.approx(9.41421356)
