"""The plan of a study: a row a run, written once and never changed.

The key of a run is a digest of its whole configuration, its seed and the version of the schema: the
same run has the same key in every study. The seed depends on the replicate, not on the point, so
that points and scenarios are paired.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim import compose
from sim.errors import InputError
from sim.lang import Message
from sim.sweep.design import Design, is_interval
from sim.sweep.files import whole_parquet
from sim.sweep.games import Configured, Game, key_prefix
from sim.sweep.schema import CHOSEN, PLANNED, PLANS, RESERVED

__all__ = [
    "configurations",
    "digest_of",
    "extended",
    "planned",
    "read_plan",
    "read_plans",
    "write_plan",
]

LISTED: Final = 10  # bad points that are described; the others are counted


def configurations(game: Game, design: Design) -> list[list[Configured]]:
    """Check every point of a design, and return its configuration for each scenario.

    Raises
    ------
    InputError
        With one sentence for each bad point, or each mistake that all points share.
    """
    if not len(design):
        raise InputError(Message("sweep.empty"))
    reserved = [name for name in design.factors if name in RESERVED - {"scenario"}]
    if reserved:
        raise InputError([Message("sweep.reserved", name=name) for name in reserved])
    # A number between two ends, for a parameter that takes whole numbers.
    between = [n for n, v in design.factors.items() if is_interval(v) and game.whole(n)]
    found: list[list[Configured]] = []
    wrong: dict[Message, int] = {}  # the first point of each problem
    bad = 0
    for number, values in enumerate(design.points, 1):
        point = dict(zip(design.factors, values, strict=True))
        point |= {name: round(point[name]) for name in between if point[name] is not None}
        try:
            found.append([game.configured(point, rank) for rank in range(len(game.names))])
        except InputError as error:
            bad += 1
            for problem in error.problems:
                wrong.setdefault(problem, number)
    if wrong:
        shown = [
            Message("sweep.point", number=str(number), text=problem)
            for problem, number in list(wrong.items())[:LISTED]
        ]
        if bad > 1:
            shown.append(Message("sweep.bad_points", bad=str(bad), total=str(len(design))))
        raise InputError(shown)
    return found


def planned(
    game: Game,
    design: Design,
    configured: Sequence[Sequence[Configured]],
    seeds: Sequence[int],
) -> pa.Table:
    """Return the runs of a design, one for each seed, point and scenario, in this order.

    Parameters
    ----------
    configured
        As `configurations` returns it.
    seeds
        One a replicate.
    """
    n, width = len(design), len(game.names)
    columns: dict[str, Any] = {
        "point": np.repeat(np.arange(n, dtype=np.int32), width),
        "scenario": pa.array(list(game.names) * n),
        "base": np.array([one.base for each in configured for one in each], np.int32),
    }
    for rank, factor in enumerate(design.factors):
        # As it was checked: a whole number where the parameter is one.
        values = [
            one.values.get(canonical_name(factor), point[rank])
            for each, point in zip(configured, design.points, strict=True)
            for one in each
        ]
        name = canonical_name(factor)
        columns[name] = _column(name, [str(v) for v in values] if name == "scenario" else values)
    return repeated(game, pa.table(columns), seeds, 0)


def canonical_name(factor: str) -> str:
    """Return the full name of a parameter: ``clock.months`` for ``months``."""
    return compose.SHORTCUTS.get(factor, factor)


def extended(
    game: Game, plan: pa.Table, points: Sequence[int], seeds: Sequence[int], first: int
) -> pa.Table:
    """Return more replicates of some points of a plan.

    Parameters
    ----------
    points
        Numbers of the points.
    seeds
        One a replicate.
    first
        Number of the first new replicate.
    """
    once = plan.filter(pc.equal(plan["replicate"], 0))
    some = once.filter(pc.is_in(once["point"], pa.array(points, pa.int32())))
    return repeated(game, some.drop(["run_key", "replicate", "seed"]), seeds, first)


def repeated(game: Game, once: pa.Table, seeds: Sequence[int], first: int) -> pa.Table:
    """Give each configuration every seed; those of one seed stand together."""
    factors = [name for name in once.column_names if name not in PLANNED]
    rows = once.select(["base", *factors]).to_pylist()
    prefixes = []
    for row in rows:
        base = row.pop("base")
        values = {k: v for k, v in row.items() if v is not None and k not in CHOSEN}
        prefixes.append(key_prefix(game.canonical(base, values)))
    keys: list[str] = []
    for seed in seeds:
        text = str(seed).encode()
        for prefix in prefixes:
            digest = prefix.copy()
            digest.update(text)
            keys.append(digest.hexdigest())
    n, size = len(seeds), len(once)
    taken = pa.array(np.tile(np.arange(size), n))
    columns: dict[str, Any] = {
        "run_key": pa.array(keys, pa.string()),
        "point": once["point"].take(taken),
        "scenario": once["scenario"].take(taken),
        "base": once["base"].take(taken),
        "replicate": np.repeat(np.arange(first, first + n, dtype=np.int32), size),
        "seed": np.repeat(np.array(seeds, np.int64), size),
    }
    columns |= {name: once[name].take(taken) for name in factors}
    return pa.table(columns)


def _column(factor: str, values: list[Any]) -> pa.Array:
    try:
        if any(isinstance(value, list | dict) for value in values):
            raise pa.ArrowInvalid(factor)
        if any(isinstance(value, float) for value in values):
            values = [float(v) if isinstance(v, int) and v is not True else v for v in values]
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        raise InputError(Message("sweep.mixed", name=factor)) from None


def digest_of(plan: pa.Table) -> str:
    """Digest of every value of a plan, 32 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=16)
    for name in plan.column_names:
        column = plan[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        digest.update(f"|{name} {column.type}|".encode())
        if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
            digest.update(np.ascontiguousarray(column.to_numpy()).tobytes())
        else:
            digest.update("\n".join(map(str, column.to_pylist())).encode())
    return digest.hexdigest()


def write_plan(folder: Path, plan: pa.Table, number: int) -> None:
    """Write one round of a plan; a file that exists is never replaced."""
    path = folder / f"plan-{number:04d}.parquet"
    kept = plan.replace_schema_metadata({"parcours": json.dumps({"digest": digest_of(plan)})})
    whole_parquet(path, kept)


def read_plan(path: Path) -> pa.Table:
    """Read one round of a plan.

    Raises
    ------
    InputError
        When it was changed after it was written.
    """
    try:
        plan = pq.read_table(path, page_checksum_verification=True)
        asked = json.loads(plan.schema.metadata[b"parcours"])["digest"]
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        raise InputError(Message("sweep.plan_edited", path=str(path))) from None
    found = plan.replace_schema_metadata(None)
    if digest_of(found) != asked:
        raise InputError(Message("sweep.plan_edited", path=str(path)))
    return found


def read_plans(folder: Path) -> pa.Table:
    """Read all rounds of the plan of a study, in their order.

    Raises
    ------
    InputError
        When there is none, or one was changed after it was written.
    """
    paths = sorted(folder.glob(PLANS))
    if not paths:
        raise InputError(Message("sweep.no_study", path=str(folder)))
    return pa.concat_tables([read_plan(path) for path in paths], promote_options="permissive")
