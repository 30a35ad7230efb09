"""The rows that a month has marked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.marks import RUN, compact, in_key_order, marks_of, nobody

SIZES = st.integers(0, 700)
SHARES = st.sampled_from([0.0, 0.004, 0.02, 0.03, 0.3, 1.0])  # few and many


@given(SIZES, SHARES, st.integers(0, 2**32 - 1))
def test_all_marked_rows_in_use_and_no_others(size: int, share: float, seed: int) -> None:
    event = np.zeros((size + 7) // 8 * 8 + 8, np.int8)
    marks = np.random.default_rng(seed).random(len(event)) < share
    event[marks] = -1  # any value but 0; rows beyond those in use are marked too
    rows = np.zeros(size + 1, np.uint32)
    n = compact(event.view(np.uint64), event, size, rows)
    assert rows[:n].tolist() == np.flatnonzero(event[:size]).tolist()


@pytest.mark.parametrize("size", [0, 1, 5])
def test_nobody_is_there_at_first(size: int) -> None:
    assert nobody(size).tolist() == [-1] * size


@given(st.integers(0, 6 * RUN + 3), st.integers(0, 2**32 - 1))
def test_rows_come_in_the_order_of_keys(size: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    key = draw.permutation(3 * size + 1).astype(np.uint64) << np.uint64(40)
    rows = draw.choice(len(key), size, replace=False).astype(np.uint32)
    wanted = rows[np.argsort(key[rows])]
    in_key_order(rows, key)
    assert rows.tolist() == wanted.tolist()


def test_marks_and_their_words_are_the_same_memory() -> None:
    marks = marks_of(16, np.uint32)
    marks.event[9] = 1
    assert marks.words[0] == 0 and marks.words[1] != 0
    assert len(marks.rows) == len(marks.others) == 17 and marks.rows is not marks.others
