"""The program `reverse`: a condition that is known is found, checked by fresh runs; refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments import reverse
from experiments.cli.ready import ready_names
from tests.lang.both import refused_in_both

SHORT = ["replicates=2", "workers=1", "points=30", "fresh=5"]


def test_a_condition_is_found_and_holds_on_fresh_points_and_seeds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"out={tmp_path / 'o'}"
    assert reverse.main([*SHORT, out, "format=json"]) == 0
    result = json.loads(capsys.readouterr().out)
    box = result["boxes"][result["checked"]]
    assert box["limits"] and set(box["limits"]) <= set(result["space"])
    inside, outside = result["fresh"]["inside"], result["fresh"]["outside"]
    assert inside["worse"] / inside["points"] > outside["worse"] / outside["points"]
    assert inside["points"] == outside["points"] == 5
    assert result["worse"] == sum(result["table"]["worse"])
    seeds = {
        name: json.loads((tmp_path / "o" / name / "study.json").read_text("utf-8"))["seed"]
        for name in ("points", "inside", "outside")
    }
    assert seeds == {"points": 1, "inside": 3, "outside": 3}, "seeds that no point has seen"
    assert reverse.main([*SHORT, out, "lang=en"]) == 0, "again, on the runs that are there"
    text = capsys.readouterr().out
    assert "inside the box" in text
    assert (tmp_path / "o" / "reverse.fr.png").exists()


@pytest.mark.parametrize("name", ready_names("reverse"))
def test_a_ready_configuration_is_understood(name: str) -> None:
    assert reverse.main([f"study={name}", "--cfg"]) == 0


@pytest.mark.parametrize(
    ("box", "want"),
    [
        ([0.5, 1.0], "x above 0.5"),
        ([0.0, 0.25], "x below 0.25"),
        ([0.25, 0.5], "x between 0.25 and 0.5"),
    ],
)
def test_conditions_are_words(box: list[float], want: str) -> None:
    assert reverse.sentences({"limits": {"x": box}}, {"x": [0.0, 1.0]}, "en") == [want]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["study=trainin"], "did you mean 'training'"),
        (["indicator=unmet_ned"], "did you mean 'unmet_need'"),
        (["indicator=overhead"], "neither more nor less"),
        (["scenario=silo"], "compares two"),
        (["scenario=silo,nobody"], "nobody"),
        (["organisation.overhead_mode=fewer_hours,slower"], "needs intervals"),
        (["organisation.referent_share=interval(1,0)"], "the smaller first"),
        (["seed=range(3)"], "one number"),
        (["points=3"], "from 20"),
        (["out=taken"], "taken"),
    ],
)
def test_bad_input_is_one_sentence_before_anything_runs(
    words: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine")
    refused_in_both(reverse.main, words, told, capsys)
    assert {path.name for path in tmp_path.rglob("*")} == {"taken"}
