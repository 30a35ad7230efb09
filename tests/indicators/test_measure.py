"""Indicators computed from counts, against sums made another way."""

from __future__ import annotations

import numpy as np
import pytest

from sim import lang as labels
from sim.indicators.measure import CELL_DIMENSIONS, Key, monthly, outcomes
from sim.indicators.outputs import Run
from sim.indicators.registry import LEAST_AT_RISK
from sim.state import counts
from sim.state.people import COUNTERS
from tests.results.cases import small

COHORT = np.zeros(counts.COHORT_SHAPE, np.int64)


def made_up() -> Run:
    series = np.zeros((3, counts.SIZE), np.int64)
    for name, values in {
        "people": (10, 10, 20),
        "need_0": (900, 100, 100),
        "need_1": (0, 100, 300),
        "unmet_0": (900, 20, 40),
        "unmet_1": (0, 100, 90),
        "refused": (5, 1, 2),
        "renounced": (5, 0, 3),
        "ruptures": (7, 1, 2),
    }.items():
        series[:, counts.INDEX[name]] = values
    cells = np.zeros((216, len(COUNTERS)), np.int64)
    # Cell of stage 2, sex 1, income 0, digital 2, level 3.
    cell = (((2 * 2 + 1) * 3 + 0) * 3 + 2) * 4 + 3
    cells[cell, COUNTERS.index("need")] = 200
    cells[cell, COUNTERS.index("unmet")] = 50
    waits = np.zeros(counts.WAIT_SHAPE, np.int64)
    waits[0, counts.ENTERED, 2, 0] = 2 * LEAST_AT_RISK
    waits[0, counts.REACHED, 2, [1, 3]] = LEAST_AT_RISK
    paid = np.array([[9, 7], [100, 200], [500, 300]], np.int64)
    return Run("", "", 1, 0, 1, series, waits, COHORT, cells, cells[:1], None, paid)


def test_values_by_hand():
    found = outcomes(made_up(), ("x", "y"))
    # Months 1 and 2 only: the reform is at month 1.
    assert found[Key("unmet_need", "all", "all")] == (20 + 40 + 100 + 90) / (100 + 100 + 100 + 300)
    assert found[Key("unmet_need", "domain", "health")] == 190 / 400
    assert found[Key("without_solution", "all", "all")] == 6 / 30
    assert found[Key("ruptures", "all", "all")] == pytest.approx(1200 * 3 / 30)
    assert found[Key("unmet_need", "stage", "senior")] == 0.25
    assert np.isnan(found[Key("unmet_need", "stage", "child")])
    for dimension, group in (("sex", "man"), ("income", "low"), ("digital", "full")):
        assert found[Key("unmet_need", dimension, group)] == 0.25
    assert found[Key("unmet_need", "need", "severe")] == 0.25
    assert found[Key("wait_assessment_mean", "all", "all")] == 2.0
    assert found[Key("wait_assessment_median", "complexity", "2")] == 1
    assert np.isnan(found[Key("wait_assessment_median", "complexity", "3")])
    assert found[Key("public_cost", "payer", "x")] == pytest.approx(600 / 30 * 12 / 100)
    assert found[Key("public_cost", "payer", "y")] == pytest.approx(500 / 30 * 12 / 100)


@pytest.mark.parametrize("months", [11, 12, 13])
def test_the_rate_of_a_year_needs_twelve_months(months):
    series = np.zeros((months, counts.SIZE), np.int64)
    series[:, counts.INDEX["establishments"]] = 10
    series[10, counts.INDEX["failures"]] = 2
    waits = np.zeros(counts.WAIT_SHAPE, np.int64)
    cells = np.zeros((216, len(COUNTERS)), np.int64)
    paid = np.zeros((months, 1), np.int64)
    run = Run("", "", 1, 0, 0, series, waits, COHORT, cells, cells[:1], None, paid)
    key = Key("establishment_failures", "all", "all")
    found = monthly(run, ("x",))[key]
    assert np.isnan(found[:11]).all() and found[11:].tolist() == [20.0] * (months - 11)
    assert outcomes(run, ("x",))[key] == pytest.approx(20 if months >= 12 else np.nan, nan_ok=True)


def test_months_by_hand():
    found = monthly(made_up(), ("x", "y"))
    assert found[Key("unmet_need", "all", "all")].tolist() == [1.0, 0.6, 0.325]
    assert np.isnan(found[Key("carer_load", "all", "all")]).all()


@pytest.mark.parametrize("side", [0, 1])
def test_groups_of_persons_add_up_to_all(side):
    run = small().pairs[0][side]
    series = run.history[run.first_row :]
    for counter, names in (
        ("need", [f"need_{d}" for d in range(4)]),
        ("unmet", [f"unmet_{d}" for d in range(4)]),
        ("months", ["people"]),
        ("without", ["refused", "renounced"]),
        ("waiting", ["assess", "wait"]),
        ("ruptures", ["ruptures"]),
        ("crises", ["crises"]),
    ):
        total = series[:, [counts.INDEX[name] for name in names]].sum()
        c = COUNTERS.index(counter)
        assert run.strata[:, c].sum() == total, counter
        assert run.zones[:, c].sum() == total, counter


def test_a_cell_is_what_its_dimensions_say():
    assert np.prod([len(groups) for _, groups in CELL_DIMENSIONS]) == 216


def test_payers_pay_what_is_paid():
    for run in small().pairs[1]:
        assert (run.paid.sum(axis=1) == run.history[:, counts.PAID]).all()


def test_every_group_has_a_name_in_both_languages():
    c = small()
    for key in outcomes(c.pairs[0][0], c.payers):
        if key.dimension not in ("all", "zone"):
            for lang in labels.LANGS:
                assert labels.say(f"group.{key.dimension}.{key.group}", lang), key
