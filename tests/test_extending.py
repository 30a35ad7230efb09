"""The recipes of docs/extending.md do what they say: a copy of the tree follows them and runs."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
COPIED = ("sim", "configs", "docs", "README.md", "tests", "pyproject.toml")
MOST_FILES = {1: 3, 2: 7, 3: 11}  # that a recipe may touch

# Where a block of code goes, as the page says it.
STEP = re.compile(
    r"^(?:New file `(?P<new>[^`]+)`|"
    r"In `(?P<file>[^`]+)`, (?P<how>after|before|in place of) the line `(?P<line>[^`]+)`):\n\n"
    r"```(?:python|po)\n(?P<code>.*?)```$",
    re.MULTILINE | re.DOTALL,
)


class Step(NamedTuple):
    """One block of code: the file, how it is placed, the line that it is placed by."""

    file: str
    how: str
    line: str
    code: str


def section(number: int) -> str:
    return PAGE.split(f"\n## {number}. ")[1].split("\n## ")[0]


def steps(number: int) -> list[Step]:
    """Steps of a recipe, in their order."""
    found = [
        Step(m["new"] or m["file"], m["how"] or "new", m["line"] or "", m["code"])
        for m in STEP.finditer(section(number))
    ]
    assert len(found) == section(number).count("```p"), "a block whose place is not understood"
    return found


def apply(step: Step, tree: Path) -> None:
    path = tree / step.file
    if step.how == "new":
        assert not path.exists(), f"{step.file} is there already"
        path.write_text(step.code, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    found = [rank for rank, line in enumerate(lines) if line.strip() == step.line]
    assert len(found) == 1, f"{step.file}: {len(found)} lines are {step.line!r}"
    start = found[0] + (step.how == "after")
    lines[start : start + (step.how == "in place of")] = [step.code]
    path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
    """Return a copy of the tree in which a recipe was followed."""
    monkeypatch.setenv("PARCOURS_CACHE", str(tmp_path / "cache"))

    def follow(number: int) -> Path:
        ignore = shutil.ignore_patterns("__pycache__", "*.svg", "fixtures")
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
            else:
                shutil.copy(ROOT / name, tmp_path / name)
        for step in steps(number):
            apply(step, tmp_path)
        python(tmp_path, "-m", "sim.lang.compile")
        return tmp_path

    return follow


def python(tree: Path, *words: str) -> str:
    """Run Python on a tree, without compilation."""
    done = subprocess.run(
        # The hash is meant to overflow: without compilation NumPy warns of it.
        [sys.executable, "-W", "ignore", *words],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def pytest_of(tree: Path, file: str) -> None:
    """Run a file of tests of a tree."""
    python(tree, "-m", "pytest", "-q", "-p", "no:xdist", "-o", "addopts=", file)


WORLD = """
import json, sim
from pathlib import Path
from sim import compose
from sim.indicators.measure import Key, outcomes
from sim.indicators.outputs import PAYERS
from sim.indicators.registry import REGISTRY
from sim.model.model import SectorModel
from sim.runs.run import close_world
from sim.state import counts
from tests.twin.territories import border_territory

assert Path(sim.__file__).is_relative_to(Path.cwd())
PLACE = border_territory(40)


def world(*words):
    fixed = ["clock.burn_in=0", "clock.months=8", "clock.reform_month=1", "crises.rate=0.5"]
    scenario = compose.load_scenario("silo", [*fixed, *words])
    model = SectorModel(scenario, PLACE, seed=7)
    model.run_for(8)
    return close_world(model)


def total(run, name):
    return int(run.history[:, counts.INDEX[name]].sum())


def value(run, name):
    return outcomes(run, PAYERS)[Key(name, "all", "all")]
"""


def result_of(tree: Path, program: str) -> Any:
    return json.loads(python(tree, "-c", WORLD + program).splitlines()[-1])


def assert_in_order(tree: Path, number: int) -> None:
    """What is written has the form of the code around it, and the docs follow from it."""
    files = sorted({step.file for step in steps(number) if step.file.endswith(".py")})
    python(tree, "-m", "ruff", "check", "--no-cache", *files)
    python(tree, "-m", "ruff", "format", "--check", "--no-cache", *files)
    python(tree, "docs/build.py")


TWIN = """
from sim.model.model import SectorModel
from tests.twin.baseline import run_twin
from tests.twin.cases import VARIANTS, scenario_of
from tests.twin.comparison import differences

