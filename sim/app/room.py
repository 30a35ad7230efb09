"""The room of one server: its workers, its preparation, and the answers to moves."""

from __future__ import annotations

import asyncio
import traceback
from contextlib import suppress
from typing import Any, Final

from sim.app.answers import Answers
from sim.app.asked import STEPS, Asked, neighbours
from sim.app.levers import table
from sim.app.workers import BACKGROUND, MOVE, NEIGHBOUR, PREPARE, StaleError, Workers
from sim.errors import InputError
from sim.lang import Message

__all__ = ["Room"]

SECOND: Final = 1  # the process beside the one that takes moves only


class Room:
    """Workers, preparation and answers.

    Parameters
    ----------
    workers
        Number of processes that simulate.
    ahead
        Whether neighbouring stops are simulated while nobody waits.

    Attributes
    ----------
    done, total
        Steps of the preparation.
    described
        What `sim.app.worlds.describe` returns, once the room is ready.
    failed
        Why the preparation ended before its end, if it did.
    """

    def __init__(self, workers: int, ahead: bool = True) -> None:
        self.workers = Workers(workers, table().memory)
        self.ahead = ahead
        self.answers = Answers()
        self.done, self.total = 0, 1
        self.described: dict[str, Any] | None = None
        self.failed: InputError | None = None
        self._first_world: tuple[int, tuple[tuple[str, int], ...]] | None = None
        self._prepared = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether the preparation has ended: nothing is compiled any more."""
        return self.described is not None

    async def until_ready(self) -> None:
        """Wait for the end of the preparation; for ever where it fails."""
        await self._prepared.wait()

    def start(self) -> None:
        """Start the workers and the preparation; to be called inside the event loop."""
        self.workers.start()
        self._begin(self._prepare())

    async def stop(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        await self.workers.stop()

    async def answer(self, asked: Asked, owner: str, moved: str = "") -> tuple[bytes, bool]:
        """Return the answer to a page, and whether it was remembered.

        Parameters
        ----------
        asked
            The picture, or the person.
        owner
            Who asks: a newer question drops those of theirs that no worker has taken.
        moved
            Lever that moved last, whose neighbouring stops are simulated first.

        Raises
        ------
        StaleError
            When the owner has asked for something newer.
        InputError
            When it cannot be answered.
        """
        known = self.answers.get(asked)
        first = asked.n == STEPS[0] and not asked.person
        if first:
            self.workers.drop(owner)
        if known is None:
            task = "lives.tell" if asked.person else "picture.draw"
            kind = MOVE if first else BACKGROUND
            if first and self._moves_the_first_world(asked) and self.workers.free(SECOND):
                found = await self._in_two(asked, owner)
            else:
                found = await self.workers.do(kind, task, asked, owner=owner)
            self.answers.put(asked, found)
        else:
            found = known
        if asked.n == STEPS[-1] and self.ahead:
            self._begin(self._look_ahead(asked, owner, moved))
        return found, known is not None

    def _moves_the_first_world(self, asked: Asked) -> bool:
        """Return whether the first world of a picture is another one than that before."""
        levers = table().levers
        shared = [(name, stop) for name, stop in asked.stops if levers[name].worlds == "both"]
        world = (asked.seed, tuple(shared))
        before, self._first_world = self._first_world, world
        return before != world

    async def _in_two(self, asked: Asked, owner: str) -> bytes:
        """Have each world simulated by a process of its own; the first one draws them."""
        do = self.workers.do
        first, _ = await asyncio.gather(
            do(MOVE, "worlds.alone", asked, 0, owner=owner, slot=SECOND),
            do(MOVE, "worlds.simulated", asked, 1, owner=owner, slot=0),
        )
        found: bytes = await do(MOVE, "picture.draw", asked, first, owner=owner, slot=0)
        return found

    async def _prepare(self) -> None:
        """Do the steps of `sim.app.prepare`, then have every process load the engine."""
        try:
            steps = await self.workers.do(PREPARE, "prepare.steps", slot=0)
            self.total = len(steps) + self.workers.number
            for task, arguments in steps:
                await self.workers.do(PREPARE, f"prepare.{task}", *arguments, slot=0)
                self.done += 1
            for slot in range(self.workers.number):
                await self.workers.do(PREPARE, "prepare.ready", slot=slot)
                self.done += 1
            self.described = await self.workers.do(PREPARE, "worlds.describe", slot=0)
            self._prepared.set()
        except InputError as error:
            self.failed = error
        except Exception:
            traceback.print_exc()  # a fault of ours: the page says where to look
            self.failed = InputError(Message("app.prepare"))

    async def _look_ahead(self, asked: Asked, owner: str, moved: str) -> None:
        """Simulate neighbouring stops one by one, until the owner moves."""
        assert self.described is not None
        places = self.described["scenarios"][asked.scenario]["places"]
        with suppress(StaleError, InputError):
            for near in neighbours(asked, places, moved):
                if self.answers.get(near) is None:
                    found = await self.workers.do(NEIGHBOUR, "picture.draw", near, owner=owner)
                    self.answers.put(near, found)

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the loop holds tasks weakly
        task.add_done_callback(self._tasks.discard)
