"""Sets of people over columns: rows that live and are used again, arrays, copies of a model."""

from __future__ import annotations

import pickle
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agentset import AgentSet
from mesa.datacollection import DataCollector

from sim.agents import Beneficiary, PeopleSet
from sim.agents.beneficiary import COLUMNS

from .conftest import COPIED, Plain, World, keys, old


def test_select_by_mask(people: PeopleSet, agents: AgentSet) -> None:
    """A mask over columns selects like a filter on agents, with the other limits."""
    found = people.select(where=people.age > 500)
    assert keys(found) == keys(agents.select(old))
    both = people.select(lambda p: p.sex == 1, at_most=2, where=people.age > 500)
    assert keys(both) == keys(agents.select(lambda a: a.sex == 1 and old(a), at_most=2))
    for wrong in (people.age, [True], people.age[:3] > 5):
        with pytest.raises(ValueError, match="mask"):
            people.select(where=wrong)


def test_set_arrays(world: World, people: PeopleSet) -> None:
    """An array gives one value a person; per domain, one a domain or one of each."""
    some = people.shuffle().select(at_most=4)
    some.set("age", [1, 2, 3, 4])
    assert [person.age for person in some] == [1, 2, 3, 4]
    some.set("level", [0, 1, 2, 3])
    assert (some.level == np.arange(4)).all()
    table = np.array([[3, 2, 1, 0]] * 4)
    some.set("level", table)
    assert (some.level == table).all()
    some.set("level", 1)
    assert some.level.sum() == 16
    for name, wrong in (("age", [1, 2]), ("age", [[1]]), ("level", [1, 2])):
        with pytest.raises(ValueError, match="takes one number for all"):
            some.set(name, wrong)


@pytest.mark.parametrize(
    ("name", "wrong", "error"),
    [
        ("sex", 300, ValueError),
        ("sex", 0.5, ValueError),
        ("sex", "man", TypeError),
        ("sex", None, TypeError),
        ("sex", np.array(2**40), ValueError),
        ("sex", 10**30, ValueError),
        ("sex", [1, 10**30], TypeError),
        ("sex", np.float32(0.5), ValueError),
        ("sex", np.uint64(2**63), ValueError),
        ("strain", np.array(np.inf), ValueError),
        ("strain", np.array(np.nan), ValueError),
        ("strain", np.array(1e300), ValueError),
        ("status_bits", -1, ValueError),
        ("state", 0, ValueError),
        ("age", -1, ValueError),
        ("strain", float("nan"), ValueError),
        ("strain", 1e300, ValueError),
        ("key", 3, AttributeError),
        ("waiting_list", 3, AttributeError),
        ("stage", 1, AttributeError),
        ("agee", 1, AttributeError),
    ],
)
def test_what_does_not_fit_is_refused(
    world: World, people: PeopleSet, name: str, wrong: Any, error: type[Exception]
) -> None:
    """Nothing is cut or turned over without a word, through a view or a set."""
    before = world.people.state_arrays()
    with pytest.raises(error):
        people.set(name, wrong)
    with pytest.raises(error):
        setattr(people[0], name, wrong)
    after = world.people.state_arrays()
    assert all((before[column] == after[column]).all() for column in before)


def test_constructor(world: World) -> None:
    """Made like an AgentSet: from agents or from none, with or without luck."""
    views = world.everyone.to_list()
    made = PeopleSet([views[2], views[0], views[2]])
    assert keys(made) == [views[2].key, views[0].key]
    assert made.random is world.random
    luck = world.random.__class__(4)
    assert PeopleSet(views, luck).random is luck
    assert PeopleSet(views, random=luck).select(old).random is luck
    nobody = PeopleSet([], luck)
    assert len(nobody) == len(PeopleSet([])) == len(nobody.shuffle()) == 0
    assert list(nobody) == nobody.get("age") == []
    assert nobody.age.shape == (0,)
    with pytest.raises(ValueError, match="one model"):
        PeopleSet([views[0], World().everyone[0]])
    with pytest.raises(TypeError, match="not a Beneficiary"):
        PeopleSet(["x"])  # type: ignore[list-item]


def test_of_rows(world: World) -> None:
    """Rows in any order; empty ones and repeats are left out."""
    row = world.everyone[0].row
    assert PeopleSet.of(world, [9, row, 9, 0, 3]).rows.tolist() == [9, row]
    assert len(PeopleSet.of(world, [])) == 0
    with pytest.raises(TypeError, match="mask"):
        PeopleSet.of(world, world.people.state > 0)


