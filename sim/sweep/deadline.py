"""A deadline for one run, in whatever thread it runs."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["DeadlineError", "deadline"]


class DeadlineError(BaseException):
    """A run takes longer than it may; no code of a run catches it by accident."""


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Raise `DeadlineError` inside the block when it takes longer; None for no limit.

    Workers of Dask run in threads, where no signal arrives: Python raises the error in the thread
    itself, between two of its instructions. A call that never comes back to Python is not stopped.
    """
    if seconds is None:
        yield
        return
    thread = ctypes.c_ulong(threading.get_ident())
    lock, running = threading.Lock(), [True]
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def late() -> None:
        with lock:
            if running[0]:
                raise_in(thread, ctypes.py_object(DeadlineError))

    timer = threading.Timer(seconds, late)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            running[0] = False
        raise_in(thread, None)  # one that is on its way is not wanted any more
        timer.cancel()
