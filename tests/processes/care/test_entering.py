"""Who comes first for a place, and what an admission changes, by hand."""

from __future__ import annotations

import pytest

from sim.processes.care.entering import (
    admit,
    hearing,
    is_near,
    neighbour_in_line,
    next_in_line,
    preference_weight,
)
from sim.processes.care.holdings import set_plan
from sim.processes.care.places import fill_places
from sim.processes.care.queues import join, leave
from sim.state import counts
from sim.state.people import ACTOR_SLOT, AGAIN, C_IMPOSED, FIRST_PLACE, LIST_SLOTS, NOTHING, SERVED
from tests.processes.worlds import abstract_world


def test_the_common_list_and_the_own_one_are_compared() -> None:
    model = abstract_world("territory.people=4", "organisation.entry=true", silos=2)
    model.reform()
    W, p, o = model.W, model.people, model.organisations
    common = model.environment.common_points
    assert next_in_line(W, 0, 1.0) == -1
    p.waiting[:4] = [-5, -9, -7, -20]
    join(W, 0, FIRST_PLACE, 0, 0)
    assert next_in_line(W, 0, 1.0) == FIRST_PLACE
    join(W, 1, FIRST_PLACE, common, 0)
    assert next_in_line(W, 0, 1.0) == LIST_SLOTS + FIRST_PLACE  # waits longer
    assert next_in_line(W, 1, 1.0) == LIST_SLOTS + FIRST_PLACE  # of the other member too
    # A class is worth six months: 5 + 6 x 2 beats 9.
    join(W, 2, FIRST_PLACE, 0, 2)
    assert next_in_line(W, 0, 6.0) == 2 * LIST_SLOTS + FIRST_PLACE
    # What the establishment does not take waits on.
    join(W, 3, FIRST_PLACE, common, 3)
    o.e_tolerance[0] = 2
    assert next_in_line(W, 0, 6.0) == 2 * LIST_SLOTS + FIRST_PLACE
    o.e_tolerance[0] = 3
    assert next_in_line(W, 0, 6.0) == 3 * LIST_SLOTS + FIRST_PLACE
    # Without a perimeter, only the own list counts.
    o.e_perimeter[0], o.e_perimeter[1] = -1, -1
    assert next_in_line(W, 0, 6.0) == 2 * LIST_SLOTS + FIRST_PLACE
    assert next_in_line(W, 1, 6.0) == -1


def test_equal_files_go_by_key_on_both_lists() -> None:
    model = abstract_world("territory.people=2", "organisation.entry=true")
    model.reform()
    W, p = model.W, model.people
    p.waiting[:2] = -3
    join(W, 0, FIRST_PLACE, 0, 1)
    join(W, 1, FIRST_PLACE, model.environment.common_points, 1)
    first = 0 if p.key[0] < p.key[1] else 1
    assert next_in_line(W, 0, 1.0) == first * LIST_SLOTS + FIRST_PLACE
    p.key[:2] = p.key[:2][::-1].copy()
    assert next_in_line(W, 0, 1.0) == (1 - first) * LIST_SLOTS + FIRST_PLACE


