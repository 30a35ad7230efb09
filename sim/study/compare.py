"""Compare two scenarios: check that they can be paired, run them, collect their results."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from sim import compose
from sim.compose import Overrides
from sim.engine import jit
from sim.errors import InputError, check_lang
from sim.lang import LANGS, Message
from sim.runs import workers as processes
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.study.assumed import SETS, Assumptions, asked, draw, of_set, sets_of
from sim.study.seeds import OWN, check_keywords, seeds_of, whole
from sim.study.sources import with_sources
from sim.territory.of_scenario import warn_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.indicators.outputs import Pair
    from sim.results.origin import Place
    from sim.runs.replicates import Batch
    from sim.study.comparison import Comparison

__all__ = ["check_pair", "collected", "compare"]

# What simulates, and what makes tables: importing both takes seconds, in every process.
MODULES: Final = ("sim.runs.replicates", "sim.study.comparison")


def _two(
    a: str | Scenario, b: str | Scenario, overrides: Sequence[str]
) -> tuple[Scenario, Scenario]:
    texts = [x for x in (a, b) if isinstance(x, str)]
    made = [x for x in (a, b) if isinstance(x, Scenario)]
    if len(texts) + len(made) != 2:
        raise InputError(Message("study.two"))
    if made and overrides:
        raise InputError(Message("study.overrides"))
    built = iter(compose.load_scenarios(texts, overrides))
    first, second = (next(built) if isinstance(x, str) else x for x in (a, b))
    check_pair(first, second)
    return first, second


def check_pair(first: Scenario, second: Scenario) -> None:
    """Refuse two scenarios whose worlds cannot be paired.

    Raises
    ------
    InputError
        When their territories or clocks differ, or no month follows the reform.
    """
    wrong = []
    if first.territory != second.territory:
        wrong.append(Message("study.territory"))
    for name in ("months", "reform_month", "burn_in", "record_people"):
        one, other = getattr(first.clock, name), getattr(second.clock, name)
        if one != other:
            wrong.append(Message("study.clock", name=name, one=str(one), other=str(other)))
    reform, months = first.clock.reform_month, first.clock.months
    if reform >= months:
        wrong.append(Message("study.no_month", reform=str(reform), months=str(months)))
    if wrong:
        raise InputError(wrong)


def _names(a: Scenario, b: Scenario) -> tuple[str, str]:
    return _distinct(a.label or "a", b.label or "b")


def _titles(
    names: tuple[str, str], a: Scenario, b: Scenario, words: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Titles of both worlds by language; a label without a title is the name of the world."""
    first, second = (
        compose.world_title(scenario.label, words)
        if scenario.label
        else compose.Bilingual(fr=n, en=n)
        for n, scenario in zip(names, (a, b), strict=True)
    )
    return {lang: _distinct(getattr(first, lang), getattr(second, lang)) for lang in LANGS}


def _distinct(first: str, second: str) -> tuple[str, str]:
    return (first, second) if first != second else (f"{first} (a)", f"{second} (b)")


