"""Chains of need: V18 as a configuration of the model."""

from __future__ import annotations

import numpy as np

from experiments.exact.cases._world import Array, Case, Quantity, Size
from experiments.exact.oracles import NoAnswerError, autocorrelation, stationary
from sim.lang import Message
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state.people import DOMAINS

LAG = 12


def _needs(scenario: Scenario) -> list[Quantity]:
    matrix = scenario.needs.matrix
    if len(matrix) < 2:
        raise NoAnswerError("matrix must have at least 2 levels", "levels")
    shares = stationary(matrix)
    names = [Message("quantity.level", level=str(level)) for level in range(len(matrix))]
    found = [Quantity(n, float(s), float(s)) for n, s in zip(names, shares, strict=True)]
    top = len(matrix) - 1
    again = autocorrelation(matrix, LAG, top)
    return [
        *found,
        Quantity(Message("quantity.memory", months=str(LAG), level=str(top)), again, again),
    ]


def _measure_needs(scenario: Scenario, warmup: int, seed: int) -> Array:
    """Shares of the levels over persons, domains and months; memory of the highest level."""
    levels = len(scenario.needs.matrix)
    counts = np.zeros(levels, np.int64)
    past: list[Array] = []
    pairs = both = first = second = 0

    def watch(model: SectorModel) -> None:
        nonlocal pairs, both, first, second
        if len(model.history) <= warmup:
            return
        level = model.people.level[: model.people.size]
        counts[:] += np.bincount(level.ravel(), minlength=levels)[:levels]
        now = level == levels - 1
        past.append(now)
        if len(past) > LAG:
            then = past.pop(0)
            pairs += now.size
            both += int((now & then).sum())
            first += int(then.sum())
            second += int(now.sum())

    model = SectorModel(scenario, territory_of(scenario), seed=seed)
    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    total = int(counts.sum())
    rows = [[float(n), float(total)] for n in counts]
    a, b, c = first / pairs, second / pairs, both / pairs
    spread = (a * (1 - a) * b * (1 - b)) ** 0.5
    return np.array([*rows, [(c - a * b) / spread if spread else 0.0, 1.0]])


def _needs_size(scenario: Scenario, seeds: int) -> Size:
    # Four domains of 400 persons, 20 times: a standard error of 0.7 % on the correlation.
    return Size(max(1, round(20 / seeds)), 420, 200, 400)


CASES = (
    Case(
        "V18",
        Message("case.V18", domains=str(DOMAINS)),
        {"matrix": "needs.matrix", "people": "territory.people"},
        _needs,
        _measure_needs,
        _needs_size,
    ),
)
