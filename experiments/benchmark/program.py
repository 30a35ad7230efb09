"""How fast the model is: ns per person-month of each process, beside what the machine can do.

    python -m experiments.benchmark
    python -m experiments.benchmark format=json sizes=all
    python -m experiments.benchmark territory=france months=120 scenario=silo

With a territory, one run is taken apart: start-up, burn-in and months, seconds and peak memory of
each (`experiments.benchmark.stages`).

Figures of nanoseconds belong to one machine and one day. What is kept is the ratio to two rooflines
measured in the same run on the same columns, one thread: *copy* (all columns of all persons copied
once) and *touch* (each number read and written once). The plain Mesa twin of `tests/twin` is run
beside them where it is there.
"""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from statistics import median
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from experiments.benchmark.stages import scenario_of, time_stages
from experiments.benchmark.stages import table as stages_table
from experiments.cli.arguments import Option, parse
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from sim import compose
from sim.engine.jit import FIRST_COMPILATION, kernel
from sim.model.model import SectorModel
from sim.runs.run import open_world, run_world
from sim.runs.warmup import territory_of
from sim.state import counts as tally
from sim.state.people import People

Array = npt.NDArray[Any]

SIZES: Final = {
    "small": ("training",),
    "some": ("training", "creuse", "nord"),
    "all": ("training", "creuse", "nord", "france"),
}
SCENARIOS: Final = ("silo", "pole")
REPEATS: Final = 5
TWIN: Final = "tests.twin.baseline"
MONTHS_OF_TRAINING: Final = 120

# What is accepted; the reasons are in docs/engine.md.
LIMIT_RATIO: Final = 5.0
LIMIT_TRAINING_MS: Final = 100.0
LIMIT_GROWTH: Final = 1.5

SPEC: Final = (
    Option(
        "months",
        int,
        36,
        "months timed, whole years",
        "mois chronométrés, par années entières",
        low=12,
        high=1200,
    ),
    Option(
        "burn_in",
        int,
        240,
        "months of burn-in, with a territory",
        "mois de mise en régime, avec un territoire",
        low=0,
        high=2400,
    ),
    Option(
        "threads",
        int,
        1,
        "threads over persons, with a territory",
        "fils d'exécution, par personnes, avec un territoire",
        low=1,
        high=256,
    ),
    Option(
        "scenario",
        str,
        "all",
        "scenario, with a territory",
        "scénario, avec un territoire",
        choices=("all", *SCENARIOS),
    ),
    Option(
        "sizes",
        str,
        "some",
        "territories: training; with creuse and nord; with france too",
        "territoires : training ; avec creuse et nord ; avec france aussi",
        choices=tuple(SIZES),
    ),
    Option(
        "twin_months",
        int,
        3,
        "months of the plain twin; 0 to leave it out",
        "mois du jumeau écrit simplement ; 0 pour s'en passer",
        low=0,
        high=120,
    ),
    Option("seed", int, 1, "seed", "graine", low=0),
    Option(
        "format",
        str,
        "table",
        "form of the answer",
        "forme de la réponse",
        choices=("table", "json"),
    ),
    Option("lang", str, "fr", "language", "langue", choices=("fr", "en")),
)

