"""Staff minutes of a month by hand: posts, vacancies, slippage and pools add up."""

from __future__ import annotations

import pytest

from sim.processes.care.pools import open_pools
from sim.state import counts
from tests.processes.worlds import abstract_world


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
