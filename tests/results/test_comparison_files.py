"""A saved comparison loads to the bit; in folders of older versions, what they lack is missing."""

from __future__ import annotations

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.indicators.measure import counts_of
from sim.indicators.outputs import digest_of
from sim.indicators.registry import INDICATORS, Wait
from sim.results import atomic_files, comparison_files
from sim.results.one_world import WorldTables
from sim.results.tables import ComparisonTables
from sim.results.wait_files import from_old, old_waits
from sim.scenario import renamed
from sim.state import counts
from sim.state.people import COUNTERS
from tests.results.cases import SUMMARY, WORDS, small
from tests.results.made import made

OLD = Path(__file__).parents[1] / "fixtures" / "comparison_v1"  # written by version 0.1, schema 1


def tree_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def write_tree(folder: Path, tree: dict) -> None:
    (folder / "manifest.json").write_text(json.dumps(tree), "utf-8")


def as_saved_by(folder: Path, *, totals: list[str], counters: list[str]) -> None:
    """Turn a saved folder into that of a version which had these counts and counters only."""
    tree = tree_of(folder)
    loaded = sim.load(folder)
    was = [name for name in counts.NAMES if name in pd.read_parquet(folder / "counts.parquet")]
    totals = [name for name in totals if name in was]
    kept = [counts.INDEX[name] for name in totals]
    held = [COUNTERS.index(name) for name in counters]
    for name, lost in (
        ("counts", set(was) - set(totals)),
        ("cells", set(COUNTERS) - set(counters)),
        ("zones", set(COUNTERS) - set(counters)),
    ):
        path = folder / f"{name}.parquet"
        pd.read_parquet(path).drop(columns=sorted(lost)).to_parquet(path, index=False)
    waits = pd.read_parquet(folder / "waits.parquet")
    for r, pair in enumerate(loaded.pairs):
        for side, run in zip("ab", pair, strict=True):
            mine = waits[(waits["world"] == side) & (waits["replicate"] == r)]
            tree["runs"][r][side] = digest_of(
                run.history[:, kept].astype(np.int64),
                *(old_waits(mine) if "ended" in mine else (run.waits, run.cohort)),
                run.strata[:, held],
                run.zones[:, held],
            )
    if "columns" in tree:
        tree["columns"] = {"counts": totals, "counters": counters}
    write_tree(folder, tree)


YEARLY = ("survival_stabilised", "establishment_failures", "mergers", "innovations_kept")


def test_a_folder_of_schema_1_loads_with_the_numbers_it_was_saved_with() -> None:
    tree = tree_of(OLD)
    assert tree["schema_version"] == 1
    c = sim.load(OLD)
    saved = pd.read_parquet(OLD / "summary.parquet")
    now = c.summary()
    keys = ["indicator", "dimension", "group"]
    numbers = ["a", "b", "difference", "low", "high", "share_b_better", "n"]
    # Waits are read another way now, and what was not counted then is missing.
    both = set(saved["indicator"]) & set(now["indicator"]) - set(c.missing())
    both -= {i.name for i in INDICATORS if isinstance(i.source, Wait)}
    assert len(both) > 80
    saved, now = (x[x["indicator"].isin(both)].reset_index(drop=True) for x in (saved, now))
    pd.testing.assert_frame_equal(now[keys], saved[keys])
    # Half a year is compared: rates of what happens once a year are not known any more.
    yearly = now["indicator"].isin(YEARLY) | (now["group"] == "survival")
    assert now[yearly]["difference"].isna().all() and saved[yearly]["difference"].notna().all()
    np.testing.assert_array_equal(now[numbers][~yearly], saved[numbers][~yearly])
    # Its file of months also held the values since the reform.
    keys = ["scenario", "replicate", "month", *keys]
    series = pd.read_parquet(OLD / "series.parquet")
    series = series[series["month"].notna()].astype({"month": np.int32}).set_index(keys)["value"]
    shown = c.to_frame().set_index(keys)["value"]
    lost = series.index.difference(shown.index)
    lost = lost[~lost.get_level_values("indicator").isin(c.missing())]
    assert set(lost.get_level_values("indicator")) == {*YEARLY} - {"survival_stabilised"}
    known = shown.index.difference(
        shown.index[shown.index.get_level_values("indicator").isin(YEARLY)]
    )
    known = known.intersection(series.index)  # some indicators are newer than the folder
    assert len(known) > 2000
    np.testing.assert_array_equal(shown[known], series[known])
    assert c.pathways().shape == (20, 36)


