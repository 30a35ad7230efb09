"""What a sweep costs beside the runs themselves: ``python -m experiments.benchmark sweep``.

Each measure stands beside its target. Seconds depend on the machine and its load; the target of two
workers needs two free cores.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import pyarrow as pa

from experiments.cli.arguments import Option, parse
from experiments.cli.help import help_text
from experiments.cli.options import LANG, form
from experiments.cli.screen import paragraph, table
from sim import compose
from sim.compose.sentences import one_line
from sim.errors import InputError, library
from sim.lang import Message, number, say
from sim.sweep import design, shards, work
from sim.sweep.drive import missing_rows
from sim.sweep.files import whole_parquet
from sim.sweep.model_game import Model
from sim.sweep.plan import configurations, planned
from sim.sweep.runners import Local, Runner, Serial
from sim.sweep.schema import RUNS
from sim.sweep.study import Study

__all__ = ["SPEC", "main", "measures"]

SPEC: Final = (
    Option("runs", int, 100_000, "option.benchmark.sweep_runs", low=1000, high=1_000_000),
    Option("dask", bool, True, "option.benchmark.sweep_dask"),
    form("table", "json"),
    LANG,
)
WORDS: Final = ("territory=training", "months=24", "reform_month=6", "record_people=0")


class Measure(NamedTuple):
    """One measure: its key in the catalogues, its value, and the most (or least) it may be."""

    name: str
    value: float
    target: float
    least: bool = False


def pause(seed: int, seconds_: float = 0.0, number_: int = 0) -> dict[str, float]:
    """Wait, and answer at once: a model that costs nothing."""
    if seconds_:
        time.sleep(seconds_)
    return {"y": float(seed + number_)}


def busy(seed: int, seconds_: float = 0.0, number_: int = 0) -> dict[str, float]:
    """Compute for a while: a model that needs a core."""
    end = time.process_time() + seconds_
    while time.process_time() < end:
        pass
    return {"y": float(seed + number_)}


def main(argv: Sequence[str]) -> int:
    """Read the words after ``sweep``, measure, print."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        about = say("benchmark.sweep_about", lang)
        print(help_text("benchmark", SPEC, {}, about=about, verbs=("sweep",), lang=lang))
        return 0
    if overrides or options["cfg"]:
        word = overrides[0] if overrides else "--cfg"
        raise InputError(Message("benchmark.fixed", word=one_line(word)))
    lacking = _lacking() if options["dask"] else None
    found = list(measures(options["runs"], dask=options["dask"] and lacking is None))
    if options["format"] == "json":
        print(json.dumps([one._asdict() for one in found], indent=2))
        if lacking is not None:
            print(lacking.text(lang), file=sys.stderr)
        return 0
    heads = [say(f"benchmark.sweep_{name}", lang) for name in ("measure", "value", "target")]
    rows = [
        [
            say(f"benchmark.sweep_{one.name}", lang),
            number(one.value, 3, lang),
            ("≥ " if one.least else "≤ ") + number(one.target, 2, lang),
        ]
        for one in found
    ]
    print(table(heads, rows))
    if lacking is not None:
        print(f"\n{paragraph(lacking.text(lang))}")
    print(f"\n{paragraph(say('benchmark.sweep_note', lang))}")
    return 0


def _lacking() -> Message | None:
    """Return why Dask cannot be measured here, None where it can."""
    try:
        library("distributed")
    except InputError as error:
        return error.problems[0]
    return None


