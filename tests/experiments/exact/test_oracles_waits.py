"""Waits for a place: closed formulas, brute force, a simulation person by person."""

import math
from collections import deque

import numpy as np
import pytest

from experiments.exact.oracles import (
    census_distribution,
    continuous_wait,
    escalation_share,
    mean_wait,
    pooling_ratio,
    wait_distribution,
)

from .by_hand import TOO_RARE, Array, at_rest, binomial, poisson


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((4, 0.7, 9.0, None), "3.038"),
        ((10, 0.9, 12.0, None), "7.69"),
        ((10, 0.9, 24.0, None), "15.72"),
        ((10, 0.9, 12.0, TOO_RARE), "15.24"),
        ((10, 0.9, 24.0, 1.0 - math.exp(-1.0 / 24.0)), "21.48"),
    ],
)
def test_v11_published_waits(case: tuple[int, float, float, float | None], expected: str) -> None:
    digits = len(expected.partition(".")[2])
    assert f"{mean_wait(*case):.{digits}f}" == expected


@pytest.mark.parametrize("load", [0.05, 0.5, 0.8, 0.95, 0.99])
@pytest.mark.parametrize("stay", [1.0, 1.5, 12.0, 100.0])
@pytest.mark.parametrize("slower", [1.0, 0.9995])
def test_wait_for_one_place_is_the_closed_formula(load: float, stay: float, slower: float) -> None:
    # From E[N'^2] = E[N^2] with one place: E[N] = m (2 - m) / (2 (p - m)), less m / p in care.
    m, p = load / stay, slower / stay
    expected = (2.0 - m) / (2.0 * (p - m)) - 1.0 / p
    digits = 1e-10
    assert mean_wait(1, load, stay, p) == pytest.approx(expected, rel=digits)


def brute_census(places: int, arrivals: float, leave: float, size: int) -> Array:
    matrix = np.zeros((size, size))
    for n in range(size):
        busy = min(n, places)
        for gone in range(busy + 1):
            for new in range(40):
                to = min(n - gone + new, size - 1)
                matrix[n, to] += binomial(busy, leave, gone) * poisson(arrivals, new)
    return at_rest(matrix)


@pytest.mark.parametrize(
    ("places", "load", "stay", "leave"),
    [(1, 0.6, 3.0, 1 / 3), (3, 0.7, 5.0, 0.2), (5, 0.6, 2.5, 0.4), (2, 0.5, 1.0, 0.8)],
)
def test_census_and_wait_match_brute_force(
    places: int, load: float, stay: float, leave: float
) -> None:
    arrivals = load * places / stay
    brute = brute_census(places, arrivals, leave, 120)
    exact = census_distribution(places, load, stay, leave)
    shared = min(len(brute), len(exact))
    assert exact[:shared] == pytest.approx(brute[:shared], abs=1e-11)
    assert float(exact[shared:].sum()) < 1e-11
    # The wait of a tagged arrival: those left after the exits, the others of the month in random
    # order, then P(W > w | x ahead) = P(Binomial(w places, leave) <= x - places).
    longer = np.zeros(8)
    for n, weight in enumerate(brute):
        busy = min(n, places)
        for gone in range(busy + 1):
            for others in range(14):
                for rank in range(others + 1):
                    x = n - gone + rank
                    part = weight * binomial(busy, leave, gone) * poisson(arrivals, others)
                    if x >= places and part > 1e-14:
                        longer += part / (others + 1) * enough(places, leave, x - places)
    waits = wait_distribution(places, load, stay, leave)
    assert 1.0 - np.cumsum(waits)[:8] == pytest.approx(longer, abs=2e-9)


_ENOUGH: dict[tuple[int, float, int], Array] = {}


def enough(places: int, leave: float, ahead: int) -> Array:
    key = (places, leave, ahead)
    if key not in _ENOUGH:
        _ENOUGH[key] = np.array(
            [
                sum(binomial(w * places, leave, k) for k in range(min(ahead, w * places) + 1))
                for w in range(8)
            ]
        )
    return _ENOUGH[key]


@pytest.mark.parametrize("places", [1, 2, 10, 37, 100])
@pytest.mark.parametrize("load", [0.1, 0.6, 0.95])
@pytest.mark.parametrize(("stay", "leave"), [(1.0, None), (12.0, None), (3.0, 0.325)])
def test_conservation_and_little(
    places: int, load: float, stay: float, leave: float | None
) -> None:
    census = census_distribution(places, load, stay, leave)
    people = np.arange(len(census))
    arrivals = load * places / stay
    assert np.all(census >= 0.0)
    assert float(census.sum()) == pytest.approx(1.0, abs=1e-12)
    assert census[-1] < 1e-12
    # What comes in goes out.
    out = float(census @ np.minimum(people, places)) * (leave or 1.0 / stay)
    assert out == pytest.approx(arrivals, rel=1e-10)
    # Little's law: the mean of the law of waits, found another way, is the mean wait.
    waits = wait_distribution(places, load, stay, leave)
    assert np.all(waits >= 0.0)
    assert 1.0 - 2e-12 < float(waits.sum()) < 1.0 + 1e-12
    mean = float(waits @ np.arange(len(waits)))
    assert mean == pytest.approx(mean_wait(places, load, stay, leave), rel=1e-8, abs=1e-10)


