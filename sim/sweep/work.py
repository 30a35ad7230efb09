"""What a worker does with a chunk of runs: run each, write the shard, return a receipt.

Workers read the plan and the configurations from the folder of the study, once. They need neither
Hydra nor files of the user, and nothing but the receipt comes back.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from sim.sweep.deadline import DeadlineError, deadline
from sim.sweep.games import Answer, Game
from sim.sweep.plan import read_plans
from sim.sweep.rebuilding import game_of
from sim.sweep.schema import CHOSEN, MANIFEST, PLANNED, PLANS
from sim.sweep.shards import Ran, write_shard

__all__ = ["Chunk", "Receipt", "forget", "lost", "run_chunk"]

Chunk = tuple[int, ...]  # rows of the plan, in ascending order


class Receipt(NamedTuple):
    """What comes back of a chunk: how many runs, of which failed, seconds, name of the shard."""

    runs: int
    failed: int
    seconds: float
    shard: str


class _Open(NamedTuple):
    game: Game
    plan: pa.Table
    factors: tuple[str, ...]
    code: str


_opened: dict[tuple[str, int], _Open] = {}


def _open(folder: str) -> _Open:
    """Read a study once a process; again when a round was added to its plan."""
    path = Path(folder)
    key = (os.path.abspath(folder), len(list(path.glob(PLANS))))
    if key not in _opened:
        _opened.clear()
        tree = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        game, plan = game_of(tree["game"]), read_plans(path)
        factors = tuple(name for name in plan.column_names if name not in (*PLANNED, *CHOSEN))
        _opened[key] = _Open(game, plan, factors, game.code())
    return _opened[key]


def forget() -> None:
    """Forget the study that this process has read."""
    _opened.clear()


def run_chunk(chunk: Chunk, *, folder: str, limit: float | None) -> Receipt:
    """Run some rows of the plan and write their shard.

    A run that fails or is late is recorded with its error; the others go on.

    Parameters
    ----------
    chunk
        Rows of the plan.
    folder
        Of the study.
    limit
        Seconds that one run may take.

    Raises
    ------
    OSError
        When the disk refuses.
    InputError
        When the plan was changed.
    """
    study = _open(folder)
    begun = time.perf_counter()
    worker = f"{socket.gethostname()}:{os.getpid()}"
    runs = [_run(study, row, limit, worker) for row in _rows(study.plan, chunk)]
    shard = write_shard(Path(folder), runs)
    failed = sum(run.status != "ok" for run in runs)
    return Receipt(len(runs), failed, time.perf_counter() - begun, shard)


def _rows(plan: pa.Table, chunk: Chunk) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = plan.take(pa.array(chunk, pa.int64())).to_pylist()
    return rows


def _run(study: _Open, row: dict[str, Any], limit: float | None, worker: str) -> Ran:
    values = {name: row[name] for name in study.factors if row[name] is not None}
    begun = time.perf_counter()
    status, stage, error = "ok", "", ""
    answer: Answer | None = None
    try:
        with deadline(limit):
            answer = study.game.run(row["base"], values, row["seed"])
    except DeadlineError:
        status, stage, error = "timeout", "run", f"longer than {limit} s"
    except Exception as problem:
        status, stage = "failed", "run"
        error = f"{type(problem).__name__}: {problem}"
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Ran(row["run_key"], status, stage, error, seconds, memory, worker, study.code, answer)


def lost(folder: Path, plan: pa.Table, row: int, code: str, reason: str) -> None:
    """Record a run that ends the process of its worker each time it is tried."""
    key = plan["run_key"][row].as_py()
    write_shard(folder, [Ran(key, "failed", "worker", reason, 0.0, 0.0, "", code)])


def sizes(seconds: Sequence[float], target: float, most: int) -> int:
    """Return the runs of a chunk that takes about `target` seconds, from those that ended.

    Parameters
    ----------
    seconds
        Seconds of one run, of the last chunks.

    Examples
    --------
    >>> sizes([], 30, 1000), sizes([0.1, 0.3], 30, 1000), sizes([60.0], 30, 1000)
    (1, 150, 1)
    """
    if not seconds:
        return 1
    mean = sum(seconds) / len(seconds)
    return max(1, min(most, round(target / max(mean, 1e-6))))
