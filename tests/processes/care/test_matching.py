"""What a file is worth to an establishment, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.matching import (
    applicants,
    applications,
    propose,
    worth_to_establishment,
)
from sim.processes.care.queues import join
from sim.state.environment import travel
from tests.processes.worlds import abstract_world


def test_an_hour_away_costs_some_months_of_waiting() -> None:
    assert worth_to_establishment(12.0, 30.0, 4.0) == 10.0
    assert worth_to_establishment(12.0, 90.0, 2.0) == 9.0
    assert worth_to_establishment(2.0, 60.0, 3.0) == -1.0
    assert worth_to_establishment(12.0, 30.0, 0.0) == 12.0


def test_pairs_are_listed_with_what_decides_them() -> None:
    model = abstract_world("territory.people=3", "territory.places=2", zones=2, silos=2)
    p, o, e = model.people, model.organisations, model.environment
    p.zone[:3], p.waiting[:3] = [0, 1, 0], 0
    model.month = 6
    o.e_tolerance[:] = [3, 1, 2, 2]
    o.e_occupied[:] = [0, 2, 1, 0]
    join(model.W, 0, 0, 0, 1)
    join(model.W, 1, 0, 0, 2)
    join(model.W, 1, 1, 1, 0)  # a full establishment
    join(model.W, 2, 0, 2, 3)
    quota = np.zeros(4, np.int64)
    assert applicants(model.W, quota) == 3 and quota.tolist() == [2, 0, 1, 2]
    row, place, misfit = (np.zeros(3, np.int64) for _ in range(3))
    minutes, worth = np.zeros(3), np.zeros(3)
    assert applications(model.W, quota, row, place, minutes, misfit, worth) == 3
    assert (row.tolist(), place.tolist(), misfit.tolist()) == ([0, 1, 2], [0, 0, 2], [2, 1, 1])
    near, far = travel(0.0, 0.0, 0.0, 0.0), travel(e.x[1], e.y[1], e.x[0], e.y[0])
    assert minutes.tolist() == [near, far, far] and far > near
    places = model.scenario_.places
    for k, rank in enumerate((1, 2, 3)):
        wanted = 6 + places.class_months * rank - places.near_months * minutes[k] / 60
        assert worth[k] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("ranks", "quota", "ends"),
    [
        # Pairs of three persons: each with both places, the first one preferred.
        ([1, 1, 2, 2, 3, 3], [1, 1], [0, 3, -1]),
        ([3, 1, 2, 2, 1, 3], [1, 1], [1, -1, 4]),  # the last one is preferred by the first place
        ([1, 1, 2, 2, 3, 3], [2, 1], [0, 2, 5]),
    ],
)
def test_no_pair_would_rather_have_each_other(
    ranks: list[int], quota: list[int], ends: list[int]
) -> None:
    start, place = np.array([0, 2, 4, 6]), np.array([0, 1] * 3)
    assert propose(start, place, np.array(ranks), np.array(quota)).tolist() == ends
