"""One world simulated from the common start: its counts, its payments, and some pathways."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine import draws
from sim.indicators.outputs import AWAY, PAYERS, Pathways, Run, shown_states
from sim.model.full_count import check_end
from sim.model.invariants import balance
from sim.model.model import SectorModel
from sim.model.saving import let_go
from sim.runs.warmup import territory_of, warmed_state
from sim.runs.workers import gc_paused
from sim.scenario.scenario import Scenario
from sim.state.layout import FUNDERS
from sim.state.people import ABSENT, ROW
from sim.territory.territory import Territory

Array = npt.NDArray[Any]

__all__ = ["PaymentWatcher", "Recorder", "close_world", "open_world", "run_world"]


class Recorder:
    """Watches some persons month by month."""

    def __init__(self, model: SectorModel, count: int) -> None:
        people = model.people
        rows = np.flatnonzero(people.state[: people.size] != ABSENT)
        keys = people.key[rows]
        if count < len(rows):
            recording = draws.stream(model.seed, draws.ONCE, draws.RECORDING, 0)
            rank = draws.uniforms(np.uint64(recording), keys)
            chosen = np.argsort(rank, kind="stable")[:count]
            rows, keys = rows[chosen], keys[chosen]
        order = np.argsort(keys)
        self.rows, self.keys = rows[order], keys[order]
        self.states: list[Array] = []

    def __call__(self, model: SectorModel) -> None:
        """Write the month's states."""
        people = model.people
        shown = shown_states(people.state[self.rows], people.status_bits[self.rows])
        # A reused row is another person.
        shown[people.key[self.rows] != self.keys] = AWAY
        self.states.append(shown)

    def pathways(self) -> Pathways:
        """All months so far."""
        shape = (len(self.states), len(self.keys))  # there may be no recorded person
        return Pathways(self.keys, np.array(self.states, np.int8).reshape(shape))


class PaymentWatcher:
    """Records what each kind of funder pays, month by month."""

    def __init__(self, model: SectorModel) -> None:
        self.kind = model.organisations.funder_kinds
        self.total = [model.organisations.f_out.copy()]

    def __call__(self, model: SectorModel) -> None:
        """Record what funders have paid since the start, at the end of a month."""
        self.total.append(model.organisations.f_out.copy())

    def monthly(self) -> Array:
        """Cents paid each month by each kind of funder, int64[months, payers]."""
        by_funder = np.diff(np.array(self.total, np.int64), axis=0)
        paid = np.zeros((len(by_funder), len(FUNDERS)), np.int64)
        np.add.at(paid.T, self.kind, by_funder.T)
        return paid


def open_world(
    scenario: Scenario,
    seed: int,
    *,
    territory: Territory | None = None,
) -> SectorModel:
    """Return the model at month 0, warmed up (from the cache where it is there)."""
    place = territory_of(scenario) if territory is None else territory
    if scenario.clock.burn_in == 0:
        return SectorModel(scenario, place, seed=seed)
    state = warmed_state(scenario, place, seed)
    return SectorModel(scenario, place, seed=seed, start=0, state=state)


def close_world(
    model: SectorModel,
    recorder: Recorder | None = None,
    payments: PaymentWatcher | None = None,
) -> Run:
    """Count all persons still present, check all ledgers once more, and return the run."""
    balance(model, check_end)
    people = model.people
    rows = np.flatnonzero(people.state[: people.size] != ABSENT).astype(ROW)
    cells, zones = model.strata.copy(), model.zone_counters.copy()
    waits, cohort = model.waits.copy(), model.cohort.copy()
    model.fold(rows)
    run = Run(
        label=model.scenario_.label,
        scenario_digest=model.scenario_.digest(),
        seed=model.seed,
        first_month=model.month - len(model.history),
        reform_month=model.scenario_.clock.reform_month,
        history=np.array(model.history, np.int64),
        waits=model.waits.copy(),
        cohort=model.cohort.copy(),
        strata=model.strata.copy(),
        zones=model.zone_counters.copy(),
        pathways=recorder.pathways() if recorder else None,
        paid=payments.monthly() if payments else np.zeros((0, len(PAYERS)), np.int64),
    )
    model.strata[:], model.zone_counters[:] = cells, zones
    model.waits[:], model.cohort[:] = waits, cohort
    return run


def run_world(
    scenario: Scenario,
    seed: int = 1,
    *,
    record: bool = False,
    watch: Callable[[SectorModel], None] | None = None,
    territory: Territory | None = None,
) -> Run:
    """Simulate one world from month 0 for `scenario.clock.months` months.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        Luck; the same people and the same luck in every scenario.
    record : bool
        Whether to keep the pathways of `clock.record_people` persons.
    watch
        Called with the model at the end of each month.
    territory
        The territory of the scenario, if it is already built.

    Raises
    ------
    InputError
        When the territory cannot be built.
    """
    with _own_generators(seed), gc_paused():
        model = open_world(scenario, seed, territory=territory)
        payments = PaymentWatcher(model)
        recorder = Recorder(model, scenario.clock.record_people) if record else None
        model.watchers += [w for w in (payments, recorder, watch) if w is not None]
        model.run_for(scenario.clock.months)
        run = close_world(model, recorder, payments)
        if watch is None:  # who watched the model may have kept it
            let_go(model)
        return run


@contextmanager
def _own_generators(seed: int) -> Iterator[None]:
    """Begin the generators of `random` and of `numpy.random` anew, and give them back afterwards.

    The model uses neither. A policy may, and its results must depend neither on the worlds before
    nor on the process.
    """
    before = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed % 2**32)
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])
