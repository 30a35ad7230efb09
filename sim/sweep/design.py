"""Designs: which points of the space of factors are tried.

A factor is the name of a parameter or of a choice of configuration. Its values are an interval, a
tuple ``(low, high)``, or a list of values. Each design is a table, a row a point; a missing value
(None) leaves the scenario's own value.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.compose.ranges import Interval
from sim.errors import InputError, library
from sim.lang import Message

__all__ = [
    "Design",
    "Interval",
    "grid",
    "latin_hypercube",
    "morris",
    "morris_unit",
    "one_at_a_time",
    "product",
    "saltelli",
    "scaled",
    "sobol",
    "table",
    "unit_problem",
]

Levels = Interval | Sequence[Any]
LEVELS: Final = 4  # of each factor in a design of Morris
MOST: Final = 10_000_000  # points of a design


@dataclass(frozen=True)
class Design:
    """Points to try.

    Attributes
    ----------
    kind
        Name of the design.
    factors
        Values of each factor: an interval (a tuple of two numbers) or a list.
    points
        A row a point, its values in the order of `factors`; None leaves the scenario's own value.
    how
        What the design was made with: points, seed, trajectories.
    """

    kind: str
    factors: Mapping[str, Levels]
    points: tuple[tuple[Any, ...], ...]
    how: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.points)


def is_interval(levels: object) -> bool:
    """Whether the values of a factor are an interval."""
    return isinstance(levels, tuple)


def _checked(factors: Mapping[str, Levels]) -> dict[str, Levels]:
    """Refuse factors without values, and intervals that are none."""
    wrong = []
    if not factors:
        wrong.append(Message("sweep.no_factor"))
    for name, levels in factors.items():
        if is_interval(levels):
            ends = [x for x in levels if isinstance(x, int | float) and math.isfinite(x)]
            if len(levels) != 2 or len(ends) != 2 or not ends[0] < ends[1]:
                wrong.append(Message("sweep.interval", name=name, values=repr(levels)))
        elif isinstance(levels, str | bytes) or not np.iterable(levels) or not len(levels):
            wrong.append(Message("sweep.levels", name=name, values=repr(levels)))
    if wrong:
        raise InputError(wrong)
    return {name: v if is_interval(v) else list(v) for name, v in factors.items()}


def _count(name: str, value: object, low: int = 1) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= MOST:
        ends = {"low": str(low), "high": str(MOST)}
        raise InputError(Message("study.whole", name=name, value=repr(value), **ends))
    return value


def grid(factors: Mapping[str, Sequence[Any]]) -> Design:
    """Every combination of the values of all factors.

    Raises
    ------
    InputError
        When a factor is an interval, or has no value.
    """
    known = _checked(factors)
    wrong = [Message("sweep.grid_interval", name=n) for n, v in known.items() if is_interval(v)]
    if wrong:
        raise InputError(wrong)
    if math.prod(map(len, known.values())) > MOST:
        raise InputError(Message("sweep.many", n=math.prod(map(len, known.values()))))
    return Design("grid", known, tuple(itertools.product(*known.values())))


def one_at_a_time(factors: Mapping[str, Levels]) -> Design:
    """The scenario as it is, then each value of each factor alone; both ends of an interval."""
    known = _checked(factors)
    nothing: tuple[Any, ...] = (None,) * len(known)
    points = [nothing]
    for rank, values in enumerate(known.values()):
        points += [(*nothing[:rank], value, *nothing[rank + 1 :]) for value in values]
    return Design("one_at_a_time", known, tuple(points))


def latin_hypercube(factors: Mapping[str, Levels], points: int, *, seed: int = 1) -> Design:
    """Points of which each factor takes one in every interval of equal width (scipy.stats.qmc)."""
    from scipy.stats import qmc

    known = _checked(factors)
    unit = qmc.LatinHypercube(len(known), rng=seed).random(_count("points", points))
    return scaled("latin_hypercube", known, unit, {"points": points, "seed": seed})


def sobol(factors: Mapping[str, Levels], points: int, *, seed: int = 1) -> Design:
    """Scrambled points of a Sobol' sequence; `points` is a power of 2 (scipy.stats.qmc)."""
    from scipy.stats import qmc

    known = _checked(factors)
    power = _power(points)
    unit = qmc.Sobol(len(known), rng=seed).random_base2(power)
    return scaled("sobol", known, unit, {"points": points, "seed": seed})


