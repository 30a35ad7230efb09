"""Trust between organisations, and what members do with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import compose
from sim.columns import CLASSES
from sim.indicators import tally
from sim.model import SectorModel
from sim.processes.trust import (
    contribution,
    dead_queues,
    experience,
    pool_pays,
    rearrange,
    remembered,
    trust_of,
)
from sim.warmup import territory_of

EVENTS = st.floats(0.0, 1000.0)


def test_trust_is_a_half_without_experience() -> None:
    assert trust_of(0.0, 0.0) == 0.5
    assert trust_of(2.0, 0.0) == 0.75
    assert trust_of(0.0, 2.0) == 0.25
    assert trust_of(8.0, 1.0) == pytest.approx(9 / 11)


@given(EVENTS, EVENTS)
def test_trust_lies_between_nothing_and_all(good: float, bad: float) -> None:
    assert 0.0 < trust_of(good, bad) < 1.0
    assert trust_of(good + 1.0, bad) > trust_of(good, bad) > trust_of(good, bad + 1.0)


def test_experience_is_forgotten_by_and_by() -> None:
    assert remembered(10.0, 0.9, 0.0) == pytest.approx(9.0)
    assert remembered(10.0, 0.9, 0.5) == pytest.approx(9.5)


def test_a_pool_pays_where_its_hours_reach_people_as_surely_as_places_do() -> None:
    assert pool_pays(90, 100, 9, 10)
    assert not pool_pays(89, 100, 9, 10)
    assert pool_pays(0, 100, 0, 10)  # empty places: nothing is lost
    assert pool_pays(1, 100, 0, 0)  # no place of its own is left


def test_a_member_gives_by_trust_and_the_poles_list_against_its_own() -> None:
    assert contribution(0.8, 4.0, 4.0) == pytest.approx(0.8)
    assert contribution(0.5, 0.0, 9.0) == pytest.approx(0.05)
    assert contribution(0.5, 9.0, 0.0) == 1.0


def pole(*words: str, live: bool = True) -> SectorModel:
    """Return a pole on the training territory, from a fresh stock, three months after its start."""
    fixed = ["territory=training", "clock.burn_in=0", "clock.reform_month=0", "change.tau=0"]
    scenario = compose.load_scenario("pole", [*fixed, f"trust.live={live}".lower(), *words])
    model = SectorModel(scenario, territory_of(scenario), seed=2)
    model.run_for(3)
    return model


def test_members_remember_the_pool_and_actors_shared_plans() -> None:
    model = pole("trust.forgetting=1", "trust.partnership=0.5")
    o = model.organisations
    home = model.home
    o.e_good[:] = o.e_bad[:] = 0.0
    o.a_good[:] = 0.0
    experience(model.O, model.L, model.R, home, 1.0)
    assert (o.e_good + o.e_bad)[home >= 0].tolist() == [0.5] * int((home >= 0).sum())
    users = (o.a_occupied > 0) & (o.a_alive > 0)
    assert users.any()
    assert o.a_good.tolist() == [0.5 if u else 0.0 for u in users]


def test_a_pole_without_members_lets_everybody_go() -> None:
    model = pole()
    o, p = model.organisations, model.people
    waited = int((p.desk[: p.size] >= 0).sum())
    first = o.counts.establishments
    assert o.u_used[first:].sum() > 0 and waited > 0
    o.e_perimeter[:] = -1
    rearrange(model)
    assert o.p_members.sum() == 0 and (o.z_perimeter == -1).all()
    assert o.u_used[first:].sum() == o.u_planned[first:].sum() == 0
    assert o.q_length[o.counts.common_desks * CLASSES : o.counts.hour_desks * CLASSES].sum() == 0
    assert (model.land.common_tolerance == -1).all()
    model.run_for(3)  # ledgers hold


def test_queues_die_only_where_nobody_answers() -> None:
    model = pole()
    assert dead_queues(model)[model.organisations.q_length > 0].sum() == 0
    o, counts = model.organisations, model.organisations.counts
    c = int(o.e_category[np.flatnonzero(o.e_perimeter == 0)[0]])
    o.e_perimeter[(o.e_category == c) & (o.e_perimeter == 0)] = -1
    model.serve_zones()
    dead = dead_queues(model)
    first = (counts.common_desks + c) * CLASSES
    assert dead[first : first + CLASSES].tolist() == [1] * CLASSES


def test_who_has_left_stays_outside_when_a_run_goes_on() -> None:
    model = pole()
    model.organisations.e_perimeter[0] = -1
    rearrange(model)
    again = SectorModel(
        model.scenario_,
        model.territory,
        seed=2,
        start=model.month,
        state=model.state_arrays(),
    )
    assert again.organisations.e_perimeter[0] == -1
    for name in ("p_members", "z_perimeter", "u_tolerance"):
        mine, theirs = getattr(again.organisations, name), getattr(model.organisations, name)
        assert mine.tolist() == theirs.tolist()
    assert again.land.zone_journey.tolist() == model.land.zone_journey.tolist()


def test_without_trust_nobody_leaves_nor_keeps_hours_back() -> None:
    model = pole("trust.leave_below=1", live=False)
    model.run_for(24)
    o = model.organisations
    assert (o.e_perimeter == model.home).all() and (o.e_share == 1.0).all()
    assert sum(int(month[tally.LEFT_POLE]) for month in model.series) == 0
