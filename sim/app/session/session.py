"""A session as the server keeps it: its state, its record, its numbers.

>>> session = Session.open(folder, Plan(card="rushed"))          # doctest: +SKIP
>>> joins = {"kind": "join", "name": "Les Tilleuls"}
>>> session.apply(events.of_team(token, joins, at=time.time()))    # doctest: +SKIP
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Self

from sim.app.session import events
from sim.app.session.plan import Plan
from sim.app.session.record import NAME, Record, replay
from sim.app.session.rounds import Job, check, jobs
from sim.app.session.rules import apply
from sim.app.session.state import Game, State
from sim.app.session.view import view
from sim.errors import InputError
from sim.lang import LANGS, Message

__all__ = ["Session"]

FACILITATOR: Final = "facilitator"


def _notice(to: str, problem: Message, lang: str, *, refused: bool) -> dict[str, Any]:
    return {"to": to, "refused": refused, "key": problem.key, "text": problem.text(lang)}


class Session:
    """A session that goes on; made by `open`.

    Attributes
    ----------
    state
        Where it stands.
    numbers
        What workers brought, by key of the job; it is not part of the record.
    others
        Jobs whose numbers are not those of the record: the program has changed since. They are
        shown with a note that says so.
    notices
        What opening it has to say, such as a record that was cut.
    """

    def __init__(self, folder: Path, state: State, record: Record) -> None:
        self.folder, self.state, self._record = folder, state, record
        self.numbers: dict[str, dict[str, Any]] = {}
        self.others: set[str] = set()
        self._spare: dict[str, dict[str, Any]] = {}
        self.notices: list[dict[str, Any]] = []
        self.at = 0.0

    @classmethod
    def open(cls, folder: Path | str, plan: Plan | None = None) -> Self:
        """Open the session of a folder, where it was left, or begin one.

        Parameters
        ----------
        folder
            Of the session; its record is the file `session.jsonl`.
        plan
            For a new session. A folder that holds one keeps its own plan.

        Raises
        ------
        InputError
            When there is neither a record nor a plan, when the record holds another plan, cannot be
            read or written, or when another server has it.
        """
        path = Path(folder) / NAME
        if plan is None and not path.exists():
            raise InputError(Message("session.no_plan", folder=str(folder)))
        if plan is not None:  # before any file is made
            check(Game.of(plan))
        record = Record(path)
        try:
            return cls._opened(record, plan)
        except BaseException:
            record.close()
            raise

    @classmethod
    def _opened(cls, record: Record, plan: Plan | None) -> Self:
        path = record.path
        if not record.begun:
            if plan is None:
                raise InputError(Message("session.no_plan", folder=str(path.parent)))
            record.begin(plan)
            return cls(path.parent, State.first(Game.of(plan)), record)
        state, found = replay(path)
        if plan is not None and plan != found.plan:
            raise InputError(Message("session.other_plan", file=str(path)))
        check(state.game)  # its card may have changed since
        session = cls(path.parent, state, record)
        session.at = max((event["at"] for event in found.events), default=0.0)
        if found.cut:
            record.keep(found.whole)
            text = Message("session.cut", file=str(path), n=len(found.events))
            lang = state.game.plan.lang
            session.notices.append(_notice(FACILITATOR, text, lang, refused=False))
        return session

    def apply(self, event: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Take an event, write it to the record, and return what it has to say.

        Parameters
        ----------
        event
            Made by `sim.app.session.events.of_team`, `of_facilitator` or `of_worker`.

        Returns
        -------
        list of dict
            Notices: ``to`` (``facilitator``, ``all``, ``team:3`` or ``seat`` for a browser that has
            no seat), ``refused``, ``key``, and ``text`` in the language of the reader. An event
            that is refused changes nothing and is not recorded.
        """
        try:
            checked = events.event(event)
            if isinstance(checked, events.Answer):
                self._known(checked)
            new = apply(self.state, event)
            if new != self.state:
                self._record.write(event)
        except InputError as error:
            who, lang = self._reader(event)
            return [_notice(who, problem, lang, refused=True) for problem in error.problems]
        moved = new.phase is not self.state.phase
        self.state = new
        self.at = max(self.at, checked.at)
        self._use_spare(checked.at)
        if moved:
            text = Message(f"session.phase.{new.phase.value}")
            return [_notice("all", text, new.game.plan.lang, refused=False)]
        return []

    def _use_spare(self, at: float) -> None:
        """Take numbers that came when nobody asked for them, once somebody does."""
        for job in self.jobs() if self._spare else ():
            if job.key in self._spare:
                self.results(job, self._spare.pop(job.key), at)

    def _known(self, answer: events.Answer) -> None:
        """Refuse the answer to a job that was never asked, or to another one of that name."""
        asked = {job.key: job.tree() for job in jobs(self.state)}
        given = {"job": answer.job, "a": answer.a, "b": answer.b, "seeds": answer.seeds}
        if asked.get(answer.job) != given:
            raise InputError(Message("session.no_job", job=answer.job))

    def _reader(self, event: Mapping[str, Any]) -> tuple[str, str]:
        """Return who reads the answer to an event, and in which language."""
        lang = self.state.game.plan.lang
        if event.get("by") != "team":
            return FACILITATOR, lang
        team = self.state.seated(str(event.get("seat")))
        if team is not None:
            return f"team:{team.number}", team.lang
        asked = event.get("lang")
        return "seat", asked if asked in LANGS else lang

    def jobs(self) -> list[Job]:
        """Return the jobs that wait for a worker, the one to look at first at the front.

        After a restart those of the record are among them: their numbers are simulated again, and
        must have the digest of the record. A job with other numbers is not asked for again.
        """
        return [job for job in jobs(self.state) if job.key not in self.numbers]

    def results(
        self, job: Job, numbers: Mapping[str, Any], at: float | None = None
    ) -> list[dict[str, Any]]:
        """Take the numbers of a job, and return the notices; other numbers than before are refused.

        Parameters
        ----------
        job
            One of `jobs`.
        numbers
            From `sim.app.session.simulate.simulate`.
        at
            Time in seconds; without it that of the last event.
        """
        if job.key not in {one.key for one in jobs(self.state)}:  # the team has chosen anew
            self._spare[job.key] = dict(numbers)
            return []
        event = {**job.tree(), "kind": "answer", "digest": str(numbers.get("digest"))}
        notices = self.apply(events.of_worker(event, self.at if at is None else at))
        if not any(notice["refused"] for notice in notices):
            self.numbers[job.key] = dict(numbers)
        elif any(notice["key"] == "session.other_numbers" for notice in notices):
            self.others.add(job.key)
            self.numbers[job.key] = dict(numbers)
        return notices

    def simulate_all(self, simulate: Callable[[Job], Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Simulate all jobs that wait, here and now; return the notices."""
        return [notice for job in self.jobs() for notice in self.results(job, simulate(job))]

    def view(
        self, for_whom: str, at: float | None = None, lang: str | None = None
    ) -> dict[str, Any]:
        """Return what somebody may see, ready for JSON.

        Parameters
        ----------
        for_whom
            ``facilitator``, ``projector``, ``replay`` or ``team:3``.
        at
            Time in seconds, for the timer; without it that of the last event.
        lang
            ``fr`` or ``en``; without it that of the plan, or of the team.
        """
        now = self.at if at is None else at
        return view(self.state, self.numbers, for_whom, at=now, lang=lang, others=self.others)

    def close(self) -> None:
        """Let the record go; the session can be opened again."""
        self._record.close()

    def delete(self) -> None:
        """Delete the folder of the session, with all that the teams wrote."""
        self.close()
        shutil.rmtree(self.folder)
