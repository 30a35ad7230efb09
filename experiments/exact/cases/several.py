"""Answers in several domains: V10 as a configuration of the model."""

from __future__ import annotations

import numpy as np

from experiments.exact.cases._world import (
    Array,
    Case,
    Quantity,
    Size,
    arrivals,
    fit,
    queue_zone_months,
    relaxation,
)
from experiments.exact.oracles import independent_time, parallel_time, serial_time
from sim.lang import Message
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario

APART = 4  # answers that have nothing to do with each other
DURATIONS = 0.7  # months that the time to an answer needs, relative to those of a wait; measured
DOMAINS = 2  # domains whose chain is small enough


def _several(scenario: Scenario) -> list[Quantity]:
    t = scenario.territory
    serial, parallel = serial_time(t.load, t.stay), parallel_time(t.load, t.stay)
    alone = t.stay / (1.0 - t.load)
    harmonic = sum(1.0 / k for k in range(1, APART + 1))
    return [
        Quantity(Message("quantity.months_serial"), serial, 2 * alone),
        Quantity(
            Message("quantity.months_parallel"),
            parallel,
            (12 - t.load) / 8 * alone,
        ),
        Quantity(
            Message("quantity.months_apart", count=str(APART)),
            independent_time(APART, t.load, t.stay),
            harmonic * alone,
        ),
    ]


def _with(scenario: Scenario, sequence: str) -> Scenario:
    places = scenario.places.model_copy(update={"sequence": sequence})
    return scenario.model_copy(update={"places": places})


def _measure_several(scenario: Scenario, warmup: int, seed: int) -> Array:
    months = scenario.clock.months - warmup
    come = arrivals(scenario) * months
    rows = []
    lasting = np.zeros(scenario.clock.months + 1, np.int64)
    for sequence in ("serial", "parallel"):
        world = _with(scenario, sequence)
        present = 0

        def watch(model: SectorModel, parallel: bool = sequence == "parallel") -> None:
            nonlocal present
            if len(model.history) <= warmup:
                return
            people, size = model.people, model.people.size
            present += int((people.unit[:size] >= 0).sum())
            if parallel:  # the first domain alone is one queue among others
                there = (people.plan[:size, 0] > 0) | (people.waiting_list[:size, 0] >= 0)
                there &= people.unit[:size] >= 0
                since = model.month - people.asked[:size][there].astype(np.int64)
                lasting[:] += np.bincount(since, minlength=len(lasting))

        model = SectorModel(world, territory_of(world), seed=seed)
        model.watchers.append(watch)
        model.run_for(world.clock.months)
        rows.append([present, come])
    # Chance that an answer takes longer than 0, 1, 2, ... months, and that one of several does.
    longer = np.minimum(lasting / come, 1.0)
    rows.append([float((1.0 - (1.0 - longer) ** APART).sum()), 1.0])
    return np.array(rows)


def _several_size(scenario: Scenario, seeds: int) -> Size:
    t = scenario.territory
    memory = relaxation(1, t.load, t.stay)
    # The world starts empty.
    return fit(DURATIONS * queue_zone_months(1, t.load, t.stay), seeds, 4.0 * memory, 0.0)


CASES = (
    Case(
        "V10",
        Message("case.V10"),
        {"load": "territory.load", "stay": "territory.stay"},
        _several,
        _measure_several,
        _several_size,
    ),
)
