"""People as Mesa agents: `Beneficiary`, a view of one row; `PeopleSet`, an AgentSet over rows.

Millions of people are columns, not objects. A view is made when somebody asks for a person and
forgotten after; a set holds row numbers and works on whole columns. Code written for Mesa runs on
both, and what a set returns is what Mesa's own AgentSet returns.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from random import Random
from types import SimpleNamespace
from typing import Any, Final, Literal, NoReturn, Protocol, Self, cast, overload

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet, GroupBy

from sim.agents.face import Array, Column
from sim.columns import ABSENT, ADULT_END, CHILD_END, COUNTERS, LATENT, PERSON, People

__all__ = ["Beneficiary", "PeopleGroups", "PeopleSet", "Population"]


class Population(Protocol):
    """What people need of the model that they live in."""

    people: People
    random: Random

    def depart(self, rows: Array) -> None:
        """End the stay of the persons in these rows, int32[n]."""


class PersonColumn[T](Column[T]):
    """A column of persons; those with a value per domain keep the person on the first axis."""

    def where(self, agent: Any) -> Any:
        """Index of the person's row."""
        return agent.row


class Beneficiary(mesa.Agent[Any]):  # type: ignore[misc, unused-ignore]  # Mesa is untyped
    """A person, seen through the columns; made on demand, equal to any view of the same person.

    A view is no storage: writing an attribute writes the column, and a name that is no column is
    refused. What ties a person to an organisation (`state`, `place`, `actor`, `unit`, `plan`) is
    counted on both sides by the processes; written here, it changes the person only.

    Parameters
    ----------
    model
        The model the person lives in.
    key
        Identity of the person, the same in every scenario of a seed.
    row
        Row of the person where it is known; looked up otherwise.

    Raises
    ------
    LookupError
        When nobody present has this key, and on any use of a view whose person has left.
    """

    unique_id: int  # type: ignore[assignment, unused-ignore]  # Mesa's own says None

    zone = PersonColumn[int]("zone", "Zone of residence.", least=0)
    age = PersonColumn[int]("age", "Age, months.", least=0)
    sex = PersonColumn[int]("sex", "Sex: 0 woman, 1 man.")
    income = PersonColumn[int]("income", "Tercile of income.")
    digital = PersonColumn[int]("digital", "Digital access: 0 none, 1 limited, 2 full.")
    ability = PersonColumn[float]("ability", "Ability to express a project, 0 to 1.")
    carer = PersonColumn[int](
        "carer", "Minutes a month the carer can give; 0 for no carer.", least=0
    )
    strain = PersonColumn[float]("strain", "Strain of the carer, 0 to 1.")
    residence = PersonColumn[int]("residence", "0 ordinary, 1 institution, 2 lost.")
    level = PersonColumn[Array]("level", "Need by domain, 0 none to 3 severe, int8[4].")
    unmet = PersonColumn[Array]("unmet", "Discounted share of need unmet, float32[4].")
    cover = PersonColumn[Array]("cover", "Share of need covered this month, float32[4].")
    state = PersonColumn[int](
        "state",
        "1 latent, 2 waits for assessment, 3 waits on lists, 4 served, 5 refused, 6 renounced.",
        least=LATENT,
    )
    pending = PersonColumn[int]("pending", "0 nothing, 1 first assessment, 2 new orientation.")
    category = PersonColumn[int]("category", "Category oriented to; -1 for none.")
    complexity = PersonColumn[int]("complexity", "Class at orientation: heaviest level, 0 to 3.")
    marks = PersonColumn[int]("marks", "Bits, see `sim.columns`.")
    found = PersonColumn[int](
        "found", "Mainstream services found, a bit a domain: 0 to 3 by oneself, 4 to 7 once told."
    )
    place = PersonColumn[int]("place", "Establishment that holds the person; -1 for none.")
    until = PersonColumn[int]("until", "Month in which the place ends.")
    unit = PersonColumn[int]("unit", "Unit that gives hours to measure; -1 for none.")
    plan = PersonColumn[Array]("plan", "Minutes a month of the plan by domain, int32[4].")
    plan_cost = PersonColumn[Array]("plan_cost", "Staff minutes a month they take, int32[4].")
    plan_direct = PersonColumn[Array]("plan_direct", "Of them, those with the person, int32[4].")
    plan_until = PersonColumn[Array]("plan_until", "Months in which they end, int16[4].")
    actor = PersonColumn[int]("actor", "Project actor that follows the person; -1 for none.")
    actor_until = PersonColumn[int]("actor_until", "Month in which that ends.")
    asked = PersonColumn[int]("asked", "Month in which the person asked.")
    waiting = PersonColumn[int]("waiting", "Month since which the person waits.")
    return_until = PersonColumn[int]("return_until", "Last month of the right of return.")
    cell = PersonColumn[int]("cell", "Group in tables: stage, sex, income, digital access, need.")
    desk = PersonColumn[Array]("desk", "Queues the person is on, int32[5].", frozen=True)
    ahead = PersonColumn[Array]("ahead", "Nodes ahead on each, int32[5].", frozen=True)
    behind = PersonColumn[Array]("behind", "Nodes behind on each, int32[5].", frozen=True)
    counters = PersonColumn[Array]("counters", "What happened, see `history`.")

    def __init__(self, model: Any, key: int, row: int | None = None) -> None:
        # Agent.__init__ would register the view and number it: a view is not stored anywhere.
        if row is None:
            people: People = model.people
            here = np.flatnonzero(
                (people.key[: people.size] == key) & (people.state[: people.size] != ABSENT)
            )
            if not len(here):
                raise LookupError(f"Nobody present has the key {key}.")
            row = int(here[0])
        self.__dict__.update(model=model, unique_id=key, _row=row)

    @classmethod
    def create_agents(cls, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: people come from the model's arrivals."""
        raise TypeError("People are made by the model, not one by one: a Beneficiary is a view.")

    @classmethod
    def from_dataframe(cls, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: people come from the model's arrivals."""
        cls.create_agents()

    @property
    def columns(self) -> People:
        """The columns of all persons."""
        return cast(People, self.model.people)

    @property
    def key(self) -> int:
        """Identity of the person; `unique_id` is the same number."""
        return self.unique_id

    @property
    def present(self) -> bool:
        """Whether the person is still in the population."""
        people: People = self.model.people
        row: int = self.__dict__["_row"]
        return bool(people.key.item(row) == self.unique_id and people.state.item(row) != ABSENT)

    @property
    def row(self) -> int:
        """Row of the person in the columns, constant during the stay.

        Raises
        ------
        LookupError
            If the person has left the population.
        """
        if not self.present:
            raise LookupError(f"Person {self.unique_id} has left the population.")
        return cast(int, self.__dict__["_row"])

    @property
    def stage(self) -> int:
        """Stage of life: 0 child, 1 adult, 2 senior."""
        age = self.age
        return (age >= CHILD_END) + (age >= ADULT_END)

    @property
    def history(self) -> dict[str, int]:
        """What happened to the person since the reform: counters by name."""
        return dict(zip(COUNTERS, self.counters.tolist(), strict=True))

    def remove(self) -> None:
        """End the person's stay; without effect, as in Mesa, if it has ended already."""
        if self.present:
            self.model.depart(np.array([self.__dict__["_row"]], np.int32))

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a column; anything else would be forgotten with the view."""
        if not hasattr(getattr(type(self), name, None), "__set__"):
            raise AttributeError(f"{name!r} is not a column of people, and a view stores nothing.")
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        """Whether both are views of the same person of the same model."""
        if not isinstance(other, Beneficiary):
            return NotImplemented
        return self.model is other.model and self.unique_id == other.unique_id

    def __hash__(self) -> int:
        """Hash of model and key."""
        return hash((id(self.model), self.unique_id))

    def __reduce__(self) -> tuple[type[Self], tuple[Any, int, int]]:
        """Rebuild from what `__init__` takes, so that a hash exists from the start."""
        return type(self), (self.model, self.unique_id, self.__dict__["_row"])

    def __repr__(self) -> str:
        """Key, and whether the person has left."""
        return f"<Beneficiary {self.unique_id}{'' if self.present else ', left'}>"


# A column added to the table is a property of people at once, described or not.
for _name, *_ in PERSON:
    if not hasattr(Beneficiary, _name):
        setattr(Beneficiary, _name, PersonColumn(_name, f"Column `{_name}`."))

COLUMNS: Final = tuple(name for name, *_ in PERSON)
SCALARS: Final = frozenset(name for name, _, trail, _ in PERSON if not trail)
# Builtins that loop in Python and have a twin that does not.
_FASTER: Final[dict[Any, Callable[[Array], Any]]] = {sum: np.sum, min: np.min, max: np.max}
_EVERYONE: Final = (
    "This set is everyone present and the model keeps it. To end a stay use person.remove(); to "
    "reorder or filter, use inplace=False or work on a copy.copy() of it."
)
_STRANGER: Final = "People of another model cannot join this set."


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


class PeopleSet(AbstractAgentSet[Beneficiary]):  # type: ignore[misc, unused-ignore]
    """An ordered set of persons of one model, with the methods of Mesa's AgentSet.

    The set that the model keeps is everyone present at the moment, in **row order** (rows of the
    departed are reused: sort by ``"key"`` where order must not depend on history). What `select`,
    `sort` and the like return is fixed, save that the departed drop out of it.

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

    model: Population
    random: Random

    def __init__(self, agents: Iterable[Beneficiary], random: Random | None = None) -> None:
        views = list(dict.fromkeys(_only_people(agents)))
        if len({id(view.model) for view in views}) > 1:
            raise ValueError("A set holds people of one model; these are of several.")
        # Mesa may make an empty set, of no model: it is a set of nobody.
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
        """Rows of those of `agents` who are present persons of this model, in their order."""
        if isinstance(agents, PeopleSet):
            return agents.rows if agents.model is self.model else np.empty(0, np.int32)
        found = [
            agent.row
            for agent in agents
            if isinstance(agent, Beneficiary) and agent.model is self.model and agent.present
        ]
        return np.array(list(dict.fromkeys(found)), np.int32)

    def _all_mine(self, agents: Iterable[object]) -> Array:
        """Rows of `agents`, who must all be persons of this model."""
        if not isinstance(agents, PeopleSet):
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
        # Widened, so that nobody's sum of int8 ages turns over.
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
        """Iterate over the persons; those who leave meanwhile are passed over."""
        return self._views(self.rows)

    def __reversed__(self) -> Iterator[Beneficiary]:
        """Iterate from the last to the first."""
        return self._views(self.rows[::-1])

    def __contains__(self, agent: object) -> bool:
        """Tell whether a person is in the set; the departed are in none."""
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
        """Say how many persons."""
        return f"<{type(self).__name__} of {len(self):,} persons>"

    # Mesa's AgentSet

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

    def set(  # type: ignore[override, unused-ignore]  # Mesa's own says AgentSet
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

        Functions are called with a NumPy array, int64 or float64, [n] or [n, domain]; those of
        `statistics`, which round the means of such arrays, and attributes that are no column,
        with a list.
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
        """Those of `other` who are in the set, in the order of `other`."""
        theirs = self._mine(other)
        return self._new(theirs[np.isin(theirs, self.rows)])

    def __sub__(self, other: Iterable[Any]) -> Self:
        """Those of the set who are not in `other`."""
        rows = self.rows
        return self._new(rows[~np.isin(rows, self._mine(other))])

    def __or__(self, other: Iterable[Any]) -> Self:
        """Those of the set, then those of `other`."""
        rows, theirs = self.rows, self._all_mine(other)
        return self._new(np.concatenate([rows, theirs[~np.isin(theirs, rows)]]))

    def __xor__(self, other: Iterable[Any]) -> Self:
        """Those in one but not the other."""
        rows, theirs = self.rows, self._all_mine(other)
        alone = rows[~np.isin(rows, theirs)]
        return self._new(np.concatenate([alone, theirs[~np.isin(theirs, rows)]]))

    def __rsub__(self, other: Iterable[Any]) -> Self:
        """Those of `other` who are not in the set."""
        theirs = self._all_mine(other)
        return self._new(theirs[~np.isin(theirs, self.rows)])

    __rand__ = __and__
    __ror__ = __or__
    __rxor__ = __xor__

    def __iand__(self, other: Iterable[Any]) -> Self:
        """Keep those who are in `other` too, in the order of the set."""
        rows = self.rows
        return self._result(rows[np.isin(rows, self._mine(other))], True)

    def __isub__(self, other: Iterable[Any]) -> Self:
        """Take out those who are in `other`."""
        return self._result((self - other).rows, True)

    def __ior__(self, other: Iterable[Any]) -> Self:
        """Take in those of `other`."""
        return self._result((self | other).rows, True)

    def __ixor__(self, other: Iterable[Any]) -> Self:
        """Keep those in one but not the other."""
        return self._result((self ^ other).rows, True)

    def __le__(self, other: AbstractSet[Any]) -> bool:
        """Whether everyone of the set is in `other`."""
        if not isinstance(other, PeopleSet) or other.model is not self.model:
            return bool(super().__le__(other))
        return bool(np.isin(self.rows, other.rows).all())

    def __ge__(self, other: AbstractSet[Any]) -> bool:
        """Whether everyone of `other` is in the set."""
        if not isinstance(other, PeopleSet) or other.model is not self.model:
            return bool(super().__ge__(other))
        return other <= self

    def isdisjoint(self, other: Iterable[Any]) -> bool:
        """Whether nobody is in both."""
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
