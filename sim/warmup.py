"""The common start: one warmed-up state per configuration and seed, kept and reloaded (section 1).

Scenarios that are compared fork from the same persons, places, lists and elapsed stays. The state
is kept in the user's cache under the digest of all that decides it, and in memory for the next
world of the same comparison.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.jit import CACHE_ROOT, CODE_DIGEST
from sim.model import SectorModel
from sim.scenario import Scenario
from sim.territory import Territory, build
from sim.territory_abstract import build_abstract

Array = npt.NDArray[Any]

KEPT_IN_MEMORY = 4
_memory: OrderedDict[str, dict[str, Array]] = OrderedDict()
_territories: OrderedDict[str, Territory] = OrderedDict()


def territory_of(scenario: Scenario) -> Territory:
    """Build the territory of a scenario; the last few are kept.

    Raises
    ------
    InputError
        If the name or the user's files cannot be used.
    """
    spec = scenario.territory
    if spec.kind == "files":
        return build((spec.persons, spec.establishments))
    name = spec.model_dump_json()
    if name not in _territories:
        made = (
            build_abstract(spec)
            if spec.kind == "abstract"
            else build(spec.name, dispersion_cv=spec.dispersion)
        )
        _territories[name] = made
        while len(_territories) > 8:
            _territories.popitem(last=False)
    return _territories[name]


def state_key(scenario: Scenario, territory: Territory, seed: int) -> str:
    """Digest of everything that decides the state at month 0."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (scenario.before_reform().canonical(), territory.digest(), str(seed), CODE_DIGEST):
        digest.update(part.encode())
    return digest.hexdigest()


def warmed_state(scenario: Scenario, territory: Territory, seed: int) -> dict[str, Array]:
    """State at month 0: from memory, from the cache on disk, or by running the burn-in.

    Parameters
    ----------
    scenario : Scenario
        Only what acts before the reform matters.
    territory : Territory
    seed : int

    Returns
    -------
    dict of arrays
        To be given to `SectorModel`, which copies it.
    """
    key = state_key(scenario, territory, seed)
    if key in _memory:
        _memory.move_to_end(key)
        return _memory[key]
    path = CACHE_ROOT / "states" / CODE_DIGEST / f"{key}.npz"
    state = _read(path)
    if state is None:
        model = SectorModel(scenario.before_reform(), territory, seed=seed)
        model.run_for(scenario.clock.burn_in)
        state = model.state_arrays()
        _write(path, state)
    _memory[key] = state
    while len(_memory) > KEPT_IN_MEMORY:
        _memory.popitem(last=False)
    return state


def _read(path: Path) -> dict[str, Array] | None:
    try:
        with np.load(path, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError):
        # A damaged or foreign file is only a cache that is not there.
        return None


def _write(path: Path, state: dict[str, Array]) -> None:
    """Write whole or not at all; a cache that cannot be written costs time, nothing else."""
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            np.savez(file, **state)  # type: ignore[arg-type]
        os.replace(part, path)
    except OSError:
        if part is not None:
            part.unlink(missing_ok=True)
