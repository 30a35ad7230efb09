"""The programs: their names, and the words that start them."""

from __future__ import annotations

import os
import sys
from pathlib import PurePath
from typing import Final

COMMAND: Final = "parcours"
UV_RUNS: Final = "UV_RUN_RECURSION_DEPTH"  # set by ``uv run``
# Each is a module of `experiments` with a function `main(argv)` that returns an exit code.
# What each does is in the catalogues, under ``program.NAME``.
PROGRAMS: Final = (
    "compare",
    "compare_many",
    "territory",
    "report",
    "sweep",
    "sensitivity",
    "attribute",
    "assumptions",
    "decide",
    "gains",
    "pool",
    "whom",
    "reverse",
    "calibrate",
    "atlas",
    "ingredients",
    "lose",
    "cards",
    "market",
    "patterns",
    "levels",
    "exact",
    "seeds",
    "benchmark",
    "warmup",
    "faults",
    "bad_inputs",
)


def by_console_command() -> bool:
    """Whether this process was started by the console command."""
    return PurePath(sys.argv[0]).stem == COMMAND


def command_of(program: str) -> list[str]:
    """Return the words that start a program, in the form that was used.

    Examples
    --------
    >>> command_of("compare")
    ['python', '-m', 'experiments.compare']
    """
    runner = ["uv", "run"] if UV_RUNS in os.environ else []
    if by_console_command():
        return [*runner, COMMAND, program]
    return [*runner, "python", "-m", f"experiments.{program}"]
