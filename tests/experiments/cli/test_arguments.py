"""The command that is printed reproduces from any folder, whatever paths the user gave."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli.arguments import reproduce
from sim import compose

ROOT = Path(__file__).parents[3]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of the user, which is the current one, with a scenario and two tables."""
    for folder in ("mine", "my own"):
        (tmp_path / folder / "scenario").mkdir(parents=True)
        source = compose.shipped() / "scenario" / "pole.yaml"
        shutil.copy(source, tmp_path / folder / "scenario" / f"{folder[:4].strip()}.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("word", "absolute"),
    [
        ("hydra.searchpath=[mine]", "hydra.searchpath=[{here}/mine]"),
        ("hydra.searchpath=[file://mine,'my own']", "hydra.searchpath=[{here}/mine,{here}/my own]"),
        ("hydra.searchpath=[/elsewhere]", "hydra.searchpath=[/elsewhere]"),
        ("persons=a.csv", "persons={here}/a.csv"),
        ("b.territory.establishments='b c.csv'", "b.territory.establishments={here}/b c.csv"),
        ("territory=files", "territory=files"),
    ],
)
def test_paths_in_words_are_absolute(word: str, absolute: str, here: Path) -> None:
    assert compose.from_anywhere(word) == absolute.format(here=here)


@pytest.mark.parametrize("folder", ["mine", "my own", "./mine/../mine"])
def test_the_folder_of_the_environment_is_named(
    folder: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(compose.ENVIRONMENT, folder)
    first, *words = shlex.split(reproduce("compare", {"a": "silo"}, ["months=24"]))
    assert first == f"{compose.ENVIRONMENT}={here / folder}"
    assert words == ["python", "-m", "experiments.compare", "a=silo", "months=24"]


def test_the_printed_command_gives_the_same_digest_elsewhere(here: Path) -> None:
    for name in ("persons", "establishments"):
        shutil.copy(ROOT / "sim" / "data" / f"training_{name}.csv", here / f"{name}.csv")
    words = [
        "a=silo", "b=mine", "territory=files", "persons=persons.csv",
        "establishments=establishments.csv", "months=2", "reform_month=1", "burn_in=0",
        "replicates=1", "record_people=0", "format=json",
    ]  # fmt: skip
    command = shlex.join([sys.executable, "-m", "experiments.compare", *words])
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PARCOURS_LANG": "en",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    (here / "elsewhere").mkdir()
    found = []
    for folder, own in ((here, {compose.ENVIRONMENT: "mine"}), (here / "elsewhere", {})):
        done = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            env=environment | own,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found.append(json.loads(done.stdout))
        command = found[-1]["command"]
    assert found[0]["table_digest"] == found[1]["table_digest"]
    assert found[0]["command"] == found[1]["command"]