def test_a_place_that_nobody_of_its_own_perimeter_waits_for_is_offered_to_neighbours() -> None:
    model = abstract_world(
        "territory.people=6", "organisation.entry=true", "organisation.conversion=unasked", zones=4
    )
    model.reform()
    W, p, environment = model.W, model.people, model.environment
    common, n = environment.common_points, environment.categories
    # Zones 0, 1 and 3 have the establishment of zone 0 within reach, zone 2 has not.
    environment.reach[:] = [0, 0, 2, 0]
    assert [is_near(W, zone, 0) for zone in range(4)] == [True, True, False, True]
    p.zone[:6] = [2, 1, 1, 0, 3, 1]
    p.waiting[:6] = [-99, -5, -8, -1, -50, -50]
    assert neighbour_in_line(W, 0, 0.0) == -1
    join(W, 0, FIRST_PLACE, common + 2 * n, 0)  # too far away
    assert neighbour_in_line(W, 0, 0.0) == -1
    join(W, 1, FIRST_PLACE, common + n, 0)
    assert neighbour_in_line(W, 0, 0.0) == LIST_SLOTS + FIRST_PLACE
    join(W, 2, FIRST_PLACE, common + n, 1)  # waits longer, in another class
    assert neighbour_in_line(W, 0, 0.0) == 2 * LIST_SLOTS + FIRST_PLACE
    model.organisations.e_tolerance[0] = 0
    assert neighbour_in_line(W, 0, 0.0) == LIST_SLOTS + FIRST_PLACE
    # Of two neighbours, the one who has waited longer.
    join(W, 4, FIRST_PLACE, common + 3 * n, 0)
    assert neighbour_in_line(W, 0, 0.0) == 4 * LIST_SLOTS + FIRST_PLACE
    leave(W, 4, FIRST_PLACE)
    # The place of zone 1 has a list of its own perimeter; it is no neighbour of itself.
    assert neighbour_in_line(W, 1, 0.0) == -1
    # The first of the own perimeter comes before.
    join(W, 3, FIRST_PLACE, common, 0)
    model.organisations.e_places[:] = [2, 0, 0, 0]
    fill_places(W)
    assert p.place[:6].tolist() == [-1, 0, -1, 0, -1, -1]


@pytest.mark.parametrize("word", ["organisation.entry=false", "organisation.conversion=blind"])
def test_without_common_lists_or_where_places_convert_at_once_no_place_is_offered(
    word: str,
) -> None:
    entry = () if word.endswith("entry=false") else ("organisation.entry=true",)
    conversion = (word,) if word.endswith("blind") else ()
    model = abstract_world("territory.people=1", *entry, *conversion, zones=2)
    model.reform()
    W, environment = model.W, model.environment
    environment.reach[:] = [0, 0]
    model.people.zone[0] = 1
    join(W, 0, FIRST_PLACE, environment.common_points + 1, 0)
    fill_places(W)
    assert model.people.place[0] != 0


def test_who_enters_leaves_all_lists_but_those_of_actors_and_gives_hours_back() -> None:
    model = abstract_world("territory.people=1", "organisation.response=true", silos=2)
    W, p, o = model.W, model.people, model.organisations
    for slot, point in ((0, model.environment.hour_points), (FIRST_PLACE, 0), (FIRST_PLACE + 1, 1)):
        join(W, 0, slot, point, 0)
    join(W, 0, ACTOR_SLOT, model.environment.actor_points, 0)
    p.unit[0], p.pending[0] = 1, AGAIN
    set_plan(W, 0, 0, 30, 25, 5)
    admit(W, 0, 1)
    assert (p.waiting_list[0] >= 0).tolist() == [False] * ACTOR_SLOT + [True]
    assert p.unit[0] == -1 and not p.plan[0].any() and o.u_used[1].tolist() == [0, 0, 0, 0]
    assert (p.place[0], p.state[0], p.pending[0]) == (1, SERVED, NOTHING)
    assert o.e_occupied.tolist() == [0, 1] and model.month_totals[counts.ADMITTED] == 1
    assert model.month_totals[counts.TRANSFERS] == 0


@pytest.mark.parametrize(("ability", "imposed"), [(0.0, 1), (1.0, 0)])
def test_leaving_a_place_for_another_is_a_transfer(ability: float, imposed: int) -> None:
    model = abstract_world("territory.people=1", "delivery.voice_off=1", silos=2)
    p, o = model.people, model.organisations
    p.ability[0] = ability
    admit(model.W, 0, 0)
    admit(model.W, 0, 1)
    assert o.e_occupied.tolist() == [0, 1]
    found = [model.month_totals[kind] for kind in (counts.TRANSFERS, counts.IMPOSED)]
    assert found == [1, imposed] and p.counters[0, C_IMPOSED] == imposed


def test_preferences_decide_as_far_as_they_are_expressed_and_heard() -> None:
    model = abstract_world(
        "organisation.voice=true", "organisation.voice_on=0.8", "delivery.voice_off=0.3"
    )
    model.reform()
    assert hearing(model.W.parameters, True) == 0.8
    assert hearing(model.W.parameters, False) == 0.3
    assert preference_weight(model.W.parameters, 0.5, True) == pytest.approx(0.4)
    assert preference_weight(model.W.parameters, 0.5, False) == pytest.approx(0.15)
