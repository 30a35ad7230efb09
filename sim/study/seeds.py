"""The seeds of a study: those from a first one on, or a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.lang import Message

__all__ = ["seeds_of", "whole"]

MOST_REPLICATES: Final = 100_000
MOST_SEED: Final = 2**62


def whole(name: str, value: object, low: int, high: int) -> list[Message]:
    """Return the problem of a value that is not a whole number between two others."""
    number = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if number and low <= int(value) <= high:  # type: ignore[call-overload]
        return []
    ends = {"low": str(low), "high": str(high)}
    return [Message("study.whole", name=name, value=repr(value), **ends)]


def seeds_of(
    replicates: object, seed: object, seeds: Sequence[Any] | None, *, default: int = 20
) -> tuple[tuple[int, ...], list[Message]]:
    """Return the seeds, one a replicate, and what is wrong with them.

    Parameters
    ----------
    replicates, seed
        How many, and the first one; None for `default` and 1.
    seeds
        The seeds themselves, in place of both.

    Examples
    --------
    >>> seeds_of(3, 7, None)
    ((7, 8, 9), [])
    """
    if seeds is None:
        count: Any = default if replicates is None else replicates
        first: Any = 1 if seed is None else seed
        wrong = [
            *whole("replicates", count, 1, MOST_REPLICATES), *whole("seed", first, 0, MOST_SEED)
        ]  # fmt: skip
        return () if wrong else tuple(range(int(first), int(first) + int(count))), wrong
    if replicates is not None or seed is not None:
        return (), [Message("study.seeds_twice")]
    if isinstance(seeds, str) or not np.iterable(seeds):
        return (), [Message("study.seeds_list", value=repr(seeds))]
    listed = list(seeds)
    wrong = [problem for one in listed for problem in whole("seeds", one, 0, MOST_SEED)]
    if not wrong and (not listed or len({int(one) for one in listed}) < len(listed)):
        wrong = [Message("study.seeds_list", value=repr(listed))]
    return () if wrong else tuple(int(one) for one in listed), wrong
