"""What an analysis starts from: paired differences, and the share of the seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.sweep.gaps import first, luck_share, paired
from sim.sweep.study import Study
from tests.sweep import toys


def test_an_outcome_is_a_table_of_points_and_replicates(study: Callable[..., Study]) -> None:
    made = study(factors={"x": [0.0, 2.0]}, replicates=3).run("serial", progress=False)
    found = paired(made, "y")
    assert found.shape == (2, 3)
    np.testing.assert_allclose(found.loc[1] - found.loc[0], 6.0)


def test_with_two_scenarios_the_number_is_the_last_minus_the_first(tmp_path: Path) -> None:
    words = ["territory=training", "burn_in=0", "reform_month=1", "months=3", "change=immediate"]
    made = Study("silo", "pole", overrides=words, replicates=2, folder=tmp_path / "s")
    runs = made.run("serial", progress=False).runs()
    by_name = {name: part["unmet_need"].to_numpy() for name, part in runs.groupby("scenario")}
    want = by_name["pole"] - by_name["silo"]
    assert paired(made, "unmet_need").to_numpy()[0].tolist() == want.tolist() and (want != 0).all()
    level = first(made, "unmet_need").to_numpy()[0]
    assert level.tolist() == by_name["silo"].tolist()
    ratio = first(made, "unmet_need", "waiting").to_numpy()[0]
    waiting = runs[runs["scenario"] == "silo"]["waiting"]
    assert ratio.tolist() == (by_name["silo"] / waiting.to_numpy()).tolist()


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("yy", "did you mean 'y'"), ("x", "not an outcome"), ("nothing", "2 points")],
)
def test_what_cannot_be_explained_is_one_sentence(
    outcome: str, told: str, study: Callable[..., Study]
) -> None:
    made = study(factors={"x": [0.0, 2.0]}, replicates=1).run("serial", progress=False)
    with pytest.raises(InputError, match=told):
        paired(made, outcome)


def test_the_share_of_the_seed_is_that_of_two_known_variances() -> None:
    """Points of variance 9, seeds of variance 1: the seed has a tenth."""
    luck = np.random.default_rng(1)
    points = luck.normal(0, 3, (4000, 1))
    values = points + luck.normal(0, 1, (4000, 5))
    assert luck_share(pd.DataFrame(values)) == pytest.approx(0.1, abs=0.01)
    assert luck_share(pd.DataFrame(values - points)) > 0.99
    assert luck_share(pd.DataFrame(np.repeat(points, 2, axis=1))) == 0
    assert np.isnan(luck_share(pd.DataFrame(points)))


def test_a_run_that_failed_is_refused_with_its_error(tmp_path: Path) -> None:
    made = Study(toys.faulty, design=sim.grid({"k": [0, 1]}), replicates=1, folder=tmp_path / "s")
    made.run("serial", progress=False)
    with pytest.raises(InputError, match=r"1 run failed.*ZeroDivisionError: by hand"):
        paired(made, "y")


def test_a_run_that_is_missing_is_refused(tmp_path: Path) -> None:
    made = Study(toys.line, design=sim.grid({"k": [0, 1]}), replicates=3, folder=tmp_path / "s")
    made.run("array", task=0, tasks=2, progress=False)
    with pytest.raises(InputError, match="2 points"):
        paired(made, "y")
