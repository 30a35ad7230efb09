"""Queues: V1, V2, V6, V9 and V11 as configurations of the model."""

from __future__ import annotations

import math

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
    NoAnswerError,
    continuous_escalation_share,
    continuous_pooling_ratio,
    continuous_wait,
    erlang_b,
    escalation_share,
    loss_months,
    loss_probability,
    mean_wait,
    pooling_ratio,
)
from sim.lang import Message
from sim.scenario.organisation import Organisation
from sim.scenario.scenario import Scenario
from sim.state import counts


def _queue_size(scenario: Scenario, seeds: int) -> Size:
    t = scenario.territory
    months = queue_zone_months(t.places, t.load, t.stay)
    people = start(t.places, t.load, t.stay)
    return fit(months, seeds, relaxation(t.places, t.load, t.stay), people)


# V1 and V11: the wait behind one establishment.


def _wait(scenario: Scenario) -> list[Quantity]:
    t = scenario.territory
    return [
        Quantity(
            Message("quantity.wait"),
            mean_wait(t.places, t.load, t.stay),
            continuous_wait(t.places, t.load, t.stay),
        )
    ]


def _measure_wait(scenario: Scenario, warmup: int, seed: int) -> Array:
    # Wq = Lq / lambda: the persons waiting at the month's end over the known rate of arrivals.
    waiting = recorded(walk(scenario, seed), warmup)[counts.WAIT]
    months = scenario.clock.months - warmup
    return np.array([[waiting, arrivals(scenario) * months]])


# V2: one list for all establishments of a zone against a list each.


def _pooling(scenario: Scenario) -> list[Quantity]:
    t = scenario.territory
    return [
        Quantity(
            Message("quantity.apart_pooled"),
            pooling_ratio(t.silos, t.places, t.load, t.stay),
            continuous_pooling_ratio(t.silos, t.places, t.load),
        )
    ]


def _measure_pooling(scenario: Scenario, warmup: int, seed: int) -> Array:
    apart = scenario.model_copy(update={"organisation": Organisation()})
    return np.array(
        [[recorded(walk(world, seed), warmup)[counts.WAIT] for world in (apart, scenario)]]
    )


def _pooling_size(scenario: Scenario, seeds: int) -> Size:
    t = scenario.territory
    apart = queue_zone_months(t.places, t.load, t.stay) / t.silos
    pooled = queue_zone_months(t.silos * t.places, t.load, t.stay)
    people = t.silos * start(t.places, t.load, t.stay)
    return fit(apart + pooled, seeds, relaxation(t.places, t.load, t.stay), people)


# V6: no list at all.


def _loss(scenario: Scenario) -> list[Quantity]:
    t, p = scenario.territory, scenario.places
    options: dict[str, float | int] = {}
    if p.stay_law == "lognormal":
        options = {"sigma": p.stay_sigma, "stay_max": p.stay_max}
    if p.stay_law == "mixture":
        short = t.stay / (1.0 - p.stay_long + p.stay_long * p.stay_ratio)
        options = {"short_stay": short, "long_stay": short * p.stay_ratio}
    return [
        Quantity(
            Message("quantity.turned_away"),
            loss_probability(t.places, t.load, t.stay, p.stay_law, **options),  # type: ignore[arg-type]
            erlang_b(t.places, t.load * t.places),
        )
    ]


def _measure_loss(scenario: Scenario, warmup: int, seed: int) -> Array:
    totals = recorded(walk(scenario, seed), warmup)
    return np.array([[totals[counts.DROPPED], totals[counts.ARRIVALS]]])


def _loss_size(scenario: Scenario, seeds: int) -> Size:
    t, p = scenario.territory, scenario.places
    spread = p.stay_ratio if p.stay_law == "mixture" else 1.0
    # Long stays among short ones make clusters.
    zone_months = loss_months(t.places, t.load, t.stay) * math.sqrt(spread) / ERROR**2
    people = min(t.load, 1.0) * t.places
    return fit(zone_months, seeds, 1.5 * t.stay * spread, people)


# V9: needs that escalate while people wait, and change nothing else.


def _escalation(scenario: Scenario) -> list[Quantity]:
    t, rate = scenario.territory, scenario.crises.escalation
    return [
        Quantity(
            Message("quantity.escalated"),
            escalation_share(t.places, t.load, t.stay, rate),
            continuous_escalation_share(t.places, t.load, t.stay, rate),
        )
    ]


def _escalation_size(scenario: Scenario, seeds: int) -> Size:
    t = scenario.territory
    share = escalation_share(t.places, t.load, t.stay, scenario.crises.escalation)
    if share <= 0.0:
        raise NoAnswerError("escalation must be above 0", "above", name="escalation", low="0")
    # The queue varies, and so does the number of events, as a Poisson number would.
    events = t.stay / (t.load * t.places * share) / ERROR**2
    months = queue_zone_months(t.places, t.load, t.stay) + events
    people = start(t.places, t.load, t.stay)
    return fit(months, seeds, relaxation(t.places, t.load, t.stay), people)


def _measure_escalation(scenario: Scenario, warmup: int, seed: int) -> Array:
    escalated = recorded(walk(scenario, seed), warmup)[counts.ESCALATED]
    months = scenario.clock.months - warmup
    return np.array([[escalated, arrivals(scenario) * months]])


CASES = (
    Case("V1", Message("case.V1"), QUEUE, _wait, _measure_wait, _queue_size),
    Case(
        "V2",
        Message("case.V2"),
        {**QUEUE, "silos": "territory.silos"},
        _pooling,
        _measure_pooling,
        _pooling_size,
    ),
    Case(
        "V6",
        Message("case.V6"),
        {
            **QUEUE,
            "law": "places.stay_law",
            "sigma": "places.stay_sigma",
            "longest": "places.stay_max",
            "ratio": "places.stay_ratio",
            "share": "places.stay_long",
        },
        _loss,
        _measure_loss,
        _loss_size,
    ),
    Case(
        "V9",
        Message("case.V9"),
        {**QUEUE, "escalation": "crises.escalation"},
        _escalation,
        _measure_escalation,
        _escalation_size,
    ),
    Case("V11", Message("case.V11"), QUEUE, _wait, _measure_wait, _queue_size),
)
