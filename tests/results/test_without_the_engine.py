"""What was saved is read, shown and drawn without the engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.results.test_comparison_files import OLD

ROOT = Path(__file__).parents[2]
ENGINE = ("numba", "llvmlite", "mesa")
READ = """
import sim
c = sim.load({folder!r})
c.summary(), c.headline(), c.losers(), c.to_frame(), c.pathways(), c.digest(), c.manifest()
c.two_markets(), c.not_covered(), c._repr_html_(), repr(c)
"""
DRAW = """
c.plot.pathways(), c.plot.difference(), c.plot.costs()
"""


def loaded(program: str, *modules: str) -> set[str]:
    """Which of some modules a program loads."""
    told = f"\nimport sys\nprint(*(m for m in {modules!r} if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program + told],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_reading_needs_neither_engine_nor_configuration_nor_drawing() -> None:
    heavy = (*ENGINE, "hydra", "omegaconf", "matplotlib", "scipy.stats")
    assert not loaded(READ.format(folder=str(OLD)), *heavy)


def test_drawing_needs_no_engine() -> None:
    heavy = (*ENGINE, "hydra", "omegaconf", "scipy.stats")
    program = READ.format(folder=str(OLD)) + DRAW
    assert not loaded(program, *heavy)
    assert loaded(program, "matplotlib")


@pytest.mark.parametrize(
    "module",
    [
        "sim.results",
        "sim.results.tables",
        "sim.results.comparison_files",
        "sim.results.one_world",
        "sim.results.lives",
        "sim.indicators.measure",
        "sim.indicators.registry",
        "sim.report.plots",
        "sim.report.html",
        "sim.study.comparison",
    ],
)
def test_importing_a_room_of_results_imports_nothing_heavy(module: str) -> None:
    heavy = (*ENGINE, "hydra", "omegaconf", "matplotlib", "scipy", "rich", "yaml", "networkx")
    assert not loaded(f"import {module}", *heavy)


def test_single_lives_and_single_worlds_load_the_engine_when_they_are_asked_for() -> None:
    program = READ.format(folder=str(OLD)) + "c.twin()\n"
    assert {"numba", "mesa"} <= loaded(program, *ENGINE)
    assert {"numba", "mesa"} <= loaded("import sim\nsim.Sim", *ENGINE)
