"""Chains of need: V18 as a configuration of the model."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csc_array

from experiments.exact.cases._world import ERROR, Array, Case, Quantity, Size
from experiments.exact.oracles import (
    NoAnswerError,
    autocorrelation,
    correlation_months,
    months_for_mean,
    stationary,
)
from sim.lang import Message
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state.people import DOMAINS

LAG = 12
LEAST = 0.02  # correlation that is compared: a smaller one is not known to 1 % in any short run
PERSONS = 400  # of each zone
RECORDED = 200  # months
FORGOTTEN = 0.001

Matrix = Sequence[Sequence[float]]


def _needs(scenario: Scenario) -> list[Quantity]:
    matrix = scenario.needs.matrix
    if len(matrix) < 2:
        raise NoAnswerError("matrix must have at least 2 levels", "levels")
    shares = stationary(matrix)
    names = [Message("quantity.level", level=str(level)) for level in range(len(matrix))]
    found = [Quantity(n, float(s), float(s)) for n, s in zip(names, shares, strict=True)]
    again = _memory(matrix)
    name = Message("quantity.memory", months=str(LAG), level=str(len(matrix) - 1))
    return [*found, Quantity(name, again, again)] if again else found


def _memory(matrix: Matrix) -> float:
    """Correlation of the highest level over the lag; 0 if it is too small to be compared."""
    again = autocorrelation(matrix, LAG, len(matrix) - 1)
    return again if abs(again) >= LEAST else 0.0


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
    if _memory(scenario.needs.matrix):
        rows.append([(c - a * b) / spread if spread else 0.0, 1.0])
    return np.array(rows)


def settled(matrix: Matrix) -> int:
    """Months after which a chain has forgotten where it began, to a thousandth."""
    memory = sorted(np.abs(np.linalg.eigvals(np.array(matrix))))[-2]
    return max(24, math.ceil(math.log(FORGOTTEN) / math.log(max(float(memory), FORGOTTEN))))


def sized(months: float, seeds: int, warmup: int) -> Size:
    """Return a size of so many months of persons, after the error aimed at."""
    zones = math.ceil(months / ERROR**2 / seeds / PERSONS / RECORDED)
    return Size(max(zones, 1), warmup + RECORDED, warmup, PERSONS)


def _needs_size(scenario: Scenario, seeds: int) -> Size:
    matrix = scenario.needs.matrix
    law, moves = stationary(matrix), csc_array(np.array(matrix))
    months = [months_for_mean(moves, law, here) for here in np.eye(len(matrix))]
    if _memory(matrix):
        months.append(correlation_months(matrix, LAG, len(matrix) - 1))
    return sized(max(months) / DOMAINS, seeds, settled(matrix))


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
