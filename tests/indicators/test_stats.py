"""Intervals and curves against numbers computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.indicators import stats

T = 0.95 / math.sqrt(2 * 0.975 * 0.025)  # Student, 2 degrees of freedom, 0.975: exact


def test_paired_interval_by_hand():
    # Differences 1, 2, 3: mean 2, standard deviation 1, t(0.975; 2) = 4.302653.
    p = stats.paired(np.array([10.0, 20, 30]), np.array([11.0, 22, 33]))
    half = T / math.sqrt(3)
    assert (p.a, p.b, p.difference, p.n) == (20.0, 22.0, 2.0, 3)
    assert p.low == pytest.approx(2 - half, abs=1e-12)
    assert p.high == pytest.approx(2 + half, abs=1e-12)
    assert (p.above, p.below) == (1.0, 0.0)


def test_pairing_is_what_narrows_the_interval():
    rng = np.random.default_rng(3)
    a = rng.normal(0, 10, 20)
    p = stats.paired(a, a + 1)
    assert p.high - p.low < 1e-9 and p.difference == pytest.approx(1)


def test_paired_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(2000):
        a = rng.normal(0, 1, 6)
        p = stats.paired(a, a + rng.normal(0.3, 1, 6))
        hits += p.low <= 0.3 <= p.high
    assert 0.935 < hits / 2000 < 0.965


def test_one_replicate_has_no_interval():
    p = stats.paired(np.array([1.0]), np.array([3.0]))
    assert p.difference == 2.0 and math.isnan(p.low) and math.isnan(p.high)


def test_ties_are_better_for_nobody():
    p = stats.paired(np.array([1.0, 1, 1, 1]), np.array([1.0, 2, 0, 2]))
    assert (p.above, p.below) == (0.5, 0.25)


def test_an_unknown_replicate_makes_the_difference_unknown():
    p = stats.paired(np.array([1.0, 2.0]), np.array([1.0, math.nan]))
    assert math.isnan(p.difference) and p.n == 1


def spells(entered, *flows, under_way=None):
    """Waits that end in the ways given, and those under way."""
    nothing = np.zeros(len(entered), int)
    return stats.Spells.of(np.array([entered, *flows, nothing if under_way is None else under_way]))


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


def test_splits_between_and_within_groups():
    counts = np.array([[3, 1, 0, 2, 0], [0, 4, 1, 0, 5]])
    values = [np.repeat(np.arange(5.0), row) for row in counts]
    everybody = np.concatenate(values)

    def pairs(x, y):
        return np.abs(np.subtract.outer(x, y)).mean()

    g = stats.gini_split(counts)
    assert g.total == pytest.approx(pairs(everybody, everybody) / (2 * everybody.mean()))
    assert g.total == pytest.approx(g.between + g.within + g.overlap)
    beyond = pairs(values[0], values[1]) - abs(values[0].mean() - values[1].mean())
    shares = [len(x) / len(everybody) for x in values]
    assert g.overlap == pytest.approx(2 * shares[0] * shares[1] * beyond / (2 * everybody.mean()))
    h = stats.theil_split(counts)
    ratio = everybody / everybody.mean()
    logs = np.log(np.where(ratio > 0, ratio, 1))
    assert h.total == pytest.approx((ratio * logs).mean())
    assert h.total == pytest.approx(h.between + h.within)


def test_groups_that_do_not_overlap_or_do_not_differ():
    apart = stats.gini_split(np.array([[2, 1, 0, 0], [0, 0, 1, 3]]))
    assert apart.overlap == pytest.approx(0)
    alike = stats.gini_split(np.array([[2, 1, 0, 1], [2, 1, 0, 1]]))
    assert alike.between == 0
    assert alike.within + alike.overlap == pytest.approx(alike.total)
    nobody_waits = stats.theil_split(np.array([[3, 0], [1, 1]]))
    assert nobody_waits.total == pytest.approx(nobody_waits.between + nobody_waits.within)
