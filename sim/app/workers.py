"""Worker processes that simulate, and the jobs that wait for them; nothing here imports an engine.

Each process has an executor of its own: when it dies, it alone is replaced, and its job is done
again. The first process takes moves only, so that a move never waits for work in the background.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from typing import Any, Final

from sim.errors import InputError
from sim.lang import Message
from sim.runs.workers import Processes, check_workers, end_with_the_first

__all__ = ["BACKGROUND", "MOVE", "NEIGHBOUR", "PREPARE", "StaleError", "Workers"]

MOVE, BACKGROUND, NEIGHBOUR, PREPARE = range(4)  # kinds of jobs; a smaller one goes first
TRIES: Final = 3  # a job that ends so many processes is given up


class StaleError(Exception):
    """The one who asked has asked for something newer."""


@dataclass(order=True)
class _Job:
    kind: int
    number: int
    slot: int | None = field(compare=False)  # the only process that may take it
    owner: str = field(compare=False)
    task: str = field(compare=False)
    arguments: tuple[Any, ...] = field(compare=False)
    answer: asyncio.Future[Any] = field(compare=False)
    tries: int = field(default=0, compare=False)


def call(task: str, arguments: tuple[Any, ...]) -> Any:
    """Do a task in a worker: a function of `sim.app`, named as in ``picture.draw``."""
    module, _, name = task.rpartition(".")
    return getattr(import_module(f"sim.app.{module}"), name)(*arguments)


class Workers:
    """Processes, and the jobs that wait for them.

    Parameters
    ----------
    number
        How many processes.
    memory
        Megabytes that each remembers.
    """

    def __init__(self, number: int, memory: int) -> None:
        check_workers(number + 1)
        os.environ.setdefault("PARCOURS_MEMORY", str(memory))
        self.number = number
        self.replaced = 0  # processes that died
        self._numbers = count()
        self._at_work: set[int] = set()
        self._waiting: list[_Job] = []
        self._changed = asyncio.Condition()
        self._contexts: list[Processes] = []
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start the processes; to be called inside the event loop."""
        self._tasks = [asyncio.create_task(self._serve(slot)) for slot in range(self.number)]

    async def stop(self) -> None:
        """End the processes, and the jobs that wait for them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.kill()
        for job in self._waiting:
            job.answer.cancel()

    def kill(self) -> None:
        """End the processes at once, also without an event loop."""
        for context in self._contexts:
            context.kill()

    async def do(
        self, kind: int, task: str, *arguments: Any, owner: str = "", slot: int | None = None
    ) -> Any:
        """Wait for the answer to a task.

        Parameters
        ----------
        kind
            `MOVE`, `BACKGROUND`, `NEIGHBOUR` or `PREPARE`.
        task
            As in `call`.
        owner
            Who asks, so that a newer job takes the place of this one; nothing for nobody.
        slot
            The process that must do it; any one of those that may, if None.

        Raises
        ------
        StaleError
            When the owner has asked for something newer.
        InputError
            When the worker refuses, or ends each time.
        """
        answer = asyncio.get_running_loop().create_future()
        job = _Job(kind, next(self._numbers), slot, owner, task, arguments, answer)
        async with self._changed:
            self._waiting.append(job)
            self._changed.notify_all()
        return await answer

    def drop(self, owner: str) -> None:
        """Drop the jobs of an owner that no process has taken yet."""
        for job in [job for job in self._waiting if owner and job.owner == owner]:
            self._waiting.remove(job)
            if not job.answer.done():
                job.answer.set_exception(StaleError())

    @property
    def busy(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    def free(self, slot: int) -> bool:
        """Return whether there is such a process, and it would take a job at once."""
        return slot < self.number and slot not in self._at_work and not self._waiting

    def _next(self, slot: int) -> _Job | None:
        """Return the job that a process takes next."""
        self._waiting = [job for job in self._waiting if not job.answer.done()]
        for job in sorted(self._waiting):
            own = job.slot is None and (job.kind == MOVE or slot > 0 or self.number == 1)
            if own or job.slot == slot:
                self._waiting.remove(job)
                return job
        return None

    async def _serve(self, slot: int) -> None:
        """Give jobs to one process, and replace it when it dies."""
        pool = self._pool()
        loop = asyncio.get_running_loop()
        try:
            while True:
                async with self._changed:
                    while (job := self._next(slot)) is None:
                        await self._changed.wait()
                self._at_work.add(slot)
                try:
                    found = await loop.run_in_executor(pool, call, job.task, job.arguments)
                except BrokenExecutor:
                    self.replaced += 1
                    pool.shutdown(wait=False, cancel_futures=True)
                    pool = self._pool()
                    await self._again(job)
                except Exception as error:
                    if not job.answer.done():
                        job.answer.set_exception(error)
                else:
                    if not job.answer.done():
                        job.answer.set_result(found)
                finally:
                    self._at_work.discard(slot)
        finally:
            with suppress(Exception):
                pool.shutdown(wait=False, cancel_futures=True)

    async def _again(self, job: _Job) -> None:
        job.tries += 1
        if job.tries >= TRIES:
            if not job.answer.done():
                job.answer.set_exception(InputError(Message("app.worker", n=job.tries)))
            return
        async with self._changed:
            self._waiting.append(job)
            self._changed.notify_all()

    def _pool(self) -> ProcessPoolExecutor:
        context = Processes()
        self._contexts.append(context)
        return ProcessPoolExecutor(1, mp_context=context, initializer=end_with_the_first)
