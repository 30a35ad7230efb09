"""A country simulated département by département is the one simulated as a whole."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
import pytest

import sim
from sim import compose
from sim.indicators.outputs import Run
from sim.runs.run import run_world
from sim.runs.side_by_side import models_of, simulate
from sim.scenario.scenario import Scenario
from sim.territory.build import build
from sim.territory.territory import Territory

PLACE = "ariege+creuse+lozere"
WORDS = (f"territory={PLACE}", "months=14", "burn_in=6", "reform_month=5", "record_people=50")
SEED = 4


def scenario(name: str, *words: str) -> Scenario:
    return compose.load_scenario(name, [*WORDS, *words])


def assert_equal(one: Run, other: Run) -> None:
    for field in fields(Run):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if field.name == "pathways":
            np.testing.assert_array_equal(mine.key, theirs.key)
            np.testing.assert_array_equal(mine.state, theirs.state)
        else:
            np.testing.assert_array_equal(mine, theirs, err_msg=field.name)


@pytest.mark.parametrize("threads", [1, 2])
def test_departements_side_by_side_are_the_joint_run(threads: int) -> None:
    worlds = [scenario("silo"), scenario("pole"), scenario("pole", "access.cross_border=true")]
    place = build(PLACE)
    apart = list(simulate(worlds, [place] * 3, SEED, record=True, threads=threads))
    for world, run in zip(worlds, apart, strict=True):
        assert_equal(run, run_world(world, SEED, record=True, territory=place))


def test_a_part_is_the_departement_built_alone() -> None:
    whole = build(PLACE)
    assert len(whole.parts) == 3
    for name, part in zip(PLACE.split("+"), whole.parts, strict=True):
        alone = build(name)
        named = replace(part, name=alone.name, kind=alone.kind, label_fr="", label_en="")
        assert named.digest() == replace(alone, label_fr="", label_en="").digest(), name
    alone = build("creuse")
    assert alone.parts[0] is alone and len(alone.parts) == 1


@pytest.mark.parametrize(
    ("words", "models"),
    [
        ((), 3),
        (("access.cross_border=true",), 1),
        (("organisation.pole.perimeter=departement",), 3),
        (("organisation.pole.perimeter=list", "organisation.pole.zones=[0,1]"), 1),
    ],
)
def test_what_acts_beyond_a_departement_is_simulated_jointly(
    words: tuple[str, ...], models: int
) -> None:
    assert len(models_of(scenario("pole", *words), build(PLACE))) == models


def shared_operator(whole: Territory, first: int, second: int) -> Territory:
    operator = whole.establishments.operator.copy()
    operator[second] = operator[first]
    return replace(whole, establishments=replace(whole.establishments, operator=operator))


def test_an_operator_in_two_departements_keeps_them_together() -> None:
    whole = build(PLACE)
    department = whole.zones.department[whole.establishments.zone]
    last = len(department) - 1
    assert department[0] != department[last] and department[0] == department[1]
    assert len(models_of(scenario("silo"), shared_operator(whole, 0, last))) == 1
    assert len(models_of(scenario("silo"), shared_operator(whole, 0, 1))) == 3


def test_progress_counts_each_world_once() -> None:
    seen: list[Fraction] = []
    worlds = [scenario("silo"), scenario("pole", "access.cross_border=true")]
    place = build(PLACE)
    done = lambda share: seen.append(Fraction(share).limit_denominator(3))  # noqa: E731
    list(simulate(worlds, [place, place], SEED, done=done))
    assert seen == [Fraction(1, 3)] * 3 + [1]


def test_comparisons_do_not_depend_on_threads() -> None:
    words = [word for word in WORDS if word[:6] != "record"]
    one, two = (
        sim.compare("silo", "pole", words, replicates=2, seed=SEED, threads=threads, progress=False)
        for threads in (1, 2)
    )
    assert one.digest() == two.digest()
