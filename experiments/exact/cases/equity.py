"""Inequality: V22 (inequality of waits) and V23 (poverty in several domains)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array

from experiments.exact.cases._world import (
    QUEUE,
    Array,
    Case,
    Identity,
    Quantity,
    Size,
    fit,
    queue_zone_months,
    relaxation,
    start,
    walk,
)
from experiments.exact.cases.needs import settled, sized
from experiments.exact.oracles import (
    NoAnswerError,
    capability_poverty,
    continuous_wait_gini,
    gini_of_values,
    months_for_mean,
    stationary,
    theil_of_values,
    wait_gini,
)
from sim.indicators.poverty import poverty
from sim.indicators.stats import gini, gini_split, theil_split
from sim.lang import Message
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import DOMAINS

# V22: the Gini index of waits, and how an index splits between groups.

PERSONS = 2500  # all their pairs are compared
DIGITS = 10
GINI_MONTHS = 0.1  # zone-months of a mean wait that its Gini index needs


def _inequality(scenario: Scenario) -> list[Quantity]:
    t = scenario.territory
    return [
        Quantity(
            Message("quantity.gini"),
            wait_gini(t.places, t.load, t.stay),
            continuous_wait_gini(t.places, t.load),
        )
    ]


def _measure_inequality(scenario: Scenario, warmup: int, seed: int) -> Array:
    before = np.zeros(0, np.int64)

    def watch(model: SectorModel) -> None:
        nonlocal before
        if len(model.history) == warmup:
            before = model.waits.copy()

    model = SectorModel(scenario, territory_of(scenario), seed=seed)
    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    waits = model.waits - before if len(before) else model.waits
    ended = waits[counts.TO_HOUR, counts.REACHED].sum(axis=0)
    curve = 1.0 - np.cumsum(ended) / ended.sum()
    return np.array([[gini(curve, len(curve)), 1.0]])


def _inequality_size(scenario: Scenario, seeds: int) -> Size:
    t = scenario.territory
    months = GINI_MONTHS * queue_zone_months(t.places, t.load, t.stay)
    memory = relaxation(t.places, t.load, t.stay)
    return fit(months, seeds, memory, start(t.places, t.load, t.stay))


def _splits(scenario: Scenario, seed: int) -> list[Identity]:
    """Split the waits of two classes of priority, then those of the short and of the long waits."""
    t = scenario.territory
    months = 240
    zones = max(1, round(PERSONS * t.stay / (t.load * t.places * months)))
    world = scenario.model_copy(
        update={
            "clock": scenario.clock.model_copy(update={"months": months, "reform_month": months}),
            "places": scenario.places.model_copy(update={"priority": "classes"}),
            "territory": t.model_copy(update={"zones": zones, "people": 0, "heavy": 0.4}),
        }
    )
    waits = walk(world, seed).waits[counts.TO_HOUR, counts.REACHED, :2]
    whole = waits.sum(axis=0)
    middle = int(np.searchsorted(np.cumsum(whole), whole.sum() / 2)) + 1
    apart = np.stack([whole, whole])
    apart[0, middle:] = apart[1, :middle] = 0
    values = [np.repeat(np.arange(len(row)), row).astype(float) for row in waits]
    everybody = np.concatenate(values)
    shares = [len(x) / len(everybody) for x in values]
    months_of = [float(x.sum() / everybody.sum()) for x in values]
    g, h = gini_split(waits), theil_split(waits)
    means = np.repeat([x.mean() for x in values], [len(x) for x in values])
    # A class in which nobody waits has no months to share out, and no index of its own.
    parts = [part for part in zip(values, shares, months_of, strict=True) if part[2] > 0]

    def same(name: Message, left: float, right: float) -> Identity:
        return Identity(name, round(left, DIGITS) + 0.0, round(right, DIGITS) + 0.0)

    return [
        same(Message("quantity.theil"), theil_of_values(everybody), h.between + h.within),
        same(Message("quantity.theil_between"), theil_of_values(means), h.between),
        same(
            Message("quantity.theil_within"),
            sum(m * theil_of_values(x) for x, _, m in parts),
            h.within,
        ),
        same(
            Message("quantity.gini_split"),
            gini_of_values(everybody),
            g.between + g.within + g.overlap,
        ),
        same(Message("quantity.gini_between"), gini_of_values(means), g.between),
        same(
            Message("quantity.gini_within"),
            sum(p * m * gini_of_values(x) for x, p, m in parts),
            g.within,
        ),
        same(Message("quantity.no_overlap"), 0.0, gini_split(apart).overlap),
    ]


# V23: poverty in several domains at once.


def _poverty(scenario: Scenario) -> list[Quantity]:
    if len(scenario.needs.matrix) < 2:
        raise NoAnswerError("matrix must have at least 2 levels", "levels")
    deprived = 1.0 - float(stationary(scenario.needs.matrix)[0])
    cutoff = scenario.delivery.poverty_cutoff
    found = capability_poverty(DOMAINS, deprived, cutoff)
    names = (Message("quantity.poor"), Message("quantity.intensity"), Message("quantity.headcount"))
    return [Quantity(n, x, x) for n, x in zip(names, found, strict=True)]


def _measure_poverty(scenario: Scenario, warmup: int, seed: int) -> Array:
    persons = poor = lacking = 0
    delivery = scenario.delivery

    def watch(model: SectorModel) -> None:
        nonlocal persons, poor, lacking
        if len(model.history) <= warmup:
            return
        cover = model.people.cover[: model.people.size]
        found = poverty(cover, delivery.threshold, delivery.poverty_cutoff)
        persons += found.persons
        poor += found.poor
        lacking += found.lacking

    model = SectorModel(scenario, territory_of(scenario), seed=seed)
    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    return np.array([[poor, persons], [lacking, DOMAINS * poor], [lacking, DOMAINS * persons]])


def _poverty_size(scenario: Scenario, seeds: int) -> Size:
    matrix = np.array(scenario.needs.matrix)
    cutoff, levels = scenario.delivery.poverty_cutoff, np.arange(len(matrix))
    # The chain of all domains of a person, and the number of those in which they lack something.
    moves, law, lacks = np.ones((1, 1)), np.ones(1), np.zeros(1, np.int64)
    for _ in range(DOMAINS):
        moves, law = np.kron(moves, matrix), np.kron(law, stationary(matrix))
        lacks = np.add.outer(lacks, levels > 0).ravel()
    poor = np.where(lacks >= cutoff, 1.0, 0.0)
    missing = poor * lacks / DOMAINS
    mean = float(law @ missing)
    intensity = missing - mean / float(law @ poor) * poor
    flow = csc_array(moves)
    months = max(
        months_for_mean(flow, law, poor),
        months_for_mean(flow, law, missing),
        months_for_mean(flow, law, intensity, mean=mean),
    )
    return sized(months, seeds, settled(scenario.needs.matrix))


CASES = (
    Case(
        "V22",
        Message("case.V22"),
        QUEUE,
        _inequality,
        _measure_inequality,
        _inequality_size,
        _splits,
    ),
    Case(
        "V23",
        Message("case.V23", domains=str(DOMAINS)),
        {
            "matrix": "needs.matrix",
            "cutoff": "delivery.poverty_cutoff",
            "people": "territory.people",
        },
        _poverty,
        _measure_poverty,
        _poverty_size,
    ),
)
