"""One person, one place, one unit of hours: placement and conversion, month by month."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.processes.care.access import give_up
from sim.processes.care.entering import admit
from sim.processes.care.holdings import set_plan
from sim.processes.care.orientation import refer
from sim.state import counts
from sim.state.people import AGAIN, ASSESS, NOTHING, RENOUNCED, SERVED, WAIT
from tests.processes.worlds import abstract_world

FREE = ("referral_share", "meeting_linear", "meeting_square", "planning_share", "reserve_share")
HOLDER, PLANNED, ASKS, LATER = range(4)
NONE = -1


def small_pole(placement: str, conversion: str) -> SectorModel:
    """Return a pole of one establishment at month 1: of its two places one is held, one is hours.

    Half of its places may become hours. A need is 60 minutes; the pool has the 62 minutes of its
    place, no journey and no overhead takes any. `HOLDER` has the place to month 4, `PLANNED` a plan
    of 2 minutes to month 6.
    """
    model = abstract_world(
        "territory.people=4", "territory.places=2", "organisation.entry=true",
        "organisation.response=true", f"organisation.placement={placement}",
        f"organisation.conversion={conversion}", "organisation.conversion_months=1",
        "organisation.pole.contribution=1", "organisation.pole.capture=0",
        "organisation.group_kept=1", "delivery.journey_factor=0", "change.tau=0",
        "clock.reform_month=0", "access.ask_rate=[0,0,0,0]", "access.renounce_rate=0",
        "access.actor_rate=0", "access.reorientation=0", "places.review_months=0",
        "places.stay_law=fixed", "funding.shading=0", "territory.stay=24",
        *(f"organisation.{name}=0" for name in FREE),
    )  # fmt: skip
    environment = model.environment
    environment.cat_residential[:], environment.cat_another[:] = 1, 0.0
    environment.cat_convertible[:] = 0.5
    W, p = model.W, model.people
    p.category[:4] = 0
    admit(W, HOLDER, 0)
    p.until[HOLDER] = 4
    model.run_for(1)
    assert model.organisations.e_converted[0] == 1  # nobody asked for it
    p.unit[PLANNED], p.state[PLANNED] = environment.establishments, SERVED
    set_plan(W, PLANNED, 0, 2, 2, 0)
    p.plan_until[PLANNED, 0] = 6
    p.level[PLANNED] = 0
    environment.minutes[:, :, 0] = 2  # the plan is all of the need
    return model


def ask(model: SectorModel, who: int) -> None:
    """Let a person be oriented next month."""
    model.people.state[who], model.people.pending[who] = ASSESS, AGAIN
    model.people.dirty[who] = 1


def lives(model: SectorModel, who: int, months: int) -> list[tuple[int, int, int]]:
    """Return state, place and minutes of a plan at the end of each of the next months."""
    p, found = model.people, []
    for _ in range(months):
        model.run_for(1)
        found.append((int(p.state[who]), int(p.place[who]), int(p.plan[who, 0])))
    return found


@pytest.mark.parametrize(("placement", "minutes"), [("place_and_hours", 60), ("place_only", 0)])
def test_a_place_is_waited_for_with_or_without_hours(placement: str, minutes: int) -> None:
    model = small_pole(placement, "blind")
    p, o = model.people, model.organisations
    ask(model, ASKS)
    # Months 1 to 3: the place is held. Month 4: its holder leaves; the person enters, and gives the
    # hours back the same month.
    assert lives(model, ASKS, 4) == [(WAIT, NONE, minutes)] * 3 + [(SERVED, 0, 0)]
    assert (p.waiting_list[ASKS] < 0).all() and p.unit[ASKS] == NONE
    assert o.u_used[model.environment.establishments].tolist() == [2, 0, 0, 0]
    assert o.e_occupied[0] == 1 and p.waiting[ASKS] == 1


def test_hours_that_are_free_become_a_place_again_before_lists_of_hours_get_them() -> None:
    model = small_pole("place_and_hours", "unasked")
    o, pool = model.organisations, model.environment.establishments
    ask(model, ASKS)
    # Two minutes of the pool are promised: the place cannot come back, and 60 are kept for it.
    assert lives(model, ASKS, 4) == [(WAIT, NONE, 0)] * 3 + [(SERVED, 0, 0)]
    # Month 5: another one asks. Month 6: the last plan ends, and the hours are a place again.
    ask(model, LATER)
    assert lives(model, LATER, 1) == [(WAIT, NONE, 0)]
    assert o.u_kept[pool].tolist() == [62, 0, 0, 0]
    assert lives(model, LATER, 1) == [(SERVED, 0, 0)]
    assert o.e_converted[0] == 0 and o.u_total[pool].tolist() == [0, 0, 0, 0]
    assert o.u_kept[pool].tolist() == [0, 0, 0, 0]
    assert [int(month[counts.TURNED_BACK]) for month in model.history] == [0] * 6 + [1]


@pytest.mark.parametrize("conversion", ["blind", "unasked"])
def test_hours_alone_answer_where_no_place_is_asked_for(conversion: str) -> None:
    model = small_pole("hours_only", conversion)
    ask(model, ASKS)
    assert lives(model, ASKS, 6) == [(SERVED, NONE, 60)] * 6
    # The place that fell free stays free: half of all places are hours already.
    assert model.organisations.e_converted[0] == 1 and model.organisations.e_occupied[0] == 0


def test_of_a_day_place_and_of_hours_what_comes_first_is_taken() -> None:
    model = small_pole("place_and_hours", "blind")
    model.environment.cat_residential[:] = 0
    ask(model, ASKS)
    assert lives(model, ASKS, 5) == [(SERVED, NONE, 60)] * 5  # hours; the place of month 4 is left
    assert (model.people.waiting_list[ASKS] < 0).all()
    ask(model, LATER)
    assert lives(model, LATER, 1) == [(SERVED, 0, 0)]  # a place: no hours were left


def test_who_gives_up_the_place_keeps_the_hours() -> None:
    model = small_pole("place_and_hours", "blind")
    ask(model, ASKS)
    assert lives(model, ASKS, 1) == [(WAIT, NONE, 60)]
    give_up(model.W, ASKS)
    p = model.people
    assert (p.state[ASKS], p.plan[ASKS, 0]) == (SERVED, 60)
    assert (p.waiting_list[ASKS] < 0).all() and p.unit[ASKS] >= 0
    # Who has nothing yet has nothing then.
    refer(model.W, LATER)
    give_up(model.W, LATER)
    assert (p.state[LATER], p.unit[LATER]) == (RENOUNCED, NONE)
    assert model.month_totals[counts.RENOUNCING] == 2


@pytest.mark.parametrize(
    ("residential", "pending", "then"),
    [(1, AGAIN, (WAIT, NONE, 60)), (0, NOTHING, (SERVED, NONE, 60))],
)
def test_a_residential_place_refused_is_asked_for_again_from_the_hours(
    residential: int, pending: int, then: tuple[int, int, int]
) -> None:
    model = small_pole("place_and_hours", "blind")
    p, environment = model.people, model.environment
    environment.cat_residential[:], environment.common_tolerance[:] = residential, 0
    p.level[ASKS, 0], environment.minutes[:, :, 2] = 2, 60  # too heavy for the place, not the unit
    ask(model, ASKS)
    assert lives(model, ASKS, 1) == [(SERVED, NONE, 60)] and p.pending[ASKS] == pending
    environment.common_tolerance[:] = 3
    assert lives(model, ASKS, 1) == [then]
