"""What project actors pay and give, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.processes.actors.behaviour import (
    aimed_quality,
    given_minutes,
    monthly_chance,
    moved,
    slack_of,
    spent_on_mission,
    staff_cost,
)

SHARES = st.floats(0.0, 1.0)


def test_a_yearly_chance_in_twelve_months_is_itself() -> None:
    assert monthly_chance(0.3, 12) == pytest.approx(0.3)
    assert monthly_chance(0.75, 6) == pytest.approx(0.5)
    assert monthly_chance(0.0, 12) == 0.0
    assert monthly_chance(1.0, 1) == 1.0
    assert 1 - (1 - monthly_chance(0.25, 1)) ** 12 == pytest.approx(0.25)


def test_minutes_given_follow_quality() -> None:
    assert given_minutes(360, 0.75) == 270
    assert given_minutes(361, 0.5) == 180
    assert given_minutes(360, 0.0) == 0


def test_quality_is_where_a_little_more_costs_what_it_is_worth() -> None:
    # Mission alone: dear * q = mission.
    assert aimed_quality(0.3, 0.0, 15.0, 15.0, 0.4, 0.5) == pytest.approx(0.6)
    # Reputation counts for 0.1 of what would be lost: price 1, less the 0.6 that ends with it.
    assert aimed_quality(0.3, 0.1, 15.0, 15.0, 0.4, 0.5) == pytest.approx(0.68)
    assert aimed_quality(0.3, 0.1, 8.0, 15.0, 0.4, 0.5) == pytest.approx(0.6)  # nothing to lose
    assert aimed_quality(0.3, 0.1, 0.0, 15.0, 0.4, 0.5) == pytest.approx(0.6)  # no contract
    assert aimed_quality(3.0, 0.1, 15.0, 15.0, 0.4, 0.5) == 1.0
    assert aimed_quality(0.3, 0.1, 0.0, 0.0, 0.4, 0.5) == 1.0  # costs nothing


def test_full_quality_costs_the_rate_and_less_costs_less() -> None:
    # Ten hours of which 40 % are paid whatever happens.
    assert staff_cost(600, 1000, 1.0, 0.4, 0.5) == 6000
    assert staff_cost(600, 1000, 0.0, 0.4, 0.5) == 3500
    assert staff_cost(0, 1000, 1.0, 0.4, 0.5) == 0
    assert staff_cost(1, 1058, 1.0, 0.4, 0.5) == 10  # 634.8 cents an hour: 10.58
    # Where quality is dear and costs are fixed, doing it badly saves at most all the wages.
    assert staff_cost(600, 1000, 0.0, 0.5, 1.5) == 0


@given(low=SHARES, high=SHARES)
def test_better_is_never_cheaper(low: float, high: float) -> None:
    low, high = min(low, high), max(low, high)
    assert staff_cost(6000, 1500, low, 0.35, 0.5) <= staff_cost(6000, 1500, high, 0.35, 0.5)


def test_slack_goes_from_none_to_full() -> None:
    assert slack_of(-5, 100, 2.0) == 0.0
    assert slack_of(50, 100, 2.0) == 0.25
    assert slack_of(900, 100, 2.0) == 1.0
    assert slack_of(0, 0, 2.0) == 1.0  # nothing to be short of


def test_a_value_goes_part_of_the_way() -> None:
    assert moved(0.2, 0.8, 12.0) == pytest.approx(0.25)
    assert moved(0.2, 0.8, 1.0) == 0.8


def test_only_what_is_beyond_the_reserve_is_spent() -> None:
    assert spent_on_mission(200, 100, 2.0) == 0
    assert spent_on_mission(320, 100, 2.0) == 10
    assert spent_on_mission(319, 100, 2.0) == 9  # 9.9
    assert spent_on_mission(-50, 100, 0.0) == 0
