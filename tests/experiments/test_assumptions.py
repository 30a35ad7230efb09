"""The program `assumptions`: its bands are those of the runs; what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from experiments import assumptions
from experiments.cli.ready import ready_names
from sim.indicators.registry import HEADLINE
from tests.lang.both import refused_in_both

WORLD = ["months=3", "burn_in=0", "reform_month=1", "change=immediate"]
SHORT = [*WORLD, "sets=29", "replicates=2", "at_default=3", "workers=1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results."""
    out = tmp_path_factory.mktemp("assumptions") / "o"
    assert assumptions.main([*SHORT, f"out={out}"]) == 0
    return out


def test_bands_are_those_of_the_runs_and_the_defaults_stand_beside(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assumptions.main([*SHORT, f"out={folder}", "format=json"]) == 0, "again, nothing runs"
    result = json.loads(capsys.readouterr().out)
    # Three widths of 29 sets, two worlds, two seeds; three seeds of the defaults.
    assert result["runs"] == 3 * 29 * 2 * 2 + 3 * 2
    assert result["parameters"] == {"training": 26}
    rows = {row["indicator"]: row for row in result["rows"]}
    assert set(rows) == set(HEADLINE)
    row = rows["unmet_need"]
    both = sim.compare("silo", "pole", [*WORLD, "territory=training"], replicates=3, workers=1)
    gaps = np.diff(both.values("unmet_need"), axis=1)[:, 0]
    assert row["default"] == pytest.approx(gaps.mean(), abs=1e-12)
    assert row["low"] < row["default"] < row["high"]
    declared, half, double = (row["widths"][key] for key in ("1", "0.5", "2"))
    assert half["high"] - half["low"] < declared["high"] - declared["low"]
    assert declared["high"] - declared["low"] < double["high"] - double["low"]
    assert declared["share"] + declared["worse"] == 1.0
    assert 0.0 <= row["below_default"] <= 1.0 == row["below_default"] + row["above_default"]
    regression = result["regressions"]["training"]
    assert len(regression["weights"]) == assumptions.LEADING
    assert set(regression["parts"]) == {"direction", "organisation", "organisation.pole"}
    assert assumptions.main([*SHORT, f"out={folder}", "lang=en"]) == 0
    text = capsys.readouterr().out
    assert "26 parameters in 29 sets" in text and "organisation." in text
    assert (folder / "assumptions.fr.png").exists()


def test_one_set_is_the_comparison_with_its_values(folder: Path) -> None:
    runs = sim.Study.open(folder / "training" / "width_1").runs()
    point = runs[runs["point"] == 7].sort_values(["scenario", "replicate"])
    words = [
        f"{name}={float(point[name].iloc[0])!r}"
        for name in runs.columns
        if name.startswith(("organisation.", "direction."))
    ]
    assert len(words) == 26, "change=immediate has set change.tau"
    alone = sim.compare(
        "silo", "pole", [*WORLD, "territory=training", *words], replicates=2, workers=1
    )
    for rank, world in enumerate(("silo", "pole")):
        found = point[point["scenario"] == world]["unmet_need"].to_numpy()
        np.testing.assert_allclose(found, alone.values("unmet_need")[:, rank], rtol=0, atol=1e-12)


def test_a_word_of_the_user_is_not_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert assumptions.main(["organisation.voice_share=0.05", "--cfg"]) == 0
    text = capsys.readouterr().out
    assert "organisation.planning_share" in text and "organisation.pole.capture" in text
    assert text.count("voice_share") == 1  # among the words, not among the factors
    assert "organisation.pole.coverage" not in text, "a decision"
    assert "change.tau" in text and "funding.calls.to_call" not in text
    assert assumptions.main(["ranges=reform", "--cfg"]) == 0
    assert "funding.calls.to_call" in capsys.readouterr().out
    assert assumptions.main(["change=immediate", "--cfg"]) == 0
    assert "change.tau" not in capsys.readouterr().out, "the scenario has set it"


@pytest.mark.parametrize("name", ready_names("assumptions"))
def test_a_ready_configuration_is_understood(name: str) -> None:
    assert assumptions.main([f"study={name}", "--cfg"]) == 0


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["study=trainin"], "did you mean 'training'"),
        (["scenario=silo"], "two scenarios"),
        (["scenario=silo,polle"], "polle"),
        (["indicator=unmet_ned"], "did you mean 'unmet_need'"),
        (["territory=training"], "territories="),
        (["territories=atlantis"], "atlantis"),
        (["sets=28"], "29 sets"),
        (["sets=1"], "from 2"),
        (["at_default=1"], "from 2"),
        (["ranges=some"], "organisation"),
        (["organisation.entry=maybe"], "entry"),
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
    refused_in_both(assumptions.main, words, shown, capsys)
    assert {path.name for path in tmp_path.rglob("*")} == {"taken"}
