"""Planted faults: a copy of the model with a few lines changed, run against its exact cases.

Copies of ``sim`` in temporary folders get textual substitutions, and the program runs there in
processes of its own. Compiling takes most of the time: faults that cannot hide each other share a
copy, and only what a fault reaches is compiled.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.engine.jit import KERNEL_CACHE

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Mutant:
    """One fault: its copy, the line that it changes, and the words of the runs that must see it."""

    name: str
    copy: str
    old: str
    new: str
    runs: tuple[tuple[str, ...], ...]


SMALL = ("zones=60", "months=160", "warmup=40")
MUTANTS = (
    Mutant(
        "a stay ends with probability 1 - exp(-1/L)",
        "a",
        "return draws.geometric(u, 1.0 / mean)",
        "return draws.geometric(u, 1.0 - 2.718281828459045 ** (-1.0 / mean))",
        (
            ("case=V1", "places=4", "load=0.5", "stay=2", *SMALL),
            ("case=V11", "places=10", "load=0.6", "stay=3", *SMALL),
        ),
    ),
    Mutant(
        "rows of the matrix shifted by one",
        "a",
        "total += matrix[level, other]",
        "total += matrix[(level + 1) % matrix.shape[0], other]",
        (
            (
                "case=V18",
                "matrix=[[0.5,0.4,0.1],[0.3,0.5,0.2],[0.2,0.2,0.6]]",
                "people=40",
                "zones=5",
                "months=60",
                "warmup=20",
            ),
        ),
    ),
    Mutant(
        "the twelfths of a year rounded down",
        "a",
        "return period_part(yearly, month, 12)",
        "return yearly // 12 - 1",
        (("case=V25", "months=12", "seeds=1"),),
    ),
    Mutant(
        "luck by row instead of by key",
        "a",
        "u = draws.uniform_of(k_funnel, W.people.luck[i])",
        "u = draws.uniform(k_funnel, np.uint64(i))",
        (("case=V24", "months=12", "seeds=1"),),
    ),
    Mutant(
        "every other place looks at its own list only",
        "b",
        "    if p < 0 or not W.parameters.organisation[0].entry:\n        return own",
        "    if e % 2 or p < 0 or not W.parameters.organisation[0].entry:\n        return own",
        (("case=V2", "silos=2", "places=1", "load=0.3", "stay=2", *SMALL),),
    ),
    Mutant(
        "who finds no place is kept for a month",
        "b",
        'if m.scenario_.places.list_mode == "none":',
        'if m.scenario_.places.list_mode == "none" and m.month % 2:',
        (("case=V6", "places=4", "load=0.9", "stay=4", "law=geometric", *SMALL),),
    ),
    Mutant(
        "the hazard of escalation counted twice",
        "b",
        "draws.uniform_of(k_escalate, lucks[i]) < escalation)",
        "draws.uniform_of(k_escalate, lucks[i]) < 2 * escalation)",
        (("case=V9", "places=2", "load=0.6", "stay=3", "escalation=0.1", *SMALL),),
    ),
    Mutant(
        "a sojourn counted one month too long",
        "c",
        "organisations.month_totals[counts.SOJOURN] += W.month - people.waiting[i]",
        "organisations.month_totals[counts.SOJOURN] += W.month - people.waiting[i] + 1",
        (("case=V5", "zones=2", "people=20", "places=4", "stay=3", "months=60", "seeds=1"),),
    ),
    Mutant(
        "the perimeter of a pole without ingredients links organisations",
        "c",
        "p = organisations.z_perimeter[zone] if linking else -1",
        "p = organisations.z_perimeter[zone]",
        (("case=V24", "months=36", "seeds=1", "seed=2"),),
    ),
    Mutant(
        "overhead that slows nothing",
        "d",
        "return 1.0 / (1.0 - total)",
        "return 1.0 + 0.0 * total",
        (("case=V3", "silos=2", "places=1", "load=0.5", "stay=2", *SMALL),),
    ),
    Mutant(
        "short stays as long as the mean of both",
        "d",
        "return draws.geometric((u - places.stay_long) / (1.0 - places.stay_long), 1.0 / short)",
        "return draws.geometric((u - places.stay_long) / (1.0 - places.stay_long), 1.0 / mean)",
        (("case=V4", "load=0.4", "stay=2", "ratio=4", "share=0.2", *SMALL),),
    ),
    Mutant(
        "half of those who would give up stay",
        "d",
        "return float(access.renounce_rate)",
        "return 0.5 * float(access.renounce_rate)",
        (("case=V7", "places=2", "load=0.9", "stay=2", "renounce=0.2", *SMALL),),
    ),
    Mutant(
        "classes of priority ignored",
        "d",
        "return 1e6",
        "return 1e-6",
        (("case=V8", "places=2", "load=0.6", "stay=2", "first=0.4", *SMALL),),
    ),
    Mutant(
        "nobody is referred from one domain to the next",
        "d",
        "if W.parameters.places[0].sequence == SEQUENCE_SERIAL:",
        "if W.parameters.places[0].sequence == SEQUENCE_SERIAL and d > 0:",
        (("case=V10", "load=0.4", "stay=2", *SMALL),),
    ),
    Mutant(
        "the best file gives way to a newcomer",
        "d",
        "if worst < 0 or rank[held[slot]] > rank[held[worst]]:",
        "if worst < 0 or rank[held[slot]] < rank[held[worst]]:",
        (("case=V21", "months=12", "seeds=1"),),
    ),
    Mutant(
        "the mean difference of waits halved",
        "d",
        "return float((s * (1.0 - s)).sum()) / total if total > 0 else math.nan",
        "return float((s * (1.0 - s)).sum()) / total / 2 if total > 0 else math.nan",
        (("case=V22", "places=2", "load=0.6", "stay=2", *SMALL),),
    ),
    Mutant(
        "groups weighted by their persons in Theil's index",
        "d",
        "within=float(share * mean / all_mean @ np.array(inside)),",
        "within=float(share @ np.array(inside)),",
        (("case=V22", "places=1", "load=0.6", "stay=2", *SMALL),),
    ),
    Mutant(
        "who lacks in as many domains as the cutoff is not counted",
        "d",
        "poor = deprived >= cutoff",
        "poor = deprived > cutoff",
        (("case=V23", "cutoff=2", "people=40", "zones=5", "months=60", "warmup=20"),),
    ),
    Mutant(
        "an actor closes with its last cent",
        "d",
        "if organisations.a_cash[a] < 0 and organisations.a_alive[a] == ALIVE:",
        "if organisations.a_cash[a] <= 0 and organisations.a_alive[a] == ALIVE:",
        (("case=V16", "win=0.5", "reserve=3", "safe=9", "zones=4"),),
    ),
    Mutant(
        "a contract lasts a month less",
        "b",
        "full_contract(W, a, W.month + W.parameters.calls[0].contract_months)",
        "full_contract(W, a, W.month + W.parameters.calls[0].contract_months - 1)",
        (("case=V17", "length=3", "win=0.25", "reserve=4", "zones=4"),),
    ),
    Mutant(
        "bidders ask more where less would have earned more",
        "e",
        "return gain / ((more - less) * max(ceiling - low, 1e-9))",
        "return -gain / ((more - less) * max(ceiling - low, 1e-9))",
        (("case=V12", "bidders=3", "zones=2", "months=420", "warmup=400"),),
    ),
    Mutant(
        "the second best wins",
        "a",
        "first = best < 0 or mark > most",
        "first = best < 0 or mark < most",
        (("case=V13", "bidders=2", "error=0.04", "zones=20", "months=10", "warmup=0"),),
    ),
    Mutant(
        "quality believed to be worth half of what it is",
        "e",
        "return value if award == AWARD_QUALITY_IN_MONEY else 0.0",
        "return value / 2 if award == AWARD_QUALITY_IN_MONEY else 0.0",
        (
            (
                "case=V14",
                "bidders=5",
                "value=36000",
                "dear=0.6",
                "zones=2",
                "months=170",
                "warmup=150",
            ),
        ),
    ),
    Mutant(
        "half of the effort is paid for",
        "e",
        "charge(organisations, a, paid, counts.BID_COSTS)",
        "charge(organisations, a, paid // 2, counts.BID_COSTS)",
        (("case=V15", "bidders=2", "power=1", "zones=5", "months=120", "warmup=80"),),
    ),
    Mutant(
        "who has adopted is seen by half",
        "d",
        "return min(spontaneous + imitate * share, 1.0)",
        "return min(spontaneous + 0.5 * imitate * share, 1.0)",
        (("case=V19", "spontaneous=0.05", "imitate=0.4", "zones=100"),),
    ),
    Mutant(
        "the fitness of the old practice beside that of the new",
        "d",
        "return u * (fitness * new + (all_ - new)) < fitness * new",
        "return u * all_ < new",
        (("case=V20", "fitness=1.5", "actors=4", "zones=20", "months=160", "warmup=40"),),
    ),
)
COPIES = tuple(dict.fromkeys(mutant.copy for mutant in MUTANTS))


def plant(folder: Path, copy: str) -> None:
    """Make a copy of the model in a folder and plant its faults."""
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("sim", "experiments", "configs"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    # Compiled functions are kept under the digest of all that they are made of: the copy compiles
    # what its faults reach, in a cache of its own, and reads the rest.
    shutil.copytree(KERNEL_CACHE, folder / "cache" / "kernels", copy_function=_link)
    for mutant in MUTANTS:
        if mutant.copy == copy:
            path, text = line_of(mutant, folder)
            path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")


def line_of(mutant: Mutant, root: Path) -> tuple[Path, str]:
    """Find the one file of the model that holds the line of a fault; its path and its text."""
    texts = {path: path.read_text(encoding="utf-8") for path in (root / "sim").rglob("*.py")}
    found = [path for path, text in texts.items() for _ in range(text.count(mutant.old))]
    if len(found) != 1:
        raise ValueError(f"{mutant.name}: {len(found)} such lines in the model")
    return found[0], texts[found[0]]


def _link(source: str, target: str) -> None:
    """Files of the cache are replaced, never changed: two folders may share them."""
    try:
        os.link(source, target)
    except OSError:
        with suppress(FileNotFoundError):  # a file that was being written
            shutil.copy2(source, target)


# One process for all runs of a copy: kernels are compiled, or loaded, once.
PROGRAM = """
import json, sys
from experiments.exact import program as exact
for words in json.loads(sys.argv[1]):
    if exact.main([*words, "workers=1", "format=json"]) not in (0, 1):
        sys.exit(f"{words} cannot be run")
    print(flush=True)
"""


def run(folder: Path, runs: Sequence[tuple[str, ...]]) -> list[list[dict[str, Any]]]:
    """Run the program of a folder, once for each line of words; one dict per comparison."""
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "PARCOURS_CACHE": str(folder / "cache"),
    }
    environment.pop("PARCOURS_CONFIGS", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(runs)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    parts = done.stdout.removesuffix("\n\n").split("\n\n")
    if len(parts) != len(runs):
        raise RuntimeError(f"{len(runs)} runs, but {len(parts)} answers")
    return [[json.loads(line) for line in part.splitlines()] for part in parts]


def distance(line: dict[str, Any]) -> float:
    """Return the standard errors by which a line is off; what is at most so much may be less."""
    if line["z"] is None:
        return 0.0
    z = float(line["z"])
    return z if line["quantity"].startswith("another ") else abs(z)


def detected(lines: list[dict[str, Any]]) -> bool:
    """Whether some comparison is more than six standard errors off, or unequal."""
    return any(line.get("equal") is False or distance(line) > 6 for line in lines)
