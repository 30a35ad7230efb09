"""The program `attribute`: values sum to the difference that `compare` gives; what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from experiments import attribute
from experiments.cli.ready import ready_names
from sim.scenario.organisation import INGREDIENTS
from tests.lang.both import refused_in_both

WORLD = ["months=3", "burn_in=0", "reform_month=1", "change=immediate"]
SHORT = [*WORLD, "replicates=2", "workers=1"]


def test_values_sum_to_the_paired_gap_of_a_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"out={tmp_path / 'o'}"
    assert attribute.main([*SHORT, out, "format=json"]) == 0
    result = json.loads(capsys.readouterr().out)
    rows = {row["ingredient"]: row for row in result["rows"]}
    assert list(rows) == [*INGREDIENTS, attribute.WHOLE] and result["runs"] == 512
    both = sim.compare("silo", "pole", [*WORLD, "territory=training"], replicates=2, workers=1)
    gap = np.diff(both.values("unmet_need"), axis=1)[:, 0]
    whole = np.sum([rows[name]["by_seed"] for name in INGREDIENTS], axis=0)
    np.testing.assert_allclose(whole, gap, rtol=0, atol=1e-9)
    assert rows["partnership"]["difference"] < min(rows["voice"]["difference"], 0)
    assert attribute.main([*SHORT, out, "lang=en"]) == 0, "again, on the runs that are there"
    assert "All eight together" in capsys.readouterr().out
    assert (tmp_path / "o" / "attribute.fr.png").exists()


@pytest.mark.parametrize("name", ready_names("attribute"))
def test_a_ready_configuration_is_understood(name: str) -> None:
    assert attribute.main([f"study={name}", "--cfg"]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["study=trainin"], "did you mean 'training'"),
        (["scenario=silo"], "does not have all eight"),
        (["scenario=polle"], "polle"),
        (["indicator=unmet_ned"], "did you mean 'unmet_need'"),
        (["territory=training"], "territories="),
        (["territories=atlantis"], "atlantis"),
        (["replicates=1"], "from 2"),
        (["organisation.entry=maybe"], "entry"),
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
    refused_in_both(attribute.main, words, told, capsys)
    assert {path.name for path in tmp_path.rglob("*")} == {"taken"}
