"""What a process remembers, up to a ceiling in bytes: what was used least recently goes first."""

from __future__ import annotations

import os
from collections import OrderedDict
from threading import Lock
from typing import Final

from sim.errors import InputError
from sim.lang import Message

__all__ = ["ENVIRONMENT", "MEGABYTES", "Memory", "ceiling"]

ENVIRONMENT: Final = "PARCOURS_MEMORY"
MEGABYTES: Final = 256  # in each process; half of it for worlds, half for forks


def ceiling() -> int:
    """Return the bytes that worlds may take in this process, and forks as much; 0 keeps none.

    Raises
    ------
    InputError
        When the environment variable holds no whole number.
    """
    text = os.environ.get(ENVIRONMENT, "").strip() or str(MEGABYTES)
    if not (text.isascii() and text.isdigit()):
        raise InputError(Message("memory.ceiling", name=ENVIRONMENT, value=text))
    return (int(text) << 20) // 2


class Memory[Value]:
    """Values by key; threads may use it at the same time."""

    def __init__(self) -> None:
        self._values: OrderedDict[str, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()
        self.size = 0  # bytes

    def get(self, key: str) -> Value | None:
        """Return a value, which is then the last one used; None if it is not there."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: str, value: Value, size: int, most: int) -> None:
        """Remember a value of `size` bytes, if it fits, and forget others beyond `most` bytes."""
        with self._lock:
            self._drop(key)
            if size <= most:
                self._values[key] = value, size
                self.size += size
            while self.size > most:
                self._drop(next(iter(self._values)))

    def _drop(self, key: str) -> None:
        _, size = self._values.pop(key, (None, 0))
        self.size -= size

    def clear(self) -> None:
        """Forget all values."""
        with self._lock:
            self._values.clear()
            self.size = 0

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)

    def keys(self) -> list[str]:
        """Return the keys, the one used least recently first."""
        return list(self._values)
