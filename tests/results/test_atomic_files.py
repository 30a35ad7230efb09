"""Folders and files that are written whole or not at all."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.results import atomic_files as store


def comparison(folder: Path, **changes: object) -> Path:
    """Write a folder that looks like a comparison."""
    folder.mkdir(parents=True, exist_ok=True)
    tree = {"kind": store.KIND, "schema_version": store.SCHEMA_VERSION, **changes}
    store.put_json(folder / store.MANIFEST, tree)
    return folder


def test_a_folder_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "x"
    with store.Target(target).writing() as part:
        store.put(part / "a", b"1")
        assert not target.exists() and part.parent == target.parent
    assert (target / "a").read_bytes() == b"1"
    assert [path.name for path in target.parent.iterdir()] == ["x"]
    assert target.stat().st_mode & 0o777 == 0o755, "others may read it"


def test_an_earlier_comparison_is_replaced_at_the_end(tmp_path: Path) -> None:
    target = comparison(tmp_path / "x")
    with store.Target(target).writing() as part:
        store.put(part / "new", b"")
        assert (target / store.MANIFEST).exists()
    assert [path.name for path in target.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_new_folder_replaces_no_comparison(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="x"):
        store.Target(comparison(tmp_path / "x"), new=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    target = store.Target(empty, new=True)
    comparison(empty)  # written by another run meanwhile
    with target.writing() as part:
        store.put(part / "mine", b"")
    assert target.path.name == "empty-2" and (empty / store.MANIFEST).exists()


def test_what_goes_wrong_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), store.Target(tmp_path / "deep" / "x").writing():
        raise RuntimeError("inside")
    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_leaves_the_earlier_comparison(tmp_path: Path) -> None:
    target = comparison(tmp_path / "x")
    with pytest.raises(RuntimeError), store.Target(target).writing():
        raise RuntimeError("inside")
    assert (target / store.MANIFEST).exists()
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_folder_of_the_user_is_not_replaced(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(comparison(tmp_path / "x"), target_is_directory=True)
    file = tmp_path / "file"
    file.write_text("mine")
    mixed = comparison(tmp_path / "mixed")
    (mixed / "notes.txt").write_text("mine")
    other = comparison(tmp_path / "other", kind="something else")
    for target, told in ((link, "a file"), (file, "a file"), (mixed, "holds"), (other, "holds")):
        with pytest.raises(InputError, match=told), store.Target(target).writing():
            pass
    store.check_target(tmp_path / "x")
    (tmp_path / "empty").mkdir()
    store.check_target(tmp_path / "empty")


def _comparison(folder: Path) -> None:
    comparison(folder)


def _other_files(folder: Path) -> None:
    folder.mkdir()
    (folder / "figure.json").write_text("{}")


def _file(path: Path) -> None:
    path.write_text("mine")


@pytest.mark.parametrize("taken", [_comparison, _other_files, _file])
@pytest.mark.parametrize("earlier", [False, True])
def test_a_name_taken_meanwhile_stays_and_the_next_one_is_free(
    taken: Callable[[Path], None], earlier: bool, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    if earlier:
        comparison(path)
    targets = [store.Target(path) for _ in range(2)]
    if earlier:
        path.rename(tmp_path / "before")
    taken(path)
    for target in targets:
        with target.writing() as part:
            store.put(part / "mine", b"")
        assert (target.path / "mine").exists()
    assert [target.path.name for target in targets] == ["x-2", "x-3"]
    assert not (path / "mine").exists() and path.exists()
    found = {p.name for p in tmp_path.iterdir()}
    assert found == {"x", "x-2", "x-3", *(["before"] if earlier else [])}


def test_of_two_that_replace_a_comparison_the_first_does(tmp_path: Path) -> None:
    path = comparison(tmp_path / "x")
    targets = [store.Target(path) for _ in range(2)]
    for target in targets:
        with target.writing() as part:
            comparison(part, number=target is targets[0])
    assert [target.path.name for target in targets] == ["x", "x-2"]
    assert store.read_manifest(path)["number"] is True


def test_nothing_is_on_the_disk_before_the_writing(tmp_path: Path) -> None:
    store.Target(tmp_path / "deep" / "x")
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, sys, time
from pathlib import Path
from sim.results import atomic_files as store

def stop(*_):
    print("here", flush=True)
    time.sleep(600)

target = store.Target(Path(sys.argv[1]))
with target.writing() as part:
    store.put(part / "new", b"")
    if sys.argv[2] == "in the middle":
        stop()
    rename = os.rename
    os.rename = lambda one, other: (rename(one, other), stop())
"""


@pytest.mark.parametrize("when", ["in the middle", "at the end"])
@pytest.mark.parametrize("name", ["x", "deep/x"])
def test_a_killed_writer_leaves_what_was_there(name: str, when: str, tmp_path: Path) -> None:
    if name == "x":
        comparison(tmp_path / "x")
    words = [sys.executable, "-c", KILLED, str(tmp_path / name), when]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)
    whole = {"x"} if name == "x" else ({"deep"} if when == "at the end" else set())
    limit = time.monotonic() + 60
    while {p.name for p in tmp_path.iterdir()} != whole and time.monotonic() < limit:
        time.sleep(0.05)
    assert {p.name for p in tmp_path.iterdir()} == whole
    if name == "x":
        assert store.read_manifest(tmp_path / "x")["kind"] == store.KIND


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "a study"}, "this folder holds 'a study', not a comparison"),
        ({"schema_version": store.SCHEMA_VERSION + 1}, "update Parcours"),
        ({"schema_version": 0, "command": "python -m x"}, "run it again: python -m x"),
        ({"schema_version": 0}, "the command in its manifest.json"),
    ],
)
def test_a_manifest_that_cannot_be_read_says_why(
    changes: dict[str, object], told: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=told):
        store.read_manifest(comparison(tmp_path / "x", **changes))


def test_a_folder_without_a_manifest_is_no_comparison(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing or damaged"):
        store.read_manifest(tmp_path)
    (tmp_path / store.MANIFEST).write_text(json.dumps({"kind": store.KIND}))
    with pytest.raises(InputError, match="missing or damaged"):
        store.read_manifest(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        store.read_manifest(tmp_path / "nowhere")


def test_an_older_schema_is_read_when_asked_for(tmp_path: Path) -> None:
    folder = comparison(tmp_path / "x", schema_version=1)
    assert store.read_manifest(folder, older=(1,))["schema_version"] == 1
    assert store.read_manifest(comparison(tmp_path / "y"))["kind"] == store.KIND
