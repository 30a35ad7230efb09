"""One world alone."""

from __future__ import annotations

import sim
from tests.results.cases import WORDS, small


def test_one_world_runs_and_draws():
    result = sim.Sim("pole", WORDS, seed=2).run()
    assert result.run.digest() == small().runs()[1]["b"]
    assert len(result.to_frame()) and len(result.summary("en"))
    assert "persons, pole" in result.plot(lang="en").get_title("left")
