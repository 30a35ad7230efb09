"""Measures of persons and establishments: by hand, and against the levels of the same world."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.patterns import stocks
from experiments.patterns.flows import snapshot
from experiments.patterns.measures import BY_CATEGORY, MEASURES, Pairs, Watch, over_window
from sim import compose
from sim.data import tables
from sim.model.model import SectorModel
from sim.runs.run import open_world
from sim.runs.warmup import territory_of
from sim.state.people import (
    ABSENT,
    ACTOR_SLOT,
    INSTITUTION,
    LIST_SLOTS,
    NOW_CARER,
    NOW_PLACE,
    NOW_SIZE,
    SERVED,
)
from sim.study.levels import levels_of, persons_by_level

CODES = tables.categories().code
K, IME, SAAD, EHPAD = len(CODES), *(CODES.index(code) for code in ("ime", "saad", "ehpad"))
OLD = 70 * 12


def pairs(*rows: tuple[int, list[float], list[float]]) -> list[Pairs]:
    return [Pairs(month, np.array(top), np.array(below)) for month, top, below in rows]


def test_a_measure_over_a_window_by_hand() -> None:
    flat = pairs((11, [1], [4]), (23, [3], [4]), (35, [9], [4]))
    assert over_window("thin_cash", {"thin_cash": flat}, 0, 24) == 4 / 8
    assert over_window("thin_cash", {"thin_cash": flat}, 12, 24) == 3 / 4
    assert over_window("thin_cash", {"thin_cash": flat}, 11, 23) == 1 / 4  # the last is left out
    assert over_window("places", {"places": flat}, 0, 24) == 2  # a total: mean over months
    assert np.isnan(over_window("thin_cash", {}, 0, 24))
    top, below = np.zeros(K), np.ones(K)
    top[IME], top[EHPAD], below[EHPAD] = 1, 4, 4
    seen = {"occupied": [Pairs(11, top, below)], "agency_money": [Pairs(11, top, below)] * 2}
    assert over_window("occupied/ime", seen, 0, 12) == 1
    assert over_window("occupied/ime+ehpad", seen, 0, 12) == 5 / 5
    assert over_window("agency_money/ime+ehpad", seen, 0, 12) == 5
    assert np.isnan(over_window("occupied/ime", seen, 12, 24))


def made_up() -> Any:
    """Seniors at home with a need, and some whom a condition leaves out, row by row."""
    minutes = np.zeros((10, NOW_SIZE), np.int32)
    minutes[[0, 2], NOW_CARER] = 100
    minutes[[1, 2], NOW_PLACE] = 60
    minutes[3, NOW_CARER] = 20_000
    minutes[5:, NOW_CARER] = 100
    level = np.zeros((10, 4), np.int8)
    level[:, 0] = [1, 2, 2, 3, 3, 1, 1, 0, 1, 1]
    age = np.array([OLD] * 5 + [50 * 12, OLD, OLD, OLD, 76 * 12], np.int16)
    plan = np.zeros((10, 4), np.int32)
    plan[9] = [30, 0, 0, 0]
    people = SimpleNamespace(
        size=10, key=np.arange(1, 11, dtype=np.uint64), age=age, level=level, plan=plan,
        state=np.array([SERVED] * 8 + [ABSENT, SERVED], np.int8), monthly_minutes=minutes,
        residence=np.array([0, 0, 0, 0, 0, 0, INSTITUTION, 0, 0, 0], np.int8),
        actor=np.array([-1, -1, -1, -1, 0, -1, -1, -1, -1, 1], np.int32),
        place=np.array([-1, 0, 0, -1, -1, -1, 1, -1, -1, -1], np.int32),
        digital=np.array([0] * 9 + [1], np.int8), monthly_flags=np.zeros(10, np.uint16),
        waiting_list=np.full((10, LIST_SLOTS), -1, np.int32), category=np.full(10, SAAD, np.int8),
        waiting=np.zeros(10, np.int16), status_bits=np.zeros(10, np.uint8),
    )  # fmt: skip
    organisations = SimpleNamespace(
        e_category=np.array([SAAD, EHPAD], np.int8), e_places=np.array([4, 2], np.int32),
        a_domain=np.array([0, 1], np.int8), a_given=np.array([500, 500], np.int32),
    )  # fmt: skip
    territory = SimpleNamespace(categories=tables.categories())
    return SimpleNamespace(people=people, organisations=organisations, territory=territory)


def look(name: str, model: Any) -> tuple[Any, Any]:
    return (stocks.OF_ALL | stocks.OF_CATEGORIES)[name](model, snapshot(model))


def test_help_of_seniors_at_home_by_hand() -> None:
    """Rows 0 to 4 and 9: relatives, professional, both, relatives, an actor, both by a plan."""
    model = made_up()
    found = stocks.seniors_at_home(model)
    assert found.level.tolist() == [1, 2, 2, 3, 3, 1]
    assert found.relatives.tolist() == [100, 0, 100, 20_000, 0, 100]
    assert found.professionals.tolist() == [0, 60, 60, 0, 500, 30]
    assert look("relatives_only", model) == (2, 6)
    assert look("professionals_only", model) == (2, 6)
    assert look("both_help", model) == (2, 6)
    assert look("helped_53_hours", model) == (1, 2)


@pytest.mark.parametrize(("minutes", "more"), [(13_780, 0), (13_781, 1)])
def test_53_hours_a_week_are_13780_minutes_a_month(minutes: int, more: int) -> None:
    model = made_up()
    model.people.monthly_minutes[3, NOW_CARER] = minutes
    assert look("helped_53_hours", model)[0] == more


def test_hours_and_places_of_home_help_by_hand() -> None:
    model = made_up()
    assert look("home_help_moderate", model) == (2, 2)  # 120 minutes for two persons
    assert look("at_home", model) == (2, 3)
    top, below = look("hours", model)
    assert (top[SAAD], below[SAAD], top[EHPAD], below[EHPAD]) == (2, 4, 0, 2)
    assert look("digital_none_75", model) == (0, 1)


def test_who_waits_and_receives_nothing_by_hand() -> None:
    from sim.state.people import HELPED, NOW_MAINSTREAM

    model = made_up()
    model.people.waiting_list[:4, 0] = 7
    model.people.waiting_list[4, ACTOR_SLOT] = 7  # on the list of an actor only
    model.people.monthly_flags[1] = HELPED
    model.people.monthly_minutes[2, NOW_MAINSTREAM] = 5
    top, below = look("nothing", model)
    assert (top[SAAD], below[SAAD], below.sum()) == (2, 4, 4)


def test_ages_in_places_by_hand() -> None:
    model = made_up()
    model.people.age[[1, 2, 6]] = [54 * 12 + 11, 55 * 12, 45 * 12]
    found = {name: look(name, model)[0] for name in ("aged_45_54", "aged_55", "aged_20_29")}
    assert {name: (top[SAAD], top[EHPAD]) for name, top in found.items()} == {
        "aged_45_54": (1, 1), "aged_55": (1, 0), "aged_20_29": (0, 0),
    }  # fmt: skip


@pytest.fixture(scope="module")
def world() -> tuple[SectorModel, Watch]:
    """A small silo after four years."""
    words = ["territory=training", "months=48", "burn_in=12", "record_people=0"]
    scenario = compose.load_scenario("silo", words)
    model = open_world(scenario, 1, territory=territory_of(scenario))
    watch = Watch()
    model.watchers.append(watch)
    model.run_for(48)
    return model, watch


def test_stocks_are_the_levels_of_the_same_world(world: tuple[SectorModel, Watch]) -> None:
    model, watch = world
    levels = levels_of(model, persons_by_level(model.people))
    last = {name: rows[-1] for name, rows in watch.seen.items()}
    assert last["occupied"].month == 47
    assert last["occupied"].top.tolist() == levels.used.tolist()
    assert last["occupied"].below.tolist() == levels.places.tolist()
    assert last["queued"].top.tolist() == levels.waiting.tolist()
    np.testing.assert_allclose(last["hours"].top, levels.given.sum(axis=1))


def test_every_measure_is_seen_and_adds_up(world: tuple[SectorModel, Watch]) -> None:
    model, watch = world
    assert set(watch.seen) == set(MEASURES) and set(BY_CATEGORY) < set(MEASURES)
    assert len(watch.seen["exits"]) == 47 and len(watch.seen["places"]) == 4
    assert len(watch.seen["long_stay"]) == 1, "only once three years were watched"
    shares = [over_window(f"{name}", watch.seen, 0, 48)
              for name in ("relatives_only", "professionals_only", "both_help")]  # fmt: skip
    assert sum(shares) == pytest.approx(1)
    # Persons held at the end are those held at the end of month 0, those who came, less those gone.
    came = sum(row.below for row in watch.seen["waited"])
    left = sum(row.top for row in watch.seen["exits"])
    first = watch.seen["exits"][0].below * 12
    held = np.bincount(snapshot(model).inside + 1, minlength=K + 1)[1:]
    np.testing.assert_allclose(first + came - left, held)
