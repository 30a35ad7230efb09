"""Files of the cache: written whole or not at all, also when their writer is killed."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

__all__ = ["SHARED", "whole_file"]

PART: Final = ".part"
OWN, SHARED = 0o600, 0o644  # permissions: for the user alone, or for all to read
LEFT: Final = 60.0  # seconds after which a temporary file may be one that was left


@contextmanager
def whole_file(path: Path, mode: int = OWN) -> Iterator[BinaryIO]:
    """Give a temporary file in the folder of `path`, which takes that name at the end.

    `mode` gives the permissions of the file: those of a cache, or `SHARED` for what others read.

    Temporary files of writers that were killed are removed first: nobody holds their lock, and they
    are older than the moment between the making of a file and its lock.

    Raises
    ------
    OSError
        When it cannot be written; nothing is left then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for part in path.parent.glob(f"*{PART}"):
        with suppress(OSError), part.open("rb") as left:
            old = time.time() - part.stat().st_mtime > LEFT
            if old and _locked(left):
                part.unlink()
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=PART, delete=False) as file:
        try:
            _locked(cast(BinaryIO, file))
            yield cast(BinaryIO, file)
            file.flush()
            os.chmod(file.name, mode)
            os.replace(file.name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(file.name)
            raise


def _locked(file: BinaryIO) -> bool:
    """Lock a file as long as this process has it open; False where another one has."""
    if sys.platform == "win32":
        return False  # nothing is removed there
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
