"""How a département is drawn: shares by hand, and the numbers of one département, frozen.

The numbers of Creuse are those of the version that first drew them. Where a draw or a table is
changed on purpose, they change too, and the CHANGELOG says why.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.data import tables
from sim.data.tables import number
from sim.territory import drawing
from sim.territory.build import build
from sim.territory.entities import Options, Stationary
from sim.territory.territory import Territory


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1.0, 1.0, 1.0], [4, 3, 3]),  # ties go to the first
        (11, [1.0, 1.0, 1.0], [4, 4, 3]),
        (7, [5.0, 3.0, 2.0], [4, 2, 1]),  # 3.5, 2.1, 1.4: the largest remainder
        (3, [0.0, 1.0], [0, 3]),
        (0, [1.0, 2.0], [0, 0]),
    ],
)
def test_whole_units_are_shared_by_largest_remainder(
    total: int, weights: list[float], parts: list[int]
) -> None:
    assert drawing._apportion(total, np.array(weights)).tolist() == parts


def test_a_number_picks_by_weight() -> None:
    uniforms = np.array([0.0, 0.24, 0.25, 0.74, 0.75, 0.999, 1.0])
    assert drawing._pick(np.array([1.0, 2.0, 1.0]), uniforms).tolist() == [0, 0, 1, 1, 2, 2, 2]


def test_newcomers_go_where_persons_of_their_stage_live() -> None:
    stock = np.array([[1, 0, 0], [3, 0, 2]])
    flows = Stationary(np.array([4.0, 6.0, 10.0]), np.ones(2), np.zeros((3, 1321)))
    assert drawing.zone_entries(flows, stock).tolist() == [[1.0, 3.0, 0.0], [3.0, 3.0, 10.0]]


def test_some_leave_where_fewer_live_beyond_an_age_limit_than_arrive() -> None:
    many = drawing.stationary([100, 1000, 1000])
    few = drawing.stationary([1000, 10, 1000])
    assert many.border_stay.tolist() == [1.0, 1.0]
    assert 0 < few.border_stay[0] < 0.1 and few.border_stay[1] == 1.0
    assert few.entries[1] == 0 and few.entries[2] > many.entries[2]
    # Half as many adults: half of those who stayed stay.
    assert drawing.stationary([1000, 5, 1000]).border_stay[0] == pytest.approx(
        few.border_stay[0] / 2
    )


def test_delays_and_openness_stay_within_their_bounds() -> None:
    codes = [str(code) for code in range(400)]
    delays = np.array([drawing.assess_delay(code) for code in codes])
    assert delays.min() >= number("assess_delay_min") and delays.max() <= number("assess_delay_max")
    inside = (delays > number("assess_delay_min")) & (delays < number("assess_delay_max"))
    assert inside.mean() > 0.8
    assert delays.mean() == pytest.approx(number("assess_delay_mean"), rel=0.1)
    opened = drawing.openness(4000, "a")
    spread = number("openness_spread")
    for domain, name in enumerate(("daily", "health", "education", "insertion")):
        low, high = (max(0.0, min(1.0, number(f"openness_{name}") + s)) for s in (-spread, spread))
        assert opened[:, domain].min() == pytest.approx(low, abs=0.01)
        assert opened[:, domain].max() == pytest.approx(high, abs=0.01)


def test_openness_never_leaves_zero_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"openness_spread": 0.5}
    monkeypatch.setattr(drawing, "number", lambda name: numbers.get(name, 0.9))
    opened = drawing.openness(100, "a")
    assert opened.max() == 1.0 and 0.4 <= opened.min() < 0.6


def ranked(column: object) -> float:
    """Sum of the numbers of a column, each times its rank: another order is another sum."""
    numbers = np.asarray(column, float).reshape(-1)
    return float(np.arange(1, len(numbers) + 1) @ numbers)


# Ranked sums of the columns of Creuse, by part and name; no part for the territory's own.
CREUSE = {
    ("zones", "departement"): 210,
    ("zones", "department"): 0,
    ("zones", "x"): 555.557875,
    ("zones", "y"): 418.088288,
    ("zones", "openness"): 62.5913351,
    ("zones", "assess_delay"): 57.3028548,
    ("zones", "stock"): 92360,
    ("zones", "entries"): 605.782199,
    ("establishments", "zone"): 2980,
    ("establishments", "category"): 13905,
    ("establishments", "places"): 128103,
    ("establishments", "tolerance"): 4228,
    ("establishments", "operator"): 11156,
    ("actors", "zone"): 12399,
    ("actors", "domain"): 13573,
    ("actors", "seats"): 221591,
    ("actors", "minutes"): 2570400,
    ("actors", "budget_cents"): 2.3931828e10,
    ("", "border_stay"): 3,
    ("", "stock_age_cdf"): 4048466.15,
    ("", "entry_age_cdf"): 3997515.2,
    ("", "needs_minutes"): 1308720,
    ("", "presence"): 105060,
    ("", "up"): 4.091425023726,
    ("", "down"): 133.79673247727,
    ("", "levels_stock"): 25234271.53,
    ("", "profile_stock"): 49149.94675,
    ("", "since_stock"): 255716181.6,
    ("", "orientation"): 7267,
    ("", "mortality"): 12529.6225,
    ("categories", "stage"): 90,
    ("categories", "residential"): 35,
    ("categories", "service"): 24,
    ("categories", "by_hours"): 9,
    ("categories", "ceiling"): 1037234978421,
    ("categories", "another"): 22.8,
    ("categories", "growth"): 0.785,
    ("categories", "places_national"): 17223989,
    ("categories", "size_mean"): 4209,
    ("categories", "stay_months"): 4676,
    ("categories", "death_share"): 22.2,
    ("categories", "fte_place"): 31.2381,
    ("categories", "staff_minutes"): 569333,
    ("categories", "group_size"): 104.5,
    ("categories", "tolerance_shares"): 193.6,
    ("categories", "cost_place_cents"): 164070000,
    ("categories", "fixed_share"): 30.9,
    ("categories", "convertible"): 38.7,
    ("categories", "payer_shares"): 290.54,
    ("profiles", "entry"): 34.18973,
    ("profiles", "level_entry"): 18454.38963,
    ("profiles", "floor"): 3400,
    ("persons", "female_share"): 3.28,
    ("persons", "digital_edges"): 8640,
    ("persons", "digital"): 42.15,
    ("persons", "income"): 14.27,
    ("persons", "expression"): 43.6,
    ("persons", "carer_share"): 7.1,
    ("persons", "carer_rank"): 1.77,
    ("persons", "carer_minutes"): 4399980,
    ("persons", "carer_female_share"): 0.6,
}


@pytest.fixture(scope="module")
def creuse() -> Territory:
    return build("creuse")


@pytest.mark.parametrize(("part", "name"), CREUSE, ids=lambda text: text or "territory")
def test_the_numbers_of_a_departement_are_the_frozen_ones(
    creuse: Territory, part: str, name: str
) -> None:
    whole = getattr(creuse, part) if part else creuse
    assert ranked(getattr(whole, name)) == pytest.approx(CREUSE[part, name], rel=1e-8)


def test_another_draw_of_equipment_changes_every_category() -> None:
    one, other = drawing.equipment("23", 0.72, 0), drawing.equipment("23", 0.72, 1)
    ratio = np.log(other / one)
    assert np.all(ratio != 0) and len(set(np.round(ratio, 9).tolist())) > 8


def test_establishments_open_where_persons_of_their_stage_live() -> None:
    (department,) = (d for d in tables.departments() if d.code == "23")
    stock = np.array([[0, 10**7, 0], [10**7, 0, 0], [0, 0, 10**7]])  # adults, children, seniors
    opened = drawing._department_establishments(department, stock, Options(0.0, 3000.0, 1.0, 0))
    stage = tables.categories().stage[opened.category]
    assert opened.zone.tolist() == [[1, 0, 2][s] for s in stage]


@pytest.mark.parametrize("common", [0.9, 0.2])
def test_part_of_the_spread_of_equipment_is_common(
    common: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {"dispersion_common": common, "dispersion_clip": 9.0}
    monkeypatch.setattr(drawing, "number", lambda name: numbers.get(name, 1.0))
    many = np.log([drawing.equipment(str(code), 0.3, 0) for code in range(600)])
    sigma = np.sqrt(np.log1p(0.3**2))
    np.testing.assert_allclose(many.std(axis=0), sigma, rtol=0.12)
    assert np.corrcoef(many[:, 0], many[:, 1])[0, 1] == pytest.approx(common, abs=0.12)
