"""Saving what was simulated: a folder that `sim.load` reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.lang import Message
from sim.results import atomic_files as store
from sim.results import comparison_files as files
from sim.results.worlds import Worlds

__all__ = ["Saved", "check_path"]


class Saved(Worlds):
    """Worlds that can be saved."""

    def manifest(self) -> dict[str, Any]:
        """Return the manifest of the folder: the worlds, and their origin."""
        return files.manifest(self)

    def write_into(self, path: Path, **more: Any) -> None:
        """Write tables, counts and manifest into an existing folder; `more` joins the manifest.

        The manifest comes last: a folder without one cannot be loaded.
        """
        files.write(self, path, **more)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a folder that `sim.load` reads; it is there whole or not at all.

        Raises
        ------
        InputError
            When this is no path, or one of a file or of a folder with other files in it.
        OSError
            When the disk refuses; nothing is left then.
        """
        check_path("save", path)
        target = store.Target(Path(path))
        with target.writing() as part:
            self.write_into(part)
        return target.path


def check_path(call: str, path: object) -> None:
    """Refuse what is not the path of a folder.

    Raises
    ------
    InputError
        With the name of the call.
    """
    if not isinstance(path, str | os.PathLike) or not str(path):
        raise InputError(Message("save.path", call=call, path=repr(path)))
