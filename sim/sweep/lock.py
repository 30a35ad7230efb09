"""One driver a study: a file that names the host and the process, locked while it lives."""

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
from sim.sweep.schema import LOCK

__all__ = ["driver_of", "only_driver"]


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
        When another process holds it, naming host and process.
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
            yield
        finally:
            file.truncate(0)


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


def driver_of(folder: Path) -> str:
    """Return the host and process that drive a study now, as host:pid; nothing if none does."""
    path = folder / LOCK
    if not path.exists():
        return ""
    with path.open("r+", encoding="utf-8") as file:
        held = _held(file)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return f"{held.get('host', '?')}:{held.get('pid', '?')}"
    other = held.get("host", socket.gethostname()) != socket.gethostname()
    return f"{held['host']}:{held['pid']}" if other else ""
