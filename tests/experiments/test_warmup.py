"""The program that prepares an installation: what it simulates, keeps and prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments import warmup as program
from experiments.warmup import Prepared, compiled
from experiments.warmup import main as run
from sim import compose
from sim.model.model import PROCESSES, SectorModel
from sim.runs import warmup
from tests.lang.both import refused_in_both
from tests.runs.remembering import Walked, walked

__all__ = ["walked"]

WORDS = ("territories=training", "replicates=2", "seed=4", "burn_in=3", "workers=1", "lang=en")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of starts; compiling is left out."""
    monkeypatch.setattr(warmup, "CACHE_ROOT", tmp_path)
    monkeypatch.setattr(warmup, "_memory", type(warmup._memory)())
    monkeypatch.setattr(program, "compiled", lambda *_: Prepared("kernels", "", 0.0, 3 << 20))
    return tmp_path


def starts(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.npz"))


def test_starts_of_the_seeds_are_kept_and_measured(
    cache: Path, walked: Walked, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*WORDS, "format=json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["what"], row["name"]) for row in rows] == [("kernels", ""), ("starts", "training")]
    assert rows[1]["size"] == sum(path.stat().st_size for path in starts(cache)) > 0
    assert sorted(walked) == sorted([-3, -2, -1] * 2)
    world = compose.load_scenario("pole", ["territory=training", "burn_in=3"])
    place = warmup.territory_of(world)
    assert [s for s in range(1, 9) if warmup.is_kept(world, place, s)] == [4, 5]
    warmup._memory.clear()
    walked.clear()
    assert run(WORDS) == 0
    assert not walked, "what is kept is not simulated again"


def test_scenarios_with_other_starts_have_their_own(cache: Path) -> None:
    assert run([*WORDS, "scenarios=silo,pole,convergence"]) == 0
    assert len(starts(cache)) == 2 * 2, "silo and pole share theirs"


def test_the_table_says_how_long_and_how_large(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Prepared("starts", "training", 12.34, 5 << 20)
    monkeypatch.setattr(program, "started", lambda *_: made)
    assert run(WORDS) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["compiled", "code", "0.0", "3.0"] in lines
    assert ["common", "starts,", "training", "12.3", "5.0"] in lines
    assert lines[-1][0] == "Folder:"


def test_what_cannot_be_kept_is_not_prepared(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (cache / "states").write_bytes(b"")
    warmup._say_not_kept.cache_clear()
    words = [word for word in WORDS if not word.startswith("lang")]
    run([*words, "lang=en"])  # says once that starts cannot be kept
    capsys.readouterr()
    refused_in_both(run, words, "nothing can be kept there", capsys, lines=1)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [("territories=creuze", "did you mean 'creuse'"), ("scenarios=silo,pol", "mean 'pole'")],
)
def test_a_wrong_name_is_refused_before_anything_is_simulated(
    word: str, sentence: str, cache: Path, walked: Walked, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [w for w in WORDS if not w.startswith(("lang", word.partition("=")[0]))]
    refused_in_both(run, [*words, word], sentence, capsys)
    assert not walked


def test_compiling_simulates_every_scenario_and_every_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "one").write_bytes(b"12345")
    (tmp_path / "two").write_bytes(b"1234567")
    monkeypatch.setattr("sim.engine.jit.KERNEL_CACHE", tmp_path)
    acted: set[str] = set()
    labels, borders = [], []
    walk = SectorModel._walk_month

    def seen(self: Any) -> None:
        if self.month > self.scenario_.clock.reform_month:
            acted.update(type(p).__name__ for p in self.processes if p.due(self.month))
        if self.month == 0:
            labels.append(self.scenario_.label)
            borders.append(self.scenario_.access.cross_border)
        walk(self)

    monkeypatch.setattr(SectorModel, "_walk_month", seen)
    made = compiled(1, "en")
    assert acted == {kind.__name__ for kind in PROCESSES}
    shipped = {path.stem for path in (compose.shipped() / "scenario").glob("*.yaml")}
    assert set(labels) == shipped >= {"silo", "pole", "market"} and True in borders
    assert made.what == "kernels" and made.size == 5 + 7
