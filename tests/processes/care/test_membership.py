"""Members of a pole leave, come back and say what they give."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.model.saving import state_arrays
from sim.processes.care.membership import choose_sides, contribution, dead_queues, update_membership
from sim.state import counts
from sim.state.people import CLASSES
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
