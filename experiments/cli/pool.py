"""Many runs over several processes, with a bar; results in the order of the jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sim.engine import jit
from sim.lang import say
from sim.runs.progress import progress_bar
from sim.runs.workers import worker_pool

__all__ = ["each"]


def each[Job, Found](
    work: Callable[[Job], Found],
    jobs: Sequence[Job],
    *,
    workers: int = 1,
    lang: str = "fr",
    bar: bool = True,
) -> Iterator[Found]:
    """Do every job and yield its result, in order, whatever the number of processes.

    Parameters
    ----------
    work
        A function of a module, so that other processes can find it.
    jobs
        Its arguments, one by one.
    workers
        Processes.
    lang
        Language of the bar.
    bar
        Whether to show it.

    Raises
    ------
    InputError
        When a process was stopped.
    """
    with progress_bar(len(jobs), bar) as progress:
        progress.state(say("compiling" if jit.FIRST_COMPILATION else "running", lang))
        # One process compiles for all.
        first = len(jobs) if workers < 2 or len(jobs) < 2 else int(jit.FIRST_COMPILATION)
        for job in jobs[:first]:
            yield work(job)
            progress.state(say("running", lang))
            progress.advance(1)
        with worker_pool(min(workers, len(jobs) - first)) as pool:
            for one in pool.map(work, jobs[first:]) if pool else ():
                yield one
                progress.advance(1)
