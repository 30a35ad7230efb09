"""Columns stand in one table; what else names them follows it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.presence import empty
from sim.state import organisations, people
from sim.state.columns import Column
from sim.state.organisations import Counts, Organisations
from sim.state.people import ROW, People
from sim.state.views import people_bundle


def test_an_emptied_row_is_that_of_the_table() -> None:
    columns = People(16)
    columns.reserve(3)
    for _, values in columns:
        values[:] = 7
    empty(np.array([1], ROW), people_bundle(columns))
    for column in people.COLUMNS:
        values = getattr(columns, column.name)
        assert (values[1] == column.empty).all(), column.name
        assert (values[[0, 2]] == 7).all(), column.name


@pytest.mark.parametrize(
    "column", [*people.COLUMNS, *organisations.COLUMNS], ids=lambda column: column.name
)
def test_a_column_says_what_it_holds(column: Column) -> None:
    assert column.meaning.endswith(".") and len(column.meaning) > 5
    # What is a fraction or an amount has a unit; codes and identities have none.
    assert column.unit or np.dtype(column.dtype).kind != "f" or column.dtype is np.uint64


def test_rows_of_organisations_follow_the_first_letter() -> None:
    counts = Counts(
        establishments=2, actors=3, funders=5, perimeters=7, categories=11, zones=13, departments=17
    )
    o = Organisations(counts)
    rows = {"e": 2, "a": 3, "c": 3, "f": 5, "p": 7, "z": 13, "b": 17, "u": 9}
    rows["q"] = 4 * (2 + 3 + 7 * 11 + 9 * 4)
    assert {name[0] for name in o.columns()} == set(rows)
    for name, column in o.columns().items():
        assert len(column) == rows[name[0]], name
