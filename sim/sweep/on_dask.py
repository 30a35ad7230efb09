"""The runner of those who outgrow one machine: Dask, on this machine or on a cluster.

Tasks return receipts, which are collected at once: Dask runs finished work again when its result
was still on a worker that died. Few chunks wait at the scheduler, so that neither it nor this
process grows with the number of runs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from sim.errors import InputError, library
from sim.lang import Message
from sim.sweep.runners import Lost, Returned, Work
from sim.sweep.work import Chunk

__all__ = ["Dask"]

WITHOUT_WORKERS: Final = 300.0  # seconds, after which a sweep without any worker stops
CONNECT: Final = 10.0  # seconds for the scheduler to answer
DEATHS: Final = 4  # of workers, after which Dask gives a chunk up
LOOK: Final = 1.0  # seconds between two looks at the cluster while nothing ends


class Dask:
    """Workers of Dask.

    Parameters
    ----------
    address
        Of a scheduler (``tcp://host:8786``), or a cluster of Dask (`SLURMCluster`, `KubeCluster`);
        nothing for processes of this machine.
    workers
        Processes, without an address.
    patience
        Seconds without any worker, after which the sweep stops.
    """

    name = "dask"

    def __init__(
        self, address: Any = "", *, workers: int | None = None, patience: float = WITHOUT_WORKERS
    ) -> None:
        self.address, self.patience = address, patience
        self.workers = workers or 1
        self._asked = workers

    def map_unordered(self, work: Work, chunks: Iterator[Chunk]) -> Iterator[Returned | Lost]:
        """Run the chunks on the workers of Dask; those of a worker that dies go to others.

        Raises
        ------
        InputError
            When the scheduler cannot be reached or is lost, or there is no worker for long.
        """
        library("dask")
        distributed = library("distributed")
        with self._client(distributed) as client:
            try:
                yield from self._run(distributed, client, work, chunks)
            except distributed.comm.CommClosedError:  # while it answered
                raise InputError(self._lost()) from None

    def _client(self, distributed: Any) -> Any:
        if self.address:
            try:
                return distributed.Client(self.address, timeout=CONNECT, set_as_default=False)
            except (OSError, ValueError, TimeoutError):
                message = Message("sweep.no_scheduler", address=str(self.address))
                raise InputError(message) from None
        cluster = distributed.LocalCluster(
            n_workers=self._asked, threads_per_worker=1, dashboard_address=None,
            memory_limit=0,
        )  # fmt: skip
        return _Both(cluster, distributed.Client(cluster, set_as_default=False))

    def _run(
        self, distributed: Any, client: Any, work: Work, chunks: Iterator[Chunk]
    ) -> Iterator[Returned | Lost]:
        chunk_of: dict[Any, Chunk] = {}
        alone = 0.0  # seconds without any worker
        seen = time.monotonic()
        while True:
            count = self._living(client)
            self.workers = max(count, 1)
            # One chunk at work and one that waits, for each worker.
            while len(chunk_of) < 2 * self.workers and (chunk := next(chunks, None)) is not None:
                future = client.submit(work, chunk, pure=False)
                chunk_of[future] = chunk
            if not chunk_of:
                return
            self._wait(distributed, client, list(chunk_of))
            now = time.monotonic()
            alone, seen = (0.0 if count else alone + now - seen), now
            if alone > self.patience:
                raise InputError(Message("sweep.no_workers", seconds=str(round(self.patience))))
            for future in [future for future in chunk_of if future.done()]:
                yield self._ended(distributed, future, chunk_of.pop(future))
                future.release()

    def _wait(self, distributed: Any, client: Any, futures: list[Any]) -> None:
        """Wait until a chunk ends, a second at most.

        Raises
        ------
        InputError
            When the scheduler is lost, and its chunks with it.
        """
        try:
            with suppress(TimeoutError), client.as_current():
                distributed.wait(futures, timeout=LOOK, return_when="FIRST_COMPLETED")
        except distributed.CancelledError:
            raise InputError(self._lost()) from None

    def _lost(self) -> Message:
        return Message("sweep.lost_scheduler", address=str(self.address))

    def _living(self, client: Any) -> int:
        """Count the workers.

        Raises
        ------
        InputError
            When the scheduler is lost.
        """
        if client.status != "running":
            raise InputError(self._lost())
        return len(client.scheduler_info(n_workers=-1)["workers"])

    def _ended(self, distributed: Any, future: Any, chunk: Chunk) -> Returned | Lost:
        try:
            return Returned(chunk, future.result(timeout=CONNECT))
        except distributed.KilledWorker:
            return Lost(chunk, DEATHS)
        except distributed.CancelledError:
            raise InputError(self._lost()) from None


class _Both:
    """A client and the cluster that was made for it, closed together."""

    def __init__(self, cluster: Any, client: Any) -> None:
        self.cluster, self.client = cluster, client

    def __enter__(self) -> Any:
        return self.client

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):
            self.client.close(timeout=CONNECT)
        with suppress(Exception):
            self.cluster.close(timeout=CONNECT)
