"""Counts stand in one table, each with its unit and meaning, and something adds to each."""

from __future__ import annotations

import ast
import runpy
from collections.abc import Iterator
from pathlib import Path

import numba
import numpy as np
import pytest

from sim.state import counts
from sim.state.count_table import UNITS, Count, CountTable
from sim.state.organisations import KINDS
from sim.state.people import OF_PERSON, STATES

ROOT = Path(__file__).parents[2]
PROCESS_FILES = sorted((ROOT / "sim" / "processes").rglob("*.py"))
TABLES = {
    "monthly": counts.MONTHLY,
    "person": OF_PERSON,
    "waits": counts.WAITS,
    "flows": counts.FLOWS,
}
# Constants of `counts` that are ranks in another table than that of the months, or no rank.
ELSEWHERE = {
    *(f"TO_{name.upper()}" for name in ("assessment", "hour", "solution_30", "solution")),
    *(name.upper() for name in counts.FLOWS.names),
    *("WAIT_KINDS", "WAIT_MONTHS", "WAIT_FLOWS"),
}
# Counts that stand together are written through the first: at PEOPLE + state, at NEED + domain.
TOGETHER = {
    "PEOPLE": STATES,
    "STAFF_OVERHEAD": counts.OVERHEADS,
    "FROM_FUNDERS": KINDS,
    **{name.upper(): len(counts.DOMAIN_NAMES) for name in counts.BY_DOMAIN},
}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_names_are_unique(table: CountTable) -> None:
    assert len(set(table.names)) == len(table.names) > 0


@pytest.mark.parametrize(
    "count", [c for table in TABLES.values() for c in table.counts], ids=lambda count: count.name
)
def test_a_count_has_a_unit_and_says_what_it_is(count: Count) -> None:
    assert count.unit in UNITS
    assert len(count.meaning) >= 10 and count.meaning.endswith(".")


def test_every_unit_is_of_use() -> None:
    assert {c.unit for table in TABLES.values() for c in table.counts} == set(UNITS)


def test_a_constant_is_the_rank_of_its_count() -> None:
    for name in ("people", "wait", "crises", "sojourn", "counted"):
        assert getattr(counts, name.upper()) == counts.NAMES.index(name) == counts.INDEX[name]
    need = counts.NAMES[counts.NEED : counts.NEED + len(counts.DOMAIN_NAMES)]
    assert need == ("need_0", "need_1", "need_2", "need_3")
    assert counts.NAMES[counts.STAFF_OVERHEAD : counts.PLACES][-1] == "staff_support"


def test_compiled_code_takes_a_constant_as_a_whole_number() -> None:
    @numba.njit
    def add(out: np.ndarray) -> None:
        out[counts.CRISES] += 1

    out = np.zeros(counts.SIZE, np.int64)
    add(out)
    assert out.sum() == out[counts.INDEX["crises"]] == 1
    assert type(counts.CRISES) is int


def alias_of_counts(tree: ast.Module) -> str:
    """Name under which a file imports the table of counts; empty if it does not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "sim.state":
            for alias in node.names:
                if alias.name == "counts":
                    return alias.asname or alias.name
    return ""


def constants_of(node: ast.AST, name: str) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and getattr(part.value, "id", None) == name:
            yield part.attr


def written() -> set[str]:
    """Constants of `sim.state.counts` that a process adds to, or gives to what adds for it."""
    found: set[str] = set()
    for path in PROCESS_FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = alias_of_counts(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.AugAssign):
                found.update(constants_of(node.target, name))
            elif isinstance(node, ast.Call):
                for argument in node.args:
                    if isinstance(argument, ast.Attribute):
                        found.update(constants_of(argument, name))
            elif isinstance(node, ast.Tuple):  # where running totals stand among the counts
                found.update(constants_of(node, name))
    return found


def test_every_count_is_written_by_a_process() -> None:
    ranks = set()
    for constant in (written() & set(vars(counts))) - ELSEWHERE:
        first = getattr(counts, constant)
        ranks |= set(range(first, first + TOGETHER.get(constant, 1)))
    assert [counts.NAMES[k] for k in range(counts.SIZE) if k not in ranks] == []


def test_every_counter_of_a_person_is_written_by_a_process() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in PROCESS_FILES)
    for name in OF_PERSON.names:
        assert f"C_{name.upper()}] +=" in text, name


def test_the_docs_show_every_count() -> None:
    page = (ROOT / "docs" / "state.md").read_text(encoding="utf-8")
    table = runpy.run_path(str(ROOT / "docs" / "build.py"))["counts_table"]
    for own in TABLES.values():
        rows = [f"| `{c.name}` | {c.unit} | {c.meaning} |" for c in own.counts]
        assert table(own).splitlines()[2:] == rows
        assert table(own) in page
