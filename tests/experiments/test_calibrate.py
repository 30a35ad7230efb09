"""The program `calibrate`: its studies and files, what is held out, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.calibrate import program as calibrate
from experiments.cli.ready import ready_names
from tests.lang.both import refused_in_both

ENTRY = (
    "- {{name: {name}, kind: emergent, fr: {name}, en: {name}, measure: {indicator},"
    " over: '{over}', window: [0, 120], published: [{low}, {high}], year: assumed, unit: index,"
    " source: {{fr: aucune, en: none}}}}\n"
)
PATTERNS = "patterns:\n" + "".join(
    ENTRY.format(name=name, indicator=indicator, over=over, low=low, high=high)
    for name, indicator, over, low, high in (
        ("leaving", "turnover_precarious", "", 0.35, 0.55),
        ("unmet", "unmet_need", "", 0.1, 1.5),
        ("hidden", "latent", "", 1, 1e6),
        ("none_fails", "unmet_need", "establishment_failures", 1, 2),
        ("far", "unmet_need", "", 1000, 1001),
    )
)
WORLD = ["months=14", "burn_in=0", "reform_month=1", "workers=1", "replicates=2", "points=20",
         "waves=1", "fresh=5", "match=leaving,unmet", "held=none",
         "actors.births=0.05", "actors.prudence=0.5"]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _few_points_are_enough() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibrate, "LEFT", 10)
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with patterns of our own, and a calibration in its folder ``o``."""
    folder = tmp_path_factory.mktemp("calibrate")
    (folder / "mine.yaml").write_text(PATTERNS, encoding="utf-8")
    more = ("held=hidden,none_fails", "elsewhere=training", "format=json")
    assert calibrate.main(words(folder, *more)) == 0
    return folder


def words(place: Path, *more: str) -> list[str]:
    typed = {word.partition("=")[0] for word in more}
    kept = [word for word in WORLD if word.partition("=")[0] not in typed]
    return [*kept, *more, f"patterns={place / 'mine.yaml'}", f"out={place / 'o'}"]


def result_of(place: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((place / "o" / "result.json").read_text("utf-8"))
    return found


def test_patterns_are_shown_before_and_after_on_fresh_seeds(place: Path) -> None:
    one = result_of(place)
    rows = {row["name"]: row for row in one["patterns"]}
    roles = {name: row["role"] for name, row in rows.items()}
    assert roles == {"leaving": "match", "unmet": "match", "hidden": "held", "none_fails": "held"}
    before, after = (rows["leaving"][end] for end in ("before", "after"))
    assert after["high"] - after["low"] < before["high"] - before["low"]
    assert rows["hidden"]["after"]["inside"] == 1
    assert rows["none_fails"]["after"] is None, "no establishment fails: there is no ratio"
    seeds = {
        path.parent.name: json.loads(path.read_text("utf-8"))["seed"]
        for path in (place / "o").glob("*/study.json")
    }
    fresh = {f"{end}{name}": 3 for end in ("before", "after") for name in ("", "-training")}
    assert seeds == {"wave-1": 1, **fresh}, "seeds that no point has seen"
    assert one["elsewhere"]["training"] == one["patterns"], "the same territory, named as another"
    assert (place / "o" / "calibrate.fr.png").exists()


def test_a_factor_that_decides_a_pattern_narrows_more_than_one_that_does_not(place: Path) -> None:
    width = {}
    for row in result_of(place)["factors"]:
        (first, last), (low, high) = row["prior"], row["likely"]
        assert first <= low < row["middle"] < high <= last
        assert row["made_up"] == 200 and row["coverage"][0] < row["held"] / 200 < row["coverage"][1]
        width[row["name"]] = (high - low) / (last - first)
    assert width["actors.departures"] < width["access.non_take_up"]


def test_patterns_that_are_held_out_decide_nothing(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without them, on the runs that are there, the factors are the same."""
    one = result_of(place)
    assert calibrate.main([*words(place), "lang=en"]) == 0
    two = result_of(place)
    assert two["factors"] == one["factors"] and two["digests"] == one["digests"][:3]
    text = capsys.readouterr().out
    assert "'pole' minus 'silo'" in text and "held" not in text.partition("To reproduce")[0]


@pytest.mark.parametrize("name", ready_names("calibrate"))
def test_a_ready_configuration_is_understood(name: str) -> None:
    assert calibrate.main([f"study={name}", "--cfg"]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["study=trainin"], "did you mean 'training'"),
        (["match=queu"], "did you mean 'queue'"),
        (["match="], "match="),
        (["match=none"], "no pattern of this name"),
        (["elsewhere="], "elsewhere="),
        (["match=creton"], "not the level of an indicator"),
        (["match=queue", "held=queue"], "is in match already"),
        (["match=subsidies"], "months 0 to 11"),
        (["match=queue", "months=48"], "months 12 to 47"),
        (["held=hidden"], "held=hidden"),
        (["match=mine", "patterns=held.yaml"], "holds this pattern out"),
        (["patterns=none.yaml"], "none.yaml"),
        (["patterns=taken"], "taken"),
        (["indicator=unmet_ned"], "did you mean 'unmet_need'"),
        (["scenario=silo"], "compares two"),
        (["organisation.overhead_mode=fewer_hours,slower"], "needs intervals"),
        (["actors.births=interval(1,0)"], "the smaller first"),
        (["points=39"], "at least 40 points"),
        (["seed=range(3)"], "one number"),
        (["elsewhere=atlantis"], "atlantis"),
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
    held = ENTRY.format(name="mine", indicator="unmet_need", over="", low=0, high=1)
    held = held.replace("kind: emergent", "kind: emergent, held_out: true")
    (tmp_path / "held.yaml").write_text(f"patterns:\n{held}", encoding="utf-8")
    refused_in_both(calibrate.main, words, told, capsys)
    assert {path.name for path in tmp_path.rglob("*")} == {"taken", "held.yaml"}


def test_patterns_that_no_point_gives_are_refused_after_the_first_wave(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(calibrate.main, words(place, "match=far"), "'far'", capsys, lines=1)
    assert calibrate.main([*words(place), "--cfg"]) == 0, "the study of the folder is still there"
