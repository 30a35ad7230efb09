"""Contract: whatever Mesa's AgentSet does, `PeopleSet` does, with the same results.

Every test runs the same call on people in columns and on plain Mesa agents with the same values.
"""

from __future__ import annotations

import copy
import operator
import pickle
import statistics
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agentset import AgentSet

from sim.agents import Beneficiary, Establishment, PeopleSet

from .conftest import COPIED, SEED, TRIED, Plain, World, keys, named, old, same

# Mesa warns of its own index() and of empty sets that an operator makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning", "ignore:No Agents:UserWarning"
)


SELECTIONS: list[dict[str, Any]] = [
    {},
    {"filter_func": old},
    {"at_most": 0},
    {"at_most": 1},
    {"at_most": 7},
    {"at_most": 1.0},
    {"at_most": 0.5},
    {"at_most": 0.0},
    {"at_most": 2.5},
    {"at_most": -3},
    {"at_most": 10_000},
    {"filter_func": old, "at_most": 3},
    {"filter_func": old, "at_most": 0.25},
    {"agent_type": mesa.Agent},
    {"agent_type": Establishment},
    {"agent_type": mesa.Agent, "filter_func": old, "at_most": 2},
]


@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("how", SELECTIONS, ids=named)
def test_select(people: PeopleSet, agents: AgentSet, how: dict[str, Any], inplace: bool) -> None:
    """Filters, numbers, shares and types."""
    same("select", lambda s: s.select(**how, inplace=inplace), people, agents)


def test_select_stops_asking_when_full(people: PeopleSet, agents: AgentSet) -> None:
    """The filter is called no more often than Mesa calls it."""
    asked: list[int] = []

    def count(person: Any) -> bool:
        asked.append(person.key)
        return old(person)

    people.select(count, at_most=2)
    mine, asked = asked, []
    agents.select(count, at_most=2)
    assert mine in (asked, asked[:-1])


@pytest.mark.parametrize("name", [*COPIED, "stage"])
def test_get(people: PeopleSet, agents: AgentSet, name: str) -> None:
    """Values are Python numbers, the same as on the agents."""
    same("get", lambda s: s.get(name), people, agents)
    assert all(type(value) in (int, float) for value in people.get(name))


@pytest.mark.parametrize(
    "call",
    [
        lambda s: s.get(["age", "sex"]),
        lambda s: s.get(["age"]),
        lambda s: s.get([]),
        lambda s: s.get("nothing", handle_missing="default"),
        lambda s: s.get("nothing", "default", 5),
        lambda s: s.get(["age", "nothing"], handle_missing="default", default_value=-1),
        lambda s: s.get("age", handle_missing="default"),
        lambda s: s.select(at_most=0).get("nothing"),
    ],
)
def test_get_several_and_missing(
    people: PeopleSet, agents: AgentSet, call: Callable[[Any], Any]
) -> None:
    """Lists of names, and what is missing."""
    same("get", call, people, agents)


def test_get_refuses_alike(people: PeopleSet, agents: AgentSet) -> None:
    """A missing attribute and an unknown option are the same errors as in Mesa."""
    for one in (people, agents):
        with pytest.raises(AttributeError):
            one.get("nothing")
        with pytest.raises(ValueError, match="handle_missing"):
            one.get("age", handle_missing="maybe")


def test_set(people: PeopleSet, agents: AgentSet) -> None:
    """One value for all is written to all of the set, and to nobody else."""
    chosen = [s.select(old) for s in (people, agents)]
    for one in chosen:
        assert one.set("category", 3) is one
    TRIED.add("set")
    same("get", lambda s: s.get("category"), people, agents)


@pytest.mark.parametrize("name", ["age", "key", "strain", "status_bits", "stage"])
@pytest.mark.parametrize(
    "func",
    [
        min,
        max,
        sum,
        len,
        sorted,
        np.mean,
        np.median,
        statistics.mean,
        statistics.median,
        statistics.multimode,
        [min, max],
        (sum, np.max, len),
        lambda values: sum(value > 2 for value in values),
    ],
    ids=named,
)
def test_agg(people: PeopleSet, agents: AgentSet, name: str, func: Any) -> None:
    """One function or several; sums do not turn over in narrow types."""
    same("agg", lambda s: s.agg(name, func), people, agents)


