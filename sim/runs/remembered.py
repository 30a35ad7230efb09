"""Worlds that were simulated, remembered by all that decides them.

The key holds the code, the scenario with the code of its policy, the content of the territory, the
seed and what is recorded. A world whose policy reads or writes anything outside its world
(`sim.policy.closed`) is simulated each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.engine import digest as code
from sim.indicators.outputs import Run
from sim.policy.closed import is_closed
from sim.runs.memory import Memory, ceiling
from sim.scenario.context import ForeignPolicy
from sim.scenario.scenario import Scenario
from sim.territory.territory import Territory, seal

__all__ = ["Replicate", "forget", "replicates_of", "world_key"]

_worlds: Memory[Run] = Memory()


def world_key(scenario: Scenario, territory: str, seed: int, *, record: bool) -> str:
    """Digest of all that decides a world; empty for one that must not be remembered.

    Parameters
    ----------
    territory
        Digest of its content.
    """
    if isinstance(scenario.policy, ForeignPolicy) or not is_closed(scenario.policy.code):
        return ""
    digest = hashlib.blake2b(digest_size=16)
    for part in (code.results(), scenario.canonical(), territory, str(seed), str(record)):
        digest.update(part.encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Replicate:
    """The worlds of one seed: those that are remembered, and those to simulate.

    Attributes
    ----------
    seed, record
        As in `sim.runs.run.run_world`.
    scenarios
        All worlds.
    keys
        Key of each world; empty for one that is not to be remembered.
    known
        Remembered runs, by the rank of the world.
    missing
        Ranks of the worlds to simulate; of worlds with the same key the first one.
    """

    seed: int
    record: bool
    scenarios: Sequence[Scenario]
    keys: tuple[str, ...]
    known: Mapping[int, Run]
    missing: tuple[int, ...]

    def completed(self, found: Sequence[Run]) -> tuple[Run, ...]:
        """Remember the runs of the missing worlds, and return those of all worlds."""
        most = ceiling()
        runs = {**self.known, **dict(zip(self.missing, found, strict=True))}
        for rank in self.missing:
            if self.keys[rank]:
                _remember(self.keys[rank], runs[rank], most)
        return tuple(
            replace(runs[rank if rank in runs else self.keys.index(key)], label=scenario.label)
            for rank, (key, scenario) in enumerate(zip(self.keys, self.scenarios, strict=True))
        )


def replicates_of(
    scenarios: Sequence[Scenario], places: Sequence[Territory], jobs: Sequence[tuple[int, bool]]
) -> list[Replicate]:
    """Return what is remembered, and what is not, for each job: a seed, and whether to record."""
    if not ceiling():
        every = tuple(range(len(scenarios)))
        return [Replicate(*job, scenarios, ("",) * len(every), {}, every) for job in jobs]
    digests = {id(place): place.digest() for place in places}
    made = []
    for seed, record in jobs:
        keys = tuple(
            world_key(scenario, digests[id(place)], seed, record=record)
            for scenario, place in zip(scenarios, places, strict=True)
        )
        found = {rank: _worlds.get(key) for rank, key in enumerate(keys) if key}
        known = {rank: run for rank, run in found.items() if run is not None}
        missing = tuple(
            rank
            for rank, key in enumerate(keys)
            if rank not in known and (not key or keys.index(key) == rank)
        )
        made.append(Replicate(seed, record, scenarios, keys, known, missing))
    return made


def forget() -> None:
    """Forget all worlds."""
    _worlds.clear()


def _remember(key: str, run: Run, most: int) -> None:
    seal(run)  # or who writes into an array would change the next answer
    arrays = [run.history, run.waits, run.cohort, run.strata, run.zones, run.paid]
    if run.pathways is not None:
        arrays += [run.pathways.key, run.pathways.state]
    _worlds.put(key, run, sum(array.nbytes for array in arrays), most)
