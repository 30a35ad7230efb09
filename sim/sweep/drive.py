"""The driver: gives the missing runs of a plan to a runner until none is left.

Resume is the plan minus the shards. A chunk whose worker dies is tried three times, then halved
down to the run that kills its worker, which is recorded as failed while all others go on.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.lang import Message, say
from sim.runs.progress import Bar
from sim.sweep import shards
from sim.sweep.games import Game
from sim.sweep.runners import Lost, Runner, parts
from sim.sweep.work import Chunk, lost, run_chunk, sizes

__all__ = ["Stop", "Summary", "drive", "missing_rows", "stopping"]

TARGET: Final = 30.0  # seconds of a chunk
LEAST: Final = 1.0  # seconds of a chunk, when few runs are left
MOST: Final = 1000  # runs of a chunk
TRIES: Final = 3
LAST: Final = 20  # chunks whose seconds give the size of the next ones


class Summary(NamedTuple):
    """What one call did: runs that it ran, of which failed, and those that are still missing."""

    ran: int
    failed: int
    missing: int


class Stop:
    """Whether the user asked to stop."""

    def __init__(self) -> None:
        self.asked = False


@contextmanager
def stopping(lang: str, *, announced: bool = True) -> Iterator[Stop]:
    """Turn the first Ctrl-C or TERM into a wish to stop; a second one stops at once.

    Chunks that run then end and are kept.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}

    def ask(number: int, frame: Any) -> None:
        stop.asked = True
        for other in numbers:
            signal.signal(other, before[other])
        if announced:
            print(say("sweep.stopping", lang), file=sys.stderr, flush=True)

    for number in numbers:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number in numbers:
            signal.signal(number, before[number])


def missing_rows(
    plan: pa.Table, known: shards.Done, rows: Sequence[int], *, again: bool = False
) -> list[int]:
    """Return the rows of a plan whose runs are not done; rows with the same key once.

    Parameters
    ----------
    again
        Whether runs that failed are to be done again.
    """
    keys = known.keys
    if again:
        keys = keys.filter(pc.equal(known.status, "ok"))
    part = plan["run_key"].slice(rows[0], len(rows)) if len(rows) else plan["run_key"].slice(0, 0)
    left = np.flatnonzero(~pc.is_in(part, value_set=keys.combine_chunks()).to_numpy())
    wanted = part.take(pa.array(left))
    if pc.count_distinct(wanted).as_py() == len(left):
        found = left
    else:
        first: dict[str, int] = {}
        for row, key in zip(left.tolist(), wanted.to_pylist(), strict=True):
            first.setdefault(key, row)
        found = np.array(list(first.values()), np.int64)
    start = rows[0] if len(rows) else 0
    return [start + int(row) for row in found]


def drive(
    folder: Path,
    game: Game,
    plan: pa.Table,
    runner: Runner,
    *,
    chunk: int | None,
    limit: float | None,
    again: bool,
    bar: Bar,
    stop: Stop,
) -> Summary:
    """Run what is missing.

    Parameters
    ----------
    folder
        Of the study.
    chunk
        Runs of a chunk; None for chunks of about 30 s, from the time that the first ones take.
    limit
        Seconds that a run may take.
    again
        Whether runs that failed are done again.
    stop
        Whether to give no more chunks.

    Raises
    ------
    InputError
        When there are no workers any more; what ran is kept.
    OSError
        When the disk refuses; what was written is kept.
    """
    known = shards.done(folder)
    for path in known.damaged:
        print(Message("sweep.damaged", path=str(path)).text(), file=sys.stderr)
        shards.set_aside(path)
    left = missing_rows(plan, known, parts(len(plan), runner), again=again)
    if not left:
        return Summary(0, 0, 0)
    game.prepare()
    work = partial(run_chunk, folder=str(folder), limit=limit)
    round_ = _Round(work, runner, bar, stop, chunk)
    todo: Iterator[tuple[Chunk, int]] = round_.sized(left)
    while True:
        lost_ones = round_.run(todo)
        if not lost_ones or stop.asked:
            break
        again_: list[tuple[Chunk, int]] = []
        for rows, tries in lost_ones:
            if tries < TRIES:
                again_.append((rows, tries))
            elif len(rows) > 1:
                half = len(rows) // 2
                again_ += [(rows[:half], tries), (rows[half:], tries)]
            else:
                lost(folder, plan, rows[0], game.code(), "it ends the process of its worker")
                round_.ran, round_.failed = round_.ran + 1, round_.failed + 1
                bar.advance(1)
        todo = iter(again_)
    return Summary(round_.ran, round_.failed, len(left) - round_.ran)


class _Round:
    """Chunks given to a runner, and what came back of them."""

    def __init__(
        self,
        work: Callable[[Chunk], Any],
        runner: Runner,
        bar: Bar,
        stop: Stop,
        size: int | None,
    ) -> None:
        self.work, self.runner, self.bar, self.stop = work, runner, bar, stop
        self.size = size
        self.ran = self.failed = 0
        self.seconds: deque[float] = deque(maxlen=LAST)

    def sized(self, rows: Sequence[int]) -> Iterator[tuple[Chunk, int]]:
        """Cut rows into chunks, each as large as the last answers suggest."""
        at = 0
        while at < len(rows):
            size = self.size or sizes(self.seconds, TARGET, MOST)
            if not self.size and self.runner.workers > 1:  # all workers are to end together
                share = (len(rows) - at) // (2 * self.runner.workers)
                size = min(size, max(share, sizes(self.seconds, LEAST, MOST)))
            yield tuple(rows[at : at + size]), 0
            at += size

    def run(self, todo: Iterator[tuple[Chunk, int]]) -> list[tuple[Chunk, int]]:
        """Run chunks; return those whose worker died, and how often that happened to each."""
        tries: dict[Chunk, int] = {}

        def feed() -> Iterator[Chunk]:
            for chunk, count in todo:
                if self.stop.asked:
                    return
                tries[chunk] = count
                yield chunk

        dead = []
        answers = self.runner.map_unordered(self.work, feed())
        try:
            for answer in answers:
                count = tries.pop(answer.chunk)
                if isinstance(answer, Lost):
                    dead.append((answer.chunk, count + answer.tries))
                    continue
                receipt = answer.receipt
                self.ran += receipt.runs
                self.failed += receipt.failed
                self.seconds.append(receipt.seconds / receipt.runs)
                self.bar.advance(receipt.runs)
        finally:
            close = getattr(answers, "close", None)
            if close is not None:
                close()  # a runner ends its processes before the lock of the study is given back
        return dead
