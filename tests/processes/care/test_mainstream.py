"""What mainstream services give, by hand: known, asked, limited, shared."""

from __future__ import annotations

import numpy as np
import pytest

from sim import compose
from sim.engine import draws
from sim.model.model import SectorModel
from sim.processes.care.holdings import set_plan
from sim.processes.care.mainstream import (
    asked_of_mainstream,
    mainstream_given,
    mainstream_known,
    measure,
    review_shares,
    share_informed,
)
from sim.processes.care.sharing import STEPS
from sim.runs.run import open_world
from sim.state import counts
from tests.processes.worlds import abstract_world

LIMITED = "organisation.mainstream=limited"
UNLIMITED = "organisation.mainstream=unlimited"
ALONE, INFORMED = 0b0001_0001, 0b0001_0000  # of the first domain


def world(*words: str, people: int = 4, reformed: bool = True) -> SectorModel:
    """Return persons with a light need of 60 minutes in the first domain, who know the service."""
    model = abstract_world(f"territory.people={people}", *words)
    if reformed:
        model.reform()
        model.practice = 1.0
    model.people.mainstream_known[:people] = ALONE
    return model


def test_a_person_knows_what_they_find_alone_and_more_once_informed() -> None:
    assert mainstream_known(0b0110_0010, False) == 0b0010
    assert mainstream_known(0b0110_0010, True) == 0b0110
    assert mainstream_known(0, True) == 0


def test_a_person_asks_for_what_others_do_not_give() -> None:
    model = world()
    W, p, o = model.W, model.people, model.organisations
    assert asked_of_mainstream(W, 0, 0, False) == 60
    assert asked_of_mainstream(W, 0, 1, False) == 0  # no need
    p.level[0, 0] = 2
    assert asked_of_mainstream(W, 0, 0, False) == 0  # light needs only
    p.level[0, 0] = 1
    p.mainstream_known[0] = INFORMED
    assert asked_of_mainstream(W, 0, 0, False) == 0
    assert asked_of_mainstream(W, 0, 0, True) == 60
    p.mainstream_known[0] = ALONE
    p.unit[0] = 0
    set_plan(W, 0, 0, 25, 25, 0)
    assert asked_of_mainstream(W, 0, 0, False) == 35
    p.place[0], o.e_share_given[0, 0] = 0, STEPS // 2
    assert asked_of_mainstream(W, 0, 0, False) == 5  # half of 60 comes from the place
    p.place[0], p.actor[0] = -1, 0
    o.a_minutes[0], o.a_caseload[0] = 20, 1
    assert o.a_domain[0] == 0
    assert asked_of_mainstream(W, 0, 0, False) < 35
    o.a_domain[0] = 3
    assert asked_of_mainstream(W, 0, 0, False) == 35
    set_plan(W, 0, 0, 99, 99, 0)
    assert asked_of_mainstream(W, 0, 0, False) == 0  # never less than nothing


@pytest.mark.parametrize(("share", "informed"), [(0.0, 0), (0.6, 0), (0.8, 1), (1.0, 2)])
def test_from_the_reform_on_a_partnership_informs_a_share_of_persons(
    share: float, informed: int
) -> None:
    """Who knows a service alone goes on knowing it, whatever the share."""
    model = abstract_world("territory.people=4", f"organisation.known_linked={share}")
    W, p = model.W, model.people
    assert share_informed(W) == 1.0
    p.mainstream_known[:4] = [ALONE, INFORMED, INFORMED, 0]
    luck = {}
    for row, wanted in ((1, 0.7), (2, 0.9)):  # keys with a number just below these
        keys = range(1, 100_000)
        luck[row] = next(
            k for k in keys
            if wanted - 0.01 < draws.draw(W.seed, draws.ONCE, draws.KNOWN, 0, np.uint64(k)) < wanted
        )  # fmt: skip
        p.key[row] = luck[row]
    model.reform()
    assert share_informed(W) == share
    assert p.mainstream_known[[0, 3]].tolist() == [ALONE, 0]
    assert (p.mainstream_known[1:3] == INFORMED).sum() == informed


