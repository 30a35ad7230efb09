"""Many runs over several processes, with a bar; results in the order of the jobs."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext

from sim.engine import jit
from sim.errors import InputError
from sim.lang.texts import say
from sim.runs.replicates import Bar, Shown, Silent

__all__ = ["each"]


def each[Job, Found](
    work: Callable[[Job], Found], jobs: Sequence[Job], *, workers: int = 1, lang: str = "fr"
) -> list[Found]:
    """Do every job; what is found does not depend on the number of processes.

    Parameters
    ----------
    work
        A function of a module, so that other processes can find it.
    jobs
        What it is given, one by one.
    workers
        Processes.
    lang
        Language of the bar, shown where standard error is a terminal.

    Raises
    ------
    InputError
        When a process was stopped.
    """
    seen = sys.stderr.isatty()
    shown: AbstractContextManager[Bar] = nullcontext(Silent())
    if seen:
        shown = Shown(len(jobs))
    with shown as bar:
        bar.state(say("compiling" if jit.FIRST_COMPILATION else "running", lang))
        # One process compiles for all.
        first = len(jobs) if workers < 2 else int(jit.FIRST_COMPILATION and len(jobs) > 0)
        found = []
        for job in jobs[:first]:
            found.append(work(job))
            bar.state(say("running", lang))
            bar.advance(1)
        if first == len(jobs):
            return found
        context = multiprocessing.get_context("spawn")
        try:
            with ProcessPoolExecutor(workers, mp_context=context) as pool:
                for one in pool.map(work, jobs[first:]):
                    found.append(one)
                    bar.advance(1)
        except BrokenProcessPool:
            raise InputError(
                [
                    f"workers={workers}: a process was stopped, most often for want of memory; "
                    "use fewer workers."
                ]
            ) from None
    return found
