"""Digests of tiny runs, printed as JSON: for comparing two ways of running the same code.

Run as ``python -m tests.twin.tiny`` from the root of the project.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np

from sim.model.model import SectorModel
from sim.model.saving import state_arrays
from sim.runs.run import close_world

from .cases import NAMED, scenario_of
from .territories import border_territory

MONTHS = 30


def state_digest(model: SectorModel) -> str:
    """Return a digest of all columns, rows and lists included."""
    digest = hashlib.blake2b(digest_size=16)
    for name, array in sorted(state_arrays(model).items()):
        digest.update(f"{name}{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def digests() -> dict[str, list[str]]:
    """Return, for each named organisation, the digests of its run and of its last state."""
    territory = border_territory(40)
    found = {}
    for name, ingredients in NAMED.items():
        scenario = scenario_of(ingredients, months=MONTHS)
        model = SectorModel(scenario, territory, seed=7)
        model.run_for(MONTHS)
        found[name] = [close_world(model).digest(), state_digest(model)]
    return found


if __name__ == "__main__":
    print(json.dumps(digests()))
