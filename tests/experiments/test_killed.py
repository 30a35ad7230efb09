"""Twenty runs killed at random moments leave no process, no folder and no half file."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.engine.jit import KERNEL_CACHE

ROOT = Path(__file__).parents[2]
WORDS = [
    "territory=training", "months=24", "burn_in=24", "record_people=100", "replicates=4",
    "workers=2", "format=json",
]  # fmt: skip
RUNS = 20
MARK = "PARCOURS_KILLED_TEST"
# What is sent, and whether to all processes of the program, as `timeout` and schedulers do.
WAYS = [
    (signal.SIGTERM, False),
    (signal.SIGKILL, False),
    (signal.SIGHUP, False),
    (signal.SIGTERM, True),
    (signal.SIGKILL, True),
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no list of processes"),
]


def started(folder: Path, cache: Path) -> subprocess.Popen[str]:
    """Start a comparison in a group of its own; its processes carry a mark."""
    return subprocess.Popen(
        [sys.executable, "-m", "experiments.compare", *WORDS, f"out={folder / 'x'}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PARCOURS_CACHE": str(cache), MARK: str(folder)},
        start_new_session=True,
    )


def alive(folder: Path) -> list[str]:
    """Processes that carry the mark of a run."""
    mark = f"{MARK}={folder}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (path / "environ").read_bytes().split(b"\0"):
                found.append(f"{path.name} {(path / 'cmdline').read_bytes()!r}")
        except OSError:  # it has ended, or is not ours
            continue
    return found


def all_end(folder: Path) -> list[str]:
    """Wait for all processes of a run, a minute at most; those that are left."""
    limit = time.monotonic() + 60
    while (left := alive(folder)) and time.monotonic() < limit:
        time.sleep(0.05)
    return left


def cold(cache: Path) -> None:
    """Let the next run write its starts."""
    for path in cache.glob("states/*/*.npz"):
        path.unlink()


def test_killed_runs_leave_nothing_and_the_next_one_gives_the_same(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    KERNEL_CACHE.mkdir(parents=True, exist_ok=True)
    (cache / KERNEL_CACHE.name).symlink_to(KERNEL_CACHE, target_is_directory=True)

    def whole(name: str) -> tuple[str, float]:
        folder = tmp_path / name
        folder.mkdir()
        cold(cache)
        begun = time.monotonic()
        out, err = (process := started(folder, cache)).communicate()
        seconds = time.monotonic() - begun
        lines = [line for line in err.splitlines() if not re.match(r"\d+/\d+ ", line)]
        assert process.returncode == 0 and not lines, err
        assert not all_end(folder)
        assert [path.name for path in folder.iterdir()] == ["x"]
        return json.loads(out)["table_digest"], seconds

    digest, _ = whole("first")
    _, seconds = whole("second")  # kernels are read
    luck = random.Random(1)
    ends: list[object] = []
    for run in range(RUNS):
        number, everybody = WAYS[run % len(WAYS)]
        folder = tmp_path / str(run)
        folder.mkdir()
        cold(cache)
        process = started(folder, cache)
        time.sleep(luck.random() * seconds)
        if process.poll() is None:
            (os.killpg if everybody else os.kill)(process.pid, number)
        _, err = process.communicate()
        ends.append((number.name, everybody, process.returncode))
        assert not all_end(folder), ends
        assert number == signal.SIGKILL or "Traceback" not in err, (ends, err)
        left = [path.name for path in folder.iterdir()]
        assert left in ([], ["x"]), ends
        if left:
            assert sim.load(folder / "x").digest() == digest, ends
        if run % len(WAYS) == len(WAYS) - 1:
            for part in cache.rglob("*.part"):
                os.utime(part, (0, 0))  # as if left an hour ago
            assert whole(f"after {run}")[0] == digest
            half = list(cache.rglob("*.part"))
            assert not half, (ends, half)
