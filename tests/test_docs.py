"""What the docs say of the code is what the code says."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from sim import compose
from sim.model.model import PROCESSES

ROOT = Path(__file__).parents[1]
BUILD = runpy.run_path(str(ROOT / "docs" / "build.py"))


@pytest.mark.parametrize("page", BUILD["PAGES"])
def test_what_is_generated_is_up_to_date(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert text == BUILD["built"](page), "run python docs/build.py"


def test_the_order_names_every_process() -> None:
    drawn = re.findall(r"^(\d) ├─ (\w+)", BUILD["order"](), re.MULTILINE)
    expected = [(str(p.phase), p.__name__) for p in PROCESSES]
    assert [row for row in drawn if row[1] != "Policy"] == expected
    assert drawn[[name for _, name in drawn].index("Policy") - 1][1] == "Needs"


def test_every_parameter_is_in_the_table() -> None:
    rows = [line for line in BUILD["parameters"]().splitlines() if line.startswith("| `")]
    assert len(rows) == sum("." in path for path in compose.parameters())
    assert all(row.count("|") - row.count("\\|") == 8 for row in rows)


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "index.md" or f"]({page.name})" in index, page.name
