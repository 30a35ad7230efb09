"""Runners: where chunks run. Each has one method, `map_unordered`.

It takes chunks one by one, as workers become free, so that the size of the next ones may follow
from the first answers. A worker that dies loses its own chunk and nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Final, NamedTuple, Protocol

from sim.errors import InputError
from sim.lang import Message
from sim.runs.workers import REREAD, Processes, check_workers, end_with_the_first
from sim.sweep.work import Chunk, Receipt

__all__ = ["RUNNERS", "Array", "Local", "Lost", "Returned", "Runner", "Serial", "parts"]

Work = Callable[[Chunk], Receipt]
RUNNERS: Final = ("serial", "local", "dask", "array")


class Returned(NamedTuple):
    """A chunk that ran."""

    chunk: Chunk
    receipt: Receipt


class Lost(NamedTuple):
    """A chunk whose worker died; how many times it was tried."""

    chunk: Chunk
    tries: int = 1


class Runner(Protocol):
    """Where chunks run.

    Attributes
    ----------
    name
        One of `RUNNERS`.
    workers
        Chunks at the same time.
    """

    name: str
    workers: int

    def map_unordered(self, work: Work, chunks: Iterator[Chunk]) -> Iterator[Returned | Lost]:
        """Run every chunk, and yield each as it ends, in any order.

        Raises
        ------
        InputError
            When there are no workers any more.
        OSError
            What `work` raised, when the disk refuses.
        """


class Serial:
    """Every chunk in this process, one after the other."""

    name = "serial"
    workers = 1

    def map_unordered(self, work: Work, chunks: Iterator[Chunk]) -> Iterator[Returned | Lost]:
        """Run every chunk, in order."""
        for chunk in chunks:
            yield Returned(chunk, work(chunk))


class Array(Serial):
    """One task of several that share a disk, as those of a Slurm job array.

    Each task runs its own part of the plan, and needs no other.

    Parameters
    ----------
    task, tasks
        Number of this task, from 0 on, and of all; by default those that Slurm gives.

    Raises
    ------
    InputError
        When there is no such task.
    """

    name = "array"

    def __init__(self, task: int | None = None, tasks: int | None = None) -> None:
        first = _number("SLURM_ARRAY_TASK_MIN") or 0
        given = _number("SLURM_ARRAY_TASK_ID")
        self.task = task if task is not None else -1 if given is None else given - first
        self.tasks = tasks if tasks is not None else _number("SLURM_ARRAY_TASK_COUNT") or 0
        if not 0 <= self.task < self.tasks:
            values = {"task": str(self.task), "tasks": str(self.tasks)}
            raise InputError(Message("sweep.task", **values))


def _number(name: str) -> int | None:
    text = os.environ.get(name, "")
    return int(text) if text.isdigit() else None


class Local:
    """Processes of this machine; one that dies is replaced.

    A pool of the standard library loses every chunk when one process dies, and cannot say which
    chunk was to blame. Here each process has a pipe of its own.
    """

    name = "local"

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1

    def map_unordered(self, work: Work, chunks: Iterator[Chunk]) -> Iterator[Returned | Lost]:
        """Run the chunks in processes."""
        check_workers(self.workers + 1)
        context = Processes()
        busy: dict[Connection, Chunk] = {}
        process_of: dict[Connection, Any] = {}
        free: list[Connection] = []
        try:
            while True:
                while len(busy) < self.workers:
                    chunk = next(chunks, None)
                    if chunk is None:
                        break
                    pipe = free.pop() if free else self._start(context, work, process_of)
                    busy[pipe] = chunk
                    try:
                        pipe.send(chunk)
                    except OSError:
                        pass  # its end shows in `recv`
                if not busy:
                    return
                for ready in wait(list(busy)):
                    assert isinstance(ready, Connection)
                    pipe = ready
                    chunk = busy.pop(pipe)
                    try:
                        found = pipe.recv()
                    except (EOFError, OSError):
                        process_of[pipe].join()
                        if process_of.pop(pipe).exitcode == REREAD:
                            raise InputError(_no_guard(self.workers)) from None
                        yield Lost(chunk)
                        continue
                    free.append(pipe)
                    if isinstance(found, BaseException):
                        raise found
                    yield Returned(chunk, found)
        finally:
            context.kill()

    def _start(
        self, context: Processes, work: Work, process_of: dict[Connection, Any]
    ) -> Connection:
        ours, theirs = multiprocessing.Pipe()
        process = context.Process(target=_serve, args=(theirs, work))
        process.start()
        theirs.close()
        process_of[ours] = process
        return ours


def _no_guard(workers: int) -> Message:
    import sys

    script = str(getattr(sys.modules["__main__"], "__file__", None) or "")
    return Message("workers.no_guard", workers=str(workers), script=script)


def _serve(pipe: Connection, work: Work) -> None:
    """Run the chunks that come, in a process of its own; Ctrl-C is left to the first one."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    end_with_the_first()
    while True:
        try:
            chunk = pipe.recv()
        except EOFError:
            return
        try:
            found: Any = work(chunk)
        except (OSError, InputError) as error:
            found = error
        pipe.send(found)


def parts(count: int, runner: Runner) -> Sequence[int]:
    """Return the rows of a plan of `count` rows that a runner is to do: all, or those of a task."""
    if not isinstance(runner, Array):
        return range(count)
    ends = [count * k // runner.tasks for k in (runner.task, runner.task + 1)]
    return range(*ends)
