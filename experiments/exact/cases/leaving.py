"""Queues with drop-outs or classes: V7 (persons drop out) and V8 (two classes)."""

from __future__ import annotations

import numpy as np

from experiments.exact.cases._world import (
    ERROR,
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
    mean_wait,
    priority_waits,
    renouncing_months,
    renouncing_share,
)
from sim.lang import Message
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.state.people import CLASSES

# V7: people who give up while they wait.


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
    months = renouncing_months(t.places, t.load, t.stay, rate) / ERROR**2
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
    # The second class is most of the list: its number varies no more than that of all who wait,
    # but around a smaller mean.
    _, second = priority_waits(t.places, t.load, t.stay, t.heavy)
    both = mean_wait(t.places, t.load, t.stay)
    months = queue_zone_months(t.places, t.load, t.stay)
    months *= (both / ((1.0 - t.heavy) * second)) ** 2
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
