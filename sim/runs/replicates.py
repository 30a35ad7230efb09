"""Run worlds over replicates: the same seed for all, in this process or in several."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from types import TracebackType
from typing import Any, Literal, Protocol

import numpy as np

from sim.engine import jit
from sim.errors import InputError
from sim.indicators.measure import World
from sim.lang import Message, say
from sim.model.model import SectorModel
from sim.runs import warmup
from sim.runs.run import Recorder, close_world, open_world
from sim.runs.warmup import territory_of
from sim.runs.workers import gc_paused, worker_pool
from sim.scenario.context import Clock, PolicySpec, TerritorySpec
from sim.scenario.scenario import Scenario
from sim.state.environment import FUNDERS

__all__ = ["Pair", "one_world", "run_pairs", "run_worlds"]

Pair = tuple[World, World]

LONGEST = "Calls"  # the process that takes longest to compile


class Bar(Protocol):
    """What a progress bar is told."""

    def state(self, text: str) -> None:
        """Say what is being done."""

    def advance(self, worlds: int) -> None:
        """Count worlds that are done."""


class Silent:
    """A bar that nobody sees."""

    def state(self, text: str) -> None:
        """Say nothing."""

    def advance(self, worlds: int) -> None:
        """Count nothing."""


class Shown(AbstractContextManager["Shown"]):
    """A bar on standard error."""

    def __init__(self, total: int, force: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Remaining(),
            console=Console(stderr=True, force_terminal=True if force else None),
            transient=True,
        )
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Shown:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._progress.stop()

    def state(self, text: str) -> None:
        """Say what is being done."""
        self._progress.update(self._task, description=text)

    def advance(self, worlds: int) -> None:
        """Count worlds that are done."""
        self._progress.advance(self._task, worlds)


class _Payers:
    """Watches what each funder has paid, month by month."""

    def __init__(self, model: SectorModel) -> None:
        kinds = list(FUNDERS)
        self.kind = np.array([kinds.index(c) for c in model.organisations.funder_codes], np.intp)
        self.total = [model.organisations.f_out.copy()]

    def __call__(self, model: SectorModel) -> None:
        self.total.append(model.organisations.f_out.copy())

    def monthly(self) -> Any:
        """Cents paid each month by each kind of funder, int64[months, 5]."""
        by_funder = np.diff(np.array(self.total, np.int64), axis=0)
        paid = np.zeros((len(by_funder), len(FUNDERS)), np.int64)
        np.add.at(paid.T, self.kind, by_funder.T)
        return paid


def one_world(
    scenario: Scenario,
    seed: int,
    *,
    record: bool = False,
    threads: int = 1,
    watch: Callable[[SectorModel], None] | None = None,
) -> World:
    """Simulate one world and keep what funders paid.

    Parameters
    ----------
    scenario, seed, threads
        As `sim.runs.run.run_world`.
    record
        Whether to keep pathways.
    watch
        Called at the end of each month.
    """
    model = open_world(scenario, seed, territory=territory_of(scenario), threads=threads)
    payers = _Payers(model)
    recorder = Recorder(model, scenario.clock.record_people) if record else None
    model.watchers += [w for w in (payers, recorder, watch) if w is not None]
    model.run_for(scenario.clock.months)
    return World(close_world(model, recorder), payers.monthly())


def _cold(scenario: Scenario, seed: int) -> bool:
    """Whether the common start of a seed must still be warmed up."""
    if scenario.clock.burn_in == 0:
        return False
    return not warmup.is_kept(scenario, territory_of(scenario), seed)


def _worlds(
    job: tuple[int, bool], scenarios: Sequence[Scenario], threads: int
) -> tuple[World, ...]:
    seed, record = job
    return tuple(one_world(s, seed, record=record, threads=threads) for s in scenarios)


def run_pairs(
    a: Scenario,
    b: Scenario,
    seeds: Sequence[int],
    *,
    threads: int = 1,
    workers: int = 1,
    pool: ProcessPoolExecutor | None = None,
    progress: bool | Literal["always"] = True,
    lang: str = "fr",
) -> list[Pair]:
    """Run both worlds for every seed, as `run_worlds`; one pair a seed."""
    found = run_worlds(
        (a, b), seeds, threads=threads, workers=workers, pool=pool, progress=progress, lang=lang
    )
    return [(first, second) for first, second in found]


def run_worlds(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    *,
    threads: int = 1,
    workers: int = 1,
    pool: ProcessPoolExecutor | None = None,
    progress: bool | Literal["always"] = True,
    lang: str = "fr",
) -> list[tuple[World, ...]]:
    """Run every world for every seed; the pathways of the first seed are kept.

    The result does not depend on `threads` and `workers`, to the bit, and is in the order of
    `seeds`.

    Parameters
    ----------
    pool
        The processes beside this one, where they are there already.
    progress
        A bar on standard error: True when that is a terminal, ``"always"`` in any case.

    Raises
    ------
    InputError
        When the territory cannot be built, or a process of several died.
    """
    for scenario in scenarios:
        territory_of(scenario)
    seen = progress == "always" or (progress is True and sys.stderr.isatty())
    shown: AbstractContextManager[Bar] = (
        Shown(len(scenarios) * len(seeds), progress == "always") if seen else nullcontext(Silent())
    )
    jobs = [(seed, rank == 0) for rank, seed in enumerate(seeds)]
    with shown as bar:
        if workers > 1 and len(jobs) > 1:
            count = min(workers, len(jobs)) - 1
            with nullcontext(pool) if pool is not None else worker_pool(count) as others:
                assert others is not None
                return _in_processes(scenarios, jobs, threads, others, count, bar, lang)
        compiling = jit.FIRST_COMPILATION
        found: list[tuple[World, ...]] = []
        for seed, record in jobs:
            told = say("seed", lang, seed=seed)
            worlds: list[World] = []
            for scenario in scenarios:
                if compiling:
                    bar.state(say("compiling", lang))
                elif not worlds and _cold(scenario, seed):
                    bar.state(f"{say('warming', lang)}, {told}")
                else:
                    bar.state(f"{say('running', lang)}, {told}")
                worlds.append(one_world(scenario, seed, record=record, threads=threads))
                compiling = False
                bar.advance(1)
            found.append(tuple(worlds))
        return found


def compile_from_the_end(scenario: Scenario) -> None:
    """Have the processes of a month compiled, the last one first, on a small world of their own.

    The one that takes longest comes before: two that met there would both compile it.
    """
    clock = Clock(burn_in=0, months=2, reform_month=0, record_people=0)
    update = {"clock": clock, "territory": TerritorySpec(name="training"), "policy": PolicySpec()}
    small = scenario.model_copy(update=update)
    with gc_paused():
        model = SectorModel(small, territory_of(small))
        model.reform()
        longest = [process for process in model.processes if process.name == LONGEST]
        for process in (*longest, *reversed(model.processes)):
            process.step(model)


def _in_processes(
    scenarios: Sequence[Scenario],
    jobs: list[tuple[int, bool]],
    threads: int,
    pool: ProcessPoolExecutor,
    others: int,
    bar: Bar,
    lang: str,
) -> list[tuple[World, ...]]:
    work = partial(_worlds, scenarios=scenarios, threads=threads)
    done: dict[int, tuple[World, ...]] = {}
    if jit.FIRST_COMPILATION:
        # One world compiles from the first process of a month on, another from the last one: they
        # meet half-way, and what the one has compiled the other reads. More would not be faster.
        bar.state(say("compiling", lang))
        pool.submit(compile_from_the_end, scenarios[-1])
        with gc_paused():
            done[0] = work(jobs[0])
        bar.advance(len(scenarios))
    bar.state(say("running", lang))
    left = deque(range(len(done), len(jobs)))
    given: dict[int, Future[tuple[World, ...]]] = {}

    def taken(end: Callable[[], int]) -> int | None:
        """Take a replicate from one end; None once both ends have met."""
        try:
            return end()
        except IndexError:
            return None

    def give() -> None:
        """Hand the next replicate to another process; handed one by one, so that all end alike."""
        rank = taken(left.popleft)
        if rank is not None:
            given[rank] = pool.submit(work, jobs[rank])
            given[rank].add_done_callback(took)

    def took(future: Future[tuple[World, ...]]) -> None:
        if not future.cancelled() and future.exception() is None:
            bar.advance(len(scenarios))
            give()

    try:
        for _ in range(2 * others):  # one at work, one waiting
            give()
        # This process works too, from the other end: it has imported the model already, which
        # takes the others seconds.
        while (rank := taken(left.pop)) is not None:
            done[rank] = work(jobs[rank])
            bar.advance(len(scenarios))
        while len(done) < len(jobs):
            done |= {rank: future.result() for rank, future in list(given.items())}
    except BrokenProcessPool:
        raise InputError(Message("error.worker", workers=str(others + 1))) from None
    finally:
        left.clear()  # whatever stopped us, nothing more is handed out
        for future in list(given.values()):
            future.cancel()
    return [done[rank] for rank in range(len(jobs))]
