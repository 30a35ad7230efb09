"""What is compiled again: what a change reaches, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine import jit
from sim.engine.digest import PACKAGE

PROGRAM = """
import numpy as np
from sim.engine import digest, draws, marks
draws.uniforms(np.uint64(1), np.arange(3, dtype=np.uint64))
marks.nobody(3)
misses = [sum(f.stats.cache_misses.values()) for f in (draws.uniforms, marks.nobody)]
print(*digest.digests().values(), *misses)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a folder with a copy of the package."""
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(tree: Path, cache: str = "cache", **settings: str) -> tuple[list[str], str]:
    """Run the program on a copy; what it printed, and what it said on standard error."""
    return run_at(tree, str(tree / cache), **settings)


def run_at(tree: Path, cache: str, **settings: str) -> tuple[list[str], str]:
    """Run the program on a copy, with a folder for the cache."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "PARCOURS_CACHE": cache} | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split(), done.stderr


def compiled(tree: Path) -> dict[str, int]:
    """Return the files of compiled functions and when they were written."""
    return {
        path.relative_to(tree).as_posix(): path.stat().st_mtime_ns
        for path in (tree / "cache" / "kernels").rglob("*.nb?")
    }


def edit(tree: Path, file: str, old: str, new: str) -> None:
    path = tree / "sim" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_only_what_a_change_reaches_is_compiled_again(tree: Path) -> None:
    first, said = run(tree)
    assert first[3:] == ["1", "1"] and not said
    before = compiled(tree)
    assert before
    assert run(tree)[0] == [*first[:3], "0", "0"]
    # Two lines more on top of the file, a comment, a docstring where there was none.
    edit(tree, "engine/draws.py", '"""', '"""Two lines\nmore.\n\n')
    edit(tree, "engine/draws.py", "@rule\n", "# a comment\n\n\n@rule\n")
    assert run(tree)[0] == [*first[:3], "0", "0"]
    assert compiled(tree) == before
    # A constant that a rule called by the kernel reads.
    edit(tree, "engine/draws.py", "2.0**-53", "2.0**-52")
    after = run(tree)[0]
    assert after[3:] == ["1", "0"]
    assert not set(after[:3]) & set(first[:3])
    new = set(compiled(tree)) - set(before)
    assert new and all("sim.engine.draws" in name for name in new)


def test_bounds_are_checked_in_code_of_their_own(tree: Path) -> None:
    run(tree)
    before = compiled(tree)
    assert run(tree, NUMBA_BOUNDSCHECK="1")[0][3:] == ["1", "1"]
    assert before.items() <= compiled(tree).items()


@pytest.mark.parametrize("cache", ["file", "~no_such_user/cache"])
def test_a_folder_that_cannot_be_written_costs_time_alone(cache: str, tree: Path) -> None:
    (tree / "file").write_bytes(b"")
    before = sorted(tree.iterdir())
    printed, said = run_at(tree, cache if cache.startswith("~") else str(tree / cache))
    assert printed[3:] == ["1", "1"]
    assert said.count("\n") == 1 and "cannot be kept there" in said
    assert sorted(tree.iterdir()) == before, "no folder of that name is made here"


def test_a_damaged_cache_heals_itself(tree: Path) -> None:
    whole = run(tree)[0][:3]
    for pattern, damage in (
        ("*.nbc", lambda data: data[:-1] + bytes([data[-1] ^ 1])),
        ("*.nbi", lambda data: data[: len(data) // 2]),
        ("*.nb?", lambda data: b""),
    ):
        for path in (tree / "cache" / "kernels").rglob(pattern):
            path.write_bytes(damage(path.read_bytes()))
        assert run(tree) == ([*whole, "1", "1"], "")
    for path in (tree / "cache" / "digests").iterdir():
        path.write_text(path.read_text().replace('"stamps": {', '"stamps": [{', 1))
    assert run(tree) == ([*whole, "0", "0"], "")


def test_a_file_of_another_call_is_not_taken(tmp_path: Path) -> None:
    # Two processes that begin at once give the number 1 to two calls.
    entries = {call: jit._Entries(str(tmp_path / call), "f", "stamp") for call in ("one", "other")}
    for call, made in entries.items():
        made.save(call, f"code of {call}")
        assert made.load(call) == f"code of {call}" and made.load("a third") is None
    (tmp_path / "one" / "f.1.nbc").replace(tmp_path / "other" / "f.1.nbc")
    assert entries["other"].load("other") is None
    assert jit._Entries(str(tmp_path / "one"), "f", "another stamp").load("one") is None
