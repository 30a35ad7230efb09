"""A country is its départements: with closed borders each is a model of its own.

Nobody crosses the border of a département, and each has its own calls, funders' envelopes and
operators: simulated alone it lives as it does among others, to the bit (`tests/model`). Worlds of
several départements are therefore simulated département by département, some at a time in threads,
and their counts are added. That needs the memory of a few départements, and the columns of one stay
near the processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.engine import draws
from sim.indicators.outputs import Pathways, Run
from sim.runs.fork import run_forked
from sim.scenario.scenario import Scenario
from sim.territory.territory import Territory

__all__ = ["models_of", "simulate"]

ADDED: Final = ("history", "waits", "cohort", "strata", "paid")  # arrays of a run


def models_of(scenario: Scenario, territory: Territory) -> tuple[Territory, ...]:
    """Return the territories that a world is simulated on: its départements, or the whole.

    The whole where something acts beyond a département: open borders, perimeters of listed zones,
    an operator in several départements, or a policy, which sees all of the model.
    """
    beyond = (
        scenario.access.cross_border
        or scenario.organisation.pole.perimeter == "list"
        or bool(scenario.policy.code)
        or territory.has_shared_operators
    )
    return (territory,) if beyond else territory.parts


def simulate(
    scenarios: Sequence[Scenario],
    places: Sequence[Territory],
    seed: int,
    *,
    record: bool = False,
    threads: int = 1,
    done: Callable[[float], object] = float,
) -> Iterator[Run]:
    """Simulate worlds under the luck of one seed, and yield them in their order.

    Worlds on the same départements are simulated together: what they share is in memory then.

    Parameters
    ----------
    scenarios, places
        Worlds, and the territory of each.
    record
        Whether to keep the pathways of `clock.record_people` persons.
    threads
        Départements at a time. The results do not depend on it.
    done
        Called with the share of a world that is done.
    """
    models = [models_of(scenario, place) for scenario, place in zip(scenarios, places, strict=True)]
    apart: dict[int, list[int]] = {}
    for rank, parts in enumerate(models):
        if len(parts) > 1:
            apart.setdefault(id(places[rank]), []).append(rank)
    together: dict[int, Run] = {}
    for ranks in apart.values():
        worlds = [scenarios[rank] for rank in ranks]
        runs = _side_by_side(worlds, models[ranks[0]], seed, record, threads, done)
        together |= zip(ranks, runs, strict=True)
    for rank, scenario in enumerate(scenarios):
        if rank in together:
            yield together.pop(rank)
        else:
            yield run_forked(scenario, seed, models[rank][0], record=record)
            done(1)


def _side_by_side(
    scenarios: Sequence[Scenario],
    parts: Sequence[Territory],
    seed: int,
    record: bool,
    threads: int,
    done: Callable[[float], object],
) -> list[Run]:
    """Simulate worlds département by département."""

    def of_part(part: Territory) -> list[Run]:
        runs = []
        for scenario in scenarios:
            runs.append(run_forked(scenario, seed, part, record=record))
            done(1 / len(parts))
        return runs

    sums = [_Sum(scenario, seed) for scenario in scenarios]
    pool = ThreadPoolExecutor(threads)
    try:
        for runs in pool.map(of_part, parts) if threads > 1 else map(of_part, parts):
            for total, run in zip(sums, runs, strict=True):
                total.add(run)
    finally:
        pool.shutdown(cancel_futures=True)
    return [total.run() for total in sums]


class _Sum:
    """The world that départements make together: counts are added, zones follow each other."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        self.first: Run | None = None
        self.zones: list[npt.NDArray[Any]] = []

    def add(self, run: Run) -> None:
        """Add the next département."""
        self.zones.append(run.zones)
        if self.first is None:
            self.first = run
            self.added = [getattr(run, name).copy() for name in ADDED]
            self.pathways = run.pathways
            return
        for total, name in zip(self.added, ADDED, strict=True):
            total += getattr(run, name)
        if self.pathways is not None and run.pathways is not None:
            both = (self.pathways, run.pathways)
            self.pathways = _recorded(both, self.seed, self.scenario.clock.record_people)

    def run(self) -> Run:
        """Return the world."""
        assert self.first is not None
        return replace(
            self.first,
            **dict(zip(ADDED, self.added, strict=True)),
            zones=np.concatenate(self.zones),
            pathways=self.pathways,
        )


def _recorded(pathways: Sequence[Pathways], seed: int, count: int) -> Pathways:
    """Those of the recorded persons who are recorded in the whole, in key order."""
    keys = np.concatenate([each.key for each in pathways])
    states = np.concatenate([each.state for each in pathways], axis=1)
    recording = draws.stream(seed, draws.ONCE, draws.RECORDING, 0)
    kept = np.argsort(draws.uniforms(np.uint64(recording), keys), kind="stable")[:count]
    kept = kept[np.argsort(keys[kept])]
    return Pathways(keys[kept], states[:, kept])
