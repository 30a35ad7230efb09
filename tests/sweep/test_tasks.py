"""Tasks of an array and a driver: the second to start is refused, and nothing runs twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sim.errors import InputError
from sim.sweep.lock import only_driver
from sim.sweep.study import Study
from tests.sweep import toys
from tests.sweep.drivers import ROOT, driver, outcomes, until

Make = Callable[..., Study]
TASK = """
import sys
from sim.sweep.study import Study
if __name__ == "__main__":
    Study.open(sys.argv[1]).run("array", task=1, tasks=2, chunk=1, progress=False)
"""


@pytest.fixture
def gated(study: Make, tmp_path: Path) -> Study:
    """A study of 60 runs, of which the last 20 wait for a file ``gate``."""
    factors = {"x": [float(x) for x in range(20)], "gate": [str(tmp_path / "gate")]}
    return study(toys.gated, factors, "gated")


@contextmanager
def task(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The second of two tasks, in a process of its own, given once it waits at the gate."""
    process = subprocess.Popen(
        [sys.executable, "-c", TASK, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        until(lambda: Study.open(folder).status().ok == 10)
        yield process
    finally:
        process.kill()
        process.wait()


def keys(made: Study) -> list[str]:
    """Keys of all runs on the disk, with those that are there twice."""
    paths = (made.folder / "shards").glob("*.runs.parquet")
    return [key for path in paths for key in pq.read_table(path)["run_key"].to_pylist()]


def test_a_driver_that_starts_while_a_task_runs_is_refused_and_takes_over_when_it_is_gone(
    gated: Study, study: Make, tmp_path: Path
) -> None:
    with task(gated.folder) as process:
        for call in (lambda: gated.run("serial", progress=False), gated.compact):
            with pytest.raises(InputError, match=rf"task-1\.lock.*process {process.pid}"):
                call()
        assert gated.status().driver.endswith(f":{process.pid}")
        gated.run("array", task=0, tasks=2, progress=False)  # another task works beside it
    left = gated.status()
    assert left.missing == 20 and not left.driver
    (tmp_path / "gate").touch()
    gated.run("serial", chunk=50, progress=False)
    assert len(keys(gated)) == len(set(keys(gated))) == 60, "nothing lost, nothing twice"
    assert outcomes(gated) == outcomes(study(toys.line, {"x": [float(x) for x in range(20)]}))


def test_a_task_that_starts_late_is_refused_by_a_driver_and_finds_nothing_to_do_after_it(
    gated: Study, study: Make, reference: str
) -> None:
    with driver(gated.folder, "serial", 40) as process:
        with pytest.raises(InputError, match=rf"driver\.lock.*process {process.pid}"):
            gated.run("array", task=0, tasks=2, progress=False)
    made = study().run("serial", progress=False)
    for number in range(3):
        assert made.run("array", task=number, tasks=3, progress=False).last == (0, 0, 0)
    assert len(keys(made)) == 60 and made.digest() == reference


def test_tasks_that_start_one_after_another_leave_nothing(study: Make, reference: str) -> None:
    """The last one long after the others; some are started again, as with a second array."""
    for number in (2, 0, 0, 1, 2):
        study().run("array", task=number, tasks=3, chunk=4, progress=False)
    made = study()
    assert len(keys(made)) == 60 and made.status().missing == 0 and made.digest() == reference


@pytest.mark.parametrize(("mine", "other"), [("driver.lock", "task-3.lock"),
                                             ("task-3.lock", "driver.lock")])  # fmt: skip
def test_a_lock_of_another_machine_is_trusted_until_its_file_is_deleted(
    mine: str, other: str, study: Make
) -> None:
    made = study()
    (made.folder / other).write_text(json.dumps({"host": "node-7", "pid": 12}), "utf-8")
    held: Any = only_driver(made.folder, mine)
    with pytest.raises(InputError, match=r"node-7.*delete this file"), held:
        pass
    (made.folder / other).unlink()
    with only_driver(made.folder, mine):
        assert made.status().driver
    assert not made.status().driver, "the lock is given back"
