"""The console command: every program by its name, from a folder where names are taken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from experiments.cli import command
from experiments.cli.programs import PROGRAMS
from sim.lang import say

SCRIPT = Path(sys.executable).parent / "parcours"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_help_lists_the_programs_one_line_each(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--help", f"lang={lang}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    for name in PROGRAMS:
        line = next(line for line in lines if line.split()[:1] == [name])
        assert line.split(maxsplit=1)[1][:40] == say(f"program.{name}", lang)[:40]


def test_the_language_is_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARCOURS_LANG", "en")
    assert command.main([]) == 0
    assert "Programs" in capsys.readouterr().out


def test_an_unknown_program_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["compar", "lang=en"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "did you mean 'compare'?" in said
    assert command.main(["zzzzzz"]) == 2
    assert "compare" in capsys.readouterr().err


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_starts_both_ways(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([name, "--help"]) == 0
    assert f"experiments.{name}" in capsys.readouterr().out
    spec = find_spec(f"experiments.{name}.__main__") if _is_folder(name) else None
    assert spec is not None or hasattr(import_module(f"experiments.{name}"), "main")


def _is_folder(name: str) -> bool:
    return bool(getattr(find_spec(f"experiments.{name}"), "submodule_search_locations", None))


@pytest.mark.skipif(not SCRIPT.exists(), reason="the command is not installed here")
def test_it_runs_where_our_names_are_taken(tmp_path: Path) -> None:
    """A folder ``experiments`` and a file ``sim.py`` of the user's hide ours from Python itself."""
    (tmp_path / "experiments").mkdir()
    for file in ("experiments/__init__.py", "experiments/compare.py", "sim.py"):
        (tmp_path / file).write_text("raise SystemExit('not ours')\n")
    words = ["replicates=2", "workers=2", "months=6", "burn_in=6", "reform_month=2", "out=made"]
    done = run(tmp_path, "compare", "a=silo", "b=pole", "territory=training", "format=json", *words)
    assert done.returncode == 0, done.stderr
    again = json.loads(done.stdout)["command"]
    assert again.startswith("parcours compare a=silo b=pole")
    shutil.rmtree(tmp_path / "made")
    plain = subprocess.run(
        [sys.executable, "-m", "experiments.compare"], cwd=tmp_path, capture_output=True, text=True
    )
    assert "not ours" in plain.stderr
    wrong = run(tmp_path, "compare", "a=silot")
    assert wrong.returncode == 2 and wrong.stderr.count("\n") == 1


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run(
        [SCRIPT, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
