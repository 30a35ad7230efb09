"""Organisations as Mesa agents: registered with the model, their numbers in its columns.

They are faces over `sim.state.organisations.Organisations`; a policy may read and write either.
Columns that count persons or money are read-only here: the processes that move them write them.
"""

from __future__ import annotations

from typing import Any, ClassVar

import mesa
import numpy as np
from mesa.agentset import AgentSet

from sim.agents.face import Array, Column
from sim.agents.people_set import PeopleSet
from sim.state.people import ABSENT

__all__ = ["Establishment", "Funder", "Organisation", "Pole", "ProjectActor"]


class UnitColumn[T](Column[T]):
    """A column of units: a unit holds tailored hours; it is an establishment or a pole."""

    def where(self, agent: Any) -> Any:
        """Index of the unit."""
        return agent.unit


class Organisation(mesa.Agent[Any]):  # type: ignore[misc, unused-ignore]  # Mesa is untyped
    """A registered agent over one index of the organisations' columns.

    Parameters
    ----------
    model
        The model; its columns are `model.organisations`.
    index
        Place of the organisation in the columns of its kind; stays the same for the whole run.
    """

    holds: ClassVar[str | None] = None  # column of persons that names who holds something here

    def __init__(self, model: Any, index: int) -> None:
        super().__init__(model)
        self.index = int(index)

    @property
    def columns(self) -> Any:
        """The columns of all organisations."""
        return self.model.organisations

    @property
    def people(self) -> PeopleSet:
        """Persons who hold a place or a seat here, in row order.

        Raises
        ------
        AttributeError
            If nothing is held at this kind of organisation.
        """
        if self.holds is None:
            raise AttributeError(f"Nobody holds a place at a {type(self).__name__}.")
        people = self.model.people
        here = getattr(people, self.holds)[: people.size] == self.index
        here &= people.state[: people.size] != ABSENT
        return PeopleSet.of(self.model, np.flatnonzero(here))

    def __repr__(self) -> str:
        """Kind and index."""
        return f"<{type(self).__name__} {self.index}>"


class Establishment(Organisation):
    """An authorised establishment or service (ESSMS)."""

    holds = "place"

    key = Column[int]("e_key", "Identity, the same in every scenario.", frozen=True)
    zone = Column[int]("e_zone", "Zone it stands in.", least=0)
    category = Column[int]("e_category", "Category of establishment.", least=0)
    places = Column[int]("e_places", "Authorised places, persons.", least=0)
    tolerance = Column[int]("e_tolerance", "Heaviest class of complexity it admits, 0 to 3.")
    operator = Column[int]("e_operator", "Association or body that runs it.")
    occupied = Column[int]("e_occupied", "Persons who hold a place.", frozen=True)
    converted = Column[int]("e_converted", "Places turned into hours to measure.", least=0)
    heavy = Column[int]("e_heavy", "Persons held above its tolerance.", frozen=True)
    perimeter = Column[int]("e_perimeter", "Pole it is a member of; -1 for none.", least=-1)
    minutes = UnitColumn[Array]("u_total", "Minutes a month to measure, by domain.", frozen=True)
    used = UnitColumn[Array]("u_used", "Minutes that plans take, by domain.", frozen=True)

    @property
    def unit(self) -> int:
        """Its unit: the establishment on its own."""
        return self.index


class ProjectActor(Organisation):
    """An organisation that lives on projects, outside authorised places."""

    holds = "actor"

    key = Column[int]("a_key", "Identity, the same in every scenario.", frozen=True)
    zone = Column[int]("a_zone", "Zone it stands in.", least=0)
    domain = Column[int]("a_domain", "Domain it works in, 0 to 3.", least=0)
    caseload = Column[int](
        "a_caseload", "Persons it can follow at once, by its contracts.", frozen=True
    )
    minutes = Column[int]("a_minutes", "Minutes a month for each person.", least=0)
    occupied = Column[int]("a_occupied", "Persons it follows.", frozen=True)
    alive = Column[int]("a_alive", "1 while it is there, 0 when it has closed.", frozen=True)
    cash = Column[int]("a_cash", "Cents in cash.", frozen=True)
    quality = Column[float]("a_quality", "Quality of what it gives, 0 to 1.", frozen=True)


class Funder(Organisation):
    """A public body or foundation that pays."""

    paid = Column[int]("f_out", "Paid so far, cents.", frozen=True)

    @property
    def code(self) -> str:
        """Kind of funder; in a territory of several départements there are several of a kind."""
        return str(self.model.organisations.funder_codes[self.index])

    @property
    def place(self) -> str:
        """Region, département or country it pays in."""
        return str(self.model.organisations.funder_places[self.index])


class Pole(Organisation):
    """A group of members over a perimeter of zones."""

    minutes = UnitColumn[Array]("u_total", "Pooled minutes a month, by domain.", frozen=True)
    used = UnitColumn[Array]("u_used", "Pooled minutes that plans take, by domain.", frozen=True)

    @property
    def unit(self) -> int:
        """Its unit: perimeters come after the establishments."""
        return len(self.model.organisations.e_key) + self.index

    @property
    def members(self) -> AgentSet[Establishment]:
        """Establishments that are members."""
        return AgentSet(
            [e for e in self.model.agents_by_type[Establishment] if e.perimeter == self.index],
            random=self.model.random,
        )

    @property
    def zones(self) -> Array:
        """Zones of the perimeter, int64[n], in order."""
        return np.flatnonzero(self.model.organisations.z_perimeter == self.index)

    @property
    def people(self) -> PeopleSet:
        """Persons present who live in its zones, served by anyone, in row order."""
        people = self.model.people
        inside = self.model.organisations.z_perimeter[people.zone[: people.size]] == self.index
        inside &= people.state[: people.size] != ABSENT
        return PeopleSet.of(self.model, np.flatnonzero(inside))
