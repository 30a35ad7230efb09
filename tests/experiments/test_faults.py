"""The list of planted faults: each can be planted, and has a file of tests to be seen by."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.twin.test_rules import RULES, mirror_of

ROOT = Path(__file__).resolve().parents[2]
FAULTS = tomllib.loads((ROOT / "experiments" / "faults" / "faults.toml").read_text("utf-8"))[
    "fault"
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["id"])
def test_a_fault_can_be_planted(fault: dict[str, str]) -> None:
    assert set(fault) == {"id", "class", "file", "rule", "test", "old", "new"}
    text = (ROOT / fault["file"]).read_text(encoding="utf-8")
    assert text.count(fault["old"]) == 1, "what it replaces stands once in the file"
    changed = ast.parse(text.replace(fault["old"], fault["new"]))
    found = [(a, b) for a, b in zip(ast.parse(text).body, changed.body, strict=True)
             if ast.dump(a) != ast.dump(b)]  # fmt: skip
    assert [getattr(before, "name", "") for before, _ in found] == [fault["rule"]]
    module = fault["file"].removesuffix(".py").replace("/", ".")
    assert ROOT / fault["test"] == mirror_of(module) and (ROOT / fault["test"]).exists()


def test_every_rule_has_faults_and_each_its_name() -> None:
    names = Counter(fault["id"] for fault in FAULTS)
    assert [name for name, count in names.items() if count > 1] == []
    planted = {(fault["file"], fault["rule"]) for fault in FAULTS}
    rules = {(f"{module.replace('.', '/')}.py", name) for module, name in RULES}
    assert rules - planted == set()
