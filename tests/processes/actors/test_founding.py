"""How project actors begin, by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.processes.actors.founding import (
    first_cash,
    first_end,
    full_cost,
    months_left,
    own_rate,
    part_of,
    payer_of,
)

SHARES = np.array([0.3, 0.3, 0.2, 0.1, 0.1])


def test_the_own_rate_lies_between_two_shares_of_the_going_one() -> None:
    assert own_rate(1500.0, 0.8, 1.1, 0.0) == 1200
    assert own_rate(1500.0, 0.8, 1.1, 0.5) == 1425
    assert own_rate(1500.0, 0.8, 1.1, 1.0) == 1650
    assert own_rate(1001.0, 0.5, 0.9, 0.0) == 501  # 500.5 goes up
    assert own_rate(1000.0, 0.8, 1.1, 0.001) == 800  # 800.3 goes down


def test_full_activity_costs_whole_cents() -> None:
    assert full_cost(600, 1425) == 14250
    assert full_cost(601, 1425) == 14273  # 14 273.75
    assert full_cost(30, 0) == 0


def test_cash_is_lognormal_in_months_of_cost() -> None:
    assert first_cash(1000, 4.4, 0.9, 0.0) == 4400
    assert first_cash(1000, 4.4, 0.9, 1.0) == int(4400 * math.exp(0.9))
    assert first_cash(0, 4.4, 0.9, 3.0) == 0
    assert first_cash(3_000_000, 3.0, 0.0, 2.0) == 9_000_000


def test_payers_by_their_shares() -> None:
    assert [payer_of(SHARES, u) for u in (0.0, 0.29, 0.31, 0.61, 0.81, 0.95)] == [0, 0, 1, 2, 3, 4]
    assert payer_of(SHARES, 1.0) == 4
    assert payer_of(np.array([0.25, 0.25, 0.5, 0.0, 0.0]), 0.25) == 1  # a part ends before its edge


def test_parts_are_rounded_where_they_end() -> None:
    # Quarters of ten end at 2.5, 5, 7.5 and 10: at 3, 5, 8 and 10.
    ends = (0.0, 0.25, 0.5, 0.75, 1.0)
    assert [part_of(10, a, b) for a, b in pairwise(ends)] == [3, 2, 3, 2]
    assert part_of(7, 0.5, 0.5) == 0


@given(total=st.integers(0, 10**9), edges=st.lists(st.floats(0, 1), max_size=4))
def test_parts_add_up(total: int, edges: list[float]) -> None:
    edges = [0.0, *sorted(edges), 1.0]
    parts = [part_of(total, a, b) for a, b in pairwise(edges)]
    assert sum(parts) == total and min(parts) >= 0


@given(
    month=st.integers(-600, 600),
    every=st.integers(1, 24),
    length=st.integers(1, 60),
    u=st.floats(0, 1, exclude_max=True),
)
def test_first_contracts_end_on_months_of_calls(
    month: int, every: int, length: int, u: float
) -> None:
    end = first_end(month, every, length, u)
    assert end % every == 0 and end > month
    assert end < month + every + max(length, every) + 1


def test_ends_are_staggered_over_the_length_of_a_contract() -> None:
    found = [first_end(-240, 3, 12, u) for u in (0.0, 0.3, 0.6, 0.9)]
    assert found == [-237, -234, -231, -228]
    assert first_end(-239, 3, 12, 0.0) == -234  # the next month of calls, and one more


def test_who_is_met_between_two_draws() -> None:
    # A third of the actors that may draw win three months: of 1 + 2/3 months, one is for a draw.
    assert months_left(0.59, 1 / 3, 3) == 0
    assert months_left(0.61, 1 / 3, 3) == 1
    assert months_left(0.81, 1 / 3, 3) == 2
    assert months_left(0.9999, 1 / 3, 3) == 2
    assert months_left(0.9999, 0.5, 1) == 0
    assert months_left(0.999, 1.0, 4) == 3
    assert months_left(1.0, 1.0, 4) == 3
    u = (np.arange(10_000) + 0.5) / 10_000
    shares = np.bincount([months_left(x, 0.25, 5) for x in u]) / len(u)
    assert shares == pytest.approx([0.5, 0.125, 0.125, 0.125, 0.125], abs=1e-3)
