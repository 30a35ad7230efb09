"""Effects of Morris on functions whose effects are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.sweep.indices import elementary_effects, sobol_indices
from sim.sweep.study import Study
from tests.sweep import toys


def test_effects_of_a_straight_line_are_its_slopes(tmp_path: Path) -> None:
    """y = 3 x + k: x moves y by 6 over an interval of 2, and k by 4 over an interval of 4."""
    design = sim.morris({"k": (0.0, 4.0), "x": (1.0, 3.0)}, trajectories=6)
    made = Study(toys.line, design=design, replicates=2, folder=tmp_path / "s")
    found = elementary_effects(made.run("serial", progress=False), "y")
    assert found["factor"].tolist() == ["x", "k"], "the largest first"
    np.testing.assert_allclose(found["effect"], [6.0, 4.0])
    np.testing.assert_allclose(found["mean"], [6.0, 4.0])
    np.testing.assert_allclose(found["spread"], 0.0, atol=1e-9)


def test_screening_of_ishigami_sees_that_the_third_factor_acts_through_the_first(
    tmp_path: Path,
) -> None:
    """x3 has no effect of its own where sin(x1) = 0: its sign changes, so μ is far below μ*."""
    pi = (-np.pi, np.pi)
    design = sim.morris({"x1": pi, "x2": pi, "x3": pi}, trajectories=200)
    made = Study(toys.ishigami, design=design, replicates=1, folder=tmp_path / "s")
    found = elementary_effects(made.run("serial", chunk=1000, progress=False), "y")
    third = found.set_index("factor").loc["x3"]
    assert abs(third["mean"]) < third["effect"] / 4 and third["spread"] > third["effect"]


@pytest.mark.parametrize("analysis", [elementary_effects, sobol_indices])
def test_another_design_is_refused(analysis: object, tmp_path: Path) -> None:
    design = sim.latin_hypercube({"x": (0.0, 1.0)}, points=4)
    made = Study(toys.line, design=design, replicates=1, folder=tmp_path / "s")
    made.run("serial", progress=False)
    with pytest.raises(InputError, match="needs a design"):
        analysis(made, "y")  # type: ignore[operator]
