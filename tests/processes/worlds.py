"""Small abstract worlds for hand-computed cases."""

from __future__ import annotations

from sim import compose
from sim.model.model import SectorModel
from sim.runs.warmup import territory_of


def abstract_world(*words: str, zones: int = 1, actors: int = 3, silos: int = 1) -> SectorModel:
    """Return a world of few organisations and no persons, at month 0 and not yet walked.

    Its actors hold no contract and never close.
    """
    fixed = (
        "territory.kind=abstract",
        f"territory.zones={zones}",
        f"territory.actors={actors}",
        f"territory.silos={silos}",
        "territory.load=0",
        "clock.burn_in=0",
        "demography.arrivals=false",
        "actors.renewal=exogenous",
        "actors.win_probability=0",
        "actors.stable_at=1",
        "actors.cash_spread=0",
    )
    scenario = compose.load_scenario("silo", [*fixed, *words])
    model = SectorModel(scenario, territory_of(scenario), seed=1)
    model.organisations.c_kind[:] = 0
    return model


def pole(*words: str, live: bool = True) -> SectorModel:
    """Return a pole on the training territory, from a fresh stock, three months after its start."""
    fixed = ["territory=training", "clock.burn_in=0", "clock.reform_month=0", "change.tau=0"]
    scenario = compose.load_scenario("pole", [*fixed, f"trust.live={live}".lower(), *words])
    model = SectorModel(scenario, territory_of(scenario), seed=2)
    model.run_for(3)
    return model
