"""How practice rises, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import draws
from sim.processes.organisation.practice import adoption_rank, maturity


def test_practice_rises_from_the_reform_on() -> None:
    assert maturity(-1, 24.0, 1.0) == 0.0
    assert maturity(0, 24.0, 1.0) == 0.0
    assert maturity(24, 24.0, 1.0) == pytest.approx(0.63212056)  # 1 - 1/e
    assert maturity(30, 24.0, 1.0) == pytest.approx(0.71349520)  # PRISMA: 71 %
    assert maturity(12, 24.0, 2.0) == pytest.approx(0.63212056)  # twice as fast
    assert maturity(24, 24.0, 2.0) == pytest.approx(0.86466472)


def test_without_a_time_constant_all_is_new_at_once() -> None:
    assert [maturity(months, 0.0, 1.0) for months in (-1, 0, 5)] == [0.0, 1.0, 1.0]


def test_a_rank_is_drawn_once_for_a_person() -> None:
    assert adoption_rank(7, np.uint64(42)) == draws.draw(
        7, draws.ONCE, draws.ADOPTION, 0, np.uint64(42)
    )
    assert adoption_rank(7, np.uint64(42)) != adoption_rank(8, np.uint64(42))
    assert adoption_rank(7, np.uint64(42)) != adoption_rank(7, np.uint64(43))
