"""Compare two scenarios: check that they can be paired, run them, collect their results."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final, Literal

from sim import compose
from sim.engine import jit
from sim.errors import InputError, check_lang
from sim.lang import Message
from sim.runs import workers as processes
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.study.comparison import Comparison

__all__ = ["compare"]

MOST_REPLICATES: Final = 100_000
# What simulates, and what makes tables: importing both takes seconds, in every process.
MODULES: Final = ("sim.runs.replicates", "sim.study.comparison")


def _two(
    a: str | Scenario, b: str | Scenario, overrides: Sequence[str]
) -> tuple[Scenario, Scenario]:
    overrides = [overrides] if isinstance(overrides, str) else list(overrides)
    texts = [x for x in (a, b) if isinstance(x, str)]
    made = [x for x in (a, b) if isinstance(x, Scenario)]
    if len(texts) + len(made) != 2:
        raise InputError(Message("study.two"))
    if made and overrides:
        raise InputError(Message("study.overrides"))
    built = iter(compose.load_scenarios(texts, overrides))
    first, second = (next(built) if isinstance(x, str) else x for x in (a, b))
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
    return first, second


def _whole(name: str, value: object, low: int, high: int) -> list[Message]:
    fine = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    ends = {"low": str(low), "high": str(high)}
    return [] if fine else [Message("study.whole", name=name, value=repr(value), **ends)]


def _names(a: Scenario, b: Scenario) -> tuple[str, str]:
    first, second = a.label or "a", b.label or "b"
    return (first, second) if first != second else (f"{first} (a)", f"{second} (b)")


def compare(
    a: str | Scenario,
    b: str | Scenario,
    overrides: Sequence[str] = (),
    *,
    replicates: int = 20,
    seed: int = 1,
    threads: int = 1,
    workers: int = 1,
    pool: ProcessPoolExecutor | None = None,
    progress: bool | Literal["always"] = True,
    lang: str | None = None,
) -> Comparison:
    """Simulate two worlds with the same people and the same luck, and compare them.

    Parameters
    ----------
    a, b
        Names of scenarios, or `Scenario` objects.
    overrides
        Words ``key=value`` for both names, as on the command line; ``a.key=value`` and
        ``b.key=value`` are for one of them.
    replicates, seed
        Replicates have the seeds ``seed`` to ``seed + replicates - 1``, the same in both worlds.
    threads, workers
        Threads over persons, and processes over replicates; the results do not depend on them.
    pool
        The other ``workers - 1`` processes, if they have more to do than this
        (`sim.runs.workers.worker_pool`).
    progress
        A bar in a terminal or a notebook, elsewhere a line now and then on standard error; False
        for none, ``"always"`` for a bar in any case.
    lang
        Language of the bar: ``fr`` or ``en``; without it that of ``PARCOURS_LANG``, else French.

    Raises
    ------
    InputError
        With one sentence for each thing that cannot be used.

    Examples
    --------
    >>> c = compare("silo", "pole", ["territory=training"], replicates=3)  # doctest: +SKIP
    """
    lang = check_lang(lang)
    wrong = [
        *_whole("replicates", replicates, 1, MOST_REPLICATES),
        *_whole("seed", seed, 0, 2**62),
        *_whole("threads", threads, 1, 256),
        *_whole("workers", workers, 1, 256),
    ]
    if wrong:
        raise InputError(wrong)
    first, second = _two(a, b, overrides)
    territory_of(first)
    count = min(workers, replicates) - 1
    with nullcontext(pool) if pool is not None else processes.worker_pool(count) as others:
        # Nothing can be wrong any more. If kernels must be compiled, this process does it alone.
        if others is not None and not jit.FIRST_COMPILATION:
            processes.start(others, count, MODULES)
        processes.import_modules(MODULES)
        from sim.indicators.outputs import PAYERS
        from sim.results.origin import place_of, provenance
        from sim.runs.replicates import run_pairs
        from sim.study.comparison import Comparison

        place = place_of(first)
        seeds = tuple(range(seed, seed + replicates))
        begun = time.perf_counter()
        pairs = run_pairs(
            first, second, seeds, threads=threads, workers=workers, pool=others,
            progress=progress, lang=lang,
        )  # fmt: skip
        seconds = round(time.perf_counter() - begun, 3)
    words = (overrides,) if isinstance(overrides, str) else tuple(overrides)
    return Comparison(
        first,
        second,
        _names(first, second),
        words,
        seeds,
        tuple(pairs),
        place,
        PAYERS,
        {**provenance(), "seconds": seconds},
    )
