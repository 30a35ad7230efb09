"""The preparation: after it nothing is compiled and no start is warmed up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.app.asked import STEPS
from sim.app.levers import table
from sim.app.prepare import steps

ROOT = Path(__file__).parents[2]
# Every scenario with each lever at both ends, after the preparation, in a new process.
MOVES = """
from sim.app.asked import Asked
from sim.app.levers import table
from sim.app.lives import tell
from sim.app.picture import draw
for name in table().scenarios:
    for lever in table().levers:
        for stop in (0, 4):
            draw(Asked(name, ((lever, stop),)))
draw(Asked(table().scenarios[0], n=12))
for person in table().persons:
    tell(Asked(table().scenarios[0], person=person))
"""
PREPARATION = """
from sim.app import prepare
for task, arguments in prepare.steps():
    getattr(prepare, task)(*arguments)
prepare.ready()
"""


def test_the_preparation_covers_every_scenario_every_seed_and_every_territory() -> None:
    found = steps()
    assert [arguments for task, arguments in found if task == "scenario"] == [
        (name,) for name in table().scenarios
    ]
    starts = [arguments for task, arguments in found if task == "start"]
    assert {seed for stops, seed in starts if not stops} == set(range(1, STEPS[-1] + 1))
    moved = {stops[0] for stops, _ in starts if stops}  # type: ignore[index]
    assert moved == {("journeys", stop) for stop in range(5)}


@pytest.mark.slow
def test_nothing_is_compiled_or_warmed_up_after_the_preparation(tmp_path: Path) -> None:
    """A session must never wait for the compiler: the cache does not change any more."""
    environment = {**os.environ, "PARCOURS_CACHE": str(tmp_path)}

    def play(program: str) -> set[str]:
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
        return {str(path) for path in tmp_path.rglob("*") if path.suffix in (".nbc", ".npz")}

    prepared = play(PREPARATION)
    assert prepared
    assert play(MOVES) == prepared
