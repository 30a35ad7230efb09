"""A long sweep whose driver and workers are killed: ``python -m experiments.benchmark survive``.

10,000 runs of the training territory (100 points, 50 seeds, 2 scenarios), twice: once undisturbed,
once with the driver killed twice and a worker three times. Nothing may be lost or be there twice,
and both digests must be the same. ``runs=400`` makes it small.
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
from typing import IO, Any, Final

from experiments.cli.arguments import Option, parse
from experiments.cli.help import help_text
from experiments.cli.options import LANG, WORKERS, form, replicates
from experiments.cli.screen import table
from sim.compose.sentences import one_line
from sim.errors import InputError
from sim.lang import Message, number, say
from sim.sweep import design
from sim.sweep.study import Study

__all__ = ["KILLED", "SPEC", "main", "planned", "survived"]

SPEC: Final = (
    Option("runs", int, 10_000, "option.benchmark.survive_runs", low=40, high=10_000_000),
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
LOOK: Final = 0.2  # seconds
CHUNKS: Final = 40  # of a small sweep, so that each kill finds one at work


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
            survived(planned(Path(folder) / name, options), options["workers"], killed)
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
    for one in found:
        if one["errors"]:
            print(one["errors"], file=sys.stderr)
    return 0 if same and whole and found[1]["kills"] == len(KILLED) else 1


def planned(folder: Path, options: dict[str, Any]) -> Study:
    """Plan as many runs as asked, rounded to whole points of both scenarios."""
    count = max(2, round(options["runs"] / (2 * options["replicates"])))
    points = design.latin_hypercube(
        {"organisation.planning_share": (0.0, 0.1), "organisation.support_share": (0.0, 0.1)},
        count,
    )
    return Study(
        "silo", "pole", design=points, overrides=WORDS, replicates=options["replicates"],
        folder=folder,
    )  # fmt: skip


def survived(study: Study, workers: int, killed: Sequence[tuple[float, str]]) -> dict[str, Any]:
    """Run a study in other processes, kill some of them, and start the driver again.

    Parameters
    ----------
    killed
        Shares of the runs that are done, and what is killed then: ``driver`` or ``worker``.

    Returns
    -------
    dict
        Runs that were planned, that are done, and that are read; processes that were killed,
        seconds, megabytes, the digest, and what the last driver said when it failed.
    """
    total = study.status().planned
    chunk = max(1, min(50, total // CHUNKS))
    todo, peak = list(killed), 0.0
    begun = time.perf_counter()
    with (study.folder.parent / f"{study.folder.name}.txt").open("w+b") as errors:
        driver = _driver(study.folder, workers, chunk, errors)
        while True:
            time.sleep(LOOK)
            peak = max(peak, _memory(driver.pid))
            if todo and driver.poll() is None and study.status().ok >= todo[0][0] * total:
                pid = driver.pid if todo[0][1] == "driver" else _child(driver.pid)
                if pid:
                    os.kill(pid, signal.SIGKILL)
                    if todo.pop(0)[1] == "driver":
                        driver.wait()
                        driver = _driver(study.folder, workers, chunk, errors)
            elif driver.poll() is not None:
                break
        errors.seek(0)
        text = errors.read().decode(errors="replace") if driver.returncode else ""
    seconds = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in study.folder.rglob("*") if path.is_file())
    runs = study.runs()
    return {
        "planned": total, "ok": study.status().ok, "kills": len(killed) - len(todo),
        "seconds": seconds, "rows": len(runs), "driver_mb": peak,
        "worker_mb": float(runs["memory_mb"].max()), "disk_mb": size / 2**20,
        "digest": study.digest(), "errors": text.strip(),
    }  # fmt: skip


def _driver(folder: Path, workers: int, chunk: int, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    words = ["resume", f"out={folder}", f"workers={workers}", f"chunk={chunk}"]
    return subprocess.Popen(
        [sys.executable, "-m", "experiments.sweep", *words],
        stdout=subprocess.DEVNULL, stderr=errors,
    )  # fmt: skip


def _child(pid: int) -> int:
    """Return a worker of a driver: the child that uses the most memory, 0 without any (Linux)."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    except OSError:
        return 0
    return max(map(int, text.split()), key=_memory, default=0)


def _memory(pid: int) -> float:
    """Megabytes that a process holds; 0 when it has ended (Linux)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
