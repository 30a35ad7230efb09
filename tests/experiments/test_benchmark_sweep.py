"""What the benchmark of a sweep prints, with Dask and without it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from experiments.benchmark import program as benchmark
from experiments.benchmark import sweep
from experiments.benchmark.sweep import Measure


def fake(runs: int, *, dask: bool) -> Iterator[Measure]:
    yield Measure("own", 0.25, 0.5)
    if dask:
        yield Measure("two_short", 1.75, 1.6, least=True)
        yield Measure("two_long", 1.9, 1.8, least=True)


@pytest.mark.parametrize("there", [True, False])
def test_gains_of_dask_are_printed_where_it_is_installed_else_a_sentence(
    there: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sweep, "measures", fake)
    if there:
        pytest.importorskip("distributed")
    else:
        monkeypatch.setitem(sys.modules, "distributed", None)
    assert benchmark.main(["sweep", "lang=en"]) == 0
    text = capsys.readouterr().out
    assert "0.250" in text and "≤ 0.50" in text
    assert ("1.750" in text and "≥ 1.60" in text and "1.900" in text) is there
    assert ("uv sync --extra dask" in " ".join(text.split())) is not there
    assert benchmark.main(["sweep", "format=json", "lang=en"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)) == (3 if there else 1) and bool(err) is not there


def test_without_dask_being_asked_for_it_is_not_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sweep, "measures", fake)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert benchmark.main(["sweep", "dask=false", "format=json"]) == 0
    assert capsys.readouterr().err == ""
