"""The months before the reform, simulated once for all worlds that are the same until then.

A world that reaches its reform leaves a copy of its state. The next world with the same months
before the reform goes on from there, with the counts, pathways and payments of these months. Worlds
with a policy neither leave a copy nor take one: a policy sees the model itself, and may act in any
month.
"""

from __future__ import annotations

import hashlib
from copy import deepcopy
from typing import NamedTuple

from sim.engine import digest as code
from sim.indicators.outputs import Run
from sim.model.model import SectorModel
from sim.model.saving import State, go_on, let_go, state_arrays
from sim.runs.memory import Memory, ceiling
from sim.runs.run import (
    PaymentWatcher,
    Recorder,
    close_world,
    open_world,
    run_world,
)
from sim.runs.workers import gc_paused
from sim.scenario.context import Clock
from sim.scenario.scenario import Scenario
from sim.territory.territory import Territory

__all__ = ["fork_key", "forks", "run_forked"]


class Fork(NamedTuple):
    """A world at its reform: the state, and what was recorded until then."""

    state: State
    payments: PaymentWatcher
    recorder: Recorder | None


forks: Memory[Fork] = Memory()


def fork_key(scenario: Scenario, territory: Territory, seed: int, *, record: bool) -> str:
    """Digest of all that decides the months before the reform, and of what is recorded.

    The organisation and the levers of funding act from the reform on. The context acts before. A
    perimeter of listed zones lays the maps of départements side by side from month 0 on.
    """
    clock = scenario.clock
    before = scenario.before_reform().model_copy(
        update={
            "context": scenario.context,
            "clock": Clock(
                burn_in=clock.burn_in,
                months=clock.reform_month,
                reform_month=clock.reform_month,
                record_people=clock.record_people if record else 0,
            ),
        }
    )
    one_map = scenario.organisation.pole.perimeter == "list"
    parts = (before.canonical(), str(one_map), territory.digest(), str(seed), str(record))
    digest = hashlib.blake2b(digest_size=16)
    for part in (*parts, code.results()):
        digest.update(part.encode())
    return digest.hexdigest()


def run_forked(scenario: Scenario, seed: int, territory: Territory, *, record: bool = False) -> Run:
    """Simulate one world as `run_world`, from the fork at its reform if there is one.

    Parameters
    ----------
    scenario, seed, record
        As in `run_world`; the result is the same, to the bit.
    territory
        The territory of the scenario.
    """
    reform, months = scenario.clock.reform_month, scenario.clock.months
    most = ceiling()
    if scenario.policy.code or not 0 < reform < months or not most:
        return run_world(scenario, seed, record=record, territory=territory)
    key = fork_key(scenario, territory, seed, record=record)
    fork = forks.get(key)

    with gc_paused():
        if fork is None:
            model = open_world(scenario, seed, territory=territory)
            payments = PaymentWatcher(model)
            recorder = Recorder(model, scenario.clock.record_people) if record else None
        else:
            model = SectorModel(scenario, territory, seed=seed, start=reform, state=fork.state)
            go_on(model, fork.state)
            payments, recorder = deepcopy(fork.payments), deepcopy(fork.recorder)
        model.watchers += [w for w in (payments, recorder) if w is not None]
        if fork is None:
            model.run_for(reform)
            _leave(key, model, payments, recorder, most)
        model.run_for(months - reform)
        run = close_world(model, recorder, payments)
        let_go(model)
        return run


def _leave(
    key: str, model: SectorModel, payments: PaymentWatcher, recorder: Recorder | None, most: int
) -> None:
    """Leave a copy of a world at its reform, unless it is too large to be remembered."""
    if model.people.size * model.people.bytes_per_person > most:
        return
    state = state_arrays(model)
    fork = Fork(state, deepcopy(payments), deepcopy(recorder))
    recorded = 0 if recorder is None else sum(array.nbytes for array in recorder.states)
    forks.put(key, fork, sum(array.nbytes for array in state.values()) + recorded, most)
