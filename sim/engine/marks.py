"""Events of a month: which rows a `decide` kernel has marked, and the order to act on them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.jit import kernel, rule
from sim.engine.pointer import bundle

Array = npt.NDArray[Any]

MANY = 40  # one marked row in so many is many
RUN = 16  # rows sorted by insertion, before they are merged


@bundle()
class Marks(NamedTuple):
    """The marks of a month, and room for lists of rows.

    Attributes
    ----------
    event : int8[n]
        Non-zero where something happens, a row each; n is a multiple of 8.
    words : uint64[n / 8]
        The same memory as `event`, eight rows to a word.
    rows, others : uint32[n + 1]
        Lists of rows.
    """

    event: Array
    words: Array
    rows: Array
    others: Array


def marks_of(capacity: int, kind: type[np.unsignedinteger[Any]]) -> Marks:
    """Return marks for `capacity` rows, a multiple of 8, whose numbers are of a `kind`."""
    event = np.zeros(capacity, np.int8)
    lists = (np.empty(capacity + 1, kind) for _ in range(2))
    return Marks(event, event.view(np.uint64), *lists)


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


@kernel
def in_key_order(rows: Array, key: Array) -> None:
    """Sort rows by the keys of their persons, so that the order of rows never matters.

    Parameters
    ----------
    rows : uint32[n]
        Sorted in place.
    key : uint64
        Key of each person; all differ.
    """
    n = len(rows)
    keys, keys_after = np.empty(n, np.uint64), np.empty(n, np.uint64)
    source, target = np.empty(n, np.int64), np.empty(n, np.int64)
    for r in range(n):
        i = row(rows, r)
        k = key[i]
        at = r
        while at > r // RUN * RUN and keys[at - 1] > k:
            keys[at], source[at] = keys[at - 1], source[at - 1]
            at -= 1
        keys[at], source[at] = k, i
    width = RUN
    while width < n:
        for low in range(0, n, 2 * width):
            a, b = low, min(low + width, n)
            half, end = b, min(low + 2 * width, n)
            for at in range(low, end):
                if a < half and (b >= end or keys[a] < keys[b]):
                    keys_after[at], target[at] = keys[a], source[a]
                    a += 1
                else:
                    keys_after[at], target[at] = keys[b], source[b]
                    b += 1
        keys, keys_after = keys_after, keys
        source, target = target, source
        width *= 2
    for r in range(n):
        rows[r] = source[r]
