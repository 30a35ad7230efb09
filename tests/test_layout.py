"""How the code is laid out: one direction, one submodel per file, no name of an organisation."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim import compose
from sim.model.model import PROCESSES

ROOT = Path(__file__).parents[1]
SIM = ROOT / "sim"
FILES = sorted(SIM.rglob("*.py"))
PROCESS_FILES = sorted(p for p in (SIM / "processes").rglob("*.py") if p.stem != "__init__")
# Where people are told of scenarios, by name: labels, and the cards of scenarios.
MAY_NAME = {"texts.py", "cards.py"}
# Hydra's only door. Drawing is imported by who draws, when it draws.
ONLY_IN = {
    "hydra": {"by_hydra.py"},
    "omegaconf": {"by_hydra.py"},
    "yaml": {"files.py"},
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST, *, at_import: bool = False) -> Iterator[str]:
    """Modules imported; `at_import`: not those in functions, nor for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif at_import and (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
        ):
            continue
        else:
            yield from imports(node, at_import=at_import)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_sim_knows_nothing_on_its_right(path: Path) -> None:
    for module in imports(tree_of(path)):
        top = module.split(".")[0]
        assert top not in ("experiments", "tests", "notebooks"), module
        if top in ONLY_IN:
            assert path.name in ONLY_IN[top], f"{name_of(path)} imports {module}"
    if path.parent.name != "report":
        tops = {module.split(".")[0] for module in imports(tree_of(path), at_import=True)}
        assert "matplotlib" not in tops


