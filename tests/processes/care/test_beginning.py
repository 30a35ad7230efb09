"""The beginning of a warm-up: who has asked already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import compose
from sim.engine import draws
from sim.model.model import SectorModel
from sim.processes.care.beginning import begin, share_of_time
from sim.state.people import ABSENT, ASSESS, LATENT, ROW, UNWILLING, WAIT
from tests.processes.worlds import abstract_world


def begun(*words: str) -> SectorModel:
    """Return an abstract world of 400 persons with moderate needs in daily life, begun."""
    model = abstract_world("territory.people=400", "territory.heavy=1", "access.handoff=0", *words)
    rows = np.arange(model.people.size, dtype=ROW)
    begin(model.in_key_order(rows), model.W, model.origins)
    return model


def test_the_share_of_time_after_an_event() -> None:
    # An event every ten months on average, and then thirty months: three quarters of the time.
    assert share_of_time(0.1, 30) == pytest.approx(0.75)
    assert share_of_time(0.0, 30) == 0


def test_who_has_asked_is_drawn_from_the_rate_and_the_stay() -> None:
    model = begun("access.non_take_up=0", "crises.rate=0")
    p, n = model.people, model.people.size
    rate = model.scenario_.access.ask_rate[2]
    share = share_of_time(rate, float(model.environment.cat_stay[0]))
    u = np.array([draws.draw(model.seed, draws.ONCE, draws.BEGINNING, 0, key) for key in p.key[:n]])
    assert 0.1 < share < 0.95
    np.testing.assert_array_equal(p.state[:n] != LATENT, u < share)
    assert set(p.state[:n].tolist()) <= {LATENT, WAIT}


def test_only_a_crisis_brings_those_who_never_ask() -> None:
    calm = begun("access.non_take_up=1", "crises.rate=0")
    assert (calm.people.state[: calm.people.size] == LATENT).all()
    assert (calm.people.status_bits[: calm.people.size] & UNWILLING != 0).all()
    # After so long everybody has had a crisis.
    long_ago = replace(calm.territory, since_stock=np.full((1, 1, 1), 1e9))
    scenario = calm.scenario_.with_(crises={"rate": 0.05})
    model = SectorModel(scenario, long_ago, seed=1)
    begin(np.arange(model.people.size, dtype=ROW), model.W, model.origins)
    assert (model.people.status_bits[: model.people.size] & UNWILLING == 0).all()


def test_the_memory_of_unmet_need_begins_at_its_rest() -> None:
    p = begun().people
    # Nobody has a carer, and mainstream services answer light needs only.
    assert p.unmet[: p.size, 0].tolist() == pytest.approx([1.0] * p.size)
    assert (p.unmet[: p.size, 1:] == 0).all()


@pytest.mark.parametrize("burn_in", [0, 12])
def test_only_a_warm_up_begins_so(burn_in: int) -> None:
    scenario = compose.load_scenario("silo", ["territory=training", f"burn_in={burn_in}"])
    model = SectorModel(scenario, seed=1)
    state = model.people.state[: model.people.size]
    assert ((state != LATENT) & (state != ABSENT)).any() == (burn_in > 0)
    assert not (state == ASSESS).any() and model.month_totals.sum() == 0
