"""Lots, bids, awards and learning in a world of four actors, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.actors.holding_contracts import sign, tear_up
from sim.processes.actors.tenders import bidding
from sim.processes.actors.tenders.bidding import FREE
from sim.processes.actors.tenders.bids import BID, WORTH
from sim.processes.actors.tenders.calls import Tenders
from sim.processes.actors.tenders.learning import RECORD, chance_in_place
from sim.processes.actors.tenders.lots import (
    lots_of,
    own_shares,
    possible_shares,
    spread,
    whose_lot,
)
from sim.processes.funding.payments import Payments
from sim.scenario.actors import ProjectActors
from sim.scenario.care import Access
from sim.scenario.context import Clock
from sim.scenario.funding import Calls as Rules
from sim.scenario.funding import Funding
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.organisations import BY_CALL, CONTRACTS
from sim.state.views import parameters
from sim.territory.abstract import ACTOR_HOUR
from tests.processes.conftest import World
from tests.twin.territories import border_territory

LOT = 60 * ACTOR_HOUR  # cents a month of 3 600 minutes at the going rate


def put_out(money: int, behind: list[float], cents: list[int]) -> list[int]:
    found = np.zeros(4, np.int64)
    lots_of(money, np.array(behind), np.array(cents, np.int64), found)
    return found.tolist()


def test_money_goes_where_it_is_most_behind() -> None:
    assert put_out(50, [30.0, 20.0, 0.0, 0.0], [10, 10, 10, 10]) == [3, 2, 0, 0]
    assert put_out(9, [30.0, 20.0, 0.0, 0.0], [10, 10, 10, 10]) == [0, 0, 0, 0]
    assert put_out(25, [30.0, 20.0, 0.0, 0.0], [0, 20, 10, 0]) == [0, 1, 0, 0]
    assert put_out(-5, [0.0] * 4, [1, 1, 1, 1]) == [0, 0, 0, 0]


def test_money_follows_needs_as_far_as_there_are_hours() -> None:
    shares = np.zeros(2)
    for view, hours, found in (
        ((0.0, 0.0), (3.0, 1.0), (0.75, 0.25)),  # nobody looked: where hours are
        ((0.6, 0.4), (1.0, 1.0), (0.6, 0.4)),
        ((0.9, 0.1), (1.0, 3.0), (0.375, 0.625)),  # half as much again as a quarter
    ):
        possible_shares(np.array(view), np.array(hours), shares)
        assert shares == pytest.approx(found)


def test_a_kind_of_funder_follows_needs_in_what_it_pays_for() -> None:
    own = np.zeros(3)
    for pays, found in (
        ((0.2, 0.2, 0.2), (0.5, 0.3, 0.2)),  # the same part of all
        ((0.0, 0.4, 0.1), (0.0, 6 / 7, 1 / 7)),
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    ):
        payers = np.array([(1.0 - share, share) for share in pays])
        own_shares(np.array([0.5, 0.3, 0.2]), payers, 1, own)
        assert own == pytest.approx(found)


def test_who_pays_for_other_domains_puts_out_nothing(world: World) -> None:
    elsewhere = ((0.0, 1.0, 0.0, 0.0, 0.0), *((1.0, 0.0, 0.0, 0.0, 0.0) for _ in range(3)))
    m = market(world, {"payers": elsewhere})  # the money is the first one's, the domain the other's
    hold(m)
    assert m.month_totals[counts.LOTS] == 0
    m.organisations.b_envelope[0, 1] = 12 * 2 * LOT
    hold(m)
    assert m.month_totals[counts.LOTS] == 2
    assert (m.organisations.c_payer[m.organisations.c_kind == BY_CALL] == 1).all()


def test_nobody_bids_for_what_cash_cannot_carry_until_it_is_paid(world: World) -> None:
    # A lot costs LOT a month and is paid four months late: three of them must be in cash.
    delay = {"payment_delay": 4, "contract_months": 12}
    for cash, bids in ((3 * LOT - 1, 0), (3 * LOT, 4)):
        m = market(world, **delay)
        m.organisations.a_rate[:] = ACTOR_HOUR
        m.organisations.a_base[:] = 0
        m.organisations.a_cash[:] = cash
        hold(m)
        assert m.month_totals[counts.BIDS] == bids
    m = market(world, {"prudence": 0.0}, **delay)
    m.organisations.a_cash[:] = 0
    hold(m)
    assert m.month_totals[counts.BIDS] == 4
    # What other contracts still pay counts, and so does what they ask for and structure costs.
    for paid, base, bids in ((LOT, 0, 4), (LOT, 10 * LOT, 0), (LOT - 1, 0, 0)):
        m = market(world, {"fixed_share": 0.5}, **delay)
        o = m.organisations
        o.a_rate[:], o.a_base[:], o.a_cash[:] = ACTOR_HOUR, base, 0
        for a in range(4):
            sign(m.W.organisations, a, 0, BY_CALL, 4, 0, paid, -12, 0, 4, 1.0)
        hold(m)
        assert m.month_totals[counts.BIDS] == bids


def test_lots_follow_population() -> None:
    weight = np.array([3.0, 1.0, 0.0, 4.0])
    zones = np.arange(4)
    for u in (0.0, 0.3, 0.999):
        assert np.bincount(spread(8, u, zones, weight), minlength=4).tolist() == [3, 1, 0, 4]
    assert spread(1, 0.6, zones, weight).tolist() == [3]


def test_funders_take_turns() -> None:
    wanted, given = np.array([2, 0, 4, 0, 0]), np.zeros(5, np.int64)
    assert [whose_lot(j, 6, wanted, given) for j in range(6)] == [2, 0, 2, 2, 0, 2]
    assert given.tolist() == wanted.tolist()


def market(world: World, actors: dict[str, object] | None = None, **calls: object) -> SectorModel:
    """Return a world where the first funder has money for two lots a month, one in each zone."""
    exact = {"bids_a_call": 9, "bid_cost": 100.0, "stress_months": 0.0}
    exact |= {"cost_low": 0.4, "cost_high": 0.8}
    m = world(
        funding=Funding(
            calls=Rules(
                **{"payment_delay": 0, "every": 1, "lot_minutes": 3600, "ceiling": 1.0, **calls}
            )
        ),
        actors=ProjectActors(**{**exact, **(actors or {})}),
    )
    m.organisations.b_envelope[0, 0] = 12 * 2 * LOT
    return m


def hold(m: SectorModel) -> Tenders:
    """Hold a call of the month and keep the bids."""
    call = next(p for p in m.processes if isinstance(p, Tenders))
    call.record = np.zeros((100, RECORD))
    call.step(m)
    return call


def test_the_lowest_price_wins_signs_and_everybody_pays(world: World) -> None:
    m = market(world, award="price", contract_months=6)
    o = m.organisations
    cash = o.a_cash.copy()
    call = hold(m)
    assert (
        m.month_totals[counts.LOTS],
        m.month_totals[counts.BIDS],
        m.month_totals[counts.AWARDS],
    ) == (2, 4, 2)
    bids = call.record[: call.recorded]
    for pair in (bids[:2], bids[2:]):
        best = pair[np.argmin(pair[:, 3])]
        a = int(best[0])
        assert o.c_kind[a, 0] == BY_CALL and o.c_payer[a, 0] == 0
        assert o.c_minutes[a, 0] == 3600 and o.c_cents[a, 0] == int(best[3] * LOT)
        assert (o.c_start[a, 0], o.c_end[a, 0]) == (0, 6)
        other = int(pair[np.argmax(pair[:, 3])][0])
        assert (
            o.c_kind[other, 0] == 0
            and o.a_trust_failures[other] == 1
            and o.a_trust_failures[a] == 0
        )
        assert set(pair[:, 6]) == set(-pair[:, 3])  # each looks at the other's price
    assert (cash - o.a_cash).tolist() == [100] * 4
    assert m.month_totals[counts.BID_COSTS] == 400 and o.a_calls.tolist() == [1] * 4
    assert m.month_totals[counts.AWARD_CENTS] == o.c_cents.sum()
    assert m.month_totals[counts.AWARD_MINUTES] == 7200


def test_what_is_promised_is_not_put_out_again(world: World) -> None:
    m = market(world, contract_months=6)
    hold(m)
    left = 2 * LOT - m.organisations.c_cents.sum()
    m.month_totals[:] = 0
    hold(m)
    assert m.month_totals[counts.LOTS] == max(left, 0) // LOT
    for a in range(4):
        tear_up(m.W.organisations, a, 0)
    m.month_totals[:] = 0
    hold(m)
    assert m.month_totals[counts.LOTS] == 2


def test_calls_are_held_when_due_and_need_money_and_free_slots(world: World) -> None:
    m = market(world, every=4)
    m.month = 3
    hold(m)
    assert m.month_totals[counts.LOTS] == 0
    m.month = 4
    for a in (0, 1):
        m.organisations.a_alive[a] = 0
    for k in range(CONTRACTS):
        sign(m.W.organisations, 2, k, BY_CALL, 4, 1, 1, 0, 9, 0, 1.0)
    call = hold(m)
    assert m.month_totals[counts.LOTS] == 2 and call.record[: call.recorded, 0].tolist() == [3.0]
    m.organisations.b_envelope[:] = 0
    m.month = 8
    m.month_totals[:] = 0
    hold(m)
    assert m.month_totals[counts.LOTS] == 0


def test_too_dear_for_what_is_left_is_not_awarded(world: World) -> None:
    dear = {"cost_low": 1.1, "cost_high": 1.1}
    m = market(world, dear, ceiling=1.3)
    hold(m)
    assert m.month_totals[counts.BIDS] == 4 and m.month_totals[counts.AWARDS] == 1


def test_the_cost_of_an_hour_is_that_of_all_that_is_done(world: World) -> None:
    m = market(world, {"cost_low": 0.5, "cost_high": 0.5})
    o = m.organisations
    o.a_rate[:] = 2 * ACTOR_HOUR
    for a in range(4):
        sign(m.W.organisations, a, 1, BY_CALL, 4, 3600, 1, 0, 9, 0, 1.0)
    hold(m)
    won = o.c_kind[:, 0] == BY_CALL
    assert won.sum() == 2
    assert (o.a_rate == np.where(won, 1.25 * ACTOR_HOUR, 2 * ACTOR_HOUR)).all()


def test_support_makes_bids_cheaper_and_finds_more_time(world: World) -> None:
    m = market(world, {"bids_a_call": 1, "bid_cost": 100.0}, lot_minutes=600, support=0.75)
    hold(m)
    few = market(world, {"bids_a_call": 1, "bid_cost": 100.0}, lot_minutes=600)
    hold(few)
    assert m.month_totals[counts.LOTS] == few.month_totals[counts.LOTS] == 12
    assert m.month_totals[counts.BIDS] > few.month_totals[counts.BIDS] > 0
    assert m.month_totals[counts.BID_COSTS] == 25 * m.month_totals[counts.BIDS]
    assert m.organisations.b_support.sum() == 75 * m.month_totals[counts.BIDS]
    assert few.organisations.b_support.sum() == 0


def test_the_funder_of_a_lot_pays_for_the_work_done_with_bidders(world: World) -> None:
    costs = {"bid_cost": LOT + 1.0, "cost_low": 0.9, "cost_high": 0.9}
    m = market(world, costs, support=0.5, every=4)
    hold(m)
    # Two lots and four bids, each of them half the bidder's work. Two bids take a quarter of a lot
    # a month until the next call: there is not enough left for the second lot.
    assert m.organisations.b_support[0].tolist() == [4 * (LOT // 2 + 1), 0, 0, 0, 0]
    assert (
        m.month_totals[counts.LOTS],
        m.month_totals[counts.BIDS],
        m.month_totals[counts.AWARDS],
    ) == (2, 4, 1)
    assert m.month_totals[counts.BID_COSTS] == 4 * (LOT // 2)
    paid = []
    budgets = next(p for p in m.processes if isinstance(p, Payments))
    for month in range(4):
        m.month, m.month_totals[:] = month, 0
        budgets.step(m)
        paid.append(int(m.month_totals[counts.TO_SUPPORT]))
    assert paid == [LOT // 2 + 1] * 4
    m.month = 4
    m.organisations.b_envelope[:] = 0
    hold(m)
    assert m.organisations.b_support.sum() == 0


def test_no_more_lots_where_help_has_used_up_the_money(world: World) -> None:
    dear = {"bid_cost": 10.0 * LOT}
    m = market(world, dear, support=0.5)
    hold(m)  # the help of the first two bidders costs ten lots, of one month each
    assert (
        m.month_totals[counts.LOTS],
        m.month_totals[counts.BIDS],
        m.month_totals[counts.AWARDS],
    ) == (1, 2, 0)


def test_learning_moves_towards_what_would_have_earned_more(world: World) -> None:
    m = market(world, {"cost_low": 0.5, "cost_high": 1.0, "markup": 0.9, "learning": 0.1})
    o = m.organisations
    o.a_promise[:] = 0.5
    hold(m)
    assert (o.a_markup < 0.9).all()  # far too much
    assert (o.a_promise > 0.5).all()  # half of the score, and cheap
    alone = market(world, {"markup": 0.5})
    alone.organisations.a_alive[[1, 3]] = 0
    hold(alone)
    assert (alone.organisations.a_markup[[0, 2]] > 0.5).all()
    fixed = market(world, {"bid": "cost_plus", "markup": 0.9})
    hold(fixed)
    assert fixed.organisations.a_markup == pytest.approx([0.9] * 4)
    assert (fixed.organisations.a_calls == 0).all()


@pytest.mark.parametrize("lottery", [0.0, 1.0])
def test_all_learn_the_same_from_all_bids_of_a_lot(world: World, lottery: float) -> None:
    exact = {"cost_low": 0.4, "cost_high": 0.8, "markup": 0.3, "learning": 0.1, "trial": 0.01}
    m = market(world, exact, award="price", lottery=lottery, lottery_bar=0.0)
    o = m.organisations
    o.a_promise[:] = 1.0  # the cost is that of full quality
    call = hold(m)
    assert call.recorded == 4
    for pair in (call.record[:2], call.record[2:4]):
        # In the place of each the other's price must be beaten; drawn, the chance is a half where
        # the other is good enough: the better always is, the worse as far as the bar lets it.
        better, worse = sorted(pair[:, 3])
        bars = [better, worse] if not lottery else [2 * better, 2 * worse]
        chances = [1.0, 1.0] if not lottery else [0.5, 0.5]
        slopes = [
            bidding.markup_slope(float(np.float32(0.3)), 0.01, 0.4, 0.8, 1.0, b) for b in bars
        ]
        moved = 0.3 + 0.1 * float(np.mean(np.multiply(chances, slopes)))
        assert o.a_markup[pair[:, 0].astype(int)] == pytest.approx([moved] * 2, abs=1e-6)


def test_the_chance_in_a_place_is_shared_with_the_other_good_bids() -> None:
    bids = np.zeros((3, BID))
    bids[:, WORTH] = [-0.5, -0.52, -0.8]
    assert chance_in_place(3, 2, -0.5, 0.9, 0, bids) == 1.0
    assert chance_in_place(1, 0, -FREE, 0.9, 1, bids) == 1.0
    assert chance_in_place(3, 2, -0.5, 0.9, 1, bids) == pytest.approx(1 / 3)
    assert chance_in_place(3, 1, -0.5, 0.9, 1, bids) == 0.5
    assert chance_in_place(3, 0, -0.52, 0.9, 1, bids) == 0.5


def test_effort_is_paid_by_all_and_the_prize_is_the_ceiling(world: World) -> None:
    m = market(world, {"markup": 0.1, "bid_cost": 0.0}, award="tullock", ceiling=1.0)
    hold(m)
    assert m.month_totals[counts.DRAWN] == m.month_totals[counts.AWARDS] == 2
    assert m.month_totals[counts.AWARD_CENTS] == 2 * LOT
    each = int(float(np.float32(0.1)) * LOT * 12)
    assert m.month_totals[counts.BID_COSTS] == 4 * each


def test_in_a_draw_the_best_need_not_win(world: World) -> None:
    best = drawn = 0
    for luck in range(40):
        m = market(world, award="price", lottery=1.0, lottery_bar=0.0)
        m.seed = luck
        call = hold(m)
        bids = call.record[: call.recorded]
        drawn += m.month_totals[counts.DRAWN]
        for pair in (bids[:2], bids[2:]):
            best += m.organisations.c_kind[int(pair[np.argmin(pair[:, 3])][0]), 0] == BY_CALL
    assert drawn == 80 and 20 < best < 60


def test_neighbours_who_trust_each_other_bid_together(world: World) -> None:
    m = market(world, award="price", consortium=True)
    o = m.organisations
    o.a_trust_successes[:2] = 5.0
    o.a_trust_failures[2:] = 5.0
    call = hold(m)
    bids = call.record[: call.recorded]
    assert np.bincount(bids[:, 0].astype(int) // 2).tolist() == [1, 2]
    assert o.c_minutes[:2, 0].tolist() == [1800, 1800]
    assert o.c_minutes[2:, 0].sum() == 3600
    assert (
        o.a_trust_successes[:2] == pytest.approx([5.2, 5.2]) and (o.a_trust_failures[:2] == 0).all()
    )


def test_a_common_cost_is_the_same_for_all_and_estimates_are_not(world: World) -> None:
    m = market(world, {"cost": "common", "estimate_error": 0.05, "bid": "cost_plus", "markup": 0.0})
    call = hold(m)
    bids = call.record[: call.recorded]
    assert len(set(bids[:, 2])) == len(bids)
    assert bids[:, 3] == pytest.approx(bids[:, 2])
    won = m.organisations.c_cents[:, 0] > 0
    lost = m.organisations.a_rate[won] / ACTOR_HOUR
    assert ((lost > 0.4) & (lost < 0.8)).all()


@pytest.mark.parametrize("seed", [3, 4, 6, 7])
def test_an_actor_finds_as_much_time_for_a_call_whether_or_not_another_departement_has_one(
    seed: int,
) -> None:
    """Actors of one département only, in reach of both; few lots, so that none is full."""

    def bids(*departments: int) -> int:
        scenario = Scenario(
            clock=Clock(burn_in=0),
            access=Access(cross_border=True, reach=90.0),
            actors=ProjectActors(bids_a_call=1),
            funding=Funding(calls=Rules(every=1, lot_minutes=60)),
        )
        model = SectorModel(scenario, border_territory(10), seed=seed)
        model.W.parameters = parameters(scenario, reformed=True)
        o = model.organisations
        o.a_alive[model.territory.zones.department[o.a_zone] == 1] = 0
        o.c_kind[:] = o.b_envelope[:] = 0
        o.b_envelope[list(departments)] = 400_000
        Tenders().step(model)
        return int(model.month_totals[counts.BIDS])

    assert bids(0) + bids(1) == bids(0, 1) > 20
