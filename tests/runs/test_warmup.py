"""The common start: kept in memory or, when large, on the disk alone."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from sim import compose
from sim.model.model import SectorModel
from sim.model.saving import state_arrays
from sim.runs import warmup
from sim.runs.run import open_world, run_world
from sim.runs.warmup import territory_of
from sim.scenario.care import Needs
from sim.scenario.context import Clock, TerritorySpec
from sim.scenario.organisation import Organisation
from sim.scenario.scenario import Scenario
from sim.territory.build import build

SCENARIO = Scenario(
    clock=Clock(burn_in=6, months=6, reform_month=3),
    territory=TerritorySpec(name="training"),
)
ABSTRACT = Scenario(
    clock=Clock(burn_in=6, months=2, reform_month=0),
    territory=TerritorySpec(kind="abstract", zones=2, places=3, load=0.5, people=5),
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup, "CACHE_ROOT", tmp_path)
    monkeypatch.setattr(warmup, "_memory", type(warmup._memory)())


def test_a_large_state_stays_on_the_disk_and_gives_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = run_world(SCENARIO, 4).digest()
    assert len(warmup._memory) == 1
    warmup._memory.clear()
    monkeypatch.setattr(warmup, "LARGE", 1)
    assert run_world(SCENARIO, 4).digest() == small  # read array by array
    assert run_world(SCENARIO, 5).digest() != small  # burnt in, written, read again
    assert not warmup._memory


def test_without_a_cache_the_state_is_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = run_world(SCENARIO, 4).digest()
    warmup._memory.clear()
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(warmup, "CACHE_ROOT", tmp_path / "file")  # no folder can be made in it
    monkeypatch.setattr(warmup, "LARGE", 1)
    assert run_world(SCENARIO, 4).digest() == usual


@pytest.mark.parametrize("jit_kept", [True, False])
def test_a_cache_that_cannot_be_written_is_said_once(
    jit_kept: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "states").write_bytes(b"")
    warmup._say_not_kept.cache_clear()
    monkeypatch.setattr(warmup.jit, "JIT", True)
    monkeypatch.setattr(warmup.jit, "KEPT", jit_kept)
    for seed in (1, 2):
        warmup.warmed_state(ABSTRACT, warmup.territory_of(ABSTRACT), seed)
    err = capsys.readouterr().err
    assert err.count("\n") == err.count("starts cannot be kept there") == int(jit_kept)


@pytest.mark.parametrize("limit", [1, 1 << 30])
def test_a_damaged_state_is_a_cache_that_is_not_there(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warmup, "LARGE", limit)
    usual = run_world(SCENARIO, 4).digest()
    warmup._memory.clear()
    (path,) = warmup.CACHE_ROOT.rglob("*.npz")
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", _flipped(path), b"PK" + bytes(5000)):
        path.write_bytes(damaged)
        assert run_world(SCENARIO, 4).digest() == usual
        warmup._memory.clear()


def _flipped(path: Path) -> bytes:
    """Return a file of which some bytes in the middle of an array are wrong."""
    with np.load(path) as kept:
        start = kept.zip.getinfo("people.luck.npy").header_offset
    found = bytearray(path.read_bytes())
    for byte in range(start + 1000, start + 1100):
        found[byte] ^= 0xFF
    return bytes(found)


REFORMED = ("silo", "pole", "market", "political_withdrawal")


@pytest.mark.parametrize("name", REFORMED)
def test_a_warm_start_is_the_world_walked_from_the_first_month_of_the_burn_in(name: str) -> None:
    words = ["territory=training", "clock.burn_in=30", "clock.months=16", "clock.reform_month=5"]
    scenario = compose.load_scenario(name, words)
    walked = SectorModel(scenario, territory_of(scenario), seed=3)
    walked.run_for(scenario.clock.burn_in)
    assert warmup.warmed_state(scenario, territory_of(scenario), 3)  # kept
    begun = open_world(scenario, 3)
    assert begun.month == walked.month == 0
    # The kept state begins to count at month 0, the other with the burn-in; waits begin anew at the
    # reform.
    apart = {"run.waited_before", "run.waits_open", "run.waits"}
    for months in (0, scenario.clock.months):
        if months:
            walked.run_for(months)
            begun.run_for(months)
        mine, theirs = state_arrays(begun), state_arrays(walked)
        assert mine.keys() == theirs.keys()
        for what in mine.keys() - apart:
            counted = theirs[what][30:] if what in ("run.history", "run.fixed") else theirs[what]
            np.testing.assert_array_equal(mine[what], counted, what)
        apart = {"run.waited_before"}


def test_a_start_is_kept_under_all_that_decides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    creuse, lozere = build("creuse"), build("lozere")
    known = warmup.state_key(SCENARIO, creuse, 1)
    # What acts from the reform on does not matter.
    later = SCENARIO.model_copy(update={"organisation": Organisation(entry=True)})
    assert warmup.state_key(later, creuse, 1) == known
    needs = SCENARIO.model_copy(update={"needs": Needs(memory=0.5)})
    others = {
        warmup.state_key(needs, creuse, 1),
        warmup.state_key(SCENARIO, lozere, 1),
        warmup.state_key(SCENARIO, creuse, 2),
    }
    monkeypatch.setattr(warmup.code, "start", lambda: "another code")
    others.add(warmup.state_key(SCENARIO, creuse, 1))
    assert len(others) == 4 and known not in others


def test_the_starts_used_last_are_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    place = warmup.territory_of(ABSTRACT)
    warmup.warmed_state(ABSTRACT, place, 9)
    monkeypatch.setattr(warmup, "STARTS_IN_MEMORY", int(2.5 * warmup._memory.size))
    for seed in (1, 2, 3):
        warmup.warmed_state(ABSTRACT, place, seed)
    keys = [warmup.state_key(ABSTRACT, place, seed) for seed in (1, 2, 3)]
    assert warmup._memory.keys() == keys[1:]
    state = warmup.warmed_state(ABSTRACT, place, 2)
    assert warmup.warmed_state(ABSTRACT, place, 2) is state, "it is not read again"
    assert warmup._memory.keys() == [keys[2], keys[1]], "the last one used is the last to go"


def on_the_disk() -> set[int]:
    """Seeds whose start is on the disk under the present code."""
    place = warmup.territory_of(ABSTRACT)
    return {s for s in range(1, 9) if warmup._path(warmup.state_key(ABSTRACT, place, s)).exists()}


def aged_start(seed: int, day: int) -> Path:
    """Warm a start up and let it be used last on a day of 1970."""
    place = warmup.territory_of(ABSTRACT)
    warmup.warmed_state(ABSTRACT, place, seed)
    path = warmup._path(warmup.state_key(ABSTRACT, place, seed))
    os.utime(path, (day * 86_400, day * 86_400))
    return path


def test_starts_beyond_the_ceiling_leave_the_disk_and_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    warmup._say_removed.cache_clear()
    place = warmup.territory_of(ABSTRACT)
    size = 0
    for seed, day in ((1, 2), (2, 1), (3, 3)):
        size = aged_start(seed, day).stat().st_size
    monkeypatch.setattr(warmup, "STARTS_ON_DISK", int(3.5 * size))
    warmup._memory.clear()
    warmup.warmed_state(ABSTRACT, place, 2)
    assert on_the_disk() == {1, 2, 3} and capsys.readouterr().err == ""
    warmup.warmed_state(ABSTRACT, place, 4)
    assert on_the_disk() == {2, 3, 4}, "it was read, so that another one is older"
    warmup.warmed_state(ABSTRACT, place, 5)
    assert on_the_disk() == {2, 4, 5}
    err = capsys.readouterr().err
    assert err.count("kept starts took more than") == err.count("\n") == 1


def test_starts_of_other_code_leave_the_disk_first(monkeypatch: pytest.MonkeyPatch) -> None:
    path = aged_start(1, 1)
    other = path.parents[1] / "another code" / path.name
    other.parent.mkdir()
    other.write_bytes(path.read_bytes())
    monkeypatch.setattr(warmup, "STARTS_ON_DISK", int(2.5 * path.stat().st_size))
    warmup.warmed_state(ABSTRACT, warmup.territory_of(ABSTRACT), 2)
    assert on_the_disk() == {1, 2} and not other.parent.exists()


def test_a_start_above_the_ceiling_stays_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    aged_start(1, 1)
    monkeypatch.setattr(warmup, "STARTS_ON_DISK", 1)
    aged_start(2, 1)
    assert on_the_disk() == {2}


def test_a_start_on_the_disk_is_kept_too() -> None:
    place = warmup.territory_of(ABSTRACT)
    assert not warmup.is_kept(ABSTRACT, place, 1)
    warmup.warmed_state(ABSTRACT, place, 1)
    assert warmup.is_kept(ABSTRACT, place, 1) and not warmup.is_kept(ABSTRACT, place, 2)
    warmup._memory.clear()
    assert warmup.is_kept(ABSTRACT, place, 1)


def test_the_burn_in_is_run_before_the_reform_for_all_its_months() -> None:
    reformed = ABSTRACT.model_copy(update={"organisation": Organisation(entry=True, response=True)})
    place = warmup.territory_of(reformed)
    state = warmup.warmed_state(reformed, place, 1)
    model = SectorModel(ABSTRACT.before_reform(), place, seed=1)
    model.run_for(6)
    for name, array in state_arrays(model, copy=False).items():
        np.testing.assert_array_equal(state[name], array, name)


def test_a_file_that_cannot_take_its_place_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("sim.engine.whole_files.os.replace", refused)
    warmup.warmed_state(ABSTRACT, warmup.territory_of(ABSTRACT), 1)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
