"""The program that makes a territory: what it prints, what it refuses, a national file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.territory import main
from tests.lang.both import refused_in_both
from tests.territory.public import made


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """The words of a command for a made-up département, in a folder with a space in its name."""
    country = made.country(communes=24)
    folder = tmp_path / "public files"
    made.extracts(country, folder / "finess")
    return [
        f"finess={folder / 'finess'}", f"population={made.population(country, folder)}",
        f"epci={made.epci(country, folder)}", f"out={tmp_path / 'out'}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "shown"),
    [("fr", "personnes concernées\u202f: habitants"), ("en", "persons concerned: inhabitants")],
)
def test_it_prints_the_table_and_the_command_that_compares(
    words: list[str], lang: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, f"lang={lang}"]) == 0
    out = capsys.readouterr().out
    assert shown in " ".join(out.split(" ")).replace("\n", " ")
    assert "experiments.compare a=silo b=pole territory=files" in out
    # A line with a path is as long as the path.
    assert all(len(line) <= 80 for line in out.splitlines() if "/" not in line)


def test_its_json_is_what_is_written(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "format=json", "tolerance=2", "also=175"]) == 0
    printed = json.loads(capsys.readouterr().out)
    written = json.loads((tmp_path / "out" / "sources.json").read_text("utf-8"))
    assert {name: printed[name] for name in written} == written
    assert written["options"]["tolerance"] == "2" and written["options"]["also"] == "175"


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("zones=comune", "zones=comune"),
        ("tolerance=4", "tolerance=4"),
        ("also=183", "183"),
        ("departments=creuze", "creuse"),
        ("months=24", "months=24"),
        ("mergers=missing.csv", "missing.csv"),
    ],
)
def test_a_wrong_word_gives_one_sentence_in_both_languages(
    words: list[str], tmp_path: Path, word: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused_in_both(main, [*words, word], shown, capsys, lines=1)
    assert not (tmp_path / "out").exists()


NATIONAL = """
import json, re, sys, time
from pathlib import Path
from sim.territory.public.build import from_public_files
begun = time.perf_counter()
finess, population, epci, out = sys.argv[1:]
from_public_files(finess, population, epci=epci, departments="23", out=out)
seconds = time.perf_counter() - begun
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps([seconds, int(peak[1]) / 1024]))
"""


@pytest.mark.slow
def test_one_departement_comes_out_of_a_national_file(tmp_path: Path) -> None:
    """103,000 establishments and 35,000 communes; seconds and megabytes are printed (-rA)."""
    codes = [f"{k:02d}" for k in range(1, 96) if k != 20]
    country = made.country(codes, establishments=1096, communes=373)
    assert len(country.ones) > 103_000 and len(country.communes) > 35_000
    alone = made.country(("23",), establishments=1096, communes=373)
    tables = (made.population(country, tmp_path), made.epci(country, tmp_path))
    made.extracts(country, tmp_path / "csv")
    made.trees(country, tmp_path / "json")
    contents = []
    for form in ("csv", "json"):
        out = tmp_path / f"out-{form}"
        done = subprocess.run(
            [sys.executable, "-c", NATIONAL, tmp_path / form, *tables, out],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        seconds, megabytes = json.loads(done.stdout)
        print(f"{form}: {seconds:.1f} s, {megabytes:.0f} MB")
        assert megabytes < 500
        contents.append((out / "establishments.csv").read_bytes())
    assert contents[0] == contents[1]
    assert contents[0].count(b"\n") > len(alone.ones) / 2
