"""Every scalar rule of the model has values computed by hand in the test file of its module.

The twin takes scalar rules from the model: a wrong formula would be wrong in both. Only a value
that somebody computed tells. So that none comes without, syntax trees of rules and tests are
compared.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCALARS = {"int", "float", "bool", "np.uint64"}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def shared_rules() -> set[tuple[str, str]]:
    """Return module and name of each rule that the twin takes from the model."""
    tree = tree_of(ROOT / "tests" / "twin" / "rules.py")
    modules = {
        alias.name: f"{node.module}.{alias.name}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_plain":
            module, _, name = ast.unparse(node.args[0]).partition(".")
            found.add((modules[module], name))
    return found


def scalar_rules() -> set[tuple[str, str]]:
    """Return module and name of each rule of numbers alone, in processes and on the map."""
    found = set()
    paths = [*(ROOT / "sim" / "processes").rglob("*.py"), ROOT / "sim" / "state" / "environment.py"]
    for path in paths:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef) and {"rule", "inlined"} & set(
                map(ast.unparse, node.decorator_list)
            ):
                kinds = {ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation}
                if kinds <= SCALARS:
                    found.add((module, node.name))
    return found


RULES = sorted(shared_rules() | scalar_rules())


def mirror_of(module: str) -> Path:
    """Return the test file that has the name of a module."""
    *folders, name = module.split(".")[1:]
    return ROOT.joinpath("tests", *folders, f"test_{name}.py")


def given_by_others(test: ast.FunctionDef) -> set[str]:
    """Return the arguments of a test that its own file does not show: fixtures, drawn numbers."""
    shown: set[str] = set()
    for decorator in test.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("parametrize"):
            names = ast.literal_eval(decorator.args[0])
            shown |= set(names.replace(",", " ").split() if isinstance(names, str) else names)
    return {arg.arg for arg in test.args.args} - shown


def drawn(test: ast.FunctionDef, call: ast.Call) -> bool:
    """Whether a call of a rule has arguments that no value of the file stands behind."""
    hidden = given_by_others(test)
    names = {node.id for arg in call.args for node in ast.walk(arg) if isinstance(node, ast.Name)}
    return bool(names & hidden)


def names_of(tree: ast.Module, module: str) -> dict[str, str]:
    """Return how a test file calls what a module defines, and its name there."""
    package, _, own = module.rpartition(".")
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == module:
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == package:
            if own in {alias.name for alias in node.names}:
                attributes = (n for n in ast.walk(tree) if isinstance(n, ast.Attribute))
                found |= {f"{own}.{attribute.attr}": attribute.attr for attribute in attributes}
    return found


def called_by_hand(path: Path, module: str) -> Iterator[str]:
    """Yield each rule of a module that a test of a file calls with values and asserts of."""
    tree = tree_of(path)
    names = names_of(tree, module)
    for test in tree.body:
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            nodes = [node for line in test.body for node in ast.walk(line)]
            if any(isinstance(node, ast.Assert) for node in nodes):
                for node in nodes:
                    if isinstance(node, ast.Call) and not drawn(test, node):
                        yield names.get(ast.unparse(node.func), "")


@pytest.mark.parametrize(("module", "name"), RULES, ids=[name for _, name in RULES])
def test_a_rule_has_values_by_hand(module: str, name: str) -> None:
    path = mirror_of(module)
    assert path.exists(), f"{module} has no test file {path.relative_to(ROOT)}"
    assert name in set(called_by_hand(path, module)), f"{name}: no values by hand in {path.name}"


def test_most_rules_are_found() -> None:
    assert len(shared_rules()) > 60 and len(RULES) > 100
    assert ("sim.processes.funding.cents", "grown") in RULES


def test_a_drawn_number_is_not_a_value_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "test_any.py"
    path.write_text(
        "from sim.any import called_rule, drawn_rule, other as shown_rule\n"
        "@given(a=st.integers())\n"
        "def test_drawn(a):\n    assert drawn_rule(a, 1) == 1\n"
        "@pytest.mark.parametrize(('a', 'b'), [(1, 2)])\n"
        "def test_shown(a, b):\n    assert shown_rule(a) == b\n"
        "def test_nothing():\n    called_rule(1)\n"
    )
    assert set(called_by_hand(path, "sim.any")) - {""} == {"other"}
