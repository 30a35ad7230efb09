"""What ends a stay or a support, and what follows, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.data.tables import categories
from sim.engine import draws
from sim.model.model import SectorModel
from sim.processes.care.endings import act, decide
from sim.processes.care.holdings import set_plan, take_place, take_seat
from sim.processes.care.orientation import join_hours, orient, refer
from sim.processes.care.plans import serve_domain, settle
from sim.processes.care.queues import join
from sim.state import counts
from sim.state.people import (
    ABSENT,
    ADULT_END,
    AGAIN,
    ASSESS,
    CHILD_END,
    LATENT,
    LEAVING,
    NEVER,
    NOTHING,
    OVER_AGE,
    ROW,
    SERVED,
    WAIT,
)
from tests.processes.worlds import abstract_world, pole

LATER = 100  # months


def ending(*words: str) -> SectorModel:
    """Return a world of two persons of thirty in need, in month 8."""
    gone = [] if any("gone" in word for word in words) else ["places.gone=0"]
    model = abstract_world("territory.people=2", "places.another=0", *gone, *words)
    model.month = 8
    return model


@pytest.mark.parametrize(("crossed", "state"), [(0, WAIT), (1, ASSESS)])
def test_an_age_limit_is_crossed_only_where_persons_grow_older(crossed: int, state: int) -> None:
    model = ending()
    p = model.people
    p.age[0], p.state[0] = ADULT_END, WAIT
    assert act(np.zeros(1, ROW), model.W, crossed, np.zeros(1, ROW)) == 0
    assert p.state[0] == state


@pytest.mark.parametrize(
    ("until", "waiting", "unit", "state", "ended"),
    [
        (8, False, -1, LATENT, 1),  # the last support ends: home
        (8, True, 0, SERVED, 1),  # hours of another domain are waited for
        (9, False, 0, SERVED, 0),  # not this month
    ],
)
def test_a_plan_ends_with_its_last_support(
    until: int, waiting: bool, unit: int, state: int, ended: int
) -> None:
    model = ending("organisation.response=true")
    p = model.people
    p.unit[0], p.state[0], p.category[0] = 0, SERVED, 0
    set_plan(model.W, 0, 0, 60, 50, 10)
    p.plan_until[0, 0] = until
    if waiting:
        join(model.W, 0, 1, model.environment.hour_points + 1, 0)
    assert act(np.zeros(1, ROW), model.W, 0, np.zeros(1, ROW)) == 0
    assert (p.unit[0], p.state[0]) == (unit, state)
    assert model.month_totals[counts.ENDED] == ended
    assert p.plan[0, 0] == (0 if ended else 60)


def test_those_who_leave_at_the_end_of_a_stay_are_written_down() -> None:
    model = ending("places.gone=1")
    p = model.people
    for i in (0, 1):
        take_place(model.W, 0, i, 0, 8 + i)
        p.state[i] = SERVED
    gone = np.full(2, 9, ROW)
    assert act(np.array([0, 1], ROW), model.W, 0, gone) == 1 and gone.tolist() == [0, 9]
    assert p.place[:2].tolist() == [-1, 0]


def test_the_seat_of_an_actor_ends_in_its_month() -> None:
    model = ending()
    p, o = model.people, model.organisations
    for i in (0, 1):
        take_seat(model.W, i, 0, 8 + i, False)
    assert act(np.array([0, 1], ROW), model.W, 0, np.zeros(2, ROW)) == 0
    assert p.actor[:2].tolist() == [-1, 0] and o.a_occupied[0] == 1
    assert model.month_totals[counts.ENDED] == 1


@pytest.mark.parametrize(
    ("column", "value", "crossed", "marked"),
    [
        ("until", 8, 0, True),
        ("until", 9, 0, False),
        ("review", 8, 0, True),
        ("review", 9, 0, False),
        ("actor_until", 8, 0, True),
        ("actor_until", 9, 0, False),
        *(("plan_until", [8 if d == k else 9 for d in range(4)], 0, True) for k in range(4)),
        ("plan_until", [9] * 4, 0, False),
        ("age", CHILD_END, 1, True),
        ("age", ADULT_END, 1, True),
        ("age", ADULT_END + 1, 1, False),
        ("age", ADULT_END, 0, False),
    ],
)
def test_those_for_whom_something_ends_this_month_are_marked(
    column: str, value: object, crossed: int, marked: bool
) -> None:
    p = ending().people
    getattr(p, column)[0] = value
    for state, present in ((SERVED, True), (ABSENT, False)):
        p.state[0] = state
        event = np.zeros(2, np.int8)
        decide(2, 8, crossed, p.age, p.state, p.until, p.review, p.plan_ends, p.actor_until, event)
        assert event.tolist() == [int(marked and present), 0]


def leaver(*words: str) -> SectorModel:
    """Return a world with a person in a place whose stay ends this month, and who goes on."""
    model = abstract_world("territory.people=2", "places.another=1", *words, silos=2)
    model.month = 8
    p, o = model.people, model.organisations
    o.e_tolerance[:], o.e_places[:] = 3, 2
    p.state[0], p.category[0], p.level[0] = SERVED, 0, [2, 0, 0, 0]
    take_place(model.W, 0, 0, 0, 8)
    return model


def end_of_month(model: SectorModel) -> None:
    assert act(np.zeros(1, ROW), model.W, 0, np.zeros(1, ROW)) == 0


def test_who_goes_on_keeps_the_place_while_they_look_for_the_next() -> None:
    model = leaver("places.hold_months=6")
    p = model.people
    end_of_month(model)
    assert (p.place[0], p.until[0], p.state[0], p.pending[0]) == (0, 14, SERVED, AGAIN)
    assert p.status_bits[0] & LEAVING and model.month_totals[counts.ENDED] == 0
    model.month = 13
    end_of_month(model)
    assert p.place[0] == 0
    # Nothing has come: they leave, and wait for the new orientation without support.
    model.month = 14
    end_of_month(model)
    assert (p.place[0], p.state[0], p.pending[0]) == (-1, ASSESS, AGAIN)
    assert p.status_bits[0] & LEAVING == 0 and p.until[0] == NEVER
    assert model.month_totals[counts.ENDED] == 1 and model.organisations.e_occupied[0] == 0


def test_who_is_on_a_list_when_the_place_is_kept_no_longer_waits_on_it() -> None:
    model = leaver("places.hold_months=1", "access.handoff=0")
    p = model.people
    end_of_month(model)
    orient(model.W, 0)
    refer(model.W, 0)
    assert p.state[0] == SERVED and p.place[0] == 0
    assert p.waiting_list[0].max() >= 0 and p.pending[0] == NOTHING
    model.month = 9
    end_of_month(model)
    assert (p.place[0], p.state[0]) == (-1, WAIT) and p.waiting_list[0].max() >= 0


def test_without_months_of_grace_a_leaver_has_nothing() -> None:
    model = leaver("places.hold_months=0")
    end_of_month(model)
    p = model.people
    assert (p.place[0], p.state[0], p.pending[0]) == (-1, ASSESS, AGAIN)
    assert p.status_bits[0] & LEAVING == 0 and model.month_totals[counts.ENDED] == 1


def test_a_kept_place_is_given_back_when_hours_come() -> None:
    model = leaver("places.hold_months=6", "organisation.response=true", "change.tau=0")
    model.reform()
    model.practice = 1.0
    p, o = model.people, model.organisations
    end_of_month(model)
    unit = 0
    p.unit[0], o.u_total[unit] = unit, [9999, 0, 0, 0]
    assert join_hours(model.W, 0, unit) == 1
    settle(model.W, 0)
    assert p.state[0] == SERVED
    serve_domain(model.W, unit, 0)
    assert p.plan[0, 0] > 0 and (p.place[0], p.state[0]) == (-1, SERVED)
    assert o.e_occupied[0] == 0 and model.month_totals[counts.ENDED] == 1


def test_hours_waited_for_do_not_close_the_file_of_someone_in_a_place() -> None:
    model = leaver("places.hold_months=6")
    end_of_month(model)
    model.people.unit[0] = 0
    settle(model.W, 0)
    assert (model.people.state[0], model.people.unit[0]) == (SERVED, 0)


def test_an_age_limit_ends_the_months_of_grace() -> None:
    model = leaver("places.hold_months=6", "places.creton=1")
    end_of_month(model)
    p = model.people
    p.age[0], model.environment.cat_convertible[0] = ADULT_END, 0.5
    assert act(np.zeros(1, ROW), model.W, 1, np.zeros(1, ROW)) == 0
    assert p.status_bits[0] & (LEAVING | OVER_AGE) == OVER_AGE and p.until[0] == NEVER
    # Hours waited for end at the limit, and so does the place that was kept for them.
    model = leaver("places.hold_months=6")
    end_of_month(model)
    p = model.people
    p.age[0], p.unit[0] = ADULT_END, 0
    assert act(np.zeros(1, ROW), model.W, 1, np.zeros(1, ROW)) == 0
    assert (p.place[0], p.unit[0], p.state[0]) == (-1, -1, ASSESS)


def test_each_category_has_its_own_share_of_leavers_who_go_on() -> None:
    own = pole(live=False).environment.cat_another
    assert own.tolist() == categories().another.tolist()
    assert pole("places.another=0.3", live=False).environment.cat_another.tolist() == [0.3] * 11


@pytest.mark.parametrize("mark", [LEAVING, OVER_AGE])
def test_who_needs_no_place_any_more_leaves_the_one_they_keep(mark: int) -> None:
    model = leaver("places.hold_months=6")
    p = model.people
    p.status_bits[0] |= mark
    p.pending[0], p.category[0] = AGAIN, -1
    refer(model.W, 0)
    assert (p.place[0], p.state[0], p.pending[0]) == (-1, LATENT, NOTHING)
    assert model.month_totals[counts.ENDED] == 1


def test_nobody_blocks_a_place_beyond_its_age_limit_without_a_category_to_wait_for() -> None:
    for category, place in ((0, 0), (-1, -1)):
        model = leaver("places.creton=1")
        model.environment.orientation[2], model.environment.cat_convertible[0] = category, 0.5
        p = model.people
        p.age[0], p.until[0] = ADULT_END, LATER
        assert act(np.zeros(1, ROW), model.W, 1, np.zeros(1, ROW)) == 0
        assert p.place[0] == place


# Reviews of the orientation

LONG_AFTER = 99


def reviewed(*words: str, category: int = 0) -> SectorModel:
    """Return a world with a person whose stay goes on and who is reviewed this month.

    `category` is the one that needs of adults point to.
    """
    model = leaver("places.review_months=24", *words)
    p = model.people
    p.until[0], p.review[0] = LONG_AFTER, 8
    model.environment.orientation[1] = category
    return model


def test_the_same_category_means_another_review_later_and_nothing_else() -> None:
    model = reviewed()
    end_of_month(model)
    p = model.people
    assert (p.place[0], p.until[0], p.pending[0], p.state[0]) == (0, LONG_AFTER, 0, SERVED)
    assert p.review[0] == 32 and p.status_bits[0] & LEAVING == 0


def test_another_category_is_looked_for_from_the_place() -> None:
    model = reviewed()
    model.organisations.e_category[0] = 1  # needs point to category 0
    end_of_month(model)
    p = model.people
    assert (p.place[0], p.until[0], p.pending[0], p.state[0]) == (0, LONG_AFTER, AGAIN, SERVED)
    assert p.status_bits[0] & LEAVING and model.month_totals[counts.ENDED] == 0


def test_without_a_need_the_person_goes_home() -> None:
    model = reviewed(category=-1)
    end_of_month(model)
    p = model.people
    assert (p.place[0], p.review[0], p.state[0]) == (-1, NEVER, LATENT)
    assert model.month_totals[counts.ENDED] == 1 and model.organisations.e_occupied[0] == 0


@pytest.mark.parametrize("mark", [LEAVING, OVER_AGE])
def test_who_leaves_or_blocks_the_place_already_is_left_alone(mark: int) -> None:
    model = reviewed(category=-1)
    p = model.people
    p.status_bits[0] |= mark
    end_of_month(model)
    assert (p.place[0], p.review[0], p.pending[0]) == (0, 32, 0)


def test_the_first_review_comes_at_any_time_after_admission() -> None:
    model = leaver("places.review_months=24")
    u = draws.draw(model.seed, draws.ONCE, draws.REVIEW, 0, model.people.key[0])
    assert model.people.review[0] == 9 + int(24 * u)
    assert leaver("places.review_months=0").people.review[0] == NEVER


def test_no_review_in_another_month() -> None:
    model = reviewed(category=-1)
    model.people.review[0] = 9
    end_of_month(model)
    assert model.people.place[0] == 0
