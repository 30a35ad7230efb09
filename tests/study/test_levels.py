"""Levels of a world, by hand: two establishments, four persons."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim import compose
from sim.data import tables
from sim.runs.run import open_world
from sim.runs.warmup import territory_of
from sim.state.people import (
    ABSENT,
    ADULT_END,
    CHILD_END,
    LIST_SLOTS,
    NOW_PLACE,
    NOW_SIZE,
    SERVED,
    WAIT,
)
from sim.study import levels

TINY = ("territory=training", "months=2", "burn_in=2", "reform_month=0", "record_people=0")
DAILY, HEALTH = 0, 1
IME, MAS = (tables.categories().code.index(code) for code in ("ime", "mas"))


def world() -> Any:
    """An IME of two places with one person, a MAS of one place that is full; one person waits.

    The fourth row holds nobody. The IME has a practice worth a tenth more; who is in the MAS is
    above its tolerance.
    """
    people = SimpleNamespace(
        size=4,
        state=np.array([SERVED, SERVED, WAIT, ABSENT, ABSENT]),
        age=np.array([100, 239, 240, 800, 0]),
        level=np.array([[1, 0, 0, 0], [3, 0, 0, 0], [3, 2, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]]),
        place=np.array([0, 1, -1, -1, -1]),
        category=np.array([IME, -1, MAS, -1, -1]),
        monthly_minutes=np.zeros((5, NOW_SIZE), np.int32),
        waiting_list=np.full((5, LIST_SLOTS), -1),
    )
    people.monthly_minutes[0, NOW_PLACE + DAILY] = 180
    people.monthly_minutes[1, NOW_PLACE + HEALTH] = 60
    people.waiting_list[2, 1] = 0
    people.waiting_list[0, LIST_SLOTS - 1] = 0  # the list of a project actor
    organisations = SimpleNamespace(
        e_category=np.array([IME, MAS]),
        e_places=np.array([2, 1], np.int32),
        e_occupied=np.array([1, 1]),
        e_heavy=np.array([0, 1]),
        e_practice=np.array([1, 0]),
        e_staff=np.array([[100, 30, 0, 0], [0, 300, 60, 0]]),
        e_needed=np.array([[120, 0, 0, 0], [0, 240, 0, 0]]),
    )
    scenario = SimpleNamespace(
        organisation=SimpleNamespace(heavier_mix=0.5), innovation=SimpleNamespace(worth=0.1)
    )
    territory = SimpleNamespace(
        categories=tables.categories(), levels=lambda: np.full((3, 4, 4), 0.5)
    )
    return SimpleNamespace(
        people=people, organisations=organisations, scenario_=scenario, territory=territory, W=None
    )


def measured(monkeypatch: pytest.MonkeyPatch) -> levels.Levels:
    monkeypatch.setattr(levels, "count_used", lambda W: np.array([1, 1]))
    before = np.zeros((3, 4, 4), np.int64)
    return levels.levels_of(world(), before)


def test_places_and_persons_on_lists_of_establishments_are_counted_by_category(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = measured(monkeypatch)
    assert (found.places[IME], found.used[IME], found.waiting[IME]) == (2, 1, 0)
    assert (found.places[MAS], found.used[MAS], found.waiting[MAS]) == (1, 1, 1)
    assert (found.places.sum(), found.used.sum(), found.waiting.sum()) == (3, 2, 1)


def test_hours_offered_follow_the_group_the_practice_and_the_mix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, group = measured(monkeypatch), tables.categories().group_size
    ime = np.array([100, 30, 0, 0]) * group[IME] * 1.1 / 60
    mas = np.array([0, 300, 60, 0]) * group[MAS] / 1.5 / 60  # half slower for one heavy file
    assert found.offered[IME] == pytest.approx(ime)
    assert found.offered[MAS] == pytest.approx(mas)
    assert found.claimed[IME].tolist() == [2, 0, 0, 0]
    assert found.given[IME].tolist() == [3, 0, 0, 0]
    # Beyond need: all but the two hours claimed, and all but the hour given of four claimed.
    assert found.beyond[IME] == pytest.approx(ime - [2, 0, 0, 0])
    assert found.beyond[MAS] == pytest.approx(mas - [0, 1, 0, 0])


def test_persons_present_are_counted_by_stage_domain_and_level(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    after = measured(monkeypatch).after
    assert after[0, DAILY].tolist() == [0, 1, 0, 1] and after[0, HEALTH].tolist() == [2, 0, 0, 0]
    assert after[1, DAILY].tolist() == [0, 0, 0, 1] and after[1, HEALTH].tolist() == [0, 0, 1, 0]
    assert after[2].sum() == 0


def test_two_worlds_together_are_the_sum_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    one = measured(monkeypatch)
    both = one + one
    assert both.places[IME] == 4 and both.beyond == pytest.approx(2 * one.beyond)
    assert (both.after == 2 * one.after).all() and (both.table == 1).all()


def test_hours_of_a_simulated_world_are_those_that_the_model_counts() -> None:
    from sim.runs.run import open_world
    from sim.state import counts

    scenario = compose.load_scenario("silo", TINY)
    found = levels.measure(scenario, 1, territory_of(scenario))
    model = open_world(scenario, 1)
    start = levels.persons_by_level(model.people)
    model.run_for(2)
    last = np.asarray(model.history[-1], float)
    assert (found.before == start).all() and found.places.sum() == last[counts.PLACES]
    domains = np.arange(4)
    assert found.given.sum(axis=0) * 60 == pytest.approx(last[counts.PLACE + domains])
    # Places taken or left after hours were shared, and halves of minutes.
    assert found.offered.sum(axis=0) * 60 == pytest.approx(
        last[counts.PLACE_OFFER + domains], rel=0.02
    )
    assert (found.beyond >= -1).all()


def test_the_money_of_a_branch_is_the_share_of_the_state_agency_in_its_places() -> None:
    kinds = tables.categories()
    hand = sum(
        kinds.places_national[k] * kinds.cost_place_cents[k] / 100 * kinds.payer_shares[k, 0]
        for k in (IME, MAS)
    )
    assert levels.money(("ime", "mas")) == pytest.approx(hand / 1e9)


def test_the_silo_reproduces_the_table_of_levels_after_its_warm_up() -> None:
    words = ["territory=nord", "territory.dispersion=0"]  # 230,000 persons, national equipment
    model = open_world(compose.load_scenario("silo", words), 1)
    people, table = model.people, model.territory.levels()
    table /= table.sum(axis=2, keepdims=True)
    here = people.state[: people.size] != ABSENT
    stage = np.searchsorted([CHILD_END, ADULT_END], people.age[: people.size], side="right")
    apart = {}
    for at in np.argwhere(table > 0.01):
        s, d, level = at.tolist()
        of_stage = people.level[: people.size, d][here & (stage == s)]
        found, wanted = float((of_stage == level).mean()), float(table[s, d, level])
        error = 2 * math.sqrt(wanted * (1 - wanted) / len(of_stage))
        if abs(found - wanted) > 0.1 * wanted + error:
            apart[s, d, level] = (found, wanted)
    assert not apart
