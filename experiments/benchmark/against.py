"""The targets of the engine as ratios to another commit, both measured in turns in one run.

The other commit gets a worktree and a cache of its own, which are removed afterwards. Each measure
runs in one process for each version (`experiments.benchmark.probe`), turn by turn, so that a slow
moment of the machine slows both; the medians are compared.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from experiments.benchmark import probe
from experiments.cli.screen import paragraph
from experiments.cli.screen import table as columns
from sim.errors import InputError
from sim.lang import Message, number, say

ROOT: Final = Path(__file__).resolve().parents[2]
NORD: Final = ["territory=nord", "burn_in=24"]
MAIN_JOB: Final = ("a=silo", "b=pole", "territory=creuse", "replicates=20", "seed=1", "lang=en")
SWEEP: Final = 200  # points
SLOW: Final = 3  # turns of what takes long


@dataclass(frozen=True)
class Measure:
    """One line of the table.

    Attributes
    ----------
    name
        Key of its sentence, under ``against``.
    before, after
        What the probe measures on each version.
    limit
        Accepted ratio of after to before; where `more` is better, the least one.
    scale, digits
        From the probe's unit to the one printed, and its digits.
    slow
        Whether it takes long: measured in fewer turns.
    """

    name: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]
    limit: float
    scale: float = 1e3
    digits: int = 1
    more: bool = False
    slow: bool = False


MEASURES: Final = (
    Measure("lever", ("pair",), ("lever",), 0.5),
    Measure("pair", ("pair",), ("pair",), 0.75),
    Measure("forked", ("pair",), ("forked",), 0.65),
    Measure("ten_silo", ("ten", "silo"), ("ten", "silo"), 0.6, scale=1, digits=0),
    Measure("ten_pole", ("ten", "pole"), ("ten", "pole"), 0.6, scale=1, digits=0),
    Measure("nord_silo", ("months", "silo", NORD), ("months", "silo", NORD), 0.85, scale=1),
    Measure("nord_pole", ("months", "pole", NORD), ("months", "pole", NORD), 0.9, scale=1),
    Measure("sweep", ("sweep", SWEEP), ("sweep", SWEEP), 1.5, scale=1, more=True, slow=True),
)


@dataclass(frozen=True)
class Found:
    """What was measured: medians in the unit printed, their ratio, and the accepted one."""

    name: str
    before: float
    after: float
    ratio: float
    limit: float
    met: bool
    turns: int
    digits: int = 1


class Version:
    """One version of the code, and the process that measures it."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache
        self.environment = {
            **os.environ, "PYTHONPATH": str(folder), "PARCOURS_CACHE": str(cache),
            "PARCOURS_ASSUMPTIONS": "default",  # the worlds that an older commit has too
        }  # fmt: skip
        self.process: subprocess.Popen[str] | None = None

    def ask(self, measure: Sequence[Any]) -> Any:
        """Return the next answer of the probe."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, probe.__file__],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(measure) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise InputError(Message("against.failed", name=str(measure[0])))
        return json.loads(line)

    def seconds(self, module: str, *words: str) -> float:
        """Run a program; return the seconds of the wall clock."""
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", module, *words, f"out={folder}/run"],
                cwd=self.folder, env=self.environment, check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            return time.perf_counter() - begun

    def end(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def versions(commit: str) -> Iterator[tuple[Version, Version]]:
    """Check out the other commit; yield it and this version, each with an empty cache.

    Raises
    ------
    InputError
        When this is not a git checkout, or has no such commit.
    """
    with tempfile.TemporaryDirectory() as scratch:
        there = Path(scratch) / "before"
        made = _git("worktree", "add", "--detach", str(there), commit)
        if made.returncode:
            raise InputError(Message("against.commit", commit=commit))
        before = Version(there, Path(scratch) / "cache_before")
        after = Version(ROOT, Path(scratch) / "cache_after")
        try:
            yield before, after
        finally:
            before.end()
            after.end()
            shutil.rmtree(there, ignore_errors=True)
            _git("worktree", "prune")


def _git(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)


def compare(measure: Measure, before: Version, after: Version, turns: int) -> Found:
    """Measure both versions turn by turn."""
    turns = min(turns, SLOW) if measure.slow else turns
    pairs = [(before.ask(measure.before), after.ask(measure.after)) for _ in range(turns)]
    return _found(measure.name, pairs, measure.limit, measure.scale, measure.digits, measure.more)


def _found(
    name: str,
    pairs: Sequence[tuple[float, float]],
    limit: float,
    scale: float = 1.0,
    digits: int = 1,
    more: bool = False,
) -> Found:
    one, other = (median(values) * scale for values in zip(*pairs, strict=True))
    ratio = other / one
    met = ratio >= limit if more else ratio <= limit
    return Found(name, one, other, ratio, limit, met, len(pairs), digits)


def main_job(before: Version, after: Version) -> list[Found]:
    """Time the first run of the main job from nothing, and the ones after it."""
    job = ("experiments.compare", *MAIN_JOB)
    first = [(before.seconds(*job), after.seconds(*job))]
    later = [(before.seconds(*job), after.seconds(*job)) for _ in range(SLOW)]
    return [_found("first_run", first, 1.0), _found("second_run", later, 0.7)]


def country(after: Version, months: int, threads: int) -> dict[str, Any]:
    """Simulate the country as one model, then its départements side by side, and a small one."""
    found: dict[str, Any] = {"months": months, "threads": threads, "worlds": []}
    for scenario in ("silo", "pole"):
        joint = after.ask(("joint", scenario, "france", months))
        after.end()  # the largest memory is that of a process
        apart = after.ask(("apart", scenario, "france", months, threads))
        after.end()
        one = after.ask(("apart", scenario, "ardeche", months, 1))
        after.end()
        ns = [x["cpu"] / x["persons"] / months * 1e9 for x in (apart, one)]
        found["worlds"].append(
            {
                "scenario": scenario,
                "persons": apart["persons"],
                "joint": joint["seconds"],
                "apart": apart["seconds"],
                "ratio": apart["seconds"] / joint["seconds"],
                "same": apart["digest"] == joint["digest"],
                "mb": apart["mb"],
                "growth": ns[0] / ns[1],
            }
        )
    return found


def measure_all(
    commit: str, turns: int, *, with_country: bool, show: Callable[[str], None]
) -> dict[str, Any]:
    """Take all measures; `show` gets the name of each one before it begins."""
    with versions(commit) as (before, after):
        show("first_run")
        found = main_job(before, after)
        for measure in MEASURES:
            show(measure.name)
            found.append(compare(measure, before, after, turns))
        answer: dict[str, Any] = {"against": commit, "measures": [asdict(one) for one in found]}
        if with_country:
            show("france")
            after.end()
            answer["country"] = country(after, 120, 2)
    return answer


def table(answer: dict[str, Any], lang: str) -> str:
    """Return the measures as text."""
    rows = []
    for one in answer["measures"]:
        words = [number(one[name], one["digits"], lang) for name in ("before", "after")]
        ratios = [number(one[name], 2, lang) for name in ("ratio", "limit")]
        met = say("against.met" if one["met"] else "against.not_met", lang)
        rows.append([say(f"against.{one['name']}", lang), *words, *ratios, met, str(one["turns"])])
    heads = [
        say(f"against.{name}", lang)
        for name in ("measure", "before", "after", "ratio", "limit", "whether", "turns")
    ]
    lines = [columns(heads, rows)]
    for world in answer.get("country", {}).get("worlds", ()):
        words = {
            "scenario": world["scenario"],
            "persons": number(world["persons"], 0, lang),
            "threads": str(answer["country"]["threads"]),
            **{name: number(world[name], 0, lang) for name in ("joint", "apart", "mb")},
            **{name: number(world[name], 2, lang) for name in ("ratio", "growth")},
        }
        same = "against.same" if world["same"] else "against.other"
        lines.append(paragraph(f"{say('against.country', lang, **words)} {say(same, lang)}"))
    copy, touch = (number(answer["rooflines"][name], 1, lang) for name in ("copy", "touch"))
    lines.append(paragraph(say("against.rooflines", lang, copy=copy, touch=touch)))
    return "\n".join(lines)
