"""Queues with drop-outs or classes: V7 (persons drop out) and V8 (two classes)."""

from __future__ import annotations

import math

import numpy as np

from experiments.exact.cases._world import (
    QUEUE,
    Array,
    Case,
    Quantity,
    Size,
    arrivals,
    fit,
    queue_zone_months,
    recorded,
    relaxation,
    start,
    walk,
)
from experiments.exact.oracles import (
    continuous_priority_waits,
    continuous_renouncing_share,
    priority_waits,
    renouncing_share,
)
from sim.lang import Message
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import CLASSES

# V7: people who give up while they wait.

RENOUNCING_MONTHS = 40_000.0  # zone-months, per month that the list remembers


def _renouncing(scenario: Scenario) -> list[Quantity]:
    t, rate = scenario.territory, scenario.access.renounce_rate
    return [
        Quantity(
            Message("quantity.give_up"),
            renouncing_share(t.places, t.load, t.stay, rate),
            continuous_renouncing_share(t.places, t.load, t.stay, rate),
        )
    ]


def _measure_renouncing(scenario: Scenario, warmup: int, seed: int) -> Array:
    gave_up = recorded(walk(scenario, seed), warmup)[counts.RENOUNCING]
    return np.array([[gave_up, arrivals(scenario) * (scenario.clock.months - warmup)]])


def _renouncing_size(scenario: Scenario, seeds: int) -> Size:
    t, rate = scenario.territory, scenario.access.renounce_rate
    share = renouncing_share(t.places, t.load, t.stay, rate)
    memory = min(1.0 / rate, relaxation(t.places, min(t.load, 0.99), t.stay)) + t.stay
    # The fewer are lost, the longer one waits to see them.
    months = RENOUNCING_MONTHS * memory * math.sqrt(0.1 / share) / math.sqrt(t.places)
    waiting = share * t.load * t.places / t.stay / rate
    return fit(months, seeds, memory, min(t.load, 1.0) * t.places + waiting)


# V8: two classes on one list.


def _classes(scenario: Scenario) -> list[Quantity]:
    t = scenario.territory
    exact = priority_waits(t.places, t.load, t.stay, t.heavy)
    limit = continuous_priority_waits(t.places, t.load, t.stay, t.heavy)
    shares = (t.heavy, 1.0 - t.heavy)
    both = [sum(s * w for s, w in zip(shares, waits, strict=True)) for waits in (exact, limit)]
    return [
        Quantity(Message("quantity.wait_first"), exact[0], limit[0]),
        Quantity(Message("quantity.wait_second"), exact[1], limit[1]),
        Quantity(Message("quantity.wait_both"), both[0], both[1]),
    ]


def _measure_classes(scenario: Scenario, warmup: int, seed: int) -> Array:
    waiting = np.zeros(CLASSES, np.int64)

    def watch(model: SectorModel) -> None:
        if len(model.history) > warmup:
            waiting[:] += model.organisations.q_length.reshape(-1, CLASSES).sum(axis=0)

    model = SectorModel(scenario, territory_of(scenario), seed=seed)
    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    come = arrivals(scenario) * (scenario.clock.months - warmup)
    heavy = scenario.territory.heavy
    light, first = waiting[0], waiting[1]
    return np.array([[first, heavy * come], [light, (1.0 - heavy) * come], [first + light, come]])


def _classes_size(scenario: Scenario, seeds: int) -> Size:
    t = scenario.territory
    # Who comes second waits for both classes, and its waits vary more.
    months = 1.5 * queue_zone_months(t.places, t.load, t.stay)
    memory = relaxation(t.places, t.load, t.stay)
    return fit(months, seeds, memory, start(t.places, t.load, t.stay))


CASES = (
    Case(
        "V7",
        Message("case.V7"),
        {**QUEUE, "renounce": "access.renounce_rate"},
        _renouncing,
        _measure_renouncing,
        _renouncing_size,
    ),
    Case(
        "V8",
        Message("case.V8"),
        {**QUEUE, "first": "territory.heavy"},
        _classes,
        _measure_classes,
        _classes_size,
    ),
)
