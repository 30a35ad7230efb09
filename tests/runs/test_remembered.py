"""A world that was simulated is remembered, and the answers are the same to the bit."""

from __future__ import annotations

import random
from itertools import permutations

import pandas as pd
import pytest

import sim
from sim import compose
from sim.errors import InputError
from sim.runs.memory import ENVIRONMENT
from sim.runs.remembered import world_key
from sim.runs.replicates import run_worlds
from sim.runs.warmup import territory_of
from sim.scenario.context import Clock, ForeignPolicy, PolicySpec, TerritorySpec
from sim.scenario.organisation import Change, Organisation
from sim.scenario.scenario import Scenario
from tests.runs.remembering import Walked, walked

__all__ = ["walked"]

MONTHS, REFORM = 10, 3
WHOLE, LATER = list(range(MONTHS)), list(range(REFORM, MONTHS))
BASE = Scenario(
    label="base",
    territory=TerritorySpec(kind="abstract", zones=4, places=3, load=1.2, people=20),
    clock=Clock(burn_in=2, months=MONTHS, reform_month=REFORM, record_people=5),
    organisation=Organisation(mainstream="unlimited"),
)
POLICY = """
import sim

class Relief(sim.Policy):
    def step(self, model):
        model.people.mainstream_known = {}
"""
CLOSED, OPEN = POLICY.format("255"), POLICY.format("int(model.random.random() < 2)")


def with_entry(entry: bool = True, **more: float) -> Scenario:
    organisation = Organisation(entry=entry, response=True, mainstream="unlimited", **more)
    update = {"label": "changed", "organisation": organisation, "change": Change(tau=0)}
    return BASE.model_copy(update=update)


def with_policy(code: str) -> Scenario:
    return BASE.model_copy(update={"policy": PolicySpec(name="relief", code=code)})


def digests(worlds: list[Scenario], seeds: list[int], **how: int) -> list[list[str]]:
    found = run_worlds(worlds, seeds, progress=False, **how)
    return [[run.digest() for run in runs] for runs in found]


def test_one_lever_simulates_one_world_from_its_reform_on(walked: Walked) -> None:
    run_worlds([BASE, with_entry()], [1], progress=False)
    assert walked.taken() == [*WHOLE, *LATER]
    run_worlds([BASE, with_entry(reallocation=0.3)], [1], progress=False)
    assert walked.taken() == LATER
    run_worlds([with_entry(), BASE], [1], progress=False)
    assert walked.taken() == []


def test_studies_of_names_remember_too(walked: Walked) -> None:
    words = [
        "territory=training",
        "burn_in=1",
        f"months={MONTHS}",
        f"reform_month={REFORM}",
        "record_people=0",
    ]
    first = sim.compare("silo", "pole", words, seeds=[3], progress=False)
    assert walked.taken() == [*WHOLE, *LATER]
    again = sim.compare("silo", "pole", words, seeds=[3], progress=False)
    alone = sim.Sim("pole", words, seeds=[3]).run(progress=False)
    assert walked.taken() == []
    assert again.runs() == first.runs() and alone.run.digest() == first.runs()[0]["b"]
    assert again.summary().equals(first.summary())


