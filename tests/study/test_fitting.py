"""The fit of newcomers to the demand for places, and the factors of the rates."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.data import tables
from sim.data.profiles import profiles
from sim.state.people import ABSENT
from sim.study.fitting import demand, factors, fit, split
from tests.processes.worlds import abstract_world


def test_staff_minutes_of_a_place_follow_the_needs_of_those_oriented_to_it() -> None:
    found, need = tables.categories(), fit().need
    for k, code in enumerate(found.code):
        offered = found.staff_minutes[k] * found.group_size[k]
        assert 0.5 <= need[k].sum() / offered.sum() <= 2.0, code
        if not found.by_hours[k]:  # home help: its hours are published
            shares = offered / offered.sum()
            np.testing.assert_allclose(shares, need[k] / need[k].sum(), atol=0.02, err_msg=code)


def test_shares_of_newcomers_are_those_of_the_fit() -> None:
    np.testing.assert_allclose(profiles().entry, fit().entry, atol=0.005)


def test_whole_minutes_are_shared_by_largest_remainder() -> None:
    assert split(10, np.array([1.0, 1.0, 1.0, 0.0])) == [4, 3, 3, 0]
    assert split(7, np.array([0.0, 2.0, 5.0, 0.0])) == [0, 2, 5, 0]


def test_the_fit_gives_each_category_the_persons_that_are_wanted() -> None:
    found = fit()
    for one in demand():
        mine = found.entry[tables.categories().stage[one.category], list(one.profiles)]
        if (mine > 0).any():  # else those of the former stage of life are enough
            assert found.per_place[one.category] == pytest.approx(one.per_place, rel=0.02)
    np.testing.assert_allclose(found.entry.sum(axis=1), 1.0)


def test_the_fit_follows_the_demand_and_not_where_it_begins() -> None:
    known = profiles()
    rank = next(n for n, one in enumerate(demand()) if len(one.profiles) == 1)
    more = [
        replace(one, per_place=1.2 * one.per_place) if n == rank else one
        for n, one in enumerate(demand())
    ]
    wanted = more[rank]
    found = fit(tuple(more))
    assert found.per_place[wanted.category] == pytest.approx(wanted.per_place, rel=0.02)
    # Everybody ordinary at first: shares that came down to nothing come back. Profiles of the same
    # demand may share it out otherwise.
    entry = np.zeros_like(known.entry)
    entry[:, 0] = 1.0
    again = fit(tuple(more), replace(known, entry=entry))
    assert again.per_place[wanted.category] == pytest.approx(wanted.per_place, rel=0.02)
    assert again.entry[0, 5] == pytest.approx(found.entry[0, 5], rel=0.02)


def test_factors_are_the_mean_effect_of_support_by_hand() -> None:
    model = abstract_world("territory.people=3", "needs.worsening=2", "needs.easing=3")
    p, kappa = model.people, model.scenario_.needs.kappa
    p.age[:3], p.level[:3] = 300, [[1, 0, 0, 0], [1, 0, 0, 2], [1, 0, 0, 0]]
    p.cover[:3], p.unmet[:3] = 1.0, 0.0
    p.cover[0, 0], p.unmet[0, 0], p.cover[1, 0] = 0.5, 0.5, 0.75
    p.state[2] = ABSENT
    floor = model.environment.floor
    floor[:] = 0
    floor[p.profile[1], 1, 3] = 2
    up, down = factors(model)
    # 1 + 2 x 0.5 x e^(kappa / 2) and 1 + 2 x 0.25; 1 + 3 x 0.5 and 1 + 3 x 0.75.
    assert up[1, 0, 1] == pytest.approx((1 + math.exp(kappa / 2) + 1.5) / 2)
    assert down[1, 0, 1] == pytest.approx((2.5 + 3.25) / 2)
    assert down[1, 3, 2] == 1 and up[1, 3, 2] == 1  # at the lasting part nothing eases
    assert up[0].tolist() == np.ones((4, 4)).tolist()
