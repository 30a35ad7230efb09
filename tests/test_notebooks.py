"""Notebooks run from top to bottom; their sources hold no outputs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.py"))


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs(source, tmp_path):
    pytest.importorskip("jupytext")
    pytest.importorskip("nbmake")
    book = tmp_path / f"{source.stem}.ipynb"
    python = [sys.executable, "-m"]
    for words in (
        [*python, "jupytext", "--quiet", "--to", "ipynb", "--output", str(book), str(source)],
        [*python, "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", str(book)],
    ):
        done = subprocess.run(words, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_ends_with_assertions(source):
    last = source.read_text(encoding="utf-8").split("# %%")[-1]
    assert "assert " in last and "[markdown]" not in last