_SAY: Final = {
    "en": {
        "about": "Times the model: ns per person-month of each process beside the rooflines.",
        "process": "process",
        "rest": "ledgers, calendar",
        "total": "total",
        "copy": "copying the columns",
        "touch": "touching the columns",
        "ratio": "total / touch",
        "head": "ns per person-month",
        "persons": "persons",
        "accepted": "accepted",
        "pair": "two training worlds of {months} months, warm: {ms:.0f} ms (accepted {limit:.0f})",
        "growth": "growth from the smallest to the largest, {name}: {by:.2f} times",
        "twin": "the twin, {name}, {months} months: {ns:,.0f} ns, {ratio:,.0f} times the model",
        "no_twin": "The twin was not timed: {why}.",
        "start": "starting Python and importing the model: {s:.1f} s; largest memory: {mb:.0f} MB",
    },
    "fr": {
        "about": "Chronomètre le modèle : ns par personne-mois de chaque processus, à côté des "
        "limites de la machine.",
        "process": "processus",
        "rest": "comptes, calendrier",
        "total": "total",
        "copy": "copier les colonnes",
        "touch": "toucher les colonnes",
        "ratio": "total / toucher",
        "head": "ns par personne-mois",
        "persons": "personnes",
        "accepted": "accepté",
        "pair": "deux mondes d'exercice de {months} mois, à chaud : {ms:.0f} ms "
        "(accepté {limit:.0f})",
        "growth": "croissance du plus petit au plus grand, {name} : {by:.2f} fois",
        "twin": "le jumeau, {name}, {months} mois : {ns:,.0f} ns, {ratio:,.0f} fois le modèle",
        "no_twin": "Le jumeau n'a pas été chronométré : {why}.",
        "start": "démarrer Python et importer le modèle : {s:.1f} s ; mémoire : {mb:.0f} Mo",
    },
}


@dataclass(frozen=True)
class Timing:
    """One scenario on one territory.

    Attributes
    ----------
    processes : dict
        ns per person-month by process, over whole years.
    rest : float
        ns per person-month of ledgers, Mesa's calendar and the walk itself.
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
        """How many times the roofline of touching."""
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
    """Run a model and time each process: seconds a month by process, of the rest, and persons.

    Whole years are summed and the median year is kept: what is done once a quarter or once a year
    (calls, counts of every row) counts in full, and a hiccup of the machine does not.
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
        persons.append(median(int(counts[tally.PEOPLE]) for counts in model.series[-12:]))
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
    if territory == SIZES["small"][0]:
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
    """Time the plain Mesa twin on the training territory: ns per person-month, or 0 and why not."""
    try:
        run_twin = importlib.import_module(TWIN).run_twin
    except (ImportError, AttributeError):
        return 0.0, f"{TWIN}.run_twin is not there (it is part of a checkout, not of the wheel)"
    what = compose.load_scenario(
        scenario, ["territory=training", f"months={months}", "burn_in=0", "reform_month=0"]
    )
    place = territory_of(what)
    seconds = _seconds(lambda: run_twin(what, place, seed, months))
    return seconds / months / float(place.present) * 1e9, ""


def time_start() -> float:
    """Seconds to start Python and import what a run needs."""
    return _usual(lambda: subprocess.run([sys.executable, "-c", "import sim.runs.run"], check=True))