def test_agg_refuses_alike(people: PeopleSet, agents: AgentSet) -> None:
    """The least of nobody is an error in both."""
    for one in (people, agents):
        with pytest.raises(ValueError, match=r"empty|zero-size"):
            one.select(at_most=0).agg("age", min)
        assert one.select(at_most=0).agg("age", sum) == 0
        with pytest.raises(AttributeError):
            one.agg("nothing", sum)


def stage_and_sex(person: Any) -> tuple[int, int]:
    """Give a pair to group by."""
    return person.stage, person.sex


@pytest.mark.parametrize(
    "by", ["zone", "stage", "strain", "state", "key", stage_and_sex], ids=named
)
@pytest.mark.parametrize("result_type", ["agentset", "list"])
def test_groupby(people: PeopleSet, agents: AgentSet, by: Any, result_type: Any) -> None:
    """Groups, their order, and everything a GroupBy does."""
    calls: list[Callable[[Any], Any]] = [
        lambda g: list(g.count().items()),
        lambda g: len(g),
        lambda g: list(g.agg("age", sum).items()),
        lambda g: g.agg("strain", np.mean),
        lambda g: g.agg("age", max),
        lambda g: {name: keys(group) for name, group in g},
        lambda g: list(g.map(len).items()),
        lambda g: g.map(lambda group, limit: keys(group)[:limit], limit=2),
        lambda g: g.do(lambda group: [setattr(p, "category", 2) for p in group]).count(),
    ]
    if result_type == "agentset":
        calls += [
            lambda g: g.map("agg", "age", min),
            lambda g: g.do("set", "category", 1).map("get", "category"),
        ]
    for call in calls:
        same("groupby", lambda s, c=call: c(s.groupby(by, result_type)), people, agents)
    same("get", lambda s: s.get("category"), people, agents)
    names = list(people.groupby("zone", result_type).groups)
    assert all(type(name) is int for name in names)


def test_groupby_refuses_alike(people: PeopleSet, agents: AgentSet) -> None:
    """What is missing, and what cannot be a name."""
    for one in (people, agents):
        with pytest.raises(AttributeError):
            one.groupby("nothing")
    with pytest.raises(TypeError):
        people.groupby("level")
    assert len(people.select(at_most=0).groupby("zone")) == 0


@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("ascending", [False, True])
@pytest.mark.parametrize(
    "key",
    ["age", "sex", "key", "status_bits", "strain", "category", "stage", stage_and_sex],
    ids=named,
)
def test_sort(
    people: PeopleSet, agents: AgentSet, key: Any, ascending: bool, inplace: bool
) -> None:
    """By column or function; equals keep their order in both directions, descending by default."""
    same("sort", lambda s: s.sort(key, ascending=ascending, inplace=inplace), people, agents)
    same("sort", lambda s: s.sort(key, ascending), people, agents)


@pytest.mark.parametrize("inplace", [False, True])
def test_shuffle(people: PeopleSet, agents: AgentSet, inplace: bool) -> None:
    """The same luck gives the same order, twice over, and another seed another order."""
    same("shuffle", lambda s: s.shuffle(inplace=inplace), people, agents)
    same("shuffle", lambda s: s.shuffle(inplace=inplace), people, agents)
    assert keys(World().everyone.shuffle()) == keys(World().everyone.shuffle())
    assert keys(World(SEED + 1).everyone.shuffle()) != keys(World().everyone.shuffle())


@pytest.mark.parametrize("method", ["do", "shuffle_do", "map"])
def test_do_and_map(people: PeopleSet, agents: AgentSet, method: str) -> None:
    """Functions and names of methods, with arguments; who is called, in which order."""
    called: list[tuple[int, int]] = []

    def call(person: Any, plus: int, times: int = 1) -> int:
        called.append((person.key, plus * times))
        return int(person.age + plus)

    same(method, lambda s: getattr(s, method)(call, 3, times=2), people, agents)
    half = len(called) // 2
    assert called[:half] == called[half:]
    same(method, lambda s: getattr(s, method)("step"), people, agents)


def test_map_by_name(people: PeopleSet) -> None:
    """A named method of people."""
    assert people.map("__repr__") == [repr(person) for person in people]


@pytest.mark.parametrize("method", ["do", "shuffle_do", "map"])
@pytest.mark.parametrize("everyone", [True, False])
def test_those_removed_on_the_way_are_not_called(world: World, method: str, everyone: bool) -> None:
    """As with the set of a Mesa model, persons who have left are passed over."""
    people = world.everyone if everyone else world.everyone.copy()
    n = len(people)
    called = []

    def remove_others(person: Beneficiary) -> None:
        called.append(person.key)
        for other in people:
            if other != person:
                other.remove()

    getattr(people, method)(remove_others)
    assert n > 1
    assert len(called) == 1
    assert keys(people) == keys(world.everyone) == called


