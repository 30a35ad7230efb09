"""Ages, deaths and departures, on a few rows by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.demography import OLD, OLDEST, decide, end_lives, mortality_bounds
from sim.state import counts
from sim.state.people import ABSENT, ADULT_END, CHILD_END, LATENT, ROW
from tests.processes.worlds import abstract_world

# A person in each band of age; the last row is empty.
AGES = (100, ADULT_END, OLD, OLDEST, 100)
STATES = (LATENT, LATENT, LATENT, LATENT, ABSENT)


def decided(bounds: list[float], ageing: int, ages: tuple[int, ...] = AGES) -> tuple:
    age, event = np.array(ages, np.int16), np.zeros(5, np.int8)
    luck = np.arange(1, 6).astype(np.uint64)
    decide(5, 1, 2, luck, age, np.array(STATES, np.int8), np.array(bounds), ageing, event)
    return age.tolist(), event.tolist()


@pytest.mark.parametrize("band", range(4))
def test_a_bound_marks_those_of_its_band_of_age(band: int) -> None:
    bounds = [float(band == k) for k in range(4)]
    assert decided(bounds, 0) == (list(AGES), [int(band == k) for k in range(4)] + [0])


def test_those_present_get_a_month_older_and_reach_their_limits() -> None:
    ages = (CHILD_END - 1, ADULT_END - 1, CHILD_END, 300, CHILD_END - 1)
    older = [CHILD_END, ADULT_END, CHILD_END + 1, 301, CHILD_END - 1]
    assert decided([0.0] * 4, 1, ages) == (older, [2, 2, 0, 0, 0])
    assert decided([1.0] * 4, 1, ages) == (older, [3, 3, 1, 1, 0])


def test_a_bound_is_the_highest_mortality_of_its_band() -> None:
    mortality = np.zeros(1321)
    mortality[[3, ADULT_END - 1, ADULT_END, OLD - 1, OLD, OLDEST, 1320]] = [1, 2, 3, 4, 5, 6, 9]
    assert mortality_bounds(mortality).tolist() == [2, 4, 5, 9]
    assert mortality_bounds(np.array([0.5])).tolist() == [0.5] * 4


@pytest.mark.parametrize(
    ("age", "event", "mortal", "stay", "dead", "gone"),
    [
        (301, 1, 300, (1.0, 1.0), 1, 0),  # at the age before the month was added
        (301, 1, 301, (1.0, 1.0), 0, 0),
        (CHILD_END, 2, 0, (0.0, 1.0), 0, 1),  # leaves the territory at the age limit
        (CHILD_END, 2, 0, (1.0, 0.0), 0, 0),
        (ADULT_END, 2, 0, (1.0, 0.0), 0, 1),
        (ADULT_END, 2, 0, (0.0, 1.0), 0, 0),
        (ADULT_END, 3, ADULT_END - 1, (0.0, 0.0), 1, 0),  # dies, and is not gone as well
    ],
)
def test_lives_end_and_persons_leave(
    age: int, event: int, mortal: int, stay: tuple[float, float], dead: int, gone: int
) -> None:
    model = abstract_world("territory.people=2")
    p, e = model.people, model.environment
    e.mortality[:] = 0.0
    e.mortality[mortal] = 1.0
    e.border_stay[:] = stay
    p.age[1], p.dirty[:2] = age, 0
    ended = np.full(2, 9, ROW)
    assert end_lives(np.array([1], ROW), np.array([0, event], np.int8), model.W, 1, ended) == (
        dead + gone
    )
    totals = model.month_totals
    assert (totals[counts.DEATHS], totals[counts.GONE]) == (dead, gone)
    assert (p.state[1] == ABSENT) == bool(dead + gone)
    assert ended[0] == (1 if dead + gone else 9)
    if p.state[1] != ABSENT:  # who stays beyond an age limit has other needs
        assert p.dirty[1] == int(event == 2)


@pytest.mark.parametrize(("age", "levels"), [(CHILD_END, [1, 1, 3, 3]), (ADULT_END, [2, 0, 3, 0])])
def test_needs_of_the_next_stage_keep_what_exceeded_the_lasting_part(
    age: int, levels: list[int]
) -> None:
    model = abstract_world("territory.people=1")
    p, e = model.people, model.environment
    e.border_stay[:] = 1.0
    e.floor[0] = [[2, 1, 0, 3], [1, 0, 3, 3], [1, 0, 3, 0]]  # child, adult, senior
    p.age[0], p.level[0] = age, [2, 2, 1, 3] if age == CHILD_END else [2, 0, 3, 3]
    end_lives(np.array([0], ROW), np.array([2], np.int8), model.W, 1, np.zeros(1, ROW))
    assert p.level[0].tolist() == levels


@pytest.mark.parametrize(
    ("share", "before", "strain", "then", "left"),
    [
        ([0.0, 0.0], 2, 0.4, 0, 0.0),  # nobody cares any more
        ([1.0, 1.0], 0, 0.0, 1, 0.0),  # somebody who lives elsewhere
        ([0.0, 1.0], 1, 0.4, 2, 0.0),  # another one, who is not worn out
        ([0.0, 1.0], 2, 0.4, 2, 0.4),  # the same one
    ],
)
def test_relatives_and_voice_are_those_of_the_next_stage(
    share: list[float], before: int, strain: float, then: int, left: float
) -> None:
    model = abstract_world("territory.people=1")
    p, e = model.people, model.environment
    e.border_stay[:] = 1.0
    e.carer_share[:], e.carer_share[1] = 0.5, share
    e.expression[:] = 0.5
    # Nobody's ability is far from a mean at the ends.
    e.expression[1] = [0.0, 0.0, 0.0, 1.0]
    p.age[0], p.level[0], p.ability[0] = CHILD_END, [0, 3, 0, 0], 0.2
    p.carer[0], p.strain[0] = before, strain
    end_lives(np.array([0], ROW), np.array([2], np.int8), model.W, 1, np.zeros(1, ROW))
    assert (p.carer[0], p.strain[0]) == (then, pytest.approx(left))
    assert p.ability[0] == 1.0
