"""New responses: what lets them appear, and what ends or keeps them."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.processes.organisation.imitation import LIVES
from sim.processes.organisation.innovation import (
    TAKEN_OVER,
    absorb_after,
    create_probability,
    live_on,
    secured_months,
    take_over,
    up_to,
    worth_of,
)
from sim.state import counts
from sim.state.organisations import SUBSIDY
from tests.processes.worlds import abstract_world


def give_contract(model: SectorModel, a: int, k: int, minutes: int, end: int, payer: int) -> None:
    """Let an actor hold a subsidy that has begun long ago."""
    o = model.organisations
    o.c_kind[a, k], o.c_payer[a, k] = SUBSIDY, payer
    o.c_minutes[a, k], o.c_cents[a, k] = minutes, minutes * 100
    o.c_start[a, k], o.c_end[a, k], o.c_delay[a, k] = -12, end, 0


def test_capacity_to_absorb_grows_with_money_and_decays_without() -> None:
    assert absorb_after(0.5, True, 0.1, 0.2) == pytest.approx(0.55)
    assert absorb_after(0.5, False, 0.1, 0.2) == pytest.approx(0.4)
    assert absorb_after(1.0, True, 0.1, 0.2) == 1.0


def test_slack_and_horizon_are_shares_of_what_is_enough() -> None:
    assert up_to(9.0, 18.0) == 0.5
    assert up_to(40.0, 18.0) == 1.0
    assert up_to(-1.0, 18.0) == 0.0
    assert up_to(0.0, 0.0) == 1.0  # nothing is enough
    assert create_probability(0.02, 0.5, 0.25) == pytest.approx(0.0025)


def test_secured_months_are_weighted_by_minutes() -> None:
    model = abstract_world()
    give_contract(model, 0, 0, 100, 6, 0)
    give_contract(model, 0, 1, 300, 18, 0)
    assert secured_months(model.W, 0) == pytest.approx(15.0)  # (100 x 6 + 300 x 18) / 400
    assert secured_months(model.W, 1) == 0.0


def test_a_response_needs_a_contract_slack_and_a_horizon() -> None:
    words = ("innovation.create=1", "innovation.slack_months=3", "innovation.horizon_months=12")
    model = abstract_world(*words)
    o = model.organisations
    for a, end in ((0, 12), (1, 12)):
        give_contract(model, a, 0, 100, end, 0)
    o.a_cash[:] = 3 * o.a_base
    o.a_cash[1] = 0  # no slack
    live_on(model.W)
    assert o.a_practice.tolist() == [LIVES, 0, 0]
    assert model.month_totals[counts.INVENTED] == 1


def test_a_response_ends_with_its_grant_unless_taken_over() -> None:
    model = abstract_world("innovation.create=0", "innovation.absorb_loss=0.25")
    o = model.organisations
    give_contract(model, 2, 0, 100, 12, 0)
    o.a_practice[:] = [LIVES, TAKEN_OVER, LIVES]
    live_on(model.W)
    assert o.a_practice.tolist() == [0, TAKEN_OVER, LIVES]
    assert model.month_totals[counts.FORGOTTEN] == 1
    assert o.a_absorb.tolist() == [0.75, 0.75, 1.0]


def test_a_funder_that_withdraws_takes_its_responses_with_it() -> None:
    model = abstract_world("innovation.create=0")
    o = model.organisations
    for a in (0, 1, 2):
        give_contract(model, a, 0, 100, 12, a)  # three kinds of funder
    o.a_practice[:] = LIVES
    o.e_practice[:] = LIVES
    o.e_due[0] = [60, 40, 0, 0, 0]
    o.b_committed[0, 1] = 0
    live_on(model.W)
    assert o.a_practice.tolist() == [LIVES, 0, LIVES]
    assert o.e_practice[0] == LIVES  # those who hold pay 60 of 100
    o.b_committed[0] = [0, 1, 1, 1, 1]
    live_on(model.W)
    assert o.e_practice[0] == 0


def test_a_closed_actor_takes_nothing_along() -> None:
    model = abstract_world()
    o = model.organisations
    o.a_alive[:2] = 0
    o.a_practice[:2] = [LIVES, TAKEN_OVER]
    live_on(model.W)
    assert o.a_practice.tolist() == [0, 0, 0]
    assert model.month_totals[counts.FORGOTTEN] == 1  # what was taken over is not forgotten


def test_stable_money_takes_over_what_lives_and_is_carried() -> None:
    model = abstract_world("innovation.institutionalise=1")
    o = model.organisations
    give_contract(model, 0, 0, 100, 12, 0)
    o.a_practice[:] = [LIVES, LIVES, 0]  # the second has no contract
    o.e_practice[:] = LIVES
    take_over(model.W)
    assert o.a_practice.tolist() == [TAKEN_OVER, LIVES, 0]
    assert o.e_practice.tolist() == [TAKEN_OVER]
    assert model.month_totals[counts.KEPT] == 2


def test_a_response_is_worth_a_share_of_support() -> None:
    model = abstract_world("innovation.worth=0.08")
    assert worth_of(model.W.parameters, 0) == 1.0
    assert (
        worth_of(model.W.parameters, LIVES)
        == worth_of(model.W.parameters, TAKEN_OVER)
        == pytest.approx(1.08)
    )


@pytest.mark.parametrize(("lapses", "kept"), [(False, LIVES), (True, 0)])
def test_a_practice_without_money_ends_only_where_it_lapses(lapses: bool, kept: int) -> None:
    model = abstract_world(f"innovation.lapses={lapses}".lower(), actors=1)
    o = model.organisations
    o.a_practice[0] = LIVES
    live_on(model.W)
    assert o.a_practice[0] == kept and model.month_totals[counts.FORGOTTEN] == int(lapses)


def test_an_actor_founded_later_absorbs_like_a_new_one() -> None:
    model = abstract_world(actors=2)
    o = model.organisations
    o.a_alive[:], o.a_absorb[:], o.a_practice[:] = [0, 1], 0.5, [LIVES, 0]
    live_on(model.W)
    assert o.a_absorb[0] == 1.0 and o.a_absorb[1] < 1.0
    assert o.a_practice[0] == 0 and model.month_totals[counts.FORGOTTEN] == 1
