"""Persons of one model in an order: `PeopleRows`, row numbers that stand for people.

The part of a set that does not depend on Mesa: its rows, their columns, and the methods of Python's
sequences and sets.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from random import Random
from types import SimpleNamespace
from typing import Any, Final, Protocol, Self, cast, overload

import numpy as np
from mesa.agentset import AbstractAgentSet

from sim.agents.beneficiary import COLUMNS, Beneficiary
from sim.agents.face import Array
from sim.state.people import ABSENT, ADULT_END, CHILD_END, People

__all__ = ["PeopleRows", "Population"]

_EVERYONE: Final = (
    "This set is everyone present and the model keeps it. To end a stay use person.remove(); to "
    "reorder or filter, use inplace=False or work on a copy.copy() of it."
)
_STRANGER: Final = "People of another model cannot join this set."


class Population(Protocol):
    """What people use of their model."""

    people: People
    random: Random

    def depart(self, rows: Array) -> None:
        """End the stay of the persons in these rows, int32[n]."""


class PeopleRows(AbstractAgentSet[Beneficiary]):  # type: ignore[misc, unused-ignore]
    """Persons of one model, in an order, by the numbers of their rows; see `PeopleSet`."""

    model: Population
    random: Random

    def __init__(self, agents: Iterable[Beneficiary], random: Random | None = None) -> None:
        views = list(dict.fromkeys(_only_people(agents)))
        if len({id(view.model) for view in views}) > 1:
            raise ValueError("A set holds people of one model; these are of several.")
        # Mesa may make an empty set without a model.
        nowhere = cast(Population, SimpleNamespace(people=People(0), random=random or Random()))
        self.model = views[0].model if views else nowhere
        self.random = self.model.random if random is None else random
        self._rows: Array | None = np.array([view.row for view in views], np.int32)
        self._keys = self.model.people.key[self._rows]

    @classmethod
    def of(cls, model: Population, rows: Any = None, random: Random | None = None) -> Self:
        """Make the set of everyone present, or of the persons in some rows.

        Parameters
        ----------
        model
            The model.
        rows
            Rows in the order wanted, int[n]; empty rows and repeated ones are left out. None for
            everyone, now and later.
        random
            Source of luck for shuffles; the model's by default.
        """
        made = cls.__new__(cls)
        made.model = model
        made.random = model.random if random is None else random
        made._rows = None
        if rows is not None:
            given = np.asarray(rows)
            if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
                raise TypeError("Rows are whole numbers in one dimension; for a mask use select.")
            _, first = np.unique(given, return_index=True)
            made._put(given[np.sort(first)])
        return made

    # Rows

    @property
    def rows(self) -> Array:
        """Rows of the persons, int32[n], in the order of the set."""
        people = self.model.people
        if self._rows is None:
            return np.flatnonzero(people.state[: people.size] != ABSENT).astype(np.int32)
        stays = people.key[self._rows] == self._keys
        stays &= people.state[self._rows] != ABSENT
        if not stays.all():
            self._rows, self._keys = self._rows[stays], self._keys[stays]
        return self._rows.copy()

    def _put(self, rows: Array) -> Self:
        self._rows = rows.astype(np.int32)
        self._keys = self.model.people.key[self._rows]
        return self

    def _new(self, rows: Array) -> Self:
        made = type(self).__new__(type(self))
        made.model, made.random = self.model, self.random
        return made._put(rows)

    def _result(self, rows: Array, inplace: bool) -> Self:
        if not inplace:
            return self._new(rows)
        self._changeable()
        return self._put(rows)

    def _changeable(self) -> None:
        if self._rows is None:
            raise TypeError(_EVERYONE)

    def _mine(self, agents: Iterable[object]) -> Array:
        """Rows of the `agents` that are present persons of this model, in their order."""
        if isinstance(agents, PeopleRows):
            return agents.rows if agents.model is self.model else np.empty(0, np.int32)
        found = [
            agent.row
            for agent in agents
            if isinstance(agent, Beneficiary) and agent.model is self.model and agent.present
        ]
        return np.array(list(dict.fromkeys(found)), np.int32)

    def _all_mine(self, agents: Iterable[object]) -> Array:
        """Rows of `agents`, who must all be persons of this model."""
        if not isinstance(agents, PeopleRows):
            agents = _only_people(agents)
            strangers = any(view.model is not self.model for view in agents)
        else:
            strangers = agents.model is not self.model and len(agents) > 0
        if strangers:
            raise TypeError(_STRANGER)
        return self._mine(agents)

    def _update(self, agents: Iterable[Beneficiary]) -> Self:
        self._changeable()
        return self._put(self._all_mine(agents))

    # Columns

    def _column(self, name: str) -> Array | None:
        """Column of the set, widened; None if there is none of this name."""
        if name == "stage":
            age = self._column("age")
            assert age is not None
            return np.asarray((age >= CHILD_END).astype(np.int64) + (age >= ADULT_END))
        name = "key" if name == "unique_id" else name
        if name not in COLUMNS:
            return None
        column: Array = getattr(self.model.people, name)
        # Widened, so that a sum of int8 ages does not overflow.
        wide = {"f": np.float64, "i": np.int64, "u": np.int64}[column.dtype.kind]
        dtype = column.dtype if column.dtype == np.uint64 else np.dtype(wide)
        return np.asarray(column[self.rows].astype(dtype))

    def __getattr__(self, name: str) -> Array:
        """Column of the set: numbers in the order of the set, read only."""
        column = None if name.startswith("_") else self._column(name)
        if column is None:
            raise AttributeError(f"A {type(self).__name__} has no column or method {name!r}.")
        column.flags.writeable = False
        return column

    def __setattr__(self, name: str, value: Any) -> None:
        """Keep columns from being hidden by an attribute of the same name."""
        if name in COLUMNS or name in ("stage", "unique_id"):
            raise AttributeError(f"Columns are written with set({name!r}, values).")
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        """Methods and columns."""
        return [*super().__dir__(), *COLUMNS, "stage", "unique_id"]

    # Collection

    def __len__(self) -> int:
        """Return the number of persons."""
        if self._rows is None:
            people = self.model.people
            return int(np.count_nonzero(people.state[: people.size] != ABSENT))
        return len(self.rows)

    def _views(self, rows: Array) -> Iterator[Beneficiary]:
        keys = self.model.people.key[rows].tolist()
        return (
            view
            for row, key in zip(rows.tolist(), keys, strict=True)
            if (view := Beneficiary(self.model, key, row)).present
        )

    def __iter__(self) -> Iterator[Beneficiary]:
        """Iterate over the persons; persons who leave meanwhile are skipped."""
        return self._views(self.rows)

    def __reversed__(self) -> Iterator[Beneficiary]:
        """Iterate from the last to the first."""
        return self._views(self.rows[::-1])

    def __contains__(self, agent: object) -> bool:
        """Return whether a person is in the set; persons who have left are in none."""
        if not isinstance(agent, Beneficiary) or agent.model is not self.model:
            return False
        if self._rows is None or not agent.present:
            return agent.present
        return bool((self._rows == agent.row).any())

    @overload
    def __getitem__(self, item: int) -> Beneficiary: ...
    @overload
    def __getitem__(self, item: slice) -> list[Beneficiary]: ...
    def __getitem__(self, item: int | slice) -> Beneficiary | list[Beneficiary]:
        """Return one person, or a list of persons for a slice."""
        rows = self.rows
        if isinstance(item, slice):
            return list(self._views(rows[item]))
        row = int(rows[operator.index(item)])
        return Beneficiary(self.model, self.model.people.key.item(row), row)

    def index(self, agent: Beneficiary, start: int = 0, stop: int | None = None) -> int:
        """Return the position of a person; ValueError if not in the set."""
        rows = self.rows
        first, last, _ = slice(start, stop).indices(len(rows))
        found = np.flatnonzero(rows[first:last] == agent.row) if agent in self else rows[:0]
        if not found.size:
            raise ValueError(f"{agent!r} is not in the set.")
        return first + int(found[0])

    def count(self, agent: object) -> int:
        """Return 1 for a person of the set, 0 for anyone else."""
        return int(agent in self)

    def to_list(self) -> list[Beneficiary]:
        """Return the persons in a list."""
        return list(self)

    def copy(self) -> Self:
        """Return a set of the same persons that may be changed."""
        return self._new(self.rows)

    __copy__ = copy

    def __repr__(self) -> str:
        """Return the number of persons."""
        return f"<{type(self).__name__} of {len(self):,} persons>"

    # Set

    def add(self, agent: Beneficiary) -> None:
        """Add a person of the same model.

        Raises
        ------
        TypeError
            For anyone else: people are made by the model.
        LookupError
            For a person who has left.
        """
        self._all_mine([agent])
        row = agent.row
        if self._rows is not None and agent not in self:
            self._put(np.append(self.rows, np.int32(row)))

    def discard(self, agent: object) -> None:
        """Take a person out of the set, if in it; the person stays in the population.

        Raises
        ------
        TypeError
            On the set of everyone present.
        """
        if isinstance(agent, Beneficiary) and agent in self:
            self._changeable()
            rows = self.rows
            self._put(rows[rows != agent.row])

    def remove(self, agent: object) -> None:
        """Take a person out of the set; KeyError if not in it. See `discard`."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def clear(self) -> None:
        """Take everyone out of the set."""
        self._changeable()
        self._put(np.empty(0, np.int32))

    def __and__(self, other: Iterable[Any]) -> Self:
        """Persons of `other` who are in the set, in the order of `other`."""
        theirs = self._mine(other)
        return self._new(theirs[np.isin(theirs, self.rows)])

    def __sub__(self, other: Iterable[Any]) -> Self:
        """Persons of the set who are not in `other`."""
        rows = self.rows
        return self._new(rows[~np.isin(rows, self._mine(other))])

    def __or__(self, other: Iterable[Any]) -> Self:
        """Persons of the set, then persons of `other`."""
        rows, theirs = self.rows, self._all_mine(other)
        return self._new(np.concatenate([rows, theirs[~np.isin(theirs, rows)]]))

    def __xor__(self, other: Iterable[Any]) -> Self:
        """Persons in one set but not in the other."""
        rows, theirs = self.rows, self._all_mine(other)
        alone = rows[~np.isin(rows, theirs)]
        return self._new(np.concatenate([alone, theirs[~np.isin(theirs, rows)]]))

    def __rsub__(self, other: Iterable[Any]) -> Self:
        """Persons of `other` who are not in the set."""
        theirs = self._all_mine(other)
        return self._new(theirs[~np.isin(theirs, self.rows)])

    __rand__ = __and__
    __ror__ = __or__
    __rxor__ = __xor__

    def __iand__(self, other: Iterable[Any]) -> Self:
        """Keep the persons who are also in `other`, in the order of the set."""
        rows = self.rows
        return self._result(rows[np.isin(rows, self._mine(other))], True)

    def __isub__(self, other: Iterable[Any]) -> Self:
        """Remove the persons who are in `other`."""
        return self._result((self - other).rows, True)

    def __ior__(self, other: Iterable[Any]) -> Self:
        """Take in those of `other`."""
        return self._result((self | other).rows, True)

    def __ixor__(self, other: Iterable[Any]) -> Self:
        """Keep those in one but not the other."""
        return self._result((self ^ other).rows, True)

    def __le__(self, other: AbstractSet[Any]) -> bool:
        """Whether everyone of the set is in `other`."""
        if not isinstance(other, PeopleRows) or other.model is not self.model:
            return bool(super().__le__(other))
        return bool(np.isin(self.rows, other.rows).all())

    def __ge__(self, other: AbstractSet[Any]) -> bool:
        """Whether everyone of `other` is in the set."""
        if not isinstance(other, PeopleRows) or other.model is not self.model:
            return bool(super().__ge__(other))
        return other <= self

    def isdisjoint(self, other: Iterable[Any]) -> bool:
        """Whether no person is in both."""
        return not np.isin(self._mine(other), self.rows).any()


def _only_people(agents: Iterable[object]) -> list[Beneficiary]:
    people = list(agents)
    for agent in people:
        if not isinstance(agent, Beneficiary):
            raise TypeError(
                f"{agent!r} is not a Beneficiary. People are made by the model; a set of people "
                "holds views of them."
            )
    return cast(list[Beneficiary], people)
