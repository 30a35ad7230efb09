"""Ruin of actors funded by projects: V16 and V17 as configurations of the model."""

from __future__ import annotations

import numpy as np

from experiments.exact.cases._world import Array, Case, Quantity, Size, recorded, walk
from experiments.exact.oracles import (
    NoAnswerError,
    endless_ruin,
    gamblers_ruin,
    ruin_with_contracts,
)
from sim.lang import Message
from sim.model.model import SectorModel
from sim.processes.actors.founding import ALIVE
from sim.runs.warmup import territory_of
from sim.scenario.scenario import Scenario
from sim.state import counts

# Actors over all seeds: a standard error below 1 %, of V17 for ruins of one in nine.
GAMBLERS = 40_000
ACTORS = 100_000
HORIZON = 40  # periods of V17
LONG = 300  # periods of V16, after which almost no actor is still between the two limits


def _size(scenario: Scenario, seeds: int, actors: int, months: int) -> Size:
    here = max(scenario.territory.actors, 1)
    return Size(max(1, round(actors / seeds / here)), months, 0, 0)


# V16: the actor is ruined below zero, theory's gambler at zero: all is one unit more there.


def _whole(scenario: Scenario) -> tuple[int, int]:
    """Return the gambler's stake and target."""
    cash, stable = scenario.actors.cash_months, scenario.actors.stable_at
    if cash != int(cash):
        raise NoAnswerError(
            f"reserve must be a whole number, got {cash:g}", "whole", name="reserve", low="1"
        )
    return int(cash) + 1, stable + 1 if stable else 0


def _gambler(scenario: Scenario) -> list[Quantity]:
    win = scenario.actors.win_probability
    stake, target = _whole(scenario)
    ruined, played = gamblers_ruin(win, stake, target, LONG)
    found = [Quantity(Message("quantity.ruined"), ruined, endless_ruin(win, stake, target))]
    if target:
        found.append(Quantity(Message("quantity.played"), played, None))
    return found


def _measure_gambler(scenario: Scenario, warmup: int, seed: int) -> Array:
    at_play = 0

    def watch(model: SectorModel) -> None:
        nonlocal at_play
        at_play += int((model.organisations.a_alive == ALIVE).sum())

    model = SectorModel(scenario, territory_of(scenario), seed=seed)
    model.watchers.append(watch)
    model.run_for(scenario.clock.months)
    actors = len(model.organisations.a_alive)
    ruined = recorded(model, warmup)[counts.CLOSURES]
    found = [[ruined, actors]]
    if scenario.actors.stable_at:
        found.append([actors + at_play, actors])
    return np.array(found, np.float64)


# V17: contracts of several periods, at equal funded share.


def _contracts(scenario: Scenario) -> list[Quantity]:
    stake, _ = _whole(scenario)
    win, length = scenario.actors.win_probability, scenario.funding.calls.contract_months
    exact = ruin_with_contracts(win, length, stake - 1, HORIZON)
    return [Quantity(Message("quantity.ruined_within", months=str(HORIZON)), exact, None)]


def _measure_contracts(scenario: Scenario, warmup: int, seed: int) -> Array:
    model = walk(scenario, seed)
    ruined = recorded(model, warmup)[counts.CLOSURES]
    return np.array([[ruined, len(model.organisations.a_alive)]], np.float64)


CASES = (
    Case(
        "V16",
        Message("case.V16"),
        {
            "win": "actors.win_probability",
            "reserve": "actors.cash_months",
            "safe": "actors.stable_at",
        },
        _gambler,
        _measure_gambler,
        lambda scenario, seeds: _size(scenario, seeds, GAMBLERS, LONG),
    ),
    Case(
        "V17",
        Message("case.V17"),
        {
            "win": "actors.win_probability",
            "length": "funding.calls.contract_months",
            "reserve": "actors.cash_months",
        },
        _contracts,
        _measure_contracts,
        lambda scenario, seeds: _size(scenario, seeds, ACTORS, HORIZON),
    ),
)
