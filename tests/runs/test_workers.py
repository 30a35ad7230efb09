"""Processes that share the work: they end with the first one, and say why they cannot start."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.runs.workers import gc_paused, worker_pool

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("count", "kind"), [(0, type(None)), (1, ProcessPoolExecutor)])
def test_there_is_a_pool_where_there_are_other_processes(count: int, kind: type) -> None:
    with worker_pool(count) as pool:
        assert type(pool) is kind


def _ends(pid: int) -> bool:
    """Whether a process ends; it is looked at for a minute at most."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            os.kill(pid, 0)
            stat = Path(f"/proc/{pid}/stat")
            if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True  # ended, and not yet read by the process above it
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


def _signalled(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_other_processes_leave_signals_to_the_first(number: int) -> None:
    with worker_pool(1) as pool:
        assert pool is not None
        pool.submit(_signalled, number).result()
        assert pool.submit(abs, -1).result() == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("inside")])
def test_work_is_dropped_when_the_block_fails(error: BaseException) -> None:
    before = set(multiprocessing.active_children())
    with pytest.raises(type(error)), worker_pool(1) as pool:
        assert pool is not None
        pool.submit(abs, -1).result()
        pool.submit(time.sleep, 3600)
        raise error
    assert set(multiprocessing.active_children()) == before


def test_a_process_that_is_killed_is_one_sentence() -> None:
    with (
        pytest.raises(InputError, match="workers=2: a process was stopped"),
        worker_pool(1) as pool,
    ):
        assert pool is not None
        pool.submit(_signalled, signal.SIGKILL).result()


ORPHANS = """
import os, time
from sim.runs.workers import worker_pool

if __name__ == "__main__":
    with worker_pool(2) as pool:
        found = set(pool.map(at_work, range(2)))
        print(*found, flush=True)
        pool.map(time.sleep, [3600] * 4)
        time.sleep(3600)
"""
AT_WORK = """
def at_work(_):
    import os, time
    time.sleep(0.2)  # both get some
    return os.getpid()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_processes_end_when_the_first_one_is_gone(number: int, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(AT_WORK + ORPHANS)
    with _started([sys.executable, str(script)]) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        process.send_signal(number)
    assert pids and all(_ends(pid) for pid in pids)


def _started(words: list[str], text: str | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PARCOURS_LANG": "en"},
    )


CALL = """
import multiprocessing, sim

def call():
    try:
        sim.compare("silo", "pole", territory="training", months=2, reform_month=1, burn_in=0,
                    replicates=3, workers=2, progress=False)
    except sim.InputError as error:
        print(error)
    else:
        print("done")
"""
GUARD = '\nif __name__ == "__main__":\n    '
DAEMON = f"""{GUARD}one = multiprocessing.get_context("fork").Process(target=call, daemon=True)
    one.start()
    one.join()
"""


@pytest.mark.parametrize(
    ("script", "file", "said"),
    [
        (CALL + "\ncall()\n", True, "script.py calls Parcours without a main guard"),
        (CALL + GUARD + "call()\n", False, "this program does not come from a file (<stdin>)"),
        (CALL + DAEMON, True, "runs in a daemonic process"),
    ],
    ids=["no guard", "standard input", "daemonic parent"],
)
def test_where_no_process_can_start_one_sentence_names_the_cause(
    script: str, file: bool, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "script.py"
    path.write_text(script)
    with _started([sys.executable, str(path) if file else "-"]) as process:
        out, err = process.communicate(None if file else script)
    assert said in out and out.count("\n") == 1, (out, err)
    assert err == ""


@pytest.mark.parametrize("looking", [True, False])
def test_garbage_is_collected_afterwards_if_it_was_before(looking: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if looking else gc.disable)()
        with pytest.raises(RuntimeError), gc_paused():
            assert not gc.isenabled()
            raise RuntimeError("inside")
        assert gc.isenabled() is looking
    finally:
        (gc.enable if before else gc.disable)()
