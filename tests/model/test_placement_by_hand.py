"""One person, one place, one unit of hours: placement and conversion, month by month."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.processes.care.access import give_up
from sim.processes.care.entering import admit
from sim.processes.care.holdings import set_plan
from sim.processes.care.orientation import refer
from sim.state import counts
from sim.state.people import AGAIN, ASSESS, RENOUNCED, SERVED, WAIT
from tests.processes.worlds import abstract_world

FREE = ("referral_share", "meeting_linear", "meeting_square", "planning_share", "reserve_share")
HOLDER, PLANNED, ASKS, LATER = range(4)
NONE = -1


def small_pole(placement: str, *words: str) -> SectorModel:
    """Return a pole of two residential places, at month 1: one is held, one became hours.

    A need is 60 minutes; the pool has the 62 minutes of its place, no journey and no overhead takes
    any. `HOLDER` has the place to month 4, `PLANNED` a plan of 2 minutes to month 6.
    """
    model = abstract_world(
        "territory.people=4", "territory.places=1", "organisation.entry=true",
        "organisation.response=true", f"organisation.placement={placement}",
        "organisation.conversion=unasked", "organisation.conversion_months=1",
        "organisation.group_kept=1",
        "delivery.journey_factor=0", "change.tau=0", "clock.reform_month=0",
        "access.ask_rate=[0,0,0,0]", "access.renounce_rate=0", "access.actor_rate=0",
        "access.reorientation=0", "places.review_months=0", "places.stay_law=fixed",
        "funding.shading=0", "territory.stay=24",
        *(f"organisation.{name}=0" for name in FREE), *words, silos=2,
    )  # fmt: skip
    model.environment.cat_residential[:] = 1
    model.environment.cat_another[:] = 0.0
    W, p = model.W, model.people
    p.category[:4] = 0
    admit(W, HOLDER, 0)
    p.until[HOLDER] = 4
    model.run_for(1)
    assert model.organisations.e_converted.tolist() == [0, 1]  # nobody asked for it
    p.unit[PLANNED], p.state[PLANNED] = model.environment.establishments, SERVED
    set_plan(W, PLANNED, 0, 2, 2, 0)
    p.plan_until[PLANNED, 0] = 6
    p.level[PLANNED] = 0
    model.environment.minutes[:, :, 0] = 2  # the plan is all of the need
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


@pytest.mark.parametrize(
    ("placement", "first"),
    [("place_and_hours", (WAIT, NONE, 60)), ("place_only", (WAIT, NONE, 0))],
)
def test_a_place_is_waited_for_with_or_without_hours_and_comes_first(
    placement: str, first: tuple[int, int, int]
) -> None:
    model = small_pole(placement)
    p, o = model.people, model.organisations
    ask(model, ASKS)
    # Months 1 to 3: the place is held; two minutes of the pool are promised, so that its hours do
    # not make a place. Month 4: the holder leaves, and the place is there.
    assert lives(model, ASKS, 4) == [first, first, first, (SERVED, 0, 0)]
    assert p.waiting[ASKS] == 1 and (p.waiting_list[ASKS] < 0).all() and p.unit[ASKS] == NONE
    pool = model.environment.establishments
    assert o.u_used[pool].tolist() == [2, 0, 0, 0] and o.e_occupied.tolist() == [1, 0]
    # Month 5: another one asks. Month 6: the last plan ends, and the hours are a place again.
    ask(model, LATER)
    assert lives(model, LATER, 2) == [first, (SERVED, 1, 0)]
    assert o.e_converted.tolist() == [0, 0] and o.u_total[pool].tolist() == [0, 0, 0, 0]
    assert sum(month[counts.TURNED_BACK] for month in model.history) == 1
    assert sum(month[counts.ADMITTED] for month in model.history) == 2  # and one set by hand


def test_hours_alone_answer_where_no_place_is_asked_for() -> None:
    model = small_pole("hours_only")
    ask(model, ASKS)
    assert lives(model, ASKS, 6) == [(SERVED, NONE, 60)] * 6
    # The place that fell free in month 4 became hours: nobody asked for it.
    assert model.organisations.e_converted.tolist() == [1, 1]
    assert [int(month[counts.CONVERSIONS]) for month in model.history] == [1, 0, 0, 0, 1, 0, 0]


def test_who_gives_up_the_place_keeps_the_hours() -> None:
    model = small_pole("place_and_hours")
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
