"""The seeds of a study: those from a first one on, or a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

from sim import compose
from sim.errors import InputError, nearest, suggestion
from sim.lang import Message

__all__ = ["OWN", "check_keywords", "seeds_of", "whole"]

MOST_REPLICATES: Final = 100_000
MOST_SEED: Final = 2**62
OWN: Final = ("replicates", "seed", "seeds", "lang")  # arguments of a study


def check_keywords(given: Iterable[str], own: Sequence[str]) -> None:
    """Refuse a keyword of a call that is nearly the name of one of its arguments.

    Other keywords are parameters of the scenario, which `sim.compose` checks.

    Raises
    ------
    InputError
        Naming the argument.
    """
    wrong = [
        Message("study.keyword", name=f"{name}=…", near=suggestion(name, own))
        for name in given
        if name not in compose.keys() and nearest(name, own)
    ]
    if wrong:
        raise InputError(wrong)


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
