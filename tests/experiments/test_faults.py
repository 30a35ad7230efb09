"""The lists of planted faults: each can be planted, and names tests by which it is seen."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from dataclasses import fields
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest

from experiments.faults.lists import CLASSES, FOLDER, Fault, read
from tests.twin.test_rules import RULES, mirror_of

ROOT = Path(__file__).resolve().parents[2]
FAULTS = read()
# A list says these of a fault; two more are said where they hold.
SAID = {"id", "class", "change", "file", "where", "test", "old", "new"}


class Part(NamedTuple):
    """A statement at the top of a file: where its text begins and ends, and what it says."""

    first: int
    last: int
    name: str
    dump: str


def name_of(node: ast.stmt) -> str:
    """What a statement at the top of a module defines."""
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.target)
    return str(getattr(node, "name", ""))


@cache
def parts_of(file: str) -> tuple[str, tuple[Part, ...]]:
    """Return the text of a file, and its statements."""
    text = (ROOT / file).read_text(encoding="utf-8")
    begins = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    found = []
    for node in ast.parse(text).body:
        decorators = [one.lineno for one in getattr(node, "decorator_list", ())]
        first, last = min([node.lineno, *decorators]), node.end_lineno or node.lineno
        found.append(Part(begins[first - 1], begins[last], name_of(node), ast.dump(node)))
    return text, tuple(found)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_list_holds_its_class_in_the_words_of_all_lists(path: Path) -> None:
    for entry in tomllib.loads(path.read_text("utf-8"))["fault"]:
        assert entry["class"] == path.stem.replace("_", " ") and entry["class"] in CLASSES
        assert SAID <= set(entry) <= SAID | {"width", "harmless"}, entry["id"]
        assert all(entry.values()) or not entry["new"], entry["id"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_can_be_planted(fault: Fault) -> None:
    text, parts = parts_of(fault.file)
    assert text.count(fault.old) == 1, "what it replaces stands once in the file"
    at = text.index(fault.old)
    first, last = at, at + len(fault.old)
    touched = [part for part in parts if part.first < last and first < part.last]
    before, after = text[touched[0].first : first], text[last : touched[-1].last]
    changed = ast.parse(before + fault.new + after).body
    found = zip(touched, changed, strict=True)
    assert [part.name for part, node in found if ast.dump(node) != part.dump] == [fault.where]
    files = [test.partition("::")[0] for test in fault.tests]
    assert files and all((ROOT / file).exists() for file in files)


def test_faults_of_a_rule_are_shown_to_the_tests_of_its_module() -> None:
    for fault in FAULTS:
        if fault.kind == "rule":
            module = fault.file.removesuffix(".py").replace("/", ".")
            assert [ROOT / test for test in fault.tests] == [mirror_of(module)], fault.id


def test_each_fault_has_a_name_of_its_own() -> None:
    names = Counter(fault.id for fault in FAULTS)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_rule_has_faults() -> None:
    planted = {(fault.file, fault.where) for fault in FAULTS}
    rules = {(f"{module.replace('.', '/')}.py", name) for module, name in RULES}
    assert rules - planted == set()


def test_what_a_list_says_is_what_a_fault_holds() -> None:
    names = {"class": "kind", "test": "tests"}
    assert {names.get(name, name) for name in SAID} | {"width", "harmless"} == {
        field.name for field in fields(Fault)
    }
