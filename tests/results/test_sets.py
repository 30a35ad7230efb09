"""Sets of assumed values: bands of indicators, verdicts by both doubts, folders, by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.results import comparison_files
from sim.results.doubt import Band, band_of
from sim.results.notes import assumed, sets_cells
from sim.results.sets import Sets, judged
from sim.results.tables import ComparisonTables
from sim.study.comparison import Comparison
from sim.study.result import Result
from tests.results.made import PLACE, made


def sets(*gaps: float, own: bool = False) -> Sets:
    """Sets with these differences of unmet need, and with one unknown wait."""
    n = len(gaps)
    wait = np.full(n, 1.0)
    wait[0] = np.nan
    table = pd.DataFrame({"unmet_need": list(gaps), "wait_solution_mean": wait})
    values = pd.DataFrame({"organisation.voice_on": np.linspace(0, 1, n), "change.tau": 12.0})
    return Sets(values, tuple(range(4, 4 + n)), table, own)


def with_sets(*gaps: float) -> ComparisonTables:
    return made(sets=sets(*gaps))


def test_a_band_is_that_of_the_differences_and_unknown_where_a_set_does_not_know() -> None:
    found = sets(-0.2, -0.1, 0.3)
    assert len(found) == 3
    assert found.band("unmet_need", -1) == band_of(np.array([-0.2, -0.1, 0.3]), -1)
    assert found.band("unmet_need", -1) is found.band("unmet_need", -1)
    assert found.band("unmet_need", 1) == band_of(np.array([-0.2, -0.1, 0.3]), 1)
    assert found.band("wait_solution_mean", -1) is None
    assert found.band("crises", -1) is None  # not among them


def band(low: float, high: float, share_low: float = 0.0, worse_low: float = 0.0) -> Band:
    return Band(low, 0.0, high, 0.5, share_low, 0.9, 0.5, worse_low)


@pytest.mark.parametrize(
    ("direction", "low", "high", "of_sets", "word"),
    [
        (1, 0.3, 0.5, None, "better"),
        (1, 0.3, 0.5, band(0.2, 0.6, share_low=0.7), "better"),
        (1, 0.3, 0.5, band(0.2, 0.6, share_low=0.69), "depends"),
        (-1, 0.3, 0.5, band(0.2, 0.6, worse_low=0.7), "worse"),
        (1, -0.1, 0.5, band(0.2, 0.6, share_low=0.9), "depends"),  # seeds are not sure
        (1, 0.1, 0.15, band(0.0, 0.19), "small"),
        (1, 0.1, 0.15, band(0.0, 0.21), "depends"),
        (1, 0.0, 0.0, band(0.0, 0.0), "same"),
        (1, 0.0, 0.0, band(0.0, 0.3), "depends"),
        (0, 0.3, 0.5, band(-1.0, 1.0), "moves"),
        (1, np.nan, np.nan, band(0.2, 0.6, share_low=0.9), "unsure"),  # one replicate
    ],
)
def test_a_verdict_needs_both(
    direction: int, low: float, high: float, of_sets: Band | None, word: str
) -> None:
    assert judged(direction, low, high, 0.2, of_sets) == word


def test_the_summary_holds_the_band_of_all_persons_only() -> None:
    table = with_sets(-0.2, -0.1, 0.3).summary()
    row = table[(table["indicator"] == "unmet_need") & (table["dimension"] == "all")].iloc[0]
    expected = band_of(np.array([-0.2, -0.1, 0.3]), -1)
    names = ["band_low", "band_middle", "band_high", "share_sets", "share_low", "share_high"]
    assert row[names].tolist() == pytest.approx(list(expected[:6]))
    assert row["verdict"] == "depends"
    groups = table[table["dimension"] != "all"]
    assert groups[names].isna().all(axis=None) and "depends" not in set(groups["verdict"])
    others = table[table["indicator"] != "unmet_need"]
    assert others[names].isna().all(axis=None)
    alone = made().summary()
    assert alone[names].isna().all(axis=None) and "depends" not in set(alone["verdict"])


def test_cells_of_a_row() -> None:
    table = with_sets(-0.2, -0.1, 0.3).summary(groups=False).set_index("indicator", drop=False)
    cells = sets_cells(next(table.loc[["unmet_need"]].itertuples()), "en")
    assert cells == ("[−19.0; +26.0]", "67% [21%; 94%]")
    unknown = sets_cells(next(table.loc[["crises"]].itertuples()), "en")
    assert unknown == ("not known", "not known")
    neither = sets_cells(next(table.loc[["overhead"]].itertuples()), "en")
    assert neither[1] == "–"


def test_sentences_say_how_many_and_what_the_kept_study_found() -> None:
    found = with_sets(-0.2, 0.3)
    beside = found.assumed("en")
    assert "2 parameters" in beside[0] and "2 sets" in beside[0]
    own = assumed(sets(-0.2, 0.3, own=True), ("a", "b"), PLACE, "fr")
    assert "Chacune des 2 réplications" in own[0]
    assert made().assumed("en") == []
    kept = assumed(sets(-0.2, 0.3), ("silo", "pole"), PLACE, "en")
    assert len(kept) == 2 and "Unmet need" in kept[1]
    assert assumed(sets(-0.2, 0.3), ("pole", "silo"), PLACE, "en") == kept[:1]


def test_sets_come_back_from_a_folder(tmp_path: Path) -> None:
    found = with_sets(-0.2, -0.1, 0.3)
    comparison_files.write(found, tmp_path)
    read = comparison_files.read(tmp_path, Comparison, Result)
    assert isinstance(read, Comparison) and read.sets is not None and found.sets is not None
    assert read.sets.digest() == found.sets.digest()
    assert not read.sets.own and read.sets.seeds == (4, 5, 6)
    pd.testing.assert_frame_equal(read.summary(lang="en"), found.summary(lang="en"))


def test_a_file_of_sets_that_was_changed_is_refused(tmp_path: Path) -> None:
    comparison_files.write(with_sets(-0.2, -0.1, 0.3), tmp_path)
    path = tmp_path / "sets.parquet"
    frame = pd.read_parquet(path)
    frame.loc[0, "gap unmet_need"] = -0.3
    frame.to_parquet(path)
    with pytest.raises(InputError):
        comparison_files.read(tmp_path, Comparison, Result)
    path.unlink()
    with pytest.raises(InputError):
        comparison_files.read(tmp_path, Comparison, Result)


def test_the_digest_is_that_of_values_seeds_and_differences() -> None:
    found = sets(-0.2, 0.3)
    digests = {
        found.digest(),
        sets(-0.2, 0.4).digest(),
        replace(found, seeds=(9, 10)).digest(),
        replace(found, values=found.values * 2).digest(),
        replace(found, values=found.values.rename(columns={"change.tau": "x"})).digest(),
    }
    assert len(digests) == 5 and replace(found).digest() in digests
