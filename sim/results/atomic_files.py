"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import errno
import io
import itertools
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import InputError
from sim.lang import Message
from sim.results.undoing import undone_at_the_end

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "KIND",
    "SCHEMA_VERSION",
    "Target",
    "put",
    "put_csv_fr",
    "put_frame",
    "put_json",
    "read_manifest",
]

SCHEMA_VERSION: Final = 2
KIND: Final = "parcours-comparison"
MANIFEST: Final = "manifest.json"
TABLES: Final = (
    "summary", "series", "outcomes", "counts", "waits", "cells", "zones", "paths",
)  # fmt: skip
FIGURES: Final = ("pathways", "difference", "costs")
FILES: Final = frozenset(
    (
        MANIFEST,
        *(f"{name}.parquet" for name in TABLES),
        *(f"{name}.{form}" for name in FIGURES for form in ("png", "svg")),
    )
)


def _ours(path: Path) -> bool:
    """Whether a folder holds a comparison and nothing else, so that it may be replaced."""
    try:
        if any(child.name not in FILES for child in path.iterdir()):
            return False
        return json.loads((path / MANIFEST).read_text(encoding="utf-8"))["kind"] == KIND  # type: ignore[no-any-return]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def check_target(path: Path, *, new: bool = False) -> None:
    """Refuse a path that a comparison cannot be written to.

    Parameters
    ----------
    new
        Whether an earlier comparison is refused too.

    Raises
    ------
    InputError
        When it is a file, or a folder that holds something else than an earlier comparison.
    """
    try:
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise InputError(Message("folder.file", path=str(path)))
        if path.is_dir() and any(path.iterdir()) and (new or not _ours(path)):
            raise InputError(Message("folder.others", path=str(path)))
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or errno.EIO), str(path)) from None


class Target:
    """A folder to write, whole or not at all: asked for before the work, written at its end.

    Between the two nothing is on the disk. An earlier comparison of that name is replaced at the
    very end. Whatever else has taken the name by then stays, and this folder takes the next free
    name: two runs with one name both keep their results.

    Parameters
    ----------
    path
        Its name.
    new
        Whether an earlier comparison of that name is refused instead of replaced.

    Attributes
    ----------
    asked
        Its name.
    path
        The same; after the writing, the name that it has.

    Raises
    ------
    InputError
        As `check_target`.
    OSError
        Naming `path`, when it cannot be written.
    """

    def __init__(self, path: Path, *, new: bool = False) -> None:
        self.path = self.asked = Path(os.path.abspath(path.expanduser()))
        check_target(self.path, new=new)
        self._new = new
        try:
            self._earlier = _identity(self.path)
            there = next(parent for parent in self.path.parents if parent.exists())
            with tempfile.TemporaryFile(dir=there) as file:
                file.write(b"\0" * 65_536)
        except OSError as error:
            raise _named(error, self.path) from None

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Give a temporary folder next to the path, which takes its name at the end.

        Whatever goes wrong, nothing is left: neither the temporary folder nor the parents that were
        made for it, even if this process is killed.

        Raises
        ------
        OSError
            Naming the path, whatever part of it the disk refused.
        """
        path = self.path
        parents = [str(parent) for parent in reversed(path.parents) if not parent.exists()]
        part = path.with_name(f".{path.name[:60]}.{secrets.token_hex(8)}")
        old = part.with_name(f"{part.name}.old")
        with undone_at_the_end(str(part), str(old), str(path), parents):
            try:
                part.mkdir(parents=True)
                yield part
                self._take_place(part, old)
            except OSError as error:
                name = error.filename
                if isinstance(name, str) and name.startswith((str(part), *parents)):
                    raise _named(error, path) from None
                raise

    def _take_place(self, part: Path, old: Path) -> None:
        """Move an earlier comparison away, if it is still the same, and rename the folder."""
        asked = self.asked
        same = self._earlier is not None and _identity(asked) == self._earlier
        if same and not self._new and _ours(asked):
            os.rename(asked, old)
            if _identity(old) != self._earlier:  # another run wrote it at this very moment
                _take_name(old, asked)
        self.path = _take_name(part, asked)


def _take_name(folder: Path, asked: Path) -> Path:
    """Rename a folder to the name asked for or, where it is taken, with a number from 2 on."""
    path = asked
    for number in itertools.count(2):
        try:
            os.rename(folder, path)
            break
        except OSError as error:
            if not os.path.lexists(path):
                raise _named(error, folder) from None
        path = asked.with_name(f"{asked.name}-{number}")
    return path


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a folder; None where there is none.

    Raises
    ------
    OSError
        When the path cannot be looked at, for instance because its name is too long.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _named(error: OSError, path: Path) -> OSError:
    number = error.errno or errno.EIO
    return OSError(number, os.strerror(number), str(path))


def put(path: Path, data: bytes) -> None:
    """Write bytes and see that they are on the disk.

    Raises
    ------
    OSError
        Naming the file.
    """
    try:
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _named(error, path) from None


def put_json(path: Path, tree: Mapping[str, Any]) -> None:
    """Write a JSON object, readable by people."""
    text = json.dumps(tree, ensure_ascii=False, indent=1, default=str)
    put(path, (text + "\n").encode())


def put_csv_fr(path: Path, frame: pd.DataFrame) -> None:
    """Write a table for a French spreadsheet: ``;``, decimal comma, UTF-8 with BOM."""
    text = frame.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    put(path, text.encode("utf-8-sig"))


def put_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as Parquet, through memory so that a full disk is reported as such."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, compression="zstd", index=False)
    put(path, buffer.getvalue())


def read_manifest(path: Path, older: Sequence[int] = ()) -> dict[str, Any]:
    """Return the manifest of a saved comparison.

    Parameters
    ----------
    path
        Its folder.
    older
        Versions of the schema that are read besides the present one.

    Raises
    ------
    InputError
        When there is none, or its version of the schema cannot be read.
    """
    if not path.is_dir():
        raise InputError(Message("saved.no_folder", path=str(path)))
    try:
        tree = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        version = tree["schema_version"]
        kind = tree["kind"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(Message("saved.no_manifest", path=str(path), file=MANIFEST)) from None
    if kind != KIND:
        raise InputError(Message("saved.kind", path=str(path), kind=str(kind)))
    if version != SCHEMA_VERSION and version not in older:
        older_one = isinstance(version, int) and version < SCHEMA_VERSION
        raise InputError(
            Message(
                "saved.older" if older_one else "saved.newer",
                path=str(path),
                version=str(version),
                known=str(SCHEMA_VERSION),
                command=tree.get("command", Message("saved.command")),
            )
        )
    return dict(tree)
