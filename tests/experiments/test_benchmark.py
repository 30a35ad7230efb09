"""The benchmark of one territory: stages apart, and what is told of wrong words."""

from __future__ import annotations

import json
import sys

import pytest

from experiments.benchmark import app
from experiments.benchmark import program as benchmark
from tests.lang.both import refused_in_both


def test_a_run_is_taken_apart(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["territory=training", "months=12", "burn_in=2", "scenario=pole"]
    assert benchmark.main([*words, "format=json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    names = [stage["name"] for stage in found["stages"]]
    assert names == ["territory", "start", "burn_in", "keep", "reload", "run", "close"]
    assert found["territory"] == "training" and found["persons"] == 3000
    for stage in found["stages"]:
        assert stage["seconds"] >= 0 and stage["peak_mb"] > 10
        assert (stage["ns"] > 0) is (stage["name"] in ("burn_in", "run"))
    assert found["threads"] == 1


def test_departements_are_timed_side_by_side_too(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["territory=creuse+lozere", "months=12", "burn_in=2", "scenario=silo", "threads=2"]
    assert benchmark.main([*words, "format=json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    names = [stage["name"] for stage in found["stages"]]
    assert names[-3:] == ["close", "starts", "side_by_side"] and found["threads"] == 2
    assert found["stages"][-1]["ns"] > 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["territory=lozzere"], "'lozere'?"),
        (["territory=lozere+lozere"], "named twice"),
        (["territory=lozere", "plces=3"], "places"),
        (["territory=lozere", "scenario=poll"], "pole"),
        (["months=24", "needs.pace=2"], "own options, or a territory"),
        (["app", "moves=2"], "from 20 to 10000"),
        (["app", "territory=nord"], "territory=nord"),
    ],
)
def test_wrong_words_are_told(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(benchmark.main, words, told, capsys)


def test_moves_are_summed_up_by_their_median_and_95th_percentile() -> None:
    found = app.summary([float(x) for x in range(1, 102)])
    assert found == {"moves": 101, "median_ms": 51.0, "p95_ms": 96.0, "most_ms": 101.0}


def test_without_a_browser_or_its_driver_the_benchmark_of_the_room_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "BROWSERS", ("no-such-browser",))
    refused_in_both(benchmark.main, ["app"], "no-such-browser", capsys, lines=1)
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    refused_in_both(benchmark.main, ["app"], "playwright", capsys, lines=1)
