"""Staff minutes of a month by hand: posts, vacancies, slippage and pools add up."""

from __future__ import annotations

import pytest

from sim.processes.care.pools import common_part, open_pools, with_road, without_road
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


def test_posts_of_a_home_service_pay_for_its_roads() -> None:
    assert [with_road(minutes, 0.25) for minutes in (0, 100, 103)] == [0, 125, 128]  # 128.75
    assert [without_road(minutes, 0.25) for minutes in (0, 125, 128)] == [0, 100, 102]  # 102.4
    assert without_road(with_road(997, 0.31), 0.31) == 997
    assert with_road(100, 0.0) == without_road(100, 0.0) == 100


def test_hours_that_join_a_pool_bring_the_time_of_their_roads() -> None:
    model = abstract_world("territory.places=4", "funding.shading=0")
    o, totals = model.organisations, model.month_totals
    model.environment.cat_staff[0], model.environment.road[0] = [100, 40, 0, 0], 0.25
    o.e_converted[0] = 3
    open_pools(model.W)
    assert o.e_staff[0].tolist() == [100, 40, 0, 0] and o.e_road[0].tolist() == [25, 10, 0, 0]
    assert o.u_total[0].tolist() == [375, 150, 0, 0]
    assert totals[counts.STAFF_TOTAL] == 4 * (125 + 50)


@pytest.mark.parametrize(
    ("words", "service", "perimeter", "common"),
    [
        (("organisation.conversion=blind",), 0, 0, 30),  # .5 x .6 of 100
        (("organisation.conversion=blind",), 1, 0, 30),
        ((), 0, 0, 100),  # only what it gives was converted
        ((), 1, 0, 100),
        ((), 0, -1, 0),  # no member
        (("organisation.entry=false",), 1, 0, 0),  # no common pool
    ],
)
def test_members_share_a_part_of_their_hours_or_what_they_turned(
    words: tuple[str, ...], service: int, perimeter: int, common: int
) -> None:
    entry = () if words == ("organisation.entry=false",) else ("organisation.entry=true",)
    model = abstract_world(*words, *entry, "organisation.pole.contribution=0.5")
    model.reform()
    model.practice = 1.0
    model.environment.cat_service[:] = service
    model.organisations.e_share[0], model.organisations.e_perimeter[0] = 0.6, perimeter
    assert common_part(model.W, 0, 100) == common
    model.practice = 0.0
    assert common_part(model.W, 0, 100) == 0
