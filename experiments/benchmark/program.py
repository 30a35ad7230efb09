"""How fast the model is: ns per person-month of each process, and what the machine can do.

    python -m experiments.benchmark
    python -m experiments.benchmark format=json sizes=all
    python -m experiments.benchmark territory=france months=120 scenario=silo
    python -m experiments.benchmark against=COMMIT country=true
    python -m experiments.benchmark sweep
    python -m experiments.benchmark survive
    python -m experiments.benchmark app

With a commit, the targets of docs/engine.md are measured as ratios to it
(`experiments.benchmark.against`). With a territory, the stages of one run are timed separately:
start-up, burn-in and months, with the seconds and peak memory of each
(`experiments.benchmark.stages`).

Nanoseconds depend on the machine and its load. The result to compare is the ratio to two rooflines
measured in the same run on the same columns, one thread: *copy* (all columns of all persons copied
once) and *touch* (each number read and written once). The plain Mesa twin of `tests/twin` is also
timed if it is available.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from statistics import median
from typing import Any, Final

from experiments.benchmark import against
from experiments.benchmark.stages import scenario_of, time_stages
from experiments.benchmark.stages import table as stages_table
from experiments.benchmark.table import (
    LIMIT_ARGUMENTS,
    LIMIT_GROWTH,
    LIMIT_RATIO,
    LIMIT_TRAINING_MS,
    table,
)
from experiments.benchmark.timing import (
    SCENARIOS,
    SMALLEST,
    count_arguments,
    time_reading,
    time_start,
    time_training,
    time_twin,
    time_world,
)
from experiments.cli.arguments import Option, parse
from experiments.cli.exits import main_guard
from experiments.cli.help import help_text
from experiments.cli.options import LANG, SEED, THREADS, form
from sim.compose.sentences import one_line
from sim.engine.jit import FIRST_COMPILATION
from sim.errors import InputError
from sim.lang import Message, say

SIZES: Final = {
    "small": (SMALLEST,),
    "some": (SMALLEST, "creuse", "nord"),
    "all": (SMALLEST, "creuse", "nord", "france"),
}
PARTS: Final = ("sweep", "survive", "app")  # modules with a program of their own
SPEC: Final = (
    Option(
        "months", int, 36, "option.benchmark.months",
        low=12, high=1200,
    ),
    Option(
        "burn_in", int, 240, "option.benchmark.burn_in", low=0, high=2400,
    ),
    Option(
        "scenario", str, "all", "option.benchmark.scenario",
        choices=("all", *SCENARIOS),
    ),
    Option(
        "sizes", str, "some", "option.benchmark.sizes", choices=tuple(SIZES),
    ),
    Option(
        "twin_months", int, 3, "option.benchmark.twin_months", low=0, high=120,
    ),
    Option("against", str, "", "option.benchmark.against"),
    Option("turns", int, 20, "option.benchmark.turns", low=1, high=1000),
    Option("country", bool, False, "option.benchmark.country"),
    THREADS,
    SEED,
    form("table", "json"),
    LANG,
)  # fmt: skip


def measure(options: dict[str, Any]) -> dict[str, Any]:
    """Take all measures that the options ask for."""
    lang = options["lang"]
    _show(say("compiling" if FIRST_COMPILATION else "benchmark.kept", lang), lang)
    seed = options["seed"]
    timings = []
    for territory in SIZES[options["sizes"]]:
        for scenario in SCENARIOS:
            _show(f"{territory}, {scenario}", lang)
            timings.append(time_world(territory, scenario, seed, options["months"]))
    _show(say("benchmark.two", lang), lang)
    pair = time_training(seed)
    twins = []
    why = "no_twin_asked"
    for timing in timings[: len(SCENARIOS)] if options["twin_months"] else ():
        _show(say("benchmark.one_twin", lang, name=timing.scenario), lang)
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
        "arguments": {name: _months(count_arguments(name, seed)) for name in SCENARIOS},
        "start_seconds": time_start(),
        "reading_ratio": time_reading(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "accepted": {
            "ratio": LIMIT_RATIO,
            "training_pair_ms": LIMIT_TRAINING_MS,
            "growth": LIMIT_GROWTH,
            "arguments": LIMIT_ARGUMENTS,
        },
    }


def _months(counts: Sequence[int]) -> dict[str, int]:
    return {"usual": int(median(counts)), "most": max(counts)}


def _show(text: str, lang: str) -> None:
    """Show the current step on standard error."""
    print(say("benchmark.progress", lang, text=text), file=sys.stderr, flush=True)


def run_stages(options: dict[str, Any], overrides: Sequence[str]) -> int:
    """Time the stages of runs on one territory."""
    names = SCENARIOS if options["scenario"] == "all" else (options["scenario"],)
    found = []
    for name in names:
        # Words are checked before anything is timed.
        scenario_of(name, overrides, options["months"], options["burn_in"])
    for name in names:
        _show(f"{' '.join(overrides)}, {name}", options["lang"])
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


def run_against(options: dict[str, Any]) -> int:
    """Measure the targets as ratios to another commit, with the rooflines of the same run."""
    lang = options["lang"]
    found = against.measure_all(
        options["against"],
        options["turns"],
        with_country=options["country"],
        show=lambda name: _show(say(f"against.{name}", lang), lang),
    )
    timing = time_world("nord", "silo", options["seed"], 12)
    found["rooflines"] = {"copy": timing.copy, "touch": timing.touch}
    if options["format"] == "json":
        print(json.dumps(found, indent=2))
    else:
        print(against.table(found, lang))
    return 0


@main_guard
def main(argv: list[str]) -> int:
    """Read the words, measure, print."""
    if argv and argv[0] in PARTS:
        part = import_module(f"experiments.benchmark.{argv[0]}")
        return int(part.main(argv[1:]))
    options, overrides = parse(argv, SPEC)
    if options["help"]:
        print(help_text("benchmark", SPEC, {}, lang=options["lang"]))
        return 0
    if any(word.startswith("territory=") for word in overrides):
        return run_stages(options, overrides)
    if overrides or options["cfg"]:
        word = overrides[0] if overrides else "--cfg"
        raise InputError(Message("benchmark.fixed", word=one_line(word)))
    if options["against"]:
        return run_against(options)
    found = measure(options)
    if options["format"] == "json":
        print(json.dumps(found, indent=2))
    else:
        print(table(found, options["lang"]))
    return 0
