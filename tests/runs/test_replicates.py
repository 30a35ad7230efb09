"""Many runs: in the order of the seeds, the pathways of the first one kept."""

from __future__ import annotations

import pytest

from sim.model.model import SectorModel
from sim.processes.process import Process
from sim.runs import replicates
from sim.runs.replicates import compile_from_the_end, run_pairs, run_worlds
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


def test_the_second_process_compiles_every_process_of_a_month_and_the_full_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def note(process: Process, model: SectorModel) -> None:
        seen.append(process.name)

    for kind in {type(process) for process in SectorModel(NEW).processes}:
        monkeypatch.setattr(kind, "step", note)
    for name in ("take_census", "check_rows"):
        monkeypatch.setattr(replicates, name, lambda *_, name=name: seen.append(name))
    compile_from_the_end(NEW)
    assert seen[:3] == ["Tenders", "take_census", "check_rows"]
    assert set(seen[3:]) == {process.name for process in SectorModel(NEW).processes}
    assert seen.index("Capability") < seen.index("Demography")


def test_the_second_process_can_do_its_work() -> None:
    compile_from_the_end(NEW)
