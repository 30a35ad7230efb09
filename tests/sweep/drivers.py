"""Drivers in processes of their own, and a slow study for them that has a quick twin."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.sweep.study import Study

__all__ = ["QUICK", "ROOT", "SLOW", "driver", "outcomes", "until"]

ROOT = Path(__file__).parents[2]
SLOW = {"x": [float(x) for x in range(20)], "pause": [0.03]}
QUICK = SLOW | {"pause": [0.0]}

PROGRAM = """
import sys
from sim.sweep.study import Study
if __name__ == "__main__":
    Study.open(sys.argv[1]).run(sys.argv[2], workers=2, chunk=2, progress=False)
"""


@contextmanager
def driver(folder: Path, runner: str, runs: int) -> Iterator[subprocess.Popen[bytes]]:
    """A driver in a process of its own, given once some runs are on the disk."""
    script = folder.parent / "drive.py"
    script.write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder), runner], env=environment,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        until(lambda: Study.open(folder).status().ok >= runs)
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def outcomes(made: Study) -> list[float]:
    """Values of y, of a study that is run if it is not yet."""
    found: list[float] = made.run("serial", progress=False).runs()["y"].tolist()
    return found
