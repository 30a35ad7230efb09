"""What quality costs, when a year of a contract is over, how far receipts swing, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.processes.actors.holding_contracts import quality_cost, swing, year_turns


def test_less_than_full_quality_saves_half_of_what_its_square_lacks() -> None:
    assert quality_cost(1000.0, 1.0, 0.5) == 0.0
    assert quality_cost(1000.0, 0.0, 0.5) == -250.0
    assert quality_cost(1000.0, 0.6, 0.5) == pytest.approx(-160.0)
    assert quality_cost(1000.0, 0.6, 0.25) == pytest.approx(-80.0)
    assert quality_cost(0.0, 0.6, 0.5) == 0.0


def test_years_turn_from_the_start_of_a_contract_and_not_in_the_burn_in() -> None:
    assert year_turns(15, 3) and year_turns(27, 3)
    assert not year_turns(3, 3) and not year_turns(14, 3) and not year_turns(12, 24)
    assert year_turns(7, -5) and not year_turns(0, -12) and not year_turns(-12, -24)


def test_a_swing_is_relative_to_the_larger_year() -> None:
    assert swing(100, 75) == 0.25
    assert swing(75, 100) == 0.25
    assert swing(100, 0) == swing(0, 100) == 1.0
    assert swing(0, 0) == 0.0


@given(a=st.integers(0, 10**12), b=st.integers(0, 10**12))
def test_a_swing_lies_between_nothing_and_all_and_has_no_direction(a: int, b: int) -> None:
    assert 0.0 <= swing(a, b) <= 1.0
    assert swing(a, b) == swing(b, a)
    assert (swing(a, b) == 0.0) == (a == b)
