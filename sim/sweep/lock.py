"""One driver a study: a file that names the host and the process, locked while it lives.

Each task of an array has such a file of its own. A driver and tasks do not work at the same time:
they would run the same rows of the plan.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.lang import Message
from sim.sweep.schema import LOCK, TASK_LOCKS

__all__ = ["driver_of", "only_driver", "task_lock"]


def task_lock(task: int) -> str:
    """Return the name of the lock of a task of an array."""
    return TASK_LOCKS.replace("*", str(task))


@contextmanager
def only_driver(folder: Path, name: str = LOCK) -> Iterator[None]:
    """Hold the lock of a study.

    The lock ends with the process, whatever ends it. Over a network disk, the lock of another
    machine may not be seen: the name of the host in the file is then trusted.

    Parameters
    ----------
    folder
        Of the study.
    name
        Of the file; each task of an array has one of its own.

    Raises
    ------
    InputError
        When another process holds it, naming host and process; also when a task of an array is at
        work, or, for a task, a driver.
    """
    path = folder / name
    with path.open("a+", encoding="utf-8") as file:
        held = _held(file)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(_two(path, held)) from None
        if held and held["host"] != socket.gethostname():
            raise InputError(_two(path, held))
        file.truncate(0)
        file.write(json.dumps({"host": socket.gethostname(), "pid": os.getpid()}))
        file.flush()
        try:
            # Looked for once this lock is held: of two that start at the same moment, one at least
            # sees the other.
            others = _tasks(folder) if name == LOCK else [folder / LOCK]
            for other in others:
                if found := _holder(other):
                    raise InputError(_two(other, found))
            yield
        finally:
            file.truncate(0)


def _tasks(folder: Path) -> list[Path]:
    return sorted(folder.glob(TASK_LOCKS))


def _held(file: Any) -> dict[str, Any]:
    file.seek(0)
    try:
        found = json.loads(file.read() or "{}")
    except ValueError:  # its process died while writing
        return {}
    return found if isinstance(found, dict) and "host" in found else {}


def _two(path: Path, held: dict[str, Any]) -> Message:
    host, pid = str(held.get("host", "?")), str(held.get("pid", "?"))
    return Message("sweep.two_drivers", path=str(path), host=host, pid=pid)


def _holder(path: Path) -> dict[str, Any]:
    """Return what a lock that is held says; nothing where none holds it."""
    if not path.exists():
        return {}
    with path.open("r+", encoding="utf-8") as file:
        held = _held(file)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return held or {"host": "?", "pid": "?"}
    other = held.get("host", socket.gethostname()) != socket.gethostname()
    return held if other else {}


def driver_of(folder: Path) -> str:
    """Return who runs a study now, as host:pid: its driver, or one of its tasks; else nothing."""
    for path in (folder / LOCK, *_tasks(folder)):
        if held := _holder(path):
            return f"{held['host']}:{held['pid']}"
    return ""
