"""History matching: which points of a space could give what was observed.

A few points are run. For each target, an emulator (a Gaussian process) then stands in for the model
at all other points, with its own uncertainty and the luck of the runs. A point whose answer would
miss a target by more than three standard deviations is left out. The next wave runs points of what
is left, where new emulators are better.

Sources: Craig et al. (1997), *Pressure matching for hydrocarbon reservoirs*; Vernon, Goldstein and
Bower (2010), *Galaxy formation: a Bayesian uncertainty analysis*; three standard deviations:
Pukelsheim (1994), *The three sigma rule*. Emulators are those of scikit-learn.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError, library
from sim.lang import Message
from sim.sweep.design import Design, Interval, scaled

__all__ = ["CUT", "Ask", "Target", "Wave", "drawn", "match", "survivors"]

Array = npt.NDArray[np.float64]
Ask = Callable[[Design, int], Array]  # points in, and the number of the wave; answers out

CUT: Final = 3.0  # standard deviations by which a point may miss a target
BOUND: Final = 1.959963984540054  # those between the middle and a bound: 95 % lie between both
CANDIDATES: Final = 10_000  # points at which emulators look for what is left
ROUNDS: Final = 20  # times as many candidates, before what is left is too small for a wave


class Target(NamedTuple):
    """What was observed of one answer.

    Attributes
    ----------
    name
        Of the answer.
    low, high
        Bounds; they are read as the 95 % interval of a normal distribution around their middle.
    """

    name: str
    low: float
    high: float

    @property
    def middle(self) -> float:
        """Value that is aimed at."""
        return (self.low + self.high) / 2

    @property
    def spread(self) -> float:
        """Standard deviation of what was observed."""
        return (self.high - self.low) / (2 * BOUND)


class Wave(NamedTuple):
    """Points that were run, and what is left after them.

    Attributes
    ----------
    unit : float64[points, factors]
        Each factor from 0 to 1.
    answers : float64[points, targets]
        What the model answered.
    emulators
        One a target.
    share
        Share of the whole space that is left after this wave and those before.
    """

    unit: Array
    answers: Array
    emulators: tuple[Any, ...]
    share: float


def match(
    space: Mapping[str, Interval],
    targets: Sequence[Target],
    ask: Ask,
    *,
    points: int,
    waves: int,
    seed: int = 1,
) -> list[Wave]:
    """Run waves of points, and leave out those that cannot give what was observed.

    Parameters
    ----------
    space
        Both ends of each factor.
    ask
        Runs the points of a design; it gets the number of the wave too, from 0 on.
    points
        Of each wave.
    waves
        How many at most: fewer where what is left is too small to draw that many points.
    seed
        Luck of the points.

    Returns
    -------
    list of Wave
        In their order.

    Raises
    ------
    InputError
        When no point is left, naming the target that even the best one misses.
    """
    found: list[Wave] = []
    for rank in range(waves):
        unit = drawn(space, targets, found, points, seed + rank)
        if len(unit) < points:
            break
        how = {"wave": rank + 1, "points": points, "seed": seed}
        answers = ask(scaled("history_matching", dict(space), unit, how), rank)
        emulators = tuple(_emulator(unit, column) for column in answers.T)
        found.append(Wave(unit, answers, emulators, 1.0))
        everywhere = _candidates(len(space), seed)
        missed = _missed(found, targets, everywhere)
        share = float((missed.max(axis=1) <= CUT).mean())
        if not share:
            raise InputError(_nothing(targets, missed))
        found[-1] = found[-1]._replace(share=share)
    return found


def drawn(
    space: Mapping[str, Interval], targets: Sequence[Target], waves: Sequence[Wave],
    points: int, seed: int,
) -> Array:  # fmt: skip
    """Draw points of what is left after some waves, evenly; fewer where it is very small.

    Returns
    -------
    float64[points, factors]
        Each factor from 0 to 1.
    """
    kept = [np.empty((0, len(space)))]
    for rank in range(ROUNDS):
        more = _candidates(len(space), seed + 1000 * rank, points if not waves else CANDIDATES)
        kept.append(more[survivors(waves, targets, more)])
        if sum(map(len, kept)) >= points:
            break
    return np.concatenate(kept)[:points]


def survivors(
    waves: Sequence[Wave], targets: Sequence[Target], unit: Array
) -> npt.NDArray[np.bool_]:
    """Return which points are left after all waves: bool[points]."""
    if not waves:
        return np.ones(len(unit), bool)
    kept: npt.NDArray[np.bool_] = _missed(waves, targets, unit).max(axis=1) <= CUT
    return kept


def _candidates(factors: int, seed: int, points: int = CANDIDATES) -> Array:
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(factors, rng=seed).random(points), np.float64)


def _missed(waves: Sequence[Wave], targets: Sequence[Target], unit: Array) -> Array:
    """By how many standard deviations points miss each target, at the worst of the waves.

    The deviation is that of what was observed, of the emulator, and of the luck of the runs.
    """
    worst = np.zeros((len(unit), len(targets)))
    for wave in waves:
        for rank, (target, emulator) in enumerate(zip(targets, wave.emulators, strict=True)):
            mean, spread = emulator.predict(unit, return_std=True)
            found = np.abs(mean - target.middle) / np.hypot(spread, target.spread)
            worst[:, rank] = np.maximum(worst[:, rank], found)
    return worst


def _emulator(unit: Array, answers: Array) -> Any:
    """Fit a Gaussian process; what its noise term takes up is the luck of the runs.

    Its parameters are rounded, so that another processor draws the same points for the next wave.
    """
    process = library("sklearn.gaussian_process")
    kernels = library("sklearn.gaussian_process.kernels")
    factors = unit.shape[1]
    kernel = kernels.ConstantKernel(1.0, (1e-2, 1e3)) * kernels.RBF(
        np.ones(factors), (0.1, 100.0)
    ) + kernels.WhiteKernel(0.1, (1e-6, 10.0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a parameter at its bound: a factor that moves nothing
        fitted = process.GaussianProcessRegressor(kernel, normalize_y=True).fit(unit, answers)
        rounded = fitted.kernel_.clone_with_theta(np.round(fitted.kernel_.theta, 2))
        made = process.GaussianProcessRegressor(rounded, optimizer=None, normalize_y=True)
        return made.fit(unit, answers)


def _nothing(targets: Sequence[Target], missed: Array) -> Message:
    best = missed[np.argmin(missed.max(axis=1))]
    worst = int(np.argmax(best))
    by = round(float(best[worst]), 1)
    return Message("calibrate.nothing", name=targets[worst].name, by=by, cut=round(CUT))
