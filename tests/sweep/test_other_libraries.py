"""The lines of `docs/analyses.md` for users of EMA workbench and SALib, run as they stand there."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.sweep.study import Study
from tests.sweep import toys

PAGE = Path(__file__).parents[2] / "docs" / "analyses.md"


def lines(title: str) -> str:
    """The block of code below a title of the page: three lines at most besides imports."""
    block = re.search(rf"\*\*{title}\*\*.*?```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert block is not None, title
    own = [
        line for line in block[1].splitlines() if line and not line.startswith(("from", "import"))
    ]
    assert len(own) <= 3, title
    return block[1]


def run(title: str, **names: Any) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extras of EMA workbench that are not installed
        exec(lines(title), names)
    return names


@pytest.fixture
def study(tmp_path: Path) -> Study:
    design = sim.latin_hypercube({"x": (0.0, 1.0), "k": (0.0, 3.0)}, points=30)
    made = Study(toys.line, design=design, replicates=2, folder=tmp_path / "s")
    return made.run("serial", progress=False)


def test_a_table_goes_out_to_ema_workbench_and_its_scores_see_the_slopes(study: Study) -> None:
    found = run("Out to EMA workbench", study=study, outcome="y")
    assert len(found["experiments"]) == 60 and set(found["outcomes"]) == {"y"}
    np.testing.assert_allclose(found["outcomes"]["y"], study.runs()["y"])
    assert set(found["scores"].index) >= {"x", "k"} and (found["scores"].to_numpy() > 0).all()


def test_a_sample_of_ema_workbench_comes_in(tmp_path: Path) -> None:
    found = run("In from EMA workbench", sim=sim, path=tmp_path / "points.csv")
    design = found["design"]
    assert len(design) == 50 and "organisation.planning_share" in design.factors
    values = [point[0] for point in design.points]
    assert 0 <= min(values) < 0.008 and 0.072 < max(values) <= 0.08
    words = ["territory=training", "burn_in=0", "reform_month=1", "months=2"]
    made = Study("pole", design=design, overrides=words, replicates=1, folder=tmp_path / "s")
    assert len(made.plan) == 50, "every point is understood"


def test_a_table_goes_out_to_salib_and_a_sample_comes_in(tmp_path: Path) -> None:
    ends = [-np.pi, np.pi]
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [ends] * 3}
    names = run("In from SALib", sim=sim, path=tmp_path / "points.csv", problem=problem)
    assert len(names["design"]) == len(names["points"]) == 64 * (3 + 2)
    made = Study(toys.ishigami, design=names["design"], replicates=1, folder=tmp_path / "s")
    made.run("serial", chunk=300, progress=False)
    found = run("Out to SALib", study=made, outcome="y", problem=problem)
    assert found["indices"]["S1"].shape == (3,)
    assert found["indices"]["ST"][0] == pytest.approx(0.56, abs=0.25)
