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
