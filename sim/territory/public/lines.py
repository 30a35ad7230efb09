"""Lines of large public CSV files: decoded and cut into cells one by one, never held as a whole."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sim.errors import InputError, os_reason
from sim.lang import Message
from sim.territory.public.ledger import Ledger

__all__ = ["Lines", "check_file", "digest_of_file", "problem"]

DELIMITERS: Final = (";", ",", "\t")
BINARY: Final = (b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"%PDF")


def problem(path: Path, key: str, **values: object) -> Message:
    """Return a sentence about a file."""
    return Message("labelled", label=str(path), text=Message(key, **values))


def check_file(path: Path) -> None:
    """Refuse what is not a text file.

    Raises
    ------
    InputError
        One sentence.
    """
    if not path.exists():
        raise InputError(problem(path, "csv.no_file"))
    if not path.is_file():
        raise InputError(problem(path, "csv.folder"))
    try:
        with path.open("rb") as file:
            begin = file.read(4096)
    except OSError as error:
        reason = os_reason(error.errno) or Message("os.other")
        raise InputError(problem(path, "csv.unreadable", reason=reason)) from None
    if not begin.strip():
        raise InputError(problem(path, "public.empty"))
    if begin.startswith(BINARY) or b"\0" in begin:
        raise InputError(problem(path, "csv.binary"))


def digest_of_file(path: Path) -> str:
    """Return the digest of the bytes of a file, 16 hexadecimal digits."""
    with path.open("rb") as file:
        state = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=8))
    return state.hexdigest()


class Lines:
    """The lines of a CSV file as cells; a line that cannot be cut is counted and left out.

    A line is in UTF-8 or, where it is not, in Windows-1252: copies of FINESS are in one or the
    other, and joined copies in both.

    Parameters
    ----------
    path
        The file.
    ledger
        Where lines that cannot be read are counted.
    delimiter
        What separates cells; found in the first line where it is not given.
    """

    def __init__(self, path: Path, ledger: Ledger, delimiter: str = "") -> None:
        check_file(path)
        self.path = path
        self.ledger = ledger
        self.delimiter = delimiter

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of each line that is not blank, and its cells without blanks around."""
        utf8 = windows = count = 0
        with self.path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if raw.isascii():
                    text = raw.decode("ascii")
                else:
                    try:
                        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                        utf8 += 1
                    except UnicodeDecodeError:
                        text = raw.decode("cp1252", errors="replace")
                        windows += 1
                text = text.rstrip("\r\n")
                if not text.strip(";, \t"):
                    continue
                cells = self._cells(number, text)
                if cells is not None:
                    count += 1
                    yield number, cells
        encoding = "Windows-1252" if windows else "UTF-8"
        if utf8 and windows:
            encoding = "UTF-8 + Windows-1252"
        self.ledger.add("read", "file", count=count, file=self.path.name, encoding=encoding)

    def _cells(self, number: int, text: str) -> list[str] | None:
        if not self.delimiter:
            self.delimiter = max(DELIMITERS, key=text.count)
        if '"' not in text:
            return [cell.strip() for cell in text.split(self.delimiter)]
        try:
            row = next(csv.reader([text], delimiter=self.delimiter, strict=True))
        except csv.Error:
            self.ledger.add("left_out", "quote", self.place(number))
            return None
        return [cell.strip() for cell in row]

    def place(self, number: int) -> str:
        """Return the place of a line, as the table names it."""
        return f"{self.path.name}:{number}"
