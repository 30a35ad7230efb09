"""The wheel: what it ships, and the main job run from it in an empty folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
UV = os.environ.get("UV") or shutil.which("uv")
LEFT_OUT = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PARCOURS_CONFIGS", "PARCOURS_CACHE")
TINY = ["months=6", "burn_in=6", "reform_month=2", "territory=training"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a packager does, with the builder already installed."""
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (made,) = out.glob("parcours-*.whl")
    return made


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; the libraries are those of the present one.

    Returns its Python. The checkout is not on its path: an editable install is a `.pth` file, and
    those of a folder that a `.pth` names are not read.
    """
    if UV is None:
        pytest.skip("uv is not there to install the wheel")
    place = tmp_path_factory.mktemp("fresh") / "env"
    venv.create(place, with_pip=False)
    windows = os.name == "nt"
    python = place / ("Scripts/python.exe" if windows else "bin/python")
    subprocess.run(
        [UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel],
        check=True,
        capture_output=True,
    )
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = place / ("Lib" if windows else f"lib/{version}") / "site-packages"
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(python: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run in an environment without anything of the checkout, caches included."""
    env = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    env["PARCOURS_CACHE"] = str(cwd.parent / "cache")
    return subprocess.run(
        [str(python), *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=500
    )


# Of code, data, texts, and the pages of the room.
SHIPPED = set(".py .csv .md .html .json .po .mo .toml .js .css .svg".split())


def test_the_wheel_ships_code_data_and_configuration(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    for folder in ("sim", "experiments"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in SHIPPED and path.is_file():
                assert path.relative_to(ROOT).as_posix() in shipped
    for path in (ROOT / "configs").rglob("*.yaml"):
        assert f"sim/{path.relative_to(ROOT).as_posix()}" in shipped
    assert {name.split("/")[0] for name in shipped} == {
        "sim",
        "experiments",
        f"parcours-{PROJECT['project']['version']}.dist-info",
    }
    assert not any("__pycache__" in name or name.startswith("sim/tests") for name in shipped)


def test_lower_bounds_are_installed() -> None:
    """Every library that is declared is there, at least at its lower bound."""
    from importlib.metadata import version

    from packaging.requirements import Requirement

    for text in PROJECT["project"]["dependencies"]:
        wanted = Requirement(text)
        assert version(wanted.name) in wanted.specifier


def test_the_version_is_told_once() -> None:
    told = PROJECT["project"]["version"]
    assert f"\nversion: {told}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{told}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_main_job_runs_from_the_wheel(fresh: Path, tmp_path: Path) -> None:
    """An empty folder, a new environment, no cache: kernels are compiled once, words are found."""
    empty = tmp_path / "empty"
    empty.mkdir()
    where = run(fresh, "-c", "import sim, sim.compose; print(sim.__file__)", cwd=empty)
    assert where.returncode == 0, where.stderr
    assert Path(where.stdout.strip()).is_relative_to(fresh.parents[1])
    words = ["a=silo", "b=pole", "replicates=2", "seed=1", "format=json", "out=made", *TINY]
    done = run(fresh, "-m", "experiments.compare", *words, cwd=empty)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    # What was asked for is there, and nothing else.
    assert [path.name for path in empty.iterdir()] == ["made"]
    assert any((empty / "made").iterdir())


def test_the_wheel_tells_a_mistake_in_a_sentence(fresh: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run(fresh, "-m", "experiments.benchmark", "territorry=creuse", cwd=empty)
    assert done.returncode == 2
    assert "territorry" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_wheel_brings_the_command(fresh: Path, tmp_path: Path) -> None:
    """In a folder whose names would be taken for ours."""
    folder = tmp_path / "mine"
    (folder / "experiments").mkdir(parents=True)
    (folder / "experiments" / "__init__.py").write_text("raise SystemExit('not ours')\n")
    (folder / "sim.py").write_text("raise SystemExit('not ours')\n")
    command = fresh.parent / ("parcours.exe" if os.name == "nt" else "parcours")
    done = run(command, "--help", cwd=folder)
    assert done.returncode == 0 and "compare" in done.stdout, done.stderr
    done = run(command, "lose", "--cfg", cwd=folder)
    assert done.returncode == 0 and "territory=training" in done.stdout, done.stderr


def test_import_is_light():
    code = "import sim, sys; print([m for m in ('matplotlib', 'hydra', 'numba', 'pandas') "
    code += "if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_public_names_are_there():
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        sim.nothing  # noqa: B018