@pytest.mark.parametrize(
    ("ceiling", "least", "most"), [(0, 1, 1), (2_500_000, 0.2, 0.9), (1e9, 0, 0.1)]
)
def test_any_order_and_any_ceiling_give_the_same(
    ceiling: float, least: float, most: float, walked: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between `least` and `most` of the months are simulated again.

    Pathways are recorded for the first seed: another first seed is simulated in any case.
    """
    worlds = [BASE, with_entry(), with_policy(CLOSED)]
    monkeypatch.setenv(ENVIRONMENT, "0")
    plain = {
        (rank, seed): digests([world], [seed])[0][0]
        for rank, world in enumerate(worlds) for seed in (1, 2)
    }  # fmt: skip
    assert len(set(plain.values())) == len(plain)
    for module in ("remembered", "fork"):
        monkeypatch.setattr(f"sim.runs.{module}.ceiling", lambda: int(ceiling))
    digests(worlds, [1, 2])
    walked.clear()
    for order in permutations(range(3)):
        for seeds in ([1, 2], [2, 1]):
            found = digests([worlds[rank] for rank in order], seeds)
            assert found == [[plain[rank, seed] for rank in order] for seed in seeds]
    assert least <= len(walked.taken()) / (MONTHS * len(plain) * 12) <= most


def test_without_memory_each_world_is_simulated(
    walked: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT, "0")
    digests([BASE, BASE], [1])
    assert walked.taken() == [*WHOLE, *WHOLE]


def test_worlds_that_are_the_same_are_simulated_once_and_keep_their_labels(walked: Walked) -> None:
    named = BASE.model_copy(update={"label": "another name"})
    for _ in range(2):
        ((one, other),) = run_worlds([BASE, named], [1], progress=False)
        assert (one.label, other.label) == ("base", "another name")
        assert one.digest() == other.digest()
    assert walked.taken() == WHOLE


def test_a_bar_is_shown_for_worlds_that_are_simulated_alone(
    walked: Walked, capsys: pytest.CaptureFixture[str]
) -> None:
    for shown in (True, False):
        run_worlds([BASE], [1], progress="always")
        assert bool(capsys.readouterr().err) is shown


def test_pathways_are_those_of_the_first_seed_whatever_is_remembered(walked: Walked) -> None:
    run_worlds([BASE], [1, 2], progress=False)
    found = run_worlds([BASE], [2, 1], progress=False)
    assert [runs[0].pathways is not None for runs in found] == [True, False]


def test_what_other_processes_have_simulated_is_remembered_here(walked: Walked) -> None:
    seeds = [1, 2, 3]
    apart = digests([BASE], seeds, workers=2)
    walked.clear()
    assert digests([BASE], seeds) == apart
    assert digests([BASE], seeds, workers=2) == apart
    assert walked.taken() == []


def test_a_remembered_run_cannot_be_changed(walked: Walked) -> None:
    ((run,),) = run_worlds([BASE], [1], progress=False)
    before = run.digest()
    with pytest.raises(ValueError, match="read-only"):
        run.history[0, 0] += 1
    assert run.pathways is not None and not run.pathways.state.flags.writeable
    assert digests([BASE], [1]) == [[before]]


@pytest.mark.parametrize(("code", "times"), [(CLOSED, 1), (OPEN, 2)])
def test_a_policy_that_may_look_elsewhere_is_simulated_each_time(
    code: str, times: int, walked: Walked
) -> None:
    for _ in range(2):
        digests([with_policy(code)], [1])
    assert walked.taken() == WHOLE * times


def test_two_policies_that_may_look_elsewhere_are_two_worlds(walked: Walked) -> None:
    ((first, second),) = digests([with_policy(OPEN), with_policy(OPEN.replace("< 2", "> 2"))], [1])
    assert first != second and walked.taken() == [*WHOLE, *WHOLE]


def test_a_policy_of_somebody_else_never_runs_even_if_its_world_is_remembered(
    walked: Walked,
) -> None:
    mine = with_policy(CLOSED)
    digests([mine], [1])
    foreign = mine.model_copy(update={"policy": ForeignPolicy(**dict(mine.policy))})
    assert foreign.canonical() == mine.canonical()
    with pytest.raises(InputError, match="trust=True"):
        digests([foreign], [1])


def test_all_that_decides_a_world_is_in_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    place = territory_of(BASE).digest()
    changed = [with_entry(), with_policy(CLOSED), with_policy(f"{CLOSED}\n# \n")]
    keys = {
        world_key(BASE, place, 1, record=True),
        world_key(BASE, place, 2, record=True),
        world_key(BASE, place, 1, record=False),
        world_key(BASE, "another territory", 1, record=True),
        *(world_key(world, place, 1, record=True) for world in changed),
    }
    monkeypatch.setattr("sim.runs.remembered.code.results", lambda: "another code")
    keys.add(world_key(BASE, place, 1, record=True))
    assert len(keys) == 8 and "" not in keys


def test_a_file_of_a_territory_that_has_changed_is_another_territory(
    walked: Walked, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from tests.golden.frozen import FOLDER

    folder = tmp_path_factory.mktemp("files")
    for name in ("persons", "establishments"):
        text = (FOLDER / "territory" / f"{name}.csv").read_text("utf-8")
        (folder / f"{name}.csv").write_text(text, "utf-8")
    paths = [f"{name}={folder / name}.csv" for name in ("persons", "establishments")]
    words = ["territory=files", *paths, "burn_in=0", "months=2", "reform_month=1"]
    world = compose.load_scenario("silo", words)
    first = digests([world], [1])
    assert digests([world], [1]) == first and walked.taken() == [0, 1]
    persons = pd.read_csv(folder / "persons.csv")
    persons["senior"] += 1
    persons.to_csv(folder / "persons.csv", index=False)
    assert digests([world], [1]) != first and walked.taken() == [0, 1]


def test_random_numbers_of_a_user_are_left_as_they_are(walked: Walked) -> None:
    random.seed(5)
    before = random.getstate()
    digests([with_policy(OPEN), BASE], [1])
    assert random.getstate() == before
