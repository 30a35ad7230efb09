"""The two markets: what the index is made of, and when a narrower gap is no success."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import lang as labels
from sim.indicators import stats
from sim.indicators.market import LEVELS, SIDES, levelling_down
from sim.indicators.measure import Key, outcomes
from sim.indicators.outputs import Run
from sim.indicators.registry import REGISTRY, Ratio, Survival
from sim.state import counts
from sim.state.people import COUNTERS

MILLION = counts.MILLION
COUNTS = {
    "people": 1000,
    "establishments": 20,
    "actors": 40,
    "horizon_e": 20 * 60,
    "horizon_a": 40 * 20,
    "swing_e": 2 * MILLION // 10,
    "swings_e": 20,
    "swing_a": 4 * MILLION,
    "swings_a": 10,
    "left_e": 200,
    "staff_e": 12_000,
    "left_a": 300,
    "staff_a": 12_000,
    "wage_e": 12_000 * 50,
    "wage_a": 12_000 * 30,
    "closures": 1,
    "births": 2,
    "deficits": 3,
    "accounts_closed": 12,
    "award_cents": 90_00,
    "award_minutes": 180,
    "award_quality": 3 * MILLION // 2,
    "awards": 2,
    "lots": 4,
    "bids": 10,
    "award_rent": -9_00,
    "subsidies": 30,
    "contracts": 70,
    "bid_costs": 7,
    "priced_out": 5,
    "fees": 100_00,
    "practising": 6,
}


def world(**changes: int) -> Run:
    """Twelve months alike; each count as `COUNTS` or `changes` has it."""
    series = np.zeros((12, counts.SIZE), np.int64)
    for name, value in (COUNTS | changes).items():
        series[:, counts.INDEX[name]] = value
    waits, cohort = np.zeros(counts.WAIT_SHAPE), np.zeros(counts.COHORT_SHAPE)
    cells = np.zeros((216, len(COUNTERS)), np.int64)
    paid = np.zeros((12, 1), np.int64)
    return Run("", "", 1, 0, 0, series, waits, cohort, cells, cells[:1], None, paid)


def of(found: dict[Key, float], name: str) -> float:
    return found[Key(name, "all", "all")]


def test_values_by_hand():
    found = outcomes(world(), ("x",))
    for name, value in {
        "horizon_stabilised": 60,
        "horizon_precarious": 20,
        "volatility_stabilised": 0.01,
        "volatility_precarious": 0.4,
        "turnover_stabilised": 0.2,
        "turnover_precarious": 0.3,
        "wage_stabilised": 30 * 0.62,  # 62 minutes of support for 100 paid
        "wage_precarious": 18 * 2.03,  # an hour that is paid serves two at once
        "survival_stabilised": 1,
        "survival_precarious": (39 / 40) ** 60,
        "actor_closures": 30,
        "actor_births": 60,
        "actors_alive": 40,
        "establishment_failures": 0,
        "deficit_share": 0.25,
        "call_price": 30,
        "call_quality": 0.75,
        "call_rent": -0.1,
        "bids_per_lot": 2.5,
        "lots_unawarded": 0.5,
        "bid_cost_share": 0.1,
        "subsidy_share": 0.3,
        "priced_out": 6,
        "fees": 1.2,
        "innovations_practising": 0.1,
    }.items():
        assert of(found, name) == pytest.approx(value), name


def test_the_index_by_hand():
    found = outcomes(world(), ("x",))
    survival = (39 / 40) ** 60
    gaps = {
        "horizon": 40 / 80,
        "volatility": 0.39 / 0.41,
        "turnover": 0.1 / 0.5,
        "wage": (18.6 - 36.54) / (18.6 + 36.54),
        "survival": (1 - survival) / (1 + survival),
    }
    for name, gap in gaps.items():
        assert found[Key("two_speed", "speed", name)] == pytest.approx(gap), name
    assert of(found, "two_speed") == pytest.approx(sum(gaps.values()) / 5)


def test_no_gap_where_both_sides_are_alike():
    alike = world(
        horizon_a=40 * 60,
        swing_a=MILLION // 10,
        left_a=200,
        closures=0,
        wage_e=12_000 * 203,
        wage_a=12_000 * 62,
    )
    assert of(outcomes(alike, ("x",)), "two_speed") == pytest.approx(0, abs=1e-12)


def test_every_side_is_an_indicator_that_can_be_read_and_a_group_with_a_name():
    assert set(LEVELS) <= set(REGISTRY) and len(set(LEVELS)) == 2 * len(SIDES)
    for side in SIDES:
        for name in (side.stabilised, side.precarious):
            assert isinstance(REGISTRY[name].source, Ratio | Survival)
            assert REGISTRY[name].direction == (1 if side.good else -1)
        assert all(labels.group("speed", side.name, lang) != side.name for lang in ("fr",))


def gaps(**changes: tuple[float, float]) -> dict[str, stats.Paired]:
    """Paired differences from levels of 10, unsure but for `changes`: (low, high)."""
    ends = {name: (-1.0, 1.0) for name in ("two_speed", *LEVELS)} | changes
    return {n: stats.Paired(10, 10, 0, low, high, 0, 0, 2) for n, (low, high) in ends.items()}


def test_a_gap_that_narrows_because_the_better_side_gets_worse_is_levelling_down():
    narrower = (-0.3, -0.1)
    assert levelling_down(gaps(two_speed=narrower)) == ()
    assert levelling_down(gaps(two_speed=narrower, horizon_stabilised=(-9.0, -1.0))) == (
        "horizon_stabilised",
    )
    assert levelling_down(gaps(two_speed=narrower, turnover_stabilised=(0.3, 0.6))) == (
        "turnover_stabilised",
    )
    # Better, hardly changed, unsure, or the gap does not narrow: no.
    assert levelling_down(gaps(two_speed=narrower, turnover_stabilised=(0.1, 0.15))) == ()
    assert levelling_down(gaps(two_speed=narrower, turnover_stabilised=(-0.6, -0.3))) == ()
    assert levelling_down(gaps(two_speed=(-0.3, 0.1), horizon_stabilised=(-9.0, -1.0))) == ()
    assert levelling_down(gaps(two_speed=narrower, horizon_precarious=(-9.0, -1.0))) == ()


@pytest.mark.parametrize(
    ("index", "name", "ends", "down"),
    [  # levels are 10 and -10: a change of 0.2 does not count, a greater one does
        (-0.1, "horizon_stabilised", (-9.0, -0.2), False),
        (-0.1, "horizon_stabilised", (-9.0, -0.2001), True),
        (-0.1, "turnover_stabilised", (0.2, 9.0), False),
        (-0.1, "turnover_stabilised", (0.2001, 9.0), True),
        (-0.1, "survival_stabilised", (-9.0, -1.0), True),
        (-0.1, "volatility_stabilised", (1.0, 9.0), True),
        (-0.1, "wage_stabilised", (-9.0, -1.0), True),
        (-0.1, "wage_stabilised", (1.0, 9.0), False),
        (-1e-9, "wage_stabilised", (-9.0, -1.0), True),
        (0.0, "wage_stabilised", (-9.0, -1.0), False),
        (float("nan"), "wage_stabilised", (-9.0, -1.0), False),
    ],
)
@pytest.mark.parametrize("level", [10, -10])
def test_levelling_down_at_its_thresholds(index, name, ends, down, level):
    compared = gaps(two_speed=(-0.3, index), **{name: ends})
    compared[name] = replace(compared[name], a=level)
    assert levelling_down(compared) == ((name,) if down else ())
