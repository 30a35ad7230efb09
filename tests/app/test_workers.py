"""Workers: who goes first, what is dropped, and a process that dies is replaced."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from sim.app.workers import BACKGROUND, MOVE, NEIGHBOUR, TRIES, StaleError, Workers
from sim.errors import InputError

LIGHT = "asked.address_of"  # a task without an engine


class Asked:
    """What `LIGHT` takes, with the least in it; it also travels to another process."""

    scenario = "x"
    stops = ()
    seed = 1


@asynccontextmanager
async def started(number: int) -> AsyncIterator[Workers]:
    workers = Workers(number, 32)
    workers.start()
    try:
        yield workers
    finally:
        await workers.stop()


def run(check: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(check(), 120))


def processes(workers: Workers) -> list[int]:
    return [
        process.pid
        for context in workers._contexts
        for process in context.started
        if process.is_alive() and process.pid is not None
    ]


def test_a_process_that_dies_is_replaced_and_its_job_done_again() -> None:
    async def check() -> None:
        async with started(1) as workers:
            assert await workers.do(MOVE, LIGHT, Asked()) == "s=x&seed=1"
            (pid,) = processes(workers)
            os.kill(pid, signal.SIGSTOP)  # it takes the job and cannot answer
            job = asyncio.create_task(workers.do(MOVE, LIGHT, Asked()))
            while not job.done() and workers.busy:
                await asyncio.sleep(0.01)
            os.kill(pid, signal.SIGKILL)
            assert await job == "s=x&seed=1"
            assert workers.replaced == 1
            assert pid not in processes(workers)

    run(check)


def test_a_job_that_ends_every_process_is_given_up_with_a_sentence() -> None:
    async def check() -> None:
        async with started(1) as workers:
            job = asyncio.create_task(workers.do(MOVE, LIGHT, Asked()))
            while not job.done():
                for pid in processes(workers):
                    os.kill(pid, signal.SIGKILL)
                await asyncio.sleep(0.01)
            with pytest.raises(InputError) as refused:
                await job
            assert f"{TRIES} times" in refused.value.sentences("en")[0]

    run(check)


def test_a_refusal_of_a_worker_reaches_who_asked() -> None:
    async def check() -> None:
        async with started(1) as workers:
            with pytest.raises(InputError) as refused:
                await workers.do(MOVE, "asked.read", (("seed", "x"),))
            assert "seed=x" in refused.value.sentences("en")[0]
            assert workers.replaced == 0

    run(check)


def test_jobs_of_an_owner_that_no_process_has_taken_are_dropped() -> None:
    async def check() -> None:
        workers = Workers(1, 32)  # not started: nothing is taken
        old, other = (
            asyncio.create_task(workers.do(MOVE, LIGHT, Asked(), owner=owner)) for owner in "ab"
        )
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        workers.drop("")
        workers.drop("a")
        with pytest.raises(StaleError):
            await old
        assert workers.busy and not other.done()
        other.cancel()

    run(check)


@pytest.mark.parametrize(
    ("number", "at_work", "waiting", "free"),
    [(2, (), False, True), (2, (0,), False, True), (2, (1,), False, False), (2, (), True, False),
     (1, (), False, False)],
)  # fmt: skip
def test_a_process_is_free_when_it_is_there_and_nobody_waits(
    number: int, at_work: tuple[int, ...], waiting: bool, free: bool
) -> None:
    async def check() -> None:
        workers = Workers(number, 32)
        workers._at_work.update(at_work)
        jobs = [asyncio.create_task(workers.do(MOVE, LIGHT, Asked())) for _ in range(waiting)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert workers.free(1) is free
        for job in jobs:
            job.cancel()

    run(check)


@pytest.mark.parametrize(
    ("number", "slot", "expected"),
    [
        # The first process takes moves only, as long as there is another one.
        (2, 0, [MOVE, MOVE]),
        (2, 1, [MOVE, MOVE, BACKGROUND, NEIGHBOUR]),
        (1, 0, [MOVE, MOVE, BACKGROUND, NEIGHBOUR]),
    ],
)
def test_moves_go_first_and_the_first_process_is_for_them(
    number: int, slot: int, expected: list[int]
) -> None:
    async def check() -> None:
        workers = Workers(number, 32)
        kinds = (NEIGHBOUR, MOVE, BACKGROUND, MOVE)
        jobs = [asyncio.create_task(workers.do(kind, LIGHT, Asked())) for kind in kinds]
        for _ in kinds:
            await asyncio.sleep(0)
        taken = []
        while (job := workers._next(slot)) is not None:
            taken.append((job.kind, job.number))
        assert [kind for kind, _ in taken] == expected
        assert taken == sorted(taken)
        for waiting in jobs:
            waiting.cancel()

    run(check)
