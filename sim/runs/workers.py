"""Processes that share the work of this one, and end with it, whatever ends it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Final, override

from sim.errors import InputError
from sim.lang import Message

__all__ = [
    "Processes",
    "cause",
    "check_workers",
    "end_with_the_first",
    "gc_paused",
    "import_modules",
    "leave_if_reread",
    "start",
    "worker_pool",
]

NAME: Final = "parcours"
REREAD: Final = 79  # exit code of a process that finds itself running the user's script again
# Signals that end the first process, which then ends the others.
ENDING: Final = ("SIGINT", "SIGTERM", "SIGHUP")


class _Process(SpawnProcess):
    """A process that Ctrl-C and a signal to all processes leave to the first one."""

    def start(self) -> None:
        if sys.platform == "win32":
            super().start()
            return
        # What is blocked here is blocked in the new process from its first instruction on.
        ending = [signal.Signals[name] for name in ENDING]
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ending)
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def terminate(self) -> None:
        """End it now: it does not see the signal by which a pool ends processes."""
        self.kill()


class Processes(SpawnContext):
    """Processes that start anew, without a copy of this one's memory; they are remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[_Process] = []

    @override
    def Process(self, **how: Any) -> _Process:  # type: ignore[override]
        """Make a process."""
        process = _Process(name=f"{NAME}-{len(self.started) + 1}", **how)
        self.started.append(process)
        return process

    def kill(self) -> None:
        """End all processes now."""
        for process in self.started:
            if process.is_alive():
                process.kill()


@contextmanager
def worker_pool(count: int) -> Iterator[ProcessPoolExecutor | None]:
    """Give `count` processes, None without any; they start with the first work given to them.

    Work that was not begun when the block ends is dropped. When the block fails, work that was
    begun is dropped too. When this process is killed, the others end as well.

    Raises
    ------
    InputError
        When there can be no other processes here, or one of them was stopped.
    """
    if count < 1:
        yield None
        return
    leave_if_reread()
    check_workers(count + 1)
    context = Processes()
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=end_with_the_first)
    try:
        yield pool
    except BaseException as error:
        context.kill()
        pool.shutdown(wait=True, cancel_futures=True)
        if isinstance(error, BrokenExecutor):
            raise InputError(cause(context, count + 1)) from None
        raise
    pool.shutdown(wait=True, cancel_futures=True)


def leave_if_reread() -> None:
    """End a process of ours that runs the user's script again instead of reading it.

    A new process reads the script of the first one, for what is defined there. Without a main
    guard, that runs everything once more.
    """
    process = multiprocessing.current_process()
    if getattr(process, "_inheriting", False) and process.name.startswith(f"{NAME}-"):
        os._exit(REREAD)


def check_workers(workers: int) -> None:
    """Refuse where no process can be started.

    Raises
    ------
    InputError
        With the reason.
    """
    if multiprocessing.current_process().daemon:
        raise InputError(Message("workers.daemon", workers=str(workers)))
    script = _script()
    if script and not os.path.isfile(script):
        raise InputError(Message("workers.no_file", workers=str(workers), script=script))


def _script() -> str:
    """File that a new process reads again: that of the program, if it was not given by ``-m``."""
    main = sys.modules["__main__"]
    if getattr(main, "__spec__", None) is not None:
        return ""
    return str(getattr(main, "__file__", None) or "")


def cause(context: Processes, workers: int) -> Message:
    """Return why a process ended before its work was done."""
    if any(process.exitcode == REREAD for process in context.started):
        return Message("workers.no_guard", workers=str(workers), script=_script())
    return Message("error.worker", workers=str(workers))


def end_with_the_first() -> None:
    """Watch the first process from another one, which ends with it."""
    first = multiprocessing.parent_process()

    def watch() -> None:
        if first is not None:
            first.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


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
