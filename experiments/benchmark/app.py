"""From lever to picture in the room, in a browser: ``python -m experiments.benchmark app``.

Chromium opens the solo page on this computer and moves levers of the training territory, one stop
at a time; each move simulates two worlds of 120 months and is timed from the event of the lever to
the frame that shows the strips and the difference of its first seed (the tables below follow in the
next one). Nothing is simulated ahead, and a picture that was remembered does not count. The ns per
person-month of a large world, measured in the same run, say how fast the machine was.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from experiments.benchmark.timing import time_world
from experiments.cli.arguments import Option, parse
from experiments.cli.help import help_text
from experiments.cli.options import LANG, SEED, WORKERS, form
from experiments.cli.screen import table
from sim.compose.sentences import one_line
from sim.errors import InputError
from sim.lang import Message, number, say

__all__ = ["SPEC", "main", "summary"]

LIMIT_MS: Final = 150.0  # accepted at the 95th percentile, one user
SPEC: Final = (
    Option("moves", int, 200, "option.benchmark.app_moves", low=20, high=10_000),
    SEED,
    form("table", "json"),
    LANG,
    WORKERS,
)
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
DRAWN: Final = 'html[data-seeds="12"]'  # the widest picture
# Moves a lever by a stop, or back from an end, and gives milliseconds and where the answer is from.
MOVE: Final = """([name, up]) => new Promise((done) => {
  const lever = document.getElementById(name);
  const before = performance.getEntriesByName("move").length;
  const stop = Number(lever.value);
  lever.value = stop + up > 4 || stop + up < 0 ? stop - up : stop + up;
  lever.dispatchEvent(new Event("input"));
  lever.dispatchEvent(new Event("change"));
  const look = () => {
    const found = performance.getEntriesByName("move");
    if (found.length === before) return setTimeout(look, 2);
    done([found.at(-1).duration, found.at(-1).detail.from]);
  };
  look();
})"""


def main(argv: Sequence[str]) -> int:
    """Read the words after ``app``, measure, print."""
    options, overrides = parse(argv, SPEC)
    lang = options["lang"]
    if options["help"]:
        about = say("benchmark.app_about", lang)
        print(help_text("benchmark", SPEC, {}, about=about, verbs=("app",), lang=lang))
        return 0
    if overrides or options["cfg"]:
        word = overrides[0] if overrides else "--cfg"
        raise InputError(Message("benchmark.fixed", word=one_line(word)))
    found = _measured(options)
    found["nord_ns"] = time_world("nord", "silo", options["seed"], 12).total
    if options["format"] == "json":
        print(json.dumps(found, indent=2))
        return 0
    rows = [
        [say(f"benchmark.app_{name}", lang), number(found[name], 0, lang)]
        for name in ("moves", "median_ms", "p95_ms", "most_ms", "web_mb", "worker_mb", "nord_ns")
    ]
    rows.insert(3, [say("benchmark.app_target", lang), number(LIMIT_MS, 0, lang)])
    print(table([say("benchmark.app_measure", lang), say("benchmark.app_value", lang)], rows))
    return 0


def summary(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return the number of moves, the median, the 95th percentile and the longest.

    Examples
    --------
    >>> summary([100.0, 110.0, 120.0])["median_ms"]
    110.0
    """
    return {
        "moves": len(milliseconds),
        "median_ms": float(np.median(milliseconds)),
        "p95_ms": float(np.percentile(milliseconds, 95)),
        "most_ms": max(milliseconds),
    }


def _measured(options: dict[str, Any]) -> dict[str, float]:
    """Move levers in Chromium until as many moves were simulated as are asked for."""
    chance = random.Random(options["seed"])
    play = _playwright()
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise InputError(Message("benchmark.app_chromium", names=BROWSERS))
    times: list[float] = []
    with _room(options["workers"]) as (address, server), play() as driver:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=browser_path, args=sandbox)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(address)
        page.wait_for_selector(DRAWN, state="attached", timeout=600_000)
        names = page.evaluate("() => [...document.querySelectorAll('.lever input')].map(i => i.id)")
        while len(times) < options["moves"]:
            move = [chance.choice(names), chance.choice((-1, 1))]
            milliseconds, source = page.evaluate(MOVE, move)
            if source == "worker":
                times.append(milliseconds)
        memory = [_memory(pid) for pid in (server.pid, *_children(server.pid))]
        browser.close()
    return {**summary(times), "web_mb": memory[0], "worker_mb": max(memory[1:])}


def _playwright() -> Any:
    try:
        return import_module("playwright.sync_api").sync_playwright
    except ImportError:
        raise InputError(Message("benchmark.app_playwright")) from None


@contextmanager
def _room(workers: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the room on a free port; its address and process."""
    words = ["port=0", "ahead=false", f"workers={workers}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "sim.app", *words],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        address = re.search(r"http://\S+/", server.stdout.readline())
        if address is None:
            raise InputError(Message("benchmark.app_room"))
        yield address[0], server
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started (Linux)."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="utf-8").split()]


def _memory(pid: int) -> float:
    """Megabytes that a process holds (Linux)."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"^VmRSS:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
