"""The program: both parts in both languages, and the hold-out that is run once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.patterns import kept, program
from experiments.patterns.declared import declared
from experiments.patterns.program import main
from experiments.patterns.verdict import Seen
from sim import lang as labels
from tests.experiments.patterns.made_up import seen
from tests.lang.both import refused_in_both

RULE = declared().rule
assert RULE is not None
FIT, HELD = RULE.departements.fit, RULE.departements.holdout
SHORT = ("territories=training", "replicates=2", "workers=1", "months=24", "burn_in=12")


def flat(text: str) -> str:
    """Return a text without its line ends and kinds of space."""
    return " ".join(text.split())


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, int]]:
    """Worlds by hand in place of simulated ones; what was asked for, and a folder of its own."""
    asked: list[tuple[str, int]] = []

    def work(job: tuple[Any, int]) -> Seen:
        scenario, seed = job
        asked.append((scenario.territory.name, seed))
        assert scenario.territory.dispersion == 0 and scenario.clock.months == 120
        return seen(months=120, used=seed % 7)

    monkeypatch.setattr(program, "work", work)
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "kept")
    return asked


def test_the_fit_sees_its_own_departements_seeds_and_facts(made_up, capsys):
    assert main(["format=json", "workers=1"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert made_up == [(name, seed) for name in FIT for seed in range(1, 6)]
    assert result["part"] == "fit" and list(result["places"]) == list(FIT)
    names = {row["name"] for row in result["rows"]}
    assert names == {one.name for one in declared().patterns if not one.held_out}
    assert all(set(row["found"]) == set(FIT) for row in result["rows"])
    assert not list(kept.FOLDER.glob("*"))


@pytest.mark.parametrize("lang", labels.LANGS)
def test_the_holdout_is_run_once_and_then_shown(lang, made_up, capsys):
    assert main(["holdout=true", "format=json", "workers=1"]) == 0
    first, err = capsys.readouterr()
    assert err == ""
    assert made_up == [(name, seed) for name in (*FIT, *HELD) for seed in range(1001, 1006)]
    result = json.loads(first)
    (path,) = kept.FOLDER.iterdir()
    text = path.read_text("utf-8")
    assert json.loads(text) == result and result["code_digest"] and result["patterns_digest"]
    assert len(result["program_digest"]) == 32
    for row in result["rows"]:
        assert row["kind"] == "emergent"
        assert set(row["found"]) == ({*FIT, *HELD} if row["held_out"] else set(HELD))
    made_up.clear()
    assert main(["holdout=true", "format=json", f"lang={lang}"]) == 0
    again, err = capsys.readouterr()
    assert again == first and made_up == [] and path.read_text("utf-8") == text
    assert err.strip() == labels.say("patterns.again", lang, date=result["date"], file=path.name)
    for form in ("table", "markdown"):
        assert main(["holdout=true", f"format={form}", f"lang={lang}"]) == 0
        out = capsys.readouterr().out
        assert result["date"] in out
        assert flat(labels.say("pattern_group_both", lang)) in flat(out)


def test_a_damaged_result_stops_before_anything_runs(made_up, capsys):
    kept.FOLDER.mkdir()
    (kept.FOLDER / "holdout-2001-01-01.json").write_text("{")
    refused_in_both(main, ["holdout=true"], "holdout-2001-01-01.json", capsys, lines=1)
    assert made_up == []


def test_nothing_runs_where_the_result_cannot_be_kept(made_up, capsys):
    kept.FOLDER.write_text("taken")
    refused_in_both(main, ["holdout=true"], "nothing was run", capsys, lines=1)
    assert made_up == []


@pytest.mark.parametrize("lang", labels.LANGS)
def test_the_tables_of_a_short_world(lang, capsys):
    assert main([*SHORT, f"lang={lang}"]) == 0
    out, err = capsys.readouterr()
    assert err == "" and "experiments.patterns a=silo territories=training replicates=2" in out
    for part in ("title", "inputs", "emergent", "failed", "missed"):
        assert flat(labels.say(f"pattern_{part}", lang)) in flat(out)
    assert main([*SHORT, "format=markdown", f"lang={lang}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    tables = [line for line in lines if line.startswith("| ")]
    assert len(tables) == sum(not one.held_out for one in declared().patterns) + 2


def test_the_numbers_of_a_short_world(capsys):
    assert main([*SHORT, "format=json"]) == 0
    result = json.loads(capsys.readouterr().out)
    cells = {row["name"]: row["found"]["training"] for row in result["rows"]}
    assert cells["subsidies_give_way"]["verdict"] == "unknown"  # the run is too short
    assert cells["services_share"]["error"] == 0 < cells["services_share"]["mean"] < 1
    assert cells["money_elderly"]["verdict"] == "inside"
    assert result["seeds"] == [1, 2] and result["widen"] == 2 and result["aim"] == 0.8


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["territory=creuse"], "write territories="),
        (["territories=creuse,,nord"], "each once"),
        (["territories=atlantis"], "atlantis"),
        ([f"territories=creuse,{HELD[0]}"], HELD[0]),
        ([f"territories={HELD[1]}+creuse"], HELD[1]),
        (["territories=france"], "what is held out"),
        (["replicates=1"], "replicates must be a whole number from 2"),
        (["replicate=3"], "did you mean 'replicates'"),
        (["-m"], "each word takes one value"),
        (["holdout=yes"], "holdout must be true or false"),
        (["holdout=true", "replicates=3"], "replicates=3"),
        (["holdout=true", "territories=creuse"], "territories=creuse"),
        (["holdout=true", "seed=4"], "seed=4"),
        (["holdout=true", "a=pole"], "a=pole"),
        (["holdout=true", "crises.rate=0.02"], "crises.rate"),
    ],
)
def test_wrong_words_end_in_a_sentence(words, shown, made_up, capsys):
    refused_in_both(main, words, shown, capsys)
    assert made_up == [] and not kept.FOLDER.exists()
