"""Totals are the values that the measures give for all persons, on a run without equal numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.indicators.measure import monthly, outcomes
from sim.indicators.outputs import Run
from sim.indicators.totals import monthly_totals, totals
from tests.indicators.made_up import PAYERS, made_up


def empty() -> Run:
    run = made_up()
    return replace(
        run, history=run.history * 0, waits=run.waits * 0, cohort=run.cohort * 0
    )  # fmt: skip


def of_months(months: int) -> Run:
    run = made_up()
    return replace(run, history=run.history[:months], paid=run.paid[:months])


@pytest.mark.parametrize(
    "run",
    [made_up(), made_up(5), replace(made_up(), reform_month=7), empty(), of_months(10)],
    ids=["one", "two", "from the first month", "nothing counted", "less than a year"],
)
def test_totals_are_those_of_the_measures(run: Run) -> None:
    want = {k.indicator: v for k, v in outcomes(run, PAYERS).items() if k.dimension == "all"}
    found = totals(run)
    assert list(found) == list(want)
    np.testing.assert_allclose(list(found.values()), list(want.values()), rtol=1e-13)
    by_month = {k.indicator: v for k, v in monthly(run, PAYERS).items() if k.dimension == "all"}
    names, values = monthly_totals(run)
    assert set(names) == set(by_month)
    for rank, name in enumerate(names):
        np.testing.assert_allclose(values[:, rank], by_month[name], rtol=1e-13, err_msg=name)
