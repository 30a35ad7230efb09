"""Two sets of people joined, cut and compared, beside the sets of Mesa."""

from __future__ import annotations

from typing import Any

import pytest
from mesa.agentset import AgentSet

from sim.agents import PeopleSet

from .conftest import keys, old, same

# Mesa warns of its own index() and of empty sets that an operator makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning", "ignore:No Agents:UserWarning"
)


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
