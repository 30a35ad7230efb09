"""Both kinds of doubt about a difference: bands, shares and readings, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.results.doubt import (
    BETTER,
    DEPENDS,
    NEITHER,
    SMALL,
    WORSE,
    Band,
    band_of,
    interval_of,
    reading,
)


@pytest.mark.parametrize(
    ("count", "whole", "low", "high"),
    [(5, 10, 0.2366, 0.7634), (0, 40, 0.0, 0.0876), (40, 40, 0.9124, 1.0)],
)
def test_the_interval_of_a_share_is_that_of_wilson(
    count: int, whole: int, low: float, high: float
) -> None:
    assert interval_of(count, whole) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize("direction", [1, -1])
def test_a_band_holds_nine_sets_of_ten_and_counts_those_that_do_better(direction: int) -> None:
    # 101 sets from −0.5 to +9.5: five are below 0, one is 0 exactly.
    gaps = np.arange(-5, 96) / 10.0 * direction
    band = band_of(gaps, direction)
    assert band.middle == pytest.approx(4.5 * direction)
    ends = sorted((0.0 * direction, 9.0 * direction))
    assert (band.low, band.high) == pytest.approx(tuple(ends))
    assert (band.share, band.worse) == (95 / 101, 5 / 101)
    # Wilson: (95 + 1.96² / 2 ± 1.96 √(95 · 6 / 101 + 1.96² / 4)) / (101 + 1.96²)
    assert band.share_low == pytest.approx(0.8764, abs=1e-3)
    assert band.share_high == pytest.approx(0.9725, abs=1e-3)


def shared(better: int, worse: int, of: int = 40) -> Band:
    """The band of so many sets at +1 or −1; the others move nothing."""
    return band_of(np.repeat([1.0, -1.0, 0.0], [better, worse, of - better - worse]), 1)


@pytest.mark.parametrize(
    ("better", "worse", "seeds", "found"),
    [
        (36, 4, (0.3, 0.5), BETTER),
        (30, 10, (0.3, 0.5), DEPENDS),  # 75 %, but the interval begins at 60 %
        (36, 4, (0.1, 0.5), DEPENDS),  # seeds do not exclude a difference too small to count
        (36, 4, (-0.5, -0.3), DEPENDS),  # worse at the defaults, better in most sets
        (4, 36, (-0.5, -0.3), WORSE),
        (10, 30, (-0.5, -0.3), DEPENDS),
        (4, 36, (-0.5, -0.1), DEPENDS),
        (0, 0, (-0.1, 0.1), SMALL),
        (0, 0, (-0.1, 0.3), DEPENDS),
        (4, 4, (-0.1, 0.1), DEPENDS),  # the band reaches −1 and 1
    ],
)
def test_a_reading_needs_both_seeds_and_sets(
    better: int, worse: int, seeds: tuple[float, float], found: str
) -> None:
    band = shared(better, worse)
    assert reading(band, seeds, 1, 0.2) == found
    # Where less is better, all signs turn.
    turned = {BETTER: WORSE, WORSE: BETTER}.get(found, found)
    other = band_of(np.repeat([1.0, -1.0, 0.0], [better, worse, 40 - better - worse]), -1)
    assert reading(other, seeds, -1, 0.2) == turned
    assert reading(band, seeds, 0, 0.2) == NEITHER
