"""Answers that the web process remembers, the one used least recently forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from sim.app.asked import Asked

__all__ = ["Answers"]

LARGEST: Final = 24 << 20  # bytes of all answers


class Answers:
    """Answers by what was asked, up to a number of bytes."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self.size = 0
        self._found: OrderedDict[Asked, bytes] = OrderedDict()

    def get(self, asked: Asked) -> bytes | None:
        """Return an answer, which is then the last one used; None if it is not there."""
        if asked in self._found:
            self._found.move_to_end(asked)
        return self._found.get(asked)

    def put(self, asked: Asked, answer: bytes) -> None:
        """Remember an answer, and forget others where there are too many bytes."""
        self.size += len(answer) - len(self._found.pop(asked, b""))
        self._found[asked] = answer
        while self.size > self.largest:
            _, gone = self._found.popitem(last=False)
            self.size -= len(gone)
