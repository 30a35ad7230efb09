"""The session of a room: it takes what people do, has workers simulate, and says what has changed.

`sim.app.session` holds the rules and the record, and knows no server; this is what stands between.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from sim.app.room import Room
from sim.app.session import events
from sim.app.session.rounds import Job, pole_job
from sim.app.session.session import Session
from sim.app.workers import BACKGROUND, MOVE
from sim.errors import InputError
from sim.lang import say

__all__ = ["Sitting"]

GONE: Final = 15.0  # seconds without a word from a screen, after which it counts as gone
TASK: Final = "session.simulate.simulate"


class Sitting:
    """A session that people take part in.

    Parameters
    ----------
    session
        The session; it is closed with the room.
    room
        Whose workers simulate.
    address
        Under which phones reach the room, with its last slash; nothing for that of the request.
    clock, ticks
        Seconds of the day, for the record; seconds that never go back, for screens that are gone.
    """

    def __init__(
        self,
        session: Session,
        room: Room,
        address: str = "",
        *,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session, self.room, self.address = session, room, address
        self.clock, self.ticks = clock, ticks
        self.deleted = False
        self.notices: list[dict[str, Any]] = list(session.notices)
        # A browser that was there before a restart must not take an old number for a new one.
        self._start = secrets.token_hex(4)
        self._changes = 0
        self._under: set[str] = set()  # jobs that a worker has, and those that it gave up
        self._seen: dict[str, float] = {team.seat: ticks() for team in session.state.teams}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def lang(self) -> str:
        """Language of the session."""
        return self.session.state.game.plan.lang

    @property
    def version(self) -> str:
        """Another text after each change."""
        return f"{self._start}-{self._changes}"

    def start(self) -> None:
        """Begin to simulate and to look for screens that are gone; inside the event loop."""
        self._begin(self._first())
        self._begin(self._watch())

    def stop(self) -> None:
        """End what is under way, and close the record."""
        for task in self._tasks:
            task.cancel()
        self.session.close()

    def delete(self) -> None:
        """Delete the folder of the session, with all that the teams wrote; nothing goes on."""
        for task in self._tasks:
            task.cancel()
        self.session.delete()
        self.deleted = True

    def act(self, event: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Take an event, and return what it has to say (`Session.apply`)."""
        before = self.session.state
        notices = self.session.apply(event)
        if self.session.state != before:
            self._changed()
            self._simulate()
        return notices

    def team(self, token: str, message: object) -> list[dict[str, Any]]:
        """Take what the browser of a team sends."""
        return self.act(events.of_team(token, message, self.clock()))

    def facilitator(self, message: object) -> list[dict[str, Any]]:
        """Take what the browser of the facilitator sends, their password checked before."""
        return self.act(events.of_facilitator(message, self.clock()))

    def view(self, for_whom: str, lang: str | None = None) -> dict[str, Any]:
        """Return what a screen may see (`Session.view`), and the version."""
        found = self.session.view(for_whom, self.clock(), lang)
        found["version"] = self.version
        if for_whom == "facilitator":
            found["notices"] = [notice["text"] for notice in self.notices]
        return found

    def seated(self, token: str) -> int | None:
        """Return the team of a browser, which is then there; None if it has no seat."""
        seat = events.seat_of(token)
        team = self.session.state.seated(seat) if token else None
        if team is None:
            return None
        self._seen[seat] = self.ticks()
        if not team.present:
            self.team(token, {"kind": "join", "name": team.name})
        return team.number

    def look_for_gone(self) -> None:
        """Note which screens have not asked for anything for long; their seats stay."""
        now = self.ticks()
        for team in self.session.state.teams:
            if team.present and now - self._seen.setdefault(team.seat, now) > GONE:
                message = {"kind": "leave", "by": "team", "seat": team.seat, "at": self.clock()}
                self.act(message)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(GONE / 3)
            self.look_for_gone()

    async def _first(self) -> None:
        """Simulate what waits once workers are ready, then the pole in every manner, ahead."""
        await self.room.until_ready()
        self._simulate()
        game = self.session.state.game
        for manner in game.deck.manners:
            job = pole_job(game, manner)
            if job.key not in self.session.numbers and job.key not in self._under:
                self._under.add(job.key)
                await self._one(job, BACKGROUND)

    def _simulate(self) -> None:
        """Give workers the jobs that wait, once they are ready."""
        if not self.room.ready:
            return
        for job in self.session.jobs():
            if job.key not in self._under:
                self._under.add(job.key)
                self._begin(self._one(job, MOVE))

    async def _one(self, job: Job, kind: int) -> None:
        try:
            numbers = await self.room.workers.do(kind, TASK, job)
        except InputError as error:  # it stays given up: asking again would end workers for ever
            self.notices += [self._failure(job, text) for text in error.sentences(self.lang)]
        else:
            self.notices += self.session.results(job, numbers, self.clock())
            self._under.discard(job.key)
        self._changed()

    def _failure(self, job: Job, text: str) -> dict[str, Any]:
        label = job.b.label
        return {"text": say("labelled", self.lang, label=label, text=text)}

    def _changed(self) -> None:
        self._changes += 1

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop holds tasks weakly
        task.add_done_callback(self._tasks.discard)
