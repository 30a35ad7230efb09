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
from mesa.datacollection import DataCollector

from sim.agents import Beneficiary, Establishment, PeopleSet
from sim.agents.beneficiary import COLUMNS

from .conftest import COPIED, SEED, Plain, World

# Mesa warns of its own index() and of empty sets that an operator makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning", "ignore:No Agents:UserWarning"
)


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


def test_select_by_mask(people: PeopleSet, agents: AgentSet) -> None:
    """A mask over columns selects like a filter on agents, with the other limits."""
    found = people.select(where=people.age > 500)
    assert keys(found) == keys(agents.select(old))
    both = people.select(lambda p: p.sex == 1, at_most=2, where=people.age > 500)
    assert keys(both) == keys(agents.select(lambda a: a.sex == 1 and old(a), at_most=2))
    for wrong in (people.age, [True], people.age[:3] > 5):
        with pytest.raises(ValueError, match="mask"):
            people.select(where=wrong)


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
    """As with the set of a Mesa model, whoever has left is passed over."""
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


def halves(found: Any) -> tuple[Any, Any]:
    """Two overlapping subsets in different orders."""
    return found.select(old), found.sort("age", ascending=True).select(at_most=0.6)


@pytest.mark.parametrize(
    "operation",
    [
        lambda a, b: a & b,
        lambda a, b: b & a,
        lambda a, b: a | b,
        lambda a, b: a - b,
        lambda a, b: b - a,
        lambda a, b: a ^ b,
        lambda a, b: a & list(b),
        lambda a, b: a | list(b),
        lambda a, b: a - list(b),
        lambda a, b: list(b) & a,
        lambda a, b: list(b) | a,
        lambda a, b: list(b) - a,
        lambda a, b: list(b) ^ a,
        lambda a, b: a - a,
        lambda a, b: a & (b - a),
        lambda a, b: a ^ a,
    ],
)
def test_algebra(people: PeopleSet, agents: AgentSet, operation: Any) -> None:
    """Operators give the same persons in the same order."""
    same("algebra", lambda s: operation(*halves(s)), people, agents)


@pytest.mark.parametrize("name", ["__iand__", "__ior__", "__isub__", "__ixor__"])
def test_algebra_in_place(people: PeopleSet, agents: AgentSet, name: str) -> None:
    """In-place operators change the set itself."""
    for one in (people, agents):
        a, b = halves(one)
        assert getattr(a, name)(b) is a
    same("algebra", lambda s: (lambda a, b: keys(getattr(a, name)(b)))(*halves(s)), people, agents)
    same("algebra", lambda s: (lambda a, b: keys(getattr(a, name)(a)))(*halves(s)), people, agents)


def test_comparisons(people: PeopleSet, agents: AgentSet) -> None:
    """Equality and inclusion, whatever the order."""
    same(
        "algebra",
        lambda s: (
            lambda a, b: [
                a == b,
                a != b,
                a <= s,
                a < s,
                s <= s,
                s < s,
                s >= b,
                a >= b,
                s == s.shuffle(),
                a == set(a),
                set(a) == a,
                a <= set(s),
                a >= set(s),
                a.isdisjoint(s - a),
                a.isdisjoint(list(b)),
                a == 3,
            ]
        )(*halves(s)),
        people,
        agents,
    )


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


def test_constructor(world: World) -> None:
    """Made like an AgentSet: from agents, with or without luck; of nobody too."""
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


def test_every_method_was_tried(people: PeopleSet) -> None:
    """Whatever AgentSet offers exists here, and the tests above have called it."""
    public = {name for name in dir(AgentSet) if not name.startswith("_")}
    assert all(callable(getattr(people, name)) for name in public)
    if TRIED:  # not when this test is run alone
        assert public <= TRIED


def test_a_stage_begins_in_the_month_of_the_age_limit(world: World) -> None:
    people = world.everyone
    people.set("age", [239, 240, 719, 720] + [0] * (len(people) - 4))
    assert people.stage[:4].tolist() == [0, 1, 1, 2]
