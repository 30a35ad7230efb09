"""Functions in place of the model, of which every answer is known; some go wrong on purpose."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.lang import Message


def line(seed: int, x: float = 0.0, k: int = 0) -> dict[str, Any]:
    """y = 3 x + k + luck; a series of three months; a ledger in cents."""
    luck = (seed * 2654435761 % 1000) / 1000
    y = 3 * x + k + luck
    return {"y": y, "nothing": float("nan"), "path": np.array([y, 2 * y, 3 * y]),
            "cents": np.array([seed, 10**15 + seed, k])}  # fmt: skip


def bounded(seed: int, x: float = 0.0) -> dict[str, Any]:
    return {"y": x}


def _below_one(x: float = 0.0) -> None:
    if x >= 1:
        raise InputError(Message("sweep.half_width", value=repr(x)))


bounded.check = _below_one  # type: ignore[attr-defined]


def faulty(seed: int, x: float = 0.0, k: int = 0) -> dict[str, Any]:
    """k = 1 raises, k = 2 takes long; the others answer as `line`."""
    if k == 1:
        raise ZeroDivisionError("by hand")
    end = time.monotonic() + 5
    while k == 2 and time.monotonic() < end:
        time.sleep(0.001)
    return line(seed, x, k)


def mortal(seed: int, x: float = 0.0, once: str = "") -> dict[str, Any]:
    """The first run whose x is 5 ends its process, and leaves a file so that no other does."""
    if once and x == 5 and not Path(once).exists():
        Path(once).write_text("here", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
    return line(seed, x)


def slow(seed: int, x: float = 0.0, pause: float = 0.01) -> dict[str, Any]:
    time.sleep(pause)
    return line(seed, x)


def gated(seed: int, x: float = 0.0, gate: str = "") -> dict[str, Any]:
    """Answers as `line`; with seed 3, only once a file is there."""
    while seed == 3 and not Path(gate).exists():
        time.sleep(0.02)
    return line(seed, x)


def ishigami(seed: int, x1: float, x2: float, x3: float) -> dict[str, Any]:
    """The function of Ishigami and Homma, with a = 7 and b = 0.1."""
    y = np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)
    return {"y": float(y)}


def spread(seed: int, scale: float = 1.0) -> dict[str, Any]:
    """Luck between -scale/2 and scale/2, the same order of seeds at each point."""
    return {"y": scale * ((seed * 2654435761 % 1000) / 1000 - 0.5)}


def gloves(
    seed: int, left: bool = False, right: bool = False, second: bool = False
) -> dict[str, Any]:
    """A left and a right glove are worth 1 together, whichever right one; luck comes on top."""
    return {"y": seed / 7 + float(left and (right or second))}


def linear(seed: int, x: float = 0.0, z: float = 0.0, luck: float = 0.1) -> dict[str, Any]:
    """Two answers in a straight line with two factors; luck is normal."""
    one, two = luck * np.random.default_rng(seed).standard_normal(2)
    return {"first": x + z + one, "second": x - 0.5 * z + two}
