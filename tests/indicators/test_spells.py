"""Those at risk, curves and competing ends of waits, by hand and from random waits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.indicators import stats
from sim.indicators.spells import Spells


def spells(entered, *flows, under_way=None):
    """Waits that end in the ways given, and those under way."""
    nothing = np.zeros(len(entered), int)
    return Spells.of(np.array([entered, *flows, nothing if under_way is None else under_way]))


def all_from_the_start(ended, under_way=None):
    """Waits that all begin when observation begins, and end in one way."""
    ended = np.asarray(ended)
    total = ended.sum() + (0 if under_way is None else np.sum(under_way))
    entered = np.zeros(len(ended), int)
    entered[0] = total
    return spells(entered, ended, under_way=under_way)


def test_those_at_risk_by_hand():
    # Five waits: ended after 1, 2, 2, 4 months; one of which two months are known. Month 2 was not
    # seen for the last: at risk at 0: 5, at 1: 5, at 2: 3, at 4: 1.
    found = all_from_the_start([0, 1, 2, 0, 1], [0, 0, 1, 0, 0])
    s = found.curve()
    assert found.risk.tolist() == [5, 5, 3, 1, 1]
    assert s == pytest.approx([1, 4 / 5, 4 / 5 * 1 / 3, 4 / 15, 0])
    assert stats.quantile(s, 0.5) == 2
    assert stats.quantile(s, 0.95) == 4
    assert stats.restricted_mean(s, 5) == pytest.approx(1 + 0.8 + 8 / 15)
    assert stats.restricted_mean(s, 2) == pytest.approx(1.8)


def test_who_waited_before_is_at_risk_from_then_on():
    # One enters at 0 and one at 2 months waited; both end after 3 months, in two ways.
    found = spells([1, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1])
    assert found.risk.tolist() == [1, 1, 2, 2]
    assert found.curve().tolist() == [1, 1, 1, 0]
    assert found.incidence(0).tolist() == found.incidence(1).tolist() == [0, 0, 0, 0.5]


def test_ways_to_end_compete():
    # Of four, one is refused after 1 month, one is served after 2; of two only 2 months are known.
    found = spells([4, 0, 0], [0, 0, 1], [0, 1, 0], under_way=[0, 0, 2])
    assert found.risk.tolist() == [4, 4, 1]
    assert found.incidence(1) == pytest.approx([0, 1 / 4, 1 / 4])
    assert found.incidence(0) == pytest.approx([0, 0, 3 / 4])  # the one that is left to see
    assert (found.incidence(0) + found.incidence(1) + found.curve()) == pytest.approx([1, 1, 1])


def test_how_much_is_not_seen_by_enough_persons():
    found = all_from_the_start([0, 10, 0, 10, 0])
    assert found.unknown(4, 10) == (0, 0.0)
    assert found.unknown(5, 10) == (1, 0.0)  # all have ended by then
    assert found.unknown(5, 11) == (3, pytest.approx(0.5))
    assert found.unknown(5, 21) == (5, 1.0)


def test_the_curve_without_unfinished_waits_is_the_share_left():
    waits = np.random.default_rng(1).geometric(0.2, 500)
    s = all_from_the_start(np.bincount(waits, minlength=100)).curve()
    assert s == pytest.approx([(waits > k).mean() for k in range(100)])
    assert stats.restricted_mean(s, 100) == pytest.approx(waits.mean())


@pytest.mark.parametrize("window", [12, 36])
def test_neither_unfinished_nor_old_waits_bias_the_mean(window):
    rng = np.random.default_rng(2)
    begins, waits = rng.integers(-400, window, 400_000), rng.geometric(0.1, 400_000)
    seen = begins + waits >= 0  # those open when observation begins, and those that begin later
    begins, waits = begins[seen], waits[seen]
    ends = begins + waits < window
    entered = np.bincount(np.maximum(-begins, 0), minlength=500)
    ended = np.bincount(waits[ends], minlength=500)
    under_way = np.bincount(window - begins[~ends], minlength=500)
    s = spells(entered, ended, under_way=under_way).curve()
    assert stats.restricted_mean(s, 30) == pytest.approx((1 - 0.9**30) / 0.1, abs=0.15)


def test_median_that_is_never_reached_is_not_a_number():
    s = all_from_the_start([0, 1, 0], [0, 0, 9]).curve()
    assert math.isnan(stats.quantile(s, 0.5))


def test_gini_by_hand():
    waits = np.array([0, 1, 1, 6])
    gap = np.abs(waits[:, None] - waits[None, :]).mean()
    s = all_from_the_start(np.bincount(waits, minlength=8)).curve()
    assert stats.gini(s, 8) == pytest.approx(gap / (2 * waits.mean()))
    assert stats.gini(all_from_the_start([0, 0, 5]).curve(), 3) == 0
    assert math.isnan(stats.gini(np.zeros(3), 3))
