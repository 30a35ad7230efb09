"""Delivery: who is marked, and what a month adds for each person."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.coverage import memory_after
from sim.processes.care.delivery import (
    Delivery,
    mark_adopters,
    mark_places,
    update_strain_and_unmet,
)
from sim.state import counts
from sim.state.people import ABSENT, ESCALATED, LATENT, WAIT
from tests.processes.worlds import abstract_world


def test_persons_are_marked_once_when_their_case_is_handled_the_new_way() -> None:
    ranks = np.array([0.1, 0.2, 0.3, 0.4, 0.5], np.float32)
    fresh = np.array([0, 0, 0, 1, 1], np.int8)
    mark_adopters(5, float(ranks[1]), float(ranks[3]), ranks, fresh)
    assert fresh.tolist() == [0, 1, 1, 1, 1]


def test_persons_are_marked_whose_place_gives_another_share_of_a_need_that_they_have() -> None:
    place = np.array([-1, 0, 1, 2, 1, 1, 1], np.int32)
    # The second establishment gives another share in the first and in the last domain.
    changed = np.array([0, 0, 3 | 3 << 24, 0], np.int32)
    levels = np.array(
        [
            [1, 0, 0, 0],
            [1, 1, 1, 1],
            [2, 0, 0, 0],
            [3, 3, 3, 3],
            [0, 0, 0, 1],
            [0, 3, 3, 0],
            [0] * 4,
        ],
        np.int8,
    )
    fresh = np.array([1, 0, 0, 0, 0, 0, 0], np.int8)
    mark_places(7, place, levels.view(np.int32)[:, 0], changed, fresh)
    assert fresh.tolist() == [1, 0, 1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("crisis", "burnout", "escalation", "wanted"),
    [
        (1.0, 0.0, 0.0, [1, 1, 1, 0]),
        (0.0, 1.0, 0.0, [2, 2, 2, 0]),
        (0.0, 0.0, 1.0, [0, 4, 0, 0]),  # who waits and has not escalated yet
        (1.0, 1.0, 1.0, [3, 7, 3, 0]),
    ],
)
def test_a_month_is_added_for_every_person_and_events_for_those_present(
    crisis: float, burnout: float, escalation: float, wanted: list[int]
) -> None:
    state = np.array([LATENT, WAIT, WAIT, ABSENT], np.int8)
    marks = np.array([0, 0, ESCALATED, 0], np.uint8)
    cover = np.array([0.0, 0.25, 0.5, 1.0] * 4, np.float32)
    unmet = np.linspace(0.0, 0.75, 16).astype(np.float32)
    before = unmet.astype(float)
    strain, excess = np.full(4, 0.5, np.float32), np.array([0.0, 0.5, 1.0, 0.0], np.float32)
    event, out = np.zeros(4, np.int8), np.zeros(counts.SIZE, np.int64)
    luck = np.arange(1, 5).astype(np.uint64)
    update_strain_and_unmet(
        4, 1, 2, luck, state, marks, cover, unmet, strain, excess, 0.75, 0.5, 0.25,
        crisis, burnout, escalation, event, out,
    )  # fmt: skip
    wished = [memory_after(x, 0.75, c) for x, c in zip(before, cover.astype(float), strict=True)]
    np.testing.assert_allclose(unmet, wished, rtol=1e-6)
    assert event.tolist() == wanted
    # The strain of each is counted in millionths, and more load is more strain.
    assert out[counts.STRAIN] == sum(int(float(x) * 1_000_000) for x in strain)
    assert strain[2] > strain[1] > strain[0] and strain[0] < 0.5


def test_the_practice_that_was_seen_is_remembered() -> None:
    words = ("organisation.coordination=true", "territory.people=2", "clock.reform_month=0")
    model = abstract_world(*words)
    model.reform()
    model.practice = 0.5
    Delivery().step(model)
    assert model.practice_seen == 0.5 and not model.people.dirty.any()
