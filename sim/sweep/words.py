"""Words of a command line that hold several values: Hydra's ``a=1,2``, ``range``, ``interval``.

They become factors of one design of ours, in place of one job a combination.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

from sim import compose
from sim.compose.by_hydra import Sweep, sweep_of
from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.sweep import design as designs
from sim.sweep.design import Design
from sim.sweep.schema import CHOSEN

__all__ = ["KINDS", "Swept", "design_of", "swept"]

MULTIRUN: Final = ("-m", "--multirun")
KINDS: Final = ("grid", "latin_hypercube", "sobol", "saltelli", "morris", "one_at_a_time")


class Swept(NamedTuple):
    """Words sorted by what they hold.

    Attributes
    ----------
    factors
        Several values by name: a list, or an interval as a tuple.
    seeds
        Values of ``seed=range(100)``; None where the seed has one value or none.
    words
        The other words.
    """

    factors: dict[str, Any]
    seeds: list[int] | None
    words: list[str]


def swept(words: Sequence[str]) -> Swept:
    """Take the words with several values out of a command line; ``-m`` means nothing here.

    Raises
    ------
    InputError
        When seeds are no list of numbers, or a pattern matches no file.
    """
    factors: dict[str, Any] = {}
    seeds: list[int] | None = None
    others: list[str] = []
    wrong: list[Message] = []
    for word in words:
        key, _, raw = (part.strip() for part in word.partition("="))
        if word in MULTIRUN:
            continue
        found = _sweep(key, raw)
        if found is None:
            others.append(word)
        elif key in factors:
            wrong.append(Message("word.twice", word=word, key=key, first=key))
        elif key == "seed":
            if found.interval or not all(type(v) is int for v in found.values):
                wrong.append(Message("sweep.seeds", word=word))
            seeds = list(found.values)
        elif found.globs:
            names = compose.groups().get(key, ())
            matched = [n for n in names if any(fnmatchcase(n, g) for g in found.globs)]
            if not matched:
                wrong.append(Message("sweep.glob", word=word, names=list(names)))
            factors[key] = matched
        else:
            factors[key] = found.interval or list(found.values)
    if wrong:
        raise InputError(wrong)
    return Swept(factors, seeds, others)


def _sweep(key: str, raw: str) -> Sweep | None:
    several = "," in raw or "(" in raw
    full = compose.SHORTCUTS.get(key, key)
    known = key == "seed" or full in compose.parameters() or key in CHOSEN[1:]
    return sweep_of(raw) if several and known else None


def design_of(kind: str, factors: dict[str, Any], points: int, table: Design | None) -> Design:
    """Return the design of a command line.

    Lists are crossed with points of the intervals; designs of Saltelli, of Morris and one factor at
    a time take both.

    Parameters
    ----------
    kind
        One of `KINDS`.
    points
        Of the intervals; trajectories for Morris.
    table
        Points of a file, crossed with the rest.

    Raises
    ------
    InputError
        When the design cannot be made.
    """
    if kind not in KINDS:
        near = suggestion(kind, KINDS)
        raise InputError(Message("sweep.design", name=kind, names=KINDS, near=near))
    parts = [] if table is None else [table]
    if kind in ("saltelli", "morris", "one_at_a_time"):
        made = {
            "saltelli": lambda: designs.saltelli(factors, points),
            "morris": lambda: designs.morris(factors, points),
            "one_at_a_time": lambda: designs.one_at_a_time(factors),
        }
        parts.append(made[kind]())
    else:
        between = {n: v for n, v in factors.items() if designs.is_interval(v)}
        listed = {n: v for n, v in factors.items() if n not in between}
        if between and kind == "grid":
            raise InputError([Message("sweep.grid_interval", name=name) for name in between])
        if listed:
            parts.append(designs.grid(listed))
        if between:
            sample = designs.sobol if kind == "sobol" else designs.latin_hypercube
            parts.append(sample(between, points))
    whole = parts[0] if parts else Design("one", {}, ((),))
    for part in parts[1:]:
        whole = designs.product(whole, part)
    return whole
