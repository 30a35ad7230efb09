"""The same results whatever runs them, and whatever stops them: each test compares one digest."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.sweep import on_dask, reading
from sim.sweep.on_dask import Dask
from sim.sweep.runners import Array, Local, Lost, Returned
from sim.sweep.study import Study
from tests.sweep import toys
from tests.sweep.drivers import QUICK, ROOT, SLOW, driver, outcomes, until

Make = Callable[..., Study]


@pytest.mark.parametrize("chunk", [None, 7, 200])
def test_the_size_of_chunks_changes_nothing(study: Make, reference: str, chunk: int) -> None:
    assert study().run("serial", chunk=chunk, progress=False).digest() == reference


def test_a_worker_that_is_killed_loses_nothing(study: Make, tmp_path: Path) -> None:
    """One process dies in the middle of a chunk; the chunk runs again in another one."""
    mark = str(tmp_path / "killed")
    factors = {"x": [float(x) for x in range(10)], "once": [mark]}
    made = study(toys.mortal, factors).run(Local(1), chunk=4, progress=False)
    assert Path(mark).exists()
    assert made.status()[:5] == (30, 30, 0, 0, 0)
    want = study(toys.mortal, factors, "again").run("serial", progress=False)
    assert made.digest() == want.digest()


class Fragile:
    """A runner whose worker dies of any chunk that holds a poison run; it counts the deaths."""

    name, workers = "fragile", 1

    def __init__(self, poison: set[int]) -> None:
        self.poison = poison
        self.deaths: list[int] = []

    def map_unordered(self, work: Any, chunks: Iterator[Any]) -> Iterator[Any]:
        for chunk in chunks:
            if self.poison & set(chunk):
                self.deaths.append(len(chunk))
                yield Lost(chunk)
            else:
                yield Returned(chunk, work(chunk))


def test_a_poison_run_is_found_by_halves_and_the_others_go_on(study: Make, reference: str) -> None:
    made = study()
    runner = Fragile({17})
    made.run(runner, chunk=40, progress=False)
    assert runner.deaths == [40, 40, 40, 20, 10, 5, 3, 1]
    assert made.status()[:5] == (60, 59, 1, 0, 0)
    assert made.runs().set_index("stage").loc["worker", "point"] == 17
    made.run("serial", retry=True, progress=False)
    assert made.last is not None and made.last.ran == 1
    assert made.digest() == reference


def test_runs_that_raise_or_are_late_are_recorded_and_the_others_go_on(study: Make) -> None:
    made = study(toys.faulty, {"k": [0, 1, 2]}, replicates=1)
    made.run("serial", chunk=3, deadline=0.1, progress=False)
    assert made.status()[:5] == (3, 1, 1, 1, 0)
    runs = made.runs().set_index("k")
    assert runs["status"].to_dict() == {0: "ok", 1: "failed", 2: "timeout"}
    assert runs.loc[0, "y"] == 0.761
    assert runs.loc[1, "error"] == "ZeroDivisionError: by hand"
    made.run("serial", progress=False)
    assert made.last is not None and made.last.ran == 0, "failures are not repeated unasked"


def test_failures_are_repeated_when_asked(study: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = study(toys.faulty, {"k": [0, 1]}, replicates=1)
    made.run("serial", progress=False)
    assert made.status()[:3] == (2, 1, 1)
    monkeypatch.setattr(toys.faulty, "__code__", toys.line.__code__)
    monkeypatch.setattr(toys.faulty, "__defaults__", toys.line.__defaults__)
    made.run("serial", retry=True, progress=False)
    assert made.last is not None and made.last.ran == 1
    assert made.status()[:3] == (2, 2, 0)
    assert len(made.runs()) == 2


def test_tasks_of_an_array_share_the_plan_and_a_lost_one_is_run_again(
    study: Make, reference: str
) -> None:
    for task in (0, 2):
        study().run("array", task=task, tasks=3, progress=False)
    assert study().status().missing == 20
    study().run("array", task=1, tasks=3, progress=False)
    made = study().run(Array(1, 3), progress=False)
    assert made.last is not None and made.last.ran == 0
    assert made.digest() == reference


def test_slurm_says_which_task_this_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ID", "7"), ("MIN", "5"), ("COUNT", "4")):
        monkeypatch.setenv(f"SLURM_ARRAY_TASK_{name}", value)
    made = Array()
    assert (made.task, made.tasks) == (2, 4)


def test_a_driver_that_is_killed_is_resumed_and_then_nothing_is_left(study: Make) -> None:
    made = study(toys.slow, SLOW)
    with driver(made.folder, "local", 6) as process:
        with pytest.raises(InputError, match=str(process.pid)):
            made.run("serial", progress=False)
        assert made.status().driver.endswith(f":{process.pid}")
        process.kill()
        process.wait()
    left = made.status()
    assert 0 < left.missing < left.planned and not left.driver
    made.run("serial", chunk=50, progress=False)
    assert made.status()[:5] == (60, 60, 0, 0, 0)
    assert outcomes(made) == outcomes(study(toys.slow, QUICK, "quick"))
    assert made.run("serial", progress=False).last == (0, 0, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_chunks_at_work_end(study: Make, number: int) -> None:
    made = study(toys.slow, SLOW)
    with driver(made.folder, "serial", 2) as process:
        process.send_signal(number)
        assert process.wait(30) == 0
        assert process.stderr is not None and b"Ctrl-C" in process.stderr.read()
    state = made.status()
    assert 0 < state.missing < 60 and state.ok % 2 == 0, "whole chunks"
    (path,) = (made.folder / "sessions").glob("*.json")
    assert json.loads(path.read_text("utf-8"))["ended"] == "stopped"


def test_two_sweeps_of_the_same_second_have_two_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (Study(toys.line, replicates=1) for _ in range(2))
    assert first.folder != second.folder
    assert {path.name for path in Path("results").iterdir()} == {
        first.folder.name, second.folder.name
    }  # fmt: skip


def test_dask_gives_the_same_and_survives_the_death_of_a_worker(
    study: Make, reference: str
) -> None:
    distributed = pytest.importorskip("distributed")
    slow = study(toys.slow, SLOW, "slow")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        assert study().run(Dask(cluster), chunk=7, progress=False).digest() == reference

        def kill() -> None:
            until(lambda: slow.status().ok >= 4)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

        with alongside(kill):
            slow.run(Dask(cluster), chunk=4, progress=False)
    assert slow.status()[:5] == (60, 60, 0, 0, 0)
    assert outcomes(slow) == outcomes(study(toys.slow, QUICK, "quick"))


@contextmanager
def alongside(work: Callable[[], None]) -> Iterator[None]:
    """Do something in another thread meanwhile."""
    thread = threading.Thread(target=work)
    thread.start()
    yield
    thread.join()


def test_without_workers_or_scheduler_a_sweep_stops_with_a_sentence(
    study: Make, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(on_dask, "CONNECT", 1.0)
    made = study()
    with pytest.raises(InputError, match="no scheduler of Dask answers"):
        made.run("dask", address="tcp://127.0.0.1:9", progress=False)
    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        with pytest.raises(InputError, match="no worker of Dask for 0 s"):
            made.run(Dask(cluster, patience=0.2), progress=False)
    assert made.run("serial", progress=False).digest() == reference


def test_a_scheduler_that_is_killed_stops_the_sweep_and_it_is_resumed(study: Make) -> None:
    pytest.importorskip("distributed")
    made = study(toys.slow, SLOW)
    with served() as address:
        place, process = address

        def kill() -> None:
            until(lambda: made.status().ok >= 4)
            process.kill()

        with alongside(kill), pytest.raises(InputError, match="sweep resume"):
            made.run("dask", address=place, chunk=2, progress=False)
    assert 0 < made.status().missing < 60
    assert outcomes(made) == outcomes(study(toys.slow, QUICK, "quick"))


SCHEDULER = """
import asyncio, sys
from distributed import Scheduler, Worker

