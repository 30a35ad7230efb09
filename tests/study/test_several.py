"""Several scenarios on several territories: each against the first one, in one table."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.study.several import Comparisons

SHORT = ("months=14", "burn_in=12", "reform_month=2", "record_people=0", "change=immediate")
NAMES = ["silo", "provider", "pole"]
PLACES = ["training", "creuse"]


@cache
def three() -> Comparisons:
    return sim.compare_many(NAMES, PLACES, SHORT, replicates=2, progress=False)


def test_each_comparison_is_that_of_the_two_scenarios_alone() -> None:
    alone = sim.compare("silo", "pole", ["territory=creuse", *SHORT], replicates=2, progress=False)
    found = three()["creuse", "pole"]
    assert found.digest() == alone.digest() and found.runs() == alone.runs()
    assert (found.names, found.titles("fr")) == (alone.names, alone.titles("fr"))
    assert list(three().by_name) == [(p, s) for p in PLACES for s in NAMES[1:]]


def test_the_table_holds_every_comparison_once() -> None:
    frame = three().summary()
    assert list(frame.columns[:5]) == ["territory", "scenario", "against", "indicator", "dimension"]
    keys = ["territory", "scenario", "indicator"]
    assert not frame.duplicated(keys).any() and set(frame["against"]) == {"silo"}
    wide = frame.pivot(index="indicator", columns=["territory", "scenario"], values="difference")
    for key, comparison in three().by_name.items():
        own = comparison.summary(groups=False).set_index("indicator")["difference"]
        pd.testing.assert_series_equal(wide[key].loc[own.index], own, check_names=False)
    assert frame.attrs["n"] == 2 and "territory" not in frame.attrs


def test_a_french_spreadsheet_reads_the_table(tmp_path: Path) -> None:
    three().to_csv_fr(tmp_path / "table.csv")
    raw = (tmp_path / "table.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    read = pd.read_csv(tmp_path / "table.csv", sep=";", decimal=",")
    assert read["b"].to_numpy() == pytest.approx(three().summary()["b"].to_numpy(), nan_ok=True)


def test_a_notebook_shows_a_row_for_each_comparison() -> None:
    html = three()._repr_html_()
    assert html.count('<th scope="row"') == 4 and "Creuse" in html and "N = 2" in html
    assert repr(three()) == "<Comparisons provider, pole − silo, training, creuse, N=2>"


@pytest.mark.parametrize(
    ("scenarios", "territories", "sentence"),
    [
        (["silo"], PLACES, "scenarios=.*at least 2"),
        (["silo", "silo"], PLACES, "scenarios=.*each of them once"),
        ("silo", PLACES, "scenarios='silo'"),
        (["silo", 3], PLACES, "scenarios="),
        (NAMES, ["creuse", "creuse"], "territories="),
        (NAMES, "creuse", "territories='creuse'"),
        (["silo", "poel"], ["training"], "did you mean 'pole'"),
        (NAMES, ["creus"], "did you mean 'creuse'"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    scenarios: Any, territories: Any, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCOURS_LANG", "en")
    with pytest.raises(InputError, match=sentence):
        sim.compare_many(scenarios, territories, SHORT, progress=False)


def test_a_comparison_that_does_not_exist_is_answered_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARCOURS_LANG", "en")
    with pytest.raises(InputError, match="did you mean 'creuse, pole'"):
        three()["creuse", "pol"]
