"""Rows that are asked from memory early."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.jit import kernel
from sim.engine.prefetch import AHEAD, prefetch, row_ahead


@kernel
def doubled(rows: np.ndarray, column: np.ndarray) -> int:
    """Sum a column over rows, asking for each row ahead."""
    total = 0
    for r in range(len(rows)):
        prefetch(column, row_ahead(rows, r))
        total += 2 * column[rows[r], 1]
    return total


@pytest.mark.parametrize("size", [1, AHEAD, AHEAD + 1, 50])
def test_the_row_ahead_is_one_of_the_rows(size: int) -> None:
    rows = np.arange(10, 10 + size, dtype=np.uint32)
    ahead = [row_ahead(rows, r) for r in range(size)]
    assert ahead == [int(rows[min(r + AHEAD, size - 1)]) for r in range(size)]


def test_asking_early_changes_no_number() -> None:
    column = np.arange(60).reshape(20, 3)
    assert doubled(np.arange(0, 20, 3, dtype=np.uint32), column) == 2 * column[::3, 1].sum()
