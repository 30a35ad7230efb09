"""A small world of project actors whose columns a test may set."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.model.model import SectorModel
from sim.processes.actors.holding_contracts import tear_up
from sim.scenario.care import Demography
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.scenario import Scenario
from sim.state.people import NEVER
from sim.territory.abstract import build_abstract

World = Callable[..., SectorModel]


@pytest.fixture
def world() -> World:
    """Build two zones with two actors each and a few persons; nobody holds a contract."""

    def build(**parts: object) -> SectorModel:
        spec = TerritorySpec(kind="abstract", zones=2, actors=2, people=6, load=0)
        scenario = Scenario(
            territory=spec,
            clock=Clock(burn_in=0, months=60, reform_month=0),
            demography=Demography(ageing=False, deaths=False, arrivals=False),
            **parts,
        )
        model = SectorModel(scenario, build_abstract(spec), seed=1)
        o = model.organisations
        for a in range(4):
            for k in range(4):
                tear_up(model.W.organisations, a, k)
        o.b_envelope[:] = 0
        o.a_staff[:] = o.a_permanent[:] = 0
        assert (o.c_start == NEVER).all()
        model.apply_organisation()
        model.month_totals[:] = 0
        return model

    return build