@pytest.mark.parametrize(
    ("words", "reformed", "given"),
    [((LIMITED,), True, 15), ((UNLIMITED,), True, 60), ((LIMITED,), False, 60)],
)
def test_a_share_is_given_where_they_are_limited_and_after_the_reform(
    words: tuple[str, ...], reformed: bool, given: int
) -> None:
    model = world(*words, reformed=reformed)
    model.organisations.b_mainstream_share[0] = [5, 20, 20, 20]
    assert mainstream_given(model.W, 0, 0, 60) == given
    assert mainstream_given(model.W, 0, 1, 60) == 60


@pytest.mark.parametrize(("slack", "most"), [(0.0, 240), (0.25, 300), (0.5, 360)])
def test_they_can_give_what_was_asked_without_partnership_and_the_slack(
    slack: float, most: int
) -> None:
    model = world(
        LIMITED, f"organisation.mainstream_slack={slack}", "organisation.partnership=true"
    )
    o = model.organisations
    model.people.mainstream_known[3] = INFORMED  # a person whom partnership will inform
    o.b_mainstream_share[:] = 3
    measure(model.W)
    assert o.b_mainstream[0].tolist() == [most * 3 // 4, 0, 0, 0]
    assert (o.b_mainstream_share == STEPS).all()


@pytest.mark.parametrize(
    ("capacity", "before", "after"),
    [
        (240, 20, 20),
        (239, 20, 19),  # 19.9 twentieths of what is asked
        (120, 20, 10),
        (120, 9, 9),  # a single step up is not worth it
        (120, 8, 10),
        (240, 19, 20),  # but to all of it
        (0, 20, 0),
    ],
)
def test_the_share_follows_what_is_asked_in_twentieths(
    capacity: int, before: int, after: int
) -> None:
    model = world(LIMITED)
    W, p, o = model.W, model.people, model.organisations
    o.b_mainstream[0, 0], o.b_mainstream_share[0, 0] = capacity, before
    p.dirty[:4] = 0
    p.level[1, 0] = 2
    p.mainstream_known[0], p.mainstream_known[2] = 0, INFORMED
    p.level[1, 0], p.level[3, 0] = 1, 1
    p.mainstream_known[0] = ALONE
    p.mainstream_known[2] = ALONE
    review_shares(W)
    assert o.b_mainstream_share[0, 0] == after
    assert (p.dirty[:4] != 0).all() == (after != before)


def test_only_those_whose_share_changes_are_worked_out_again() -> None:
    model = world(LIMITED)
    p, o = model.people, model.organisations
    o.b_mainstream[0, 0] = 60
    p.level[1, 0] = 2
    p.mainstream_known[2] = 0
    p.mainstream_known[3] = INFORMED
    p.dirty[:4] = 0
    review_shares(model.W)
    # One of them asks 60, and the one who would be informed nothing: all is given still.
    assert o.b_mainstream_share[0, 0] == 20 and not p.dirty[:4].any()
    o.b_mainstream[0, 0] = 30
    review_shares(model.W)
    assert o.b_mainstream_share[0, 0] == 10
    assert p.dirty[:4].tolist() == [1, 0, 0, 1]


def test_nothing_is_reviewed_where_they_are_unlimited() -> None:
    model = world(UNLIMITED)
    model.organisations.b_mainstream[:] = 0
    review_shares(model.W)
    assert (model.organisations.b_mainstream_share == STEPS).all()


def test_without_slack_a_partnership_moves_hours_and_adds_none() -> None:
    words = ["territory=training", LIMITED, "organisation.mainstream_slack=0", "clock.burn_in=12",
             "clock.months=60", "clock.reform_month=0", "change.tau=6"]  # fmt: skip
    given, limits = {}, {}
    for name in ("silo", "pole"):
        model = open_world(compose.load_scenario(name, words), 1)
        model.run_for(60)
        months = np.array([month[counts.FROM_MAINSTREAM] for month in model.history])
        given[name] = months[3::3]  # the months in which shares are decided
        limits[name] = int(model.organisations.b_mainstream.sum())
    assert limits["silo"] == limits["pole"] > 0
    assert given["pole"].max() <= limits["pole"]
    # Nearly all of it is used, by others: a share is a whole twentieth.
    assert given["pole"].mean() > 0.9 * limits["pole"]
    free = open_world(compose.load_scenario("pole", [words[0], UNLIMITED, *words[3:]]), 1)
    free.run_for(60)
    assert free.history[-1][counts.FROM_MAINSTREAM] > 1.2 * limits["pole"]
