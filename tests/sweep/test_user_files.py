"""Files of the user between plan and run: tables that change are refused, a policy is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.sweep import work
from sim.sweep.model_game import Model
from sim.sweep.study import Study

DATA = Path(__file__).parents[2] / "sim" / "data"
SHORT = ["burn_in=0", "reform_month=1", "months=3", "record_people=0"]
TABLES = ("persons", "establishments")


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """Words of a territory whose two tables lie in a folder of the test."""
    for name in TABLES:
        shutil.copy(DATA / f"training_{name}.csv", tmp_path / f"{name}.csv")
    tables = [f"{name}={tmp_path / name}.csv" for name in TABLES]
    return [*SHORT, "territory=files", *tables]


def planned(words: list[str], tmp_path: Path) -> Study:
    return Study("silo", overrides=words, replicates=1, folder=tmp_path / "s")


def longer(path: Path) -> str:
    """Give the last row of a table once more, as a place added by hand; return the former text."""
    before = path.read_text("utf-8")
    path.write_text(before + before.splitlines()[-1] + "\n", "utf-8")
    return before


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("gone", [False, True])
def test_a_table_that_changed_or_is_gone_is_named_before_anything_runs(
    name: str, gone: bool, words: list[str], tmp_path: Path
) -> None:
    made = planned(words, tmp_path)
    path = tmp_path / f"{name}.csv"
    before = longer(path)
    if gone:
        path.unlink()
    said = "no longer there" if gone else "has changed since"
    # A zone that is there twice would be a mistake of its own.
    again = [planned(words, tmp_path)] if name == "establishments" and not gone else []
    for one in (made, Study.open(tmp_path / "s"), *again):
        with pytest.raises(InputError, match=rf"{name}\.csv: this file.*{said}"):
            one.run("serial", progress=False)
    path.write_text(before, "utf-8")
    made.run("serial", progress=False)
    assert made.status()[:3] == (1, 1, 0)


def test_a_table_that_changes_while_workers_start_fails_the_run_and_is_run_again(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    want = Study("silo", overrides=words, replicates=1, folder=tmp_path / "quiet")
    want.run("serial", progress=False)
    made = planned(words, tmp_path)
    before = longer(tmp_path / "establishments.csv")
    work.forget()
    with monkeypatch.context() as patch:
        patch.setattr(Model, "check", lambda self: None)  # it was sound when the driver looked
        made.run("serial", progress=False)
    assert made.runs()["error"].str.contains(r"establishments\.csv").all()
    (tmp_path / "establishments.csv").write_text(before, "utf-8")
    work.forget()
    made.run("serial", retry=True, progress=False)
    assert made.digest() == want.digest()


def test_a_table_with_a_mistake_is_refused_before_the_plan(
    words: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "persons.csv"
    path.write_text(path.read_text("utf-8").replace("148", "cent", 1), "utf-8")
    with pytest.raises(InputError, match=r"persons\.csv"):
        planned(words, tmp_path)
    assert not (tmp_path / "s").exists()


def test_a_policy_is_that_of_the_plan_whatever_becomes_of_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "policy"
    folder.mkdir(parents=True)
    code = (
        "import sim\n\n\nclass Rest(sim.Policy):\n    def step(self, model):\n"
        "        model.people.strain[:] *= {share}\n"
    )
    (folder / "rest.yaml").write_text("file: rest.py\n", "utf-8")
    (folder / "rest.py").write_text(code.format(share=0.5), "utf-8")
    words = [*SHORT, "territory=training", "policy=rest", f"hydra.searchpath=[{tmp_path / 'mine'}]"]
    made = planned(words, tmp_path)
    digests = [made.run("serial", progress=False).digest()]
    shutil.rmtree(made.folder / "shards")
    (made.folder / "shards").mkdir()
    (folder / "rest.py").write_text(code.format(share=0.0), "utf-8")
    work.forget()
    digests.append(Study.open(made.folder).run("serial", progress=False).digest())
    assert digests[0] == digests[1], "the code of the plan"
    with pytest.raises(InputError, match="another study"):
        planned(words, tmp_path)
    other = Study("silo", overrides=words, replicates=1, folder=tmp_path / "other")
    assert other.run("serial", progress=False).digest() != digests[0]
