"""One world simulated from the common start: what it counted, and who lived it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine import draws
from sim.model.invariants import check_census
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of, warmed_state
from sim.scenario.scenario import Scenario
from sim.state.people import (
    ABSENT,
    ASSESS,
    COVERED,
    REFUSED,
    RENOUNCED,
    ROW,
    SERVED,
    STATES,
    WAIT,
)
from sim.territory.territory import Territory

Array = npt.NDArray[Any]

# What a pathway shows, month by month.
AWAY, ORDINARY_LIFE, WAITING, IN_PART, FULLY, WITHOUT = range(6)


@dataclass(frozen=True)
class Pathways:
    """States of the recorded persons, those present at month 0 with the lowest recording rank.

    Attributes
    ----------
    key : uint64[n]
        Identity, ascending.
    state : int8[months, n]
        AWAY, ORDINARY_LIFE, WAITING, IN_PART, FULLY or WITHOUT.
    """

    key: Array
    state: Array


@dataclass(frozen=True)
class Run:
    """What one world gave.

    Attributes
    ----------
    label, scenario_digest, seed
        Which world, under which luck.
    first_month : int
        Month of the first row of `series`.
    reform_month : int
        Month from which counters count.
    series : int64[months, SIZE]
        Monthly counts by `sim.state.counts.NAMES`.
    waits, censored : int64[3, 4, 361]
        Lengths of waits ended and not ended: kind, class, months.
    cells : int64[216, counters]
        Counters since the reform by group of persons.
    zones : int64[Z, counters]
        The same by zone.
    pathways : Pathways or None
        Recorded persons.
    """

    label: str
    scenario_digest: str
    seed: int
    first_month: int
    reform_month: int
    series: Array
    waits: Array
    censored: Array
    cells: Array
    zones: Array
    pathways: Pathways | None

    def digest(self) -> str:
        """32 hexadecimal digits of all counts: equal runs are equal to the bit."""
        digest = hashlib.blake2b(digest_size=16)
        for array in (self.series, self.waits, self.censored, self.cells, self.zones):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


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
        shown = shown_states(people.state[self.rows], people.marks[self.rows])
        # A reused row is somebody else.
        shown[people.key[self.rows] != self.keys] = AWAY
        self.states.append(shown)

    def pathways(self) -> Pathways:
        """All months so far."""
        shape = (len(self.states), len(self.keys))  # nobody may be recorded
        return Pathways(self.keys, np.array(self.states, np.int8).reshape(shape))


# By state, and whether covered.
_SHOWN = np.full((STATES, 2), ORDINARY_LIFE, np.int8)
_SHOWN[ABSENT] = AWAY
_SHOWN[[ASSESS, WAIT]] = WAITING
_SHOWN[SERVED] = IN_PART, FULLY
_SHOWN[[REFUSED, RENOUNCED]] = WITHOUT


def shown_states(state: Array, marks: Array) -> Array:
    """Translate states of the funnel into what a pathway shows; int8."""
    return np.asarray(_SHOWN[state, (marks // COVERED) & 1])


def open_world(
    scenario: Scenario,
    seed: int,
    *,
    territory: Territory | None = None,
    threads: int = 1,
) -> SectorModel:
    """Return the model at month 0, warmed up (from the cache where it is there)."""
    place = territory_of(scenario) if territory is None else territory
    if scenario.clock.burn_in == 0:
        return SectorModel(scenario, place, seed=seed, threads=threads)
    state = warmed_state(scenario, place, seed)
    return SectorModel(scenario, place, seed=seed, threads=threads, start=0, state=state)


def close_world(model: SectorModel, recorder: Recorder | None = None) -> Run:
    """Count everybody still present, check all ledgers once more, and return the run."""
    model.balance(check_census)
    people = model.people
    rows = np.flatnonzero(people.state[: people.size] != ABSENT).astype(ROW)
    cells, zones, censored = model.cells.copy(), model.zone_counters.copy(), model.censored.copy()
    model.fold(rows)
    run = Run(
        label=model.scenario_.label,
        scenario_digest=model.scenario_.digest(),
        seed=model.seed,
        first_month=model.month - len(model.series),
        reform_month=model.scenario_.clock.reform_month,
        series=np.array(model.series, np.int64),
        waits=model.waits.copy(),
        censored=model.censored.copy(),
        cells=model.cells.copy(),
        zones=model.zone_counters.copy(),
        pathways=recorder.pathways() if recorder else None,
    )
    model.cells[:], model.zone_counters[:], model.censored[:] = cells, zones, censored
    return run


def run_world(
    scenario: Scenario,
    seed: int = 1,
    *,
    record: bool = False,
    threads: int = 1,
) -> Run:
    """Simulate one world from month 0 for `scenario.clock.months` months.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        Luck; the same people and the same luck in every scenario.
    record : bool
        Whether to keep the pathways of `clock.record_people` persons.
    threads : int
        Threads over blocks of persons; the result does not depend on it.
    """
    model = open_world(scenario, seed, threads=threads)
    recorder = Recorder(model, scenario.clock.record_people) if record else None
    if recorder is not None:
        model.watchers.append(recorder)
    model.run_for(scenario.clock.months)
    return close_world(model, recorder)
