"""Processes that share the work of this one."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

__all__ = ["gc_paused", "import_model", "start", "worker_pool"]


@contextmanager
def worker_pool(count: int) -> Iterator[ProcessPoolExecutor | None]:
    """Give `count` processes, None without any; they start with the first work given to them.

    Work that was not begun when the block ends is dropped.
    """
    if count < 1:
        yield None
        return
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def start(pool: ProcessPoolExecutor, count: int) -> None:
    """Start `count` processes, which import the model while this one does: that takes seconds."""
    for _ in range(count):
        pool.submit(_prepare)


def _prepare() -> None:
    import_model()
    gc.freeze()


def import_model() -> None:
    """Import what simulates and compares."""
    with gc_paused():
        import sim.results.tables  # noqa: F401


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the garbage collector.

    Importing and compiling make millions of objects that stay: looking through them would take up
    to a sixth of the time.
    """
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()
