"""Views of persons: reading, writing, identity, and what happens when somebody has left."""

from __future__ import annotations

import copy
import pickle

import mesa
import numpy as np
import pytest
from mesa.agentset import AgentSet

from sim.agents import Beneficiary
from sim.state.people import COLUMNS, COUNTERS

from .conftest import World


def test_reading(world: World) -> None:
    """Every column is an attribute: a Python number or a view of the row."""
    person = world.everyone[7]
    for described in COLUMNS:
        name, lead = described.name, described.shape
        column, value = getattr(world.people, name), getattr(person, name)
        if lead:
            assert np.shares_memory(value, column)
            assert (value == column[person.row]).all()
        else:
            assert type(value) in (int, float)
            assert value == column[person.row]
    assert person.unique_id == person.key
    assert person.random is world.random
    assert person.present


def test_writing(world: World) -> None:
    """Writing through a view changes the column, in that row only."""
    person = world.everyone[3]
    before = world.people.age.copy()
    person.age = 400
    person.age += 1
    changed = np.flatnonzero(world.people.age != before)
    assert changed.tolist() == [person.row]
    assert world.people.age[person.row] == 401
    person.strain = 0.1
    assert person.strain == float(np.float32(0.1))
    person.level[2] = 3
    assert world.people.level[person.row, 2] == 3
    person.level = [3, 2, 1, 0]
    assert world.people.level[person.row].tolist() == [3, 2, 1, 0]
    person.level = 1
    assert person.level.tolist() == [1] * 4
    with pytest.raises(ValueError, match="takes one number for all"):
        person.level = [1, 2]
    with pytest.raises(ValueError, match="takes one number for all"):
        person.age = [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        person.waiting_list[0] = 3


def test_nothing_else_can_be_written(world: World) -> None:
    """A view stores nothing, so that what would be lost is refused."""
    person = world.everyone[0]
    for name in ("agee", "unique_id", "model", "pos", "key", "present", "step"):
        with pytest.raises(AttributeError):
            setattr(person, name, 1)


@pytest.mark.parametrize(("age", "stage"), [(0, 0), (239, 0), (240, 1), (719, 1), (720, 2)])
def test_stage(world: World, age: int, stage: int) -> None:
    """The borders of 20 and 60 years belong to the later stage."""
    world.everyone[0].age = age
    assert world.everyone[0].stage == world.everyone.stage[0] == stage


def test_history(world: World) -> None:
    """Counters by name."""
    person = world.everyone[0]
    person.counters[COUNTERS.index("crises")] = 2
    assert person.history["crises"] == 2
    assert list(person.history) == list(COUNTERS)


def test_identity(world: World) -> None:
    """Two views of one person are equal; the same key in another model is another person."""
    other = World()
    a, b, c = world.everyone[4], world.everyone[4], other.everyone[4]
    assert a is not b
    assert a == b
    assert hash(a) == hash(b)
    assert a.key == c.key
    assert a != c
    assert len({a, b, c}) == 2
    assert a != a.key
    c.age = 17
    a.age = 18
    assert (a.age, c.age) == (18, 17)
    assert Beneficiary(other, a.key) == c
    c.remove()
    assert a.present
    assert len(world.everyone) == len(other.everyone) + 1


def test_leaving(world: World) -> None:
    """`remove` ends the stay; a view of the departed says so, and removing twice is harmless."""
    person = world.everyone[2]
    key, row = person.key, person.row
    assert "left" not in repr(person)
    person.remove()
    assert not person.present
    assert world.people.state[row] == 0
    n = len(world.everyone)
    person.remove()
    assert len(world.everyone) == n
    for name in ("age", "level", "stage", "history", "row"):
        with pytest.raises(LookupError, match=f"Person {key} has left"):
            getattr(person, name)
    with pytest.raises(LookupError, match="has left"):
        person.age = 3
    assert person.key == key
    assert repr(person) == f"<Beneficiary {key}, left>"
    assert person == person
    with pytest.raises(LookupError, match="Nobody present"):
        Beneficiary(world, key)
    with pytest.raises(LookupError, match="Nobody present"):
        Beneficiary(world, 0)
    with pytest.raises(LookupError, match="has left"):
        world.everyone.copy().add(person)


def test_views_survive_growth(world: World) -> None:
    """Columns move when the population grows; views and sets follow."""
    person, fixed = world.everyone[6], world.everyone.copy()
    ages = fixed.get("age")
    old = world.people.age
    world.people.reserve(5000)
    assert world.people.age is not old
    assert fixed.get("age") == ages
    person.age = 5
    assert world.people.age[person.row] == 5


def test_copies_and_pickles(world: World) -> None:
    """A copy is a view of the same person; a pickle takes its model along."""
    person = world.everyone[1]
    assert copy.copy(person) == person
    again = pickle.loads(pickle.dumps(person))
    assert again.key == person.key
    assert again != person
    again.age = 1
    person.age = 2
    assert (again.age, person.age) == (1, 2)
    assert copy.deepcopy(person).model is not world
    # People remembered by their model: sets of views are hashed while the model is being rebuilt.
    world.followed = {person}  # type: ignore[attr-defined]
    for twin in (pickle.loads(pickle.dumps(world)), pickle.loads(pickle.dumps(person)).model):
        (found,) = twin.followed
        assert found.model is twin
        assert found in twin.followed
        assert found.key == person.key


def test_views_are_not_registered(world: World) -> None:
    """Making views neither registers nor numbers anything."""
    registered, number = len(world.agents), world.agent_id_counter
    views = world.everyone.to_list()
    assert isinstance(views[0], mesa.Agent)
    assert (len(world.agents), world.agent_id_counter) == (registered, number)
    with pytest.raises(TypeError, match="made by the model"):
        Beneficiary.create_agents(world, 3)
    with pytest.raises(TypeError, match="made by the model"):
        Beneficiary.from_dataframe(world, None)


def test_views_in_a_plain_agent_set(world: World) -> None:
    """Mesa's own AgentSet is weak: it holds views for as long as somebody else does."""
    views = world.everyone.to_list()
    assert len(AgentSet(views, random=world.random)) == len(views)
    assert len(AgentSet(iter(world.everyone), random=world.random)) == 0


def test_a_column_takes_all_that_its_type_and_its_least_value_allow(world: World) -> None:
    person = world.everyone[2]
    person.age = 32_767
    assert person.age == 32_767
    person.age = 0
    for wrong in (32_768, -1, 2.5, np.int64(-1), np.array(2.5)):
        with pytest.raises(ValueError, match="age holds whole numbers of 0 to 32767"):
            person.age = wrong
    assert person.age == 0
