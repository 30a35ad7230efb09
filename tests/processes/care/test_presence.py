"""The group of a person in tables, by hand."""

from __future__ import annotations

import numpy as np

from sim import compose
from sim.indicators.measure import CELL_DIMENSIONS
from sim.model.model import SectorModel
from sim.processes.care.presence import stratum_of
from sim.territory.build import build


def test_a_group_of_persons_holds_those_whom_its_dimensions_name() -> None:
    scenario = compose.load_scenario("silo", ["territory=training", "clock.burn_in=0"])
    model = SectorModel(scenario, build("training"), seed=1)
    people = model.people
    shape = tuple(len(groups) for _, groups in CELL_DIMENSIONS)
    seen = set()
    for i in range(0, 3000, 7):
        cell = np.unravel_index(stratum_of(model.W.people, i), shape)
        group = {name: groups[k] for (name, groups), k in zip(CELL_DIMENSIONS, cell, strict=True)}
        years = people.age[i] // 12
        level = max(people.level[i])
        assert group == {
            "stage": "child" if years < 20 else "adult" if years < 60 else "senior",
            "sex": ("woman", "man")[people.sex[i]],
            "income": ("low", "middle", "high")[people.income[i]],
            "digital": ("none", "limited", "full")[people.digital[i]],
            "need": ("none", "light", "moderate", "severe")[level],
        }
        seen.add(tuple(group.values()))
    assert len(seen) > 60
