"""Examples run: the lines after ``>>>`` in docstrings, and the Python of docs not run elsewhere."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = {
    path.relative_to(ROOT): count
    for folder in ("sim", "experiments")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if (count := len(re.findall(r"^ *>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)))
}


@pytest.mark.parametrize("path", EXAMPLES, ids=str)
def test_examples_of_docstrings_give_what_they_show(path: Path) -> None:
    found = doctest.testmod(importlib.import_module(".".join(path.with_suffix("").parts)))
    # Doctest does not look into compiled rules: an example there would never run.
    assert found.attempted == EXAMPLES[path]
    assert found.failed == 0


def test_the_python_of_the_page_on_territories_runs() -> None:
    # README: tests/policy/test_policy.py; docs/extending.md: tests/test_extending.py.
    page = (ROOT / "docs" / "territories.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(block, {})


def test_the_python_of_the_page_for_users_of_mesa_runs_and_ends() -> None:
    page = (ROOT / "docs" / "mesa.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    found: dict[str, Any] = {"__name__": "mesa_page"}
    exec(block, found)
    assert (found["model"].month, found["model"].running) == (12, False)
    assert found["collected"]["month"].tolist() == list(range(-6, 12))
    rows = found["rows"]
    assert len(rows) == 2 * 2 * 18
    assert {(row["scenario"], row["seed"]) for row in rows} == {
        (name, seed) for name in ("silo", "pole") for seed in (1, 2)
    }
    before = {(row["scenario"], row["seed"]): row["unmet"] for row in rows if row["month"] == 2}
    assert before["silo", 1] == before["pole", 1] and before["silo", 1] > 0
