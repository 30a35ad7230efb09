"""Asking and being assessed, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.model import SectorModel
from sim.processes.care.access import (
    ACTOR,
    FUNNEL,
    act,
    ask_probability,
    assessment_probability,
    decide,
)
from sim.state import counts
from sim.state.people import (
    ABSENT,
    AGAIN,
    ASSESS,
    FIRST,
    LATENT,
    NOTHING,
    PREPARED,
    REFUSED,
    RENOUNCED,
    SERVED,
    WAIT,
)
from tests.processes.worlds import abstract_world


def test_who_is_willing_and_able_asks() -> None:
    assert ask_probability(0.5, 0.5, False) == 0.25
    assert ask_probability(0.5, 0.0, False) == 0.0
    assert ask_probability(0.5, 0.5, True) == 0.0


@pytest.mark.parametrize(
    ("delay", "chance"), [(0.0, 1.0), (0.5, 1.0), (1.0, 1.0), (1.25, 0.8), (4.0, 0.25)]
)
def test_an_assessment_takes_its_delay_on_average(delay: float, chance: float) -> None:
    assert assessment_probability(delay) == chance


# A person of each kind: state, pending, levels of the four domains, project actor.
PERSONS = (
    (LATENT, NOTHING, (0, 0, 0, 0), -1),
    (LATENT, NOTHING, (1, 0, 0, 1), -1),
    (LATENT, NOTHING, (0, 1, 0, 2), -1),
    (LATENT, NOTHING, (0, 2, 3, 0), 4),
    (ASSESS, FIRST, (1, 0, 0, 0), -1),
    (SERVED, AGAIN, (1, 0, 0, 0), -1),
    (SERVED, NOTHING, (1, 0, 0, 0), -1),
    (WAIT, NOTHING, (1, 0, 0, 0), -1),
    (REFUSED, NOTHING, (1, 0, 0, 0), -1),
    (RENOUNCED, NOTHING, (1, 0, 0, 0), -1),
    (ABSENT, NOTHING, (0, 0, 0, 0), -1),
)
# Who may move where only one of the ten bounds is not zero.
MARKED = {0: [0], 1: [1], 2: [2], 3: [3], 4: [4], 5: [5], 6: [7], 7: [8], 8: [9]}


def events(bound: int) -> np.ndarray:
    state, pending, levels, actor = zip(*PERSONS, strict=True)
    n = len(PERSONS)
    bounds = np.zeros(10)
    bounds[bound] = 1.0
    event = np.zeros(n, np.int8)
    words = np.array(levels, np.int8).view(np.int32)[:, 0].copy()
    luck = np.arange(1, n + 1).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    decide(
        n, 1, 3, luck, np.array(state, np.int8), np.array(pending, np.int8), words,
        np.array(actor, np.int32), bounds, event,
    )  # fmt: skip
    return event


@pytest.mark.parametrize(("bound", "rows"), MARKED.items())
def test_a_bound_marks_those_in_its_state_and_with_its_need(bound: int, rows: list[int]) -> None:
    assert np.flatnonzero(events(bound) & FUNNEL).tolist() == rows
    assert not (events(bound) & ACTOR).any()


def test_those_in_need_without_an_actor_look_for_one() -> None:
    assert np.flatnonzero(events(9) & ACTOR).tolist() == [1, 2, 4, 5, 6, 7, 8, 9]
    assert not (events(9) & FUNNEL).any()


def asked(*words: str) -> SectorModel:
    """Return a world of two persons in ordinary life, of whom the second has a right of return."""
    model = abstract_world("territory.people=2", "places.lists=1", *words)
    p = model.people
    p.status_bits[:2], p.return_until[:2] = [0, PREPARED], 5
    return model


@pytest.mark.parametrize(
    ("delay", "month", "assessed", "prepared"),
    [(0, 9, 2, 0), (1, 9, 0, 0), (3, 9, 0, 0), (3, 5, 1, 1), (3, 6, 0, 0)],
)
def test_a_person_who_asks_is_assessed_at_once_without_delay_or_with_a_right_of_return(
    delay: int, month: int, assessed: int, prepared: int
) -> None:
    model = asked(f"access.delay={delay}")
    model.month = month
    event = np.full(len(model.people.state), FUNNEL, np.int8)
    act(np.arange(2, dtype=np.uint32), event, model.W)
    totals = model.month_totals
    assert (totals[counts.ASKED], totals[counts.ASSESSED]) == (2, assessed)
    assert totals[counts.PREPARED] == prepared
    assert (model.people.state[:2] == ASSESS).sum() == 2 - assessed


@pytest.mark.parametrize(
    ("state", "after", "pending"),
    [(REFUSED, ASSESS, AGAIN), (RENOUNCED, LATENT, NOTHING), (WAIT, RENOUNCED, NOTHING)],
)
def test_who_moves_on_changes_state(state: int, after: int, pending: int) -> None:
    model = asked()
    model.people.state[0], model.people.pending[0] = state, NOTHING
    event = np.full(len(model.people.state), FUNNEL, np.int8)
    act(np.zeros(1, np.uint32), event, model.W)
    assert (model.people.state[0], model.people.pending[0]) == (after, pending)
    assert model.month_totals[counts.RENOUNCING] == int(state == WAIT)
