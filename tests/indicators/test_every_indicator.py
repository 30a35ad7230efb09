"""Every indicator and every group by hand, on a run in which no two numbers are the same."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.indicators.measure import Key, counts_of, missing_indicators, monthly, outcomes
from sim.indicators.registry import INDICATORS, REGISTRY
from sim.state import counts
from sim.state.people import COUNTERS
from tests.indicators.formulas import (
    BY_DOMAIN,
    BY_GROUP,
    DOMAINS,
    GAPS,
    GROUPS,
    NOT_BY_MONTH,
    WAIT_ENDS,
    WAIT_KINDS,
    YEARLY,
    ratios,
    shown,
)
from tests.indicators.made_up import FIRST_ROW, PAYERS, made_up

RUN = made_up()
IN_FOUR = ("need", "unmet", "place", "place_offer", "plan")  # a count for each domain
Found = dict[tuple[str, str, str], Any]


def read(formula: str, values: dict[str, Any]) -> Any:
    """Value of a formula; no divisor of the made-up run is 0."""
    return eval(formula, {"__builtins__": {}}, values)


def sums(rows: Any, domain: int | None = None) -> dict[str, Any]:
    """Sums of the counts over rows of the history by name, as the formulas name them."""
    c: dict[str, Any] = {name: int(rows[:, k].sum()) for k, name in enumerate(counts.NAMES)}
    c["months"] = len(rows)
    if domain is None:
        c["need"] = c["need_0"] + c["need_1"] + c["need_2"] + c["need_3"]
        c["unmet"] = c["unmet_0"] + c["unmet_1"] + c["unmet_2"] + c["unmet_3"]
        c["place"] = c["place_0"] + c["place_1"] + c["place_2"] + c["place_3"]
        c["plan"] = c["plan_0"] + c["plan_1"] + c["plan_2"] + c["plan_3"]
        c["place_offer"] = sum(c[f"place_offer_{d}"] for d in range(4))
    else:
        c |= {name: c[f"{name}_{domain}"] for name in IN_FOUR}
    return c


def of_rows(rows: Any) -> Found:
    """Ratios of counts by hand, in all and by domain."""
    found: Found = {}
    for name, formula in ratios().items():
        found[name, "all", "all"] = read(formula, sums(rows))
        if name in BY_DOMAIN:
            for domain, code in enumerate(DOMAINS):
                found[name, "domain", code] = read(formula, sums(rows, domain))
    return found


def of_payers(paid: Any, people: int) -> Found:
    """Euros per person and year: paid by all funders, and by each kind."""
    found: Found = {("public_cost", "all", "all"): 12 * (int(paid.sum()) / 100) / people}
    for payer, name in enumerate(PAYERS):
        found["public_cost", "payer", name] = 12 * (int(paid[:, payer].sum()) / 100) / people
    return found


def of_groups() -> Iterator[tuple[tuple[str, str, str], float]]:
    """Counters of persons by hand: of each group of a dimension, and of each zone."""
    cells = list(itertools.product(*GROUPS.values()))
    for name, formula in BY_GROUP.items():
        for rank, (dimension, groups) in enumerate(GROUPS.items()):
            for group in groups:
                rows = [k for k, cell in enumerate(cells) if cell[rank] == group]
                yield (name, dimension, group), read(formula, counted(RUN.strata[rows]))
        for zone in range(3):
            yield (name, "zone", str(zone)), read(formula, counted(RUN.zones[[zone]]))


def counted(rows: Any) -> dict[str, int]:
    return {name: int(rows[:, k].sum()) for k, name in enumerate(COUNTERS)}


def of_waits() -> Iterator[tuple[tuple[str, str, str], float]]:
    """Statistics of waits by hand, month by month of those at risk."""
    kinds = dict(zip(WAIT_KINDS, RUN.waits, strict=True))
    cohort = law(RUN.cohort[WAIT_KINDS.index("solution")])
    yield ("wait_solution_cohort_mean", "all", "all"), cohort["mean"]
    yield ("solution_within_24_cohort", "all", "all"), cohort["within"]["reached"][24]
    for name, table in kinds.items():
        groups = [("all", "all"), *(("complexity", str(k)) for k in range(4))]
        for group, flows in zip(groups, [table.sum(axis=1), *table.swapaxes(0, 1)], strict=True):
            found = law(flows)
            for statistic in ("mean",) if name[-1] == "0" else ("mean", "median", "p95", "gini"):
                yield (f"wait_{name}_{statistic}", *group), found[statistic]
            if name == "solution":
                for months in (12, 24, 60):
                    yield (f"solution_within_{months}", *group), found["within"]["reached"][months]
                for way in WAIT_ENDS[1:]:
                    yield (f"wait_ends_{way}", *group), found["within"][way][60]


def law(flows: Any) -> dict[str, Any]:
    """Law of the months waited, from those who enter, end in seven ways, and are under way."""
    entered, *ends, under_way = flows.tolist()
    longer, left, within = [], 1.0, [[0.0] * 7]
    for month in range(len(entered)):
        at_risk = sum(entered[: month + 1]) - sum(under_way[: month + 1])
        at_risk -= sum(sum(end[:month]) for end in ends)
        assert at_risk >= 20
        ended = [end[month] for end in ends]
        within.append([x + left * n / at_risk for x, n in zip(within[-1], ended, strict=True)])
        left *= 1 - sum(ended) / at_risk
        longer.append(left)
    # The law of min(wait, 60 months): the chance of each of its values.
    chance = [1 - longer[0], *(longer[k - 1] - longer[k] for k in range(1, 60)), longer[59]]
    mean = sum(k * p for k, p in enumerate(chance))
    apart = sum(p * q * abs(j - k) for j, p in enumerate(chance) for k, q in enumerate(chance))
    return {
        "mean": mean,
        "median": min(k for k, share in enumerate(longer) if share <= 0.5),
        "p95": min(k for k, share in enumerate(longer) if share <= 0.05),
        "gini": apart / (2 * mean),
        "within": dict(zip(WAIT_ENDS, zip(*within[1:], strict=True), strict=True)),
    }


def of_markets(found: Found) -> Found:
    """The gap of each dimension, and the mean of the five."""
    gaps = {
        name: read(
            gap,
            {
                "s": found[f"{name}_stabilised", "all", "all"],
                "p": found[f"{name}_precarious", "all", "all"],
            },
        )
        for name, gap in GAPS.items()
    }
    index = {("two_speed", "all", "all"): sum(gaps.values()) / 5}
    return index | {("two_speed", "speed", name): gap for name, gap in gaps.items()}


def of_years(rows: Any) -> Found:
    """Values of the indicators of yearly events over whole years."""
    return {key: value for key, value in of_rows(rows).items() if key[0] in YEARLY}


def by_hand() -> Found:
    """Every value since the reform by hand."""
    rows = RUN.history[FIRST_ROW:]
    found = of_rows(rows) | of_years(rows[:12])  # 18 months hold one whole year
    people = int(rows[:, counts.INDEX["people"]].sum())
    return (
        found
        | of_payers(RUN.paid[FIRST_ROW:], people)
        | dict(of_groups())
        | dict(of_waits())
        | of_markets(found)
    )


def test_no_two_numbers_of_the_made_up_run_are_the_same():
    for name in ("history", "waits", "cohort", "strata", "zones", "paid"):
        values = getattr(RUN, name)
        if name in ("waits", "cohort"):
            values = np.delete(values[..., 1:], 0, axis=1)  # those who enter come from the others
        assert len(np.unique(values)) == values.size, name
    for rows in (RUN.history[:FIRST_ROW], RUN.history[FIRST_ROW:]):
        assert len(np.unique(rows.sum(axis=0))) > 0.9 * counts.SIZE
    assert len(np.unique(RUN.paid[FIRST_ROW:].sum(axis=0))) == len(PAYERS)
    assert RUN.first_row == FIRST_ROW and RUN.months.tolist() == list(range(7, 27))


def test_every_value_since_the_reform_is_that_by_hand():
    found, hand = outcomes(RUN, PAYERS), by_hand()
    assert set(found) == set(hand)
    wrong = [
        f"{'|'.join(key)}: {found[Key(*key)]} is {value} by hand"
        for key, value in hand.items()
        if found[Key(*key)] != pytest.approx(value, rel=1e-12, abs=0, nan_ok=True)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_value_of_a_month_is_that_by_hand():
    found = monthly(RUN, PAYERS)
    wrong = []
    for row in range(len(RUN.history)):
        month, paid = RUN.history[[row]], RUN.paid[[row]]
        hand = of_rows(month) | of_payers(paid, int(month[0, counts.INDEX["people"]]))
        year = of_years(RUN.history[max(row - 11, 0) : row + 1])
        hand |= year if row >= 11 else dict.fromkeys(year, math.nan)
        hand = {key: value for key, value in hand.items() if key[0] not in NOT_BY_MONTH}
        assert set(found) == set(hand)
        wrong += [
            f"{'|'.join(key)}: {found[Key(*key)][row]} is {value} by hand in row {row}"
            for key, value in hand.items()
            if found[Key(*key)][row] != pytest.approx(value, rel=1e-12, abs=0, nan_ok=True)
        ]
    assert not wrong, "\n".join(wrong)


def test_every_indicator_has_the_unit_and_the_direction_by_hand():
    assert {i.name: (i.unit, i.direction) for i in INDICATORS} == shown()


def test_values_stand_in_the_order_of_the_registry():
    order = list(REGISTRY)
    for found in (outcomes(RUN, PAYERS), monthly(RUN, PAYERS)):
        names = [key.indicator for key in found]
        assert names == sorted(names, key=order.index)


def named(formula: str) -> set[str]:
    """Names of the counts in a formula; a count by domain stands for four."""
    names = set(re.findall(r"[a-z_]\w*", formula)) - {"months", "e6"}
    domains = {name for name in names if name in IN_FOUR}
    return (names - domains) | {f"{name}_{d}" for name in domains for d in range(4)}


@pytest.mark.parametrize("name", sorted(ratios()))
def test_an_indicator_names_the_counts_that_it_is_made_from(name):
    assert set(counts_of(REGISTRY[name])) == named(ratios()[name])


def test_what_is_no_ratio_names_its_counts_too():
    levels = [f"{name}_{side}" for name in GAPS for side in ("stabilised", "precarious")]
    assert set(counts_of(REGISTRY["two_speed"])) == set().union(
        *(named(ratios()[level]) for level in levels)
    )
    assert counts_of(REGISTRY["public_cost"]) == ("people",)
    assert counts_of(REGISTRY["wait_solution_gini"]) == ()


def test_an_indicator_is_missing_if_one_of_its_counts_is():
    assert missing_indicators(RUN) == ()
    history = RUN.history.astype(float)
    history[:, counts.INDEX["places_closed"]] = np.nan
    history[0, counts.INDEX["people"]] = np.nan  # one month only: the count is there
    older = type(RUN)(**{**vars(RUN), "history": history})
    assert missing_indicators(older) == ("occupancy", "places_closed_share")


def test_nothing_counted_is_not_a_number():
    nothing = {
        name: np.zeros_like(getattr(RUN, name))
        for name in ("history", "waits", "cohort", "strata", "zones", "paid")
    }
    empty = type(RUN)(**{**vars(RUN), **nothing})
    found, series = outcomes(empty, PAYERS), monthly(empty, PAYERS)
    # Sums over months, not over counts: their mean is 0.
    zero = {i for i, formula in ratios().items() if formula.endswith("/ months")}
    assert {key.indicator for key, value in found.items() if value == 0} == zero
    assert all(np.isnan(value) for key, value in found.items() if key.indicator not in zero)
    assert all(np.isnan(x).all() for key, x in series.items() if key.indicator not in zero)