def test_importing_the_model_imports_no_configuration_and_no_drawing() -> None:
    program = (
        "import sys, sim.runs.run, sim.compose\n"
        "print(*(m for m in ('hydra', 'omegaconf', 'matplotlib', 'experiments', 'pytest')"
        " if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


# The floors of the house, from the ground up. A room imports only from the floors below it, and
# rooms of one floor do not import from each other: imports in functions and those for types alone
# count too.
FLOORS = (
    ("sim.lang",),
    ("sim.errors",),
    ("sim.engine", "sim.data"),
    ("sim.scenario",),
    ("sim.territory",),
    ("sim.state",),
    ("sim.processes", "sim.agents", "sim.indicators"),
    ("sim.policy",),
    ("sim.compose",),
    ("sim.model",),
    ("sim.runs", "sim.results"),
    ("sim.report",),
    ("sim.study",),
    ("sim.sweep",),
    ("sim.app",),
    ("sim",),  # hands out the names of all rooms
    ("experiments",),
)
ROOMS = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
CODE = [*FILES, *sorted((ROOT / "experiments").rglob("*.py"))]
MODULES = {
    ".".join(
        parts[:-1] if (parts := path.relative_to(ROOT).with_suffix("").parts)[-1] == "__init__"
        else parts
    ): path
    for path in CODE
}  # fmt: skip


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[0] if parts[0] == "experiments" else ".".join(parts[:2])


def imported_modules(module: str) -> dict[str, int]:
    """Modules of ours that a module imports, wherever it does, and on which line."""
    found: dict[str, int] = {}
    for node in ast.walk(tree_of(MODULES[module])):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: imports are written in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                names.append(whole if whole in MODULES else str(node.module))
        for name in names:
            if name in MODULES and name != module:
                found.setdefault(name, getattr(node, "lineno", 0))
    return found


IMPORTS = {module: imported_modules(module) for module in MODULES}


def test_every_file_is_in_a_room() -> None:
    assert {room_of(module) for module in MODULES} == set(ROOMS)


# Folders of tests that follow no room: an old saved comparison, frozen numbers, the second model.
TESTS_OF_THE_WHOLE = {"fixtures", "golden", "twin"}
# At the root: tests of the whole tree, of docs, notebooks and packages.
ROOT_TESTS = {
    "test_docs",
    "test_examples",
    "test_extending",
    "test_layout",
    "test_notebooks",
    "test_packaging",
    "test_properties",
    "test_site",
}


def test_tests_lie_where_the_code_that_they_test_lies() -> None:
    tests = ROOT / "tests"
    assert {path.stem for path in tests.glob("test_*.py")} == ROOT_TESTS
    for path in tests.rglob("test_*.py"):
        folder = path.parent.relative_to(tests)
        if folder.parts and folder.parts[0] not in TESTS_OF_THE_WHOLE:
            own = ROOT if folder.parts[0] == "experiments" else SIM
            assert (own / folder).is_dir(), f"{name_of(path)}: no folder {folder} in {own.name}"
            assert (path.parent / "__init__.py").exists(), name_of(path)


def test_tests_of_a_process_have_its_name() -> None:
    for path in (ROOT / "tests" / "processes").rglob("test_*.py"):
        folder = path.parent.relative_to(ROOT / "tests")
        module = SIM / folder / f"{path.stem.removeprefix('test_')}.py"
        assert module.exists(), f"{name_of(path)} tests no module of sim/{folder.as_posix()}"


def test_rooms_import_from_the_floors_below_them() -> None:
    wrong = [
        f"{module}, line {line}: imports {other}"
        for module, others in IMPORTS.items()
        for other, line in others.items()
        if room_of(module) != room_of(other) and ROOMS[room_of(other)] >= ROOMS[room_of(module)]
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def circles(links: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other."""

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        todo = [start]
        while todo:
            new = links[todo.pop()] - found
            found |= new
            todo += new
        return found

    reach = {module: reached(module) for module in links}
    groups = {
        tuple(sorted(m for m in reach[module] if module in reach[m]))
        for module in links
        if module in reach[module]
    }
    return [list(group) for group in sorted(groups)]


def test_no_circle_of_imports() -> None:
    """Packages that only hand out names of their files are left out: they are imported first."""
    links = {
        module: {other for other in others if other != "sim"}
        for module, others in IMPORTS.items()
        if module != "sim"
    }
    found = circles(links)
    told = [
        "\n".join(
            [
                f"circle of {len(group)}:",
                *(f"  {m} -> {', '.join(sorted(links[m] & set(group)))}" for m in group),
            ]
        )
        for group in found
    ]
    assert not found, "\n" + "\n".join(told)


def test_few_files_lie_flat() -> None:
    flat = sorted(path.name for path in SIM.iterdir() if path.is_file())
    assert len(flat) <= 6, flat


def test_no_file_is_long() -> None:
    files = [*CODE, *(ROOT / "docs").rglob("*.py")]
    counts = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in files}
    long = {name: count for name, count in counts.items() if count > 400}
    assert not long


def documented(tree: ast.Module) -> Iterator[ast.Module | ast.ClassDef | ast.FunctionDef]:
    """The module, its public classes and functions, and their public methods."""
    yield tree
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                        yield inner


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_is_public_says_what_it_is(path: Path) -> None:
    for node in documented(tree_of(path)):
        name = getattr(node, "name", "the module")
        overload = any("overload" in ast.dump(d) for d in getattr(node, "decorator_list", ()))
        assert overload or ast.get_docstring(node), f"{name_of(path)}: {name} has no docstring"


@pytest.mark.parametrize("path", PROCESS_FILES, ids=name_of)
def test_a_process_file_tells_its_submodel(path: Path) -> None:
    """The module says what it is in sentences, and its imports are imports, not text."""
    text = ast.get_docstring(tree_of(path)) or ""
    assert len(text) > 120, "what it is, and where it comes from"
    assert "import " not in text


def strings(tree: ast.Module) -> Iterator[str]:
    """Texts of the code that are not docstrings."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_code_tests_the_name_of_an_organisation(path: Path) -> None:
    if path.name in MAY_NAME:
        return
    names = {file.stem for file in (ROOT / "configs" / "organisation").glob("*.yaml")}
    names |= {file.stem for file in (ROOT / "configs" / "scenario").glob("*.yaml")}
    names -= {"results"}  # a scenario, and the word for what a study gives
    assert len(names) >= 4
    assert not names & set(strings(tree_of(path)))


def test_renaming_an_organisation_changes_nothing(tmp_path: Path) -> None:
    """The same vector under another file name is the same configuration, to the digest."""
    for group, old, new in (("organisation", "pole", "zzz"), ("scenario", "pole", "zzz")):
        (tmp_path / group).mkdir()
        copied = shutil.copy(ROOT / "configs" / group / f"{old}.yaml", tmp_path / group)
        target = Path(copied).rename(tmp_path / group / f"{new}.yaml")
        text = target.read_text(encoding="utf-8")
        target.write_text(text.replace("/organisation: pole", "/organisation: zzz"), "utf-8")
    renamed = compose.load_scenario("zzz", [f"hydra.searchpath=[{tmp_path}]"])
    original = compose.load_scenario("pole")
    assert renamed.digest() == original.digest()
    assert renamed.organisation == original.organisation


def test_processes_stand_in_the_order_of_their_phases() -> None:
    phases = [process.phase for process in PROCESSES]
    assert phases == sorted(phases)
    assert set(phases) <= set(range(1, 10))
    files = {process.__module__ for process in PROCESSES}
    assert len(files) == len(PROCESSES), "one submodel per file"


@pytest.mark.parametrize("month", [1, 3, 12])
def test_the_order_of_a_month(month: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due is called in the order of the table of contents, whatever its period."""
    from sim.model.model import SectorModel
    from sim.scenario.scenario import Scenario
    from sim.territory.build import build

    scenario = Scenario.model_validate(
        {"clock": {"burn_in": 0, "months": 13, "reform_month": 0, "record_people": 0}}
    )
    model = SectorModel(scenario, build("training"), seed=1)
    walked: list[tuple[int, str]] = []
    for process in model.processes:
        step = process.step
        name = process.name

        def told(m: SectorModel, step: object = step, name: str = name) -> None:
            walked.append((m.month, name))
            step(m)  # type: ignore[operator]

        monkeypatch.setattr(process, "step", told)
    model.run_for(13)
    due = [p.__name__ for p in PROCESSES if month % p.every == 0]
    assert [name for m, name in walked if m == month] == due
    assert ("Capability" in due) == (month == 12)


def test_docs_and_readme_point_to_files_that_exist() -> None:
    import re

    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto")):
                assert (page.parent / target).exists(), f"{page.name} points to {target}"
