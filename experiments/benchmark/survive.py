"""A long sweep whose driver and workers are killed: ``python -m experiments.benchmark survive``.

10,000 runs of the training territory (100 points, 50 seeds, 2 scenarios), twice: once undisturbed,
once with the driver killed twice and a worker three times. Nothing may be lost or be there twice,
and both digests must be the same.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from experiments.cli.arguments import Option, parse
from experiments.cli.help import help_text
from experiments.cli.options import LANG, WORKERS, form, replicates
from experiments.cli.screen import table
from sim.compose.sentences import one_line
from sim.errors import InputError
from sim.lang import Message, number, say
from sim.sweep import design
from sim.sweep.study import Study

__all__ = ["SPEC", "main"]

SPEC: Final = (
    Option("points", int, 100, "option.benchmark.survive_points", low=2, high=100_000),
    replicates(50, 1),
    form("table", "json"),
    LANG,
    WORKERS,
)
WORDS: Final = ("territory=training", "months=24", "reform_month=6", "record_people=0")
# What is killed, and at which share of the runs.
KILLED: Final = (
    (0.1, "worker"), (0.25, "driver"), (0.4, "worker"), (0.6, "driver"), (0.75, "worker"),
)  # fmt: skip
LOOK: Final = 0.5  # seconds


def main(argv: Sequence[str]) -> int:
    """Read the words after ``survive``, run both sweeps, print; 1 if they differ."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        about = say("benchmark.survive_about", lang)
        print(help_text("benchmark", SPEC, {}, about=about, verbs=("survive",), lang=lang))
        return 0
    if overrides or options["cfg"]:
        word = overrides[0] if overrides else "--cfg"
        raise InputError(Message("benchmark.fixed", word=one_line(word)))
    with tempfile.TemporaryDirectory() as folder:
        found = [
            _swept(Path(folder) / name, options, killed)
            for name, killed in (("undisturbed", ()), ("killed", KILLED))
        ]
    same = found[0]["digest"] == found[1]["digest"]
    whole = all(one["ok"] == one["rows"] == one["planned"] for one in found)
    if options["format"] == "json":
        print(json.dumps({"sweeps": found, "same": same, "whole": whole}, indent=2))
    else:
        names = ("planned", "ok", "rows", "kills", "seconds", "driver_mb", "worker_mb", "disk_mb")
        rows = [
            [say(f"benchmark.survive_{name}", lang), *(number(x[name], 0, lang) for x in found)]
            for name in names
        ]
        rows.append([say("sweep.digest", lang), *(x["digest"][:8] for x in found)])
        heads = [say(f"benchmark.survive_{n}", lang) for n in ("measure", "undisturbed", "killed")]
        print(table(heads, rows))
    return 0 if same and whole else 1


def _swept(folder: Path, options: dict[str, Any], killed: Sequence[tuple[float, str]]) -> Any:
    points = design.latin_hypercube(
        {"organisation.planning_share": (0.0, 0.1), "organisation.referent_share": (0.0, 0.1)},
        options["points"],
    )
    study = Study(
        "silo", "pole", design=points, overrides=WORDS, replicates=options["replicates"],
        folder=folder,
    )  # fmt: skip
    total = study.status().planned
    todo, kills, peak = list(killed), 0, 0.0
    begun = time.perf_counter()
    driver = _driver(folder, options["workers"])
    while True:
        time.sleep(LOOK)
        peak = max(peak, _memory(driver.pid))
        if todo and driver.poll() is None and study.status().ok >= todo[0][0] * total:
            what = todo.pop(0)[1]
            os.kill(_child(driver.pid) if what == "worker" else driver.pid, signal.SIGKILL)
            kills += 1
            if what == "driver":
                driver.wait()
                driver = _driver(folder, options["workers"])
        elif driver.poll() is not None:
            break
    seconds = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    runs = study.runs()
    return {
        "planned": total, "ok": study.status().ok, "kills": kills, "seconds": seconds,
        "rows": len(runs), "driver_mb": peak, "worker_mb": float(runs["memory_mb"].max()),
        "disk_mb": size / 2**20, "digest": study.digest(),
    }  # fmt: skip


def _driver(folder: Path, workers: int) -> subprocess.Popen[bytes]:
    words = ["resume", f"out={folder}", f"workers={workers}", "chunk=50"]
    return subprocess.Popen(
        [sys.executable, "-m", "experiments.sweep", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _child(pid: int) -> int:
    """Return a worker of a driver: the child that used the most memory (Linux)."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return max(map(int, text.split()), key=_memory)


def _memory(pid: int) -> float:
    """Megabytes that a process holds; 0 when it has ended (Linux)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
