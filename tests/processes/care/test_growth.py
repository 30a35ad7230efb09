"""Growth of places: by hand, for any territory, and the same in every organisation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import compose
from sim.data.tables import categories, rows
from sim.model.full_count import check_census
from sim.model.model import SectorModel
from sim.processes.care.growth import Groups, Growth, grown_by, withdraw
from sim.scenario.scenario import Scenario
from sim.state import counts
from sim.territory.abstract import build_abstract
from sim.territory.build import build
from sim.territory.entities import Establishments
from sim.territory.territory import Territory
from tests.twin.cases import NAMED, scenario_of
from tests.twin.territories import border_territory

# Places opened less closed in each of three establishments of 10, 20 and 30 places, month by month
# over two years. At 10 % a year 60 places grow by 60 * (1.1 ** (month / 12) - 1): 0.48, 0.96, 1.45,
# ... 6.00 after a year and 12.60 after two. At -10 % a year they shrink by 0.52, 1.04, 1.56, ...
# 6.00 and 11.40. The first place goes to the third (half of it), the next to the second, then the
# first and the third are equally far below their shares (half a place): the first comes first.
OPENED = (
    "000 001 001 011 011 111 111 112 112 122 122 123 "
    "124 124 134 134 234 234 235 235 245 245 246 247"
).split()
CLOSED = (
    "001 001 011 011 111 111 112 112 122 122 123 123 "
    "123 124 124 134 134 234 234 235 235 245 245 245"
).split()


def world(
    *places: int, growth: float, scenario: Scenario | None = None, persons: int = 0
) -> SectorModel:
    """Return a world of establishments of one category and zone, before its first month."""
    words = ["kind=abstract", "zones=1", f"silos={len(places)}", f"people={persons}", "load=0"]
    s = scenario or compose.load_scenario(
        "silo", [*(f"territory.{word}" for word in words), "clock.burn_in=0"]
    )
    t = build_abstract(s.territory)
    e = replace(t.establishments, places=np.array(places, np.int32))
    c = replace(t.categories, growth=np.array([growth]))
    return SectorModel(s, replace(t, establishments=e, categories=c), seed=1)


def walk(model: SectorModel, month: int) -> Growth:
    """Let the growth of a month happen."""
    process = Growth()
    model.month = month
    process.step(model)
    return process


@pytest.mark.parametrize(("growth", "sign", "expected"), [(0.1, 1, OPENED), (-0.1, -1, CLOSED)])
def test_three_establishments_over_two_years(growth: float, sign: int, expected: list[str]) -> None:
    model = world(10, 20, 30, growth=growth)
    o = model.organisations
    for month, digits in enumerate(expected, start=1):
        before = o.e_places.sum()
        model.month_totals[:] = 0
        walk(model, month)
        changed = [sign * int(digit) for digit in digits]
        assert o.e_growth.tolist() == changed, month
        assert o.e_places.tolist() == [10 + changed[0], 20 + changed[1], 30 + changed[2]]
        assert not o.e_surplus.any()  # nobody holds a place: all close at once
        counted = model.month_totals[counts.OPENED] - model.month_totals[counts.WITHDRAWN]
        assert counted == o.e_places.sum() - before
        assert o.e_due.sum() == (o.e_places * o.e_price).sum()  # paid by its price at once


def test_nothing_grows_at_month_zero_nor_before() -> None:
    assert not any(Growth().due(month) for month in (-12, -1, 0))
    assert Growth().due(1) and Growth().due(12)
    assert grown_by(0.1, 0) == 0.0 and grown_by(0.1, 12) == pytest.approx(0.1)
    assert grown_by(-0.2, 24) == pytest.approx(-0.36)


def test_a_place_that_is_held_closes_when_it_falls_free() -> None:
    model = world(10, growth=-0.5, persons=10)
    o, month = model.organisations, model.month_totals
    o.e_occupied[0], o.e_converted[0] = 9, 0
    walk(model, 12)  # five of ten are to close, one is free
    assert (o.e_growth[0], o.e_surplus[0], o.e_places[0]) == (-5, 4, 9)
    assert month[counts.WITHDRAWN] == 1 and o.e_occupied[0] == 9
    o.e_occupied[0] = 7
    withdraw(model.W)
    assert (o.e_growth[0], o.e_surplus[0], o.e_places[0]) == (-5, 2, 7)
    assert month[counts.WITHDRAWN] == 3 and month[counts.WITHDRAWN_CONVERTED] == 0


def test_a_free_place_closes_before_one_turned_into_hours() -> None:
    model = world(10, growth=-0.3)
    o, month = model.organisations, model.month_totals
    o.e_occupied[0], o.e_converted[0], o.e_closed[0] = 5, 3, 1
    walk(model, 12)  # three are to close: the free one, then two of the converted ones
    assert (o.e_places[0], o.e_converted[0], o.e_surplus[0]) == (7, 1, 0)
    assert (month[counts.WITHDRAWN], month[counts.WITHDRAWN_CONVERTED]) == (3, 2)
    assert o.e_closed[0] == 1  # a place closed for lack of money may open again


def test_an_establishment_without_places_gets_none() -> None:
    model = world(0, 3, growth=1.0)
    walk(model, 24)  # three places become twelve
    assert model.organisations.e_growth.tolist() == [0, 9]


def test_what_is_switched_off_changes_nothing() -> None:
    words = ["kind=abstract", "zones=1", "silos=2", "load=0", "growth=false"]
    s = compose.load_scenario("silo", [f"territory.{word}" for word in words])
    model = world(10, 20, growth=0.5, scenario=s)
    walk(model, 12)
    assert model.organisations.e_places.tolist() == [10, 20]
    assert not model.organisations.e_growth.any()


@st.composite
def territories(draw: st.DrawFn) -> Territory:
    """Draw the places and categories of a few establishments in two départements, and rates."""
    t = border_territory(40)
    n = draw(st.integers(1, 12))
    drawn = {
        "zone": draw(st.lists(st.integers(0, 2), min_size=n, max_size=n).map(sorted)),
        "category": draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)),
        "places": draw(st.lists(st.integers(1, 90), min_size=n, max_size=n)),
    }
    e = t.establishments
    made = Establishments(
        zone=np.array(drawn["zone"], e.zone.dtype),
        category=np.array(drawn["category"], e.category.dtype),
        places=np.array(drawn["places"], e.places.dtype),
        tolerance=np.full(n, 3, e.tolerance.dtype),
        operator=np.arange(n, dtype=e.operator.dtype),
    )
    rates = t.categories.growth.copy()
    rates[:3] = draw(st.lists(st.floats(-0.3, 0.3), min_size=3, max_size=3))
    return replace(t, establishments=made, categories=replace(t.categories, growth=rates))


@settings(deadline=None, max_examples=30)
@given(territories(), st.integers(1, 40))
def test_places_follow_their_target_in_any_territory(t: Territory, months: int) -> None:
    model = SectorModel(scenario_of((), months=12), t, seed=1)
    o, e = model.organisations, t.establishments
    group = t.zones.department[e.zone].astype(int) * 3 + e.category
    before = o.e_growth.copy()
    for month in range(1, months + 1):
        walk(model, month)
        assert (np.abs(o.e_growth) >= np.abs(before)).all()  # no place opens to close again
        before = o.e_growth.copy()
        assert (o.e_places == e.places + o.e_growth + o.e_surplus).all()
        assert (o.e_places >= 0).all() and (o.e_surplus >= 0).all()
        for index in np.unique(group):
            mine = group == index
            total = int(e.places[mine].sum())
            target = total * ((1 + t.categories.growth[index % 3]) ** (month / 12) - 1)
            got = int(o.e_growth[mine].sum())
            assert abs(got - target) <= 0.5 + 1e-9
            # None has a place more than its share rounded up.
            assert (np.abs(o.e_growth[mine]) * total < abs(got) * e.places[mine] + total).all() or (
                total == 0
            )


def test_a_country_grows_as_its_departements_do() -> None:
    t = border_territory(6)
    joint = SectorModel(scenario_of((), months=12), t, seed=1)
    apart = [SectorModel(scenario_of((), months=12), part, seed=1) for part in t.parts]
    for month in range(1, 25):
        for model in (joint, *apart):
            walk(model, month)
    found = [growth_by_key(model) for model in apart]
    assert set(found[0].values()) | set(found[1].values()) > {0}
    assert growth_by_key(joint) == found[0] | found[1]


def growth_by_key(model: SectorModel) -> dict[int, int]:
    """Places that growth gives each establishment, by its key."""
    keys = model.organisations.e_key.tolist()
    return dict(zip(keys, model.organisations.e_growth.tolist(), strict=True))


def test_the_order_of_rows_does_not_decide() -> None:
    t = border_territory(6)
    groups = Groups(t)
    keys = t.establishment_keys()[groups.order]
    for first, end in zip(groups.start, groups.start[1:], strict=False):
        assert (np.diff(keys[first:end].astype(object)) > 0).all()
    assert groups.start[-1] == len(groups.order) == len(set(groups.order.tolist()))


def test_the_same_places_grow_in_every_organisation() -> None:
    territory = border_territory(20)
    worlds = [
        SectorModel(scenario_of(NAMED[who], months=30), territory, seed=4)
        for who in ("silo", "pole")
    ]
    for _ in range(30):
        for model in worlds:
            model.run_for(1)
        a, b = (model.organisations for model in worlds)
        assert a.e_growth.tolist() == b.e_growth.tolist()
        # What opens is there at once; only what is still held may close later in one world.
        assert ((a.e_places == b.e_places) | (a.e_growth < 0)).all()
        assert (a.e_places - a.e_surplus == b.e_places - b.e_surplus).all()
    for model in worlds:
        check_census(model)
        months = np.sum(model.history, axis=0)
        o = model.organisations
        gained = int(o.e_places.sum()) - int(territory.establishments.places.sum())
        assert months[counts.OPENED] - months[counts.WITHDRAWN] == gained
        assert months[counts.OPENED] > 0 and months[counts.WITHDRAWN] > 0
    assert a.e_growth.any() and b.e_converted.any()


def test_nobody_is_put_out_of_a_place_that_closes() -> None:
    model = SectorModel(scenario_of((), months=24), border_territory(20), seed=4)
    model.run_for(20)
    people, o = model.people, model.organisations
    held, until, used = people.place.copy(), people.until.copy(), o.e_occupied.copy()
    walk(model, 60)  # as if years had passed: many places are to close at once
    assert (o.e_surplus > 0).any() and (o.e_occupied >= 0).all()
    assert (people.place == held).all() and (people.until == until).all()
    assert (o.e_occupied == used).all() and (o.e_places >= used)[by_places(model)].all()


def by_places(model: SectorModel) -> np.ndarray:
    """Establishments whose places bound the persons they take, bool[E]."""
    t = model.territory
    return ~t.categories.by_hours[t.establishments.category]


def test_an_abstract_territory_does_not_grow() -> None:
    scenario = compose.load_scenario("silo", ["territory.kind=abstract"])
    assert build_abstract(scenario.territory).categories.growth.tolist() == [0.0]


def test_growth_of_the_table_is_that_of_the_sector() -> None:
    c = categories()
    opened = c.places_national * c.growth
    assert opened.sum() / c.places_national.sum() == pytest.approx(0.011, abs=0.0005)
    now = c.places_national[c.service].sum() / c.places_national.sum()
    later = (c.places_national + opened)[c.service].sum() / (c.places_national + opened).sum()
    assert 0.002 < later - now < 0.01
    for row in rows("categories"):
        low, value, high = (float(row[f"growth{end}"]) for end in ("_low", "", "_high"))
        assert low <= value <= high and low < high and "growth" in row["source"], row["code"]


def test_creuse_has_its_national_share_of_growth_after_a_year() -> None:
    t = build("creuse")
    groups = Groups(t)
    assert groups.total.tolist() == t.places().tolist()
    expected = [
        int(places * rate + 0.5) if rate > 0 else -int(-places * rate + 0.4999)
        for places, rate in zip(t.places().tolist(), t.categories.growth.tolist(), strict=True)
    ]
    assert groups.targets(t.categories.growth, 12).tolist() == expected
