"""The common start: one warmed-up state per configuration and seed, kept and reloaded (section 1).

Scenarios that are compared fork from the same persons, places, lists and elapsed stays. The state
is kept in the user's cache under the digest of all that decides it, and in memory for the next
world of the same comparison.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import digest as code
from sim.engine import jit
from sim.engine.digest import CACHE_ROOT
from sim.engine.whole_files import whole_file
from sim.errors import os_reason
from sim.lang import Message
from sim.model.saving import State, let_go, state_arrays
from sim.runs.memory import Memory
from sim.scenario.scenario import Scenario
from sim.territory.of_scenario import territory_of
from sim.territory.territory import Territory

if TYPE_CHECKING:
    from sim.model.model import SectorModel

__all__ = ["is_kept", "keep", "kept_size", "state_key", "territory_of", "warmed_state"]

LARGE = 1 << 28  # bytes above which a state stays on disk: there is memory for one world, not two
STARTS_IN_MEMORY = 1 << 27  # bytes of all states in memory
STARTS_ON_DISK = 1 << 32  # bytes of all states in the cache
_memory: Memory[State] = Memory()


def state_key(scenario: Scenario, territory: Territory, seed: int) -> str:
    """Digest of everything that decides the state at month 0."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (scenario.before_reform().canonical(), territory.digest(), str(seed), code.start()):
        digest.update(part.encode())
    return digest.hexdigest()


def warmed_state(scenario: Scenario, territory: Territory, seed: int) -> State:
    """State at month 0: from memory, from the cache on disk, or by running the burn-in.

    Parameters
    ----------
    scenario : Scenario
        Only what acts before the reform matters.
    territory : Territory
    seed : int

    Returns
    -------
    mapping of arrays
        To be given to `SectorModel`, which copies it. A large state is read from the disk array by
        array, while the model takes it.
    """
    key = state_key(scenario, territory, seed)
    known = _memory.get(key)
    if known is not None:
        return known
    state = _read(_path(key))
    if state is None:
        from sim.model.model import SectorModel

        model = SectorModel(scenario.before_reform(), territory, seed=seed)
        model.run_for(scenario.clock.burn_in)
        state = keep(scenario, territory, seed, model)
    if isinstance(state, dict):
        _memory.put(key, state, _bytes(state), STARTS_IN_MEMORY)
    return state


def keep(scenario: Scenario, territory: Territory, seed: int, model: SectorModel) -> State:
    """Keep the state of a model at the end of its burn-in; the model must not be used any more.

    Returns
    -------
    mapping of arrays
        The state: columns of the model, or the file where they are when they are large.
    """
    path = _path(state_key(scenario, territory, seed))
    state = state_arrays(model, copy=False)
    let_go(model)
    _write(path, state)
    if _bytes(state) <= LARGE:
        return state
    # What could not be written is handed over from memory.
    return _read(path) or state


def is_kept(scenario: Scenario, territory: Territory, seed: int) -> bool:
    """Return whether the common start of a seed need not be warmed up."""
    key = state_key(scenario, territory, seed)
    return key in _memory or _path(key).exists()


def kept_size(scenario: Scenario, territory: Territory, seed: int) -> int:
    """Return the bytes of the common start of a seed on the disk; 0 where it is not there."""
    path = _path(state_key(scenario, territory, seed))
    return path.stat().st_size if path.exists() else 0


def _path(key: str) -> Path:
    return CACHE_ROOT / "states" / code.start() / f"{key}.npz"


def _bytes(state: State) -> int:
    return sum(array.nbytes for array in state.values())


def _read(path: Path) -> State | None:
    try:
        large = path.stat().st_size > LARGE
        with suppress(OSError):  # of somebody else, or on a disk that cannot be written
            os.utime(path)  # the starts that were used least recently are removed first
        kept = np.load(path, allow_pickle=False)
        if large:
            # Arrays are read one by one later; whether they are sound must be known now.
            return kept if kept.zip.testzip() is None else None
        with kept:
            return {name: kept[name] for name in kept.files}
    except Exception:
        # No file, or one that is damaged in any way: a cache that is not there.
        return None


def _write(path: Path, state: State) -> None:
    """Write whole or not at all; a cache that cannot be written costs time, nothing else."""
    try:
        with whole_file(path) as file:
            np.savez(file, **state)  # type: ignore[arg-type]
    except OSError as error:
        _say_not_kept(path.parents[1], error.errno)
        return
    if _remove_starts(path):
        _say_removed(path.parents[1], STARTS_ON_DISK)


def _remove_starts(last: Path) -> int:
    """Remove starts until the others fit the ceiling; return how many were removed.

    Those of other versions of the code go first, then those that were used least recently. The last
    one that was written stays.
    """
    found = []
    for path in last.parents[1].glob("*/*.npz"):
        with suppress(OSError):  # another process has removed it
            kept = path.stat()
            found.append((path.parent == last.parent, kept.st_mtime_ns, kept.st_size, path))
    excess = sum(size for _, _, size, _ in found) - STARTS_ON_DISK
    if excess > 0:
        excess += STARTS_ON_DISK // 8  # room for the next ones: not one sentence for each
    removed = 0
    for _, _, size, path in sorted(found):
        if excess > 0 and path != last:
            with suppress(OSError):
                path.unlink()
                removed += 1
            excess -= size
            with suppress(OSError):
                path.parent.rmdir()  # where it was the last one
    return removed


@cache
def _say_not_kept(folder: Path, number: int | None) -> None:
    """Say once that starts are not kept, unless it was said of compiled code already."""
    if multiprocessing.parent_process() is None and (jit.KEPT or not jit.JIT):
        reason = os_reason(number) or Message("os.other")
        text = Message("starts.not_kept", path=str(folder), reason=reason).text()
        print(text, file=sys.stderr)


@cache
def _say_removed(folder: Path, most: int) -> None:
    """Say once that starts were removed."""
    if multiprocessing.parent_process() is None:
        gigabytes = f"{most / (1 << 30):g}"
        print(Message("starts.removed", path=str(folder), most=gigabytes).text(), file=sys.stderr)
