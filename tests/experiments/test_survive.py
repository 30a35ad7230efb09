"""A small sweep whose worker and driver are killed, and what the benchmark of it says."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from experiments.benchmark import program as benchmark
from experiments.benchmark import survive
from sim.sweep.design import grid
from sim.sweep.study import Study
from tests.lang.both import refused_in_both
from tests.sweep import toys


def of_pauses(folder: Path) -> Study:
    points = grid({"x": [float(x) for x in range(20)], "pause": [0.02]})
    return Study(toys.slow, design=points, replicates=10, folder=folder)


def test_a_sweep_survives_the_death_of_a_worker_and_of_its_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.fspath(Path(__file__).parents[2]))
    killed = ((0.1, "worker"), (0.4, "driver"))
    found = survive.survived(of_pauses(tmp_path / "killed"), 1, killed)
    assert found["kills"] == 2 and found["errors"] == ""
    assert found["ok"] == found["rows"] == found["planned"] == 200, "nothing lost, nothing twice"
    assert found["disk_mb"] > 0 and found["driver_mb"] > 10 and found["worker_mb"] > 10
    quiet = of_pauses(tmp_path / "quiet").run("serial", chunk=200, progress=False)
    assert found["digest"] == quiet.digest()


@pytest.mark.parametrize(
    ("change", "code"),
    [({}, 0), ({"kills": 4}, 1), ({"ok": 39}, 1), ({"rows": 41}, 1), ({"digest": "other"}, 1)],
)
def test_what_is_lost_or_there_twice_ends_with_1(
    change: dict[str, Any],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sound = {"planned": 40, "ok": 40, "rows": 40, "kills": 0, "seconds": 1.0, "driver_mb": 1.0,
             "worker_mb": 1.0, "disk_mb": 1.0, "digest": "same", "errors": ""}  # fmt: skip
    monkeypatch.setattr(survive, "planned", lambda folder, options: None)
    monkeypatch.setattr(
        survive,
        "survived",
        lambda study, workers, killed: sound | ({"kills": 5} | change if killed else {}),
    )
    assert benchmark.main(["survive", "runs=40", "lang=en"]) == code
    assert "memory of a worker (MB)" in capsys.readouterr().out
    assert benchmark.main(["survive", "runs=40", "format=json"]) == code
    assert len(json.loads(capsys.readouterr().out)["sweeps"]) == 2


def test_runs_are_rounded_to_whole_points(tmp_path: Path) -> None:
    made = survive.planned(tmp_path / "s", {"runs": 100, "replicates": 5})
    assert made.status().planned == 100 and set(made.plan["scenario"]) == {"silo", "pole"}


@pytest.mark.parametrize("word", ["runs=3", "points=25", "--cfg"])
def test_wrong_words_are_one_sentence(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused_in_both(benchmark.main, ["survive", word], word.partition("=")[0], capsys, lines=1)
