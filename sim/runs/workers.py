"""Processes that share the work of this one."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module

__all__ = ["gc_paused", "import_modules", "start", "worker_pool"]


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


def start(pool: ProcessPoolExecutor, count: int, modules: Sequence[str]) -> None:
    """Start `count` processes, which import modules at the same time as this one (some seconds)."""
    for _ in range(count):
        pool.submit(_prepare, modules)


def _prepare(modules: Sequence[str]) -> None:
    import_modules(modules)
    gc.freeze()


def import_modules(modules: Sequence[str]) -> None:
    """Import modules by their names, with the garbage collector paused."""
    with gc_paused():
        for name in modules:
            import_module(name)


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
