"""The room: preparation, remembered answers, neighbours ahead; no worker simulates here."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sim.app.answers import Answers
from sim.app.asked import STEPS, Asked
from sim.app.levers import table
from sim.app.room import Room
from sim.app.workers import MOVE, NEIGHBOUR
from sim.errors import InputError
from sim.lang import Message

FIRST = table().scenarios[0]
PLACES = dict.fromkeys(table().levers, 2)
STEPS_TO_DO = [("engine", ()), ("scenario", ("x",))]


class Workers:
    """Write down what is asked."""

    number = 2

    def __init__(self, fails: str = "", error: Exception | None = None) -> None:
        self.error = error or InputError(Message("app.worker", n=3))
        self.jobs: list[tuple[int, str, tuple[Any, ...]]] = []
        self.dropped: list[str] = []
        self.fails = fails
        self.idle = False

    def start(self) -> None: ...

    async def stop(self) -> None: ...

    def free(self, slot: int) -> bool:
        return self.idle

    def drop(self, owner: str) -> None:
        self.dropped.append(owner)

    async def do(self, kind: int, task: str, *arguments: Any, **where: Any) -> Any:
        self.jobs.append((kind, task, arguments))
        if task == self.fails:
            raise self.error
        described = {"scenarios": {FIRST: {"places": PLACES}}}
        return {"prepare.steps": STEPS_TO_DO, "worlds.describe": described}.get(task, b"bytes")


def room_with(workers: Workers, ahead: bool = True) -> Room:
    room = Room(1, ahead)
    room.workers = workers  # type: ignore[assignment]
    return room


async def settled(room: Room) -> None:
    while room._tasks:
        await asyncio.gather(*room._tasks)


def test_the_preparation_does_every_step_and_every_process_loads_the_engine() -> None:
    async def check() -> None:
        workers = Workers()
        room = room_with(workers)
        room.start()
        assert not room.ready
        await settled(room)
        assert room.ready and room.done == room.total == len(STEPS_TO_DO) + 2
        tasks = [task for _, task, _ in workers.jobs]
        assert tasks == [
            "prepare.steps", "prepare.engine", "prepare.scenario",
            "prepare.ready", "prepare.ready", "worlds.describe",
        ]  # fmt: skip

    asyncio.run(check())


@pytest.mark.parametrize(
    ("error", "told"), [(None, "ended 3 times"), (RuntimeError("ours"), "terminal")]
)
def test_a_preparation_that_fails_is_not_ready_and_says_why(
    error: Exception | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def check() -> None:
        room = room_with(Workers("prepare.scenario", error))
        room.start()
        await settled(room)
        assert not room.ready and room.failed is not None
        assert told in room.failed.sentences("en")[0]

    asyncio.run(check())
    assert ("RuntimeError: ours" in capsys.readouterr().err) == (error is not None)


def test_an_answer_is_remembered_and_a_move_drops_what_its_owner_asked_before() -> None:
    async def check() -> None:
        workers = Workers()
        room = room_with(workers)
        one, several = Asked(FIRST), Asked(FIRST, n=STEPS[1])
        assert await room.answer(one, "me") == (b"bytes", False)
        assert await room.answer(one, "me") == (b"bytes", True)
        assert await room.answer(several, "me") == (b"bytes", False)
        assert workers.dropped == ["me", "me"]  # widening drops nothing
        assert [kind == MOVE for kind, *_ in workers.jobs] == [True, False]

    asyncio.run(check())


@pytest.mark.parametrize("ahead", [True, False])
def test_neighbours_are_simulated_after_the_widest_picture(ahead: bool) -> None:
    async def check() -> None:
        workers = Workers()
        room = room_with(workers, ahead)
        room.described = {"scenarios": {FIRST: {"places": PLACES}}}
        await room.answer(Asked(FIRST, n=STEPS[-1]), "me", "voice")
        await settled(room)
        near = [arguments[0] for kind, _, arguments in workers.jobs if kind == NEIGHBOUR]
        assert len(near) == (2 * len(PLACES) if ahead else 0)
        if ahead:
            assert dict(near[0].stops)["voice"] == 3
            assert (await room.answer(near[0], "me"))[1]

    asyncio.run(check())


@pytest.mark.parametrize("idle", [True, False])
def test_two_processes_simulate_the_worlds_where_a_lever_moves_both(idle: bool) -> None:
    async def check() -> None:
        workers = Workers()
        room = room_with(workers)
        workers.idle = idle
        tasks = []
        for stops in ((), (("voice", 1),), (("arrivals", 1),), (("arrivals", 1), ("voice", 2))):
            workers.jobs.clear()
            await room.answer(Asked(FIRST, stops), "me")
            tasks.append([task for _, task, _ in workers.jobs])
        both = ["worlds.alone", "worlds.simulated", "picture.draw"]
        alone = ["picture.draw"]
        assert tasks == ([both, alone, both, alone] if idle else [alone] * 4)

    asyncio.run(check())


def test_answers_beyond_the_largest_size_are_forgotten_the_oldest_first() -> None:
    answers = Answers(largest=10)
    one, two, three = (Asked(FIRST, seed=seed) for seed in (1, 2, 3))
    answers.put(one, b"x" * 4)
    answers.put(two, b"x" * 4)
    answers.put(two, b"x" * 5)
    assert answers.get(one) is not None
    answers.put(three, b"x" * 4)
    assert answers.get(two) is None and answers.get(one) is not None
    assert answers.size == 8
