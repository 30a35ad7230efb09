"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.errors import InputError
from sim.lang import Message

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KIND", "SCHEMA_VERSION", "folder", "put", "put_frame", "put_json", "read_manifest"]

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


def check_target(path: Path) -> None:
    """Refuse a path that a comparison cannot be written to.

    Raises
    ------
    InputError
        When it is a file, or a folder that holds something else than an earlier comparison.
    """
    try:
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise InputError(Message("folder.file", path=str(path)))
        if path.is_dir() and any(path.iterdir()) and not _ours(path):
            raise InputError(Message("folder.others", path=str(path)))
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or errno.EIO), str(path)) from None


@contextmanager
def folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder next to `path`, which takes that name at the end.

    Whatever goes wrong, nothing is left: neither the temporary folder nor the parents that were
    made for it. An earlier comparison of that name is replaced at the very end.

    Raises
    ------
    InputError
        As `check_target`.
    OSError
        Naming `path`, whatever part of it the disk refused.
    """
    path = Path(os.path.abspath(path.expanduser()))
    check_target(path)
    made: list[Path] = []
    part: Path | None = None
    try:
        try:
            for parent in reversed([p for p in path.parents if not p.exists()]):
                parent.mkdir()
                made.append(parent)
            part = Path(tempfile.mkdtemp(prefix=f".{path.name[:60]}.", dir=path.parent))
            put(part / ".room", b"\0" * 65_536)
            (part / ".room").unlink()
        except OSError as error:
            raise _named(error, path) from None
        try:
            yield part
        except OSError as error:
            name = error.filename
            if isinstance(name, str) and name.startswith(str(part)):
                raise _named(error, path) from None
            raise
        try:
            part.chmod(0o755)
            _take_place(part, path)
        except OSError as error:
            raise _named(error, path) from None
        part = None
        made = []
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
        for parent in reversed(made):
            with suppress(OSError):
                parent.rmdir()


def _take_place(part: Path, path: Path) -> None:
    if not path.exists():
        os.rename(part, path)
        return
    check_target(path)
    old = Path(tempfile.mkdtemp(prefix=f".{path.name[:60]}.", dir=path.parent))
    os.rename(path, old / "old")
    try:
        os.rename(part, path)
    except OSError:
        os.rename(old / "old", path)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


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
