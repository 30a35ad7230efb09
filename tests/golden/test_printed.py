"""A comparison is printed as it was frozen, and each kind of fault shows in the lines it concerns.

``python -m tests.golden.renew printed`` freezes what is printed now.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.indicators import measure, stats
from sim.indicators.outputs import Run
from sim.indicators.registry import REGISTRY
from sim.lang import numbers
from tests.golden import frozen, printed
from tests.golden.test_golden import differences as differences_of_table

FORMS = {f"{form}.{lang}.txt" for form in printed.FORMS for lang in ("fr", "en")}


def told(comparison: Any) -> list[str]:
    return printed.differences(printed.printed(comparison))


def files(lines: list[str]) -> set[str]:
    """Names of the frozen files that are not what is printed."""
    return {line.partition(",")[0] for line in lines}


def changed(run: Callable[[Run], Run]) -> Any:
    """The comparison with a change of each run; nothing is simulated again."""
    made = printed.compared()
    return replace(made, pairs=tuple((run(a), run(b)) for a, b in made.pairs))


def test_a_comparison_is_printed_as_it_was_frozen() -> None:
    lines = told(printed.compared())
    assert not lines, "\n".join(["file and line: frozen -> now", *lines])


def test_exchanged_indicators_show(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {"ruptures": "imposed", "imposed": "ruptures"}
    swapped = [
        replace(i, source=REGISTRY[sources.get(i.name, i.name)].source) for i in measure.INDICATORS
    ]
    monkeypatch.setattr(measure, "INDICATORS", tuple(swapped))
    lines = told(changed(lambda run: run))
    assert files(lines) == FORMS
    labels = [REGISTRY[name].label("en") for name in sources]
    old, new = next(line for line in lines if line.startswith("text.en")).split(" -> ")
    assert old.startswith("text.en.txt, line 27: Ruptures (per 100 persons per      5.60   5.19")
    assert new.startswith("Ruptures (per 100 persons per      0.72   0.60")
    of_csv = [line for line in lines if line.startswith("csv.en")]
    assert len(of_csv) == 2 and all(
        label in line for label, line in zip(labels, of_csv, strict=True)
    )


def test_shifted_payers_show() -> None:
    lines = told(changed(lambda run: replace(run, paid=np.roll(run.paid, 1, axis=1))))
    assert files(lines) == {"text.fr.txt", "text.en.txt", "csv.fr.txt", "csv.en.txt"}
    of_csv = [line.partition(": ")[2] for line in lines if line.startswith("csv.en")]
    payers = ["state_agency", "departement", "commune", "family_fund", "foundation"]
    assert [line.split(",")[:3] for line in of_csv] == [
        ["public_cost", "payer", payer] for payer in payers
    ]


def test_a_shifted_zone_shows() -> None:
    lines = told(changed(lambda run: replace(run, zones=np.roll(run.zones, 1, axis=0))))
    of_csv = [line.partition(": ")[2] for line in lines if line.startswith("csv.en")]
    assert [line.split(",")[:3] for line in of_csv] == [
        [name, "zone", zone] for name in ("unmet_need", "crises") for zone in "01"
    ]
    shown = [line for line in lines if line.startswith("text.fr")]
    assert any("(Amont)" in line and "47,0" in line and "51,1" in line for line in shown)


def test_exchanged_ends_of_intervals_show(monkeypatch: pytest.MonkeyPatch) -> None:
    real = stats.paired

    def exchanged(a: Any, b: Any, level: float = 0.95) -> stats.Paired:
        p = real(a, b, level)
        return replace(p, low=p.high, high=p.low)

    monkeypatch.setattr(stats, "paired", exchanged)
    lines = told(changed(lambda run: run))
    assert files(lines) == FORMS
    assert any(re.search(r"\[−0\.9;\s\+2\.0\].* -> .*\[\+2\.0;\s−0\.9\]", line) for line in lines)


def test_a_lost_sign_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "signed", numbers.value)
    lines = told(changed(lambda run: run))
    assert files(lines) == {name for name in FORMS if not name.startswith("csv")}
    assert any("+16.1 [+15.6; +16.7]" in line and "16.1 [15.6; 16.7]" in line for line in lines)
    monkeypatch.setattr(numbers, "MINUS", "")
    assert any(
        "<td>−0,1 " in line and "<td>0,1 " in line for line in told(changed(lambda run: run))
    )


def test_a_month_of_warming_up_less_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frozen, "TABLE_BURN_IN", 11)
    lines = differences_of_table(frozen.table())
    names = {line[:45].strip() for line in lines}
    assert {"count people", "mean unmet_need all all"} <= names and len(names) > 100
