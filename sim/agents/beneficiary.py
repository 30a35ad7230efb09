"""A person as a Mesa agent: `Beneficiary`, a view of one row of the columns.

Millions of people are columns, not objects. A view is made when a person is requested, and
forgotten afterwards.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn, Self, cast

import mesa
import numpy as np

from sim.agents.face import Array, Column
from sim.state import people
from sim.state.people import ABSENT, ADULT_END, CHILD_END, COUNTERS, LATENT, NO_OFFER, People

__all__ = ["COLUMNS", "Beneficiary", "PersonColumn"]


class PersonColumn[T](Column[T]):
    """A column of persons; columns with a value per domain have the person on the first axis."""

    def where(self, agent: Any) -> Any:
        """Index of the person's row."""
        return agent.row


class Beneficiary(mesa.Agent[Any]):  # type: ignore[misc, unused-ignore]  # Mesa is untyped
    """A person, seen through the columns; made on demand, equal to any view of the same person.

    A view is no storage: writing an attribute writes the column, and a name that is no column is
    refused. Processes count the links of a person to organisations (`state`, `place`, `actor`,
    `unit`, `plan`) on both sides; a value written here changes the person only.

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
        When no person present has this key, and on any use of a view whose person has left.
    """

    unique_id: int  # type: ignore[assignment, unused-ignore]  # Mesa declares None

    zone = PersonColumn[int]("zone", "Zone of residence.", 0)
    age = PersonColumn[int]("age", "Age, months.", 0)
    sex = PersonColumn[int]("sex", "Sex: 0 woman, 1 man.", 0, 1)
    income = PersonColumn[int]("income", "Tercile of income.", 0, 2)
    digital = PersonColumn[int](
        "digital", "Digital access: 0 none, 1 limited, 2 full.", least=0, most=2
    )
    ability = PersonColumn[float](
        "ability", "Ability to express a project, 0 to 1.", least=0, most=1
    )
    carer = PersonColumn[int](
        "carer", "Main carer: 0 none, 1 lives elsewhere, 2 with the person.", least=0, most=2
    )
    carer_rank = PersonColumn[int](
        "carer_rank", "How much a carer can give: 0 little to 2 much.", least=0, most=2
    )
    strain = PersonColumn[float]("strain", "Strain of the carer, 0 to 1.", 0, 1)
    residence = PersonColumn[int](
        "residence", "0 ordinary, 1 institution, 2 lost.", least=0, most=2
    )
    level = PersonColumn[Array](
        "level", "Need by domain, 0 none to 3 severe, int8[4].", least=0, most=3
    )
    unmet = PersonColumn[Array](
        "unmet", "Discounted share of need unmet, float32[4].", least=0, most=1
    )
    cover = PersonColumn[Array](
        "cover", "Share of need covered this month, float32[4].", least=0, most=1
    )
    state = PersonColumn[int](
        "state",
        "1 latent, 2 waits for assessment, 3 waits on lists, 4 served, 5 refused, 6 renounced, "
        "7 no offer.",
        least=LATENT,
        most=NO_OFFER,
    )
    pending = PersonColumn[int](
        "pending", "0 nothing, 1 first assessment, 2 new orientation.", least=0, most=2
    )
    category = PersonColumn[int]("category", "Category oriented to; -1 for none.", -1)
    complexity = PersonColumn[int](
        "complexity", "Class at orientation: heaviest level, 0 to 3.", least=0, most=3
    )
    status_bits = PersonColumn[int]("status_bits", "Bits of status, see `sim.state.people`.")
    mainstream_known = PersonColumn[int](
        "mainstream_known",
        "Mainstream services known, a bit by domain: 0 to 3 alone, 4 to 7 when linked.",
    )
    place = PersonColumn[int](
        "place", "Establishment that holds the person; -1 for none.", least=-1
    )
    until = PersonColumn[int]("until", "Month in which the place ends.")
    unit = PersonColumn[int]("unit", "Unit that gives hours to measure; -1 for none.", -1)
    plan = PersonColumn[Array]("plan", "Minutes a month of the plan by domain, int32[4].", 0)
    plan_cost = PersonColumn[Array](
        "plan_cost", "Staff minutes a month they take, int32[4].", least=0
    )
    plan_direct = PersonColumn[Array](
        "plan_direct", "Of them, those with the person, int32[4].", least=0
    )
    plan_until = PersonColumn[Array]("plan_until", "Months in which they end, int16[4].")
    actor = PersonColumn[int](
        "actor", "Project actor that follows the person; -1 for none.", least=-1
    )
    actor_until = PersonColumn[int]("actor_until", "Month in which that ends.")
    minimal = PersonColumn[bool](
        "minimal", "Gets the minimal service, for want of the fee.", least=0, most=1
    )
    asked = PersonColumn[int]("asked", "Month in which the person asked.")
    spell = PersonColumn[Array]("spell", "Month in which each open wait began, int16[5].")
    waiting = PersonColumn[int]("waiting", "Month since which the person waits.")
    return_until = PersonColumn[int]("return_until", "Last month of the right of return.")
    stratum = PersonColumn[int](
        "stratum", "Group in tables: stage, sex, income, digital access, need.", least=0
    )
    waiting_list = PersonColumn[Array](
        "waiting_list", "Lists the person is on, int32[5].", frozen=True
    )
    ahead = PersonColumn[Array]("ahead", "Nodes ahead on each, int32[5].", frozen=True)
    behind = PersonColumn[Array]("behind", "Nodes behind on each, int32[5].", frozen=True)
    counters = PersonColumn[Array]("counters", "What happened, see `history`.", 0)

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
        """Counters of events of the person since the reform, by name."""
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
for _column in people.COLUMNS:
    if not hasattr(Beneficiary, _column.name):
        setattr(Beneficiary, _column.name, PersonColumn(_column.name, _column.meaning))

COLUMNS: Final = tuple(column.name for column in people.COLUMNS)
