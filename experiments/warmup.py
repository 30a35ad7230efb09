"""Prepare an installation: ``python -m experiments.warmup territories=training,creuse``.

The first run of a model compiles it and warms up the common start of each seed. This program does
both in advance, for an image or a computer of a classroom, and prints how long it took and how much
of the disk it takes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from experiments.cli.arguments import Option, parse
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, SEED, WORKERS, form, listed, replicates, territories
from experiments.cli.pool import each
from experiments.cli.screen import labelled, table
from sim import compose
from sim import lang as labels
from sim.errors import InputError
from sim.lang import Message, say

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

SPEC: Final = (
    Option("scenarios", str, "silo,pole", "option.warmup.scenarios"),
    territories("training,creuse"),
    replicates(20, 1, "option.warmup.replicates"),
    SEED,
    form("table", "json"),
    LANG,
    WORKERS,
)
# Two Januaries and a December after the reform, so that every process acts.
SHORT: Final = (
    "territory=training", "burn_in=0", "reform_month=1", "months=26", "record_people=0",
)  # fmt: skip
OPEN_BORDERS: Final = "access.cross_border=true"
MEGABYTE: Final = 1 << 20


@dataclass(frozen=True)
class Prepared:
    """What was prepared: what, its name, how many seconds it took, and bytes on the disk."""

    what: str
    name: str
    seconds: float
    size: int


@main_guard
def main(argv: list[str]) -> int | None:
    """Run the program; returns an exit code, None for 0."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        print(help_text("warmup", SPEC, compose.groups(), lang=lang))
        return None
    places = {
        place: [
            compose.load_scenario(name, [f"territory={place}", *overrides])
            for name in listed(options["scenarios"], "scenarios")
        ]
        for place in listed(options["territories"], "territories")
    }
    if options["cfg"]:
        first = next(iter(places.values()))[0]
        print(compose.yaml_text(first.model_dump(mode="json")), end="")
        return None
    from sim.engine.digest import CACHE_ROOT

    prepared = [compiled(options["workers"], lang)]
    seeds = range(options["seed"], options["seed"] + options["replicates"])
    prepared += [
        started(place, worlds, seeds, options["workers"], lang) for place, worlds in places.items()
    ]
    if not all(one.size for one in prepared):
        raise InputError(Message("warmup.not_kept", path=str(CACHE_ROOT)))
    if options["format"] == "json":
        print(json.dumps({"cache": str(CACHE_ROOT), "rows": [asdict(one) for one in prepared]}))
        return None
    show(prepared, lang)
    print(f"\n{labelled('warmup.cache', CACHE_ROOT, lang)}")
    return None


def compiled(workers: int, lang: str) -> Prepared:
    """Compile the model: a short world of every shipped scenario, and one with open borders."""
    from sim.engine.jit import KERNEL_CACHE
    from sim.runs.replicates import run_worlds

    names = sorted(path.stem for path in (compose.shipped() / "scenario").glob("*.yaml"))
    worlds = [compose.load_scenario(name, SHORT) for name in names]
    worlds.append(compose.load_scenario("pole", [*SHORT, OPEN_BORDERS]))
    begun = time.perf_counter()
    run_worlds(worlds, range(1, min(workers, 2) + 1), workers=workers, lang=lang)
    size = sum(path.stat().st_size for path in KERNEL_CACHE.rglob("*") if path.is_file())
    return Prepared("kernels", "", time.perf_counter() - begun, size)


def started(place: str, worlds: list[Scenario], seeds: range, workers: int, lang: str) -> Prepared:
    """Warm up the common start of each seed on a territory; worlds with the same start share it."""
    from sim.runs.side_by_side import models_of
    from sim.runs.warmup import kept_size, state_key, territory_of

    territory = territory_of(worlds[0])
    unlike = {
        state_key(world, part, seeds[0]): (world, rank)
        for world in worlds
        for rank, part in enumerate(models_of(world, territory))
    }.values()
    jobs = [(world, rank, seed) for seed in seeds for world, rank in unlike]
    begun = time.perf_counter()
    for _ in each(warm_up, jobs, workers=workers, lang=lang):
        pass
    seconds = time.perf_counter() - begun
    size = sum(
        kept_size(world, models_of(world, territory)[rank], seed) for world, rank, seed in jobs
    )
    return Prepared("starts", place, seconds, size)


def warm_up(job: tuple[Scenario, int, int]) -> None:
    """Warm up one start in this process, given a world, the rank of a model of it, and a seed."""
    from sim.runs.side_by_side import models_of
    from sim.runs.warmup import territory_of, warmed_state

    scenario, rank, seed = job
    warmed_state(scenario, models_of(scenario, territory_of(scenario))[rank], seed)


def show(prepared: list[Prepared], lang: str) -> None:
    """Print the table: what was prepared, seconds, megabytes."""
    heads = [say(f"warmup.{name}", lang) for name in ("what", "seconds", "megabytes")]
    print(table(heads, list(_cells(prepared, lang))))


def _cells(prepared: list[Prepared], lang: str) -> Iterator[list[str]]:
    for one in prepared:
        label = say(f"warmup.{one.what}", lang, place=one.name)
        numbers = (one.seconds, one.size / MEGABYTE)
        yield [label, *(labels.number(number, 1, lang) for number in numbers)]


if __name__ == "__main__":
    sys.exit(main(None))
