"""Nanoseconds of each process of a month, and what the machine can do on the same columns."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim import compose
from sim.engine.jit import kernel
from sim.engine.pointer import Pointer
from sim.model.model import SectorModel
from sim.runs.run import open_world, run_world
from sim.runs.warmup import territory_of
from sim.state import counts
from sim.state.people import People

Array = npt.NDArray[Any]

SMALLEST: Final = "training"
SCENARIOS: Final = ("silo", "pole")
REPEATS: Final = 5
TWIN: Final = "tests.twin.baseline"
MONTHS_OF_TRAINING: Final = 120


@dataclass(frozen=True)
class Timing:
    """One scenario on one territory.

    Attributes
    ----------
    processes : dict
        ns per person-month by process, over whole years.
    rest : float
        ns per person-month of ledgers, Mesa's calendar and the loop itself.
    copy, touch : float
        Rooflines of the same columns, ns per person.
    """

    territory: str
    scenario: str
    persons: int
    processes: dict[str, float]
    rest: float
    copy: float
    touch: float

    @property
    def total(self) -> float:
        """All of a month, ns per person."""
        return sum(self.processes.values()) + self.rest

    @property
    def ratio(self) -> float:
        """Ratio to the roofline *touch*."""
        return self.total / self.touch


@kernel
def touch(column: Array, size: int, nothing: Any) -> None:
    """Read and write each number of a column once; the compiler cannot know that `nothing` is 0."""
    for k in range(column.shape[0]):
        for i in range(size):
            column[k, i] += nothing


def rooflines(people: People) -> tuple[float, float]:
    """Copy, then touch, every column of all persons on one thread; ns per person of each.

    The columns are unchanged afterwards.
    """
    size = people.size
    copied, touched = 0.0, 0.0
    for _, column in people:
        rows = column.reshape(-1, people.capacity)
        target = np.empty_like(rows[:, :size])
        copied += _usual(partial(np.copyto, target, rows[:, :size]))
        touched += _usual(partial(touch, rows, size, column.dtype.type(0)))
    return copied / size * 1e9, touched / size * 1e9


def _usual(call: Callable[[], object]) -> float:
    """Median seconds of a call that has run once before."""
    call()
    return median(_seconds(call) for _ in range(REPEATS))


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def time_processes(model: SectorModel, months: int) -> tuple[dict[str, float], float, float]:
    """Run a model; return seconds per month by process and outside processes, and persons.

    Whole years are summed and the median year is kept. Work done once a quarter or once a year
    (calls, counts of every row) therefore counts in full, and a short slowdown of the machine does
    not.
    """
    spent: dict[str, list[float]] = {process.name: [] for process in model.processes}
    for process in model.processes:
        # Set on the instance: the class, and other models, are left as they are.
        process.step = _timed(process.step, spent[process.name])  # type: ignore[method-assign]
    years: list[dict[str, float]] = []
    rests, persons = [], []
    for _ in range(months // 12):
        for times in spent.values():
            times.clear()
        whole = _seconds(lambda: model.run_for(12))
        years.append({name: sum(times) / 12 for name, times in spent.items()})
        rests.append(whole / 12 - sum(years[-1].values()))
        persons.append(median(int(totals[counts.PEOPLE]) for totals in model.history[-12:]))
    return (
        {name: median(year[name] for year in years) for name in spent},
        median(rests),
        median(persons),
    )


def _timed(step: Callable[[SectorModel], None], times: list[float]) -> Callable[..., None]:
    def timed(model: SectorModel) -> None:
        times.append(_seconds(lambda: step(model)))

    return timed


def time_world(territory: str, scenario: str, seed: int, months: int) -> Timing:
    """Time one scenario on one territory, from the month of its reform on."""
    # Once for whatever is still to be compiled or warmed up.
    reform = compose.load_scenario(scenario).clock.reform_month
    words = [f"territory={territory}", f"months={reform + months}"]
    what = compose.load_scenario(scenario, words)
    if territory == SMALLEST:
        open_world(what, seed).run_for(reform + 12)
    model = open_world(what, seed)
    model.run_for(reform)
    processes, rest, persons = time_processes(model, months)
    copy, touch = rooflines(model.people)
    scale = 1e9 / persons
    return Timing(
        territory,
        scenario,
        int(persons),
        {name: seconds * scale for name, seconds in processes.items()},
        rest * scale,
        copy,
        touch,
    )


def time_training(seed: int) -> float:
    """Milliseconds of the two training worlds that are compared, warm, burn-in in memory."""
    words = ["territory=training", f"months={MONTHS_OF_TRAINING}"]
    worlds = compose.load_scenarios(SCENARIOS, words)
    return _usual(lambda: [run_world(world, seed) for world in worlds]) * 1e3


def time_twin(scenario: str, seed: int, months: int) -> tuple[float, str]:
    """Time the plain Mesa twin on the training territory: ns per person-month, or 0 and why not.

    The reason is a key of the catalogues, under ``benchmark``.
    """
    try:
        run_twin = importlib.import_module(TWIN).run_twin
    except (ImportError, AttributeError):
        return 0.0, "no_twin_there"
    what = compose.load_scenario(
        scenario, ["territory=training", f"months={months}", "burn_in=0", "reform_month=0"]
    )
    place = territory_of(what)
    seconds = _seconds(lambda: run_twin(what, place, seed, months))
    return seconds / months / float(place.present) * 1e9, ""


def time_start() -> float:
    """Seconds to start Python and import what a run needs."""
    return _usual(lambda: _import("sim.runs.run"))


def time_reading() -> float:
    """Start Python and import what reads results: how many times as long as pandas and pyarrow."""
    files = "sim.results.tables, sim.results.comparison_files"
    return _usual(lambda: _import(files)) / _usual(lambda: _import("pandas, pyarrow"))


def _import(modules: str) -> None:
    subprocess.run([sys.executable, "-c", f"import {modules}"], check=True)


def count_arguments(scenario: str, seed: int) -> list[int]:
    """Count the bundles that kernels are given in each month of a year of the training world.

    A bundle is handed over as its address: each reading of it is one argument.
    """
    model = open_world(
        compose.load_scenario(scenario, [f"territory={SMALLEST}", "months=60"]), seed
    )
    model.run_for(24)
    kind: Any = Pointer
    address, read = kind.address, 0

    def counted(bundle: Pointer) -> int:
        nonlocal read
        read += 1
        return int(address.__get__(bundle))

    months = []
    kind.address = property(counted, address.__set__)
    try:
        for _ in range(12):
            before = read
            model.run_for(1)
            months.append(read - before)
    finally:
        kind.address = address
    return months
