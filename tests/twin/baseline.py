"""The twin as the benchmark runs it, next to the model."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.territory.territory import Territory

from .model import TwinModel


def run_twin(scenario: Scenario, territory: Territory, seed: int, months: int) -> TwinModel:
    """Run the twin from a fresh stock at month 0.

    Parameters
    ----------
    scenario : Scenario
        Its own clock says when the reform comes; burn-in is not walked.
    territory : Territory
    seed : int
    months : int
        Months to walk.

    Returns
    -------
    TwinModel
        At the end of the last month.
    """
    model = TwinModel(scenario, territory, seed)
    for _ in range(months):
        model.step()
    return model
