"""One measure after the other, in a process of its own: run by `experiments.benchmark.against`.

It runs on the code of the folder that PYTHONPATH names, which may be an older version: it therefore
imports what both have. Each line of its input is a measure (JSON), each line of its output the
answer, in seconds of the processor unless the measure says otherwise.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim import compose

try:
    from sim.runs.run import open_world, run_world
except ImportError:  # before the folders of today
    from sim.run import open_world, run_world

TRAINING = ("territory=training", "months=120", "record_people=0")
TEN = ("territory.kind=abstract", "territory.people=10", "territory.zones=1", "burn_in=12")
MONTHS = 108  # of a world, from the reform on
SHARES = [0.02 + 0.00001 * k for k in range(5000)]  # of a lever: none is remembered


def _cpu(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _load(name: str, *words: str) -> Any:
    return compose.load_scenario(name, list(words))


def _pole(share: float) -> Any:
    """Return the pole with another lever: made from a scenario where that is possible."""
    pole = _load("pole", *TRAINING)
    if hasattr(pole, "with_"):
        return pole.with_(organisation={"planning_share": share})
    return _load("pole", *TRAINING, f"organisation.planning_share={share}")


def pair() -> Iterator[float]:
    """Two worlds of the training territory, 120 months each, nothing remembered."""
    worlds = [_load(name, *TRAINING) for name in ("silo", "pole")]
    while True:
        yield _cpu(lambda: [run_world(world, 1) for world in worlds])


def forked() -> Iterator[float]:
    """The same two worlds, with the months before the reform simulated once."""
    from sim.runs.fork import forks
    from sim.runs.remembered import forget
    from sim.runs.replicates import run_worlds

    worlds = [_load(name, *TRAINING) for name in ("silo", "pole")]
    while True:
        forget()
        forks.clear()
        yield _cpu(lambda: run_worlds(worlds, [1], progress=False))


def lever() -> Iterator[float]:
    """One lever of the pole moves; both worlds are asked for."""
    from sim.runs.replicates import run_worlds

    silo, pole = (_load(name, *TRAINING) for name in ("silo", "pole"))
    run_worlds([silo, pole], [1], progress=False)
    for share in SHARES:
        moved = pole.with_(organisation={"planning_share": share})
        yield _cpu(lambda world=moved: run_worlds([silo, world], [1], progress=False))


def sweep(points: int) -> Iterator[float]:
    """Move a lever of the pole to many values, both worlds each time; runs per second."""
    silo, pole = (_load(name, *TRAINING) for name in ("silo", "pole"))
    try:
        from sim.runs.replicates import run_worlds
    except ImportError:
        run_worlds = None
    at = 0

    def run() -> None:
        for share in SHARES[at : at + points]:
            if run_worlds is not None and hasattr(pole, "with_"):
                moved = pole.with_(organisation={"planning_share": share})
                run_worlds([silo, moved], [1], progress=False)
            else:
                words = (*TRAINING, f"organisation.planning_share={share}")
                for world in (silo, _load("pole", *words)):
                    run_world(world, 1)

    while True:
        yield 2 * points / _cpu(run)
        at += points


def _stretches(scenario: str, words: list[str], length: int) -> Iterator[tuple[float, int]]:
    """Seconds of a month and persons of a world, stretch by stretch from the reform on."""
    world = _load(scenario, *words, "months=120")
    while True:
        model = open_world(world, 1)
        model.run_for(world.clock.reform_month + 1)
        for _ in range(MONTHS // length):
            seconds = _cpu(lambda model=model: model.run_for(length))
            yield seconds / length, model.people.size - len(model.people.free)


def months(scenario: str, words: list[str]) -> Iterator[float]:
    """Ns per person-month of a world, year by year."""
    for seconds, persons in _stretches(scenario, words, 12):
        yield seconds / persons * 1e9


def ten(scenario: str) -> Iterator[float]:
    """Microseconds of a month of a world of ten persons."""
    for seconds, _ in _stretches(scenario, list(TEN), 100):
        yield seconds * 1e6


def joint(scenario: str, territory: str, length: int) -> Iterator[dict[str, Any]]:
    """Simulate a territory as one model: seconds of the wall clock, memory and digest."""
    from sim.runs.run import close_world

    world = _load(scenario, f"territory={territory}", f"months={length}", "burn_in=12")
    yield _compile(scenario)
    while True:
        model = open_world(world, 1)
        began = time.perf_counter()
        model.run_for(length)
        run = close_world(model)
        seconds = time.perf_counter() - began
        yield {"seconds": seconds, "digest": run.digest(), "mb": _peak()}


def apart(scenario: str, territory: str, length: int, threads: int) -> Iterator[dict[str, Any]]:
    """Simulate the same, its départements side by side."""
    from sim.runs.side_by_side import models_of, simulate
    from sim.runs.warmup import territory_of, warmed_state

    world = _load(scenario, f"territory={territory}", f"months={length}", "burn_in=12")
    place = territory_of(world)
    for part in models_of(world, place):
        warmed_state(world, part, 1)
    yield _compile(scenario)
    while True:
        began, cpu = time.perf_counter(), time.process_time()
        (run,) = simulate([world], [place], 1, threads=threads)
        yield {
            "seconds": time.perf_counter() - began,
            "cpu": time.process_time() - cpu,
            "digest": run.digest(),
            "persons": place.present,
            "mb": _peak(),
        }


def _compile(scenario: str) -> dict[str, Any]:
    """Run a small world, so that nothing is compiled while a large one is timed."""
    run_world(_load(scenario, "territory=training", "months=24", "burn_in=0"), 1)
    return {}


def _peak() -> float:
    """Largest memory of this process, MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Answer each line; a measure goes on from where it was."""
    begun: dict[str, Iterator[Any]] = {}
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        if line not in begun:
            begun[line] = globals()[name](*arguments)
            next(begun[line])  # compiles, and warms up
            gc.collect()
            gc.freeze()  # what stays is not looked through while something is timed
        print(json.dumps(next(begun[line])), flush=True)


if __name__ == "__main__":
    main()
