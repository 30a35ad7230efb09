"""What a bidder asks, how a funder rates it, what looking back tells, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine import draws
from sim.engine.jit import JIT
from sim.processes.actors.tenders import bidding
from sim.processes.actors.tenders.bidding import FREE
from sim.scenario.choices import AWARD_PRICE, AWARD_QUALITY_IN_MONEY, AWARD_SCORE
from sim.scenario.fields import record
from sim.scenario.funding import Calls


def as_kernels_see(calls: Calls) -> Any:
    """The record of a part, its fields read by name compiled or not."""
    return record(calls)[0] if JIT else record(calls).view(np.recarray)[0]


@pytest.mark.parametrize(
    ("cost", "ceiling", "markup", "price"),
    [(0.4, 1.0, 0.5, 0.7), (0.4, 1.0, 0.0, 0.4), (0.4, 1.0, 1.0, 1.0), (1.2, 1.0, 0.5, 1.2)],
)
def test_the_price_is_the_cost_and_a_share_of_the_room(
    cost: float, ceiling: float, markup: float, price: float
) -> None:
    assert bidding.asked(cost, ceiling, markup) == pytest.approx(price)


@pytest.mark.parametrize(
    ("cash", "months", "share"), [(400, 2.0, 1.0), (100, 2.0, 0.5), (-5, 2.0, 0.0), (0, 0.0, 1.0)]
)
def test_short_of_cash_the_markup_shrinks(cash: int, months: float, share: float) -> None:
    assert bidding.calm(cash, 100.0, months) == share
    assert bidding.calm(cash, 0.0, months) == 1.0  # no cost, no stress


def test_a_promise_is_believed_as_far_as_reputation_does_not_count() -> None:
    assert bidding.believed(1.0, 0.5, 0.0) == 1.0
    assert bidding.believed(1.0, 0.5, 0.2) == pytest.approx(0.9)


def test_a_cost_lies_between_two_ends() -> None:
    assert [bidding.between(0.5, 1.5, u) for u in (0.0, 0.25, 1.0)] == [0.5, 0.75, 1.5]
    assert bidding.between(0.8, 0.8, 0.7) == 0.8


def test_support_does_part_of_the_work_of_a_bid() -> None:
    assert bidding.own_work(1000.0, 0.25) == 750
    assert bidding.own_work(999.0, 0.5) == 499  # 499.5
    assert bidding.own_work(1000.0, 0.0) == 1000
    assert bidding.own_work(1000.0, 1.0) == 0


def test_scores_and_the_prices_that_beat_them() -> None:
    calls = as_kernels_see(Calls(price_weight=0.4, quality_weight=0.6, ceiling=1.2))
    # A quarter below the ceiling: 0.4 x 0.25 + 0.6 x 0.5.
    assert bidding.score(AWARD_SCORE, calls, 0.9, 0.5, 0.3) == pytest.approx(0.4)
    assert bidding.score(AWARD_PRICE, calls, 0.9, 0.5, 0.3) == -0.9
    assert bidding.score(AWARD_QUALITY_IN_MONEY, calls, 0.9, 0.5, 0.3) == pytest.approx(-0.75)
    assert bidding.price_limit(AWARD_SCORE, calls, 0.4, 0.5, 0.3) == pytest.approx(0.9)
    # Better by 0.2: 0.6 x 0.3 of quality make up for a price of 0.6 x 0.3 / 0.4 x 1.2 more.
    assert bidding.price_limit(AWARD_SCORE, calls, 0.4, 0.8, 0.3) == pytest.approx(1.44)
    assert bidding.price_limit(AWARD_PRICE, calls, -0.9, 0.5, 0.3) == 0.9
    assert bidding.price_limit(AWARD_QUALITY_IN_MONEY, calls, -0.75, 0.8, 0.3) == pytest.approx(
        0.99
    )


@pytest.mark.parametrize("award", [AWARD_SCORE, AWARD_PRICE, AWARD_QUALITY_IN_MONEY])
def test_below_the_limit_a_bid_beats_its_rival(award: int) -> None:
    calls = as_kernels_see(Calls(price_weight=0.4, quality_weight=0.6, ceiling=1.2))
    rival = bidding.score(award, calls, 0.8, 0.5, 0.3)
    limit = bidding.price_limit(award, calls, rival, 0.9, 0.3)
    assert bidding.score(award, calls, limit - 1e-6, 0.9, 0.3) > rival
    assert bidding.score(award, calls, limit + 1e-6, 0.9, 0.3) < rival


def test_quality_alone_has_no_price_limit() -> None:
    calls = as_kernels_see(Calls(price_weight=0.0, quality_weight=1.0))
    assert bidding.price_limit(AWARD_SCORE, calls, 0.5, 0.6, 0.0) == FREE
    assert bidding.price_limit(AWARD_SCORE, calls, 0.5, 0.5, 0.0) == -FREE


def test_good_enough_also_where_scores_are_negative() -> None:
    assert bidding.good_enough(0.5, 0.9) == pytest.approx(0.45)
    assert bidding.good_enough(-0.5, 0.9) == pytest.approx(-0.55)


@pytest.mark.parametrize("markup", [0.0, 0.2, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("limit", [-1.0, 0.3, 0.7, 1.0, FREE])
def test_the_rent_of_a_rule_is_its_mean_over_costs(markup: float, limit: float) -> None:
    costs = 0.1 + 0.8 * (np.arange(200_000) + 0.5) / 200_000
    prices = [bidding.asked(c, 1.0, markup) for c in (0.1, 0.9)]
    asked = prices[0] + (costs - 0.1) / 0.8 * (prices[1] - prices[0])
    counted = np.where(asked < limit, asked - costs, 0.0).mean()
    assert bidding.rent_of_rule(markup, 0.1, 0.9, 1.0, limit) == pytest.approx(counted, abs=1e-5)


def test_the_rent_of_a_rule_by_hand() -> None:
    # Half of the room is asked: prices 0.5 + c / 2, below 0.75 for costs to 0.5; the rent there is
    # (1 - c) / 2, on average 0.375, in half of the cases.
    assert bidding.rent_of_rule(0.5, 0.0, 1.0, 1.0, 0.75) == pytest.approx(0.1875)
    # All win: 0.25 on average; with costs from 0.5 to 1 half as much.
    assert bidding.rent_of_rule(0.5, 0.0, 1.0, 1.0, FREE) == pytest.approx(0.25)
    assert bidding.rent_of_rule(0.5, 0.5, 1.0, 1.0, FREE) == pytest.approx(0.125)
    # Above the ceiling nothing is earned: costs to 2, of which half bid.
    assert bidding.rent_of_rule(0.5, 0.0, 2.0, 1.0, FREE) == pytest.approx(0.125)
    assert bidding.rent_of_rule(0.5, 0.0, 1.0, 1.0, 0.4) == 0.0


def test_one_cost_wins_or_does_not() -> None:
    assert bidding.rent_of_rule(0.5, 0.4, 0.4, 1.0, 0.71) == pytest.approx(0.3)
    assert bidding.rent_of_rule(0.5, 0.4, 0.4, 1.0, 0.69) == 0.0
    assert (
        bidding.rent_of_rule(0.5, 0.5, 0.5, 1.0, 0.75) == 0.0
    )  # a price at the limit does not win


def test_alone_more_is_better_and_far_too_dear_less() -> None:
    assert bidding.markup_slope(0.3, 0.01, 0.0, 1.0, 1.0, FREE) == pytest.approx(0.5)
    # Costs from 0.5 to 1: half the rent, of half the room.
    assert bidding.markup_slope(0.3, 0.01, 0.5, 1.0, 1.0, FREE) == pytest.approx(0.5)
    # A markup of 0.9 is tried at 0.7 and 1. At 0.7, costs to 2/3 win: 0.7 x (1 - 1/3) x 2/3 is
    # 14/45; at 1 the price is the ceiling, and nobody wins.
    assert bidding.markup_slope(0.9, 0.2, 0.0, 1.0, 1.0, 0.9) == pytest.approx(-14 / 45 / 0.3)
    # One of 0.1 is tried at 0 and 0.3. At 0.3, costs to 6/7 win: 0.3 x (1 - 3/7) x 6/7.
    assert bidding.markup_slope(0.1, 0.2, 0.0, 1.0, 1.0, 0.9) == pytest.approx(24 / 49)
    assert bidding.markup_slope(0.6, 0.01, 0.0, 1.0, 1.0, 0.7) < 0.0
    assert bidding.markup_slope(0.05, 0.01, 0.0, 1.0, 1.0, 0.7) > 0.0


def test_quality_is_worth_its_price_to_the_funder() -> None:
    calls = as_kernels_see(Calls(price_weight=0.8, quality_weight=0.2, ceiling=1.2))
    assert bidding.price_of_quality(AWARD_SCORE, calls, 9.0) == pytest.approx(0.3)
    assert bidding.price_of_quality(AWARD_QUALITY_IN_MONEY, calls, 0.4) == 0.4
    assert bidding.price_of_quality(AWARD_PRICE, calls, 9.0) == 0.0
    same = [bidding.score(AWARD_SCORE, calls, 0.8 + 0.3 * q, q, 0.0) for q in (0.0, 1.0)]
    assert same[0] == pytest.approx(same[1])
    calls = as_kernels_see(Calls(price_weight=0.0, quality_weight=1.0))
    assert bidding.quality_slope(0.5, bidding.price_of_quality(AWARD_SCORE, calls, 0.0), 0.5) == 1.0
    assert bidding.quality_slope(0.5, 0.3, 0.5) == pytest.approx(0.1)
    assert bidding.quality_slope(0.5, 0.0, 0.5) == -0.5
    assert bidding.quality_slope(1.5, 0.0, 0.5) == -1.0


def test_effort_wins_its_share_and_is_paid() -> None:
    assert bidding.contest_share(1.0, 3.0, 1.0) == 0.25
    assert bidding.contest_share(3.0, 7.0, 2.0) == 9 / 16
    assert bidding.contest_share(0.0, 0.0, 1.0) == 1.0
    # Half more wins 1.5 of 4.5, half less 0.5 of 3.5: 1/3 - 1/7, times 2, less 1.
    assert bidding.effort_slope(1.0, 0.5, 3.0, 1.0, 2.0) == pytest.approx(8 / 21 - 1)
    # d/dx of 2 x / (x + 3) - x at 1
    assert bidding.effort_slope(1.0, 1e-4, 3.0, 1.0, 2.0) == pytest.approx(2 * 3 / 16 - 1)


def test_steps_halve_and_stay_within_bounds() -> None:
    assert bidding.stride(0.2, 0, 500) == 0.2
    assert bidding.stride(0.2, 10, 0) == 0.2 and bidding.stride(0.2, 10, 10) == 0.1
    assert bidding.stride(0.2, 10, 30) == 0.05
    assert bidding.moved_within(0.5, 0.2, 0.0, 1.0) == 0.7
    assert [bidding.moved_within(0.5, step, 0.25, 0.75) for step in (-0.8, 0.8)] == [0.25, 0.75]
    assert bidding.moved_within(0.5, -0.8, 0.0, 1.0) == 0.0
    assert bidding.moved_within(0.5, 0.8, 0.0, 1.0) == 1.0


def test_keys_of_lots_and_pairs_by_hand() -> None:
    # Two bytes for domain and rank: 2 x 65 536 + 3 x 16 384 + 5.
    assert bidding.lot_key(np.uint64(2), 3, 5) == 180_229
    assert bidding.lot_key(np.uint64(0), 1, 16_385) == 16_385  # ranks begin again
    # A whole number of 64 bits, not a float, which has room for 53.
    assert bidding.lot_key(np.uint64(2**40), 0, 1) == 2**56 + 1
    # Nothing mixed is nothing; bits of the actor are turned in those of the mixed lot.
    assert bidding.pair_key(np.uint64(5), np.uint64(0)) == 5
    assert bidding.pair_key(np.uint64(0), np.uint64(5)) == draws.mix(np.uint64(5)) != 5


def test_keys_of_lots_and_pairs_differ() -> None:
    lots = {
        int(bidding.lot_key(np.uint64(zone), d, rank))
        for zone in (1, 2, 65_537)
        for d in range(4)
        for rank in range(3)
    }
    assert len(lots) == 36
    pairs = {int(bidding.pair_key(np.uint64(a), np.uint64(lot))) for a in range(50) for lot in lots}
    assert len(pairs) == 50 * 36
