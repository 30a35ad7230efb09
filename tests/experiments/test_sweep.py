"""The program `sweep`: planned, run, read again, resumed; and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments import sweep
from experiments.cli.arguments import parse
from sim import compose
from sim.sweep.study import Study
from tests.lang.both import refused_in_both

SHORT = ["territory=training", "burn_in=0", "reform_month=1", "months=3", "runner=serial"]
WORDS = [*SHORT, "seed=range(1,3)", "organisation.planning_share=0.02,0.05", "-m"]


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    code = sweep.main([*words, "format=json"])
    out, err = capsys.readouterr()
    assert code == 0, err
    found: dict[str, object] = json.loads(out)
    return found


def test_a_sweep_is_planned_run_in_parts_and_resumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"out={tmp_path / 'study'}"
    planned = answer(["plan", out, *WORDS], capsys)
    assert (planned["planned"], planned["missing"]) == (8, 8)
    part = ["run", out, "runner=array", "tasks=2"]
    assert answer([*part, "task=1"], capsys)["missing"] == 4
    assert answer(["resume", out, "runner=serial"], capsys)["missing"] == 0
    whole = answer(["run", f"out={tmp_path / 'whole'}", *WORDS], capsys)
    assert answer(["run", out, *WORDS], capsys)["digest"] == whole["digest"] != ""
    assert answer(["status", out], capsys)["ok"] == 8
    assert sweep.main(["compact", out, "lang=en"]) == 0
    assert "files of results became 1" in capsys.readouterr().out
    runs = Study.open(tmp_path / "study").runs()
    assert runs["organisation.planning_share"].unique().tolist() == [0.02, 0.05]
    assert set(runs["scenario"]) == {"silo", "pole"} and set(runs["seed"]) == {1, 2}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_printed_says_where_the_study_is_and_how_to_go_on(
    lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sweep.main(["plan", f"out={tmp_path / 's'}", *WORDS, f"lang={lang}"]) == 0
    out = capsys.readouterr().out
    assert str(tmp_path / "s") in out and f"sweep resume out={tmp_path / 's'}" in out


def test_without_words_the_ready_configuration_is_planned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert answer(["plan"], capsys)["planned"] == 2 * 16 * 10
    found = answer(["plan", "study=training", "points=2", "replicates=1"], capsys)
    assert found["planned"] == 4, "what is typed replaces the words of the file"


def test_every_ready_configuration_is_understood() -> None:
    for path in (compose.shipped() / "sweep").glob("*.yaml"):
        assert sweep.main(["plan", f"study={path.stem}", "--cfg"]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "plan"),
        (["start"], "plan, run, status, resume"),
        (["status"], "which study"),
        (["status", "out=nowhere"], "holds no study"),
        (["resume", "out=nowhere"], "holds no study"),
        (["run", "out=s", "organisation.refernt_share=0.1,0.2"], "referent_share"),
        (["run", "out=s", "organisation.referent_share=0.1,2"], "point 2"),
        (["run", "out=s", "organisation.referent_share=interval(1,0)"], "the smaller first"),
        (["run", "out=s", "organisation=silo,poole"], "did you mean 'pole'"),
        (["run", "out=s", "design=sobal"], "did you mean 'sobol'"),
        (["run", "out=s", "design=grid", "crises.rate=interval(0,1)"], "takes no interval"),
        (["run", "out=s", "design=sobol", "points=9", "crises.rate=interval(0,1)"], "8 or 16"),
        (["run", "out=s", "scenario=silo,nobody"], "nobody"),
        (["run", "out=s", "scenario=silo,,pole"], "scenario"),
        (["run", "out=s", "study=trainin"], "did you mean 'training'"),
        (["run", "out=s", "runner=locale"], "'local'"),
        (["run", "out=s", "runner=array", "points=2"], "tasks - 1"),
        (["run", "out=s", "table=none.csv"], "none.csv"),
        (["run", "out=s", "precise=unmet_need"], "half_width"),
        (["run", "out=s", "seed=a,b"], "seed=range"),
        (["run", "out=s", "workers=0"], "workers"),
        (["run", "out=taken", "points=2"], "taken"),
        (["run", "out=others", "points=2"], "other files"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_left(
    words: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "notes.txt").write_text("mine")
    refused_in_both(sweep.main, words, told, capsys)
    left = {path.name for path in tmp_path.rglob("*")} - {"taken", "others", "notes.txt"}
    assert left <= ({"s", "shards", "sessions", "study.json", "plan-0001.parquet"}
                    if "runner=array" in words else set())  # fmt: skip


def test_help_comes_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for lang, text in (("fr", "plan d’expérience"), ("en", "latin_hypercube")):
        assert sweep.main(["--help", f"lang={lang}"]) == 0
        assert text in capsys.readouterr().out
    assert parse(["status"], sweep.SPEC, verbs=sweep.VERBS)[0]["verb"] == "status"
