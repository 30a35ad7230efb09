"""What a change of a rule reaches is found in the sources; only other kernels are taken over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.experiments.kernels_kept import reached

RULES = """
LIMIT = 3
HALF = LIMIT / 2

def low(x):
    return x < HALF

def high(x):
    return x
"""
USERS = """
from sim import rules
from sim.rules import high as above

def by_module(x):
    return rules.low(x)

def by_name(x):
    return above(x)

def alone(x):
    rules = x
    return 2 * x
"""
FAR = "from .users import by_name\n\nclass Far:\n    def step(self):\n        by_name(1)\n"


def model(folder: Path, **changed: str) -> Path:
    files = {"rules": RULES, "users": USERS, "far": FAR} | changed
    (folder / "sim").mkdir(parents=True)
    (folder / "sim" / "__init__.py").touch()
    for name, text in files.items():
        (folder / "sim" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("x < HALF", "x <= HALF", {"rules.low", "users.by_module"}),
        ("return x\n", "return -x\n", {"rules.high", "users.by_name", "far.Far"}),
        ("LIMIT = 3", "LIMIT = 4", {"rules.LIMIT", "rules.HALF", "rules.low", "users.by_module"}),
        ("LIMIT = 3", "LIMIT = 3  # persons", set()),
    ],
)
def test_a_change_reaches_whoever_refers_to_it(
    old: str, new: str, found: set[str], tmp_path: Path
) -> None:
    before = model(tmp_path / "before")
    after = model(tmp_path / "after", rules=RULES.replace(old, new))
    names = {f"{module}.{name}".removeprefix("sim.") for module, name in reached(before, after)}
    assert names == found


def test_an_import_reaches_all_of_its_module(tmp_path: Path) -> None:
    before = model(tmp_path / "before")
    after = model(tmp_path / "after", users=USERS.replace("from sim import", "from sim.x import"))
    names = {name for module, name in reached(before, after) if module == "sim.users"}
    assert {"by_module", "by_name", "alone"} <= names
