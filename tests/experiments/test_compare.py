"""The main job from the command line."""

from __future__ import annotations

import datetime
import errno
import json
import os

import pytest

import sim
from experiments.compare import main as run
from sim.results import atomic_files as store
from sim.results.verdict import verdict
from sim.study import compare as paired
from tests.lang.both import refused_in_both

WORDS = [
    "territory=training", "months=24", "burn_in=24", "record_people=200", "replicates=2",
    "change=immediate",
]  # fmt: skip
FILES = {
    "cells.parquet", "counts.parquet", "difference.png", "difference.svg",
    "headline.png", "headline.svg", "manifest.json",
    "outcomes.parquet", "paths.parquet", "pathways.png", "pathways.svg", "series.parquet",
    "summary.parquet", "waits.parquet", "zones.parquet",
}  # fmt: skip


def said(capsys):
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return out, err


def test_table_files_and_the_same_digest_twice(tmp_path, capsys):
    assert run([*WORDS, "lang=fr", f"out={tmp_path / 'x'}"]) == 0
    out, err = said(capsys)
    assert err == ""
    for word in ("Besoin non couvert", "Qui perd avec «", "N = 2", "graines 1", "pas couvert"):
        assert word in out
    assert {p.name for p in (tmp_path / "x").iterdir()} == FILES
    tree = json.loads((tmp_path / "x" / "manifest.json").read_text())
    assert tree["table_digest"] in out and len(tree["runs"]) == 2
    assert tree["command"].startswith("python -m experiments.compare a=silo b=pole")
    assert "out=" not in tree["command"]
    c = sim.load(tmp_path / "x")
    assert c.digest() == tree["table_digest"]
    assert run([*WORDS, "format=json", f"out={tmp_path / 'y'}"]) == 0
    out, err = said(capsys)
    told = json.loads(out)
    assert err == "" and told["table_digest"] == tree["table_digest"]
    assert told["headline"][0]["indicator"] == "unmet_need"
    assert told["headline"][0]["difference"] == c.paired("unmet_need").difference
    assert {"losers", "not_covered", "seconds", "command", "seeds"} <= set(told)


