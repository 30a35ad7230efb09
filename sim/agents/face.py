"""A property of an agent that lives in a column of the model.

A written value is checked before it is converted to the type of the column: NumPy would silently
cut 2.5 to 2 and turn 300 into 44.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Self, cast, overload

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Column"]

Array = npt.NDArray[Any]


@cache
def _limits(dtype: np.dtype[Any]) -> tuple[float, float]:
    if dtype.kind in "iu":
        return int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    return float(np.finfo(dtype).min), float(np.finfo(dtype).max)


class Column[T]:
    """One column seen from one agent: a number, or the row of a wider column as a NumPy view.

    The agent gives the table of the column (`columns`) and the place of its values (`where`).

    Parameters
    ----------
    name
        Name of the column in the table.
    doc
        Meaning and unit of its values.
    least, most
        Lowest and highest value that may be written.
    frozen
        It is kept by the model and can only be read.

    Notes
    -----
    The view of a wider column is the column itself: writing into it writes the column. Do not keep
    it from month to month, for the columns may move when the population grows.
    """

    def __init__(
        self,
        name: str,
        doc: str,
        least: int | None = None,
        most: int | None = None,
        *,
        frozen: bool = False,
    ) -> None:
        self.name = name
        self.frozen = frozen
        self.least = least
        self.most = most
        self.__doc__ = doc

    def where(self, agent: Any) -> Any:
        """Index of the agent's value in the column."""
        return agent.index

    @overload
    def __get__(self, agent: None, owner: type) -> Self: ...
    @overload
    def __get__(self, agent: Any, owner: type) -> T: ...
    def __get__(self, agent: Any, owner: type) -> Self | T:
        """Read: a Python number, or a view of the row."""
        if agent is None:
            return self
        found = getattr(agent.columns, self.name)[self.where(agent)]
        if found.ndim == 0:
            return cast(T, found.item())
        if self.frozen:
            found.flags.writeable = False
        return cast(T, found)

    def __set__(self, agent: Any, value: Any) -> None:
        """Write: a number, or one number per element of the row."""
        column = getattr(agent.columns, self.name)
        stored = self.checked(column.dtype, value)
        where = self.where(agent)
        if stored.ndim and stored.shape != column[where].shape:
            raise ValueError(self.shapes(stored.shape, column[where].shape))
        column[where] = stored

    def checked(self, dtype: np.dtype[Any], value: Any) -> Array:
        """Value in the type of the column.

        Raises
        ------
        AttributeError
            If the column can only be read.
        TypeError, ValueError
            If the value is no number, or none that the column can hold.
        """
        if self.frozen:
            raise AttributeError(f"{self.name} is kept by the model and can only be read.")
        low, high = _limits(dtype)
        low = low if self.least is None else max(low, self.least)
        high = high if self.most is None else min(high, self.most)
        whole = dtype.kind in "iu"
        given = value
        if isinstance(value, int | float):  # checked without NumPy, far faster
            fits = low <= value <= high and not (whole and value % 1)
        else:
            given = np.asarray(value)
            if given.dtype.kind not in "biuf":
                raise TypeError(f"{self.name} holds numbers; got {value!r}.")
            fits = bool(((given >= low) & (given <= high)).all())
            fits = fits and not (whole and given.dtype.kind == "f" and (given % 1).any())
        if not fits:
            kind = "whole" if whole else "finite"
            raise ValueError(f"{self.name} holds {kind} numbers of {low} to {high}; got {value!r}.")
        return np.asarray(given, dtype)

    def shapes(self, given: tuple[int, ...], wanted: tuple[int, ...]) -> str:
        """Sentence for an array of the wrong shape."""
        shape = f"the shape {wanted}" if wanted else "one number"
        return f"{self.name} takes one number for all or {shape}; got the shape {given}."
