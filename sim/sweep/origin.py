"""Where the numbers of a study come from: each session of its driver, in a file of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.engine.digest import PACKAGE
from sim.results.origin import provenance
from sim.sweep.drive import Summary
from sim.sweep.files import whole_json
from sim.sweep.schema import SESSIONS

__all__ = ["git_state", "now", "session"]


def now() -> str:
    """Return the moment, as in ``2026-01-31T12:00:00Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def git_state() -> dict[str, Any]:
    """Return the commit of a checkout and whether files differ from it; nothing without one."""
    with suppress(OSError, subprocess.SubprocessError):
        at = ["git", "-C", str(PACKAGE)]
        head = subprocess.run(
            [*at, "rev-parse", "HEAD"], capture_output=True, text=True, check=True, timeout=10
        )
        changed = subprocess.run(
            [*at, "status", "--porcelain", "--untracked-files=no"],
            capture_output=True, text=True, check=True, timeout=10,
        )  # fmt: skip
        return {"commit": head.stdout.strip(), "changed": bool(changed.stdout.strip())}
    return {}


@contextmanager
def session(folder: Path, code: str, **how: Any) -> Iterator[list[Summary]]:
    """Write when a driver began, with which code, libraries and engine; and how it ended.

    Parameters
    ----------
    folder
        Of the study.
    code
        Digest of the code that decides the numbers.
    **how
        Engine, workers and limits.

    Yields
    ------
    list
        To be filled with what each round of the plan did.
    """
    path = folder / SESSIONS / f"{now().replace(':', '')}-{os.getpid()}-{secrets.token_hex(2)}.json"
    tree: dict[str, Any] = {
        "began": now(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "code": code,
        "git": git_state(),
        **how,
        **provenance(),
    }
    whole_json(path, tree)
    rounds: list[Summary] = []
    try:
        yield rounds
        tree["ended"] = "done" if not rounds or not rounds[-1].missing else "stopped"
    except BaseException as error:
        tree["ended"] = type(error).__name__
        raise
    finally:
        tree["end"] = now()
        tree["ran"] = sum(one.ran for one in rounds)
        tree["failed"] = sum(one.failed for one in rounds)
        with suppress(OSError):  # a full disk is reported by what it stopped
            whole_json(path, tree)
