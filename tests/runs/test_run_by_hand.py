"""One run: whom it records, what it adds up at its end, and what it leaves in the model."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine import draws
from sim.indicators.outputs import AWAY, PAYERS, shown_states
from sim.model.invariants import InvariantError
from sim.model.model import SectorModel
from sim.runs.run import PaymentWatcher, Recorder, close_world, open_world, run_world
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import ABSENT, COUNTERS, LATENT, SERVED, WAIT

MONTHS, REFORM = 12, 4


def scenario(**clock: int) -> Scenario:
    """Few zones, stays of three months: rows are soon used again by other persons."""
    spec = TerritorySpec(kind="abstract", zones=4, places=5, load=0.8, stay=3, people=12, actors=1)
    months = {"burn_in": 0, "months": MONTHS, "reform_month": REFORM, "record_people": 9}
    return Scenario(territory=spec, clock=Clock(**{**months, **clock}))


def test_those_present_with_the_lowest_draws_are_recorded_in_key_order() -> None:
    model = open_world(scenario(), 3)
    rows = np.flatnonzero(model.people.state[: model.people.size] != ABSENT)
    keys = model.people.key[rows]
    stream = draws.stream(3, draws.ONCE, draws.RECORDING, 0)
    rank = draws.uniforms(np.uint64(stream), keys)
    recorder = Recorder(model, 9)
    assert recorder.keys.tolist() == sorted(keys[np.argsort(rank)[:9]].tolist())
    assert (model.people.key[recorder.rows] == recorder.keys).all()
    everyone = Recorder(model, 10_000)
    assert everyone.keys.tolist() == sorted(keys.tolist())


def test_a_row_that_is_used_again_is_another_person() -> None:
    people = SimpleNamespace(
        size=3,
        key=np.array([5, 7, 6], np.uint64),
        state=np.array([LATENT, WAIT, SERVED], np.int8),
        status_bits=np.zeros(3, np.uint8),
    )
    model = SimpleNamespace(people=people, seed=1)
    recorder = Recorder(model, 3)  # type: ignore[arg-type]
    recorder(model)  # type: ignore[arg-type]
    people.key[1] = 9
    recorder(model)  # type: ignore[arg-type]
    found = recorder.pathways()
    assert found.key.tolist() == [5, 6, 7]
    shown = shown_states(people.state, people.status_bits)
    assert found.state[0].tolist() == [shown[0], shown[2], shown[1]]
    assert found.state[1].tolist() == [shown[0], shown[2], AWAY]


def test_payments_are_those_of_each_month_by_kind_of_funder() -> None:
    kinds = [PAYERS.index(kind) for kind in ("commune", "state_agency", "commune")]
    organisations = SimpleNamespace(funder_kinds=np.array(kinds), f_out=np.array([5, 10, 0]))
    model = SimpleNamespace(organisations=organisations)
    watcher = PaymentWatcher(model)  # type: ignore[arg-type]
    for more in ([1, 2, 3], [0, 4, 1]):
        organisations.f_out += more
        watcher(model)  # type: ignore[arg-type]
    paid = watcher.monthly()
    at = [PAYERS.index(name) for name in ("state_agency", "commune")]
    assert paid.sum(axis=1).tolist() == [6, 5]
    assert paid[:, at].tolist() == [[2, 4], [4, 1]]


def test_the_totals_of_a_run_are_those_of_its_months() -> None:
    seen: list[int] = []
    run = run_world(scenario(), 3, record=True, watch=lambda model: seen.append(model.month))
    assert seen == list(range(MONTHS)) == run.months.tolist()
    assert run.first_row == REFORM and run.pathways is not None
    assert run.paid.sum(axis=1).tolist() == run.history[:, counts.PAID].tolist()
    assert run.paid.sum() > 0
    # Every person present since the reform is counted, also those who are still there.
    person_months = run.history[REFORM:, counts.PEOPLE].sum()
    for table in (run.strata, run.zones):
        assert table[:, COUNTERS.index("months")].sum() == person_months
    assert run.waits[:, counts.UNDER_WAY].sum() > 0
    for table in (run.waits, run.cohort):  # each wait that began has ended or is under way
        entered, ended = table[:, counts.ENTERED], table[:, counts.REACHED :]
        assert entered.sum() == ended.sum()


def walked() -> SectorModel:
    model = open_world(scenario(), 3)
    model.run_for(6)
    return model


def test_a_run_may_be_closed_and_go_on() -> None:
    model, alone = walked(), walked()
    close_world(model)
    for name in ("strata", "zone_counters", "waits", "cohort"):
        np.testing.assert_array_equal(getattr(model, name), getattr(alone, name))
    assert close_world(model).digest() == close_world(alone).digest()


def test_a_run_that_does_not_balance_is_not_closed() -> None:
    model = walked()
    model.organisations.e_occupied[0] += 1
    with pytest.raises(InvariantError, match="places held"):
        close_world(model)


def test_each_seed_has_a_start_of_its_own(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.runs import warmup

    monkeypatch.setattr(warmup, "CACHE_ROOT", tmp_path)
    monkeypatch.setattr(warmup, "_memory", type(warmup._memory)())
    warm = scenario(burn_in=3, months=2, reform_month=0)
    keys = [set(open_world(warm, seed).people.key.tolist()) for seed in (1, 2)]
    alone = SectorModel(warm, open_world(warm, 2).territory, seed=2)
    alone.run_for(3)
    assert keys[0] != keys[1] and keys[1] == set(alone.people.key.tolist())