async def serve():
    async with Scheduler(host="127.0.0.1", port=0, dashboard_address=None) as scheduler:
        async with Worker(scheduler.address, nthreads=1):
            print(scheduler.address, flush=True)
            await scheduler.finished()

asyncio.run(serve())
"""


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A scheduler with a worker, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", SCHEDULER], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


SBATCH = """#!/bin/sh
# Keeps the script of a job, as Slurm does, starts it, and prints its number.
job=$(cat "$1")
sh -c "$job" >"{log}" 2>&1 &
echo $!
"""


def test_a_slurm_cluster_runs_a_sweep_through_sbatch(
    study: Make, reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cluster of dask-jobqueue is real; `sbatch` and `scancel` are scripts of ours."""
    jobqueue = pytest.importorskip("dask_jobqueue")
    log = tmp_path / "job.log"
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, text in (("sbatch", SBATCH.format(log=log)), ("scancel", '#!/bin/sh\nkill "$1"\n')):
        (tools / name).write_text(text, encoding="utf-8")
        (tools / name).chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with jobqueue.SLURMCluster(
        cores=1, processes=1, memory="1GB", interface="lo", log_directory=str(tmp_path),
        scheduler_options={"dashboard_address": None},
    ) as cluster:  # fmt: skip
        cluster.scale(1)
        made = study().run(Dask(cluster, patience=60), chunk=20, progress=False)
    assert "distributed.worker" in log.read_text("utf-8")
    assert made.digest() == reference


def test_an_unknown_runner_gets_the_nearest_name(study: Make) -> None:
    with pytest.raises(InputError, match="did you mean 'local'"):
        study().run("locale", progress=False)
    with pytest.raises(InputError, match="from 0 to tasks - 1"):
        study().run("array", task=3, tasks=3, progress=False)


def test_shards_written_twice_are_read_once(study: Make, reference: str, tmp_path: Path) -> None:
    """As after a driver that was killed, whose worker still wrote its chunk."""
    one = study().run("serial", chunk=4, progress=False)
    two = study(folder="two").run("serial", chunk=9, progress=False)
    for path in (two.folder / "shards").iterdir():
        shutil.copy(path, one.folder / "shards")
    assert len(one.runs()) == 60 and one.status()[:2] == (60, 60)
    assert reading.digest(one.folder) == reference


def test_compacting_keeps_every_run_in_few_files(study: Make, reference: str) -> None:
    made = study().run("serial", chunk=3, progress=False)
    assert made.compact() == (20, 1)
    assert made.digest() == reference
    assert {p.name.partition(".")[2] for p in (made.folder / "shards").iterdir()} == {
        "runs.parquet", "series.parquet"
    }  # fmt: skip
    assert made.compact() == (1, 1)
    assert made.run("serial", progress=False).last == (0, 0, 0)
