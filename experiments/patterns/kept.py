"""The first result of the hold-out: kept in a dated file of the tree, and never written again."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from experiments.patterns.declared import FILE
from sim.compose.files import shipped
from sim.errors import InputError, os_reason
from sim.lang import Message

__all__ = ["FOLDER", "digest_of_file", "digest_of_program", "keep", "kept", "writable"]

FOLDER: Final = Path(__file__).parent / "kept"
NEEDED: Final = ("date", "code_digest", "patterns_digest", "aim", "widen", "places", "rows")


def digest_of_file(path: Path | None = None) -> str:
    """32 hexadecimal digits of the file of patterns."""
    return hashlib.sha256((path or shipped() / FILE).read_bytes()).hexdigest()[:32]


def digest_of_program() -> str:
    """32 hexadecimal digits of the code that measures and judges, which is not part of `sim`."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:32]


def kept(folder: Path | None = None) -> tuple[Path, dict[str, Any]] | None:
    """Return the first result, with its file; None where the hold-out was never run.

    Raises
    ------
    InputError
        When it is there and cannot be read.
    """
    for path in sorted((folder or FOLDER).glob("holdout-*.json"))[:1]:
        try:
            found = json.loads(path.read_text("utf-8"))
            missing = [name for name in NEEDED if name not in found]
        except (OSError, ValueError, TypeError):
            missing = [path.name]
        if missing:
            raise InputError(Message("patterns.kept_damaged", file=str(path)))
        return path, found
    return None


def writable(folder: Path | None = None) -> None:
    """Check, before hours are spent, that a result can be written.

    Raises
    ------
    InputError
        When it cannot.
    """
    folder = folder or FOLDER
    try:
        folder.mkdir(exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "")
    except OSError as error:
        raise InputError(_not_written(folder, error)) from None


def keep(result: Mapping[str, Any], folder: Path | None = None) -> Path:
    """Write the first result in a file that is named after the day.

    Raises
    ------
    InputError
        When there is one already, which stays as it is, or it cannot be written.
    """
    folder = folder or FOLDER
    path = folder / f"holdout-{datetime.date.today():%Y-%m-%d}.json"
    if (before := kept(folder)) is not None:
        raise InputError(Message("patterns.kept_taken", file=str(before[0])))
    text = json.dumps({"date": f"{datetime.date.today()}", **result}, ensure_ascii=False, indent=1)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError:
        raise InputError(Message("patterns.kept_taken", file=str(path))) from None
    except OSError as error:
        raise InputError(_not_written(folder, error)) from None
    return path


def _not_written(folder: Path, error: OSError) -> Message:
    reason = os_reason(error.errno) or Message("os.other")
    return Message("patterns.kept_write", path=str(folder), reason=reason)
