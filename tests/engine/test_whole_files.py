"""Files of the cache: whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine.whole_files import whole_file

WRITER = """
import sys, time
from pathlib import Path
from sim.engine.whole_files import whole_file

with whole_file(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("here", flush=True)
    time.sleep(3600)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.suffix or path.name for path in folder.iterdir())


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt(), ValueError("inside")])
def test_what_goes_wrong_leaves_what_was_there(error: BaseException, tmp_path: Path) -> None:
    with whole_file(tmp_path / "deep" / "x") as file:
        file.write(b"before")
    with pytest.raises(type(error)), whole_file(tmp_path / "deep" / "x") as file:
        file.write(b"after")
        raise error
    assert names(tmp_path / "deep") == ["x"]
    assert (tmp_path / "deep" / "x").read_bytes() == b"before"


def test_what_a_killed_writer_left_goes_with_the_next_and_that_of_a_live_one_stays(
    tmp_path: Path,
) -> None:
    words = [sys.executable, "-c", WRITER, str(tmp_path / "x")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "here\n"
        (part,) = tmp_path.iterdir()
        os.utime(part, (0, 0))
        with whole_file(tmp_path / "y"):
            pass
        assert names(tmp_path) == [".part", "y"]
        process.kill()
    assert names(tmp_path) == [".part", "y"]
    with whole_file(tmp_path / "z"):
        pass
    assert names(tmp_path) == ["y", "z"]


def test_a_file_that_has_just_been_made_stays_although_it_has_no_lock_yet(tmp_path: Path) -> None:
    (tmp_path / "new.part").touch()
    with whole_file(tmp_path / "x"):
        pass
    assert names(tmp_path) == [".part", "x"]
