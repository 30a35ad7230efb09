"""Sessions read again from their records: each state of them, their runs simulated anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sim.app.room import Room
from sim.app.session.plan import CODE, Phase
from sim.app.session.record import NAME, read
from sim.app.session.rounds import Job, check, jobs
from sim.app.session.rules import apply
from sim.app.session.state import Game, State
from sim.app.session.view import view
from sim.app.workers import BACKGROUND
from sim.errors import InputError
from sim.lang import Message, say

__all__ = ["Readings"]

TASK: Final = "session.simulate.simulate"
MOST: Final = 8  # records that are remembered


@dataclass
class _Reading:
    """A record: the last moment of each state of the session, and the numbers that have come."""

    size: int
    states: dict[str, tuple[State, float]]
    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    under: set[str] = field(default_factory=set)


class Readings:
    """Records of a folder of sessions.

    Parameters
    ----------
    folder
        It holds a folder for each session.
    room
        Whose workers simulate.
    """

    def __init__(self, folder: Path, room: Room) -> None:
        self.folder, self.room = folder, room
        self._known: dict[str, _Reading] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def view(self, code: str, phase: str | None, lang: str | None) -> dict[str, Any]:
        """Return what a session looked like at the end of one of its states.

        Parameters
        ----------
        code
            Name of the session.
        phase
            The state; the last one if it is not one that the session went through.
        lang
            ``fr`` or ``en``; that of the session if None.

        Raises
        ------
        InputError
            When there is no such session, or its record cannot be read.
        """
        reading = self._reading(code)
        name = phase if phase in reading.states else list(reading.states)[-1]
        state, at = reading.states[str(name)]
        self._simulate(reading)
        found = view(state, reading.numbers, "replay", at=at, lang=lang, others=reading.others)
        tongue = found["lang"]
        found["phases"] = [
            {"name": each, "title": say(f"session.phase.{each}", tongue)} for each in reading.states
        ]
        found["digest"] = state.digest()
        found["version"] = f"{reading.size}-{len(reading.numbers)}-{name}"
        return found

    def _reading(self, code: str) -> _Reading:
        path = self.folder / code / NAME
        if not CODE.fullmatch(code) or not path.is_file():
            raise InputError(Message("app.no_record", code=code[:40]))
        size = path.stat().st_size
        known = self._known.get(code)
        if known is None or known.size != size:
            # A record only grows: what was simulated before holds after.
            known = _read(path, size, known)
            self._known[code] = known
            for old in list(self._known)[:-MOST]:
                del self._known[old]
        return known

    def _simulate(self, reading: _Reading) -> None:
        """Give workers what waits; the numbers of the record must come out again."""
        if not self.room.ready:
            return
        last, _ = list(reading.states.values())[-1]
        for job in jobs(last):
            if job.key not in reading.under:
                reading.under.add(job.key)
                task = asyncio.get_running_loop().create_task(self._one(reading, job))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _one(self, reading: _Reading, job: Job) -> None:
        last, _ = list(reading.states.values())[-1]
        try:
            numbers = await self.room.workers.do(BACKGROUND, TASK, job)
        except InputError:
            return  # it stays "being computed"; the facilitator's page has the reason
        reading.numbers[job.key] = numbers
        if dict(last.results).get(job.key, numbers["digest"]) != numbers["digest"]:
            reading.others.add(job.key)


def _read(path: Path, size: int, before: _Reading | None) -> _Reading:
    found = read(path)
    state = State.first(Game.of(found.plan))
    check(state.game)
    states: dict[str, tuple[State, float]] = {Phase.LOBBY.value: (state, 0.0)}
    for event in found.events:
        state = apply(state, event)
        states[state.phase.value] = (state, float(event["at"]))
    if before is None:
        return _Reading(size, states)
    return _Reading(size, states, before.numbers, before.others, before.under)
