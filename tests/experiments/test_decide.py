"""The program `decide`: its lines are comparisons under each reading; what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from experiments import decide
from experiments.cli.ready import ready_names
from sim import compose
from tests.lang.both import refused_in_both

WORLD = ["months=3", "burn_in=0", "reform_month=1", "change=immediate"]
SHORT = [
    *WORLD,
    "rules=placement,conversion",
    "sets=3",
    "replicates=2",
    "at_default=3",
    "workers=1",
]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What the program finds in a few months."""
    out = tmp_path_factory.mktemp("decide") / "o"
    assert decide.main([*SHORT, f"out={out}"]) == 0
    assert (out / "decide.fr.png").exists()
    found: dict = json.loads((out / "result.json").read_text("utf-8"))
    return found


def test_each_rule_is_read_anew_alone_with_all_others_and_with_all_but_it() -> None:
    made = decide.combinations()
    names = [rule.name for rule in decide.RULES]
    assert next(iter(made)) == () and list(made)[-1] == tuple(names)
    for name in names:
        assert (name,) in made and tuple(n for n in names if n != name) in made
    assert len(made) == 2 + 2 * len(names)
    for new, words in made.items():
        expected = [rule.new if rule.name in new else rule.old for rule in decide.RULES]
        assert words == expected


def test_some_rules_are_looked_at_alone() -> None:
    made = decide.combinations(decide.rules_of("conversion,placement"))
    assert list(made) == [(), ("placement",), ("conversion",), ("placement", "conversion")]
    assert made["conversion",] == [decide.RULES[0].old, decide.RULES[1].new]
    assert decide.rules_of("all") == decide.RULES


def test_the_old_words_are_the_defaults_or_the_new_ones_are() -> None:
    plain = compose.load_scenario("pole")
    for rule in decide.RULES:
        name = rule.old.partition("=")[0].removeprefix("organisation.")
        words = {word.partition("=")[2] for word in (rule.old, rule.new)}
        assert getattr(plain.organisation, name) in words and len(words) == 2


def test_a_line_is_the_comparison_under_its_words(result: dict) -> None:
    made = decide.combinations(decide.rules_of("placement,conversion"))
    assert [row["new"] for row in result["rows"]] == [list(new) for new in made]
    row = result["rows"][2]
    words = made[tuple(row["new"])]
    assert words == ["organisation.placement=hours_only", "organisation.conversion=unasked"]
    both = sim.compare("silo", "pole", [*WORLD, "territory=training", *words],
                       replicates=3, workers=1)  # fmt: skip
    gaps = np.diff(both.values("unmet_need"), axis=1)[:, 0]
    assert row["default"] == pytest.approx(gaps.mean(), abs=1e-12)
    assert row["low"] < row["default"] < row["high"]
    assert row["band"]["low"] <= row["band"]["middle"] <= row["band"]["high"]
    levels = both.values("converted_share").mean(axis=0)
    beside = row["beside"]["converted_share"]
    assert [beside["a"], beside["b"]] == pytest.approx(levels.tolist(), abs=1e-12)
    assert row["beside"]["wait_solution_mean"] is None, "too short a run"
    runs = 2 * (3 + 3 * 2)
    assert result["runs"] == len(made) * runs


@pytest.mark.parametrize(
    ("lang", "old", "new"), [("en", "all old", "all new"), ("fr", "tous anciens", "tous nouveaux")]
)
def test_the_page_has_a_line_for_each_combination(
    result: dict, lang: str, old: str, new: str
) -> None:
    text = decide.markdown(result, lang)
    assert text.count(f"| {old} |") == text.count(f"| {new} |") == 2
    assert text.count("| placement=place_and_hours |") == 2
    assert text.count("| conversion=unasked |") == 2


@pytest.mark.parametrize("name", ready_names("decide"))
def test_a_ready_configuration_is_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide.main([f"study={name}", "--cfg"]) == 0
    text = capsys.readouterr().out
    assert "organisation.placement=hours_only" in text and "planning_share" in text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["study=trainin"], "did you mean 'training'"),
        (["scenario=silo"], "two scenarios"),
        (["indicator=unmet_ned"], "did you mean 'unmet_need'"),
        (["territory=training"], "territories="),
        (["territories=atlantis"], "atlantis"),
        (["organisation.conversion=unasked"], "organisation.conversion=unasked"),
        (["rules=placment"], "did you mean 'placement'"),
        (["rules="], "rules"),
        (["sets=1"], "from 2"),
        (["at_default=1"], "from 2"),
        (["out=taken"], "taken"),
    ],
)
def test_bad_input_is_one_sentence_before_anything_runs(
    words: list[str],
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine")
    refused_in_both(decide.main, words, shown, capsys)
    assert {path.name for path in tmp_path.rglob("*")} == {"taken"}
