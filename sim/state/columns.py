"""Tables of columns: an annotated class whose fields are the columns.

A class such as `sim.state.people.People` is the only list of its columns. Each field is annotated
with its number type, shape, unit, meaning and first value; the arrays, the bundles of kernels, what
is saved and the page ``docs/state.md`` follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, get_type_hints

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

__all__ = ["Array", "Column", "columns_of"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a value for each row.

    Attributes
    ----------
    dtype
        Type of its numbers.
    meaning
        Meaning of a value.
    unit
        Unit of a value; empty for codes and identities.
    shape
        Lengths of a row's axes; empty for a single number.
    empty
        Value of an empty row, and of every row at first.
    name
        Name of the field; taken from the class.
    """

    dtype: type[np.generic]
    meaning: str
    unit: str = ""
    shape: tuple[int, ...] = ()
    empty: float = 0
    name: str = ""

    def array(self, rows: int) -> Array:
        """Return the column with `rows` empty rows."""
        return np.full((rows, *self.shape), self.empty, self.dtype)

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return np.dtype(self.dtype).itemsize * int(np.prod(self.shape or (1,)))


def columns_of(table: type) -> tuple[Column, ...]:
    """Return the columns of a class, in the order in which they are written there."""
    found = []
    for name, hint in get_type_hints(table, include_extras=True).items():
        for extra in getattr(hint, "__metadata__", ()):
            if isinstance(extra, Column):
                found.append(replace(extra, name=name))
    return tuple(found)
