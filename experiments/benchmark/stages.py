"""Stages of one large run: seconds and peak memory of start-up, burn-in, reload and months.

Called by `experiments.benchmark` when a territory is named.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from experiments.cli.screen import paragraph
from experiments.cli.screen import table as columns
from sim import compose
from sim.lang import number, say
from sim.model.model import SectorModel
from sim.runs import warmup
from sim.runs.run import close_world, open_world
from sim.runs.side_by_side import models_of, simulate
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario

HEADS: Final = ("stage", "seconds", "cpu", "peak_mb", "months")
COUNTED: Final = ("persons", "zones", "establishments", "actors")
SMALL: Final = "training"  # compiles all kernels before anything is timed
T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """One part of a run.

    Attributes
    ----------
    name : str
        ``territory``, ``start``, ``burn_in``, ``keep``, ``reload``, ``run``, ``close``; ``starts``
        and ``side_by_side`` where départements are simulated side by side as well.
    seconds, cpu : float
        Of the wall clock, and of the processor: on a busy machine they differ.
    peak_mb : float
        Largest memory of the process during the stage (since its start if the system does not
        measure stages).
    persons, months : int
        What the stage simulated, 0 if nothing.
    """

    name: str
    seconds: float
    cpu: float
    peak_mb: float
    persons: int = 0
    months: int = 0

    @property
    def ns(self) -> float:
        """Nanoseconds of the processor per person-month, 0 where nothing was simulated."""
        done = self.persons * self.months
        return self.cpu / done * 1e9 if done else 0.0


class Watch:
    """Times stages one after the other."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []

    def time(self, name: str, call: Callable[[], T]) -> T:
        """Call, and note how long it took and how much memory it needed."""
        gc.collect()
        with suppress(OSError):
            # Linux forgets the largest memory so far; elsewhere the peak is that since the start.
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        start, cpu = time.perf_counter(), time.process_time()
        found = call()
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        self.stages.append(Stage(name, seconds, cpu, peak_mb()))
        return found

    def months(self, name: str, model: SectorModel, months: int) -> None:
        """Run some months of a model."""
        self.time(name, lambda: model.run_for(months))
        people = int(model.people.size - len(model.people.free))
        self.stages[-1] = replace(self.stages[-1], persons=people, months=months)


def peak_mb() -> float:
    """Largest memory of this process, in MB."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def scenario_of(name: str, words: Sequence[str], months: int, burn_in: int) -> Scenario:
    """Compose the scenario; the reform comes at the usual month, or half-way through a short run.

    Raises
    ------
    InputError
        When a word cannot be used.
    """
    usual = compose.load_scenario(name).clock.reform_month
    clock = [f"months={months}", f"burn_in={burn_in}", f"reform_month={min(usual, months // 2)}"]
    return compose.load_scenario(name, [*words, *clock])


def time_stages(
    name: str, words: Sequence[str], seed: int, months: int, burn_in: int, threads: int = 1
) -> Any:
    """Run one scenario from nothing to its last month, each stage timed.

    The burn-in is run even when its state is kept from before. A territory of several départements
    is simulated as one model, and then side by side, `threads` départements at a time.
    """
    what = scenario_of(name, words, months, burn_in)
    small = scenario_of(name, [f"territory={SMALL}"], 36, 12)
    close_world(_after(open_world(small, seed), 36))
    watch = Watch()
    place = watch.time("territory", lambda: territory_of(what))
    before = what.before_reform()
    if burn_in:
        model = watch.time("start", lambda: SectorModel(before, place, seed=seed))
        watch.months("burn_in", model, burn_in)
        watch.time("keep", lambda: warmup.keep(what, place, seed, model))
        del model
        model = watch.time("reload", lambda: open_world(what, seed))
    else:
        model = watch.time("start", lambda: open_world(what, seed))
    watch.months("run", model, months)
    run = watch.time("close", lambda: close_world(model))
    parts = models_of(what, place)
    if len(parts) > 1:
        del model
        watch.time("starts", lambda: [warmup.warmed_state(what, part, seed) for part in parts])
        (other,) = watch.time(
            "side_by_side", lambda: list(simulate([what], [place], seed, threads=threads))
        )
        watch.stages[-1] = replace(watch.stages[-1], persons=place.present, months=months)
        assert other.digest() == run.digest()
    return {
        "scenario": name,
        "threads": threads,
        "territory": place.name,
        "persons": place.present,
        "zones": len(place.zones),
        "establishments": len(place.establishments),
        "actors": len(place.actors),
        "digest": run.digest(),
        "stages": [asdict(stage) | {"ns": stage.ns} for stage in watch.stages],
        "peak_mb": max(stage.peak_mb for stage in watch.stages),
    }


def _after(model: SectorModel, months: int) -> SectorModel:
    model.run_for(months)
    return model


def table(found: dict[str, Any], lang: str) -> str:
    """Return the stages as text."""
    counts = {name: number(found[name], 0, lang) for name in COUNTED}
    what = {"territory": found["territory"], "scenario": found["scenario"], **counts}
    heads = [say(f"stage.{name}", lang) for name in HEADS] + [say("benchmark.head", lang)]
    rows = []
    for stage in found["stages"]:
        row = [say(f"stage.{stage['name']}", lang)]
        row += [number(stage[name], 2, lang) for name in ("seconds", "cpu")]
        row.append(number(stage["peak_mb"], 0, lang))
        timed = stage["months"] > 0
        row += [str(stage["months"]), number(stage["ns"], 1, lang)] if timed else ["", ""]
        rows.append(row)
    peak = say("stage.peak", lang, peak=number(found["peak_mb"], 0, lang), digest=found["digest"])
    return "\n".join(
        [paragraph(say("stage.what", lang, **what)), columns(heads, rows), paragraph(peak)]
    )
