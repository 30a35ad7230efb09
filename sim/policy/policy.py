"""A user policy: a short Python file that reads and writes the model's columns.

    class Respite(Policy):
        start, every = 24, 3
        share = 0.5
        def step(self, model): ...

A policy acts after the needs of a month and before persons ask, so that all later phases of the
month see its changes. It reads and writes columns through a window. Places held and waiting lists
are read-only. A value outside the range of a column is refused on the line that writes it. The
model recomputes the persons that a policy changed. A policy therefore has no bookkeeping to do, and
cannot unbalance a ledger unnoticed. Without a policy this costs no time.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sim.engine import draws
from sim.engine.jit import kernel
from sim.processes.process import Process

__all__ = ["Policy"]

World = Any  # the model while a month runs


Array = npt.NDArray[Any]


class Policy(Process):
    """An addition of a researcher to a world: the months in which it acts, and its effect.

    Public attributes of a subclass that hold a number, a text, true or false are its parameters:
    a YAML file and words such as ``policy.share=0.3`` may give other values of the same type.

    Attributes
    ----------
    start : int or None
        First month when it is due, at least 0; None is the month of the reform.
    every : int
        Months between two steps.
    """

    phase: ClassVar[int] = 2

    def __init__(self, **parameters: Any) -> None:
        vars(self).update(parameters)

    def due(self, month: int) -> bool:
        """Return whether it acts in a month of the calendar; months are counted from `start`."""
        start = self.start or 0
        return month >= start and (month - start) % self.every == 0

    def luck(self, model: World, slot: int = 0, *, once: bool = False) -> Array:
        """Return a uniform number in [0, 1) for each row of people.

        It belongs to the person, the month and the slot, so that the same person has the same
        luck whatever else happens; `once` gives a number for life.

        Parameters
        ----------
        slot
            0 to 15, to have several numbers a month.
        """
        month = draws.ONCE if once else model.month
        key = np.ascontiguousarray(model.people.key)
        return _luck(key, np.uint64(draws.stream(model.seed, month, draws.POLICY, slot)))


@kernel
def _luck(keys: Array, stream: np.uint64) -> Array:
    found = np.empty(len(keys), np.float64)
    for i in range(len(keys)):
        found[i] = draws.uniform(stream, keys[i])
    return found
