"""Figures of programs: what fails there costs no table, and no setting of the user changes them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli.figures import drawn, say_failed, write
from sim.report.style import new_figure
from sim.results import atomic_files as store

ROOT = Path(__file__).parents[3]


def _line():
    axes = new_figure()[1][0]
    axes.plot([1, 2], [3, 1], label="a word")
    axes.legend()
    return axes


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("two\nlines"), "ValueError: two\\nlines"),
        (OSError(errno.ENOSPC, "full"), "no space is left on the disk"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_a_figure_that_fails_leaves_the_others_and_a_sentence(
    error: Exception, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails():
        raise error

    figures = drawn({"first": fails, "second": _line, "third": lambda: {"x": _line()}})
    assert sorted(figures.files) == ["second.png", "second.svg", "x.png", "x.svg"]
    say_failed(figures, "en")
    out, err = capsys.readouterr()
    assert not out and err.count("\n") == 1
    assert err.startswith("Figure first: it could not be made (" + reason), err


def test_a_figure_that_the_disk_refuses_is_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = store.put

    def full(path: Path, data: bytes) -> None:
        put(path, data)
        if path.suffix == ".png":
            path.write_bytes(data[:10])
            raise OSError(errno.ENOSPC, "full", str(path))

    monkeypatch.setattr(store, "put", full)
    figures = drawn({"line": _line})
    write(figures, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["line.svg"]
    assert list(figures.failed) == ["line.png"]


PROGRAM = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from tests.experiments.cli.test_figures import _line
from experiments.cli.figures import drawn
figures = drawn({"line": _line})
print(figures.failed, {name: hashlib.md5(data).hexdigest() for name, data in figures.files.items()})
"""
SETTINGS = {
    "none": ("", ""),
    "letters": ("font.size: 40\nfont.family: monospace\naxes.prop_cycle: cycler(color=['r'])", ""),
    "latex": ("text.usetex: True", ""),
    "files": ("savefig.bbox: tight\nsavefig.dpi: 30\nsavefig.transparent: True", ""),
    "window": ("backend: TkAgg\ninteractive: True", "QtAgg"),
    "no backend": ("", "no_such_backend"),
}


def test_figures_are_the_same_whatever_matplotlib_is_told(tmp_path: Path) -> None:
    seen = {}
    for name, (text, backend) in SETTINGS.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "matplotlibrc").write_text(text)
        settings = {"MATPLOTLIBRC": str(folder), "PARCOURS_LANG": "en"}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(ROOT)],
            env=os.environ | settings | ({"MPLBACKEND": backend} if backend else {}),
            capture_output=True,
            text=True,
            check=False,
        )
        seen[name] = done.stdout or done.stderr
    assert seen["none"].startswith("{} {'line.png'")
    assert set(seen.values()) == {seen["none"]}, seen
