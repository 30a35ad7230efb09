"""A study of a toy, made anew in a folder of its own, and the digest that it must have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.sweep import work
from sim.sweep.design import grid
from sim.sweep.study import Study
from tests.sweep import toys

FACTORS = {"x": [float(x) for x in range(10)], "k": [0, 4]}


@pytest.fixture(autouse=True)
def _nothing_open() -> None:
    """A serial study of an earlier test is not read again from memory."""
    work.forget()


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Study]:
    """Make a study of 60 runs of `toys.line`; another function, factors or folder on demand."""

    def make(
        function: Any = toys.line, factors: Any = None, folder: str = "study", **how: Any
    ) -> Study:
        how = {"replicates": 3} | how
        design = grid(FACTORS if factors is None else factors)
        return Study(function, design=design, folder=tmp_path / folder, **how)

    return make


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Digest of the 60 runs of `toys.line`, each run in this process, one chunk a run."""
    folder = tmp_path_factory.mktemp("reference") / "study"
    made = Study(toys.line, design=grid(FACTORS), folder=folder, replicates=3)
    return made.run("serial", chunk=1, progress=False).digest()
