"""The numbers of the model are those that were frozen: to the bit, or to 1e-9 for means.

`runs.json`, `comparisons.json` and `exact.json` hold digests and numbers of named worlds;
``table.csv`` is small enough to be read. ``python -m tests.golden.renew`` writes them anew.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import compose
from tests.golden import homes
from tests.golden.frozen import (
    FOLDER,
    PARTS,
    TABLE,
    TABLE_SEEDS,
    TABLE_WORLDS,
    TWIN,
    table,
    twin_lines,
)

ROOT = Path(__file__).resolve().parents[2]
Table = dict[str, dict[str, float | int]]


def frozen(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def differences(found: Table) -> list[str]:
    """Rows of the frozen table that are not the same now: name, world, old, new."""
    told = []
    with (FOLDER / TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["value"] for row in rows] == list(next(iter(found.values())))
    for row in rows:
        name = row.pop("value")
        for world in found:
            text, new = row[world], found[world][name]
            if isinstance(new, int):
                same = text == str(new)
            else:
                old = float(text)
                same = (math.isnan(old) and math.isnan(new)) or math.isclose(
                    old, new, rel_tol=1e-9, abs_tol=1e-12
                )
            if not same:
                told.append(f"{name:45} {world:14} {text:>18} -> {new}")
    return told


def elsewhere(**settings: str) -> Table:
    """Return the table of the first seed under other settings of the compiler."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        # The hash is meant to overflow: without compilation NumPy warns of it.
        [sys.executable, "-W", "ignore", "-m", "tests.golden.frozen", "table of the first seed"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: Table = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("seed", TABLE_SEEDS)
@pytest.mark.parametrize("world", TABLE_WORLDS)
def test_the_table_is_the_frozen_one(world: str, seed: int) -> None:
    told = differences(table([world], [seed]))
    assert not told, "\n".join(["value, world, frozen -> now", *told])


def test_the_two_lives_of_a_person_are_the_frozen_ones() -> None:
    old = (FOLDER / TWIN).read_text("utf-8").splitlines()
    told = [f"{a}\n  -> {b}" for a, b in zip_longest(old, twin_lines()) if a != b]
    assert not told, "\n".join(["frozen -> now", *told])


def test_the_table_is_the_same_without_compilation() -> None:
    told = differences(elsewhere(NUMBA_DISABLE_JIT="1"))
    assert not told, "\n".join(["value, world, frozen -> now", *told])


@pytest.mark.slow
def test_the_table_is_the_same_on_a_generic_processor(tmp_path: Path) -> None:
    settings = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "+sse2"}
    told = differences(elsewhere(**settings, PARCOURS_CACHE=str(tmp_path)))
    assert not told, "\n".join(["value, world, frozen -> now", *told])


def test_a_difference_is_shown_by_row_and_world() -> None:
    found = table()
    found["pole 2"]["mean unmet_need all all"] = 0.5
    found["silo 1"]["count people"] += 1
    told = differences(found)
    assert len(told) == 2
    assert told[0].split()[:3] == ["count", "people", "silo"]
    assert told[1].split()[-1] == "0.5" and "unmet_need" in told[1]


def test_a_count_added_since_changes_no_frozen_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = compose.load_scenario("silo", ["territory=training", "burn_in=1", "months=13"])
    run = homes.run_world(scenario, 1)
    before = homes.digest_of_run(run)
    longer = replace(run, history=np.insert(run.history, 3, 7, axis=1))
    monkeypatch.setattr(homes, "NAMES", (*homes.NAMES[:3], "new", *homes.NAMES[3:]))
    assert homes.digest_of_run(longer) == before
    longer.history[0, 0] += 1
    assert homes.digest_of_run(longer) != before


def by_rank(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return lines of an exact case with the digests of whole runs as ranks of first appearance."""
    ranks: dict[str, int] = {}
    return [
        {
            name: f"run {ranks.setdefault(value, len(ranks))}"
            if isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value)
            else value
            for name, value in line.items()
        }
        for line in lines
    ]


def test_runs_of_an_exact_case_are_told_apart_by_rank() -> None:
    a, b = "0" * 32, "f" * 32
    lines = [{"expected": a, "simulated": a}, {"expected": a, "simulated": b, "se": 0.5}]
    assert by_rank(lines) == [
        {"expected": "run 0", "simulated": "run 0"},
        {"expected": "run 0", "simulated": "run 1", "se": 0.5},
    ]


def shortened(x: Any) -> Any:
    """Return a table with its numbers to ten significant digits."""
    if isinstance(x, dict):
        return {key: shortened(value) for key, value in x.items()}
    if isinstance(x, list):
        return [shortened(value) for value in x]
    return float(f"{x:.10g}") if isinstance(x, float) else x


def test_numbers_are_shortened_to_ten_digits() -> None:
    assert shortened({"a": [0.3, 0.1 + 0.2], "b": "x"}) == {"a": [0.3, 0.3], "b": "x"}
    assert shortened(1.000000001) != shortened(1.000000002)


@pytest.mark.parametrize("part", PARTS)
def test_named_worlds_give_the_frozen_numbers(part: str) -> None:
    old = frozen(part)
    # Through JSON: a tuple is a list there, and a float is the same to the bit.
    new = json.loads(json.dumps(dict(PARTS[part]())))
    if part == "exact":
        # Theory is solved by libraries that choose their sums by the processor: last digits differ.
        old, new = shortened(old), shortened(new)
    if part == "exact" and homes.something_was_added():
        # An exact case that compares whole runs gives their digests: all counts enter them.
        old, new = ({name: by_rank(lines) for name, lines in x.items()} for x in (old, new))
    told = [f"{name}: {old.get(name)} -> {new.get(name)}" for name in (old | new)]
    told = [
        line for line, name in zip(told, old | new, strict=True) if old.get(name) != new.get(name)
    ]
    assert not told, "\n".join(told)
