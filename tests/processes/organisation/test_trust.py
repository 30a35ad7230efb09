"""Trust between organisations, and what members do with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.processes.organisation.trust import experience, pool_pays, remembered, trust_of
from sim.state import counts
from tests.processes.worlds import abstract_world, pole

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


def test_members_remember_the_pool_and_actors_shared_plans() -> None:
    model = pole("trust.forgetting=1", "trust.partnership=0.5")
    o = model.organisations
    home = model.home
    o.e_trust_successes[:] = o.e_trust_failures[:] = 0.0
    o.a_trust_successes[:] = 0.0
    experience(model.W, home)
    assert (o.e_trust_successes + o.e_trust_failures)[home >= 0].tolist() == [0.5] * int(
        (home >= 0).sum()
    )
    users = (o.a_occupied > 0) & (o.a_alive > 0)
    assert users.any()
    assert o.a_trust_successes.tolist() == [0.5 if u else 0.0 for u in users]


def test_the_trust_in_a_closed_actor_is_not_handed_on() -> None:
    model = abstract_world("trust.forgetting=0.5", actors=2)
    o = model.organisations
    o.a_alive[:], o.a_trust_successes[:], o.a_trust_failures[:] = [0, 1], 4.0, 2.0
    experience(model.W, np.full(1, -1, np.int32))
    assert (o.a_trust_successes.tolist(), o.a_trust_failures.tolist()) == ([0, 2], [0, 1])
    # One establishment and the actor that is left.
    assert model.month_totals[counts.TRUSTING] == 2