for name in ("swept to the low end", "swept to the high end"):
    scenario = scenario_of((), months=8, reform_month=1, **VARIANTS[name])
    model = SectorModel(scenario, PLACE, seed=3)
    model.run_for(8)
    assert differences(run_twin(scenario, PLACE, 3, 8), model) == []
"""


def test_a_parameter(extended: Callable[[int], Path]) -> None:
    tree = extended(1)
    program = "print(json.dumps([world(*words).digest() for words in WORDS]))"
    before = result_of(ROOT, program.replace("WORDS", "[()]"))
    words = '[(), ("crises.away=1",), ("crises.away=0",)]'
    nothing, one, none = result_of(tree, program.replace("WORDS", words))
    assert before == [nothing] == [one], "the default changes nothing"
    assert none != one
    crises = 'print(json.dumps([total(world(f"crises.away={x}"), "crises") for x in (1, 0)]))'
    more, fewer = result_of(tree, crises)
    assert more > fewer > 0
    result_of(tree, TWIN + "print(0)")
    assert_in_order(tree, 1)
    assert "| `away` |" in (tree / "docs" / "parameters.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_indicator_with_a_new_count(extended: Callable[[int], Path]) -> None:
    tree = extended(2)
    found = result_of(
        tree,
        "run = world()\n"
        'names = ("crises", "crises_alone", "people")\n'
        "totals = [total(run, name) for name in names]\n"
        "since = run.history[run.first_row:, [counts.INDEX[name] for name in names]].sum(axis=0)\n"
        'labels = [REGISTRY["crises_alone"].label(lang) for lang in ("fr", "en")]\n'
        'shown = value(run, "crises_alone")\n'
        "print(json.dumps([totals, since.tolist(), shown, labels]))",
    )
    (crises, alone, _), (_, alone_since, people_since), shown, labels = found
    assert 0 < alone < crises
    assert shown == pytest.approx(1200 * alone_since / people_since)
    assert len(set(labels)) == 2
    pytest_of(tree, "tests/indicators/test_every_indicator.py")
    result_of(tree, TWIN + "print(0)")
    assert_in_order(tree, 2)
    for page in ("state.md", "indicators.md"):
        assert "| `crises_alone` |" in (tree / "docs" / page).read_text(encoding="utf-8"), page


@pytest.mark.slow
def test_a_process(extended: Callable[[int], Path]) -> None:
    tree = extended(3)
    words = '"access.renounce_rate=0.3", "access.resume_rate=0"'
    found = result_of(
        tree,
        f"runs = [world({words}, f'access.outreach={{x}}') for x in (0, 0.5)]\n"
        'counts = [[total(run, name) for name in ("outreach", "asked")] for run in runs]\n'
        'print(json.dumps([counts, value(runs[1], "outreach")]))',
    )
    ((visited_0, asked_0), (visited, asked)), shown = found
    assert visited_0 == 0 < visited
    assert asked > asked_0 and shown > 0
    pytest_of(tree, "tests/processes/care/test_outreach.py")
    pytest_of(tree, "tests/indicators/test_every_indicator.py")
    result_of(tree, TWIN + "print(0)")
    assert_in_order(tree, 3)
    assert "├─ Outreach" in (tree / "docs" / "model.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", MOST_FILES)
def test_the_page_counts_the_files(number: int) -> None:
    files = {step.file for step in steps(number)}
    told = re.search(r"Files: (\d+)", section(number))
    assert told is not None and int(told[1]) == len(files) == MOST_FILES[number]


def test_where_a_carer_burns_out() -> None:
    """The count is written in one file, and the page names it."""
    writing = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "sim" / "processes").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "BURNOUTS"
    ]
    assert len(writing) == 1 and f"`{writing[0]}`" in section(4)
    named = set(re.findall(r"`(sim/[\w/]+\.py)`", section(4)))
    assert len(named) <= 2
    assert any("def burnout_probability" in (ROOT / name).read_text("utf-8") for name in named)


def test_who_is_admitted() -> None:
    """The rules stand in the file that the page names first, and no other file decides."""
    named = re.search(r"`(sim/[\w/]+\.py)`", section(5))
    assert named
    own = {"accepts", "heaviest_let_in", "is_refused"}
    deciding = set()
    for path in (ROOT / "sim" / "processes").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        defines = any(f"def {name}(" in text for name in own)
        if defines or re.search(r"organisation\[0\]\.admission|\bo\.admission", text):
            deciding.add(path.relative_to(ROOT).as_posix())
    assert deciding == {named[1]}