def fifo(
    rng: np.random.Generator, places: int, arrivals: float, leave: float, rate: float
) -> tuple[list[int], int]:
    """Person by person: waits of the arrivals of months 600-2599, and how many escalated."""
    ends: list[int] = []
    line: deque[list[int]] = deque()
    waits: list[int] = []
    escalations = 0
    month = 0
    while month < 2600 or line:
        new = int(rng.poisson(arrivals)) if month < 2600 else 0
        line.extend([month, 0] for _ in range(new))
        ends = [end for end in ends if end > month]
        while line and len(ends) < places:
            came, escalated = line.popleft()
            ends.append(month + int(rng.geometric(leave)))
            if 600 <= came < 2600:
                waits.append(month - came)
                escalations += escalated
        for person in line:
            if not person[1] and rng.random() < rate:
                person[1] = 1
        month += 1
    return waits, escalations


@pytest.mark.parametrize(
    ("places", "load", "stay", "seed"), [(4, 0.7, 9.0, 1), (10, 0.8, 4.0, 2), (2, 0.75, 1.5, 3)]
)
def test_waits_and_escalation_match_a_person_by_person_simulation(
    places: int, load: float, stay: float, seed: int
) -> None:
    rate = 0.1
    law = wait_distribution(places, load, stay)
    mean = mean_wait(places, load, stay)
    expected = {
        "mean": mean,
        "at once": float(law[0]),
        "over 2": float(law[3:].sum()),
        "over 6": float(law[7:].sum()),
        "escalated": escalation_share(places, load, stay, rate),
    }
    gaps: dict[str, list[float]] = {name: [] for name in expected}
    streams = np.random.default_rng(seed).spawn(30)
    for rng in streams:
        waits, escalations = fifo(rng, places, load * places / stay, 1.0 / stay, rate)
        found = np.array(waits)
        totals = {
            "mean": float(found.sum()),
            "at once": float((found == 0).sum()),
            "over 2": float((found > 2).sum()),
            "over 6": float((found > 6).sum()),
            "escalated": float(escalations),
        }
        # Total minus expectation x arrivals has mean zero exactly, which a mean of ratios has not.
        for name, value in totals.items():
            gaps[name].append(value - expected[name] * len(found))
    for name, gap in gaps.items():
        z = np.mean(gap) / (np.std(gap, ddof=1) / math.sqrt(len(gap)))
        assert abs(z) < 4.0, f"{name}: z = {z:.2f}"


def test_large_and_busy_systems_stay_exact() -> None:
    # With 100 places the empty state has probability near exp(-95): it must not cost any digit.
    census = census_distribution(100, 0.95, 12.0)
    assert 0.0 < census[0] < 1e-35
    wait = mean_wait(100, 0.95, 12.0)
    assert 0.9 * continuous_wait(100, 0.95, 12.0) < wait < continuous_wait(100, 0.95, 12.0)
    # With 1,000 places it is beyond the range of floating numbers.
    huge = census_distribution(1000, 0.8, 12.0)
    cared_for = float(huge @ np.minimum(np.arange(len(huge)), 1000))
    assert cared_for == pytest.approx(800.0, rel=1e-10)
    # Near a load of 1 no digit is lost either: the closed formula for one place again.
    m, p = 0.999 / 12.0, 1.0 / 12.0
    exact = (2.0 - m) / (2.0 * (p - m)) - 1.0 / p
    assert mean_wait(1, 0.999, 12.0) == pytest.approx(exact, rel=1e-10)
    assert mean_wait(100, 0.95, 12.0) < mean_wait(99, 0.95, 12.0) < mean_wait(98, 0.95, 12.0)


def test_v2_pooling_ratio() -> None:
    assert pooling_ratio(2, 1, 0.8, 12.0) == pytest.approx(2.2498, abs=5e-5)
    assert pooling_ratio(2, 10, 0.9, 12.0) == pytest.approx(2.4281, abs=5e-5)
    assert pooling_ratio(1, 7, 0.9, 12.0) == pytest.approx(1.0, abs=1e-12)
    apart, pooled = mean_wait(3, 0.8, 6.0, 0.16), mean_wait(12, 0.8, 6.0, 0.16)
    assert pooling_ratio(4, 3, 0.8, 6.0, 0.16) == pytest.approx(apart / pooled, rel=1e-12)


def test_escalation_extremes() -> None:
    law = wait_distribution(10, 0.9, 12.0)
    assert escalation_share(10, 0.9, 12.0, 0.0) == 0.0
    assert escalation_share(10, 0.9, 12.0, 1.0) == pytest.approx(1.0 - law[0], abs=1e-11)
    # A small rate is a hazard: rate x mean wait.
    small = escalation_share(10, 0.9, 12.0, 1e-8) / 1e-8
    assert small == pytest.approx(mean_wait(10, 0.9, 12.0), rel=1e-5)


def test_v9_monthly_values() -> None:
    assert escalation_share(10, 0.9, 12.0, 1 / 24) == pytest.approx(0.2197, abs=5e-5)
    assert escalation_share(20, 0.9, 12.0, 1 / 24) == pytest.approx(0.1082, abs=5e-5)