def test_waits_of_an_older_folder_are_those_that_are_counted_alike() -> None:
    ended, unfinished = np.zeros((2, 3, 4, counts.WAIT_MONTHS), np.int64)
    ended[[0, 1, 2], 2, 5] = [3, 4, 5]
    unfinished[[0, 1, 2], 2, 7] = [6, 7, 8]
    waits, cohort = from_old(ended, unfinished)
    assert [(*cell, int(waits[tuple(cell)])) for cell in np.argwhere(waits).tolist()] == [
        (counts.TO_ASSESSMENT, counts.ENTERED, 2, 0, 9),
        (counts.TO_ASSESSMENT, counts.REACHED, 2, 5, 3),
        (counts.TO_ASSESSMENT, counts.UNDER_WAY, 2, 7, 6),
        (counts.TO_HOUR, counts.ENTERED, 2, 0, 11),
        (counts.TO_HOUR, counts.REACHED, 2, 5, 4),
        (counts.TO_HOUR, counts.UNDER_WAY, 2, 7, 7),
    ]
    assert not cohort.any()


def test_every_older_schema_has_a_migration() -> None:
    assert sorted(comparison_files.MIGRATIONS) == list(range(1, atomic_files.SCHEMA_VERSION))


@pytest.mark.parametrize("schema", [1, 2])
def test_a_comparison_saved_before_a_count_was_added(tmp_path: Path, schema: int) -> None:
    folder = tmp_path / "x"
    if schema == 1:
        shutil.copytree(OLD, folder)
        whole = sim.load(OLD)
    else:
        whole = small()
        whole.save(folder)
    totals = [name for name in counts.NAMES if name not in ("crises", "closures")]
    counters = [name for name in COUNTERS if name != "ruptures"]
    as_saved_by(folder, totals=totals, counters=counters)
    c = sim.load(folder)
    lost = {i.name for i in INDICATORS if {"crises", "closures"} & set(counts_of(i))}
    lost |= set(whole.missing())
    assert {"crises", "actor_closures", "two_speed"} <= lost
    assert set(c.missing()) == lost
    table, before = c.summary(), whole.summary()
    numbers = ["a", "b", "difference", "low", "high"]
    gone = table["indicator"].isin(lost) & (table["dimension"].isin(["all", "domain"]))
    assert table.loc[gone, numbers].isna().all(axis=None)
    by_group = (table["indicator"] == "ruptures") & ~table["dimension"].isin(["all", "domain"])
    assert by_group.any() and table.loc[by_group, numbers].isna().all(axis=None)
    same = ~table["indicator"].isin(lost) & ~by_group
    np.testing.assert_array_equal(table.loc[same, numbers], before.loc[same, numbers])
    for lang in ("fr", "en"):
        label = next(i.label(lang) for i in INDICATORS if i.name == "crises")
        assert label in c.not_covered(lang)[0]
        assert c._repr_html_().count("<table") == 1
        c.headline(lang)
        c.losers(lang)
    assert len(c.to_frame()) and c.plot.costs() and c.plot.difference("unmet_need")
    # Saved again, it holds what it held: nothing is lost, nothing is made up.
    c.save(tmp_path / "y")
    again = sim.load(tmp_path / "y")
    assert again.missing() == c.missing() and again.runs() == c.runs()
    np.testing.assert_array_equal(again.summary()[numbers], table[numbers])
    assert {"crises", "closures"}.isdisjoint(tree_of(tmp_path / "y")["columns"]["counts"])


def test_a_lost_column_of_the_present_schema_is_damage(tmp_path: Path) -> None:
    small().save(tmp_path / "x")
    path = tmp_path / "x" / "counts.parquet"
    pd.read_parquet(path).drop(columns="crises").to_parquet(path, index=False)
    with pytest.raises(InputError, match="damaged"):
        sim.load(tmp_path / "x")


