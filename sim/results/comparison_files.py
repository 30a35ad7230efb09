"""A comparison in a folder: every count of every run in Parquet, so that it loads to the bit.

A folder of an older version loads too. Its manifest is brought to the present schema step by step
(`MIGRATIONS`), its names become the present ones (`sim.scenario.renamed`), and a count that it
lacks is nan: the indicators made from it are missing, all others are those that were saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.engine.digest import digests
from sim.errors import InputError
from sim.indicators.outputs import STATE_NAMES, Pathways, Run, digest_of, held
from sim.lang import Message
from sim.results import atomic_files as store
from sim.results.one_world import WorldTables
from sim.results.origin import Place, code_digest
from sim.results.sets import SETS, Sets
from sim.results.tables import ComparisonTables
from sim.results.wait_files import from_old, held_waits, old_waits, waits_frame
from sim.results.worlds import Worlds
from sim.scenario import renamed
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import COUNTERS

__all__ = ["frames", "manifest", "read", "write"]

Array = npt.NDArray[Any]

# The columns of a table that identify a row.
MARKS = ("world", "replicate", "month", "at", "cell", "zone", "person")
PAID = "paid_"  # begins the columns of what each kind of funder paid


def manifest(tables: Worlds) -> dict[str, Any]:
    """Return the manifest of a comparison: its worlds, and its origin."""
    return {
        "kind": store.KIND,
        "schema_version": store.SCHEMA_VERSION,
        "names": list(tables.names),
        "overrides": list(tables.overrides),
        "seeds": list(tables.seeds),
        "table_digest": tables.digest(),
        "payments_digest": digest_of(*(run.paid for runs in tables.replicates for run in runs)),
        "runs": tables.runs(),
        "columns": {
            "counts": list(_held(tables.replicates[0][0].history, counts.NAMES)),
            "counters": list(_held(tables.replicates[0][0].strata, COUNTERS)),
        },
        "territory": {**tables.place.__dict__, "zones": list(tables.place.zones)},
        "payers": list(tables.payers),
        "states": list(STATE_NAMES),
        "origin": tables.origin,
        "scenarios": {
            side: scenario.model_dump(mode="json") for side, scenario in tables.scenarios.items()
        },
    }


def frames(tables: Worlds) -> dict[str, pd.DataFrame]:
    """Return the counts of every run as tables, by name of file."""
    ledgers, waits, cells, zones, paths = [], [], [], [], []
    paid = [f"{PAID}{payer}" for payer in tables.payers]
    for r, worlds in enumerate(tables.replicates):
        for side, run in zip(tables.scenarios, worlds, strict=True):
            mark = {"world": side, "replicate": r}
            frame = _held(run.history, counts.NAMES)
            frame[paid] = run.paid
            ledgers.append(_marked(frame, **mark, month=run.months))
            waits.append(_marked(waits_frame(run), **mark))
            frame = _held(run.strata, COUNTERS)
            cells.append(_marked(frame, **mark, cell=np.arange(len(frame))))
            frame = _held(run.zones, COUNTERS)
            zones.append(_marked(frame, **mark, zone=np.arange(len(frame))))
            if run.pathways is not None:
                frame = pd.DataFrame(run.pathways.state.T)
                frame.columns = pd.Index([f"m{m}" for m in range(frame.shape[1])])
                paths.append(_marked(frame, **mark, person=run.pathways.key))
    found = {"counts": ledgers, "waits": waits, "cells": cells, "zones": zones, "paths": paths}
    return {name: pd.concat(f, ignore_index=True) for name, f in found.items() if f}


def _held(array: Array, names: Sequence[str]) -> pd.DataFrame:
    """Counts by name; those that a run of an older version does not hold are left out."""
    values, ranks = held(array)
    return pd.DataFrame(values, columns=[names[rank] for rank in ranks])


def _marked(frame: pd.DataFrame, **marks: Any) -> pd.DataFrame:
    for rank, (name, mark) in enumerate(marks.items()):
        frame.insert(rank, name, mark)
    return frame


def write(tables: Worlds, path: Path, **more: Any) -> None:
    """Write tables, counts and manifest into an existing folder; `more` joins the manifest.

    The manifest comes last: a folder without one is not a comparison.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    store.put_frame(path / "summary.parquet", tables.summary(lang="fr"))
    store.put_frame(path / "series.parquet", tables.to_frame("monthly"))
    store.put_frame(path / "outcomes.parquet", tables.to_frame("outcomes"))
    for name, frame in frames(tables).items():
        store.put_frame(path / f"{name}.parquet", frame)
    sets = tables.sets if isinstance(tables, ComparisonTables) else None
    if sets is not None:
        sets.write(path)
        more = {**more, SETS: sets.manifest()}
    store.put_json(path / store.MANIFEST, {**manifest(tables), **more})


def _with_columns(tree: dict[str, Any]) -> dict[str, Any]:
    """From schema 1, in which the columns of the files were not listed."""
    return {**tree, "columns": {}}


MIGRATIONS = {1: _with_columns}  # from a schema to the next


