"""Examples run: the lines after ``>>>`` in docstrings, and the Python of docs not run elsewhere."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.indicators.registry import HEADLINE
from tests.results.cases import small
from tests.territory.public import made

ROOT = Path(__file__).parents[1]
EXAMPLES = {
    path.relative_to(ROOT): count
    for folder in ("sim", "experiments")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if (count := len(re.findall(r"^ *>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)))
}


def blocks(page: str) -> list[str]:
    """The Python of a page of docs."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("path", EXAMPLES, ids=str)
def test_examples_of_docstrings_give_what_they_show(path: Path) -> None:
    found = doctest.testmod(importlib.import_module(".".join(path.with_suffix("").parts)))
    # Doctest does not look into compiled rules: an example there would never run.
    assert found.attempted == EXAMPLES[path]
    assert found.failed == 0


def test_the_python_of_the_page_on_territories_runs() -> None:
    # README: tests/policy/test_policy.py; docs/extending.md: tests/test_extending.py.
    first, _ = blocks("territories.md")
    exec(first, {})


def test_the_python_on_public_files_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With made-up files of the names that the page gives; nothing is simulated."""
    country = made.country(communes=24)
    made.extracts(country, tmp_path / "finess")
    made.population(country, tmp_path)
    made.epci(country, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim, "compare", lambda *worlds, territory: territory.words)
    found: dict[str, Any] = {}
    exec(blocks("territories.md")[1], found)
    assert found["c"] == found["creuse"].words


def test_the_python_of_the_page_on_reports_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim, "load", lambda folder: small())
    (block,) = blocks("report.md")
    exec(block, {})
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the last line of each answer of the page of questions shows, in their order."""
    folder = tmp_path_factory.mktemp("questions")
    for name in ("persons", "establishments"):
        shutil.copy(ROOT / "sim" / "data" / f"training_{name}.csv", folder / f"{name}.csv")
    first, *answers = blocks("questions.md")
    found: dict[str, Any] = {}
    shown = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(first, found)
        for answer in answers:
            *lines, last = ast.parse(answer).body
            exec(compile(ast.Module(lines, []), "questions.md", "exec"), found)
            assert isinstance(last, ast.Expr), answer
            shown.append(eval(compile(ast.Expression(last.value), "questions.md", "eval"), found))
    return shown


def test_each_question_of_the_page_is_answered_by_five_lines_at_most(asked: list[Any]) -> None:
    titles = re.findall(r"^## (\d+)\. .*\?$", (ROOT / "docs/questions.md").read_text("utf-8"), re.M)
    assert titles == [str(number) for number in range(1, 11)]
    assert len(asked) == len(titles)
    assert all(len(answer.strip().splitlines()) <= 5 for answer in blocks("questions.md")[1:])


@pytest.mark.parametrize(
    ("number", "rows"), [(1, 4), (2, 6), (4, 3), (6, 2), (8, len(HEADLINE)), (10, 4)]
)
def test_a_question_is_answered_by_a_row_for_each_case(
    asked: list[Any], number: int, rows: int
) -> None:
    assert len(asked[number - 1]) == rows
    assert asked[number - 1].notna().any(axis=1).all()


def test_more_places_leave_less_unmet_need(asked: list[Any]) -> None:
    mean, lowest, highest = asked[8]
    assert lowest <= mean <= highest and mean < 0


def test_the_python_of_the_page_for_users_of_mesa_runs_and_ends() -> None:
    (block,) = blocks("mesa.md")
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
