"""Ruin of actors funded by projects: V16 and V17 as configurations of the model."""

from __future__ import annotations

import math

import numpy as np

from experiments.exact.cases._world import ERROR, Array, Case, Quantity, Size, recorded, walk
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

HORIZON = 40  # periods of V17
LONG = 300  # periods of V16, after which almost no actor is still between the two limits


def _size(scenario: Scenario, seeds: int, spread: float, months: int) -> Size:
    """Return as many actors as a mean of this variance over its square needs."""
    here = max(scenario.territory.actors, 1)
    return Size(max(1, math.ceil(spread / ERROR**2 / seeds / here)), months, 0, 0)


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
    ruined, played, _ = gamblers_ruin(win, stake, target, LONG)
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


def _gambler_size(scenario: Scenario, seeds: int) -> Size:
    stake, target = _whole(scenario)
    win = scenario.actors.win_probability
    ruined, played, squared = gamblers_ruin(win, stake, target, LONG)
    spread = (1.0 - ruined) / ruined
    if target:
        spread = max(spread, squared / played**2 - 1.0)
    return _size(scenario, seeds, spread, LONG)


# V17: contracts of several periods, at equal funded share.


def _ruined_within(scenario: Scenario) -> float:
    stake, _ = _whole(scenario)
    win, length = scenario.actors.win_probability, scenario.funding.calls.contract_months
    return ruin_with_contracts(win, length, stake - 1, HORIZON)


def _contracts(scenario: Scenario) -> list[Quantity]:
    name = Message("quantity.ruined_within", months=str(HORIZON))
    return [Quantity(name, _ruined_within(scenario), None)]


def _measure_contracts(scenario: Scenario, warmup: int, seed: int) -> Array:
    model = walk(scenario, seed)
    ruined = recorded(model, warmup)[counts.CLOSURES]
    return np.array([[ruined, len(model.organisations.a_alive)]], np.float64)


def _contracts_size(scenario: Scenario, seeds: int) -> Size:
    ruined = _ruined_within(scenario)
    return _size(scenario, seeds, (1.0 - ruined) / ruined, HORIZON)


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
        _gambler_size,
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
        _contracts_size,
    ),
)