def read[Pair: ComparisonTables, One: WorldTables](
    path: str | Path, pair: type[Pair], one: type[One]
) -> Pair | One:
    """Read a comparison, or the replicates of one world, that were saved.

    Parameters
    ----------
    path
        Folder of the comparison.
    pair, one
        Classes of what is returned, for two worlds and for one.

    Raises
    ------
    InputError
        When the folder holds none, is damaged, or was written by a newer version.
    """
    folder = Path(path).expanduser()
    tree = store.read_manifest(folder, tuple(MIGRATIONS))
    try:
        for version in range(tree["schema_version"], store.SCHEMA_VERSION):
            tree = MIGRATIONS[version](tree)
        place = _place(tree["territory"])
        scenarios = {
            side: Scenario.model_validate(renamed.renamed_parameters(saved))
            for side, saved in tree["scenarios"].items()
        }
        seeds = tuple(int(seed) for seed in tree["seeds"])
        kept = {
            name: pd.read_parquet(folder / f"{name}.parquet")
            for name in ("counts", "waits", "cells", "zones", "paths")
            if name != "paths" or (folder / "paths.parquet").exists()
        }
        same = True
        worlds, paid = [], []
        for r, seed in enumerate(seeds):
            runs = []
            for side, scenario in scenarios.items():
                mine = {
                    name: frame[(frame["world"] == side) & (frame["replicate"] == r)]
                    for name, frame in kept.items()
                }
                run, digest = _run(mine, scenario, seed, tree)
                same &= digest == tree["runs"][r][side]
                paid.append(_paid(mine["counts"], tree["payers"]))
                runs.append(run)
            worlds.append(runs)
        payers = tuple(p for p in _present(renamed.PAYERS, tree["payers"]) if p is not None)
        words, origin = tuple(tree["overrides"]), dict(tree["origin"])
        found: Pair | One
        if list(scenarios) == ["a"]:
            runs_ = tuple(runs[0] for runs in worlds)
            found = one(scenarios["a"], runs_, place, words, payers, origin)
        else:
            names = (str(tree["names"][0]), str(tree["names"][1]))
            pairs = tuple((runs[0], runs[1]) for runs in worlds)
            a, b = scenarios["a"], scenarios["b"]
            sets = Sets.read(folder, tree[SETS]) if SETS in tree else None
            found = pair(a, b, names, words, seeds, pairs, place, payers, origin, sets=sets)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        raise InputError(Message("saved.damaged", path=str(folder))) from None
    # Folders of older versions have no digest of the payments. The table is that of the folder only
    # where the same code makes it, from all counts.
    same &= tree.get("payments_digest") in (None, digest_of(*paid))
    if code_digest(origin) == digests()["results"] and not found.missing():
        same &= found.digest() == tree["table_digest"]
    if not same:
        raise InputError(Message("saved.changed", path=str(folder)))
    return found


def _place(saved: Mapping[str, Any]) -> Place:
    files = tuple((role, digest) for role, digest in saved.get("files", ()))
    beyond = tuple((name, given, usual) for name, given, usual in saved.get("beyond", ()))
    return Place(**{**saved, "zones": tuple(saved["zones"]), "files": files, "beyond": beyond})


def _paid(totals: pd.DataFrame, payers: Sequence[str]) -> Array:
    return totals[[f"{PAID}{payer}" for payer in payers]].to_numpy(np.int64)


def _run(
    mine: Mapping[str, pd.DataFrame], scenario: Scenario, seed: int, tree: Mapping[str, Any]
) -> tuple[Run, str]:
    """Return a run in the present columns, and the digest of its counts as they were saved."""
    totals = mine["counts"]
    older = "ended" in mine["waits"].columns
    saved_waits = old_waits(mine["waits"]) if older else held_waits(mine["waits"])
    waits, cohort = from_old(*saved_waits) if older else saved_waits
    paths = None
    if "paths" in mine and len(mine["paths"]):
        months = [f"m{m}" for m in range(len(totals))]
        paths = Pathways(
            mine["paths"]["person"].to_numpy(np.uint64),
            np.ascontiguousarray(mine["paths"][months].to_numpy(np.int8).T),
        )
    columns = tree["columns"]
    saved = {
        "counts": columns.get("counts") or _own_columns(totals),
        "cells": columns.get("counters") or _own_columns(mine["cells"]),
        "zones": columns.get("counters") or _own_columns(mine["zones"]),
    }
    arrays = {name: mine[name][names].to_numpy(np.int64) for name, names in saved.items()}
    digest = digest_of(arrays["counts"], *saved_waits, arrays["cells"], arrays["zones"])
    kept = [payer for payer, new in zip(
        tree["payers"], _present(renamed.PAYERS, tree["payers"]), strict=True
    ) if new is not None]  # fmt: skip
    run = Run(
        label=scenario.label,
        scenario_digest=scenario.digest(),
        seed=seed,
        first_month=int(totals["month"].iloc[0]),
        reform_month=scenario.clock.reform_month,
        history=_arranged(arrays["counts"], saved["counts"], counts.NAMES, renamed.COUNTS),
        waits=waits,
        cohort=cohort,
        strata=_arranged(arrays["cells"], saved["cells"], COUNTERS, renamed.COUNTERS),
        zones=_arranged(arrays["zones"], saved["zones"], COUNTERS, renamed.COUNTERS),
        pathways=paths,
        paid=_paid(totals, kept),
    )
    return run, digest


def _own_columns(frame: pd.DataFrame) -> list[str]:
    """Names of the counts in a table, in its order."""
    return [c for c in frame.columns if c not in MARKS and not c.startswith(PAID)]


def _present(table: Mapping[str, str | None], names: Sequence[str]) -> list[str | None]:
    return [renamed.new_name(table, name) for name in names]


def _arranged(
    array: Array, saved: Sequence[str], names: Sequence[str], table: Mapping[str, str | None]
) -> Array:
    """Return saved columns in the order of the present ones; float64 with nan where one lacks."""
    present = _present(table, saved)
    if present == list(names):
        return array
    at = {name: rank for rank, name in enumerate(present) if name is not None}
    if all(name in at for name in names):
        return np.ascontiguousarray(array[:, [at[name] for name in names]])
    arranged = np.full((len(array), len(names)), np.nan)
    for rank, name in enumerate(names):
        if name in at:
            arranged[:, rank] = array[:, at[name]]
    return arranged
