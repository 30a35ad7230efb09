"""Patterns: what may be declared, how they are measured by hand, and the program."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from experiments.patterns import program as patterns
from experiments.patterns.program import Pattern, Seen, declared, judged, measured, rows_of
from experiments.patterns.program import main as run
from sim import lang as labels
from sim.errors import InputError
from sim.indicators.outputs import Run
from sim.state import counts
from sim.state.people import COUNTERS
from tests.lang.both import refused_in_both


def pattern(**changes) -> Pattern:
    """One that may be declared, but for `changes`."""
    given = {"name": "x", "fact": 1, "fr": "X", "en": "X", "indicator": "occupancy"}
    given |= {
        "window": (0, 24),
        "low": 0.0,
        "high": 1.0,
        "unit": "share",
        "source": {"fr": "s", "en": "s"},
    }
    return Pattern.model_validate(given | changes)


def seen(months: int = 36) -> Seen:
    """Occupancy rises from 0.1 by a hundredth a month."""
    series = np.zeros((months, counts.SIZE), np.int64)
    series[:, counts.INDEX["places"]] = 100
    series[:, counts.INDEX["places_used"]] = 10 + np.arange(months)
    series[:, counts.INDEX["people"]] = 1000
    waits, cohort = np.zeros(counts.WAIT_SHAPE), np.zeros(counts.COHORT_SHAPE)
    cells = np.zeros((216, len(COUNTERS)), np.int64)
    paid = np.zeros((months, 1), np.int64)
    run_ = Run("", "", 1, 0, 12, series, waits, cohort, cells, cells[:1], None, paid)
    watched = {"thin_cash": [(11, 1.0, 4.0), (23, 2.0, 4.0), (35, 3.0, 4.0)]}
    return Seen(run_, watched, ("x",))


def test_what_is_declared_is_sound_and_has_a_source():
    found = declared()
    assert len(found) >= 20
    for one in found:
        assert one.source.fr and one.source.en and one.fr and one.en, one.name
        assert one.window[1] <= 120
    facts = {one.fact for one in found}
    assert {1, 3, 6, 22, 23, 24, 27, 28, 29} <= facts


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"indicator": "ocupancy"}, "the nearest: occupancy"),
        ({"watched": "thin_cash"}, "either indicator or watched"),
        ({"indicator": "", "watched": "nothing"}, "watched is one of"),
        ({"low": 2.0}, "low must be below high"),
        ({"window": (24, 24)}, "a last month after it"),
        ({"how": "trend", "window": (0, 12)}, "at least 24 months"),
        ({"unit": "parsecs"}, "not a unit"),
    ],
)
def test_what_may_not_be_declared(changes, told):
    with pytest.raises(ValueError, match=told):
        pattern(**changes)


def test_levels_ratios_and_changes_by_hand():
    world = seen()
    assert measured(pattern(window=(0, 12)), world) == pytest.approx((10 + 5.5) / 100)
    assert measured(pattern(window=(12, 24)), world) == pytest.approx((10 + 17.5) / 100)
    assert measured(pattern(over="occupancy"), world) == 1.0
    assert measured(pattern(how="trend", window=(0, 36)), world) == pytest.approx(0.12)
    growth = measured(pattern(how="growth", window=(0, 36)), world)
    assert growth == pytest.approx((0.395 / 0.155 - 1) / 2)
    watched = {"indicator": "", "watched": "thin_cash"}
    assert measured(pattern(**watched, window=(0, 24)), world) == 3 / 8
    assert measured(pattern(**watched, how="trend", window=(0, 36)), world) == 0.25


def test_what_a_run_is_too_short_for_or_does_not_count_is_not_told():
    assert math.isnan(measured(pattern(window=(0, 48)), seen()))
    assert math.isnan(measured(pattern(indicator="call_price"), seen()))
    assert math.isnan(measured(pattern(indicator="", watched="creton"), seen()))
    rows = rows_of([pattern(indicator="call_price")], {"here": [seen()]}, "en")
    assert rows[0]["found"]["here"] == {
        "mean": None, "least": None, "most": None, "verdict": "unknown"
    }  # fmt: skip


def test_a_verdict_looks_at_the_mean_and_bounds_are_inside():
    assert judged(0.0, 0.0, 1.0) == judged(1.0, 0.0, 1.0) == "inside"
    rows = rows_of([pattern(window=(0, 12), high=0.155)], {"here": [seen(), seen()]}, "en")
    assert rows[0]["found"]["here"]["verdict"] == "inside"
    rows = rows_of([pattern(window=(0, 12), high=0.15)], {"here": [seen()]}, "en")
    assert rows[0]["found"]["here"]["verdict"] == "outside"


def test_files_that_do_not_hold_patterns(tmp_path):
    path = tmp_path / "patterns.yaml"
    path.write_text("- name: x\n")
    with pytest.raises(InputError, match=r"patterns\.yaml"):
        declared(path)
    one = pattern().model_dump(mode="json")
    path.write_text(json.dumps([one, one]))
    with pytest.raises(InputError, match="twice"):
        declared(path)


@pytest.mark.parametrize("lang", labels.LANGS)
def test_the_program(lang, capsys):
    words = ["territories=training", "replicates=2", "workers=1", "months=24", "burn_in=12"]
    assert run([*words, f"lang={lang}"]) == 0
    out, err = capsys.readouterr()
    assert err == "" and labels.say("pattern_title", lang) in out
    assert "experiments.patterns a=silo territories=training replicates=2" in out
    assert run([*words, "format=json"]) == 0
    told = json.loads(capsys.readouterr().out)
    by_name = {row["name"]: row["found"]["training"] for row in told["rows"]}
    assert set(by_name) == {one.name for one in declared()}
    assert by_name["subsidies_give_way"]["verdict"] == "unknown"  # the run is too short
    assert by_name["occupancy"]["verdict"] == "unknown"
    assert 0 < by_name["services_share"]["mean"] < 1
    assert run([*words, "format=markdown", f"lang={lang}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("| ") and len(lines) == len(declared()) + 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["territory=creuse"], "write territories="),
        (["territories=creuse,,nord"], "each once"),
        (["territories=atlantis"], "atlantis"),
        (["replicates=0"], "replicates must be a whole number from 1"),
        (["replicate=3"], "did you mean 'replicates'"),
        (["-m"], "each word takes one value"),
    ],
)
def test_wrong_words_end_in_a_sentence(words, told, capsys):
    refused_in_both(run, words, told, capsys)


def test_watched_measures_know_their_names():
    assert set(patterns.WATCHED) >= {one.watched for one in declared() if one.watched}
