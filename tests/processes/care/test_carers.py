"""Strain and burnout of carers, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.data.person_tables import persons
from sim.processes.care.carers import (
    burnout_probability,
    capacity_of,
    strain_after,
    strain_excess,
)
from sim.state.people import CHILD_END, INSTITUTION, LOST, ORDINARY
from tests.processes.worlds import abstract_world


@pytest.mark.parametrize(
    ("load", "excess"),
    [(0, 0.0), (60, 0.0), (80, 0.0), (100, 0.25), (200, 1.5), (240, 2.0), (400, 2.0)],
)
def test_a_load_above_the_capacity_is_in_excess_up_to_twice(load: int, excess: float) -> None:
    assert strain_excess(load, 80) == excess


def test_strain_recovers_and_is_added_to() -> None:
    # Nine tenths of 0.4 are left, a fifth of 0.5 comes.
    assert strain_after(0.4, 0.5, 0.1, 0.2) == pytest.approx(0.46)
    assert strain_after(0.4, 0.0, 0.1, 0.2) == pytest.approx(0.36)
    assert strain_after(0.0, 0.5, 0.1, 0.2) == pytest.approx(0.1)


def test_burnout_comes_with_strain_and_never_without() -> None:
    slope = math.log(4)
    assert burnout_probability(0.06, slope, 0.0) == 0.0
    assert burnout_probability(0.06, slope, 0.5) == pytest.approx(0.02)  # (2 - 1) / (4 - 1)
    assert burnout_probability(0.06, slope, 1.0) == pytest.approx(0.06)
    assert burnout_probability(0.06, slope, 2.0) == pytest.approx(0.3)  # (16 - 1) / (4 - 1)
    assert burnout_probability(0.6, slope, 2.0) == 1.0


@pytest.mark.parametrize(
    ("carer", "rank", "level", "residence", "minutes"),
    [
        (0, 2, 3, ORDINARY, 0),
        (1, 0, 1, ORDINARY, 110),
        (1, 2, 3, ORDINARY, 132),
        (2, 0, 3, ORDINARY, 230),
        (2, 1, 3, ORDINARY, 231),
        (2, 1, 2, LOST, 221),
        (2, 1, 3, INSTITUTION, 131),  # nobody lives there with their carer
        (2, 1, 0, ORDINARY, 201),
    ],
)
def test_what_a_carer_can_give_follows_the_need_now_where_they_live_and_their_rank(
    carer: int, rank: int, level: int, residence: int, minutes: int
) -> None:
    model = abstract_world("territory.people=1")
    p, table = model.people, model.environment.carer_minutes
    for together in range(2):
        for at in range(4):
            table[1, together, at] = [100 * (together + 1) + 10 * at + k for k in range(3)]
    p.carer[0], p.carer_rank[0], p.level[0], p.residence[0] = (
        carer,
        rank,
        [level, 0, 0, 0],
        residence,
    )
    p.level[0, 1] = 3  # other domains do not count
    assert capacity_of(model.W, 0) == minutes
    p.age[0] = CHILD_END - 1
    assert capacity_of(model.W, 0) == 0, "children of this world have no such carers"


def test_carers_give_more_together_at_a_higher_level_and_at_a_higher_rank() -> None:
    minutes = persons().carer_minutes
    assert (minutes[:, :, 0] == 0).all()
    for axis in (2, 3):  # level, rank
        assert (np.diff(minutes[:, :, 1:], axis=axis) > 0).all()
    assert (minutes[:, 1, 1:] > minutes[:, 0, 1:]).all()
    assert persons().carer_share.sum(axis=1).max() <= 1