def test_collection(people: PeopleSet, agents: AgentSet) -> None:
    """Length, order, containment, positions, lists."""
    for name, call in {
        "to_list": lambda s: keys(s.to_list()),
        "index": lambda s: [s.index(person) for person in s],
        "count": lambda s: [s.count(person) for person in s.to_list()[:3]] + [s.count("x")],
        "isdisjoint": lambda s: [s.isdisjoint(s), s.isdisjoint([]), s.isdisjoint(s - s)],
    }.items():
        same(name, call, people, agents)
    for call in (
        len,
        keys,
        lambda s: keys(reversed(s)),
        lambda s: all(person in s for person in s),
        lambda s: s.to_list()[0] in s.select(at_most=0),
        lambda s: "x" in s,
        lambda s: None in s,
        lambda s: s.index(s.to_list()[4], 2, 6),
        lambda s: bool(s.select(at_most=0)),
        lambda s: bool(s),
        lambda s: isinstance(s.to_list(), list),
    ):
        same("len", call, people, agents)
    for one in (people, agents):
        with pytest.raises(ValueError):
            one.select(at_most=2).index(one.to_list()[-1])


def test_positions(people: PeopleSet, agents: AgentSet) -> None:
    """One person by position, a list for a slice."""
    for at in (0, 5, -1):
        same("getitem", lambda s, at=at: s[at].key, people, agents)
    for part in (slice(3), slice(None, None, -1), slice(-4, -1), slice(99, 100)):
        same("getitem", lambda s, part=part: keys(s[part]), people, agents)
    assert people[np.int64(2)] == people[2]
    for one in (people, agents):
        with pytest.raises(IndexError):
            one[len(one)]


def test_members(people: PeopleSet, agents: AgentSet) -> None:
    """Adding and taking out change the set, not the population."""
    population = len(people)

    def change(found: Any) -> list[list[int]]:
        some = found.select(at_most=3)
        last = found.to_list()[-1]
        steps = []
        for act, who in (
            ("add", last),
            ("add", last),
            ("discard", some.to_list()[0]),
            ("discard", found.to_list()[0]),
            ("remove", last),
        ):
            assert getattr(some, act)(who) is None
            TRIED.add(act)
            steps.append(keys(some))
        with pytest.raises(KeyError):
            some.remove(last)
        steps.append([some.pop().key])
        steps.append(keys(some))
        some.clear()
        with pytest.raises(KeyError):
            some.pop()
        TRIED.update(("pop", "clear"))
        return [*steps, keys(some)]

    same("add", change, people, agents)
    assert len(people) == population


def test_only_people_of_the_model_join(people: PeopleSet) -> None:
    """Plain agents and people of another model are refused in a sentence."""
    stranger = World().everyone[0]
    some = people.select(at_most=2)
    with pytest.raises(TypeError, match="People are made by the model"):
        some.add(Plain(mesa.Model(rng=1)))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="another model"):
        some.add(stranger)
    with pytest.raises(TypeError, match="another model"):
        operator.or_(some, World().everyone)
    with pytest.raises(TypeError, match="not a Beneficiary"):
        operator.or_(some, ["x"])
    some.discard(stranger)
    some.discard("x")
    assert len(some & World().everyone) == 0
    assert some - World().everyone == some
    assert stranger not in people
    assert some != World().everyone.select(at_most=2)


def test_copies(world: World, people: PeopleSet, agents: AgentSet) -> None:
    """A copy holds the same persons and is changed apart."""
    same("copy", copy.copy, people, agents)
    apart = copy.copy(people)
    apart.clear()
    assert len(people) == len(world.everyone)
    again = pickle.loads(pickle.dumps(people.shuffle()))
    assert set(keys(again)) == set(keys(people))
    assert again.model is not world
    assert again.isdisjoint(people)
    again.set("age", 1)
    assert people.agg("age", max) > 1
    deep = copy.deepcopy(people)
    assert keys(deep) == keys(people)
    assert deep.model is not world


def test_every_method_was_tried(people: PeopleSet) -> None:
    """Whatever AgentSet offers exists here, and the tests above have called it."""
    public = {name for name in dir(AgentSet) if not name.startswith("_")}
    assert all(callable(getattr(people, name)) for name in public)
    if TRIED:  # not when this test is run alone
        assert public <= TRIED
