"""The group of a person in tables, and the end of a presence, by hand."""

from __future__ import annotations

import numpy as np

from sim import compose
from sim.indicators.measure import CELL_DIMENSIONS
from sim.model.model import SectorModel
from sim.processes.care.presence import empty, fold, leave_system, start_counting, stratum_of
from sim.state import counts
from sim.state.people import (
    ABSENT,
    COLUMNS,
    COUNTERS,
    ROW,
)
from sim.territory.build import build
from tests.processes.worlds import abstract_world


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, ROW)


def test_an_empty_row_has_the_values_of_the_table_of_columns() -> None:
    model = abstract_world("territory.people=3")
    for column in COLUMNS:
        getattr(model.people, column.name)[:] = 7
    empty(rows(1), model.W.people)
    for column in COLUMNS:
        values = getattr(model.people, column.name)
        assert (values[1] == column.empty).all(), column.name
        assert (values[[0, 2]] == 7).all(), column.name


def test_a_person_who_leaves_is_gone_and_not_dead() -> None:
    model = abstract_world("territory.people=3")
    leave_system(rows(0, 2), model.W)
    assert model.people.state[:3].tolist() == [ABSENT, model.people.state[1], ABSENT]
    assert (model.month_totals[counts.GONE], model.month_totals[counts.DEATHS]) == (2, 0)


def test_counters_are_added_to_the_group_and_the_zone_of_each() -> None:
    model = abstract_world("territory.people=2", zones=2)
    p = model.people
    p.counted_state[:4] = ABSENT
    p.zone[:4], p.stratum[:4] = [0, 1, 1, 0], [5, 5, 9, 5]
    p.counters[:4] = np.arange(1, 5)[:, None]
    cells = np.zeros((216, len(COUNTERS)), np.int64)
    zones = np.zeros((2, len(COUNTERS)), np.int64)
    fold(rows(0, 1, 2), model.W, cells, zones)
    assert (cells[5] == 3).all() and (cells[9] == 3).all() and cells.sum() == 6 * len(COUNTERS)
    assert (zones[0] == 1).all() and (zones[1] == 5).all()


def test_counting_starts_anew_at_the_reform() -> None:
    model = abstract_world("territory.people=3")
    model.month = 17
    p = model.people
    p.counters[:3], p.stratum[:3], p.age[:3] = 9, 215, [100, 300, 800]
    model.W.size = 2
    start_counting(model.W)
    assert (p.counters[:2] == 0).all() and (p.counters[2] == 9).all()
    assert p.counted_until[:2].tolist() == [17, 17]
    # By stage, then sex, income, digital access and need: 72 groups to a stage.
    assert (p.stratum[:3] // 72).tolist() == [0, 1, 2]


def test_a_group_of_persons_holds_those_whom_its_dimensions_name() -> None:
    scenario = compose.load_scenario("silo", ["territory=training", "clock.burn_in=0"])
    model = SectorModel(scenario, build("training"), seed=1)
    people = model.people
    shape = tuple(len(groups) for _, groups in CELL_DIMENSIONS)
    seen = set()
    for i in range(0, 3000, 7):
        cell = np.unravel_index(stratum_of(model.W.people, i), shape)
        group = {name: groups[k] for (name, groups), k in zip(CELL_DIMENSIONS, cell, strict=True)}
        years = people.age[i] // 12
        level = max(people.level[i])
        assert group == {
            "stage": "child" if years < 20 else "adult" if years < 60 else "senior",
            "sex": ("woman", "man")[people.sex[i]],
            "income": ("low", "middle", "high")[people.income[i]],
            "digital": ("none", "limited", "full")[people.digital[i]],
            "need": ("none", "light", "moderate", "severe")[level],
        }
        seen.add(tuple(group.values()))
    assert len(seen) > 60
