"""Places that stand empty beside somebody who waits for one: as rare in a pole as in a silo."""

from __future__ import annotations

import pytest

from sim import compose
from sim.runs.run import open_world
from sim.state import counts

NEW = ("organisation.placement=place_and_hours", "organisation.conversion=unasked")
OLD = ("organisation.placement=hours_only", "organisation.conversion=blind")


def empty_share(name: str, territory: str, words: tuple[str, ...]) -> tuple[float, float]:
    """Share of places empty beside somebody who waits, and share that somebody enters a month."""
    model = open_world(compose.load_scenario(name, [f"territory={territory}", *words]), 1)
    model.run_for(120)
    seen = model.history[24:]  # what the reform changes begins after a year

    def total(count: int) -> int:
        return sum(int(month[count]) for month in seen)

    empty = total(counts.EMPTY_WANTED) / total(counts.PLACES_LOOKED_AT)
    return empty, total(counts.ADMITTED) / total(counts.PLACES)


@pytest.mark.parametrize("territory", ["training", "creuse"])
def test_a_pole_leaves_no_more_places_empty_beside_a_waiter_than_a_silo(territory: str) -> None:
    silo, _ = empty_share("silo", territory, NEW)
    pole, turnover = empty_share("pole", territory, NEW)
    assert 0.0 < pole <= silo + turnover  # a place that changes hands is empty for a month
    before, _ = empty_share("pole", territory, OLD)
    assert before > 3 * (silo + turnover), "where places convert at once, they stand beside waiters"
