"""Who gets free places and seats, and who none, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.holdings import set_plan
from sim.processes.care.places import admit_matched, drop_waiting, fill_seats, shut
from sim.processes.care.queues import join
from sim.state import counts
from sim.state.people import ACTOR_SLOT, AGAIN, FIRST_PLACE, NOTHING, REFUSED, ROW, SERVED, WAIT
from tests.processes.worlds import abstract_world


@pytest.mark.parametrize(
    ("occupied", "closing", "closed", "left"),
    [(4, 3, 3, 0), (8, 3, 2, 1), (10, 3, 0, 3), (4, 0, 0, 0)],
)
def test_places_close_as_they_fall_free(
    occupied: int, closing: int, closed: int, left: int
) -> None:
    model = abstract_world("territory.places=10")
    o = model.organisations
    o.e_occupied[0], o.e_closing[0] = occupied, closing
    for _ in range(2):
        shut(model.W)
        assert (o.e_closed[0], o.e_closing[0]) == (closed, left)
        assert model.month_totals[counts.SHUT] == closed


@pytest.mark.parametrize(
    ("minimum", "fee", "counted", "held"),
    [
        (0.5, 0, (0, 0, 2), 2),  # who can pay has a whole seat
        (0.5, 10**6, (2, 2, 2), 2),  # who cannot gets the minimal service
        (0.0, 10**6, (3, 0, 0), 0),  # or nothing, and the next one is asked
    ],
)
def test_free_seats_go_to_those_who_wait_and_can_pay(
    minimum: float, fee: int, counted: tuple[int, int, int], held: int
) -> None:
    model = abstract_world(f"solvency.minimum={minimum}", "territory.people=3", actors=1)
    o, p = model.organisations, model.people
    o.a_caseload[0], o.a_fee[0] = 2, fee
    for i in range(3):
        join(model.W, i, ACTOR_SLOT, model.environment.actor_points, 0)
    fill_seats(model.W)
    totals = model.month_totals
    kinds = (counts.PRICED_OUT, counts.MINIMUM_SERVICE, counts.WITH_ACTOR)
    assert tuple(totals[kind] for kind in kinds) == counted
    assert (o.a_occupied[0], (p.actor[:3] >= 0).sum()) == (held, held)
    assert (p.waiting_list[:3, ACTOR_SLOT] >= 0).sum() == (1 if held else 0)


def test_each_person_enters_the_place_of_their_match() -> None:
    model = abstract_world("territory.people=3", silos=3)
    admit_matched(np.array([2, 0], ROW), np.array([1, 2]), model.W)
    assert model.people.place[:3].tolist() == [2, -1, 1]
    assert model.organisations.e_occupied.tolist() == [0, 1, 1]


def test_without_lists_who_found_no_place_is_turned_away() -> None:
    model = abstract_world("territory.people=4", silos=2, actors=2)
    p, actors = model.people, model.environment.actor_points
    join(model.W, 0, FIRST_PLACE, 0, 3)
    join(model.W, 1, FIRST_PLACE, 1, 0)
    join(model.W, 1, ACTOR_SLOT, actors, 0)  # project actors keep their lists, the first one too
    join(model.W, 2, ACTOR_SLOT, actors + 1, 0)
    join(model.W, 3, FIRST_PLACE + 3, 1, 1)
    admit_matched(np.array([0], ROW), np.array([0]), model.W)
    join(model.W, 0, FIRST_PLACE, 1, 3)  # waits for another place
    gone = np.zeros(4, ROW)
    assert drop_waiting(model.W, gone) == 2 and gone[:2].tolist() == [1, 3]
    assert p.state[:4].tolist() == [SERVED, REFUSED, p.state[2], REFUSED]
    assert p.pending[:4].tolist() == [AGAIN, NOTHING, NOTHING, NOTHING]
    assert (p.waiting_list[:4, :ACTOR_SLOT] == -1).all()
    assert (p.waiting_list[:4, ACTOR_SLOT] >= 0).tolist() == [False, True, True, False]
    assert model.month_totals[counts.DROPPED] == 3


def test_without_lists_hours_that_are_given_or_waited_for_go_on() -> None:
    model = abstract_world("territory.people=3")
    W, p, hours = model.W, model.people, model.environment.hour_points
    p.state[:3] = WAIT
    p.unit[:3] = 0
    for i in range(3):
        join(W, i, FIRST_PLACE, 0, 0)
    set_plan(W, 0, 0, 30, 30, 0)
    join(W, 1, 0, hours, 0)
    gone = np.zeros(3, ROW)
    assert drop_waiting(W, gone) == 1 and gone[0] == 2
    assert p.state[:3].tolist() == [SERVED, WAIT, REFUSED]
    assert p.unit[:3].tolist() == [0, 0, -1] and p.plan[0, 0] == 30
    assert p.waiting_list[1, 0] == hours * 4 and (p.waiting_list[:3, FIRST_PLACE:] < 0).all()
