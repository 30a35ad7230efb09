"""Hours of a unit: pools, loans between domains, and plans beyond them, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.processes.care.plans import grant_hours, open_pools, overdrawn, overdrawn_units
from sim.state import counts
from tests.processes.worlds import abstract_world


@pytest.mark.parametrize(
    ("committed", "moved"),
    [
        (1, [50, -100, 0, 0]),  # an hour of another trade counts half
        (0, [0, 0, 0, 0]),  # without a pooled contract nothing moves
    ],
)
def test_a_pooled_unit_lends_idle_hours_to_a_domain_that_promised_too_much(
    committed: int, moved: list[int]
) -> None:
    words = ("funding", "response")
    model = abstract_world(
        *(f"organisation.{word}=true" for word in words), "organisation.reallocation=0.5"
    )
    model.reform()
    o = model.organisations
    o.b_committed[:] = committed
    o.u_total[0], o.u_used[0], o.u_moved[0] = [0, 100, 0, 0], [50, 0, 0, 0], 0
    grant_hours(model.W)
    assert o.u_moved[0].tolist() == moved


def test_units_that_promised_too_much_are_marked_by_domain() -> None:
    model = abstract_world(silos=3)
    o = model.organisations
    o.u_total[:], o.u_used[:], o.u_moved[:] = 10, 10, 0
    over = np.zeros(len(o.u_total) + 1, np.int8)
    assert not overdrawn_units(model.W.organisations, over) and not over.any()
    o.u_used[1, [0, 2]] = 11
    assert overdrawn_units(model.W.organisations, over)
    assert over[:4].tolist() == [0, 0, 0b0101, 0]
    unit = np.array([-1, 0, 1, 1, 1], np.int32)
    plan = np.zeros((5, 4), np.int32)
    plan[[0, 1, 2, 3], [0, 0, 2, 1]] = 5
    event = np.ones(5, np.int8)
    overdrawn(5, unit, plan, over, event)
    assert event.tolist() == [0, 0, 1, 0, 0]


@pytest.mark.parametrize("frozen", [0.0, 0.25])
def test_staff_minutes_are_parted_to_the_last_one(frozen: float) -> None:
    model = abstract_world("territory.places=4", "funding.shading=0.2")
    o, totals = model.organisations, model.month_totals
    (staff,) = {int(x) for x in model.environment.cat_staff[0] if x}
    o.e_frozen[0], o.e_converted[0] = frozen, 3
    open_pools(model.W)
    vacant = int(staff * frozen)
    rest = int(o.e_staff[0].sum())
    assert totals[counts.STAFF_TOTAL] == 4 * staff
    assert totals[counts.STAFF_VACANT] == 4 * vacant
    assert totals[counts.STAFF_UNDELIVERED] == 4 * (staff - vacant - rest) > 0
    assert o.u_total[0].sum() == 3 * rest
    open_pools(model.W)
    assert o.u_total[0].sum() == 3 * rest, "pools are opened anew each month"
