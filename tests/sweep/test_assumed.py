"""Assumed values: widths of priors and rank regression, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim import compose
from sim.compose.ranges import ranged
from sim.errors import InputError
from sim.sweep.assumed import as_it_is, groups, prior, rank_regression


def test_priors_widen_around_their_middle_and_stop_at_what_is_allowed() -> None:
    worlds = compose.load_scenarios(["silo", "pole"], ["territory=training"])
    ranges = {
        "organisation.visit_minutes": (60, 240),  # from 15 to 480
        "organisation.referent_share": (0, 0.2),  # from 0 to 0.5
        "change.tau": (6, 60),
    }
    assert prior(ranges, 1.0, worlds) == ranges
    half = prior(ranges, 0.5, worlds)
    assert half["organisation.visit_minutes"] == (105, 195)
    assert half["organisation.referent_share"] == pytest.approx((0.05, 0.15))
    double = prior(ranges, 2.0, worlds)
    assert double["organisation.visit_minutes"] == (15, 330)  # not −30
    assert double["organisation.referent_share"] == pytest.approx((0, 0.3))
    assert double["change.tau"] == (0, 87)


def test_whole_numbers_stay_whole() -> None:
    worlds = compose.load_scenarios(["silo"], ["territory=training"])
    (found,) = prior({"places.review_months": (12, 120)}, 0.5, worlds).values()
    assert found == (39, 93) and all(type(end) is int for end in found)


def test_a_range_that_a_world_would_refuse_stays_as_it_is() -> None:
    worlds = compose.load_scenarios(["silo"], ["territory=training"])
    # The lowest cost may not exceed the highest one, 1.1: (0.5, 1.3) would.
    kept = {"actors.cost_low": (0.7, 1.1)}
    assert prior(kept, 2.0, worlds) == kept
    assert prior({"actors.cost_low": (0.7, 0.9)}, 2.0, worlds) == {
        "actors.cost_low": pytest.approx((0.6, 1.0))
    }


def test_a_decision_is_no_assumption() -> None:
    worlds = compose.load_scenarios(["silo", "pole"], ["territory=training"])
    whole = ranged(worlds)
    drawn = ranged(worlds, decisions=False)
    assert set(whole) - set(drawn) >= {"organisation.pole.coverage", "funding.calls.lottery"}
    assert {"organisation.pole.contribution", "change.tau"} <= set(drawn)
    assert set(drawn) < set(whole)


def test_the_design_as_it_is_has_one_point_without_values() -> None:
    design = as_it_is({"change.tau": (6, 60), "organisation.voice_on": (0, 1)})
    assert design.points == ((None, None),) and next(iter(design.factors)) == "change.tau"


def table(n: int = 200, **columns: float) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame({name: rng.random(n) for name in columns})


def test_one_parameter_that_orders_everything_has_weight_one() -> None:
    points = table(**{"a.x": 0, "a.y": 0})
    weights, parts, explained = rank_regression(points, np.exp(-9 * points["a.x"].to_numpy()))
    assert weights["factor"].tolist() == ["a.x", "a.y"]
    assert weights["weight"][0] == pytest.approx(-1.0) and explained == pytest.approx(1.0)
    assert weights["half"].max() < 1e-6
    assert parts == {"a": pytest.approx(1.0)}


def test_a_sum_is_shared_out_by_the_variance_of_each_part() -> None:
    points = table(5000, **{"a.x": 0, "b.y": 0, "b.z": 0})
    sums = 2 * points["a.x"] + points["b.y"]
    weights, parts, explained = rank_regression(points, sums.to_numpy())
    found = dict(zip(weights["factor"], weights["weight"], strict=True))
    # Of a variance of 4 + 1, 4 and 1 fifths; ranks of a sum are not quite its parts.
    assert found["a.x"] == pytest.approx(np.sqrt(0.8), abs=0.03)
    assert found["b.y"] == pytest.approx(np.sqrt(0.2), abs=0.03)
    assert abs(found["b.z"]) < 0.02
    assert parts["a"] == pytest.approx(0.8, abs=0.04) and parts["b"] == pytest.approx(0.2, abs=0.04)
    assert explained > 0.98


def test_the_half_width_covers_a_weight_that_is_zero() -> None:
    rng = np.random.default_rng(5)
    outside = 0
    for _ in range(200):
        points = pd.DataFrame(rng.random((40, 3)), columns=["a.x", "a.y", "a.z"])
        weights, _, _ = rank_regression(points, rng.random(40))
        outside += int((weights["weight"].abs() > weights["half"]).sum())
    # 600 intervals at 95 %: 30 ± 3 standard errors of 5.3
    assert 14 <= outside <= 46


def test_a_difference_that_never_moves_has_no_weights() -> None:
    points = table(**{"a.x": 0, "a.y": 0})
    weights, parts, explained = rank_regression(points, np.ones(200))
    assert explained == 0.0 and (weights["weight"] == 0).all() and parts == {"a": 0.0}


def test_too_few_sets_are_refused() -> None:
    points = table(3, **{"a.x": 0, "a.y": 0})
    with pytest.raises(InputError, match="4"):
        rank_regression(points, np.arange(3.0))


def test_groups_are_names_up_to_the_last_dot() -> None:
    assert groups(["a.b.x", "a.y", "a.b.z"]) == {"a.b": ["a.b.x", "a.b.z"], "a": ["a.y"]}
