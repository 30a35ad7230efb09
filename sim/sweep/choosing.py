"""A runner by its name."""

from __future__ import annotations

from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.sweep.runners import RUNNERS, Array, Local, Runner, Serial

__all__ = ["runner_of"]


def runner_of(
    runner: str | Runner,
    *,
    workers: int | None = None,
    address: str = "",
    task: int | None = None,
    tasks: int | None = None,
) -> Runner:
    """Return a runner by its name.

    Parameters
    ----------
    workers
        Processes, for `local` and for `dask` without an address.
    address
        Of the scheduler of Dask.
    task, tasks
        For `array`.

    Raises
    ------
    InputError
        When there is no such runner.
    """
    if not isinstance(runner, str):
        return runner
    if runner == "serial":
        return Serial()
    if runner == "local":
        return Local(workers)
    if runner == "array":
        return Array(task, tasks)
    if runner == "dask":
        from sim.sweep.on_dask import Dask

        return Dask(address, workers=workers)
    near = suggestion(runner, RUNNERS)
    raise InputError(Message("sweep.runner", name=runner, names=RUNNERS, near=near))
