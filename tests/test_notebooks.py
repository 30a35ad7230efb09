"""Notebooks run from top to bottom; their sources hold no outputs."""

from __future__ import annotations

import ast
import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
ENGLISH = sorted(FOLDER.glob("*.en.py"))
FRENCH = sorted(set(FOLDER.glob("*.py")) - set(ENGLISH))
NOTEBOOKS = [*FRENCH, *ENGLISH]


@pytest.mark.parametrize(
    "source",
    # The English twins have the same code: they run with the tests that take longer (.ci/full).
    [*FRENCH, *(pytest.param(path, marks=pytest.mark.slow) for path in ENGLISH)],
    ids=lambda p: p.stem,
)
def test_notebook_runs_shows_its_figures_and_warns_of_nothing(source, tmp_path):
    pytest.importorskip("jupytext")
    pytest.importorskip("nbmake")
    shutil.copytree(FOLDER / "extrait", tmp_path / "extrait")
    book = tmp_path / f"{source.stem}.ipynb"
    python = [sys.executable, "-m"]
    for words in (
        [*python, "jupytext", "--quiet", "--to", "ipynb", "--output", str(book), str(source)],
        [*python, "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", "--overwrite", str(book)],
    ):
        done = subprocess.run(words, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
    cells = [c for c in json.loads(book.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    drawn = 0
    for cell in cells:
        outputs = cell["outputs"]
        assert not [out for out in outputs if out["output_type"] in ("stream", "error")], outputs
        pictures = [out["data"]["image/png"] for out in outputs if "image/png" in out["data"]]
        text = "".join(cell["source"])
        assert len(pictures) == text.count(".plot") + text.count("own_axes("), cell["source"]
        drawn += len(pictures)
        assert all(base64.b64decode(p).startswith(b"\x89PNG") for p in pictures)
    assert drawn


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_ends_with_assertions(source):
    last = source.read_text(encoding="utf-8").split("# %%")[-1]
    assert "assert " in last and "[markdown]" not in last


class _Form(ast.NodeTransformer):
    """Code without its names and texts: each name is its rank, each text is empty."""

    def __init__(self) -> None:
        self.ranks: dict[str, int] = {}

    def visit_Name(self, node):
        rank = self.ranks.setdefault(node.id, len(self.ranks))
        return ast.copy_location(ast.Name(f"name{rank}", node.ctx), node)

    def visit_Constant(self, node):
        value = "" if isinstance(node.value, str) else node.value
        return ast.copy_location(ast.Constant(value), node)


def form(source):
    """Cells of a notebook: code as `_Form`, and where the text stands."""
    cells = source.read_text(encoding="utf-8").split("# %%")[1:]
    texts = ["[markdown]" in cell for cell in cells]
    code = [cell for cell, text in zip(cells, texts, strict=True) if not text]
    return texts, ast.dump(_Form().visit(ast.parse("".join(code))))


@pytest.mark.parametrize(("french", "english"), list(zip(FRENCH, ENGLISH, strict=True)))
def test_the_english_twin_has_the_same_code(french, english):
    assert french.stem[:2] == english.stem[:2]
    assert form(french) == form(english)
