"""Statistics of studies of several worlds by hand: sums, intervals, levels, causes and verdicts."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.ingredients import ALL, SUM, interval, table
from experiments.lose.rows import Row
from experiments.market.worlds import Point, Worlds, plain, ranged
from experiments.seeds import cause, counting_share, measured
from sim.indicators.measure import Key, outcomes
from sim.indicators.outputs import PAYERS
from sim.indicators.stats import Shared
from sim.scenario.organisation import INGREDIENTS
from sim.state import counts
from tests.indicators.made_up import made_up
from tests.results.made_up import PLACE, comparison, whole, with_values

T = 0.95 / math.sqrt(2 * 0.975 * 0.025)  # Student, 2 degrees of freedom, 0.975: exact
HALF = T / math.sqrt(3)  # half of an interval over three seeds, in standard deviations
NAN = math.nan


def test_an_interval_of_gaps():
    assert interval(np.array([1.0, 2.0, 6.0])) == pytest.approx(
        (3, 3 - HALF * math.sqrt(7), 3 + HALF * math.sqrt(7))
    )


def test_ingredients_add_up_seed_by_seed():
    """Ingredient k changes unmet need by k, 2 k and 3 k hundredths in the three seeds."""
    key = ("unmet_need", "all", "all")
    worlds = {
        name: with_values({key: ([0.5] * 3, [0.5 + k * s / 100 for s in (1, 2, 3)])})
        for k, name in enumerate(INGREDIENTS, start=1)
    }
    worlds[ALL] = with_values({key: ([0.5, 0.5, 0.5], [0.4, 0.3, 0.5])})
    rows = {row["ingredient"]: row for row in table({"creuse": worlds}, ["unmet_need"], "en")}
    assert list(rows) == [*INGREDIENTS, SUM, ALL]
    for k, name in enumerate(INGREDIENTS, start=1):
        row = rows[name]
        assert row["difference"] == pytest.approx(k * 0.02)
        ends = k * (0.02 - HALF * 0.01), k * (0.02 + HALF * 0.01)
        assert (row["low"], row["high"]) == pytest.approx(ends)
        assert row["sense"] == "unsure"  # 0.02 is less than 2.48 times 0.01
    assert rows[SUM]["difference"] == pytest.approx(36 * 0.02)
    assert rows[ALL]["difference"] == pytest.approx(-0.1)
    assert (rows[ALL]["territory"], rows[ALL]["label"]) == ("creuse", "Unmet need")
    for name, sense in (("unmet_need", "worse"), ("covered_share", "better"), ("people", "moves")):
        sure = with_values({(name, "all", "all"): ([1.0] * 3, [2.0] * 3)})
        found = table({"x": dict.fromkeys([*INGREDIENTS, ALL], sure)}, [name], "en")
        assert {row["sense"] for row in found} == {sense}
        assert next(row for row in found if row["ingredient"] == SUM)["difference"] == 8.0


def test_levels_and_gaps_of_several_worlds():
    runs = [[made_up(10 * seed + world) for world in (1, 4)] for seed in range(3)]
    worlds = Worlds(("one", "two"), (7, 8, 9), runs, PLACE, PAYERS)
    key = Key("public_cost", "payer", "commune")
    hand = {
        name: np.array([outcomes(of_seed[k], PAYERS)[key] for of_seed in runs])
        for k, name in enumerate(("one", "two"))
    }
    for name, values in hand.items():
        assert worlds.values(name, *key).tolist() == values.tolist()
        mean, half = values.mean(), HALF * values.std(ddof=1)
        assert worlds.level(name, *key) == pytest.approx((mean, mean - half, mean + half))
    gap = worlds.gap("one", "two", *key)
    differences = hand["two"] - hand["one"]
    assert gap.difference == pytest.approx(differences.mean())
    assert gap.high - gap.difference == pytest.approx(HALF * differences.std(ddof=1))
    assert worlds.seeds_text() == "7-9" and replace(worlds, seeds=(7,)).seeds_text() == "7"


@pytest.mark.parametrize(
    ("point", "unit", "french", "english"),
    [
        (Point(0.5, 0.4, 0.6), "share", "50,0 [40,0 ; 60,0]", "50.0 [40.0; 60.0]"),
        (Point(120, 60, 180), "euros_year", "120 [60 ; 180]", "120 [60; 180]"),
        (Point(1.5, NAN, NAN), "months", "1,50", "1.50"),
    ],
)
def test_a_level_with_its_interval(point, unit, french, english):
    assert ranged(point, unit, "fr").replace("\u202f", " ") == french
    assert ranged(point, unit, "en") == english
    low = None if math.isnan(point.low) else point.low
    assert point.numbers()["low"] == low and plain(math.inf) is None


def test_a_condition_compares_its_mechanism_on_and_off():
    key = ("unmet_need", "all", "all")
    on = with_values({key: ([0.5] * 3, [0.6, 0.6, 0.7])})
    off = with_values({key: ([0.5] * 3, [0.2, 0.3, 0.3])})
    condition = SimpleNamespace(indicator="unmet_need")
    row = Row("x", condition, on, off)
    mean = 0.4 / 3
    half = HALF * math.sqrt(0.01 * 2 / 3 / 2)
    assert row.gap(on) == {
        "a": 0.5,
        "b": pytest.approx(1.9 / 3),
        "difference": pytest.approx(mean),
        "low": pytest.approx(mean - half),
        "high": pytest.approx(mean + half),
        "n": 3,
        "sense": "unsure",
    }
    better = row.gap(off)
    assert better is not None and better["sense"] == "better" and row.gap(None) is None


@pytest.mark.parametrize(
    ("change", "years", "counting", "key"),
    [
        ({}, [0.7], NAN, "luck_slowly"),
        ({}, [0.699], NAN, "luck_at_once"),
        ({}, [NAN, 0.9, 0.1], NAN, "luck_slowly"),
        ({}, [NAN], NAN, "luck_parted"),
        ({}, [0.9], 0.5, "luck_counting"),
        ({}, [0.9], 0.499, "luck_slowly"),
        ({"spread": 0.5}, [0.9], NAN, "luck_wider"),
        ({"spread": 0.499}, [0.9], NAN, "luck_slowly"),
        ({"spread": 0.5}, [0.9], 0.5, "luck_counting"),
        ({"sd_b": 0.1}, [0.9], 0.9, "luck_constant"),
        ({"sd_a": 0.1001}, [0.9], NAN, "luck_slowly"),
        ({"factor": 2.0}, [0.9], 0.9, ""),
        ({"factor": 1.999}, [0.9], NAN, "luck_slowly"),
        ({"factor": math.inf}, [0.9], 0.9, ""),
        ({"sd_a": NAN}, [0.9], 0.9, ""),
    ],
)
def test_the_cause_of_a_low_gain_at_its_thresholds(change, years, counting, key):
    shared = Shared(1.5, 1, 2, 0.3, 1, 1, 1.2, 0.0)
    assert cause(replace(shared, **change), years, counting) == key


def test_the_share_of_counting_events():
    made = with_values(
        {
            ("crises", "all", "all"): ([1, 2, 3], [2, 4, 6]),
            ("people", "all", "all"): ([100] * 3, [50] * 3),
            ("unmet_need", "all", "all"): ([1, 2, 3], [2, 4, 6]),
            ("ruptures", "all", "all"): ([1, 1, 1], [2, 2, 2]),
        }
    )
    # In half a year, a rate of 2 in 100 persons is one event, so that it varies by 2^2; a rate of 4
    # in 50 persons is one event too, and varies by 4^2. The rates vary by 1 and 4.
    assert counting_share(made, "crises") == pytest.approx((2**2 + 4**2) / (1 + 4))
    assert math.isnan(counting_share(made, "unmet_need"))
    assert math.isnan(counting_share(made, "ruptures"))


def test_the_share_of_counting_waits():
    made = comparison()
    pairs = []
    for months in ([1, 1, 3, 3], [0, 4]):  # means 2; variances 1 and 4; four waits and two
        waits = np.zeros(counts.WAIT_SHAPE, np.int64)
        waits[counts.TO_SOLUTION, counts.ENTERED, 1, 0] = len(months)
        np.add.at(waits, (counts.TO_SOLUTION, counts.REACHED, 1, months), 1)
        pairs.append(replace(made_up(), waits=waits))
    made = replace(made, pairs=(tuple(pairs),) * 3)
    key = ("wait_solution_mean", "all", "all")
    values = with_values({key: ([1, 2, 3], [1, 3, 5])})
    vars(made)["_outcomes"] = values._outcomes
    assert counting_share(made, "wait_solution_mean") == pytest.approx((1 / 4 + 4 / 2) / (1 + 4))


def test_a_row_of_the_gain_by_hand():
    made = whole({("crises", "all", "all"): ([1, 2, 4, 3], [2, 2, 6, 4])})
    vars(made)["_monthly"] = [[{}, {}] for _ in range(4)]
    row = next(row for row in measured(made, "en") if row["indicator"] == "crises")
    assert row["factor"] == pytest.approx(8) and row["correlation"] == pytest.approx(7 / 55**0.5)
    assert (row["label"], row["cause"], row["years"], row["groups"]) == ("Crises", "", [], [])
    none = next(row for row in measured(made, "en") if row["indicator"] == "waiting")
    assert none["factor"] is None and none["sd_gap"] == 0.0
