"""Faults planted in a small project: what is seen, what survives, and what the program says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.faults import program, running
from experiments.faults.bench import Bench
from experiments.faults.lists import Fault, digest_of_tree, drawn, named, seed_of
from experiments.faults.report import as_json, markdown
from experiments.faults.running import Notes, Outcome
from sim.errors import InputError
from sim.runs.progress import Silent
from tests.lang.both import refused_in_both

CODE = '''"""Small rules."""

import os


def double(x):
    return 2 * x


def half(x):
    return x / 2


def unused(x):
    return x
'''
TESTS = """
from sim.rules import double


def test_twice():
    assert double(3) == 6
"""
WORLD = """
from sim.rules import half


def test_a_world():
    assert half(4) == 2
"""
OWN, WORLD_FILE = "tests/test_rules.py", "tests/test_world.py"
GOLDEN = f"{WORLD_FILE}::test_a_world"


def fault(name: str, old: str, new: str, where: str = "double", **more: object) -> Fault:
    made = Fault(name, "rule", "form", "sim/rules.py", where, (OWN,), old, new)
    return replace(made, **more)  # type: ignore[arg-type]


FAULTS = (
    fault("seen", "2 * x", "3 * x"),
    fault("by the world", "x / 2", "x / 4", "half"),
    fault("survives", "return x\n", "return 0\n", "unused"),
    fault("endless", "return 2 * x", "while True: pass"),
    fault("ends Python", "return 2 * x", "os._exit(0)"),
    fault("no such import", "import os", "import no_such_module"),
    fault("no Python", "return 2 * x", "return ("),
)
ENDS = {
    "seen": ("seen", f"{OWN}::test_twice", False),
    "by the world": ("seen", GOLDEN, True),
    "survives": ("survived", "", False),
    "endless": ("endless", "", False),
    "ends Python": ("stopped", "", False),
    "no such import": ("invalid", WORLD_FILE, False),
    "no Python": ("invalid", WORLD_FILE, False),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    files = {"sim/__init__.py": "", "sim/rules.py": CODE, OWN: TESTS, WORLD_FILE: WORLD}
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def notes(project: Path) -> Path:
    """Outcomes of all faults, written down."""
    path = project / "notes.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "LEAST_LIMIT", 2.0)
        running.run(FAULTS, project, Notes(path), Silent(), workers=2, golden=[GOLDEN])
    return path


@pytest.mark.parametrize("planted", FAULTS, ids=lambda planted: planted.id)
def test_a_fault_ends_as_its_tests_do(planted: Fault, notes: Path) -> None:
    found = Notes(notes).outcome(planted)
    assert found is not None
    assert (found.end, found.by, found.golden) == ENDS[planted.id]
    assert found.seen is (found.end in ("seen", "endless", "stopped"))


def test_the_project_stays_as_it_is(project: Path, notes: Path) -> None:
    assert (project / "sim" / "rules.py").read_text(encoding="utf-8") == CODE


def test_a_fault_is_taken_away_after_its_tests(project: Path, tmp_path: Path) -> None:
    bench = Bench(project, tmp_path / "copy")
    file = tmp_path / "copy" / "sim" / "rules.py"
    with bench.planted(FAULTS[0]):
        assert file.read_text(encoding="utf-8") == CODE.replace("2 * x", "3 * x")
    assert file.read_text(encoding="utf-8") == CODE


def test_a_run_that_was_stopped_goes_on_where_it_was(
    project: Path, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = notes.read_text(encoding="utf-8").splitlines()
    survived = next(line for line in lines if '"survives"' in line)
    kept = tmp_path / "notes.jsonl"
    others = [line for line in lines if line != survived]
    kept.write_text("\n".join([*others, survived[:20]]), encoding="utf-8")
    planted: list[str] = []
    plant = Bench.planted

    def seen(bench: Bench, fault: Fault) -> object:
        planted.append(fault.id)
        return plant(bench, fault)

    monkeypatch.setattr(Bench, "planted", seen)
    found = running.run(FAULTS, project, Notes(kept), Silent(), workers=1, golden=[GOLDEN])
    assert planted == ["survives"]
    assert [(x.end, x.by, x.golden) for x in found] == [ENDS[fault.id] for fault in FAULTS]


def test_another_text_of_a_fault_is_another_fault(notes: Path) -> None:
    assert Notes(notes).outcome(replace(FAULTS[0], new="4 * x")) is None


def test_tests_that_fail_without_a_fault_are_named(project: Path, tmp_path: Path) -> None:
    broken = "tests/test_broken.py"
    (project / broken).write_text("def test_wrong():\n    assert False, 'by hand'\n")
    wrong = replace(FAULTS[0], tests=(broken,))
    with pytest.raises(InputError) as caught:
        running.run([wrong], project, Notes(tmp_path / "x"), Silent(), workers=1, golden=())
    (sentence,) = caught.value.sentences("en")
    assert sentence.startswith(f"{broken}::test_wrong fails without any fault: by hand")


def test_a_draw_depends_on_the_seed_alone() -> None:
    many = [replace(FAULTS[0], id=str(k)) for k in range(200)]
    first = drawn(many, 30, "a")
    assert len(first) == 30 and first == drawn(many, 30, "a")
    assert first == [x for x in many if x in first], "in the order of the lists"
    assert first != drawn(many, 30, "b")
    assert set(first) <= set(drawn(many, 31, "a"))
    assert drawn(many[:5], 30, "a") == many[:5]


def test_outside_a_checkout_a_draw_depends_on_the_code(tmp_path: Path) -> None:
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "a.py").write_text("x = 1\n")
    before = seed_of(tmp_path)
    assert before == digest_of_tree(tmp_path)
    (tmp_path / "sim" / "a.toml").write_text("a list\n")
    assert seed_of(tmp_path) == before
    (tmp_path / "sim" / "a.py").write_text("x = 2\n")
    assert seed_of(tmp_path) != before


@pytest.mark.parametrize(
    ("file", "width", "compiled"),
    [
        ("sim/processes/care/needs.py", False, False),
        ("sim/processes/care/needs.py", True, True),
        ("sim/territory/build.py", False, False),
        ("sim/results/tables.py", False, True),
    ],
)
def test_what_runs_compiled(file: str, width: bool, compiled: bool) -> None:
    assert replace(FAULTS[0], file=file, width=width).compiled is compiled


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["class=kernl"], "'kernel'?"),
        (["id=no.such.fault"], "no fault 'no.such.fault'"),
        (["id=a,,b"], "id"),
        (["draw=0"], "draw must be a whole number from 1"),
        (["draw=x"], "draw must be"),
        (["format=xml"], "json"),
        (["months=24"], "only its own options"),
        (["--cfg"], "only its own options"),
        (["all"], "a word is written name=value"),
    ],
)
def test_wrong_words_are_told_in_one_sentence(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(program.main, words, told, capsys, lines=1)


def test_without_tests_the_program_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "ROOT", tmp_path)
    refused_in_both(program.main, [], "there are no tests here", capsys, lines=1)


def outcomes(*ends: str) -> list[Outcome]:
    return [Outcome(str(k), end, "", False, "a reason", 1.0) for k, end in enumerate(ends)]


def pairs(ends: Sequence[str], harmless: str = "") -> list[tuple[Fault, Outcome]]:
    found = outcomes(*ends)
    return [(replace(FAULTS[0], id=x.id, harmless=harmless), x) for x in found]


@pytest.mark.parametrize(
    ("ends", "harmless", "code"),
    [
        (["seen", "endless", "stopped"], "", 0),
        (["seen", "survived"], "", 1),
        (["seen", "survived"], "It computes the same.", 0),
        (["survived", "invalid"], "", 2),
    ],
)
@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_the_exit_code_says_whether_all_are_seen(
    ends: list[str],
    harmless: str,
    code: int,
    form: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = [pair[0] for pair in pairs(ends, harmless)]
    monkeypatch.setattr(program, "CACHE_ROOT", tmp_path)
    monkeypatch.setattr(program, "read", lambda: listed)
    monkeypatch.setattr(program, "run", lambda *_, **__: outcomes(*ends))
    assert program.main([f"format={form}", "lang=en"]) == code
    printed = capsys.readouterr().out
    if form == "json":
        assert [tree["end"] for tree in json.loads(printed)] == ends
    else:
        assert ("Not seen:" in printed) is ("survived" in ends and not harmless)
        assert ("It computes the same." in printed) is bool(harmless)


def test_the_table_counts_by_class() -> None:
    rows = pairs(["seen", "survived", "endless", "survived"])
    kernel = replace(rows[3][0], kind="kernel", harmless="It computes the same.")
    rows[3] = (kernel, rows[3][1])
    rows[0] = (rows[0][0], replace(rows[0][1], golden=True))
    lines = markdown(rows, "en").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:5]]
    assert cells[0][1:] == ["3", "2", "67%", "1", "0", "1"]
    assert cells[1][1:] == ["1", "0", "0%", "0", "1", "0"]
    assert cells[2][1:] == ["4", "2", "50%", "1", "1", "1"]
    assert [tree["class"] for tree in as_json(rows)] == ["rule"] * 3 + ["kernel"]


def test_faults_are_found_by_name_in_the_order_asked_for() -> None:
    assert named(FAULTS, ["survives", "seen"]) == [FAULTS[2], FAULTS[0]]
