"""Many runs: in the order of the seeds, the pathways of the first one kept."""

from __future__ import annotations

from sim.runs.replicates import run_pairs, run_worlds
from sim.runs.run import run_world
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.scenario import Scenario

SPEC = TerritorySpec(kind="abstract", zones=2, places=3, load=0.5, people=5)
OLD, NEW = (
    Scenario(
        label=label,
        territory=SPEC,
        clock=Clock(burn_in=0, months=3, reform_month=1, record_people=2),
    )
    for label in ("old", "new")
)


def test_runs_are_in_the_order_of_the_seeds() -> None:
    found = run_worlds([OLD, NEW, OLD], [5, 2], progress=False)
    assert [[run.seed for run in worlds] for worlds in found] == [[5] * 3, [2] * 3]
    assert [[run.label for run in worlds] for worlds in found] == [["old", "new", "old"]] * 2
    assert found[1][0].digest() == run_world(OLD, 2).digest()


def test_a_pair_is_the_first_world_and_the_second() -> None:
    for pair in run_pairs(OLD, NEW, [1, 2], progress=False):
        assert [run.label for run in pair] == ["old", "new"]


def test_only_the_pathways_of_the_first_seed_are_kept() -> None:
    found = run_pairs(OLD, NEW, [5, 2], progress=False)
    assert [[run.pathways is not None for run in pair] for pair in found] == [
        [True, True],
        [False, False],
    ]


def test_several_processes_give_the_same_in_the_same_order() -> None:
    seeds = [9, 1, 4, 3]
    alone = run_worlds([OLD], seeds, progress=False)
    together = run_worlds([OLD], seeds, workers=2, progress=False)
    assert [(w[0].seed, w[0].digest(), w[0].pathways is None) for w in together] == [
        (w[0].seed, w[0].digest(), w[0].pathways is None) for w in alone
    ]
