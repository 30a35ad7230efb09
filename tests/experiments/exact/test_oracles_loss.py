"""Who finds no place where nobody waits, and the laws of stay, by brute force and simulation."""

import itertools
import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from experiments.exact import oracles
from experiments.exact.oracles import (
    fixed_stay_law,
    lognormal_stay_law,
    loss,
    loss_probability,
    loss_with_law,
    mean_stay,
    mixture_stay_law,
)

from .by_hand import Array, at_rest, poisson


def brute_loss(places: int, arrivals: float, law: list[float]) -> float:
    """Share lost, from a chain on sorted tuples of months left, one arrival order at a time."""
    longest = len(law)
    months = range(longest)
    states = [
        state
        for size in range(places + 1)
        for state in itertools.combinations_with_replacement(months[1:], size)
    ]
    index = {state: i for i, state in enumerate(states)}
    matrix = np.zeros((len(states), len(states)))
    lost = np.zeros(len(states))
    for state, i in index.items():
        free = places - len(state)
        for new in range(40):
            chance = poisson(arrivals, new)
            lost[i] += chance * max(new - free, 0)
            for stays in itertools.product(range(1, longest + 1), repeat=min(new, free)):
                weight = chance * math.prod(law[k - 1] for k in stays)
                later = tuple(sorted(m - 1 for m in (*state, *stays) if m > 1))
                matrix[i, index[later]] += weight
    return float(at_rest(matrix) @ lost) / arrivals


@pytest.mark.parametrize(
    ("places", "load", "law"),
    [
        (1, 0.9, [0.2, 0.5, 0.3]),
        (2, 0.9, [0.1, 0.2, 0.3, 0.4]),
        (3, 1.3, [0.5, 0.0, 0.5]),
        (3, 0.6, [0.0, 0.0, 0.0, 1.0]),
        (4, 0.8, [0.3, 0.7, 0.0]),
        (2, 8.0, [0.0, 0.0, 1.0]),
    ],
)
def test_loss_matches_brute_force(places: int, load: float, law: list[float]) -> None:
    stay = sum(k * q for k, q in enumerate(law, 1))
    brute = brute_loss(places, load * places / stay, law)
    assert loss_with_law(places, load, law) == pytest.approx(brute, abs=1e-10)
    if law[-1] == 1.0:
        assert loss_probability(places, load, stay, "fixed") == pytest.approx(brute, abs=1e-10)


def test_loss_under_a_load_that_fills_all_places_in_step() -> None:
    # Two places, two months, 300 arrivals a month: all leave and are replaced together.
    assert loss_probability(2, 300.0, 2.0, "fixed") == pytest.approx(1.0 - 1.0 / 300.0, abs=1e-12)


def test_a_chain_that_does_not_settle_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loss, "_MAX_STEPS", 5)
    with pytest.raises(RuntimeError, match="not settled"):
        loss_probability(3, 0.9, 6.0, "fixed")


EVERY_LAW: list[dict[str, Any]] = [
    {"stay_law": "geometric"},
    {"stay_law": "fixed"},
    {"stay_law": "lognormal", "sigma": 1.0, "stay_max": 40},
    {"stay_law": "mixture", "short_stay": 3.0, "long_stay": 30.0},
]


@pytest.mark.parametrize("law", EVERY_LAW)
@pytest.mark.parametrize("load", [0.3, 0.9, 2.0])
def test_loss_with_one_place_depends_on_the_mean_stay_only(
    load: float, law: dict[str, Any]
) -> None:
    # One person per cycle is served: a stay, then 1 / (exp(m) - 1) empty months on average.
    m = load / 9.0
    expected = 1.0 - 1.0 / (m * (9.0 + 1.0 / math.expm1(m)))
    assert loss_probability(1, load, 9.0, **law) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("stay_law", ["geometric", "fixed"])
def test_loss_with_stays_of_one_month_is_the_poisson_excess(stay_law: oracles.StayLaw) -> None:
    arrivals = 0.9 * 6
    excess = sum(poisson(arrivals, k) * (k - 6) for k in range(7, 60)) / arrivals
    assert loss_probability(6, 0.9, 1.0, stay_law) == pytest.approx(excess, abs=1e-12)


def test_loss_of_a_mixture_agrees_with_the_listed_law_and_with_its_ends() -> None:
    # Two chains of different shape: counts by group, and counts by months left.
    share = (4.0 - 3.0) / (4.0 - 1.5)
    law = mixture_stay_law(1.5, 4.0, share, 80)
    listed = loss_with_law(2, 0.9 * mean_stay(law) / 3.0, law)
    grouped = loss_probability(2, 0.9, 3.0, "mixture", short_stay=1.5, long_stay=4.0)
    assert grouped == pytest.approx(listed, abs=1e-8)
    for stay in (3.0, 20.0):
        alone = loss_probability(5, 0.9, stay)
        end = loss_probability(5, 0.9, stay, "mixture", short_stay=3.0, long_stay=20.0)
        assert end == pytest.approx(alone, abs=1e-10)


