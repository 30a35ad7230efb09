"""Events of a month: which rows a `decide` kernel has marked."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.jit import kernel, rule

Array = npt.NDArray[Any]

MANY = 40  # one marked row in so many is many


@rule
def row(rows: Array, r: int) -> int:
    """Row at a rank of a list, as the rules take it."""
    return int(np.int64(rows[r]))


@rule
def nobody(size: int) -> Array:
    """Return `size` ranks that stand for none, -1; int64[size]."""
    ranks = np.zeros(size, np.int64)
    for i in range(size):
        ranks[i] = -1
    return ranks


@kernel
def compact(words: Array, event: Array, size: int, rows: Array) -> int:
    """Write the marked rows; returns their number.

    If few rows are marked, eight unmarked rows are skipped at a time. If many are marked, the
    branch would be mispredicted so often that reading each row is faster.

    Parameters
    ----------
    words : uint64[n / 8]
        The same memory as `event`, eight rows to a word.
    event : int8[n]
        Non-zero where something happens; n is a multiple of 8.
    size : int
        Rows in use.
    rows : uint32
        Written to; one row longer than what may be marked.
    """
    marked = 0
    for i in range(size):
        marked += int(event[i] != 0)
    n = 0
    if MANY * marked > size:
        for i in range(size):
            rows[n] = i
            n += int(event[i] != 0)
        return n
    for w in range((size + 7) // 8):
        if words[w] == 0:
            continue
        for i in range(w * 8, min(w * 8 + 8, size)):
            # Written in any case and kept if marked: a branch here would be guessed wrong.
            rows[n] = i
            n += int(event[i] != 0)
    return n
