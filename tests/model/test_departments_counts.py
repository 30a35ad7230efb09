"""Counts by département, against the columns themselves."""

from __future__ import annotations

import numpy as np

from sim.model import departments
from sim.model.model import SectorModel
from sim.scenario.context import Clock
from sim.scenario.scenario import Scenario
from sim.state.people import ABSENT, COVERED, NO_OFFER, REFUSED, RENOUNCED, SERVED, WAIT
from tests.twin.territories import border_territory


def test_persons_are_counted_by_state_where_they_live() -> None:
    clock = Clock(burn_in=0, months=12, reform_month=0)
    model = SectorModel(Scenario(clock=clock), border_territory(10), seed=3)
    model.run_for(12)
    people, zones = model.people, model.territory.zones
    state = people.state[: people.size]
    home = zones.department[people.zone[: people.size]]
    found = departments.counts(model)
    wanted = {
        "people": state != ABSENT,
        "wait": state == WAIT,
        "served": state == SERVED,
        "without": np.isin(state, (REFUSED, RENOUNCED, NO_OFFER)),
        "covered": (state != ABSENT) & (people.status_bits[: people.size] & COVERED != 0),
    }
    for name, mask in wanted.items():
        by_hand = [int(np.sum(mask & (home == b))) for b in range(2)]
        assert found[name].tolist() == by_hand, name
    assert found["without"].sum() > 0 and found["served"].sum() > 0