def simulated_loss_gap(
    rng: np.random.Generator, places: int, arrivals: float, law: Array, expected: float
) -> float:
    """z-score of the share lost in 1,500 independent histories, place by place."""
    runs = 1500
    ends = np.zeros((runs, places), dtype=np.int64)
    lost, came = np.zeros(runs), np.zeros(runs)
    for month in range(320):
        new = rng.poisson(arrivals, runs)
        free = ends <= month
        taken = free & (np.cumsum(free, axis=1) <= new[:, None])
        stays = rng.choice(np.arange(1, len(law) + 1), size=ends.shape, p=law)
        ends = np.where(taken, month + stays, ends)
        if month >= 120:
            came += new
            lost += new - taken.sum(axis=1)
    gap = lost - expected * came
    return float(gap.mean() / (gap.std(ddof=1) / math.sqrt(runs)))


def test_loss_matches_a_place_by_place_simulation() -> None:
    cases: list[tuple[int, float, float, dict[str, Any], Array]] = [
        (4, 0.9, 9.0, EVERY_LAW[1], fixed_stay_law(9)),
        (5, 0.8, 5.0, EVERY_LAW[0], mixture_stay_law(5.0, 5.0, 1.0)),
        (3, 1.2, 9.0, EVERY_LAW[2], lognormal_stay_law(9.0, 1.0, 40)),
        (6, 0.9, 6.0, EVERY_LAW[3], mixture_stay_law(3.0, 30.0, 24 / 27)),
    ]
    streams = np.random.default_rng(7).spawn(len(cases))
    for rng, (places, load, stay, options, law) in zip(streams, cases, strict=True):
        expected = loss_probability(places, load, stay, **options)
        z = simulated_loss_gap(rng, places, load * places / stay, law, expected)
        assert abs(z) < 4.0, f"{options}: z = {z:.2f}"


def test_v6_monthly_values_and_the_small_effect_of_the_law() -> None:
    assert loss_probability(10, 0.9, 12.0) == pytest.approx(0.1529, abs=5e-5)
    assert loss_probability(20, 0.9, 12.0) == pytest.approx(0.0958, abs=5e-5)
    assert loss_probability(50, 0.9, 12.0) == pytest.approx(0.0448, abs=5e-5)
    # In months insensitivity holds only nearly: the laws differ, by less than 0.001 here.
    shares = [
        loss_probability(3, 0.9, 9.0, **{**law, "stay_max": 30} if "sigma" in law else law)
        for law in EVERY_LAW
    ]
    assert 1e-6 < max(shares) - min(shares) < 1e-3


@pytest.mark.parametrize(
    ("stay", "sigma", "stay_max"),
    [(12.0, 1.0, 60), (1.01, 0.3, 12), (11.9, 0.5, 12), (6.0, 2.5, 24), (30.0, 0.05, 400)],
)
def test_lognormal_stay_has_the_mean_asked_and_the_shape_stated(
    stay: float, sigma: float, stay_max: int
) -> None:
    law = lognormal_stay_law(stay, sigma, stay_max)
    assert law.shape == (stay_max,)
    assert np.all(law >= 0.0)
    assert float(law.sum()) == pytest.approx(1.0, abs=1e-12)
    assert mean_stay(law) == pytest.approx(stay, rel=1e-10)
    # F(k) / F(stay_max) must be lognormal: solve mu from one point, check all the others.
    below = np.cumsum(law)
    low, high = -40.0, 60.0
    point = int(np.argmin(np.abs(below - 0.5)))

    def share(mu: float, k: int) -> float:
        normal = NormalDist(mu, sigma)
        return normal.cdf(math.log(k)) / normal.cdf(math.log(stay_max))

    if stay < 0.9 * stay_max:
        low, high = math.log(stay) - 8 * sigma, math.log(stay) + 4 * sigma
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if share(middle, point + 1) > below[point] else (low, middle)
        for k in range(1, stay_max + 1):
            assert share(low, k) == pytest.approx(below[k - 1], abs=1e-8)


def test_lognormal_stay_keeps_its_rare_long_stays() -> None:
    law = lognormal_stay_law(30.0, 0.05, 400)
    mu = math.log(30.0)
    for _ in range(60):
        # The mean of the rounded-up stay is the sum of P(X > k), k = 0, 1, 2, ...
        mean = sum(above(k, mu, 0.05) for k in range(60))
        mu += math.log(30.0 / mean)
    expected = (above(44, mu, 0.05) - above(45, mu, 0.05)) / (
        above(34, mu, 0.05) - above(35, mu, 0.05)
    )
    assert expected < 1e-10
    assert law[44] / law[34] == pytest.approx(expected, rel=1e-6)


def above(months: int, mu: float, sigma: float) -> float:
    if months == 0:
        return 1.0
    return 0.5 * math.erfc((math.log(months) - mu) / sigma / math.sqrt(2.0))


def test_mixture_and_fixed_laws() -> None:
    law = mixture_stay_law(3.0, 30.0, 0.75)
    assert mean_stay(law) == pytest.approx(0.75 * 3.0 + 0.25 * 30.0, rel=1e-9)
    assert law[0] == pytest.approx(0.75 / 3.0 + 0.25 / 30.0, rel=1e-9)
    assert law[4] == pytest.approx(
        0.75 / 3.0 * (2 / 3) ** 4 + 0.25 / 30.0 * (29 / 30) ** 4, rel=1e-9
    )
    cut = mixture_stay_law(3.0, 30.0, 0.75, 12)
    assert len(cut) == 12
    assert cut == pytest.approx(law[:12] / law[:12].sum(), rel=1e-9)
    assert mixture_stay_law(1.0, 9.0, 1.0)[0] == 1.0
    assert fixed_stay_law(3).tolist() == [0.0, 0.0, 1.0]