@pytest.mark.parametrize("change", ["none", "one_cent", "exchanged"])
@pytest.mark.parametrize("digest", ["payments_digest", "table_digest"])
def test_changed_payments_are_refused(tmp_path: Path, change: str, digest: str) -> None:
    """Each of the two digests sees a change of the payments without the other one."""
    small().save(tmp_path / "x")
    path = tmp_path / "x" / "counts.parquet"
    frame, paid = pd.read_parquet(path), ["paid_commune", "paid_departement"]
    if change == "none":
        frame[paid] = 0
    elif change == "one_cent":
        frame.loc[frame.index[-1], paid[0]] += 1
    else:
        frame[paid] = frame[paid[::-1]].to_numpy()
    frame.to_parquet(path, index=False)
    tree = tree_of(tmp_path / "x")
    if digest == "payments_digest":
        tree["origin"]["digests"]["results"] = "of other code"
    else:
        del tree["payments_digest"]
    write_tree(tmp_path / "x", tree)
    with pytest.raises(InputError, match="changed"):
        sim.load(tmp_path / "x")


def test_renamed_counts_and_parameters_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder in which a count, a counter, a payer and a parameter had other names."""
    folder = tmp_path / "x"
    small().save(folder)
    tree = tree_of(folder)
    for name in ("counts", "cells", "zones"):
        path = folder / f"{name}.parquet"
        columns = {"crises": "alarms", "paid_commune": "paid_town"}
        pd.read_parquet(path).rename(columns=columns).to_parquet(path, index=False)
    for kind in ("counts", "counters"):
        tree["columns"][kind] = [{"crises": "alarms"}.get(n, n) for n in tree["columns"][kind]]
    tree["payers"] = [{"commune": "town"}.get(n, n) for n in tree["payers"]]
    for side in "ab":
        scenario = tree["scenarios"][side]
        scenario["clock"]["length"] = scenario["clock"].pop("months")
        scenario["clock"]["gone"] = 3
    write_tree(folder, tree)
    with pytest.raises(InputError, match="damaged"):
        sim.load(folder)
    monkeypatch.setitem(renamed.COUNTS, "alarms", "crises")
    monkeypatch.setitem(renamed.COUNTERS, "alarms", "crises")
    monkeypatch.setitem(renamed.PAYERS, "town", "commune")
    monkeypatch.setitem(renamed.PARAMETERS, "clock.length", "clock.months")
    monkeypatch.setitem(renamed.PARAMETERS, "clock.gone", None)
    c = sim.load(folder)
    assert c.runs() == small().runs() and c.digest() == small().digest()
    assert c.a == small().a and c.payers == small().payers


def test_an_old_name_of_an_indicator_is_answered_with_the_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(renamed.INDICATORS, "alarms", "crises")
    with pytest.raises(InputError, match="now called crises"):
        small().paired("alarms")


def test_new_names_are_names_of_today() -> None:
    from sim import compose
    from sim.indicators.outputs import PAYERS
    from sim.indicators.registry import REGISTRY

    tables = (
        (renamed.COUNTS, counts.NAMES),
        (renamed.COUNTERS, COUNTERS),
        (renamed.INDICATORS, REGISTRY),
        (renamed.PAYERS, PAYERS),
    )
    for table, names in tables:
        for old in table:
            assert old not in names
            assert renamed.new_name(table, old) in (None, *names)
    paths = set(compose.parameters())
    for old in renamed.PARAMETERS:
        new = renamed.new_name(renamed.PARAMETERS, old)
        assert new is None or any(path == new or path.startswith(f"{new}.") for path in paths)


def test_save_and_load_to_the_bit(tmp_path):
    c = small()
    c.save(tmp_path / "x")
    d = sim.load(tmp_path / "x")
    assert d.runs() == c.runs() and d.digest() == c.digest()
    assert d.overrides == WORDS and d.seeds == c.seeds and d.names == c.names
    pd.testing.assert_frame_equal(d.summary(), c.summary())
    for kind in ("monthly", "outcomes"):
        pd.testing.assert_frame_equal(d.to_frame(kind), c.to_frame(kind))
    assert (d.pathways() == c.pathways()).all(axis=None)
    assert d.a == c.a and d.place == c.place
    kept = pd.read_parquet(tmp_path / "x" / "summary.parquet")
    assert list(kept.columns) == SUMMARY


def test_saving_twice_replaces_only_what_is_ours(tmp_path):
    c = small()
    c.save(tmp_path / "x")
    c.save(tmp_path / "x")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    (tmp_path / "x" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        c.save(tmp_path / "x")
    assert (tmp_path / "x" / "notes.txt").read_text() == "mine"
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="a file of that name"):
        c.save(tmp_path / "file")


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(args[0]))

    c = small()
    monkeypatch.setattr(atomic_files, "put_json", full)
    with pytest.raises(OSError) as caught:
        c.save(tmp_path / "deep" / "x")
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == str(tmp_path / "deep" / "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("version", "way"), [(0, "run it again: python"), (99, "update")])
def test_another_schema_says_what_to_do(tmp_path, version, way):
    small().save(tmp_path / "x")
    manifest = tmp_path / "x" / "manifest.json"
    tree = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**tree, "schema_version": version, "command": "python -m x"}))
    with pytest.raises(InputError, match=way):
        sim.load(tmp_path / "x")


def test_a_damaged_comparison_is_told(tmp_path):
    small().save(tmp_path / "x")
    counts = tmp_path / "x" / "counts.parquet"
    frame = pd.read_parquet(counts)
    frame.loc[0, "people"] += 1
    frame.to_parquet(counts)
    with pytest.raises(InputError, match="not those that were saved"):
        sim.load(tmp_path / "x")
    counts.write_bytes(b"PAR1")
    with pytest.raises(InputError, match="damaged"):
        sim.load(tmp_path / "x")
    with pytest.raises(InputError, match="no such folder"):
        sim.load(tmp_path / "nowhere")


def test_manifest_says_where_it_comes_from(tmp_path):
    tree = json.loads((small().save(tmp_path / "x") / "manifest.json").read_text())
    assert tree["schema_version"] == atomic_files.SCHEMA_VERSION and tree["seeds"] == [1, 2, 3]
    assert tree["scenarios"]["b"]["organisation"]["entry"] is True
    assert {"numpy", "numba", "mesa"} <= set(tree["origin"]["versions"])
    assert (
        set(tree["origin"]["digests"]) == {"kernels", "start", "results"}
        and tree["origin"]["python"]
    )
    assert str(Path.home()) not in json.dumps(tree)


def test_every_array_of_a_run_comes_back(tmp_path: Path) -> None:
    """Runs that begin in another month than 0, one without pathways; nothing is simulated."""
    c = made()
    pairs = tuple((replace(a, first_month=3), replace(b, first_month=3)) for a, b in c.pairs)
    c = replace(c, pairs=pairs)
    comparison_files.write(c, tmp_path)
    d = comparison_files.read(tmp_path, ComparisonTables, WorldTables)
    assert isinstance(d, ComparisonTables)
    names = ("history", "waits", "cohort", "strata", "zones", "paid")
    for pair, saved in zip(c.pairs, d.pairs, strict=True):
        for mine, theirs in zip(pair, saved, strict=True):
            for name in names:
                np.testing.assert_array_equal(getattr(mine, name), getattr(theirs, name), name)
            assert (mine.seed, mine.first_month, mine.reform_month) == (
                (theirs.seed, theirs.first_month, theirs.reform_month)
            )
    for mine, theirs in zip(c.recorded(), d.recorded(), strict=True):
        np.testing.assert_array_equal(mine.key, theirs.key)
        np.testing.assert_array_equal(mine.state, theirs.state)


def test_without_pathways_there_is_no_file_of_them(tmp_path: Path) -> None:
    c = made()
    c = replace(c, pairs=c.pairs[1:], seeds=c.seeds[1:])
    comparison_files.write(c, tmp_path)
    assert not (tmp_path / "paths.parquet").exists()
    assert comparison_files.read(tmp_path, ComparisonTables, WorldTables).runs() == c.runs()


def test_saved_columns_are_found_by_their_names() -> None:
    saved = np.array([[1, 2, 3], [4, 5, 6]])
    arranged = comparison_files._arranged(saved, ["b", "gone", "a"], ["a", "b"], {"gone": None})
    assert arranged.tolist() == [[3, 1], [6, 4]] and arranged.dtype == saved.dtype
    lacking = comparison_files._arranged(saved, ["b", "gone", "a"], ["a", "c"], {"gone": None})
    assert lacking[:, 0].tolist() == [3, 6] and np.isnan(lacking[:, 1]).all()
