"""Members of a pole leave, come back and say what they give."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.model.saving import state_arrays
from sim.processes.care.holdings import set_plan
from sim.processes.care.membership import (
    Membership,
    ask_anew,
    choose_shares,
    choose_sides,
    contribution,
    dead_queues,
    update_membership,
)
from sim.processes.care.queues import join
from sim.state import counts
from sim.state.people import AGAIN, ASSESS, CLASSES, ROW, SERVED
from tests.processes.worlds import abstract_world, pole


def test_a_member_gives_by_trust_and_the_poles_list_against_its_own() -> None:
    assert contribution(0.8, 4.0, 4.0) == pytest.approx(0.8)
    assert contribution(0.5, 0.0, 9.0) == pytest.approx(0.05)
    assert contribution(0.5, 9.0, 0.0) == 1.0


def test_a_pole_without_members_lets_everybody_go() -> None:
    model = pole()
    o, p = model.organisations, model.people
    waited = int((p.waiting_list[: p.size] >= 0).sum())
    first = o.counts.establishments
    assert o.u_used[first:].sum() > 0 and waited > 0
    o.e_perimeter[:] = -1
    update_membership(model)
    assert o.p_members.sum() == 0 and (o.z_perimeter == -1).all()
    assert o.u_used[first:].sum() == o.u_planned[first:].sum() == 0
    assert o.q_length[o.counts.common_points * CLASSES : o.counts.hour_points * CLASSES].sum() == 0
    assert (model.environment.common_tolerance == -1).all()
    model.run_for(3)  # ledgers hold


def test_who_is_trusted_again_comes_back_and_who_is_not_leaves() -> None:
    model = pole()
    o, home = model.organisations, model.home
    first, second = np.flatnonzero(home >= 0)[:2]
    o.e_perimeter[first] = -1
    o.e_trust_successes[first], o.e_trust_failures[first] = 9.0, 0.0  # trust 10/11
    o.e_trust_successes[second], o.e_trust_failures[second] = 0.0, 9.0  # trust 1/11
    model.month_totals[:] = 0
    assert choose_sides(model.W, home) == 2
    assert (o.e_perimeter[first], o.e_perimeter[second]) == (home[first], -1)
    assert (model.month_totals[counts.JOINED_POLE], model.month_totals[counts.LEFT_POLE]) == (1, 1)


def test_queues_die_only_where_nobody_answers() -> None:
    model = pole()
    assert dead_queues(model)[model.organisations.q_length > 0].sum() == 0
    o, totals = model.organisations, model.organisations.counts
    c = int(o.e_category[np.flatnonzero(o.e_perimeter == 0)[0]])
    o.e_perimeter[(o.e_category == c) & (o.e_perimeter == 0)] = -1
    model.serve_zones()
    dead = dead_queues(model)
    first = (totals.common_points + c) * CLASSES
    assert dead[first : first + CLASSES].tolist() == [1] * CLASSES


def test_who_has_left_stays_outside_when_a_run_goes_on() -> None:
    model = pole()
    model.organisations.e_perimeter[0] = -1
    update_membership(model)
    again = SectorModel(
        model.scenario_,
        model.territory,
        seed=2,
        start=model.month,
        state=state_arrays(model),
    )
    assert again.organisations.e_perimeter[0] == -1
    for name in ("p_members", "z_perimeter", "u_tolerance"):
        mine, theirs = getattr(again.organisations, name), getattr(model.organisations, name)
        assert mine.tolist() == theirs.tolist()
    assert again.environment.zone_journey.tolist() == model.environment.zone_journey.tolist()


def test_without_trust_nobody_leaves_nor_keeps_hours_back() -> None:
    model = pole("trust.leave_below=1", live=False)
    model.run_for(24)
    o = model.organisations
    assert (o.e_perimeter == model.home).all() and (o.e_share == 1.0).all()
    assert sum(int(month[counts.LEFT_POLE]) for month in model.history) == 0


@pytest.mark.parametrize(
    ("perimeter", "good", "bad", "home", "after", "share", "left", "joined"),
    [
        (0, 0, 9, 0, -1, 1.0, 1, 0),  # not trusted: it leaves and keeps all its hours
        (0, 9, 0, 0, 0, 0.5, 0, 0),  # trusted: it stays
        (-1, 9, 0, 2, 2, 0.5, 0, 1),  # trusted again: it comes back to its own pole
        (-1, 0, 9, 2, -1, 0.5, 0, 0),
        (-1, 9, 0, -1, -1, 0.5, 0, 0),  # it was never invited
    ],
)
def test_a_member_leaves_or_comes_back_by_trust(
    perimeter: int, good: int, bad: int, home: int, after: int, share: float, left: int, joined: int
) -> None:
    model = abstract_world("trust.live=true")
    o = model.organisations
    o.e_perimeter[0], o.e_share[0] = perimeter, 0.5
    o.e_trust_successes[0], o.e_trust_failures[0] = good, bad
    assert choose_sides(model.W, np.array([home], np.int32)) == left + joined
    assert (o.e_perimeter[0], o.e_share[0]) == (after, share)
    totals = model.month_totals
    assert (totals[counts.LEFT_POLE], totals[counts.JOINED_POLE]) == (left, joined)


POLE = ("organisation.entry=true", "organisation.response=true", "trust.live=true")


@pytest.mark.parametrize(("own", "common", "share"), [(0, 0, 0.5), (1, 0, 0.25), (0, 1, 0.75)])
def test_a_member_gives_less_when_persons_wait_for_its_own_places(
    own: int, common: int, share: float
) -> None:
    model = abstract_world(*POLE, "territory.people=3", silos=2)
    model.reform()
    o, e = model.organisations, model.environment
    assert o.p_members.tolist() == [2] and (o.e_trust_successes == 0).all()
    for i in range(own):
        join(model.W, i, 0, 0, 2)
    for i in range(common):  # for a place of the pole: half a person for each member
        join(model.W, i, 0, e.common_points, 2)
    choose_shares(model.W)
    assert o.e_share[0] == pytest.approx(share)


def test_the_plan_of_a_pole_without_members_ends() -> None:
    model = abstract_world(*POLE, "territory.people=3", silos=2)
    model.reform()
    p, o, unit = model.people, model.organisations, model.environment.establishments
    for i in (0, 1):
        p.unit[i], p.state[i], p.level[i] = unit, SERVED, 2
    set_plan(model.W, 0, 0, 60, 50, 10)
    o.p_members[0] = 0
    ask_anew(np.array([0, 1], ROW), model.W, np.zeros(len(o.q_length), np.int8))
    assert p.state[:2].tolist() == [ASSESS, ASSESS] and (p.pending[:2] == AGAIN).all()
    assert (p.plan[:2] == 0).all() and o.u_used[unit].sum() == 0


@pytest.mark.parametrize(("month", "acts"), [(11, False), (12, True), (24, True)])
def test_members_choose_a_year_after_the_reform_at_the_earliest(month: int, acts: bool) -> None:
    model = abstract_world(*POLE, "clock.reform_month=0")
    model.reform()
    o = model.organisations
    o.e_trust_failures[:] = 99
    model.month = month
    Membership().step(model)
    assert (o.e_perimeter[0] == -1) == acts


@pytest.mark.parametrize(("tolerance", "dead"), [(3, []), (1, [2, 3]), (-1, [0, 1, 2, 3])])
def test_a_list_is_dead_for_the_classes_that_no_member_takes(
    tolerance: int, dead: list[int]
) -> None:
    model = abstract_world(*POLE)
    model.reform()
    model.environment.common_tolerance[:] = tolerance
    first = model.environment.common_points * CLASSES
    found = dead_queues(model)[first : first + CLASSES]
    assert np.flatnonzero(found).tolist() == dead
