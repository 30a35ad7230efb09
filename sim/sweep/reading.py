"""Reading a study: DuckDB over its Parquet files, which it never writes.

A run that is in two shards is read once: a driver that was killed may leave a worker that still
writes its chunk.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.lang import Message
from sim.sweep.schema import PLANNED, PLANS, RAN, RESERVED, RUNS, SERIES, SHARDS

__all__ = ["connect", "digest", "query"]

BATCH: Final = 100_000  # rows


def _listed(paths: list[Path]) -> str:
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}], union_by_name = true, filename = true)"


def connect(folder: Path) -> Any:
    """Return a connection to DuckDB with the views `plan`, `done`, `runs` and `series`.

    Raises
    ------
    InputError
        When a shard is damaged, naming it and what to do.
    """
    import duckdb

    place = folder / SHARDS
    runs = sorted(place.glob(f"*{RUNS}"))
    _check(folder, runs)
    series = [path for path in sorted(place.glob(f"*{SERIES}"))
              if path.with_name(path.name.replace(SERIES, RUNS)).exists()]  # fmt: skip
    link = duckdb.connect()
    # Where a notebook has no widgets, the bar is off already, and DuckDB refuses to set it.
    if link.execute("select current_setting('enable_progress_bar')").fetchone() == (True,):
        link.execute("set enable_progress_bar = false")
    plans = _listed(sorted(folder.glob(PLANS)))
    link.execute(f"create view plan as select * exclude (filename) from {plans}")
    empty = pa.table({name: pa.array([], pa.string()) for name in (*RAN, "shard")})
    if runs:
        link.execute(
            "create view done as select * exclude (filename, rank) from (select *,"
            f" {_shard(RUNS)} as shard, row_number() over (partition by run_key"
            " order by status != 'ok', filename) as rank"
            f" from {_listed(runs)}) where rank = 1"
        )
    else:
        link.register("done", empty)
    link.execute(
        "create view runs as select plan.*, coalesce(done.status, 'missing') as status,"
        " done.* exclude (run_key, status, shard) from plan left join done using (run_key)"
        " order by replicate, point, base"
    )
    if series:
        link.execute(
            "create view of_shards as select s.* exclude (filename) from"
            f" (select *, {_shard(SERIES)} as shard from {_listed(series)}) s"
            " semi join done on s.run_key = done.run_key and s.shard = done.shard"
        )
    else:
        no_series = {"run_key": pa.array([], pa.string()), "month": pa.array([], pa.int32()),
                     "shard": pa.array([], pa.string())}  # fmt: skip
        link.register("of_shards", pa.table(no_series))
    link.execute(
        "create view series as select plan.*, s.* exclude (run_key, shard)"
        " from plan join of_shards s using (run_key) order by replicate, point, base, month"
    )
    return link


def _shard(end: str) -> str:
    return f"replace(parse_filename(filename), '{end}', '')"


def _check(folder: Path, runs: list[Path]) -> None:
    for path in runs:
        series = path.with_name(path.name.replace(RUNS, SERIES))
        try:
            asked = int(pq.read_schema(path).metadata[b"series"])
            if asked and pq.read_metadata(series).num_rows != asked:
                raise ValueError(series)
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            values = {"path": str(path), "folder": str(folder)}
            raise InputError(Message("sweep.damaged_shard", **values)) from None


def query(folder: Path, text: str) -> Any:
    """Return the answer of an SQL query as a pandas table.

    Raises
    ------
    InputError
        When DuckDB refuses the query, with its reason.
    """
    import duckdb

    with connect(folder) as link:
        try:
            return link.execute(text).df()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise InputError(Message("sweep.sql", reason=reason)) from None


def digest(folder: Path) -> str:
    """Digest of all outcomes and series, by run key, 32 hexadecimal digits.

    It depends on neither times, hosts and workers, nor on files, their number and order.
    """
    state = hashlib.blake2b(digest_size=16)
    with connect(folder) as link:
        wanted = "from done semi join plan using (run_key) where status = 'ok'"
        for view, order in (
            (f"select * {wanted} order by run_key", ("run_key",)),
            (
                "select s.* from of_shards s semi join plan using (run_key)"
                " order by s.run_key, month",
                ("run_key", "month"),
            ),
        ):
            hashed: dict[str, Any] = {}
            for batch in link.sql(view).to_arrow_reader(BATCH):
                for name in batch.schema.names:
                    if name in order or name not in (*RESERVED, "shard"):
                        one = hashed.setdefault(name, hashlib.blake2b(digest_size=16))
                        one.update(_bytes(batch.column(name)))
            for name in sorted(hashed):
                state.update(f"|{name} {hashed[name].hexdigest()}".encode())
    return state.hexdigest()


def _bytes(column: pa.Array) -> bytes:
    if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        return "\n".join(map(str, column.to_pylist())).encode()
    values = column.to_numpy(zero_copy_only=False)
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), np.nan, values) + values.dtype.type(0)
    return np.ascontiguousarray(values).tobytes()


def outcome_names(columns: list[str], factors: list[str]) -> list[str]:
    """Return the columns of a table of runs that are outcomes."""
    return [name for name in columns if name not in {*RESERVED, *factors}]


def factor_names_of(columns: list[str]) -> list[str]:
    """Return the columns of a table of runs that stand before their status: those of the plan."""
    return [name for name in columns[: columns.index("status")] if name not in PLANNED]


def factor_names(plan: pa.Table) -> list[str]:
    """Return the columns of a plan that are factors."""
    return [name for name in plan.column_names if name not in PLANNED]
