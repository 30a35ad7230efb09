"""What of support works, and what is remembered of what was unmet, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.coverage import (
    fit,
    joined_up,
    mainstream_known,
    memory_after,
    refresh_support,
)
from sim.state.people import ABSENT, ROW
from tests.processes.worlds import abstract_world


def test_what_is_not_heard_may_not_fit() -> None:
    assert fit(0.4, 1.0) == 1.0
    assert fit(0.4, 0.25) == pytest.approx(0.7)
    assert fit(0.4, 0.0) == pytest.approx(0.6)
    assert fit(0.0, 0.25) == 1.0


def test_each_provider_beyond_the_first_loses_a_share() -> None:
    shares = [joined_up(0.2, providers) for providers in (0, 1, 2, 3)]
    assert shares == pytest.approx([1.0, 1.0, 0.8, 0.64])


def test_what_was_unmet_is_remembered_for_a_while() -> None:
    # Three quarters of 0.4, and a quarter of the fifth that is unmet now.
    assert memory_after(0.4, 0.75, 0.8) == pytest.approx(0.35)
    assert memory_after(0.4, 0.75, 1.0) == pytest.approx(0.3)
    assert memory_after(0.0, 0.75, 0.0) == pytest.approx(0.25)


def test_a_partnership_tells_of_other_services() -> None:
    # The first and third domain alone; the second and fourth once told.
    assert mainstream_known(0b1010_0101, False) == 0b0101
    assert mainstream_known(0b1010_0101, True) == 0b1010
    assert mainstream_known(0, True) == 0


def test_a_person_whose_support_was_computed_is_no_longer_marked() -> None:
    model = abstract_world("territory.people=3")
    p = model.people
    p.state[1], p.dirty[:3] = ABSENT, 1
    refresh_support(np.array([0, 1], ROW), model.W)
    assert p.dirty[:3].tolist() == [0, 0, 1]
