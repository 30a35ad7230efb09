"""A comparison in a folder: every count of every run in Parquet, so that it loads to the bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.indicators.measure import World
from sim.results import atomic_files as store
from sim.results.tables import Comparison, Place
from sim.runs.run import Pathways, Run
from sim.scenario.scenario import Scenario
from sim.state import counts as tally
from sim.state.people import COUNTERS

__all__ = ["counts", "load"]


def counts(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Return the counts of every run as tables, by name of file."""
    where = [
        (r, side, world)
        for r, pair in enumerate(comparison.pairs)
        for side, world in zip("ab", pair, strict=True)
    ]
    ledgers, waits, cells, zones, paths = [], [], [], [], []
    paid = [f"paid_{payer}" for payer in comparison.payers]
    for r, side, world in where:
        run = world.run
        mark = {"world": side, "replicate": r}
        frame = pd.DataFrame(run.series, columns=list(tally.NAMES))
        frame[paid] = world.paid
        ledgers.append(_marked(frame, **mark, month=world.months))
        both = np.stack([run.waits, run.censored], axis=-1).reshape(-1, 2)
        rows = np.flatnonzero(both.any(axis=1))
        frame = pd.DataFrame(both[rows], columns=["ended", "unfinished"])
        waits.append(_marked(frame, **mark, at=rows))
        frame = pd.DataFrame(run.cells, columns=list(COUNTERS))
        cells.append(_marked(frame, **mark, cell=np.arange(len(frame))))
        frame = pd.DataFrame(run.zones, columns=list(COUNTERS))
        zones.append(_marked(frame, **mark, zone=np.arange(len(frame))))
        if run.pathways is not None:
            frame = pd.DataFrame(run.pathways.state.T)
            frame.columns = pd.Index([f"m{m}" for m in range(frame.shape[1])])
            paths.append(_marked(frame, **mark, person=run.pathways.key))
    found = {"counts": ledgers, "waits": waits, "cells": cells, "zones": zones, "paths": paths}
    return {name: pd.concat(f, ignore_index=True) for name, f in found.items() if f}


def _marked(frame: pd.DataFrame, **marks: Any) -> pd.DataFrame:
    for rank, (name, mark) in enumerate(marks.items()):
        frame.insert(rank, name, mark)
    return frame


def load(path: str | Path) -> Comparison:
    """Read a comparison that was saved.

    Raises
    ------
    InputError
        When the folder holds none, is damaged, or was written with another version of the schema.
    """
    folder = Path(path).expanduser()
    tree = store.read_manifest(folder)
    try:
        place = Place(**{**tree["territory"], "zones": tuple(tree["territory"]["zones"])})
        a, b = (Scenario.model_validate(tree["scenarios"][side]) for side in "ab")
        seeds = tuple(int(seed) for seed in tree["seeds"])
        payers = tuple(tree["payers"])
        kept = {
            name: pd.read_parquet(folder / f"{name}.parquet")
            for name in ("counts", "waits", "cells", "zones", "paths")
            if name != "paths" or (folder / "paths.parquet").exists()
        }
        pairs = []
        for r, seed in enumerate(seeds):
            worlds = [
                _world(kept, side, r, scenario, seed, payers)
                for side, scenario in zip("ab", (a, b), strict=True)
            ]
            pairs.append((worlds[0], worlds[1]))
        found = Comparison(
            a, b, tuple(tree["names"]), tuple(tree["overrides"]), seeds, tuple(pairs), place,
            payers, dict(tree["origin"]),
        )  # fmt: skip
        same = found.runs() == tree["runs"]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(
            [f"{folder}: this comparison is damaged ({type(error).__name__}); run it again."]
        ) from None
    if not same:
        raise InputError([f"{folder}: the counts are not those that were saved; run it again."])
    return found


def _world(
    kept: dict[str, pd.DataFrame],
    side: str,
    replicate: int,
    scenario: Scenario,
    seed: int,
    payers: tuple[str, ...],
) -> World:
    mine = {
        name: frame[(frame["world"] == side) & (frame["replicate"] == replicate)]
        for name, frame in kept.items()
    }
    counts = mine["counts"]
    flat = np.zeros((3 * 4 * tally.WAIT_MONTHS, 2), np.int64)
    flat[mine["waits"]["at"].to_numpy()] = mine["waits"][["ended", "unfinished"]].to_numpy()
    both = flat.reshape(3, 4, tally.WAIT_MONTHS, 2)
    paths = None
    if "paths" in mine and len(mine["paths"]):
        months = [f"m{m}" for m in range(len(counts))]
        paths = Pathways(
            mine["paths"]["person"].to_numpy(np.uint64),
            np.ascontiguousarray(mine["paths"][months].to_numpy(np.int8).T),
        )
    run = Run(
        label=scenario.label,
        scenario_digest=scenario.digest(),
        seed=seed,
        first_month=int(counts["month"].iloc[0]),
        reform_month=scenario.clock.reform_month,
        series=counts[list(tally.NAMES)].to_numpy(np.int64),
        waits=np.ascontiguousarray(both[..., 0]),
        censored=np.ascontiguousarray(both[..., 1]),
        cells=mine["cells"][list(COUNTERS)].to_numpy(np.int64),
        zones=mine["zones"][list(COUNTERS)].to_numpy(np.int64),
        pathways=paths,
    )
    return World(run, counts[[f"paid_{payer}" for payer in payers]].to_numpy(np.int64))
