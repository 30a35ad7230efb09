"""The session in the server: jobs for workers, screens that are gone, what has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.app.session.plan import Phase
from sim.app.session.session import Session
from sim.app.sitting import GONE, Sitting
from sim.app.workers import BACKGROUND, MOVE
from sim.errors import InputError
from sim.lang import Message
from tests.app.session.playing import PLAN, Played, made_up


class Room:
    """A room that is ready; its workers write down what they do."""

    def __init__(self, fails: str = "", ready: bool = True) -> None:
        self.ready, self.fails = ready, fails
        self.workers = self
        self.jobs: list[tuple[int, str]] = []

    async def until_ready(self) -> None:
        self.ready = True

    async def do(self, kind: int, task: str, job: Any) -> dict[str, Any]:
        assert task == "session.simulate.simulate"
        self.jobs.append((kind, job.key))
        if job.key == self.fails:
            raise InputError(Message("app.worker", n=3))
        return made_up(job)


def opened(folder: Path, room: Room, **clocks: Callable[[], float]) -> Sitting:
    return Sitting(Session.open(folder, PLAN), room, **clocks)  # type: ignore[arg-type]


async def settled(sitting: Sitting) -> None:
    """Let all work end but the watch."""
    while len(sitting._tasks) > 1:
        await asyncio.sleep(0)


def play_to(sitting: Sitting, phase: Phase) -> None:
    while (now := sitting.session.state.phase) is not phase:
        assert sitting.facilitator({"kind": "next", "phase": now.value})[0]["refused"] is False


def test_the_pole_is_simulated_ahead_and_a_choice_at_once(tmp_path: Path) -> None:
    async def check() -> None:
        room = Room()
        sitting = opened(tmp_path, room)
        sitting.start()
        await settled(sitting)
        assert {kind for kind, _ in room.jobs} == {BACKGROUND} and len(room.jobs) == 3
        sitting.team("a", {"kind": "join", "name": "a"})
        play_to(sitting, Phase.ROUND1)
        sitting.team("a", {"kind": "levers", "levers": ["entry"]})
        await settled(sitting)
        assert room.jobs[3:] == [(MOVE, "round1:entry")]
        play_to(sitting, Phase.REVEAL2)
        await settled(sitting)
        assert len(room.jobs) == 4  # the numbers that came ahead are taken
        assert all(one["done"] for one in sitting.view("projector")["reveal"]["round2"])
        sitting.stop()

    asyncio.run(check())


def test_after_a_restart_the_jobs_of_the_record_are_simulated_first(tmp_path: Path) -> None:
    played = Played(tmp_path)
    played.join("a")
    played.to(Phase.ROUND1)
    played.team("a", "levers", levers=["entry"])
    played.to(Phase.ROUND2)
    played.session.simulate_all(made_up)
    numbers = dict(played.session.numbers)
    played.session.close()

    async def check() -> None:
        room = Room(ready=False)
        sitting = opened(tmp_path, room)
        sitting.start()
        await settled(sitting)
        assert sitting.session.numbers == numbers and not sitting.session.others
        assert {kind for kind, _ in room.jobs} == {MOVE} and len(room.jobs) == 4
        sitting.stop()

    asyncio.run(check())


def test_a_job_that_ends_workers_is_given_up_and_the_facilitator_reads_why(tmp_path: Path) -> None:
    async def check() -> None:
        room = Room(fails="round1:entry")
        sitting = opened(tmp_path, room)
        sitting.start()
        sitting.team("a", {"kind": "join", "name": "a"})
        play_to(sitting, Phase.ROUND1)
        for levers in (["entry"], ["entry", "partners"], ["entry"]):
            sitting.team("a", {"kind": "levers", "levers": levers})
            await settled(sitting)
        assert [key for _, key in room.jobs].count("round1:entry") == 1
        (said,) = sitting.view("facilitator")["notices"]
        assert Message("app.worker", n=3).text("fr") in said
        assert "notices" not in sitting.view("projector")
        sitting.stop()

    asyncio.run(check())


def test_a_screen_that_is_gone_is_noted_and_comes_back_to_its_seat(tmp_path: Path) -> None:
    now = [0.0]
    sitting = opened(tmp_path, Room(ready=False), ticks=lambda: now[0], clock=lambda: 5.0)
    for token in ("a", "b"):
        sitting.team(token, {"kind": "join", "name": token})
        assert sitting.seated(token)
    now[0] = GONE
    assert sitting.seated("b") == 2
    now[0] = GONE + 1
    version = sitting.version
    sitting.look_for_gone()
    assert [team.present for team in sitting.session.state.teams] == [False, True]
    assert sitting.version != version
    assert sitting.seated("a") == 1
    assert all(team.present for team in sitting.session.state.teams)
    sitting.session.close()


@pytest.mark.parametrize("token", ["", "x"])
def test_a_browser_without_a_seat_has_none(tmp_path: Path, token: str) -> None:
    sitting = opened(tmp_path, Room(ready=False))
    assert sitting.seated(token) is None
    sitting.session.close()


def test_a_clock_that_jumps_moves_no_state(tmp_path: Path) -> None:
    now = [0.0]
    sitting = opened(tmp_path, Room(ready=False), clock=lambda: now[0])
    sitting.team("a", {"kind": "join", "name": "a"})
    play_to(sitting, Phase.BRIEF)
    left = []
    for now[0] in (10.0, 1e9, -1e9):
        left.append(sitting.view("projector")["timer"]["left"])
        assert sitting.view("projector")["phase"] == "BRIEF"
    assert left == [350.0, 0.0, 360.0]
    sitting.session.close()
