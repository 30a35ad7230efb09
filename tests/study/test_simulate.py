"""One world alone."""

from __future__ import annotations

import pytest

import sim
from sim.errors import InputError
from tests.results.cases import WORDS, small


def test_one_world_runs_and_draws():
    result = sim.Sim("pole", WORDS, seed=2).run()
    assert result.run.digest() == small().runs()[1]["b"]
    assert len(result.to_frame()) and len(result.summary("en"))
    assert "persons, pole" in result.plot(lang="en").get_title("left")


def test_words_go_with_a_name_and_one_may_be_given_alone() -> None:
    assert sim.Sim("silo", "months=24").scenario.clock.months == 24
    world = sim.load_scenario("silo", WORDS)
    assert sim.Sim(world).scenario is world
    with pytest.raises(InputError, match="overrides go with the name"):
        sim.Sim(world, ["months=24"])
