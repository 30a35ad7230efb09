"""Who enters and leaves places and lists, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.patterns.flows import BEFORE, Snapshot, flows

# Row by row: the person, their establishment and its category, the category whose lists they are
# on and since when, age in months, beyond the age of the place.
ROWS = list[tuple[int, int, int, int, int, int, bool]]
LAST: ROWS = [
    (10, 0, 0, -1, 0, 100, False),  # stays
    (11, 0, 0, -1, 0, 200, False),  # leaves for nothing
    (12, 0, 0, 1, 5, 300, True),  # goes on to another category, beyond age
    (13, 1, 0, -1, 0, 400, True),  # goes home, beyond age
    (14, 1, 0, -1, 0, 500, False),  # dies; the row is taken by 24, who enters
    (15, -1, -1, 0, 2, 60, False),  # enters after 6 months on a list
    (16, -1, -1, 0, 1, 60, False),  # leaves the list for nothing
    (17, -1, -1, 0, 1, 60, False),  # goes on waiting
    (18, -1, -1, 0, 1, 60, False),  # dies on the list
    (19, 2, 1, -1, 0, 60, False),  # moves within the category
]
NOW: ROWS = [
    (10, 0, 0, -1, 0, 101, False),
    (11, -1, -1, -1, 0, 201, False),
    (12, 2, 1, -1, 0, 301, False),
    (13, -1, -1, -1, 0, 401, False),
    (24, 0, 0, -1, 0, 30, False),
    (15, 1, 0, -1, 0, 61, False),
    (16, -1, -1, -1, 0, 61, False),
    (17, -1, -1, 0, 1, 61, False),
    (0, -1, -1, -1, 0, 0, False),
    (19, 3, 1, -1, 0, 61, False),
    (25, 2, 1, -1, 0, 61, False),  # a new row: enters at once
]
MONTH = 8  # September: the year began in month 0


def snapshot_of(rows: ROWS) -> Snapshot:
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    key, place, inside, queued, since, age, over = columns
    return Snapshot(key.astype(np.uint64), place, inside, queued, since, age, over, key > 0)


@pytest.fixture
def entered() -> np.ndarray:
    """Those of rows 0 to 3 entered before, in months 3 and 0, and before what was seen."""
    return np.array([3, 3, 0, BEFORE, 2, *[BEFORE] * 6])


def test_flows_by_hand(entered: np.ndarray) -> None:
    found = flows(snapshot_of(LAST), snapshot_of(NOW), entered, MONTH, 2)
    pairs = {name: (top.tolist(), below.tolist()) for name, (top, below) in found.items()}
    assert pairs["exits"] == ([4, 1], [5 / 12, 1 / 12])
    assert pairs["onward"] == ([1, 1], [4, 1])
    # 24, and 15 after months 2 to 8; 12 after months 5 to 8, 19 and 25 at once.
    assert pairs["waited"] == ([6, 3], [2, 3])
    # Off the lists of category 0: 15 with a place, 16 and 18 without; of category 1: 12 with it.
    assert pairs["left_list"] == ([2, 0], [3, 1])
    assert pairs["left_same_year"] == ([3, 0], [2, 3])  # 11, 12 and 14, not 13
    assert pairs["leaving_age"] == ([200 + 300 + 400 + 500, 60], [4, 1])
    assert pairs["over_age_home"] == ([1, 0], [2, 0])


def test_the_month_of_an_entry_is_written_for_those_who_enter(entered: np.ndarray) -> None:
    flows(snapshot_of(LAST), snapshot_of(NOW), entered, MONTH, 2)
    assert entered.tolist() == [3, 3, 8, BEFORE, 8, 8, BEFORE, BEFORE, BEFORE, 8, 8]


def test_who_entered_in_december_left_in_another_year(entered: np.ndarray) -> None:
    entered[:5] = [11, 11, 12, 13, 11]
    found = flows(snapshot_of(LAST), snapshot_of(NOW), entered, 14, 2)
    assert found["left_same_year"][0].tolist() == [2, 0]  # 12 and 13
