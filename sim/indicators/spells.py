"""Waits as spells: who is at risk after each number of months, and in which way waits end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

__all__ = ["Spells"]


@dataclass(frozen=True, slots=True)
class Spells:
    """Waits by the months waited: who waits, and how waits end.

    Attributes
    ----------
    risk : int64[months]
        Persons who have waited k months and are observed then. Someone who waited already when
        observation began counts from there on only (delayed entry).
    ended : int64[ways, months]
        Waits that end after k months, by the way in which they end.
    """

    risk: Array
    ended: Array

    @classmethod
    def of(cls, flows: Array) -> Spells:
        """Read a table of waits.

        Parameters
        ----------
        flows : int[flows, months]
            By `sim.state.counts.FLOWS`: entered, the ways in which waits end, under way.

        Examples
        --------
        >>> entered, reached, gave_up, under_way = [3, 1], [0, 2], [0, 1], [1, 0]
        >>> spells = Spells.of(np.array([entered, reached, gave_up, under_way]))
        >>> spells.risk.tolist()
        [2, 3]
        """
        flows = np.asarray(flows, np.int64)
        entered, ended, under_way = flows[0], flows[1:-1], flows[-1]
        left = np.cumsum(ended.sum(axis=0)) - ended.sum(axis=0)
        return cls(np.cumsum(entered) - left - np.cumsum(under_way), ended)

    def curve(self) -> Array:
        """Probability to wait longer than k months, in whichever way waits end, float64[months]."""
        return np.cumprod(1.0 - self._hazards(self.ended.sum(axis=0)))

    def incidence(self, way: int) -> Array:
        """Probability that a wait has ended in a way within k months, float64[months].

        The other ways compete: a wait that ends in one of them never ends in this one (Aalen and
        Johansen 1978).
        """
        before = np.concatenate([[1.0], self.curve()[:-1]])
        return np.cumsum(before * self._hazards(self.ended[way]))

    def unknown(self, months: int, least: int) -> tuple[int, float]:
        """Return how much of the first months is not seen by enough persons.

        Parameters
        ----------
        months
            Months that are looked at.
        least
            Persons who must be at risk after each number of months.

        Returns
        -------
        int, float
            The last months, from the first one on with fewer persons at risk, and the probability
            to wait until then; 0 and 0 if there are enough throughout.
        """
        few = np.flatnonzero(self.risk[:months] < least)
        if not len(few):
            return 0, 0.0
        first = int(few[0])
        return months - first, float(self.curve()[first - 1]) if first else 1.0

    def _hazards(self, ended: Array) -> Array:
        found = np.zeros(len(self.risk))
        return np.divide(ended, self.risk, out=found, where=self.risk > 0)
