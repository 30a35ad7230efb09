"""Practices that spread between organisations: V19 and V20 as configurations of the model."""

from __future__ import annotations

import math

import numpy as np

from experiments.exact.cases._world import ERROR, LONGEST, Array, Case, Quantity, Size
from experiments.exact.oracles import (
    NoAnswerError,
    bass,
    bass_in_time,
    bass_variance,
    fixation,
    months_to_fixation,
)
from sim.lang import Message
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state import counts

STEPS = (5, 10)  # after which the share is compared
SATURATED = 0.999  # share from which on too few are left to see a difference
LEFT = 50  # organisations without the practice that a comparison needs, over all seeds
SETTLED = 12.0  # mean times to either end after which nothing is under way any more


def _bass(scenario: Scenario) -> list[Quantity]:
    i = scenario.innovation
    if i.spontaneous + i.imitate > 1.0:
        raise NoAnswerError(
            "spontaneous and imitate must not sum to more than 1",
            "at_most",
            name="spontaneous + imitate",
            high="1",
        )
    compared = _compared(scenario)
    if not compared:
        names = ("spontaneous", "imitate")
        raise NoAnswerError("nearly all adopt within 5 steps", "lower", names=names)
    return [
        Quantity(
            Message("quantity.adopted", steps=str(steps)),
            share,
            bass_in_time(i.spontaneous, i.imitate, steps),
        )
        for steps, share in compared.items()
    ]


def _compared(scenario: Scenario) -> dict[int, float]:
    """Return the expected share after each number of steps at which it is compared."""
    i = scenario.innovation
    shares = {steps: bass(i.spontaneous, i.imitate, steps) for steps in STEPS}
    return {steps: share for steps, share in shares.items() if share < SATURATED}


def _measure_bass(scenario: Scenario, warmup: int, seed: int) -> Array:
    model = SectorModel(scenario, territory_of(scenario), seed=seed)
    model.run_for(scenario.clock.months)
    totals = model.organisations.counts
    found = [float(model.history[steps - 1][counts.PRACTISING]) for steps in _compared(scenario)]
    return np.array([[n, float(totals.establishments + totals.actors)] for n in found])


def _bass_size(scenario: Scenario, seeds: int) -> Size:
    i, spec, compared = scenario.innovation, scenario.territory, _compared(scenario)
    wanted = max(
        bass_variance(i.spontaneous, i.imitate, steps) / (share * ERROR) ** 2
        for steps, share in compared.items()
    )
    wanted = max(wanted, LEFT / (1.0 - max(compared.values())))
    zones = math.ceil(wanted / seeds / (spec.actors + spec.silos))
    return Size(min(max(zones, 40), 4000), STEPS[-1], 0, 0)


def population(scenario: Scenario) -> int:
    """Organisations of each zone."""
    return scenario.territory.actors + scenario.territory.silos


def _moran(scenario: Scenario) -> list[Quantity]:
    if scenario.innovation.spontaneous <= 0.0:
        raise NoAnswerError(
            "spontaneous must be above 0: no practice would appear",
            "above",
            name="spontaneous",
            low="0",
        )
    r, size = scenario.innovation.fitness, population(scenario)
    expected = fixation(r, size)
    return [Quantity(Message("quantity.taken_over"), expected, expected)]


def _measure_moran(scenario: Scenario, warmup: int, seed: int) -> Array:
    """Practices that all took over, and practices that appeared.

    Practices that appear in the last `warmup` months are left out: these months let the earlier
    ones end. A zone is closed once it has, seen at the end of a month.
    """
    territory = territory_of(scenario)
    model = SectorModel(scenario, territory, seed=seed)
    open_zones = np.ones(len(territory.zones), np.bool_)
    last, all_ = scenario.clock.months - warmup, population(scenario)
    appeared = taken = 0

    def watch(model: SectorModel) -> None:
        nonlocal appeared, taken
        o = model.organisations
        having = np.bincount(o.a_zone, o.a_practice > 0, o.counts.zones)
        having += np.bincount(o.e_zone, o.e_practice > 0, o.counts.zones)
        taken += int((open_zones & (having == all_)).sum())
        if model.month < last:
            appeared += int(model.month_totals[counts.INVENTED])
        if model.month >= last - 1:
            open_zones[(having == 0) | (having == all_)] = False

    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    return np.array([[float(taken), float(appeared)]])


def _moran_size(scenario: Scenario, seeds: int) -> Size:
    r, size = scenario.innovation.fitness, population(scenario)
    rho = fixation(r, size)
    mean = months_to_fixation(r, size) + 0.5  # and the rest of the last month
    wanted = (1.0 - rho) / (rho * ERROR**2 * seeds)  # practices that appear, by seed
    # Those that all take over last longest: about `size` months where nothing is better.
    settled = min(math.ceil(SETTLED * mean + 3.0 * size), LONGEST // 2)
    # A month of the model costs as much as some thousand organisations more in it: many zones for
    # few months, but not so few that most of them go by until all is settled.
    window = min(max(2 * settled, 120), LONGEST - settled)
    return Size(max(1, math.ceil(wanted * mean / window)), settled + window, settled, 0)


CASES = (
    Case(
        "V19",
        Message("case.V19"),
        {
            "spontaneous": "innovation.spontaneous",
            "imitate": "innovation.imitate",
            "actors": "territory.actors",
        },
        _bass,
        _measure_bass,
        _bass_size,
    ),
    Case(
        "V20",
        Message("case.V20"),
        {"fitness": "innovation.fitness", "actors": "territory.actors"},
        _moran,
        _measure_moran,
        _moran_size,
    ),
)
