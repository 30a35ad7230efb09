"""Run worlds over replicates: the same seed for all, in this process or in several."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import nullcontext, suppress
from functools import partial
from typing import Literal

from sim.engine import jit
from sim.errors import check_lang
from sim.indicators.outputs import Pair, Run
from sim.lang import say
from sim.model.census import take_census
from sim.model.full_count import check_rows
from sim.model.model import SectorModel
from sim.runs import warmup
from sim.runs.progress import Bar, progress_bar
from sim.runs.remembered import Replicate, replicates_of
from sim.runs.side_by_side import models_of, simulate
from sim.runs.warmup import territory_of
from sim.runs.workers import gc_paused, leave_if_reread, worker_pool
from sim.scenario.context import Clock, PolicySpec, TerritorySpec
from sim.scenario.scenario import Scenario
from sim.territory.territory import Territory, seal

__all__ = ["run_pairs", "run_worlds"]

LONGEST = "Tenders"  # the process that takes longest to compile


def _cold(scenario: Scenario, seed: int, place: Territory) -> bool:
    """Whether the common start of a seed must still be warmed up."""
    if scenario.clock.burn_in == 0:
        return False
    return not all(warmup.is_kept(scenario, part, seed) for part in models_of(scenario, place))


def _worlds(
    job: tuple[int, bool, tuple[int, ...]],
    scenarios: Sequence[Scenario],
    places: Sequence[Territory | None],
    threads: int,
) -> tuple[Run, ...]:
    """Simulate the worlds of a seed whose ranks are given."""
    seed, record, ranks = job
    chosen, where = [], []
    for rank in ranks:
        place = places[rank]
        if place is None:
            place = territory_of(scenarios[rank])
        seal(place)  # arrays that another process has sent can be written to
        chosen.append(scenarios[rank])
        where.append(place)
    return tuple(simulate(chosen, where, seed, record=record, threads=threads))


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

    The result does not depend on `threads` and `workers`, to the bit, and is in the order of
    `seeds`. Worlds that this process has simulated before, or got from the others, are remembered
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
    built = {} if territory is None else {scenario.territory: territory for scenario in scenarios}
    for scenario in scenarios:
        if scenario.territory not in built:
            built[scenario.territory] = territory_of(scenario)
    places = [built[scenario.territory] for scenario in scenarios]
    jobs = [(seed, rank == 0) for rank, seed in enumerate(seeds)]
    replicates = replicates_of(scenarios, places, jobs)
    left = [replicate for replicate in replicates if replicate.missing]
    total = sum(len(replicate.missing) for replicate in left)
    with progress_bar(total, progress if total else False) as bar:
        if workers > 1 and len(left) > 1:
            count = min(workers, len(left)) - 1
            with nullcontext(pool) if pool is not None else worker_pool(count) as others:
                assert others is not None
                made = _in_processes(scenarios, places, left, threads, others, count, bar, lang)
        else:
            made = _in_this_process(scenarios, places, left, threads, bar, lang)
    found = iter(made)
    return [
        replicate.completed(next(found) if replicate.missing else ()) for replicate in replicates
    ]


def _in_this_process(
    scenarios: Sequence[Scenario],
    places: Sequence[Territory],
    replicates: Sequence[Replicate],
    threads: int,
    bar: Bar,
    lang: str,
) -> list[tuple[Run, ...]]:
    """Simulate the missing worlds of each seed."""
    compiling = jit.FIRST_COMPILATION
    found = []
    for replicate in replicates:
        seed, record = replicate.seed, replicate.record
        which = say("seed", lang, seed=seed)
        chosen = [scenarios[rank] for rank in replicate.missing]
        where = [places[rank] for rank in replicate.missing]
        worlds: list[Run] = []
        simulated = simulate(chosen, where, seed, record=record, threads=threads, done=bar.advance)
        for rank, scenario in enumerate(chosen):
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
    scenarios: Sequence[Scenario],
    places: Sequence[Territory],
    replicates: Sequence[Replicate],
    threads: int,
    pool: ProcessPoolExecutor,
    others: int,
    bar: Bar,
    lang: str,
) -> list[tuple[Run, ...]]:
    jobs = [(each.seed, each.record, each.missing) for each in replicates]
    # Other processes build a territory faster than they receive it, but do not read files again.
    sent = [place if place.files else None for place in places]
    work = partial(_worlds, scenarios=scenarios, places=sent, threads=threads)
    done: dict[int, tuple[Run, ...]] = {}
    if jit.FIRST_COMPILATION:
        # One world compiles from the first process of a month on, another from the last one: they
        # meet half-way, and what the one has compiled the other reads. More would not be faster.
        bar.state(say("compiling", lang))
        pool.submit(compile_from_the_end, scenarios[-1])
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
            given[rank] = pool.submit(work, jobs[rank])
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
