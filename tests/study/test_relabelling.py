"""What a world is called decides nothing: no ingredient means no difference, in every indicator."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim import compose
from sim.runs.replicates import run_worlds
from sim.scenario.scenario import Scenario

INGREDIENTS = (
    "entry", "admission", "response", "continuity", "coordination", "voice", "partnership",
    "funding",
)  # fmt: skip
SHORT = ["territory=training", "months=36", "burn_in=24", "reform_month=6"]


def without_ingredients(name: str) -> Scenario:
    """A scenario whose ingredients are all off."""
    words = [f"organisation.{ingredient}=false" for ingredient in INGREDIENTS]
    return compose.load_scenario(name, [*SHORT, *words])


@pytest.mark.parametrize("name", ["pole", "dispositif", "provider"])
def test_an_organisation_without_ingredients_is_a_silo_in_every_indicator(name: str) -> None:
    silo = compose.load_scenario("silo", SHORT)
    worlds = run_worlds([silo, without_ingredients(name)], [3], progress=False)[0]
    assert worlds[0].digest() == worlds[1].digest()


def test_exchanged_worlds_have_the_opposite_differences() -> None:
    words = {"replicates": 3, "progress": False}
    c = sim.compare("silo", "pole", SHORT, **words).summary()
    other = sim.compare("pole", "silo", SHORT, **words).summary()
    np.testing.assert_array_equal(c["a"], other["b"])
    np.testing.assert_array_equal(c["difference"], -other["difference"])


def test_another_label_changes_no_count() -> None:
    pole = compose.load_scenario("pole", SHORT)
    named = pole.model_copy(update={"label": "silo"})
    worlds = run_worlds([pole, named], [3], progress=False)[0]
    assert replace(worlds[0], label="silo", scenario_digest="").digest() == worlds[1].digest()
