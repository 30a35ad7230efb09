"""The parameters that a kept study names: written, read, and said beside a comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.compose import leading as module
from sim.compose.leading import FILE, Leading, keep, leading
from sim.compose.load import load_scenarios
from sim.compose.ranges import assumed
from sim.errors import InputError

PAIR = ["silo", "pole"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "shipped", lambda: tmp_path)
    return tmp_path


def study(territory: str, *names: str) -> Leading:
    weights = {name: 0.9 - 0.1 * rank for rank, name in enumerate(names)}
    return Leading(territory, "unmet_need", "2026-01-02", "abc", 150, weights)


def test_what_is_kept_is_read_again_the_first_three_of_it(folder: Path) -> None:
    assert leading(PAIR, "creuse") is None
    keep(PAIR, [study("creuse", "x.a", "x.b", "x.c", "x.d"), study("training", "x.e")])
    found = leading(PAIR, "training")
    assert found == study("training", "x.e")
    first = leading(PAIR, "creuse")
    assert first is not None and list(first.weights) == ["x.a", "x.b", "x.c"]
    # Of another territory the first one that was kept; of other scenarios none.
    assert leading(PAIR, "nord") == first
    assert leading(["pole", "silo"], "creuse") is None
    assert (folder / FILE).read_text("utf-8").startswith("# ")


def test_a_later_study_takes_the_place_of_the_same_territory_only(folder: Path) -> None:
    keep(PAIR, [study("creuse", "x.a"), study("training", "x.e")])
    keep(PAIR, [study("creuse", "x.b")])
    keep(["silo", "provider"], [study("creuse", "x.z")])
    assert leading(PAIR, "creuse") == study("creuse", "x.b")
    assert leading(PAIR, "training") == study("training", "x.e")
    assert leading(["silo", "provider"], "creuse") == study("creuse", "x.z")


def test_a_file_that_cannot_be_written_is_said_in_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / FILE).mkdir()
    monkeypatch.setattr(module, "_all", dict)
    with pytest.raises(InputError, match="cannot be written"):
        keep(PAIR, [study("creuse", "x.a")])


def test_what_is_shipped_names_assumed_parameters_of_the_main_job() -> None:
    drawn = assumed(load_scenarios(PAIR, ["territory=training"]))
    for territory in ("creuse", "training"):
        found = leading(PAIR, territory)
        assert found is not None and found.territory == territory
        assert len(found.weights) == 3 and set(found.weights) <= set(drawn)
        assert found.sets >= 150 and found.indicator == "unmet_need"
        weights = [abs(weight) for weight in found.weights.values()]
        assert weights == sorted(weights, reverse=True)
