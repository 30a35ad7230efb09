"""Who serves whom: counted by hand, and the same persons as the counts of the run."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.errors import InputError
from sim.state.counts import INDEX
from sim.state.people import ABSENT, DOMAINS, NOW_PLACE, NOW_SIZE, SERVED
from sim.study.network import counted
from tests.results.cases import small


def model() -> SimpleNamespace:
    """Two establishments, of which the second is in pole 0; seven persons, the last one absent."""
    plan = np.zeros((7, 4), np.int32)
    plan[[2, 3, 4]] = [[60, 0, 60, 0], [0, 30, 0, 0], [0, 0, 0, 0]]
    minutes = np.zeros((7, NOW_SIZE), np.int32)
    minutes[[0, 1], NOW_PLACE] = 60
    minutes[2, NOW_PLACE : NOW_PLACE + DOMAINS] = [0, 120, 0, 60]
    people = SimpleNamespace(
        size=7,
        state=np.array([SERVED] * 6 + [ABSENT], np.int8),
        zone=np.array([0, 0, 1, 1, 1, 0, 0]),
        place=np.array([0, 0, 1, -1, -1, -1, 0]),
        unit=np.array([-1, -1, 1, 2, 2, -1, 2]),
        actor=np.array([-1, -1, -1, -1, -1, 3, -1]),
        plan=plan,
        monthly_minutes=minutes,
    )
    organisations = SimpleNamespace(
        e_places=np.array([5, 5]),
        e_perimeter=np.array([-1, 0]),
    )
    return SimpleNamespace(people=people, organisations=organisations)


def test_persons_and_hours_by_hand() -> None:
    rows, members = counted(model())  # type: ignore[arg-type]
    assert rows[:-1] == [
        (0, "establishment", 0, "place", 2, 2.0),
        (1, "establishment", 1, "place", 1, 3.0),
        (1, "establishment", 1, "plan", 1, 2.0),
        (1, "perimeter", 0, "plan", 1, 0.5),  # a plan without hours is not one
    ]
    assert rows[-1][:5] == (0, "actor", 3, "place", 1) and np.isnan(rows[-1][5])
    assert members == [(1, 0)]


def test_a_pole_that_serves_nobody_has_no_members() -> None:
    made = model()
    made.people.plan[:] = 0
    rows, members = counted(made)  # type: ignore[arg-type]
    assert members == [] and "perimeter" not in {row[1] for row in rows}


@pytest.mark.parametrize("month", [None, 3])
def test_hours_of_places_are_those_of_the_run_in_that_month(month: int | None) -> None:
    c = small()
    found = c.network(month)
    places = found.frame[
        found.frame["support"].eq("place") & found.frame["organisation"].ne("actor")
    ]
    for name, run in zip(c.names, c.pairs[0], strict=True):
        row = -1 if month is None else month
        minutes = sum(int(run.history[row, INDEX[f"place_{d}"]]) for d in range(DOMAINS))
        hours = places.loc[places["scenario"] == name, "hours"].sum()
        assert hours == pytest.approx(minutes / 60) and minutes > 0
    assert found.month == len(c.pairs[0][0].history) - 1 if month is None else found.month == month
    assert all(len(found.homes[kind]) for kind in ("establishment", "actor", "perimeter"))


@pytest.mark.parametrize("month", [-1, 10_000, "4", True, 1.5])
def test_a_month_is_one_of_the_comparison(month: object) -> None:
    with pytest.raises(InputError, match="a month from 0 to"):
        small().network(month)  # type: ignore[arg-type]