def test_without_out_a_folder_is_made_here(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run([*WORDS, "lang=en"]) == 0
    out, _ = said(capsys)
    assert "Who loses with 'pole'" in out
    [made] = (tmp_path / "results").iterdir()
    assert made.name.endswith("-silo-pole") and made.name in out


def test_one_replicate_says_that_nothing_is_sure(tmp_path, capsys):
    words = [word for word in WORDS if not word.startswith("replicates")]
    assert run([*words, "replicates=1", "lang=fr", f"out={tmp_path / 'x'}"]) == 0
    out, _ = said(capsys)
    assert "Une seule réplication" in out
    table = out.partition("▲ mieux")[0]  # of what marks mean
    assert table and "▲" not in table and "▼" not in table


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["a=sillo"], "sillo"),
        (["replicates=0"], "replicates must be"),
        (["format=xml"], "format must be"),
        (["territory=creuze"], "creuse"),
        (["-m"], "-m"),
        (["months=12"], "no month to compare"),
        (["pole"], "pole"),
        (["--out=x"], "dashes"),
        (["out="], "out"),
    ],
)
def test_wrong_words_are_one_sentence_and_nothing_is_written(
    words, sentence, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor.submit", never)
    place = [] if "territory=creuze" in words else ["territory=training"]
    refused_in_both(run, [*place, *words], sentence, capsys, lines=1)
    assert list(tmp_path.iterdir()) == []


def never(*_args, **_kwargs):
    raise AssertionError("nothing may run before the folder is known to be writable")


def test_a_folder_that_cannot_be_written_is_told_before_anything_runs(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("sim.study.compare.compare", never)
    (tmp_path / "file").write_text("mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    for out, sentence in (
        ("file", "already a file of that name"),
        ("mine", "holds other files"),
        ("file/x", "where a folder is expected"),
        ("x" * 300, "too long"),
    ):
        assert run([*WORDS, f"out={tmp_path / out}"]) == 2
        _, err = said(capsys)
        assert sentence in err and len(err.splitlines()) == 1, err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "mine"]


def test_a_folder_without_permission_is_told(tmp_path, monkeypatch, capsys):
    def refuse(*args, **kwargs):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("sim.study.compare.compare", never)
    monkeypatch.setattr(store.tempfile, "TemporaryFile", refuse)
    assert run([*WORDS, f"out={tmp_path / 'a' / 'x'}"]) == 2
    _, err = said(capsys)
    assert "permission denied" in err and len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", ["series.parquet", "manifest.json"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(at, tmp_path, monkeypatch, capsys):
    write = store.put

    def full(path, data):
        if path.name == at:
            path.write_bytes(data[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        write(path, data)

    monkeypatch.setattr(store, "put", full)
    assert run([*WORDS, f"out={tmp_path / 'deep' / 'x'}"]) == 2
    out, err = said(capsys)
    assert out == "" and "no space is left" in err and len(err.splitlines()) == 1
    assert str(tmp_path / "deep" / "x") in err
    assert list(tmp_path.iterdir()) == []


def test_a_figure_that_fails_costs_no_table(tmp_path, monkeypatch, capsys):
    def fails(*_args, **_kwargs):
        raise ValueError("no such colour")

    monkeypatch.setattr("sim.report.plots.pathways", fails)
    assert run([*WORDS, "workers=1", f"out={tmp_path / 'x'}"]) == 0
    out, err = said(capsys)
    assert {p.name for p in (tmp_path / "x").iterdir()} == FILES - {"pathways.png", "pathways.svg"}
    assert err.startswith("Figure pathways:") and "no such colour" in err and err.count("\n") == 1
    assert sim.load(tmp_path / "x").digest() in out


@pytest.mark.parametrize("record", [1, 50])
def test_one_month_and_one_person_have_figures(record, tmp_path, capsys):
    words = [word for word in WORDS if not word.startswith(("months", "record"))]
    words += ["months=1", "reform_month=0", f"record_people={record}", "workers=1"]
    assert run([*words, f"out={tmp_path / 'x'}"]) == 0
    assert said(capsys)[1] == ""
    assert {p.name for p in (tmp_path / "x").iterdir()} == FILES


def test_two_runs_of_one_second_keep_both_results(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    begun = paired.compare
    words = [*WORDS, "workers=1", "format=json"]

    class Stopped(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 1, 1)

    def during(*args, **kwargs):
        monkeypatch.setattr(paired, "compare", begun)
        assert run([*words, "seed=7"]) == 0  # another run begins and ends meanwhile
        return begun(*args, **kwargs)

    monkeypatch.setattr("experiments.cli.options.datetime.datetime", Stopped)
    monkeypatch.setattr(paired, "compare", during)
    assert run(words) == 0
    out, err = said(capsys)
    told = [json.loads(line) for line in out.splitlines()]
    assert [one["out"].partition("-silo-")[2] for one in told] == ["pole", "pole-2"]
    for one in told:
        assert sim.load(one["out"]).digest() == one["table_digest"]
    assert len({one["table_digest"] for one in told}) == 2
    assert err.count("\n") == 1 and "another run has written this folder" in err
    assert len([*(tmp_path / "results").iterdir()]) == 2


def test_help_and_cfg_write_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.study.compare.compare", never)
    assert run(["--help", "lang=en"]) == 0
    assert "replicates=<whole number>" in said(capsys)[0]
    assert run(["--cfg", "b=provider", "months=30"]) == 0
    out, _ = said(capsys)
    assert out.startswith("a:") and "\nb:" in out and "months: 30" in out
    assert list(tmp_path.iterdir()) == []


def test_verdicts():
    nan = float("nan")
    assert verdict(1, 0.1, 0.2) == "better" and verdict(1, -0.2, -0.1) == "worse"
    assert verdict(-1, 0.1, 0.2) == "worse" and verdict(-1, -0.2, -0.1) == "better"
    assert verdict(0, 0.1, 0.2) == "moves" and verdict(-1, -0.1, 0.1) == "unsure"
    assert verdict(1, nan, nan) == "unsure" and verdict(1, 0.0, 0.0) == "same"
