"""A study of a toy whose answers are known: plan, reading, precision, and what is refused."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

import sim
from sim.errors import InputError
from sim.sweep import drive, files, shards
from sim.sweep.indices import sobol_indices
from sim.sweep.study import Study
from tests.sweep import toys

Make = Callable[..., Study]


def test_the_plan_pairs_points_by_their_seeds(study: Make) -> None:
    plan = study(seeds=[5, 9], replicates=None).plan
    assert len(plan) == 40 and plan["run_key"].nunique() == 40
    assert plan.groupby("point")["seed"].apply(list).map(tuple).unique().tolist() == [(5, 9)]
    assert plan["replicate"].is_monotonic_increasing, "runs of one seed stand together"


def test_a_key_is_that_of_the_configuration_and_the_seed(study: Make) -> None:
    """The same run has the same key in every study; a value or a seed makes another one."""
    one = study(factors={"x": [1.0, 2.0]}, replicates=2).plan
    two = study(factors={"x": [2.0], "k": [0]}, folder="two", seed=2, replicates=1).plan
    three = study(factors={"x": [2.0]}, folder="three", seed=2, replicates=1).plan
    assert one["run_key"].is_unique
    assert three["run_key"][0] in set(one.query("x == 2 and seed == 2")["run_key"])
    assert two["run_key"][0] not in set(one["run_key"]), "k is given, though with its default"


def test_equal_points_are_run_once_and_both_answered(study: Make) -> None:
    made = study(factors={"x": [1.0, 1.0]}, replicates=1).run("serial", progress=False)
    assert made.last is not None and made.last.ran == 1
    assert made.runs()["y"].tolist() == [3.761, 3.761]
    assert made.status().planned == 1


def test_answers_are_read_in_every_form(study: Make) -> None:
    made = study(replicates=2).run("serial", progress=False)
    runs = made.runs()
    luck = runs["seed"].map({1: 0.761, 2: 0.522})
    np.testing.assert_allclose(runs["y"], 3 * runs["x"] + runs["k"] + luck)
    assert runs["nothing"].isna().all()
    path = made.series("path", where="x = 2 and k = 4 and seed = 1")
    np.testing.assert_allclose(path["value"], 10.761 * np.array([1, 2, 3]), rtol=1e-7)
    assert path["month"].tolist() == [0, 1, 2]
    cents = made.series("cents", where="seed = 2")["value"]
    assert cents.dtype == np.int64 and cents.max() == 10**15 + 2
    means = made.sql("select k, avg(y) as y from runs group by k order by k")
    np.testing.assert_allclose(means["y"], [3 * 4.5 + 0.6415, 3 * 4.5 + 4.6415])
    box = made.to_xarray()
    assert dict(box.sizes) == {"point": 20, "scenario": 1, "replicate": 2}
    assert float(box["y"].where(box["x"] == 9).max()) == pytest.approx(9 * 3 + 4 + 0.761)


def test_a_study_is_opened_by_its_folder(study: Make, reference: str) -> None:
    made = study().run("serial", progress=False)
    assert Study.open(made.folder).digest() == reference
    assert study().folder == made.folder, "the same words resume it"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda s: s.series("pth"), "did you mean 'path'"),
        (lambda s: s.series("path", where="x >"), "SQL query cannot be read"),
        (lambda s: s.sql("select z from runs"), "SQL query cannot be read"),
        (lambda s: s.precision(), "fixed number of replicates"),
        (lambda s: sobol_indices(s, "y"), "saltelli"),
    ],
)
def test_a_question_that_has_no_answer_is_one_sentence(study: Make, call: Any, told: str) -> None:
    made = study(replicates=1).run("serial", progress=False)
    with pytest.raises(InputError, match=told):
        call(made)


def test_all_bad_points_are_reported_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        Study(toys.bounded, design=sim.grid({"x": [0.0, 1.0, 0.5, 2.0]}), folder=tmp_path / "s")
    first, second, total = caught.value.sentences("en")
    assert first.startswith("point 2") and second.startswith("point 4")
    assert total.startswith("2 of 4 points")
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"factors": {"z": [1]}}, "has no argument 'z'"),
        ({"factors": {"seconds": [1]}}, "a column of the study"),
        ({"factors": {"x": [1.0, "a"]}}, "the values of a factor"),
        ({"factors": {"x": [[1], [2]]}}, "the values of a factor"),
        ({"replicates": 0}, "replicates=0"),
        ({"function": lambda seed: {}}, "a function of a module"),
        ({"function": 3}, "names of scenarios"),
        ({"precise": sim.until_precise("y", 1.0)}, "not both"),
    ],
)
def test_a_study_that_cannot_be_planned_is_one_sentence(study: Make, how: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        study(**how)


def test_an_empty_design_is_refused(tmp_path: Path) -> None:
    empty = sim.grid({"x": [1]}).__class__("grid", {"x": [1]}, ())
    with pytest.raises(InputError, match="no point"):
        Study(toys.line, design=empty, folder=tmp_path / "s")


def test_a_folder_of_another_study_or_of_other_files_is_refused(
    study: Make, tmp_path: Path
) -> None:
    study()
    with pytest.raises(InputError, match="another study"):
        study(replicates=2)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        study(folder="mine")
    with pytest.raises(InputError, match="a file of that name"):
        study(folder="mine/notes.txt")
    with pytest.raises(InputError, match="holds no study"):
        Study.open(tmp_path)
    with pytest.raises(OSError, match=r"Read-only|Permission|No such|Not a directory"):
        study(folder="/proc/study")


def test_a_plan_that_was_edited_is_refused(study: Make) -> None:
    made = study()
    path = made.folder / "plan-0001.parquet"
    table = pq.read_table(path)
    ten = table["x"].to_pandas() + 10
    edited = table.set_column(table.column_names.index("x"), "x", [ten.to_numpy()])
    pq.write_table(edited.replace_schema_metadata(table.schema.metadata), path)
    with pytest.raises(InputError, match=r"plan-0001\.parquet: this plan is damaged"):
        Study.open(made.folder)
    other = study(folder="other", seed=7)
    path.write_bytes((other.folder / path.name).read_bytes())
    with pytest.raises(InputError, match="another study"):
        Study.open(made.folder)


@pytest.mark.parametrize("end", [".runs.parquet", ".series.parquet"])
def test_a_truncated_shard_is_found_named_and_run_again(
    study: Make, reference: str, end: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = study().run("serial", chunk=10, progress=False)
    path = sorted((made.folder / "shards").glob(f"*{end}"))[2]
    path.write_bytes(path.read_bytes()[:-50])
    assert made.status().missing == 10 and len(made.status().damaged) == 1
    with pytest.raises(InputError, match="resume the study"):
        made.runs()
    made.run("serial", progress=False)
    assert path.name.partition(".")[0] in capsys.readouterr().err
    assert made.last is not None and made.last.ran == 10
    assert made.digest() == reference


def test_a_shard_without_its_run_rows_does_not_count(study: Make, reference: str) -> None:
    """As after a worker that was killed between its two files."""
    made = study().run("serial", chunk=10, progress=False)
    sorted((made.folder / "shards").glob("*.runs.parquet"))[1].unlink()
    assert made.status().missing == 10
    assert made.run("serial", progress=False).digest() == reference


def test_a_full_disk_stops_the_sweep_and_loses_nothing(
    study: Make, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, real = study(), os.fsync
    room = 14  # files

    def full(number: int) -> None:
        nonlocal room
        room -= 1
        if room <= 0:
            raise OSError(errno.ENOSPC, "full")
        real(number)

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError) as caught:
        made.run("serial", chunk=5, progress=False)
    assert caught.value.errno == errno.ENOSPC and "shards" in str(caught.value.filename)
    monkeypatch.setattr(files.os, "fsync", real)
    assert 0 < made.status().ok < 60
    assert not [p for p in (made.folder / "shards").iterdir() if p.name.startswith(".")]
    assert made.run("serial", progress=False).digest() == reference


def test_other_code_is_refused_unless_asked_for_and_each_run_says_which(
    study: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = study()
    monkeypatch.setattr(drive, "MOST", 7)
    made.run("array", task=0, tasks=2, progress=False)
    monkeypatch.setattr(type(made.game), "code", lambda self: "new")
    made = Study.open(made.folder)
    with pytest.raises(InputError, match="the code has changed"):
        made.run("serial", progress=False)
    sim.sweep.work.forget()
    made.run("serial", other_code=True, progress=False)
    assert made.runs()["code"].value_counts().to_dict() == {made.code: 30, "new": 30}


def test_replicates_are_added_until_the_interval_is_narrow(study: Make) -> None:
    """Without luck a round is enough; with much, the cap is reached."""
    asked = sim.until_precise("y", 0.08, most=90)
    made = study(toys.spread, {"scale": [0.0, 1.0, 50.0]}, replicates=None, precise=asked)
    made.run("serial", progress=False)
    table = made.precision().set_index("point")
    assert table["n"].tolist()[0] == 30 and table["n"].tolist()[2] == 90
    assert table.loc[1, "n"] in (60, 90) and table.loc[1, "half_width"] <= 0.08
    assert table["precise"].tolist() == [True, True, False]
    assert table["capped"].tolist() == [False, False, True]
    assert made.run("serial", progress=False).last == (0, 0, 0), "a capped point stays so"
    again = Study.open(made.folder).precision()
    assert again.equals(made.precision())


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"half_width": 0}, "half_width=0"),
        ({"half_width": float("nan")}, "half_width=nan"),
        ({"half_width": 1, "step": 10}, "at least 30"),
        ({"half_width": 1, "most": 20}, "most=20"),
    ],
)
def test_a_precision_that_makes_no_sense_is_one_sentence(how: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        sim.until_precise("y", **how)


def test_sobol_indices_of_ishigami_are_those_of_theory(study: Make, tmp_path: Path) -> None:
    """First: .3139, .4424, 0; total: .5576, .4424, .2437 (Ishigami and Homma 1990)."""
    pi = (-np.pi, np.pi)
    design = sim.saltelli({"x1": pi, "x2": pi, "x3": pi}, points=1024)
    made = Study(toys.ishigami, design=design, replicates=1, folder=tmp_path / "ishigami")
    made.run("serial", chunk=1024, progress=False)
    found = sobol_indices(made, "y")
    for name, want in (("first", (0.3139, 0.4424, 0.0)), ("total", (0.5576, 0.4424, 0.2437))):
        assert (abs(found[name] - np.array(want)) < found[f"{name}_half"]).all(), found
    assert (found["first_half"] < 0.12).all()


def test_a_missing_value_is_refused_by_indices_instead_of_making_them_zero(
    tmp_path: Path,
) -> None:
    design = sim.saltelli({"x": (0.0, 1.0)}, points=4)
    made = Study(toys.line, design=design, replicates=1, folder=tmp_path / "s")
    made.run("serial", progress=False)
    with pytest.raises(InputError, match="12 points"):
        sobol_indices(made, "nothing")


def test_rows_that_are_done_are_found_by_their_keys() -> None:
    """Whatever their order and their files; in a part of the plan too."""
    import pyarrow as pa

    keys = [f"{k:032x}" for k in range(1000)]
    plan = pa.table({"run_key": keys})
    held = pa.chunked_array([list(reversed(keys[:500])), keys[700:]])
    status = pa.chunked_array([["ok"] * len(held)])
    known = shards.Done(held, status, ())
    assert drive.missing_rows(plan, known, range(1000)) == list(range(500, 700))
    assert drive.missing_rows(plan, known, range(600, 800)) == list(range(600, 700))
    assert drive.missing_rows(plan, known, range(0)) == []


def test_importing_the_names_of_a_sweep_loads_neither_the_engine_nor_a_cluster() -> None:
    program = (
        "import sim, sys\nsim.Study, sim.grid, sim.until_precise\nimport sim.sweep.runners\n"
        "heavy = ('numba', 'mesa', 'hydra', 'omegaconf', 'duckdb', 'distributed', 'SALib',"
        " 'scipy', 'xarray', 'pandas')\nprint([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
