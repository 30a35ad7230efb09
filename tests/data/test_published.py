"""Published figures: what agrees with each, and what each row must hold."""

from __future__ import annotations

import pytest

from sim.data import tables
from sim.data.published import Published, published


@pytest.mark.parametrize(
    ("value", "low", "high", "bounds"),
    [
        (0.9, None, None, (0.8, 1.0)),
        (0.9, 0.85, 0.91, (0.85, 0.91)),
        (0.9, 0.85, None, (0.85, 1.0)),
        (None, 0.9, None, (0.9, None)),
        (None, None, 0.9, (0.0, 0.9)),
    ],
)
def test_what_agrees_lies_in_the_range_or_near_the_value(
    value: float | None, low: float | None, high: float | None, bounds: tuple[float, float | None]
) -> None:
    one = Published(("mas",), "occupancy", value, low, high, 2016, "")
    assert one.bounds(0.1) == pytest.approx(bounds)


def test_each_figure_has_a_source_and_a_year_or_is_assumed() -> None:
    codes = tables.categories().code
    for one in published():
        assert set(one.codes) <= set(codes) and one.source
        assert (one.year is None) == one.source.startswith("assumed"), one
        assert one.value is not None or one.low is not None, one
        known = [x for x in (one.low, one.value, one.high) if x is not None]
        assert known == sorted(known), one


def test_no_category_has_two_figures_of_one_kind() -> None:
    named = [(one.what, code) for one in published() for code in one.codes]
    assert len(set(named)) == len(named)
