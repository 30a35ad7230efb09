"""What persons claim of the place that they hold: by hand."""

from __future__ import annotations

import numpy as np

from sim.data.tables import NO_CEILING, categories, rows
from sim.model.model import SectorModel
from sim.processes.care.claims import (
    claim_of,
    count_claim,
    count_claims,
    forget_claim,
    level_counted,
    stage_counted,
)
from sim.processes.care.holdings import release_place, take_place
from sim.state.people import CHILD_END, ROW
from tests.processes.worlds import abstract_world

LATER = 100  # months


def world() -> SectorModel:
    """An establishment, and a service with ceilings; needs of children differ from adults'."""
    model = abstract_world("territory.people=2", silos=2)
    environment = model.environment
    environment.minutes[0] = [[0, 40, 50, 60]] * 4
    environment.minutes[1] = [[0, 100, 700, 3000]] * 4
    environment.cat_ceiling[0] = [0, 200, 500, 800]
    model.people.level[:2] = [[0, 1, 2, 3], [3, 0, 0, 0]]
    return model


def test_a_plan_has_a_ceiling_by_level() -> None:
    model = world()
    assert [claim_of(model.W, 0, 1, 0, level) for level in range(4)] == [0, 100, 500, 800]
    model.environment.cat_ceiling[0, 1:] = NO_CEILING
    assert [claim_of(model.W, 0, 1, 0, level) for level in range(4)] == [0, 100, 700, 3000]
    assert [claim_of(model.W, 0, 0, 0, level) for level in range(4)] == [0, 40, 50, 60]


def test_living_there_covers_a_part_of_daily_life() -> None:
    model = world()
    model.environment.presence[1] = [0, 30, 0, 0]
    assert claim_of(model.W, 0, 1, 0, 1) == 100  # a place that is no home
    model.environment.cat_residential[0] = 1
    assert claim_of(model.W, 0, 1, 0, 1) == 70
    assert claim_of(model.W, 0, 1, 1, 1) == 100  # another domain
    assert claim_of(model.W, 0, 0, 0, 1) == 40  # another stage of life


def test_levels_and_stage_are_kept_in_one_word() -> None:
    word = 0x01_02_03_00 | 2 << 4
    assert [level_counted(word, d) for d in range(4)] == [0, 3, 2, 1]
    assert stage_counted(word) == 2


def test_claims_follow_who_enters_and_leaves() -> None:
    model = world()
    needed = model.organisations.e_needed
    take_place(model.W, 0, 0, 0, LATER)
    take_place(model.W, 0, 1, 0, LATER)
    assert needed[0].tolist() == [800, 100, 500, 800]
    model.people.level[0] = 0  # what was counted leaves, whatever the level is now
    release_place(model.W, 0, 0)
    assert needed[0].tolist() == [800, 0, 0, 0]
    assert model.people.counted_place[:2].tolist() == [-1, 0]
    assert model.people.counted_needs[0] == 0


def test_changes_of_level_and_stage_are_counted_for_the_marked_persons() -> None:
    model = world()
    needed, people = model.organisations.e_needed, model.people
    take_place(model.W, 0, 0, 0, LATER)
    take_place(model.W, 0, 1, 0, LATER)
    people.level[:2] = [[0, 0, 0, 1], [1, 0, 0, 0]]
    people.age[0] = CHILD_END - 1
    count_claims(np.array([0], ROW), model.W)
    assert needed[0].tolist() == [800, 0, 0, 40]
    assert people.counted_needs[0] == 0x01000000


def test_nobody_is_counted_twice() -> None:
    model = world()
    take_place(model.W, 0, 0, 1, LATER)
    before = model.organisations.e_needed.tolist()
    forget_claim(model.W, 0)
    forget_claim(model.W, 0)
    count_claim(model.W, 0)
    assert model.organisations.e_needed.tolist() == before
    count_claim(model.W, 1)  # holds no place
    assert model.organisations.e_needed.tolist() == before


def test_services_alone_have_ceilings_that_rise_with_the_level() -> None:
    table = categories()
    assert {code for code, service in zip(table.code, table.service, strict=True) if service} == {
        row["category"] for row in rows("ceilings")
    }
    assert table.ceiling[:, 0].tolist() == [0] * len(table)
    for ceiling, service in zip(table.ceiling, table.service, strict=True):
        if service:
            assert 0 < ceiling[1] < ceiling[2] < ceiling[3] < NO_CEILING
        else:
            assert (ceiling[1:] == NO_CEILING).all()
    assert [c for c, by_hours in zip(table.code, table.by_hours, strict=True) if by_hours] == [
        "saad"
    ]