def measures(runs: int, *, dask: bool) -> Iterator[Measure]:
    """Take the measures one by one.

    Parameters
    ----------
    runs
        Runs of the driver whose memory is measured; a resume is measured on ten times as many.
    dask
        Whether two workers of Dask are compared with none.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        compose.load_scenario("silo")  # reads the library that composes
        yield Measure("compose", _seconds(lambda: compose.load_scenario("pole", WORDS)), 0.3)
        yield Measure("plan", 1000 * _planning(), 0.05)
        yield Measure("own", 1000 * _own(place / "own"), 0.5)
        yield Measure("share", _share(place / "share"), 0.10)
        yield Measure("resume", _resume(place / "resume", 10 * runs), 1.0)
        yield Measure("memory", _growth(place / "growth", runs), 50.0)
        if dask:
            for name, seconds, target in (("two_short", 0.002, 1.6), ("two_long", 0.05, 1.8)):
                yield Measure(name, _gain(place / name, seconds), target, least=True)


def _seconds(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _planning() -> float:
    """Seconds to check and to plan one run, of 200 points, 2 scenarios and 20 seeds."""
    points = design.latin_hypercube({"crises.rate": (0.0, 0.1), "access.handoff": (0.0, 1.0)}, 200)
    game = Model(("silo", "pole"), WORDS)
    game.configured({}, 0), game.configured({}, 1)  # composing is measured alone
    begun = time.perf_counter()
    made = planned(game, points, configurations(game, points), range(1, 21))
    return (time.perf_counter() - begun) / len(made)


def _toy(folder: Path, function: Any, runs: int, seconds: float = 0.0) -> Study:
    work.forget()
    points = design.grid({"number_": list(range(max(1, runs // 100))), "seconds_": [seconds]})
    return Study(function, design=points, replicates=100, folder=folder)


def _own(folder: Path) -> float:
    """Seconds of ours for one run, in chunks of 50 of a model that costs nothing."""
    study = _toy(folder, pause, 5000)
    return _seconds(lambda: study.run("serial", chunk=50, progress=False)) / len(study.plan)


def _share(folder: Path) -> float:
    """Share of a worker's time that is not simulation, on the training territory.

    Seconds are those of this process, so that other programs count for little.
    """
    from sim.runs.fork import forks, run_forked
    from sim.runs.warmup import territory_of

    shares = [k / 250 for k in range(25)]
    points = design.grid({"organisation.planning_share": shares})
    Study("silo", "pole", design=points, overrides=WORDS, replicates=3, folder=folder)
    worlds = [
        compose.load_scenario(name, [*WORDS, f"organisation.planning_share={share}"])
        for share in shares
        for name in ("silo", "pole")
    ]
    territory = territory_of(worlds[0])

    def alone(seed: int) -> None:
        for world in worlds:
            run_forked(world, seed, territory)

    def swept(seed: int) -> None:
        first = (seed - 1) * len(worlds)  # runs of one seed stand together in the plan
        work.run_chunk(tuple(range(first, first + len(worlds))), folder=str(folder), limit=None)

    ratios = []
    for seed in (1, 2, 3):
        alone(seed)  # compiled, and the start in memory
        taken = []
        for call in (alone, swept):
            forks.clear()
            begun = time.process_time()
            call(seed)
            taken.append(time.process_time() - begun)
        ratios.append(taken[0] / taken[1])
    return 1 - median(ratios)


def _resume(folder: Path, runs: int) -> float:
    """Seconds to find that of as many planned runs as done ones none is left."""
    (folder / "shards").mkdir(parents=True)
    keys = [f"{k * 0x9E3779B97F4A7C15 % 2**128:032x}" for k in range(runs)]
    plan = pa.table({"run_key": keys})
    for first in range(0, runs, 1000):
        part = pa.table(
            {
                "run_key": keys[first : first + 1000],
                "status": ["ok"] * len(keys[first : first + 1000]),
            }
        ).replace_schema_metadata({"series": "0"})
        whole_parquet(folder / "shards" / f"{first:032x}{RUNS}", part)
    begun = time.perf_counter()
    left = missing_rows(plan, shards.done(folder), range(runs))
    assert not left
    return time.perf_counter() - begun


def _growth(folder: Path, runs: int) -> float:
    """Megabytes by which the driver grows while another process does many runs."""
    study = _toy(folder, pause, runs)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    study.run(Local(1), progress=False)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _gain(folder: Path, seconds: float) -> float:
    """How many times as fast two workers of Dask are as none, once they are started."""
    from sim.sweep.on_dask import Dask

    distributed = library("distributed")
    runs = max(100, round(6 / seconds) // 100 * 100)
    taken = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0
    ) as cluster:
        _toy(folder / "first", busy, 100).run(Dask(cluster), chunk=10, progress=False)
        runners: tuple[Runner, ...] = (Serial(), Dask(cluster))
        for runner in runners:
            study = _toy(folder / runner.name, busy, runs, seconds)
            size = max(1, runs // 40)
            begun = time.perf_counter()
            study.run(runner, chunk=size, progress=False)
            taken.append(time.perf_counter() - begun)
    return taken[0] / taken[1]
