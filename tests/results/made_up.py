"""Comparisons of made-up runs: no world is simulated."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from sim import compose
from sim.indicators.measure import Key
from sim.indicators.outputs import PAYERS
from sim.indicators.registry import INDICATORS
from sim.results.lives import Lives
from sim.results.origin import Place
from sim.scenario.scenario import Scenario
from sim.study.comparison import Comparison
from tests.indicators.made_up import made_up

ZONES = ("Amont", "Aval", "Delta")
PLACE = Place("made_up", "Inventé", "Made up", "Inventé.", "Made up.", True, 7, ZONES)


@cache
def scenarios() -> tuple[Scenario, Scenario]:
    """Silo and pole of eight months, with a reform in month 2."""
    words = ["clock.months=8", "clock.reform_month=2", "clock.burn_in=0"]
    first, second = compose.load_scenarios(["silo", "pole"], words)
    return first, second


def comparison(replicates: int = 3) -> Comparison:
    """Runs in which no two numbers are the same, a pair a replicate."""
    pairs = tuple((made_up(10 * r + 1), made_up(10 * r + 6)) for r in range(replicates))
    seeds = tuple(range(4, 4 + replicates))
    origin = {"digests": {"results": "0123456789abcdef"}, "versions": {"parcours": "9.9"}}
    a, b = scenarios()
    return Comparison(
        a, b, ("one", "two"), ("word=1",), seeds, pairs, PLACE, PAYERS, {**origin, "seconds": 1.5}
    )


Values = dict[tuple[str, str, str], tuple[list[float], list[float]]]


def with_values(values: Values) -> Comparison:
    """A comparison whose table holds these values alone: of both worlds, one a replicate."""
    replicates = len(next(iter(values.values()))[0])
    made = comparison(replicates)
    keys = [Key(*key) for key in values]
    table = np.array([[*values[key]] for key in values], float)  # keys, worlds, replicates
    vars(made)["_outcomes"] = keys, table.transpose(2, 1, 0)
    return made


def whole(values: Values) -> Comparison:
    """These values, and 1 in both worlds for every other indicator."""
    replicates = len(next(iter(values.values()))[0])
    others = {(i.name, "all", "all"): ([1.0] * replicates, [1.0] * replicates) for i in INDICATORS}
    return with_values(others | values)


# A person in ordinary life, as a row of their life.
ORDINARY = {"funnel": 1, "state": 1, "establishment": -1, "place": "", "plan": 0, "actor": -1}


Life = list[dict[str, object]]


def lives(first: Life, second: Life, month: int | None) -> Lives:
    """Two lives from month 4 on: each row is what differs from ordinary life."""
    rows = [
        {**ORDINARY, **row, "month": 4 + m, "scenario": name}
        for name, life in (("one", first), ("two", second))
        for m, row in enumerate(life)
    ]
    labels = {"ime": {"fr": "un institut", "en": "an institute"}}
    return Lives(1, ("one", "two"), pd.DataFrame(rows), month, labels)
