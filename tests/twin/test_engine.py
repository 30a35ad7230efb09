"""The same code, compiled, not compiled and with bounds checked, gives the same to the bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine.jit import CACHE_ROOT

from . import tiny

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compiled() -> dict[str, list[str]]:
    return tiny.digests()


def _elsewhere(**settings: str) -> dict[str, list[str]]:
    """Return the digests that another Python gives under some settings of the compiler."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        # The hash is meant to overflow: without compilation NumPy warns of it.
        [sys.executable, "-W", "ignore", "-m", "tests.twin.tiny"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_without_compilation(compiled: dict[str, list[str]]) -> None:
    assert _elsewhere(NUMBA_DISABLE_JIT="1") == compiled


@pytest.mark.slow
def test_no_index_is_out_of_bounds(compiled: dict[str, list[str]]) -> None:
    # Starts of its own, so that what comes before them is checked too. An index is as much out of
    # bounds in code that is optimised less, and that compiles sooner.
    cache = str(CACHE_ROOT / "bounds")
    settings = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_OPT": "1"}
    assert _elsewhere(**settings, PARCOURS_CACHE=cache) == compiled
