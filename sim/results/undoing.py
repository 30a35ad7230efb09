"""Undo what a process began to write, also when that process is killed.

A process that is killed cannot remove its temporary folder. A second, small process waits for its
end and does it: ``python -I -S undoing.py part old path [parent …]``. It waits at the end of a
pipe, which the system closes whatever ends the writer, and needs only the standard library.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

__all__ = ["undo", "undone_at_the_end"]


def undo(part: str, old: str, path: str, parents: Sequence[str] = ()) -> None:
    """Remove what is not finished; does nothing once `part` has taken its place.

    Parameters
    ----------
    part
        The temporary folder.
    old
        Where the folder that is replaced waits; it comes back if nothing took its place.
    path
        The name that `part` takes.
    parents
        Folders that were made for it, the outermost first; they go if they are empty.
    """
    if os.path.isdir(old) and not os.path.lexists(path):
        with suppress(OSError):
            os.rename(old, path)
    for folder in (part, old):
        shutil.rmtree(folder, ignore_errors=True)
    for parent in reversed(parents):
        with suppress(OSError):
            os.rmdir(parent)


@contextmanager
def undone_at_the_end(part: str, old: str, path: str, parents: Sequence[str]) -> Iterator[None]:
    """Undo what is not finished when the block ends, or this process in any way."""
    waiting = None
    with suppress(OSError):  # without a second process, only a killed one leaves something
        waiting = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, part, old, path, *parents],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C and a closed terminal do not reach it
        )
    try:
        yield
    finally:
        undo(part, old, path, parents)
        if waiting is not None:
            waiting.communicate()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdin.buffer.read()
    undo(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
