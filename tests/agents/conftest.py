"""A tiny world of people in columns, and the same people as plain Mesa agents."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agentset import AgentSet

from sim.agents import Beneficiary, Establishment, Funder, PeopleSet, Pole, ProjectActor
from sim.state.people import ABSENT, DOMAINS, LATENT, SERVED, WAIT, People

SEED = 7
COPIED = ("key", "zone", "age", "sex", "state", "place", "strain", "status_bits", "category")


class World(mesa.Model):
    """People in columns with gaps and reused rows; two establishments, an actor, a pole."""

    def __init__(self, seed: int = SEED) -> None:
        super().__init__(rng=seed)
        rng = np.random.default_rng(3)
        people = People(16)
        self.people = people
        people.reserve(40)
        self._fill(np.arange(40), 1000, rng)
        gone = np.array([0, 3, 4, 17, 39])
        people.state[gone] = ABSENT
        people.release(gone)
        rows = people.reserve(3)
        self._fill(rows, 5000, rng)
        self.organisations = SimpleNamespace(
            e_key=np.array([11, 12], np.uint64),
            e_zone=np.array([0, 2], np.int32),
            e_category=np.array([3, 1], np.int8),
            e_places=np.array([20, 30], np.int32),
            e_tolerance=np.array([3, 1], np.int8),
            e_operator=np.array([0, 1], np.int32),
            e_occupied=np.array([5, 6], np.int32),
            e_converted=np.array([0, 0], np.int32),
            e_heavy=np.array([0, 1], np.int32),
            e_perimeter=np.array([-1, 0], np.int32),
            a_key=np.array([21], np.uint64),
            a_zone=np.array([1], np.int32),
            a_domain=np.array([3], np.int8),
            a_caseload=np.array([8], np.int32),
            a_minutes=np.array([240], np.int32),
            a_occupied=np.array([2], np.int32),
            a_alive=np.array([1], np.int8),
            a_cash=np.array([1200], np.int64),
            a_quality=np.array([0.75], np.float32),
            f_out=np.array([5, 10**12], np.int64),
            funder_codes=("ars", "departement"),
            z_perimeter=np.array([-1, 0, 0], np.int32),
            u_total=np.arange(12, dtype=np.int64).reshape(3, DOMAINS),
            u_used=np.zeros((3, DOMAINS), np.int64),
        )
        for kind, count in ((Establishment, 2), (ProjectActor, 1), (Funder, 2), (Pole, 1)):
            for index in range(count):
                kind(self, index)
        self.agents_by_type[Beneficiary] = PeopleSet.of(self)  # type: ignore[assignment]

    def _fill(self, rows: Any, first_key: int, rng: np.random.Generator) -> None:
        n, people = len(rows), self.people
        people.key[rows] = first_key + rng.permutation(n)
        people.zone[rows] = rng.integers(0, 3, n)
        people.age[rows] = rng.integers(0, 1100, n)
        people.sex[rows] = rng.integers(0, 2, n)
        people.strain[rows] = rng.integers(0, 8, n) / 8
        people.state[rows] = rng.choice([LATENT, WAIT, SERVED], n)
        people.place[rows] = np.where(people.state[rows] == SERVED, rng.integers(0, 2, n), -1)
        people.actor[rows] = np.where(rng.random(n) < 0.3, 0, -1)
        people.status_bits[rows] = rng.integers(0, 256, n)
        people.category[rows] = rng.integers(-1, 4, n)
        people.level[rows] = rng.integers(0, 4, (DOMAINS, n)).T

    def depart(self, rows: Any) -> None:
        """End stays."""
        self.people.state[rows] = ABSENT
        self.people.release(rows)

    @property
    def everyone(self) -> PeopleSet:
        """The set of everyone present."""
        return self.agents_by_type[Beneficiary]  # type: ignore[return-value]


class Plain(mesa.Agent):
    """A person as Mesa would have it."""

    def __init__(self, model: mesa.Model, **values: Any) -> None:
        super().__init__(model)
        for name, value in values.items():
            setattr(self, name, value)


@pytest.fixture
def world() -> World:
    """Make a world for each test."""
    return World()


@pytest.fixture
def plain(world: World) -> mesa.Model:
    """Make the same people, in the same order and with the same luck, as plain agents."""
    model = mesa.Model(rng=SEED)
    for person in world.everyone:
        values = {name: getattr(person, name) for name in COPIED}
        Plain(model, **values, stage=person.stage)
    return model


def named(value: object) -> str:
    """Name a parameter without the address of a function: processes must agree on it."""
    if isinstance(value, list | tuple):
        return "-".join(named(one) for one in value)
    if isinstance(value, dict):
        return "-".join(f"{name}={named(one)}" for name, one in value.items()) or "all"
    return str(getattr(value, "__name__", value))


@pytest.fixture
def people(world: World) -> PeopleSet:
    """Make a set that may be changed."""
    return world.everyone.copy()


@pytest.fixture
def agents(plain: mesa.Model) -> AgentSet:
    """Make the same of plain agents."""
    return plain.agents.copy()


def keys(found: Any) -> list[int]:
    """Identities, in order."""
    return [person.key for person in found]


def by_key(found: Any, wanted: Any) -> list[Any]:
    """Members of a set with some keys, in the order of the set."""
    return [person for person in found if person.key in set(wanted)]


def old(person: Any) -> bool:
    """Filter used below."""
    return bool(person.age > 500)


TRIED: set[str] = set()


def same(name: str, call: Callable[[Any], Any], people: PeopleSet, agents: AgentSet) -> None:
    """Compare a call on both; sets by order of identities."""
    TRIED.add(name)
    mine, theirs = call(people), call(agents)
    if isinstance(theirs, AgentSet):
        assert isinstance(mine, PeopleSet)
        assert keys(mine) == keys(theirs)
        assert (mine is people) == (theirs is agents)
    else:
        assert mine == theirs
    assert keys(people) == keys(agents), "the set itself must have changed alike"
