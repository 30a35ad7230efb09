"""How likely a crisis is, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.care.crises import (
    BURNOUT,
    CRISIS,
    ESCALATION,
    act,
    most_minutes,
    weighted_unmet,
)
from sim.state import counts
from sim.state.people import (
    ASSESS,
    C_CRISES,
    ESCALATED,
    INSTITUTION,
    LATENT,
    LOST,
    ORDINARY,
    ROW,
    SERVED,
    UNWILLING,
)
from tests.processes.worlds import abstract_world

HOURS, SEVERITY = 0, 1


def test_the_most_minutes_are_those_of_the_heaviest_stage() -> None:
    minutes = np.arange(3 * 4 * 4).reshape(3, 4, 4)
    minutes[1, :, 3] = [100, 200, 300, 400]
    assert most_minutes(minutes) == 1000


@pytest.mark.parametrize(
    ("unmet", "by_hours", "by_severity"),
    [
        ([0, 0, 0, 0], 0.0, 0.0),
        ([1, 1, 1, 1], 1100 / 2000, 6 / 12),
        ([0.5, 0, 0, 0], 500 / 2000, 1.5 / 12),
        ([0, 0.25, 0, 0], 25 / 2000, 0.5 / 12),
        ([0, 0, 1, 1], 0.0, 1 / 12),
    ],
)
def test_a_crisis_grows_with_hours_or_levels_unmet(
    unmet: list[float], by_hours: float, by_severity: float
) -> None:
    model = world()
    model.people.level[0], model.people.unmet[0] = [3, 2, 1, 0], unmet
    stage = int(model.people.age[0] >= 240) + int(model.people.age[0] >= 720)
    model.environment.minutes[stage, 0, 3] = 1000
    model.environment.minutes[stage, 1, 2] = 100
    model.environment.minutes[stage, 2, 1] = 0
    assert weighted_unmet(model.W, 0, HOURS, 2000) == pytest.approx(by_hours)
    assert weighted_unmet(model.W, 0, SEVERITY, 2000) == pytest.approx(by_severity)


def test_more_hours_unmet_never_bring_fewer_crises() -> None:
    """The sum over persons of what crises grow with is that of their discounted hours unmet."""
    model = world()
    p = model.people
    rng = np.random.default_rng(1)
    p.level[:2], p.unmet[:2] = rng.integers(0, 4, (2, 4)), rng.random((2, 4))
    p.age[:2] = [100, 800]
    hours = sum(
        float(p.unmet[i, d]) * model.environment.minutes[2 * i, d, p.level[i, d]]
        for i in range(2)
        for d in range(4)
    )
    most = most_minutes(model.environment.minutes)
    found = sum(weighted_unmet(model.W, i, HOURS, most) for i in range(2))
    assert found == pytest.approx(hours / most)


def world(*words: str) -> SectorModel:
    """Return a world of a person in each of two zones, whose heaviest needs are wholly unmet."""
    fixed = ("territory.people=1", "crises.rate=1", "crises.weight=severity")
    model = abstract_world(*fixed, *words, zones=2)
    p = model.people
    p.level[:2], p.unmet[:2], p.zone[:2] = 3, 1.0, [0, 1]
    return model


def happens(model: SectorModel, bits: int) -> None:
    act(np.array([0, 1], ROW), np.array([0, bits], np.int8), model.W)


@pytest.mark.parametrize(
    ("lost", "residence", "state", "after"),
    [
        (0, ORDINARY, LATENT, (ORDINARY, ASSESS)),
        (1, ORDINARY, SERVED, (LOST, SERVED)),
        (1, INSTITUTION, LATENT, (INSTITUTION, ASSESS)),
    ],
)
def test_a_crisis_is_counted_and_makes_a_person_known(
    lost: int, residence: int, state: int, after: tuple[int, int]
) -> None:
    model = world(f"crises.residence_lost={lost}")
    p, o = model.people, model.organisations
    p.residence[1], p.state[1], p.status_bits[1] = residence, state, UNWILLING
    happens(model, CRISIS)
    assert (p.residence[1], p.state[1], p.status_bits[1] & UNWILLING) == (*after, 0)
    assert p.counters[:2, C_CRISES].tolist() == [0, 1] and o.z_crises.tolist() == [0, 1]
    totals = model.month_totals
    assert totals[counts.CRISES] == 1
    assert totals[counts.RESIDENCE_LOST] == int(after[0] == LOST)


@pytest.mark.parametrize(("unmet", "crises"), [([1, 1, 1, 1], 1), ([0, 0, 0, 0], 0)])
def test_unmet_needs_of_all_domains_bring_a_crisis(unmet: list[int], crises: int) -> None:
    model = world()
    model.people.unmet[1] = unmet
    happens(model, CRISIS)
    assert model.month_totals[counts.CRISES] == crises


@pytest.mark.parametrize(("carer", "burnouts"), [(2, 1), (0, 0)])
def test_only_who_has_a_carer_can_lose_one(carer: int, burnouts: int) -> None:
    model = world("carers.burnout_rate=1")
    model.people.carer[1], model.people.strain[1] = carer, 1.0
    happens(model, BURNOUT)
    assert model.month_totals[counts.BURNOUTS] == burnouts and model.people.carer[1] == 0


@pytest.mark.parametrize(
    ("changes", "before", "after"),
    [
        ("need", [0, 2, 1, 0], [0, 3, 1, 0]),
        ("need", [0, 1, 2, 0], [0, 1, 3, 0]),
        ("need", [3, 0, 0, 0], [3, 0, 0, 0]),  # there is no heavier level
    ],
)
def test_an_escalation_makes_the_heaviest_need_heavier_once(
    changes: str, before: list[int], after: list[int]
) -> None:
    model = world(f"crises.escalation_changes={changes}")
    model.people.level[1] = before
    happens(model, ESCALATION)
    assert model.people.level[1].tolist() == after
    assert model.people.status_bits[1] & ESCALATED
    assert model.month_totals[counts.ESCALATED] == 1 and model.month_totals[counts.CRISES] == 0
