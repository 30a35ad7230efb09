"""Parameters with a range as factors: which are taken, and which need a start of their own."""

from __future__ import annotations

from sim import compose
from sim.compose.ranges import ranged
from sim.compose.words import nested

WORLDS = compose.load_scenarios(["silo", "pole"], ["territory=training"])


def test_only_parameters_that_leave_the_start_as_it_is_are_taken() -> None:
    found = ranged(WORLDS)
    assert found["organisation.referent_share"] == (0, 0.2)
    assert found["funding.calls.contract_months"] == (12, 60)
    starts = {world.before_reform().digest() for world in WORLDS}
    assert len(starts) == 1
    for path, (low, _) in found.items():
        moved = WORLDS[1].with_(**nested({path: low}))
        assert moved.before_reform().digest() in starts, path


def test_with_all_ranges_those_before_the_reform_come_too() -> None:
    found = ranged(WORLDS, only_after=False)
    assert found["crises.rate"] and "crises.rate" not in ranged(WORLDS)
    assert set(ranged(WORLDS)) < set(found)
    ends = {path: compose.parameters()[path].schema["sweep"] for path in found}
    assert all(list(ends[path]) == list(values) for path, values in found.items())
