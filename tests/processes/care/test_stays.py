"""How long a stay lasts, by hand."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.processes.care.stays import class_factor, stay_before_hold, stay_months
from tests.processes.worlds import abstract_world


def test_a_heavier_file_stays_longer() -> None:
    assert [class_factor(2.0, complexity) for complexity in range(4)] == [0.5, 1.0, 2.0, 4.0]
    assert [class_factor(1.0, complexity) for complexity in range(4)] == [1.0] * 4


def world(mean: float, *words: str) -> SectorModel:
    """Return a world whose stays last some months on average."""
    model = abstract_world(*(f"places.{word}" for word in words))
    model.environment.cat_stay[:] = mean
    return model


def test_a_geometric_stay_halves_each_month() -> None:
    model = world(2.0)
    months = [stay_months(model.W, u, 0, 1.0) for u in (0.0, 0.49, 0.51, 0.74, 0.76, 0.88)]
    assert months == [1, 1, 2, 2, 3, 4]
    # Half as long: each stay lasts the one month that it takes at least.
    assert [stay_months(model.W, u, 0, 0.5) for u in (0.0, 0.99)] == [1, 1]
    # Twice as long, a quarter ends each month: 7/16 in two months, 37/64 in three.
    assert [stay_months(model.W, u, 0, 2.0) for u in (0.24, 0.43, 0.44, 0.57)] == [1, 2, 3, 3]


@pytest.mark.parametrize(
    ("mean", "longer", "months"),
    [
        (12.0, 1.0, 12),
        (12.0, 2.0, 24),
        (3.4, 1.0, 3),
        (3.5, 1.0, 4),
        (0.3, 1.0, 1),
        (1e9, 1.0, 30_000),
    ],
)
def test_a_fixed_stay_is_its_mean_to_the_nearest_month(
    mean: float, longer: float, months: int
) -> None:
    # A month fits into two bytes: 30 000 is the longest.
    model = world(mean, "stay_law=fixed")
    assert stay_months(model.W, 0.9, 0, longer) == months


def test_a_lognormal_stay_is_read_from_its_law() -> None:
    model = world(2.0, "stay_law=lognormal")
    law = model.environment.stay_cdf
    law[:] = 1.0
    law[0, :2] = 0.25, 0.5
    assert [stay_months(model.W, u, 0, 1.0) for u in (0.24, 0.26, 0.49, 0.51)] == [1, 2, 2, 3]
    assert stay_months(model.W, 0.26, 0, 2.25) == 5  # 4.5 goes up
    assert stay_months(model.W, 0.26, 0, 2.2) == 4
    assert stay_months(model.W, 0.24, 0, 0.2) == 1


def test_a_mixed_stay_is_short_or_long() -> None:
    # A tenth stays 11 times as long: with a mean of 4, stays last 2 months or 22.
    model = world(4.0, "stay_law=mixture", "stay_long=0.1", "stay_ratio=11")
    # The first tenth of luck is for the long ones; half of it: ln 2 / ln(22/21) = 14.9.
    assert stay_months(model.W, 0.05, 0, 1.0) == 15
    assert stay_months(model.W, 0.0, 0, 1.0) == 1
    # 0.6 of the rest: ln 0.4 / ln 0.5 = 1.3.
    assert stay_months(model.W, 0.64, 0, 1.0) == 2
    assert stay_months(model.W, 0.11, 0, 1.0) == 1
    # Twice as long: 4 months or 44.
    assert stay_months(model.W, 0.64, 0, 2.0) == 4  # ln 0.4 / ln 0.75 = 3.2
    assert stay_months(model.W, 0.05, 0, 2.0) == 31  # ln 2 / ln(44/43) = 30.2


@pytest.mark.parametrize(
    ("mean", "another", "hold", "share"),
    [
        (40.0, 0.5, 6, 37 / 40),  # half of the leavers stay six months more
        (40.0, 0.0, 6, 1.0),
        (40.0, 0.5, 0, 1.0),
        (4.0, 0.5, 6, 1 / 4),
        (4.0, 0.5, 12, 1 / 4),  # a month at least
    ],
)
def test_the_mean_stay_includes_the_months_for_which_a_place_is_kept(
    mean: float, another: float, hold: int, share: float
) -> None:
    assert stay_before_hold(mean, another, hold) == pytest.approx(share)
