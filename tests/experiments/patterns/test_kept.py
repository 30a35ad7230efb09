"""The first result of the hold-out is kept, and never written again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.patterns.kept import NEEDED, digest_of_file, keep, kept, writable
from sim.errors import InputError
from tests.lang.both import check

RESULT = {name: name for name in NEEDED if name != "date"}


def test_the_first_result_is_dated_and_read_back(tmp_path: Path):
    assert kept(tmp_path) is None
    path = keep(RESULT, tmp_path)
    assert path.parent == tmp_path and path.name.startswith("holdout-20")
    before = kept(tmp_path)
    assert before is not None and before[0] == path
    assert before[1] == {"date": path.stem.removeprefix("holdout-"), **RESULT}


@pytest.mark.parametrize("name", ["holdout-2001-01-01.json", ""])
def test_a_second_result_is_refused_on_any_day(name: str, tmp_path: Path):
    path = keep(RESULT, tmp_path)
    if name:
        path = path.rename(tmp_path / name)
    text = path.read_text()
    with pytest.raises(InputError) as caught:
        keep(RESULT | {"aim": "other"}, tmp_path)
    check(caught.value.problems[0])
    assert path.name in caught.value.sentences("en")[0]
    assert path.read_text() == text and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["{", "[]", "3", json.dumps({"date": "2001-01-01"})])
def test_a_damaged_result_is_one_sentence_and_not_replaced(text: str, tmp_path: Path):
    path = tmp_path / "holdout-2001-01-01.json"
    path.write_text(text)
    for ask in (kept, lambda folder: keep(RESULT, folder)):
        with pytest.raises(InputError) as caught:
            ask(tmp_path)
        assert path.name in caught.value.sentences("en")[0]
    assert path.read_text() == text


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    place = tmp_path / "taken"
    place.write_text("")
    with pytest.raises(InputError) as caught:
        writable(place)
    check(caught.value.problems[0])
    writable(tmp_path / "new")
    assert (tmp_path / "new").is_dir()


def test_the_digest_is_that_of_the_text(tmp_path: Path):
    path = tmp_path / "x"
    path.write_text("abc")
    assert digest_of_file(path) == "ba7816bf8f01cfea414140de5dae2223"
    assert len(digest_of_file()) == 32
