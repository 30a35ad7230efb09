"""Folders and files that are written whole or not at all."""

from __future__ import annotations

import json
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
    with store.folder(target) as part:
        store.put(part / "a", b"1")
        assert not target.exists() and part.parent == target.parent
    assert (target / "a").read_bytes() == b"1"
    assert [path.name for path in target.parent.iterdir()] == ["x"]
    assert target.stat().st_mode & 0o777 == 0o755, "others may read it"


def test_an_earlier_comparison_is_replaced_at_the_end(tmp_path: Path) -> None:
    target = comparison(tmp_path / "x")
    with store.folder(target) as part:
        store.put(part / "new", b"")
        assert (target / store.MANIFEST).exists()
    assert [path.name for path in target.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_what_goes_wrong_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), store.folder(tmp_path / "deep" / "x"):
        raise RuntimeError("inside")
    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_leaves_the_earlier_comparison(tmp_path: Path) -> None:
    target = comparison(tmp_path / "x")
    with pytest.raises(RuntimeError), store.folder(target):
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
        with pytest.raises(InputError, match=told), store.folder(target):
            pass
    store.check_target(tmp_path / "x")
    (tmp_path / "empty").mkdir()
    store.check_target(tmp_path / "empty")


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
