"""People as Mesa's AgentSet: `PeopleSet`, which works on whole columns.

Code written for Mesa runs on it as on Mesa's own AgentSet, and it returns the same results. A call
on a column is fast; a call with a function of the view runs person by person.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from typing import Any, Final, Literal, Self, overload

import numpy as np
from mesa.agentset import GroupBy

from sim.agents.beneficiary import Beneficiary, PersonColumn
from sim.agents.face import Array
from sim.agents.people_rows import PeopleRows

__all__ = ["PeopleGroups", "PeopleSet"]

# Builtins that loop in Python and have a twin that does not.
_FASTER: Final[dict[Any, Callable[[Array], Any]]] = {sum: np.sum, min: np.min, max: np.max}


class PeopleGroups(GroupBy):  # type: ignore[misc, unused-ignore]  # Mesa is untyped
    """Groups of people, aggregated at the speed of columns."""

    def agg(self, attr_name: str, func: Callable[..., Any]) -> dict[Any, Any]:
        """Aggregate an attribute in each group."""
        return {
            name: group.agg(attr_name, func)
            if isinstance(group, PeopleSet)
            else func([getattr(person, attr_name) for person in group])
            for name, group in self.groups.items()
        }


class PeopleSet(PeopleRows):
    """An ordered set of persons of one model, with the methods of Mesa's AgentSet.

    The set that the model keeps is everyone present at the moment, in **row order** (rows of the
    departed are reused: sort by ``"key"`` where order must not depend on history). The result of
    `select`, `sort` and similar methods is fixed, except that persons who leave are removed from
    it.

    Columns are attributes: ``people.age`` is an int64 or float64 array, [n] or [n, domain], in the
    order of the set; it cannot be written into, ``people.set("age", values)`` writes.

    Parameters
    ----------
    agents
        Views of persons present, of one model; the first of equal ones is kept.
    random
        Source of luck for shuffles; the model's by default.

    See Also
    --------
    PeopleSet.of : the set of a model, or of some of its rows.
    """

    def select(
        self,
        filter_func: Callable[[Beneficiary], bool] | None = None,
        at_most: int | float = math.inf,
        inplace: bool = False,
        agent_type: type[Any] | None = None,
        *,
        where: Any = None,
    ) -> Self:
        """Select persons.

        Parameters
        ----------
        filter_func
            Called with the view of each person; keep those for whom it is true. Slow: a
            microsecond a person.
        at_most
            Number of persons to keep at most, the first ones; a float up to 1 is the share of the
            set before selection, rounded down.
        inplace
            Change this set instead of making another.
        agent_type
            Keep instances of this class: all, or none.
        where
            Mask over the set, bool[n]: ``people.select(where=people.age >= 720)``. Fast.
        """
        rows = self.rows
        if filter_func is None and agent_type is None and where is None and at_most == math.inf:
            return self if inplace else self._new(rows)
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(rows) * at_most)
        # Mesa counts up to a float above 1 too: at most 2.5 are 3.
        limit = len(rows) if at_most == math.inf else max(math.ceil(at_most), 0)
        if where is not None:
            mask = np.asarray(where)
            if mask.dtype != bool or mask.shape != rows.shape:
                raise ValueError(f"where is a mask of {len(rows)} booleans, one a person.")
            rows = rows[mask]
        if agent_type is not None and not issubclass(Beneficiary, agent_type):
            rows = rows[:0]
        if filter_func is not None:
            kept: list[int] = []
            for person in self._views(rows):
                if len(kept) >= limit:
                    break
                if filter_func(person):
                    kept.append(person.__dict__["_row"])
            rows = np.array(kept, np.int32)
        return self._result(rows[:limit], inplace)

    @overload
    def get(
        self,
        attr_names: str,
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any]: ...
    @overload
    def get(
        self,
        attr_names: list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[list[Any]]: ...
    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any] | list[list[Any]]:
        """Return an attribute of each person, or several, as Python numbers.

        A column with a value per domain gives an array per person.

        Raises
        ------
        AttributeError
            If an attribute is missing and `handle_missing` is ``"error"``.
        ValueError
            If `handle_missing` is neither ``"error"`` nor ``"default"``.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is 'error' or 'default', not {handle_missing!r}.")
        default = (default_value,) if handle_missing == "default" else ()
        if isinstance(attr_names, str):
            return self._values(attr_names, default)
        values = [self._values(name, default) for name in attr_names]
        if not values:
            return [[] for _ in range(len(self))]
        return [list(several) for several in zip(*values, strict=True)]

    def _values(self, name: str, default: tuple[Any, ...] = ()) -> list[Any]:
        column = self._column(name)
        if column is None:
            return [getattr(person, name, *default) for person in self]
        return column.tolist() if column.ndim == 1 else list(column)

    def set(  # type: ignore[override, unused-ignore]  # Mesa declares AgentSet
        self, attr_name: str, value: Any
    ) -> Self:
        """Write a column: one value for all, or an array with one a person.

        For a column with a value per domain: one number, an array [domain], or one
        [person, domain].

        Raises
        ------
        TypeError, ValueError
            If a value does not fit the type of the column, or the array the set.
        """
        face = getattr(Beneficiary, attr_name, None)
        if not isinstance(face, PersonColumn):
            for person in self:
                setattr(person, attr_name, value)
            return self
        rows = self.rows
        column: Array = getattr(self.model.people, attr_name)
        stored = face.checked(column.dtype, value)
        trail: tuple[int, ...] = column.shape[1:]
        wanted = (len(rows), *trail)
        if stored.ndim and stored.shape not in (trail, wanted):
            raise ValueError(face.shapes(stored.shape, wanted))
        column[rows] = stored
        return self

    def agg(self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]) -> Any:
        """Aggregate an attribute with one function, or with each of several.

        Functions are called with a NumPy array, int64 or float64, [n] or [n, domain]; functions of
        `statistics`, which round the means of such arrays, and attributes that are not columns get
        a list.
        """
        column = self._column(attribute)
        listed = self._values(attribute) if column is None else None

        def apply(function: Callable[..., Any]) -> Any:
            if column is None:
                return function(listed)
            if function in _FASTER:
                return _FASTER[function](column).item()
            if getattr(function, "__module__", "") == "statistics":
                return function(column.tolist())
            return function(column)

        if callable(func):
            return apply(func)
        return [apply(function) for function in func]

    def groupby(
        self,
        by: Callable[[Beneficiary], Any] | str,
        result_type: Literal["agentset", "list"] = "agentset",
    ) -> PeopleGroups:
        """Group persons by a column, an attribute or a function of the view.

        Groups are in the order of their first person, persons in the order of the set.
        """
        rows = self.rows
        column = self._column(by) if isinstance(by, str) else None
        groups: dict[Any, Array] = {}
        if column is not None and column.ndim == 1:
            names, first, group = np.unique(column, return_index=True, return_inverse=True)
            order = np.argsort(group, kind="stable")
            parts = np.split(order, np.cumsum(np.bincount(group, minlength=len(names)))[:-1])
            for one in np.argsort(first).tolist():
                groups[names[one].item()] = rows[parts[one]]
        else:
            name_of = by if callable(by) else operator.attrgetter(by)
            members: dict[Any, list[int]] = {}
            for person in self._views(rows):
                members.setdefault(name_of(person), []).append(person.__dict__["_row"])
            groups = {name: np.array(found, np.int32) for name, found in members.items()}
        if result_type == "agentset":
            return PeopleGroups({name: self._new(found) for name, found in groups.items()})
        return PeopleGroups({name: list(self._views(found)) for name, found in groups.items()})

    def shuffle(self, inplace: bool = False) -> Self:
        """Shuffle; the same luck gives the same order as in Mesa's own AgentSet."""
        order = self.rows.tolist()
        self.random.shuffle(order)
        return self._result(np.array(order, np.int32), inplace)

    def sort(
        self,
        key: Callable[[Beneficiary], Any] | str,
        ascending: bool = False,
        inplace: bool = False,
    ) -> Self:
        """Sort by a column, an attribute or a function of the view; equals keep their order."""
        rows = self.rows
        column = self._column(key) if isinstance(key, str) else None
        if column is not None and column.ndim == 1:
            if ascending:
                order = np.argsort(column, kind="stable")
            else:  # from the back, so that equals keep their order
                order = len(rows) - 1 - np.argsort(column[::-1], kind="stable")[::-1]
            return self._result(rows[order], inplace)
        key_of = operator.attrgetter(key) if isinstance(key, str) else key
        views = sorted(self._views(rows), key=key_of, reverse=not ascending)
        return self._result(np.array([view.row for view in views], np.int32), inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method, or a function, on each person still present."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method, or a function, on each person still present, in shuffled order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method, or a function, on each person still present; return the results."""
        if isinstance(method, str):
            return [getattr(person, method)(*args, **kwargs) for person in self]
        return [method(person, *args, **kwargs) for person in self]
