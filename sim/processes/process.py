"""A process: one submodel on the calendar. A user's policy (`sim.policy.policy`) is one too.

A process defines the months in which it is due, and reads and writes the model's columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from sim.state.world import World


class Process:
    """One submodel, called in the months when it is due.

    Attributes
    ----------
    phase : int
        Place in the month, 1 to 9: context and demography, needs, access, endings, allocation,
        delivery, staff and practice, cash, indicators.
    every : int
        Months between two calls.
    start : int or None
        First month of the calendar when it may be due; None from the very beginning.
    """

    phase: ClassVar[int] = 9
    every: ClassVar[int] = 1
    start: ClassVar[int | None] = None

    def due(self, month: int) -> bool:
        """Return whether the process is called in a month of the calendar."""
        if self.start is not None and month < self.start:
            return False
        return month % self.every == 0

    def step(self, model: World) -> None:
        """Do the month's work on the model's columns."""
        raise TypeError(f"{type(self).__name__} must define step(model)")

    @property
    def name(self) -> str:
        """Name in messages and timings."""
        return type(self).__name__