def saltelli(factors: Mapping[str, Levels], points: int, *, seed: int = 1) -> Design:
    """Points for first and total Sobol' indices: ``points * (factors + 2)`` of them (SALib)."""
    known = _checked(factors)
    _power(points)
    sample = library("SALib.sample.sobol").sample
    unit = sample(unit_problem(list(known)), points, calc_second_order=False, seed=seed)
    return scaled("saltelli", known, unit, {"points": points, "seed": seed})


def morris(factors: Mapping[str, Levels], trajectories: int, *, seed: int = 1) -> Design:
    """Trajectories of Morris, ``trajectories * (factors + 1)`` points (SALib)."""
    known = _checked(factors)
    _count("trajectories", trajectories, 2)
    unit = morris_unit(len(known), trajectories, seed)
    return scaled("morris", known, unit, {"trajectories": trajectories, "seed": seed})


def product(first: Design, second: Design) -> Design:
    """Every point of one design with every point of another: levers and uncertainties.

    Raises
    ------
    InputError
        When both have a factor of the same name.
    """
    twice = [name for name in first.factors if name in second.factors]
    if twice:
        raise InputError([Message("sweep.twice", name=name) for name in twice])
    points = tuple((*a, *b) for a in first.points for b in second.points)
    how = {first.kind: dict(first.how), second.kind: dict(second.how)}
    return Design("product", {**first.factors, **second.factors}, points, how)


def table(path: str | Path) -> Design:
    """Read points from a CSV file: the first line names the factors, an empty cell leaves one out.

    Numbers are written with a point; columns are separated by commas or semicolons.

    Raises
    ------
    InputError
        Naming file, line and column.
    """
    from sim.sweep.points_file import read_points

    names, points = read_points(Path(path))
    values: dict[str, Levels] = {
        name: list(dict.fromkeys(point[rank] for point in points))
        for rank, name in enumerate(names)
    }
    return Design("table", values, tuple(points), {"path": str(path)})


def unit_problem(factors: Sequence[str]) -> dict[str, Any]:
    """Return factors as SALib describes them, each from 0 to 1.

    A list of values has no bounds of its own, so SALib sees the place in the list or interval.
    """
    return {"num_vars": len(factors), "names": list(factors), "bounds": [[0, 1]] * len(factors)}


def morris_unit(factors: int, trajectories: int, seed: int) -> npt.NDArray[Any]:
    """Return the points of a design of Morris with each factor from 0 to 1 (SALib).

    Returns
    -------
    numpy.ndarray
        float64[trajectories * (factors + 1), factors]; the same for the same seed.
    """
    sample = library("SALib.sample.morris").sample
    names = [f"x{rank}" for rank in range(factors)]
    found: npt.NDArray[Any] = sample(
        unit_problem(names), trajectories, num_levels=LEVELS, seed=seed
    )
    return found


def _power(points: object) -> int:
    count = _count("points", points)
    if count & (count - 1):
        lower = 1 << (count.bit_length() - 1)
        near = {"lower": str(lower), "higher": str(2 * lower)}
        raise InputError(Message("sweep.power", points=str(count), **near))
    return count.bit_length() - 1


def scaled(
    kind: str, factors: dict[str, Levels], unit: npt.NDArray[Any], how: Mapping[str, Any]
) -> Design:
    """Carry numbers from 0 to 1 to the values of each factor.

    Parameters
    ----------
    kind, how
        As a design keeps them.
    factors
        Intervals and lists, as they were checked.
    unit : float64[points, factors]
        The numbers.
    """
    columns: list[list[Any]] = []
    for rank, values in enumerate(factors.values()):
        u = unit[:, rank]
        if is_interval(values):
            low, high = values
            columns.append((low + u * (high - low)).tolist())
        else:
            ranks = np.minimum((u * len(values)).astype(int), len(values) - 1)
            columns.append([values[k] for k in ranks])
    return Design(kind, factors, tuple(zip(*columns, strict=True)), how)
