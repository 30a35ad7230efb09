"""Choices reach kernels under names made from their words: words may change places."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import choices
from sim.scenario.fields import ParameterGroup, choices_of, record
from sim.scenario.scenario import Scenario

SIM = Path(__file__).parents[2] / "sim"
KERNELS = sorted([*(SIM / "processes").rglob("*.py"), *(SIM / "model").rglob("*.py")])
NAMES = {name for name in vars(choices) if name.isupper()}


def groups(group: type[ParameterGroup]) -> Iterator[type[ParameterGroup]]:
    yield group
    for info in group.model_fields.values():
        if isinstance(info.annotation, type) and issubclass(info.annotation, ParameterGroup):
            yield from groups(info.annotation)


# Choices that only Python reads, by word: how a territory is made.
BY_WORD = {"TerritorySpec"}
FIELDS = [
    (group, name)
    for group in groups(Scenario)
    if group.__name__ not in BY_WORD
    for name in group.model_fields
    if choices_of(group, name)
]
FIELD_NAMES = {name for _, name in FIELDS}


# The words of each choice, in the order that gives kernels their numbers.
WORDS = {
    "Budgets.mode": "places hours outcomes years vouchers",
    "Calls.award": "score price quality_in_money tullock",
    "Crises.escalation_changes": "nothing need",
    "Crises.weight": "hours severity",
    "Innovation.imitation": "none partners bass moran",
    "Organisation.conversion": "unasked blind",
    "Organisation.mainstream": "limited unlimited",
    "Organisation.overhead_mode": "fewer_hours slower",
    "Organisation.placement": "place_and_hours hours_only place_only",
    "Organisation.referent": "posts share",
    "Places.allocation": "lists deferred_acceptance",
    "Places.list_mode": "none finite infinite",
    "Places.priority": "fifo classes need_and_wait",
    "Places.sequence": "parallel serial",
    "Places.stay_law": "geometric fixed lognormal mixture",
    "Pole.perimeter": "zone departement list",
    "ProjectActors.bid": "learned cost_plus",
    "Organisation.reserve": "given unused",
    "ProjectActors.cost": "private common",
    "ProjectActors.renewal": "calls exogenous",
}


def test_the_order_of_words_is_frozen() -> None:
    """The walk finds every choice; one whose words change places, or a new one, shows here."""
    found = {
        f"{group.__name__}.{name}": " ".join(choices_of(group, name)) for group, name in FIELDS
    }
    assert found == WORDS


@pytest.mark.parametrize(("group", "name"), FIELDS, ids=lambda x: getattr(x, "__name__", x))
def test_each_word_has_a_name_with_the_number_that_kernels_get(
    group: type[ParameterGroup], name: str
) -> None:
    for word in choices_of(group, name):
        made = group().model_copy(update={name: word})
        given = int(np.asarray(record(made)[name])[0])
        assert getattr(choices, f"{name}_{word}".upper()) == given


def test_names_are_looked_up_by_the_word() -> None:
    """No constant is a bare number, and each is named after the field and the word it looks up."""
    tree = ast.parse(Path(choices.__file__).read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            call = node.value
            assert isinstance(call, ast.Call), ast.unparse(node)
            field, word = (arg.value for arg in call.args[1:] if isinstance(arg, ast.Constant))
            assert node.target.id == f"{field}_{word}".upper()
            found.add(node.target.id)
    assert found == NAMES
    assert len(found) == sum(len(choices_of(group, name)) for group, name in FIELDS)


def bare(tree: ast.AST) -> Iterator[ast.Compare]:
    """Comparisons of a choice with anything but a word or a name of `choices`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            continue
        sides = (node.left, node.comparators[0])
        for side, other in (sides, sides[::-1]):
            named = getattr(side, "attr", getattr(side, "id", None))
            if named not in FIELD_NAMES:
                continue
            if isinstance(other, ast.Constant) and isinstance(other.value, str):
                continue
            if getattr(other, "attr", getattr(other, "id", None)) not in NAMES:
                yield node


def naked() -> list[str]:
    return [
        f"{path.relative_to(SIM.parent)}:{node.lineno}: {ast.unparse(node)}"
        for path in KERNELS
        for node in bare(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_kernels_compare_a_choice_with_its_names_only() -> None:
    assert naked() == []
