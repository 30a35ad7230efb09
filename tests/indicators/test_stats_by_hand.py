"""Each number of a comparison's statistics on a few values, computed by hand or by SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats as scipy_stats

from sim.indicators import stats
from sim.indicators.spells import Spells


@pytest.mark.parametrize(
    ("level", "freedom", "half_width"),
    [  # from a printed table of Student's law
        (0.95, 1, 12.706),
        (0.95, 2, 4.303),
        (0.95, 19, 2.093),
        (0.90, 4, 2.132),
        (0.99, 9, 3.250),
    ],
)
def test_half_widths_are_those_of_the_table_of_student(level, freedom, half_width):
    found = stats.student(level, freedom)
    assert found == pytest.approx(half_width, abs=5e-4)
    assert found == pytest.approx(scipy_stats.t.ppf((1 + level) / 2, freedom), rel=1e-12)


@pytest.mark.parametrize("level", [0.95, 0.5])
def test_an_interval_is_that_of_a_paired_test(level):
    a, b = np.array([3.0, 5.0, 4.0, 9.0]), np.array([2.0, 5.0, 1.0, 3.0])
    # Differences -1, 0, -3, -6: mean -2.5, squared deviations 2.25 + 6.25 + 0.25 + 12.25 = 21.
    p = stats.paired(a, b, level)
    half = scipy_stats.t.ppf((1 + level) / 2, 3) * math.sqrt(21 / 3) / 2
    assert (p.a, p.b, p.difference, p.n) == (5.25, 2.75, -2.5, 4)
    assert p.low == pytest.approx(-2.5 - half, rel=1e-12)
    assert p.high == pytest.approx(-2.5 + half, rel=1e-12)
    assert (p.above, p.below) == (0.0, 0.75)
    test = scipy_stats.ttest_rel(b, a).confidence_interval(level)
    assert (p.low, p.high) == pytest.approx((test.low, test.high), rel=1e-12)


@pytest.mark.parametrize("unknown", [math.nan, math.inf])
def test_means_are_given_where_the_difference_is_unknown(unknown):
    p = stats.paired(np.array([1.0, 2.0, 6.0]), np.array([1.0, unknown, 5.0]))
    assert p.a == 3.0 and not math.isfinite(p.b) and p.n == 2
    gaps = (p.difference, p.low, p.high, p.above, p.below)
    assert all(map(math.isnan, gaps))
    p = stats.paired(np.array([1.0, unknown]), np.array([1.0, 4.0]))
    assert p.b == 2.5 and not math.isfinite(p.a) and p.n == 1


def test_no_replicate_gives_no_number():
    p = stats.paired(np.zeros(0), np.zeros(0))
    assert p.n == 0 and math.isnan(p.a) and math.isnan(p.b) and math.isnan(p.difference)


@pytest.mark.parametrize(
    ("share", "curve", "months"),
    [
        (0.5, [0.9, 0.5, 0.1], 1),  # reached exactly
        (0.5, [0.9, 0.5 + 1e-13, 0.1], 1),  # but for the last bits
        (0.5, [0.9, 0.5 + 1e-9, 0.1], 2),
        (0.95, [0.9, 0.5, 0.1, 0.05], 3),
        (0.95, [0.9, 0.5, 0.1, 0.06], math.nan),
    ],
)
def test_a_share_has_waited_until_the_curve_reaches_the_rest(share, curve, months):
    assert stats.quantile(np.array(curve), share) == pytest.approx(months, nan_ok=True)


def test_waits_beyond_the_horizon_count_as_the_horizon():
    # Ten persons wait 1 month, ten 2, twenty 9; 3 months are looked at: 1, 2, 3, 3.
    ended = np.array([0, 10, 10, 0, 0, 0, 0, 0, 0, 20])
    entered = np.array([40, *[0] * 9])
    curve = Spells.of(np.array([entered, ended, np.zeros(10)])).curve()
    assert curve == pytest.approx([1, 0.75, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0])
    assert stats.restricted_mean(curve, 3) == pytest.approx((1 + 2 + 3 + 3) / 4)
    apart = (2 * 1 + 4 * 2 + 4 * 1) / 16  # 1 and 2, 1 and 3, 2 and 3, in both orders
    assert stats.gini(curve, 3) == pytest.approx(apart / (2 * 2.25))


def test_a_wait_known_for_some_months_is_at_risk_in_the_months_before():
    # Two end in month 1; of one only month 0 was seen, of another months 0 and 1.
    flows = np.array([[5, 0, 0, 0], [0, 2, 0, 1], [0, 1, 1, 0]])
    # At risk in month 1: two that end, one known to month 1, one that ends in month 3.
    assert Spells.of(flows).curve() == pytest.approx([1, 1 / 2, 1 / 2, 0])
    # After the last month that was seen nothing is known, and the curve stays where it is.
    seen_once = np.array([[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    assert Spells.of(seen_once).curve() == pytest.approx([1, 1 / 2, 1 / 2, 1 / 2])


SAME = np.array([1.0, 2.0, 4.0, 3.0]), np.array([2.0, 2.0, 6.0, 4.0])
# Squared deviations: 5 of a, 11 of b, 2 of the differences 1, 0, 2, 1; products 7.


def test_the_gain_of_shared_luck():
    s = stats.shared_luck(*SAME, resamples=0)
    assert s.factor == s.low == s.high == pytest.approx((5 + 11) / 2)
    assert s.correlation == pytest.approx(7 / math.sqrt(5 * 11))
    assert s.sd_a == pytest.approx(math.sqrt(5 / 3))
    assert s.sd_b == pytest.approx(math.sqrt(11 / 3))
    assert s.sd_gap == pytest.approx(math.sqrt(2 / 3))
    assert s.spread == pytest.approx((math.sqrt(11) - math.sqrt(5)) ** 2 / 2)


def test_its_interval_is_that_of_bca_resamples_of_replicates():
    luck = np.random.default_rng(4).normal(size=12)
    other = luck + np.random.default_rng(5).normal(0, 0.3, 12)
    s = stats.shared_luck(luck, other, resamples=500)

    def rest(a, b, axis):
        return np.var(b - a, axis=axis) / (np.var(a, axis=axis) + np.var(b, axis=axis))

    ends = scipy_stats.bootstrap(
        (luck, other), rest, paired=True, n_resamples=500, method="BCa", rng=0
    ).confidence_interval
    assert (s.low, s.high) == pytest.approx((1 / ends.high, 1 / ends.low), rel=1e-9)
    assert 1 < s.low < s.factor < s.high
    assert s.factor == pytest.approx(1 / rest(luck, other, 0))


@pytest.mark.parametrize(
    ("a", "b", "factor", "correlation", "sd_gap", "spread"),
    [
        ([1, 2, 4], [2, 3, 5], math.inf, 1.0, 0.0, math.nan),  # the difference never varies
        ([1, 1, 1], [2, 2, 2], math.nan, math.nan, 0.0, math.nan),  # nothing varies
        ([1, 1, 1], [2, 3, 4], 1.0, math.nan, 1.0, 1.0),  # one world does not vary
        ([1e6, 1e6 + 1e-7, 1e6], [2e6, 2e6, 2e6], math.nan, math.nan, 0.0, math.nan),  # last bits
        ([1, math.nan, 3], [1, 2, 3], math.nan, math.nan, math.nan, math.nan),
        ([1, 2, 3], [1, 2, math.inf], math.nan, math.nan, math.nan, math.nan),
        ([1], [2], math.nan, math.nan, math.nan, math.nan),
    ],
)
def test_luck_where_something_does_not_vary_or_is_unknown(
    a, b, factor, correlation, sd_gap, spread
):
    s = stats.shared_luck(np.array(a, float), np.array(b, float), resamples=50)
    found = (s.factor, s.low, s.high, s.correlation, s.sd_gap, s.spread)
    by_hand = (factor, factor, factor, correlation, sd_gap, spread)
    assert found == pytest.approx(by_hand, nan_ok=True, rel=1e-9)


def test_inequality_between_and_within_two_groups_that_do_not_overlap():
    counts = np.array([[1, 1, 0, 0], [0, 0, 0, 2]])  # 0 and 1; 3 and 3: means 1/2, 3, in all 7/4
    g = stats.gini_split(counts)
    # Distances of pairs: 1, 3, 3, 2, 2, 0; each in both orders, over 2 n^2 times the mean.
    assert g.total == pytest.approx(2 * 11 / (2 * 16 * 7 / 4))
    assert g.between == pytest.approx(2 * (1 / 4) * (5 / 2) / (2 * 7 / 4))
    assert g.within == pytest.approx((1 / 4) * (1 / 2) / (2 * 7 / 4))
    assert g.overlap == pytest.approx(0, abs=1e-15)
    h = stats.theil_split(counts)
    one, three = 4 / 7, 12 / 7  # over the mean
    half = 2 / 7
    assert h.total == pytest.approx((one * math.log(one) + 2 * three * math.log(three)) / 4)
    assert h.between == pytest.approx((half * math.log(half) + three * math.log(three)) / 2)
    assert h.within == pytest.approx((1 / 2) * half * math.log(2))
    assert h.overlap == 0.0


def test_inequality_of_groups_of_different_size_that_overlap():
    counts = np.array([[1, 0, 1], [0, 4, 0]])  # 0 and 2; four times 1: all means 1
    g = stats.gini_split(counts)
    assert g.between == pytest.approx(0, abs=1e-15)
    assert g.within == pytest.approx((1 / 3) ** 2 * 1 / 2)
    assert g.overlap == pytest.approx(2 * (1 / 3) * (2 / 3) * 1 / 2)
    assert g.total == pytest.approx(2 * (2 + 8) / (2 * 36))
    h = stats.theil_split(counts)
    assert h.between == pytest.approx(0, abs=1e-15)
    assert h.within == h.total == pytest.approx((1 / 3) * math.log(2))


def test_inequality_of_groups_of_different_size_in_which_all_are_alike():
    counts = np.array([[0, 1, 0, 0], [0, 0, 0, 3]])  # 1; three times 3: mean 5/2
    h, g = stats.theil_split(counts), stats.gini_split(counts)
    assert h.between == pytest.approx((0.4 * math.log(0.4) + 3 * 1.2 * math.log(1.2)) / 4)
    assert h.within == g.within == 0 and h.total == pytest.approx(h.between)
    assert g.between == g.total == pytest.approx(2 * (3 * 2) / (2 * 16 * 5 / 2))


def test_a_group_in_which_nobody_waits_has_no_inequality_within():
    h = stats.theil_split(np.array([[3, 0], [1, 2]]))  # zeros; one 0 and two 1: mean 2/3
    assert h.within == pytest.approx(math.log(3 / 2))
    assert h.total == pytest.approx(math.log(3))
    assert h.between == pytest.approx(math.log(2))
