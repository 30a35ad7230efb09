"""What of support works, and what is remembered of what was unmet, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.coverage import (
    Support,
    fit,
    follow_support,
    is_prepared,
    joined_up,
    mainstream_known,
    memory_after,
    refresh_support,
)
from sim.state import counts
from sim.state.people import (
    ABSENT,
    ASSESS,
    C_RUPTURES,
    COVERED_60,
    COVERED_95,
    HELPED,
    IN_NEED,
    INSTITUTION,
    IS_COVERED,
    LATENT,
    ORDINARY,
    PREPARED,
    ROW,
    WAIT,
)
from tests.processes.worlds import abstract_world


def test_what_is_not_heard_may_not_fit() -> None:
    assert fit(0.4, 1.0) == 1.0
    assert fit(0.4, 0.25) == pytest.approx(0.7)
    assert fit(0.4, 0.0) == pytest.approx(0.6)
    assert fit(0.0, 0.25) == 1.0


def test_each_provider_beyond_the_first_loses_a_share() -> None:
    shares = [joined_up(0.2, providers) for providers in (0, 1, 2, 3)]
    assert shares == pytest.approx([1.0, 1.0, 0.8, 0.64])


def test_what_was_unmet_is_remembered_for_a_while() -> None:
    # Three quarters of 0.4, and a quarter of the fifth that is unmet now.
    assert memory_after(0.4, 0.75, 0.8) == pytest.approx(0.35)
    assert memory_after(0.4, 0.75, 1.0) == pytest.approx(0.3)
    assert memory_after(0.0, 0.75, 0.0) == pytest.approx(0.25)


def test_a_partnership_tells_of_other_services() -> None:
    # The first and third domain alone; the second and fourth once told.
    assert mainstream_known(0b1010_0101, False) == 0b0101
    assert mainstream_known(0b1010_0101, True) == 0b1010
    assert mainstream_known(0, True) == 0


def test_a_person_whose_support_was_computed_is_no_longer_marked() -> None:
    model = abstract_world("territory.people=3")
    p = model.people
    p.state[1], p.dirty[:3] = ABSENT, 1
    refresh_support(np.array([0, 1], ROW), model.W)
    assert p.dirty[:3].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("state", "bits", "until", "prepared"),
    [
        (WAIT, 0, 0, True),
        (LATENT, PREPARED, 7, True),
        (LATENT, PREPARED, 6, False),  # the right of return has ended
        (LATENT, 0, 7, False),
        (ASSESS, PREPARED, 7, False),
        (ASSESS, 0, 7, False),
    ],
)
def test_a_loss_is_prepared_if_a_list_or_a_return_follows(
    state: int, bits: int, until: int, prepared: bool
) -> None:
    model = abstract_world("territory.people=1")
    model.month = 7
    model.people.state[0], model.people.status_bits[0] = state, bits
    model.people.return_until[0] = until
    assert is_prepared(model.W, 0) is prepared


@pytest.mark.parametrize(
    ("before", "now", "level", "state", "ruptures", "prepared"),
    [
        (HELPED, 0, 2, ASSESS, 1, 0),
        (HELPED, 0, 2, WAIT, 1, 1),  # counted the same
        (HELPED, 0, 1, WAIT, 0, 0),  # a light need
        (HELPED, HELPED, 2, WAIT, 0, 0),  # another support goes on
        (0, 0, 2, WAIT, 0, 0),  # nothing was there
        (0, HELPED, 2, WAIT, 0, 0),
    ],
)
def test_a_rupture_is_the_loss_of_all_support_despite_a_need_at_least_moderate(
    before: int, now: int, level: int, state: int, ruptures: int, prepared: int
) -> None:
    model = abstract_world("territory.people=1")
    p, totals = model.people, model.month_totals
    p.level[0], p.state[0] = [0, level, 0, 0], state
    follow_support(model.W, 0, before | IN_NEED, Support(now | IN_NEED, 0, 0.0))
    assert totals[[counts.RUPTURES, counts.RUPTURES_PREPARED]].tolist() == [ruptures, prepared]
    assert p.counters[0, C_RUPTURES] == ruptures


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        (0, 0),
        (55, HELPED),
        (60, HELPED | COVERED_60),
        (75, HELPED | COVERED_60),
        (80, HELPED | COVERED_60 | IS_COVERED),
        (95, HELPED | COVERED_60 | IS_COVERED | COVERED_95),
    ],
)
def test_coverage_is_counted_at_three_thresholds(given: int, flags: int) -> None:
    model = abstract_world("territory.people=1", "delivery.misfit=0", "delivery.threshold=0.8")
    p = model.people
    model.environment.minutes[1] = [[0, 100, 100, 100]] * 4
    p.level[0], p.mainstream_known[0], p.carer[0] = [0, 2, 0, 0], 0, 0
    p.place[0], model.organisations.e_share_given[0] = 0, [0, given // 5, 0, 0]
    refresh_support(np.array([0], ROW), model.W)
    wanted = HELPED | COVERED_60 | IS_COVERED | COVERED_95
    assert p.monthly_flags[0] & wanted == flags
    running = model.running_totals[[counts.COVERED_60, counts.COVERED, counts.COVERED_95]]
    assert running.tolist() == [int(flags & x != 0) for x in (COVERED_60, IS_COVERED, COVERED_95)]
    assert model.running_totals[counts.HELPED] == int(given > 0)


@pytest.mark.parametrize(
    ("residence", "given", "unmet", "living"),
    [
        (ORDINARY, 0, 100, 0),
        (ORDINARY, 60, 40, 0),
        (INSTITUTION, 0, 70, 30),
        (INSTITUTION, 60, 10, 30),
        (INSTITUTION, 90, 0, 30),
    ],
)
def test_living_in_an_establishment_covers_a_part_of_daily_life(
    residence: int, given: int, unmet: int, living: int
) -> None:
    model = abstract_world("territory.people=1", "delivery.misfit=0")
    p, environment = model.people, model.environment
    environment.minutes[1], environment.presence[1] = [[0, 100, 100, 100]] * 4, [0, 0, 30, 30]
    p.level[0], p.mainstream_known[0], p.carer[0] = [2, 0, 0, 0], 0, 0
    p.residence[0], p.unit[0], p.plan[0] = residence, 0, [given, 0, 0, 0]
    refresh_support(np.array([0], ROW), model.W)
    assert model.running_totals[[counts.UNMET, counts.FROM_LIVING]].tolist() == [unmet, living]


def test_a_carer_gives_up_to_what_they_can_at_this_level() -> None:
    model = abstract_world("territory.people=1", "delivery.misfit=0")
    p, environment = model.people, model.environment
    environment.minutes[1] = [[0, 50, 100, 200]] * 4
    environment.carer_minutes[1, 1, :, 1] = [0, 60, 70, 90]
    p.mainstream_known[0], p.carer[0], p.carer_rank[0] = 0, 2, 1
    found = []
    for level in range(4):
        p.level[0] = [level, 0, 0, 0]
        refresh_support(np.array([0], ROW), model.W)
        k = [counts.FROM_CARERS, counts.CARER_LOAD, counts.CARER_CAPACITY, counts.CARERS]
        found.append(model.running_totals[k].tolist())
    assert found == [[0, 0, 0, 1], [50, 50, 60, 1], [70, 100, 70, 1], [90, 200, 90, 1]]
