"""Months before the reform are simulated once, and the runs are the same to the bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from sim import compose
from sim.indicators.outputs import Pathways, Run
from sim.runs.fork import fork_key, forks, run_forked
from sim.runs.memory import ENVIRONMENT
from sim.runs.run import run_world
from sim.runs.warmup import territory_of
from sim.scenario.context import Clock, Context, PolicySpec
from sim.scenario.scenario import Scenario
from tests.runs.remembering import Walked, reformed_as, walked

__all__ = ["walked"]

REFORM, MONTHS = 14, 27
WORDS = [
    "territory=training", "burn_in=6", f"months={MONTHS}", f"reform_month={REFORM}",
    "record_people=300",
]  # fmt: skip
NAMES = compose.groups()["scenario"]
# A policy that begins before the reform.
EARLY = """
import sim

class Relief(sim.Policy):
    start = 3

    def step(self, model):
        model.people.strain *= 0.5
"""


def scenario(name: str = "silo", *words: str) -> Scenario:
    return compose.load_scenario(name, [*WORDS, *words])


def forked(world: Scenario, seed: int = 2, *, record: bool = True) -> Run:
    return run_forked(world, seed, territory_of(world), record=record)


def check_same(one: Run, other: Run) -> None:
    """Every field of two runs is the same: counts, payments and pathways too."""
    for field in fields(Run):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, Pathways):
            np.testing.assert_array_equal(mine.key, theirs.key)
            np.testing.assert_array_equal(mine.state, theirs.state)
        else:
            np.testing.assert_array_equal(mine, theirs, field.name)


@pytest.mark.parametrize("name", NAMES)
def test_a_world_that_goes_on_from_a_fork_is_the_world_simulated_whole(
    name: str, walked: Walked
) -> None:
    """A world of another organisation and of other levers leaves the fork."""
    world = scenario(name)
    whole = run_world(world, 2, record=True)
    left = reformed_as(world, scenario("silo" if name == "market" else "market"))
    check_same(forked(left), run_world(left, 2, record=True))
    walked.clear()
    check_same(forked(world), whole)
    assert walked.taken() == list(range(REFORM, MONTHS))
    check_same(forked(world), whole)
    assert walked.taken() == list(range(REFORM, MONTHS)), "going on leaves the fork as it is"


def test_worlds_of_several_departements_share_no_map_with_worlds_that_have_none() -> None:
    apart = compose.load_scenario("pole", ["territory=creuse"])
    organisation = apart.organisation
    pole = organisation.pole.model_copy(update={"perimeter": "list", "zones": (0, 1)})
    joined = apart.model_copy(
        update={"organisation": organisation.model_copy(update={"pole": pole})}
    )
    place = territory_of(apart)
    assert fork_key(apart, place, 1, record=False) != fork_key(joined, place, 1, record=False)


def test_what_acts_before_the_reform_is_in_the_key() -> None:
    world = scenario()
    place, other = (
        territory_of(world),
        territory_of(compose.load_scenario("silo", ["territory=creuse"])),
    )
    clock = world.clock
    changed = [
        {"context": Context(arrivals_factor=1.5)},
        {"clock": clock.model_copy(update={"reform_month": REFORM - 1})},
        {"clock": clock.model_copy(update={"burn_in": 7})},
        {"clock": clock.model_copy(update={"record_people": 5})},
        {"crises": world.crises.model_copy(update={"rate": 0.5})},
        {"funding": world.funding.model_copy(update={"crisis_cost": 1})},
    ]
    keys = {
        fork_key(world, place, 1, record=True),
        fork_key(world, place, 2, record=True),
        fork_key(world, other, 1, record=True),
        fork_key(world, place, 1, record=False),
        *(fork_key(world.model_copy(update=one), place, 1, record=True) for one in changed),
    }
    assert len(keys) == 4 + len(changed)
    longer = world.model_copy(update={"clock": clock.model_copy(update={"months": MONTHS + 9})})
    assert fork_key(longer, place, 1, record=True) in keys, "what comes later does not matter"


def test_a_policy_leaves_no_fork_and_takes_none(walked: Walked) -> None:
    world = scenario()
    early = world.model_copy(update={"policy": PolicySpec(name="relief", code=EARLY)})
    started = early.policy.model_copy(update={"parameters": (("start", 3),)})
    early = early.model_copy(update={"policy": started})
    whole = run_world(early, 2, record=True)
    check_same(forked(early), whole)
    assert not len(forks)
    forked(world)
    walked.clear()
    check_same(forked(early), whole)
    assert walked.taken() == list(range(MONTHS))
    assert whole.digest() != run_world(world, 2).digest(), "the policy acts"


@pytest.mark.parametrize("reform", [0, MONTHS])
def test_a_reform_at_an_end_leaves_nothing_to_share(reform: int, walked: Walked) -> None:
    clock = Clock(burn_in=6, months=MONTHS, reform_month=reform, record_people=0)
    world = scenario().model_copy(update={"clock": clock})
    check_same(forked(world), run_world(world, 2, record=True))
    assert not len(forks)


def test_a_state_above_the_ceiling_is_not_copied(
    walked: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = compose.load_scenario(
        "silo", ["territory=creuse", "burn_in=1", "months=3", "reform_month=1"]
    )
    monkeypatch.setenv(ENVIRONMENT, "1")
    forked(large)
    assert not len(forks)
    monkeypatch.setenv(ENVIRONMENT, "64")
    forked(large)
    assert len(forks) == 1 and 1 << 19 < forks.size < 32 << 20
