"""Shards: the results of one chunk of runs, written once by the worker that made them.

A shard is two files of one name, the digest of its run keys: the series, then the runs with their
outcomes. The second is written last: a shard without it was not finished, and counts for nothing.
The same chunk gives the same name, so that writing it twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.sweep.files import whole_parquet
from sim.sweep.games import Answer
from sim.sweep.schema import DAMAGED, RAN, RUNS, SERIES, SHARDS

__all__ = ["Done", "Ran", "compact", "done", "set_aside", "shard_name", "write_shard"]

READERS: Final = 4  # files read at the same time
FEW: Final = 1000  # runs of a file below which `compact` joins it with others


class Ran(NamedTuple):
    """What is known of one run; `answer` is None unless its status is ``ok``."""

    run_key: str
    status: str
    stage: str
    error: str
    seconds: float
    memory_mb: float
    worker: str
    code: str
    answer: Answer | None = None


class Done(NamedTuple):
    """The runs that the shards of a study hold, and the shards that cannot be read.

    Attributes
    ----------
    keys
        Keys of the runs, with those that are there twice.
    status
        Status of each.
    damaged
        Files that cannot be read.
    """

    keys: pa.ChunkedArray
    status: pa.ChunkedArray
    damaged: tuple[Path, ...]


def shard_name(keys: Sequence[str]) -> str:
    """Return the name of the shard of some runs, the same in any order."""
    return hashlib.blake2b("".join(sorted(keys)).encode(), digest_size=16).hexdigest()


def write_shard(folder: Path, runs: Sequence[Ran]) -> str:
    """Write the results of some runs; return the name of the shard.

    Raises
    ------
    OSError
        When the disk refuses; the shard does not count then.
    """
    name = shard_name([run.run_key for run in runs])
    place = folder / SHARDS
    answers = [(run.run_key, run.answer) for run in runs if run.answer is not None]
    series = _series([(key, answer) for key, answer in answers if len(answer.months)])
    if series is not None:
        whole_parquet(place / f"{name}{SERIES}", series)
    columns: dict[str, Any] = {
        field: pa.array([getattr(run, field) for run in runs]) for field in RAN
    }
    for outcome in dict.fromkeys(key for _, answer in answers for key in answer.outcomes):
        values = [np.nan if r.answer is None else r.answer.outcomes.get(outcome, np.nan)
                  for r in runs]  # fmt: skip
        columns[outcome] = np.array(values, np.float64)
    held = pa.table(columns).replace_schema_metadata(
        {"series": str(0 if series is None else series.num_rows)}
    )
    whole_parquet(place / f"{name}{RUNS}", held)
    return name


def _series(answers: Sequence[tuple[str, Answer]]) -> pa.Table | None:
    if not answers:
        return None
    lengths = [len(answer.months) for _, answer in answers]
    columns: dict[str, Any] = {
        "run_key": pa.array([key for key, _ in answers]).take(
            np.repeat(np.arange(len(answers)), lengths)
        ),
        "month": np.concatenate([answer.months for _, answer in answers]),
    }
    first = answers[0][1]
    for name in first.series:
        columns[name] = np.concatenate([answer.series[name] for _, answer in answers])
    for name in first.ledgers:
        columns[name] = np.concatenate([answer.ledgers[name] for _, answer in answers])
    return pa.table(columns)


def done(folder: Path) -> Done:
    """Read which runs are done; a shard that cannot be read is damaged, and its runs are not."""
    paths = sorted((folder / SHARDS).glob(f"*{RUNS}"))
    with ThreadPoolExecutor(READERS) as pool:
        held = list(pool.map(_held, paths))
    sound = [table for table in held if table is not None]
    none = pa.array([], pa.string())
    every = pa.concat_tables(sound) if sound else pa.table({"run_key": none, "status": none})
    damaged = [path for path, table in zip(paths, held, strict=True) if table is None]
    return Done(every["run_key"], every["status"], tuple(damaged))


def _held(path: Path) -> pa.Table | None:
    """Return keys and status of the runs of a shard, None if one of its files is damaged."""
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
        asked = int(file.schema_arrow.metadata[b"series"])
        series = path.with_name(path.name.replace(RUNS, SERIES))
        if asked and pq.read_metadata(series).num_rows != asked:
            return None
        table = file.read(columns=["run_key", "status"], use_threads=False)
        return table.replace_schema_metadata(None)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None


def set_aside(path: Path) -> None:
    """Rename both files of a damaged shard, so that no reader takes them."""
    for file in (path, path.with_name(path.name.replace(RUNS, SERIES))):
        with suppress(FileNotFoundError):
            file.rename(file.with_name(file.name + DAMAGED))


def compact(folder: Path, most: int = 100_000) -> tuple[int, int]:
    """Join shards with few runs into larger ones; return how many files there were, and are.

    New files are written before old ones are removed: when this is interrupted, some runs are there
    twice, and readers take each once.
    """
    place = folder / SHARDS
    every = sorted(place.glob(f"*{RUNS}"))
    small = [path for path in every if pq.read_metadata(path).num_rows < FEW]
    batch: list[Path] = []
    rows = 0
    for rank, path in enumerate(small):
        batch.append(path)
        rows += pq.read_metadata(path).num_rows
        if len(batch) > 1 and (rows >= most or rank == len(small) - 1):
            _join(place, batch)
            batch, rows = [], 0
    return len(every), len(list(place.glob(f"*{RUNS}")))


def _join(place: Path, paths: Sequence[Path]) -> None:
    series_of = {path: path.with_name(path.name.replace(RUNS, SERIES)) for path in paths}
    runs = pa.concat_tables([_read(path) for path in paths], promote_options="permissive")
    name = shard_name(runs["run_key"].to_pylist())
    there = [file for file in series_of.values() if file.exists()]
    rows = 0
    if there:
        series = pa.concat_tables([_read(file) for file in there], promote_options="permissive")
        rows = series.num_rows
        whole_parquet(place / f"{name}{SERIES}", series)
    whole_parquet(place / f"{name}{RUNS}", runs.replace_schema_metadata({"series": str(rows)}))
    for path, series_file in series_of.items():
        if not path.name.startswith(name):
            path.unlink()
            series_file.unlink(missing_ok=True)


def _read(path: Path) -> pa.Table:
    return pq.read_table(path, page_checksum_verification=True).replace_schema_metadata(None)
