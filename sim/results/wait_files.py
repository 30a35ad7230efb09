"""Waits of runs as rows of a table, and back: one row a kind, flow, class and number of months."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.indicators.outputs import Run
from sim.state import counts

Array = npt.NDArray[Any]

__all__ = ["from_old", "held_waits", "old_waits", "waits_frame"]

COHORT: Final = -1  # class of the rows of the cohort, which is not counted by class
OLD_SHAPE: Final = (3, 4, counts.WAIT_MONTHS, 2)
OLD_KINDS: Final = (counts.TO_ASSESSMENT, counts.TO_HOUR)  # of the three, those counted alike


def waits_frame(run: Run) -> pd.DataFrame:
    """Return the waits of a run: kind, flow, complexity (-1 the cohort), months, waits."""
    parts = []
    every = (run.waits, np.expand_dims(run.cohort, 2))
    for table, classes in zip(every, (np.arange(4), np.array([COHORT])), strict=True):
        kind, flow, rank, months = np.nonzero(table)
        parts.append(
            pd.DataFrame({
                "kind": pd.Categorical.from_codes(kind, categories=pd.Index(counts.WAIT_KINDS)),
                "flow": pd.Categorical.from_codes(flow, categories=pd.Index(counts.WAIT_FLOWS)),
                "complexity": classes[rank].astype(np.int8),
                "months": months.astype(np.int16),
                "waits": table[kind, flow, rank, months],
            })
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def held_waits(frame: pd.DataFrame) -> tuple[Array, Array]:
    """Return the tables of a run's waits and of its cohort from the rows of `waits_frame`."""
    waits, cohort = np.zeros(counts.WAIT_SHAPE, np.int32), np.zeros(counts.COHORT_SHAPE, np.int32)
    kind = frame["kind"].map(counts.WAIT_KINDS.index).to_numpy(int)
    flow = frame["flow"].map(counts.WAIT_FLOWS.index).to_numpy(int)
    rank, months, n = (frame[name].to_numpy(int) for name in ("complexity", "months", "waits"))
    mine = rank != COHORT
    waits[kind[mine], flow[mine], rank[mine], months[mine]] = n[mine]
    cohort[kind[~mine], flow[~mine], months[~mine]] = n[~mine]
    return waits, cohort


def old_waits(frame: pd.DataFrame) -> tuple[Array, Array]:
    """Return the waits ended and not ended of a folder of version 0.1, int64[3, 4, 361] each."""
    flat = np.zeros((int(np.prod(OLD_SHAPE[:-1])), 2), np.int64)
    flat[frame["at"].to_numpy()] = frame[["ended", "unfinished"]].to_numpy()
    both = flat.reshape(OLD_SHAPE)
    return np.ascontiguousarray(both[..., 0]), np.ascontiguousarray(both[..., 1])


def from_old(ended: Array, unfinished: Array) -> tuple[Array, Array]:
    """Return old waits in the present tables: all began at 0, the third kind is not known."""
    waits, cohort = np.zeros(counts.WAIT_SHAPE, np.int32), np.zeros(counts.COHORT_SHAPE, np.int32)
    for kind in OLD_KINDS:
        waits[kind, counts.REACHED] = ended[kind]
        waits[kind, counts.UNDER_WAY] = unfinished[kind]
        waits[kind, counts.ENTERED, :, 0] = (ended[kind] + unfinished[kind]).sum(axis=1)
    return waits, cohort