def compare(
    a: str | Scenario,
    b: str | Scenario,
    overrides: Overrides = (),
    *,
    replicates: int | None = None,
    seed: int | None = None,
    seeds: Sequence[int] | None = None,
    assumptions: Assumptions | None = None,
    sets: int = SETS,
    threads: int = 1,
    workers: int = 1,
    pool: ProcessPoolExecutor | None = None,
    progress: bool | Literal["always"] = True,
    lang: str | None = None,
    **parameters: Any,
) -> Comparison:
    """Simulate two worlds with the same people and the same luck, and compare them.

    Parameters
    ----------
    a, b
        Names of scenarios, or `Scenario` objects.
    overrides
        Words ``key=value`` for both names, as on the command line; ``a.key=value`` and
        ``b.key=value`` are for one of them. Or a dictionary: ``{"b.places.lists": 2}``.
    replicates, seed
        Replicates (20 by default) have the seeds ``seed`` (1 by default) to
        ``seed + replicates - 1``, the same in both worlds.
    seeds
        Seeds instead, one a replicate: ``seeds=[1, 5, 9]``.
    assumptions
        ``"both"`` simulates the replicates with the default values, and sets of assumed values
        beside them; ``"default"`` the replicates alone; ``"drawn"`` draws values for each
        replicate. Without it what the variable ``PARCOURS_ASSUMPTIONS`` says, else ``"both"``.
        A value that a scenario or a word has set is never drawn.
    sets
        Sets of assumed values, each with the seed of one replicate in turn; with ``"drawn"``
        there is one a replicate.
    threads, workers
        Threads over persons, and processes over replicates; the results do not depend on them.
    pool
        The other ``workers - 1`` processes, if they have more to do than this
        (`sim.runs.workers.worker_pool`).
    progress
        A bar in a terminal or a notebook, elsewhere a line now and then on standard error; False
        for none, ``"always"`` for a bar in any case.
    lang
        Language of the bar, tables and figures: ``fr`` or ``en``; without it that of
        ``PARCOURS_LANG``, else French.
    **parameters
        Overrides whose names have no dot: ``territory="training", months=24``. A territory may be
        one that `sim.territory.from_public_files` made.

    Raises
    ------
    InputError
        With one sentence for each thing that cannot be used.

    Examples
    --------
    >>> c = compare("silo", "pole", territory="training", seeds=[1, 5])  # doctest: +SKIP
    """
    chosen_lang = check_lang(lang)
    chosen, wrong = seeds_of(replicates, seed, seeds)
    which, wrong_sets = asked(assumptions, sets)
    wrong += [*wrong_sets, *whole("threads", threads, 1, 256), *whole("workers", workers, 1, 256)]
    if wrong:
        raise InputError(wrong)
    own = (*OWN, "assumptions", "sets", "threads", "workers", "pool", "progress", "lang")
    check_keywords(parameters, own)
    words = compose.as_words(overrides, parameters)
    first, second = _two(a, b, words)
    territory = territory_of(first)
    warn_of(territory, chosen_lang)
    values, beside = _drawn(which, first, second, chosen, sets)
    count = min(workers, len(chosen) + len(beside)) - 1
    with nullcontext(pool) if pool is not None else processes.worker_pool(count) as others:
        # Nothing can be wrong any more. If kernels must be compiled, this process does it alone.
        if others is not None and not jit.FIRST_COMPILATION:
            processes.start(others, count, MODULES)
        processes.import_modules(MODULES)
        from sim.results.origin import place_of
        from sim.runs.replicates import run_batches

        place, sources = with_sources(place_of(first, territory), first)
        begun = time.perf_counter()
        runs = run_batches(
            _batches(which, first, second, chosen, values, beside), threads=threads,
            workers=workers, pool=others, progress=progress, lang=lang, territory=territory,
        )  # fmt: skip
        seconds = round(time.perf_counter() - begun, 3)
    pairs = tuple((one, other) for one, other in runs)
    n = len(chosen)
    compared = collected(
        first, second, words, chosen, pairs[:n], place, {**sources, "seconds": seconds}, lang
    )
    if values is None:
        return compared
    are_sets = which == "drawn"
    of_sets = compared if are_sets else replace(compared, seeds=beside, pairs=pairs[n:])
    return replace(compared, sets=sets_of(values, of_sets, own=are_sets))


def _drawn(
    which: Assumptions, first: Scenario, second: Scenario, seeds: tuple[int, ...], sets: int
) -> tuple[pd.DataFrame | None, tuple[int, ...]]:
    """Return the sets of assumed values, and the seeds of those beside the replicates."""
    if which == "default":
        return None, ()
    if which == "drawn":
        values = draw((first, second), len(seeds))
        return (values, ()) if len(values.columns) else (None, ())
    values = draw((first, second), sets)
    if not len(values.columns):  # nothing is assumed: both worlds have set all
        return None, ()
    return values, tuple(seeds[rank % len(seeds)] for rank in range(sets))


def _batches(
    which: Assumptions,
    first: Scenario,
    second: Scenario,
    seeds: tuple[int, ...],
    values: pd.DataFrame | None,
    beside: tuple[int, ...],
) -> list[Batch]:
    """Return the worlds of each replicate, then those of each set beside them."""
    from sim.runs.replicates import Batch

    pairs = [] if values is None else [
        [of_set(scenario, row) for scenario in (first, second)] for _, row in values.iterrows()
    ]  # fmt: skip
    if which == "drawn" and pairs:
        own = zip(pairs, seeds, strict=True)
        return [Batch(pair, seed, rank == 0) for rank, (pair, seed) in enumerate(own)]
    found = [Batch((first, second), seed, rank == 0) for rank, seed in enumerate(seeds)]
    return found + [Batch(pair, seed) for pair, seed in zip(pairs, beside, strict=True)]


def collected(
    first: Scenario,
    second: Scenario,
    words: tuple[str, ...],
    seeds: tuple[int, ...],
    pairs: tuple[Pair, ...],
    place: Place,
    origin: Mapping[str, Any],
    lang: str | None,
) -> Comparison:
    """Return the comparison of two worlds that were simulated.

    Parameters
    ----------
    words
        Those that both were composed with.
    origin
        Sources of the territory, and seconds; the code, the versions, the titles and the smallest
        effects join them.
    """
    from sim.indicators.outputs import PAYERS
    from sim.results.origin import provenance
    from sim.study.comparison import Comparison

    names = _names(first, second)
    smallest = [compose.smallest_effects(scenario.label, words) for scenario in (first, second)]
    whole_origin = {
        **provenance(), **origin, "titles": _titles(names, first, second, words),
        "smallest": {**smallest[0], **smallest[1]},
    }  # fmt: skip
    return Comparison(
        first, second, names, words, seeds, pairs, place, PAYERS, whole_origin, lang=lang
    )
