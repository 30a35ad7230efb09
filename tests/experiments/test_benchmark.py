"""The benchmark of one territory: stages apart, and what is told of wrong words."""

from __future__ import annotations

import json

import pytest

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
    ],
)
def test_wrong_words_are_told(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(benchmark.main, words, told, capsys)
