"""The record of a session: one line of JSON for each event, written before the event counts.

The first line is the head: the version of the form, of the program and the plan. A record holds no
result of a run: the jobs, their scenarios, seeds and the digest of their numbers are enough to
simulate them again and to compare. It holds no token either, only the digest of each.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from sim.app.session.plan import Plan, plan
from sim.app.session.rules import apply
from sim.app.session.state import Game, State
from sim.errors import InputError, os_reason
from sim.lang import Message

__all__ = ["NAME", "VERSION", "Read", "Record", "read", "replay"]

NAME: Final = "session.jsonl"
VERSION: Final = 1
HEAD: Final = b'{"record": "parcours-session"'  # how every record begins


@dataclass(frozen=True)
class Read:
    """What a file holds.

    Attributes
    ----------
    plan, events
        The plan, and the events in their order.
    whole
        Bytes of the lines that are whole.
    cut
        Whether the last line was cut, as by a power failure: it never counted.
    """

    plan: Plan
    events: tuple[dict[str, Any], ...]
    whole: int
    cut: bool


def _line(text: bytes) -> dict[str, Any] | None:
    try:
        tree = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def read(path: Path) -> Read:
    """Return what a record holds.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    InputError
        When it is no record, is of a later version, or is damaged before its last line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        why = os_reason(error.errno) or Message("os.other")
        raise InputError(Message("exit.file", where=str(path), reason=why)) from None
    *lines, rest = data.split(b"\n")
    head = _line(lines[0]) if lines else None
    if head is None or head.get("record") != "parcours-session":
        raise InputError(Message("session.no_record", file=str(path)))
    if head.get("version") != VERSION:
        shown = str(head.get("version"))
        raise InputError(
            Message("session.version", file=str(path), version=shown, known=str(VERSION))
        )
    found = []
    for number, text in enumerate(lines[1:], 2):
        event = _line(text)
        if event is None:
            raise InputError(Message("session.damaged", file=str(path), line=str(number)))
        found.append(event)
    given = head.get("plan")
    made = plan(given if isinstance(given, Mapping) else {}, str(path))
    return Read(made, tuple(found), len(data) - len(rest), bool(rest))


def replay(path: Path) -> tuple[State, Read]:
    """Return the state at the end of a record, and what the record holds.

    Raises
    ------
    InputError
        As `read`; and when an event cannot follow those before it.
    """
    found = read(path)
    state = State.first(Game.of(found.plan))
    for number, event in enumerate(found.events, 2):
        try:
            state = apply(state, event)
        except InputError as error:
            raise InputError(
                Message(
                    "session.not_replayed", file=str(path), line=str(number),
                    reason=error.problems[0],
                )
            ) from None  # fmt: skip
    return state, found


class Record:
    """A record that is open for writing; one process at a time holds it.

    Parameters
    ----------
    path
        The file; it is made if it is not there.

    Raises
    ------
    InputError
        When it cannot be written, or another process holds it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = path.open("ab")
        except OSError as error:
            raise self._failed(error) from None
        try:
            _lock(self._file, path)
        except BaseException:
            self._file.close()
            raise

    @property
    def begun(self) -> bool:
        """Whether the file holds anything but a head that was cut, as by a power failure."""
        data = self.path.read_bytes()
        return b"\n" in data or data[: len(HEAD)] != HEAD[: len(data)]

    def begin(self, made: Plan) -> None:
        """Write the head of a new record.

        Raises
        ------
        InputError
            As `write`.
        """
        self._file.truncate(0)
        head = {"record": "parcours-session", "version": VERSION, "program": _program()}
        self.write({**head, "plan": made.model_dump(mode="json")})

    def keep(self, whole: int) -> None:
        """Take a line off that was cut: the first bytes of the file are kept."""
        self._file.truncate(whole)

    def write(self, tree: Mapping[str, Any]) -> None:
        """Add a line; it is on the disk when this returns.

        Raises
        ------
        InputError
            When it cannot be written; the event must not count then.
        """
        line = json.dumps(dict(tree), ensure_ascii=False, allow_nan=False) + "\n"
        before = self._file.tell()
        try:
            self._file.write(line.encode("utf-8", "surrogatepass"))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self._take_back(before)
            raise self._failed(error) from None

    def _take_back(self, size: int) -> None:
        """Take a line off that was written in part."""
        try:
            self._file.truncate(size)
        except OSError:
            return  # the reader takes a cut line off too

    def _failed(self, error: OSError) -> InputError:
        why = os_reason(error.errno) or Message("os.other")
        return InputError(Message("session.not_written", file=str(self.path), reason=why))

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _program() -> str:
    from importlib import metadata

    try:
        return metadata.version("parcours")
    except metadata.PackageNotFoundError:
        return ""


def _lock(file: BinaryIO, path: Path) -> None:
    """Lock a record as long as it is open.

    Raises
    ------
    InputError
        When another session has it.
    """
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise InputError(Message("session.two", file=str(path))) from None
