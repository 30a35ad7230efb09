"""Kinds of indicators by hand: survival, gaps and their mean."""

from __future__ import annotations

import math

import pytest

from sim.indicators.kinds import Gap, Side, Survival


def test_survival_is_that_of_a_constant_monthly_hazard():
    law = Survival("closures", "actors", years=5)
    assert law.of(0, 100) == 1.0
    assert law.of(3, 300) == pytest.approx(0.99**60)
    assert law.of(300, 300) == 0.0 and math.isnan(law.of(0, 0))
    with pytest.raises(ValueError, match="nothing is not counted"):
        Survival("nothing", "actors")


@pytest.mark.parametrize(
    ("good", "stabilised", "precarious", "gap"),
    [
        (True, 60, 12, 48 / 72),  # months ahead
        (False, 0.2, 0.3, 0.2),  # departures
        (True, 5, 5, 0.0),
        (False, 0, 0, 0.0),
        (True, 0, 5, -1.0),  # the precarious side is better off
        (False, 0, 5, 1.0),
    ],
)
def test_a_gap_by_hand(good, stabilised, precarious, gap):
    side = Side("x", 1, good, "", "")
    assert side.gap(stabilised, precarious) == pytest.approx(gap)
    assert side.gap(precarious, stabilised) == pytest.approx(-gap)
    assert side.gap(7 * stabilised, 7 * precarious) == pytest.approx(gap)  # whatever the unit


def test_an_index_is_the_weighted_mean_of_its_gaps():
    index = Gap((Side("x", 0.75, True, "xs", "xp"), Side("y", 0.25, False, "ys", "yp")))
    value, gaps = index.of({"xs": 3.0, "xp": 1.0, "ys": 3.0, "yp": 1.0})
    assert gaps == {"x": 0.5, "y": -0.5} and value == 0.25
    equal = {"xs": 2.0, "xp": 2.0, "ys": 4.0, "yp": 4.0}
    assert index.of(equal) == (0.0, {"x": 0.0, "y": 0.0})
    assert math.isnan(index.of({**equal, "xp": math.nan})[0])
    with pytest.raises(ValueError, match="sum to 1"):
        Gap((Side("x", 0.75, True, "xs", "xp"),))
