"""How likely a crisis is, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.care.crises import BURNOUT, CRISIS, ESCALATION, act, crisis_probability
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


def test_a_crisis_is_as_likely_as_needs_are_unmet() -> None:
    assert crisis_probability(0.06, 12.0) == pytest.approx(0.06)  # four severe needs, for long
    assert crisis_probability(0.06, 3.0) == pytest.approx(0.015)
    assert crisis_probability(0.06, 0.0) == 0.0


def world(*words: str) -> SectorModel:
    """Return a world of a person in each of two zones, whose heaviest needs are wholly unmet."""
    model = abstract_world("territory.people=1", "crises.rate=1", *words, zones=2)
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


@pytest.mark.parametrize(("minutes", "burnouts"), [(600, 1), (0, 0)])
def test_only_who_has_a_carer_can_lose_one(minutes: int, burnouts: int) -> None:
    model = world("carers.burnout_rate=1")
    model.people.carer[1], model.people.strain[1] = minutes, 1.0
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