def measure(options: dict[str, Any]) -> dict[str, Any]:
    """Take all measures that the options ask for."""
    _tell("compiling, once" if FIRST_COMPILATION else "kernels are compiled")
    seed = options["seed"]
    timings = []
    for territory in SIZES[options["sizes"]]:
        for scenario in SCENARIOS:
            _tell(f"{territory}, {scenario}")
            timings.append(time_world(territory, scenario, seed, options["months"]))
    _tell("two training worlds")
    pair = time_training(seed)
    twins = []
    why = "twin_months=0 was asked for"
    for timing in timings[: len(SCENARIOS)] if options["twin_months"] else ():
        _tell(f"twin, {timing.scenario}")
        ns, why = time_twin(timing.scenario, seed, options["twin_months"])
        if ns:
            ratio = ns / timing.total
            twins.append({"scenario": timing.scenario, "ns": ns, "ratio": ratio})
    growth = {
        name: timings[-len(SCENARIOS) + i].total / timings[i].total
        for i, name in enumerate(SCENARIOS)
    }
    return {
        "months": options["months"],
        "seed": seed,
        "worlds": [asdict(t) | {"total": t.total, "ratio": t.ratio} for t in timings],
        "training_pair_ms": pair,
        "growth": growth if options["sizes"] != "small" else {},
        "twin_months": options["twin_months"],
        "twins": twins,
        "no_twin": why,
        "start_seconds": time_start(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "accepted": {
            "ratio": LIMIT_RATIO,
            "training_pair_ms": LIMIT_TRAINING_MS,
            "growth": LIMIT_GROWTH,
        },
    }


def _tell(text: str) -> None:
    print(f"benchmark: {text} …", file=sys.stderr, flush=True)


def table(found: dict[str, Any], lang: str) -> str:
    """Return the measures as text, one column for each world."""
    say = _SAY[lang]
    worlds = found["worlds"]
    names = list(worlds[0]["processes"])
    rows: list[tuple[str, list[str]]] = [
        (say["head"], [w["territory"] for w in worlds]),
        ("", [w["scenario"] for w in worlds]),
        (say["persons"], [f"{w['persons']:,}" for w in worlds]),
        *((name, [f"{w['processes'].get(name, 0):.2f}" for w in worlds]) for name in names),
        (say["rest"], [f"{w['rest']:.2f}" for w in worlds]),
        (say["total"], [f"{w['total']:.1f}" for w in worlds]),
        (say["copy"], [f"{w['copy']:.1f}" for w in worlds]),
        (say["touch"], [f"{w['touch']:.1f}" for w in worlds]),
        (f"{say['ratio']} (≤ {LIMIT_RATIO:g})", [f"{w['ratio']:.1f}" for w in worlds]),
    ]
    first = max(len(left) for left, _ in rows) + 2
    width = max(len(cell) for _, cells in rows for cell in cells) + 2
    lines = [left.ljust(first) + "".join(c.rjust(width) for c in cells) for left, cells in rows]
    lines.insert(3, "─" * len(lines[0]))
    lines.append("")
    lines.append(
        say["pair"].format(
            months=MONTHS_OF_TRAINING, ms=found["training_pair_ms"], limit=LIMIT_TRAINING_MS
        )
    )
    for name, by in found["growth"].items():
        text = say["growth"].format(name=name, by=by)
        lines.append(f"{text} ({say['accepted']} {LIMIT_GROWTH:g})")
    for twin in found["twins"]:
        lines.append(
            say["twin"].format(
                name=twin["scenario"],
                months=found["twin_months"],
                ns=twin["ns"],
                ratio=twin["ratio"],
            )
        )
    if not found["twins"]:
        lines.append(say["no_twin"].format(why=found["no_twin"]))
    lines.append(say["start"].format(s=found["start_seconds"], mb=found["peak_mb"]))
    return "\n".join(lines)


def run_stages(options: dict[str, Any], overrides: Sequence[str]) -> int:
    """Take runs on one territory apart."""
    names = SCENARIOS if options["scenario"] == "all" else (options["scenario"],)
    found = []
    for name in names:
        # Words are checked before anything is timed.
        scenario_of(name, overrides, options["months"], options["burn_in"])
    for name in names:
        _tell(f"{' '.join(overrides)}, {name}")
        taken = time_stages(
            name,
            overrides,
            options["seed"],
            options["months"],
            options["burn_in"],
            options["threads"],
        )
        found.append(taken)
        if options["format"] != "json":
            print(stages_table(taken, options["lang"]), flush=True)
    if options["format"] == "json":
        print(json.dumps(found, indent=2))
    return 0


def run(argv: Sequence[str]) -> int:
    """Read the words, measure, print."""
    options, overrides = parse(argv, SPEC)
    if options["help"]:
        about = _SAY[options["lang"]]["about"]
        print(help_text("benchmark", SPEC, {}, about=about, lang=options["lang"]))
        return 0
    if any(word.startswith("territory=") for word in overrides):
        return run_stages(options, overrides)
    if overrides or options["cfg"] or options["multirun"]:
        print(
            "benchmark times fixed scenarios: it takes its own options, or a territory.",
            file=sys.stderr,
        )
        return 2
    found = measure(options)
    if options["format"] == "json":
        print(json.dumps(found, indent=2))
    else:
        print(table(found, options["lang"]))
    return 0


main = main_guard(run)
