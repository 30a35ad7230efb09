"""Run worlds over replicates: the same seed for all, in this process or in several."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import nullcontext, suppress
from functools import partial
from typing import Literal, NamedTuple

from sim.engine import jit
from sim.errors import check_lang
from sim.indicators.outputs import Pair, Run
from sim.lang import say
from sim.model.census import take_census
from sim.model.full_count import check_rows
from sim.model.model import SectorModel
from sim.runs import warmup
from sim.runs.progress import Bar, progress_bar
from sim.runs.remembered import replicates_of
from sim.runs.side_by_side import models_of, simulate
from sim.runs.warmup import territory_of
from sim.runs.workers import gc_paused, leave_if_reread, worker_pool
from sim.scenario.context import Clock, PolicySpec, TerritorySpec
from sim.scenario.scenario import Scenario
from sim.territory.territory import Territory, seal

__all__ = ["Batch", "run_batches", "run_pairs", "run_worlds"]

LONGEST = "Tenders"  # the process that takes longest to compile


def _cold(scenario: Scenario, seed: int, place: Territory) -> bool:
    """Whether the common start of a seed must still be warmed up."""
    if scenario.clock.burn_in == 0:
        return False
    return not all(warmup.is_kept(scenario, part, seed) for part in models_of(scenario, place))


class Batch(NamedTuple):
    """Worlds that are simulated together, with one seed."""

    scenarios: Sequence[Scenario]
    seed: int
    record: bool = False  # whether the pathways are kept


class Job(NamedTuple):
    """Worlds to simulate, each with its territory; None for one that is built anew."""

    scenarios: Sequence[Scenario]
    places: Sequence[Territory | None]
    seed: int
    record: bool


def _worlds(job: Job, threads: int) -> tuple[Run, ...]:
    """Simulate the worlds of a job."""
    where = []
    for scenario, given in zip(job.scenarios, job.places, strict=True):
        place = territory_of(scenario) if given is None else given
        seal(place)  # arrays that another process has sent can be written to
        where.append(place)
    return tuple(simulate(job.scenarios, where, job.seed, record=job.record, threads=threads))


def run_pairs(
    a: Scenario,
    b: Scenario,
    seeds: Sequence[int],
    *,
    threads: int = 1,
    workers: int = 1,
    pool: ProcessPoolExecutor | None = None,
    progress: bool | Literal["always"] = True,
    lang: str | None = None,
    territory: Territory | None = None,
) -> list[Pair]:
    """Run both worlds for every seed, as `run_worlds`; one pair a seed."""
    found = run_worlds(
        (a, b), seeds, threads=threads, workers=workers, pool=pool, progress=progress, lang=lang,
        territory=territory,
    )  # fmt: skip
    return [(first, second) for first, second in found]


def run_worlds(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    *,
    threads: int = 1,
    workers: int = 1,
    pool: ProcessPoolExecutor | None = None,
    progress: bool | Literal["always"] = True,
    lang: str | None = None,
    territory: Territory | None = None,
) -> list[tuple[Run, ...]]:
    """Run every world for every seed; the pathways of the first seed are kept.

    As `run_batches`, of which each holds all worlds.
    """
    batches = [Batch(scenarios, seed, rank == 0) for rank, seed in enumerate(seeds)]
    return run_batches(
        batches, threads=threads, workers=workers, pool=pool, progress=progress, lang=lang,
        territory=territory,
    )  # fmt: skip


def run_batches(
    batches: Sequence[Batch],
    *,
    threads: int = 1,
    workers: int = 1,
    pool: ProcessPoolExecutor | None = None,
    progress: bool | Literal["always"] = True,
    lang: str | None = None,
    territory: Territory | None = None,
) -> list[tuple[Run, ...]]:
    """Run the worlds of each batch.

    The result does not depend on `threads` and `workers`, to the bit, and is in the order of
    `batches`. Worlds that this process has simulated before, or got from the others, are remembered
    (`sim.runs.remembered`); their arrays are read-only.

    Parameters
    ----------
    pool
        The other processes, if they are already started.
    progress
        A bar in a terminal or a notebook, elsewhere a line now and then on standard error; False
        for none, ``"always"`` for a bar in any case.
    territory
        The territory of all worlds, if it is already built.

    Raises
    ------
    InputError
        When the territory cannot be built, or a process of several died.
    """
    leave_if_reread()
    lang = check_lang(lang)
    # Files of a user are read once, here: they may change while worlds run.
    built: dict[TerritorySpec, Territory] = {}
    replicates, left, jobs = [], [], []
    for batch in batches:
        for scenario in batch.scenarios:
            if scenario.territory not in built:
                place = territory_of(scenario) if territory is None else territory
                built[scenario.territory] = place
        places = [built[scenario.territory] for scenario in batch.scenarios]
        (replicate,) = replicates_of(batch.scenarios, places, [(batch.seed, batch.record)])
        replicates.append(replicate)
        if replicate.missing:
            left.append(replicate)
            jobs.append(
                Job(
                    [batch.scenarios[rank] for rank in replicate.missing],
                    [places[rank] for rank in replicate.missing],
                    batch.seed,
                    batch.record,
                )
            )
    total = sum(len(replicate.missing) for replicate in left)
    with progress_bar(total, progress if total else False) as bar:
        if workers > 1 and len(left) > 1:
            count = min(workers, len(left)) - 1
            with nullcontext(pool) if pool is not None else worker_pool(count) as others:
                assert others is not None
                made = _in_processes(jobs, threads, others, count, bar, lang)
        else:
            made = _in_this_process(jobs, threads, bar, lang)
    found = iter(made)
    return [
        replicate.completed(next(found) if replicate.missing else ()) for replicate in replicates
    ]


def _in_this_process(
    jobs: Sequence[Job], threads: int, bar: Bar, lang: str
) -> list[tuple[Run, ...]]:
    """Simulate the worlds of each job."""
    compiling = jit.FIRST_COMPILATION
    found = []
    for job in jobs:
        seed = job.seed
        which = say("seed", lang, seed=seed)
        where = [place for place in job.places if place is not None]
        worlds: list[Run] = []
        simulated = simulate(
            job.scenarios, where, seed, record=job.record, threads=threads, done=bar.advance
        )
        for rank, scenario in enumerate(job.scenarios):
            if compiling:
                bar.state(say("compiling", lang))
            elif not worlds and _cold(scenario, seed, where[rank]):
                bar.state(f"{say('warming', lang)}, {which}")
            else:
                bar.state(f"{say('running', lang)}, {which}")
            worlds.append(next(simulated))
            compiling = False
        found.append(tuple(worlds))
    return found


def compile_from_the_end(scenario: Scenario) -> None:
    """Have the processes of a month compiled, the last one first, on a small world of their own.

    The one that takes longest comes before: two that met there would both compile it. So does the
    full count, which follows the month.
    """
    clock = Clock(burn_in=0, months=2, reform_month=0, record_people=0)
    update = {"clock": clock, "territory": TerritorySpec(name="training"), "policy": PolicySpec()}
    small = scenario.model_copy(update=update)
    with gc_paused():
        model = SectorModel(small, territory_of(small))
        model.reform()
        longest = [process for process in model.processes if process.name == LONGEST]
        for process in longest:
            process.step(model)
        take_census(model.people, model.organisations, model.W, model.walked)
        check_rows(model, 0, 0)
        for process in reversed(model.processes):
            process.step(model)


def _in_processes(
    jobs: Sequence[Job],
    threads: int,
    pool: ProcessPoolExecutor,
    others: int,
    bar: Bar,
    lang: str,
) -> list[tuple[Run, ...]]:
    work = partial(_worlds, threads=threads)
    # Other processes build a territory faster than they receive it, but do not read files again.
    sent = [
        job._replace(places=[place if place and place.files else None for place in job.places])
        for job in jobs
    ]
    done: dict[int, tuple[Run, ...]] = {}
    if jit.FIRST_COMPILATION:
        # One world compiles from the first process of a month on, another from the last one: they
        # meet half-way, and what the one has compiled the other reads. More would not be faster.
        bar.state(say("compiling", lang))
        pool.submit(compile_from_the_end, jobs[0].scenarios[-1])
        with gc_paused():
            done[0] = work(jobs[0])
        bar.advance(len(done[0]))
    bar.state(say("running", lang))
    left = deque(range(len(done), len(jobs)))
    given: dict[int, Future[tuple[Run, ...]]] = {}

    def taken(end: Callable[[], int]) -> int | None:
        """Take a replicate from one end; None once both ends have met."""
        try:
            return end()
        except IndexError:
            return None

    def give() -> None:
        """Give the next replicate to another process: one by one, so that all end together."""
        rank = taken(left.popleft)
        if rank is not None:
            given[rank] = pool.submit(work, sent[rank])
            given[rank].add_done_callback(took)

    def took(future: Future[tuple[Run, ...]]) -> None:
        if not future.cancelled() and future.exception() is None:
            bar.advance(len(future.result()))
            with suppress(BrokenExecutor):  # the results of this replicate say so
                give()

    try:
        for _ in range(2 * others):  # one at work, one waiting
            give()
        # This process works too, from the other end: it has imported the model already, which
        # takes the others seconds.
        while (rank := taken(left.pop)) is not None:
            done[rank] = work(jobs[rank])
            bar.advance(len(done[rank]))
        while len(done) < len(jobs):
            done |= {rank: future.result() for rank, future in list(given.items())}
    finally:
        left.clear()  # whatever stopped us, nothing more is handed out
        for future in list(given.values()):
            future.cancel()
    return [done[rank] for rank in range(len(jobs))]
