"""Under which conditions a world does worse: boxes in the space of factors (scenario discovery).

A box holds an interval for some factors. *Coverage* is the share of all bad points that lie in it,
*density* the share of its points that are bad. Both are wanted high, and one is bought with the
other: the box with the highest harmonic mean of the two is kept.

Sources: PRIM, Friedman and Fisher (1999), *Bump hunting in high-dimensional data*; scenario
discovery, Bryant and Lempert (2010); CART, Breiman et al. (1984). Both are those of EMA workbench.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError, library
from sim.lang import Message
from sim.sweep.design import Design, Interval, latin_hypercube
from sim.sweep.gaps import paired
from sim.sweep.schema import PLANNED

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.study import Study

__all__ = ["Box", "cart", "fresh_points", "inside", "prim", "score", "worse"]


TRIED: Final = 50  # points drawn for one that is to lie outside a box


class Box(NamedTuple):
    """A box and how well it holds the bad points.

    Attributes
    ----------
    limits
        Both ends for each factor that is restricted; none if the box is the whole space.
    coverage
        Share of the bad points that lie in it.
    density
        Share of its points that are bad.
    mass
        Share of all points that lie in it.
    """

    limits: Mapping[str, Interval]
    coverage: float
    density: float
    mass: float


def worse(study: Study, outcome: str, direction: int) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Return the points of a study, and where its last scenario does worse than its first one.

    Parameters
    ----------
    outcome
        Its name.
    direction
        1 where more of it is better, -1 where less of it is.

    Returns
    -------
    points
        float64, a row a point, a column a factor, with its full name.
    bad : bool[points]
        Where the mean of the paired differences over seeds is on the worse side.

    Raises
    ------
    InputError
        As `sim.sweep.gaps.paired`.
    """
    gap = paired(study, outcome).mean(axis=1)
    plan = study.plan.drop_duplicates("point").set_index("point").loc[gap.index]
    names = [name for name in plan.columns if name not in PLANNED]
    return plan[names].astype(np.float64).reset_index(drop=True), (gap * direction < 0).to_numpy()


def fresh_points(
    space: Mapping[str, Interval],
    limits: Mapping[str, Interval],
    count: int,
    *,
    inside: bool,
    seed: int,
) -> Design:
    """Draw points inside a box, or outside, that no other design holds.

    Parameters
    ----------
    space
        Both ends of each factor.
    limits
        Those of the box.
    count
        How many points at most; fewer outside a box that is almost the whole space.
    seed
        Luck of the draw.
    """
    if inside:
        return latin_hypercube({**space, **limits}, count, seed=seed)
    drawn = latin_hypercube(dict(space), TRIED * count, seed=seed)
    names = list(space)
    ends = {names.index(name): values for name, values in limits.items()}
    kept = [
        point for point in drawn.points
        if any(not low <= point[rank] <= high for rank, (low, high) in ends.items())
    ]  # fmt: skip
    return Design("outside", drawn.factors, tuple(kept[:count]), drawn.how)


def inside(points: pd.DataFrame, limits: Mapping[str, Interval]) -> npt.NDArray[np.bool_]:
    """Return which points lie in a box, its ends included: bool[points]."""
    found = np.ones(len(points), bool)
    for name, (low, high) in limits.items():
        values = points[name].to_numpy()
        found &= (values >= low) & (values <= high)
    return found


def score(box: Box) -> float:
    """Return the harmonic mean of coverage and density, from 0 to 1."""
    whole = box.coverage + box.density
    return 2 * box.coverage * box.density / whole if whole else 0.0


def prim(points: pd.DataFrame, bad: npt.NDArray[np.bool_], space: Mapping[str, Interval]) -> Box:
    """Return the best box of the path along which PRIM peels thin slices off the space.

    Parameters
    ----------
    points
        float64, a row a point, a column a factor.
    bad : bool[points]
        Where the world does worse.
    space
        Both ends of each factor; an end that is not restricted becomes the end of the space.

    Raises
    ------
    InputError
        When no point is bad, or all are: there is nothing to tell apart.
    """
    _check(bad)
    with _repeatable():
        made = library("ema_workbench.analysis.prim").Prim(points, bad)
        found = made.find_box()
    return _best([_measured(points, bad, limits, space) for limits in found.box_lims])


def cart(points: pd.DataFrame, bad: npt.NDArray[np.bool_], space: Mapping[str, Interval]) -> Box:
    """Return the best leaf of a tree that splits the points in two, again and again.

    Parameters and errors are those of `prim`.
    """
    _check(bad)
    with _repeatable():
        made = library("ema_workbench.analysis.cart").CART(points, bad)
        made.build_tree()
        leaves = made.boxes
    return _best([_measured(points, bad, limits, space) for limits in leaves])


def _check(bad: npt.NDArray[np.bool_]) -> None:
    if not bad.any() or bad.all():
        raise InputError(Message("boxes.same", bad=str(int(bad.sum())), n=str(len(bad))))


@contextmanager
def _repeatable() -> Iterator[None]:
    """Give the libraries the same luck each time: a tree breaks ties by NumPy's global numbers."""
    before = np.random.get_state()
    np.random.seed(1)
    try:
        with warnings.catch_warnings():  # of extras of theirs that are not installed
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(before)


def _measured(
    points: pd.DataFrame, bad: npt.NDArray[np.bool_], limits: Any, space: Mapping[str, Interval]
) -> Box:
    """Return a box of EMA workbench (a row of lower and one of upper ends) with its measures."""
    kept: dict[str, Interval] = {}
    for name, (least, most) in space.items():
        values = points[name]
        low, high = (float(end) for end in limits[name])
        # An end at the outermost point restricts nothing.
        low, high = (
            (least if low <= values.min() else low),
            (most if high >= values.max() else high),
        )
        if (low, high) != (least, most):
            kept[name] = (low, high)
    there = inside(points, kept)
    caught, all_bad = float((there & bad).sum()), float(bad.sum())
    return Box(kept, caught / all_bad, caught / max(float(there.sum()), 1.0), float(there.mean()))


def _best(boxes: list[Box]) -> Box:
    """Return the box with the highest score; of equal ones, that with the fewest conditions."""
    return max(boxes, key=lambda box: (round(score(box), 12), -len(box.limits)))
