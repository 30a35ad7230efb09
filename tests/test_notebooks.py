"""Notebooks run from top to bottom; their sources hold no outputs."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.py"))


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs_shows_its_figures_and_warns_of_nothing(source, tmp_path):
    pytest.importorskip("jupytext")
    pytest.importorskip("nbmake")
    book = tmp_path / f"{source.stem}.ipynb"
    python = [sys.executable, "-m"]
    for words in (
        [*python, "jupytext", "--quiet", "--to", "ipynb", "--output", str(book), str(source)],
        [*python, "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", "--overwrite", str(book)],
    ):
        done = subprocess.run(words, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
    cells = [c for c in json.loads(book.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    for cell in cells:
        outputs = cell["outputs"]
        assert not [out for out in outputs if out["output_type"] in ("stream", "error")], outputs
        pictures = [out["data"]["image/png"] for out in outputs if "image/png" in out["data"]]
        assert len(pictures) == "".join(cell["source"]).count(".plot"), cell["source"]
        assert all(base64.b64decode(p).startswith(b"\x89PNG") for p in pictures)
    assert any(".plot" in "".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_ends_with_assertions(source):
    last = source.read_text(encoding="utf-8").split("# %%")[-1]
    assert "assert " in last and "[markdown]" not in last