def test_everyone_is_live_and_kept_by_the_model(world: World) -> None:
    """The model's set follows arrivals and departures and cannot be changed by hand."""
    everyone = world.everyone
    n, first = len(everyone), everyone[0]
    fixed = everyone.copy()
    first.remove()
    assert len(everyone) == len(fixed) == n - 1
    assert first not in everyone
    assert first not in fixed
    rows = world.people.reserve(1)
    world.people.key[rows], world.people.state[rows] = 99, 1
    assert (len(everyone), len(fixed)) == (n, n - 1)
    for change in (
        lambda: everyone.select(old, inplace=True),
        lambda: everyone.sort("age", inplace=True),
        lambda: everyone.shuffle(inplace=True),
        lambda: everyone.clear(),
        lambda: everyone.pop(),
        lambda: everyone.remove(everyone[0]),
        lambda: everyone.discard(everyone[0]),
        lambda: everyone.__isub__(fixed),
        lambda: everyone.__iand__(fixed),
    ):
        with pytest.raises(TypeError, match=r"person\.remove"):
            change()
    assert everyone.select(inplace=True) is everyone
    everyone.add(everyone[0])
    everyone.discard(first)
    with pytest.raises(KeyError):
        everyone.remove(first)
    assert len(everyone) == n


def test_a_reused_row_is_another_person(world: World) -> None:
    """A fixed set and a view never take the next tenant of a row for the last."""
    gone = world.everyone[5]
    fixed = world.everyone.copy()
    n = len(fixed)
    row = gone.row
    gone.remove()
    while True:
        taken = int(world.people.reserve(1)[0])
        world.people.key[taken], world.people.state[taken] = 777, 1
        if taken == row:
            break
    assert gone.key not in keys(fixed)
    assert 777 not in keys(fixed)
    assert len(fixed) == n - 1
    assert not gone.present
    with pytest.raises(LookupError):
        _ = gone.age
    assert Beneficiary(world, 777).present


def test_columns_at_speed(world: World, people: PeopleSet, agents: AgentSet) -> None:
    """Columns of the set are wide arrays in its order, and cannot be written by mistake."""
    shuffled = people.shuffle()
    for name in COPIED:
        column = getattr(shuffled, name)
        assert column.tolist() == shuffled.get(name) == [getattr(p, name) for p in shuffled]
        assert column.dtype in (np.int64, np.float64, np.uint64)
    assert shuffled.level.shape == (len(people), 4)
    assert shuffled.stage.tolist() == agents_stage(shuffled)
    assert shuffled.unique_id.tolist() == keys(shuffled)
    assert np.array_equal(world.people.age[shuffled.rows], shuffled.age)
    with pytest.raises(ValueError, match="read-only"):
        people.age[0] = 3
    with pytest.raises(ValueError, match="read-only"):
        people.age += 1
    with pytest.raises(AttributeError, match=r"set\('age', values\)"):
        people.age = 3
    with pytest.raises(AttributeError, match="agee"):
        _ = people.agee
    assert {"age", "select", "stage"} <= set(dir(people))
    assert not hasattr(people, "_agents")


def agents_stage(found: PeopleSet) -> list[int]:
    """Stages of life from ages in years."""
    return [0 if p.age < 20 * 12 else 1 if p.age < 60 * 12 else 2 for p in found]


def test_columns_do_not_hide_methods() -> None:
    """No column has the name of something a set has already."""
    assert not set(COLUMNS) & {name for name in dir(AgentSet)}
    assert not set(COLUMNS) & set(vars(PeopleSet))
    assert not set(COLUMNS) & {"model", "random", "rows"}


def test_data_collector(world: World, plain: mesa.Model) -> None:
    """Reporters by type of agent collect people; `model.agents` are organisations only."""
    frames = []
    for model, kind in ((world, Beneficiary), (plain, Plain)):
        collector = DataCollector(
            model_reporters={"persons": lambda m, k=kind: len(m.agents_by_type[k])},
            agenttype_reporters={
                kind: {"age": "age", "old": old, "plus": [lambda a, n: a.age + n, [5]]}
            },
        )
        for _ in range(2):
            collector.collect(model)
            model.agents_by_type[kind].select(old).set("age", 40)
            model.step()
        frame = collector.get_agenttype_vars_dataframe(kind).reset_index()
        frames.append((frame.drop(columns="AgentID"), collector.get_model_vars_dataframe()))
        if kind is Beneficiary:
            assert frame["AgentID"].tolist() == [p.key for p in world.everyone] * 2
    for mine, theirs in zip(*frames, strict=True):
        assert mine.equals(theirs)
    collector = DataCollector(agent_reporters={"index": "index"})
    collector.collect(world)
    assert len(collector.get_agent_vars_dataframe()) == len(world.agents) == 6
    collector = DataCollector(agenttype_reporters={Beneficiary: {"level": "level"}})
    collector.collect(world)
    kept = collector.get_agenttype_vars_dataframe(Beneficiary)["level"].iloc[0].copy()
    world.everyone.set("level", 3 - kept)
    assert (collector.get_agenttype_vars_dataframe(Beneficiary)["level"].iloc[0] == kept).all()


def test_a_model_with_people_can_be_pickled(world: World) -> None:
    """The set comes along, over the columns of the new model."""
    again = pickle.loads(pickle.dumps(world))
    assert keys(again.everyone) == keys(world.everyone)
    assert again.everyone.model is again


def test_a_stage_begins_in_the_month_of_the_age_limit(world: World) -> None:
    people = world.everyone
    people.set("age", [239, 240, 719, 720] + [0] * (len(people) - 4))
    assert people.stage[:4].tolist() == [0, 1, 1, 2]
