"""The oracles against closed formulas, brute force and simulations that share no code with them."""

import ast
import itertools
import math
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.exact import oracles
from experiments.exact.oracles import (
    autocorrelation,
    census_distribution,
    continuous_escalation_share,
    continuous_pooling_ratio,
    continuous_wait,
    erlang_b,
    erlang_c,
    escalation_share,
    fixed_stay_law,
    fundamental_matrix,
    lognormal_stay_law,
    loss,
    loss_probability,
    loss_with_law,
    mean_stay,
    mean_wait,
    mixture_stay_law,
    pooling_ratio,
    square_root_delay,
    stationary,
    transient_mean_time,
    wait_distribution,
)

Array = NDArray[np.float64]

TOO_RARE = 1.0 - math.exp(-1.0 / 12.0)
THREE_LEVELS = [[0.92, 0.07, 0.01], [0.10, 0.80, 0.10], [0.02, 0.08, 0.90]]


def two_levels(worsen: float, improve: float) -> Array:
    return np.array([[1.0 - worsen, worsen], [improve, 1.0 - improve]])


def poisson(mean: float, k: int) -> float:
    return math.exp(-mean) * mean**k / math.factorial(k)


def binomial(n: int, p: float, k: int) -> float:
    return math.comb(n, k) * p**k * (1.0 - p) ** (n - k)


def at_rest(matrix: Array) -> Array:
    """Steady state by repeated squaring: another method than either used by the oracles."""
    power = matrix
    for _ in range(40):
        power = power @ power
        power /= power.sum(axis=1, keepdims=True)
    return np.asarray(power[0], dtype=np.float64)


# --------------------------------------------------------------------------- nothing shared


def test_oracles_import_nothing_but_numpy_scipy_and_the_standard_library() -> None:
    folder = Path(oracles.__file__).parent
    allowed = {"numpy", "scipy"} | set(sys.stdlib_module_names)
    seen = set()
    for file in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                seen |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module != oracles.__name__:
                inside = str(node.module).startswith(f"{oracles.__name__}.")
                seen |= set() if inside else {str(node.module).split(".")[0]}
    assert "scipy" in seen
    assert seen <= allowed


# --------------------------------------------------------------------------- waits


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


# --------------------------------------------------------------------------- escalation


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


# --------------------------------------------------------------------------- loss


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


# --------------------------------------------------------------------------- laws of stay


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


# --------------------------------------------------------------------------- needs


def test_v18_steady_state_and_memory() -> None:
    two = two_levels(0.02, 0.10)
    assert stationary(two) == pytest.approx([10 / 12, 2 / 12], abs=1e-14)
    assert round(float(stationary(two)[1]), 4) == 0.1667
    assert round(autocorrelation(two, 12, 1), 4) == 0.2157
    for lag in (0, 1, 5, 12):
        assert autocorrelation(two, lag, 0) == pytest.approx(0.88**lag, abs=1e-13)
    assert stationary(THREE_LEVELS).round(4).tolist() == [0.4167, 0.2708, 0.3125]
    # Domains that do not touch each other multiply.
    joint = stationary(np.kron(two, THREE_LEVELS))
    assert joint == pytest.approx(np.kron(stationary(two), stationary(THREE_LEVELS)), abs=1e-14)


def test_memory_of_a_level_among_three_matches_a_simulation() -> None:
    matrix = np.array(THREE_LEVELS)
    rng = np.random.default_rng(11)
    share = stationary(matrix)
    start = rng.choice(3, size=200_000, p=share)
    level = start
    for _ in range(4):
        level = (rng.random(len(level))[:, None] > np.cumsum(matrix, axis=1)[level]).sum(axis=1)
    for seen in range(3):
        product = ((start == seen) - share[seen]) * ((level == seen) - share[seen])
        expected = autocorrelation(matrix, 4, seen) * share[seen] * (1.0 - share[seen])
        z = (product.mean() - expected) / (product.std(ddof=1) / math.sqrt(len(product)))
        assert abs(z) < 4.0


def test_steady_state_of_any_chain_and_of_rare_levels() -> None:
    rng = np.random.default_rng(5)
    for size in (1, 2, 5, 30):
        matrix = rng.dirichlet(np.full(size, 0.4), size=size)
        share = stationary(matrix)
        assert share @ matrix == pytest.approx(share, abs=1e-13)
        assert float(share.sum()) == pytest.approx(1.0, abs=1e-13)
    # Levels left for ever get nothing; a periodic chain still has shares.
    assert stationary([[0.5, 0.5, 0.0], [0.0, 0.2, 0.8], [0.0, 1.0, 0.0]])[0] == 0.0
    assert stationary([[0.0, 1.0], [1.0, 0.0]]).tolist() == [0.5, 0.5]
    # Changes so rare that one minus their probability keeps only three digits of them.
    slow = stationary([[1.0 - 1e-13, 1e-13, 0.0], [0.0, 1.0 - 1e-13, 1e-13], [2e-13, 0.0, 1.0]])
    assert slow == pytest.approx([0.4, 0.4, 0.2], rel=1e-12)
    # Up with .9, down with .1: shares follow powers of 9, exactly, even at 9^-39.
    size = 40
    walk = np.diag(np.full(size - 1, 0.9), 1) + np.diag(np.full(size - 1, 0.1), -1)
    walk[0, 0], walk[-1, -1] = 0.1, 0.9
    powers = 9.0 ** np.arange(size)
    assert stationary(walk) == pytest.approx(powers / powers.sum(), rel=1e-10)


def test_time_before_leaving() -> None:
    # Three steps in a row, each left with its own probability.
    line = [[0.5, 0.5, 0.0, 0.0], [0.0, 0.75, 0.25, 0.0], [0.0, 0.0, 0.9, 0.1], [0, 0, 0, 1.0]]
    assert transient_mean_time(line, [3]) == pytest.approx([16.0, 14.0, 10.0, 0.0])
    assert fundamental_matrix(np.array(line)[:3, :3])[0] == pytest.approx([2.0, 4.0, 10.0])
    # Time of return to a level is one over its share of time.
    matrix = np.array(THREE_LEVELS)
    for level in range(3):
        back = 1.0 + float(matrix[level] @ transient_mean_time(matrix, [level]))
        assert back == pytest.approx(1.0 / stationary(matrix)[level], rel=1e-12)
    # A walk between two walls, from 4 of 10: 24 steps (case V16).
    ruin = np.diag(np.full(10, 0.5), 1) + np.diag(np.full(10, 0.5), -1)
    ruin[0], ruin[10] = np.eye(11)[0], np.eye(11)[10]
    assert transient_mean_time(ruin, [0, 10])[4] == pytest.approx(24.0)
    assert transient_mean_time(matrix, range(3)).tolist() == [0.0, 0.0, 0.0]


# --------------------------------------------------------------------------- continuous limits


@pytest.mark.parametrize(
    ("places", "load", "expected", "digits"),
    [
        (1, 0.8, 4.0, 4), (2, 0.8, 1.7778, 4), (4, 0.8, 0.7455, 4), (10, 0.8, 0.2046, 4),
        (1, 0.9, 9.0, 4), (2, 0.9, 4.263, 3), (5, 0.9, 1.525, 3), (10, 0.9, 0.6687, 4),
        (20, 0.9, 0.2754, 4),
    ],
)  # fmt: skip
def test_v1_erlang_c(places: int, load: float, expected: float, digits: int) -> None:
    assert round(continuous_wait(places, load, 1.0), digits) == expected
    offered = load * places
    top = offered**places / (math.factorial(places) * (1.0 - load))
    below = sum(offered**n / math.factorial(n) for n in range(places))
    assert erlang_c(places, offered) == pytest.approx(top / (top + below), rel=1e-12)


def test_continuous_values_of_v2_v6_v9_v11() -> None:
    assert round(continuous_pooling_ratio(2, 1, 0.8), 2) == 2.25
    assert round(continuous_pooling_ratio(2, 10, 0.9), 2) == 2.43
    assert round(square_root_delay(1.0), 4) == 0.2234
    losses = [round(erlang_b(c, 0.9 * c), 4) for c in (10, 20, 50)]
    assert losses == [0.1680, 0.1092, 0.0541]
    assert round(continuous_escalation_share(10, 0.9, 12.0, 1 / 24), 4) == 0.2229
    assert round(continuous_escalation_share(20, 0.9, 12.0, 1 / 24), 4) == 0.1102
    assert round(continuous_wait(10, 0.9, 12.0), 2) == 8.02
    assert round(continuous_wait(10, 0.9, 24.0), 2) == 16.05
    assert round(continuous_wait(4, 0.7, 9.0), 3) == 3.215


def test_square_root_staffing_is_the_limit_of_erlang_c() -> None:
    for beta in (0.3, 1.0, 2.0):
        gaps = []
        for root in (10, 40, 160):
            places = root * root + round(beta * root)
            # The offered load that has exactly this margin with a whole number of places.
            offered = ((math.sqrt(beta * beta + 4 * places) - beta) / 2) ** 2
            gaps.append(abs(erlang_c(places, offered) - square_root_delay(beta)))
        assert gaps[2] < gaps[1] / 3.0 < gaps[0] / 9.0
        assert gaps[2] < 2e-3
    assert square_root_delay(60.0) == 0.0


def scaled_wait(stay: float) -> float:
    return mean_wait(10, 0.9, stay) / stay


def scaled_wait_small(stay: float) -> float:
    return mean_wait(4, 0.7, stay) / stay


def scaled_escalation(stay: float) -> float:
    return escalation_share(10, 0.9, stay, 0.5 / stay)


def scaled_ratio(stay: float) -> float:
    return pooling_ratio(2, 10, 0.9, stay)


def geometric_loss(stay: float) -> float:
    return loss_probability(10, 0.9, stay)


def fixed_loss(stay: float) -> float:
    return loss_probability(2, 0.9, stay, "fixed")


def mixture_loss(stay: float) -> float:
    return loss_probability(3, 0.9, stay, "mixture", short_stay=stay / 3.0, long_stay=3.0 * stay)


@pytest.mark.parametrize(
    ("monthly", "limit", "order", "stays"),
    [
        (scaled_wait, continuous_wait(10, 0.9, 1.0), 1, (6, 12, 24, 48, 96, 192)),
        (scaled_wait_small, continuous_wait(4, 0.7, 1.0), 1, (6, 12, 24, 48, 96, 192)),
        (scaled_escalation, continuous_escalation_share(10, 0.9, 1.0, 0.5), 1, (6, 12, 24, 48, 96)),
        (scaled_ratio, continuous_pooling_ratio(2, 10, 0.9), 2, (6, 12, 24, 48, 96)),
        (geometric_loss, erlang_b(10, 9.0), 1, (6, 12, 24, 48, 96, 192)),
        (fixed_loss, erlang_b(2, 1.8), 1, (6, 12, 24, 48)),
        (mixture_loss, erlang_b(3, 2.7), 1, (6, 12, 24, 48)),
    ],
)
def test_months_approach_continuous_time_steadily_and_from_below(
    monthly: Callable[[float], float], limit: float, order: int, stays: tuple[int, ...]
) -> None:
    gaps = [limit - monthly(float(stay)) for stay in stays]
    assert all(gap > 0.0 for gap in gaps)
    assert all(later < sooner for sooner, later in itertools.pairwise(gaps))
    # The step is one month: doubling the stay halves what the step costs (a ratio of two waits
    # loses the first-order term, and its cost is divided by four).
    shrink = 0.5**order
    assert gaps[-1] / gaps[-2] == pytest.approx(shrink, abs=0.03)
    # Extrapolated to a step of zero, the monthly value is the textbook one.
    assert abs(gaps[-1] - shrink * gaps[-2]) / (1.0 - shrink) < 0.003 * limit


# --------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: mean_wait(10, 1.0, 12.0), "load"),
        (lambda: mean_wait(10, 0.0, 12.0), "load"),
        (lambda: mean_wait(10, math.nan, 12.0), "load"),
        (lambda: mean_wait(0, 0.9, 12.0), "places"),
        (lambda: mean_wait(2.5, 0.9, 12.0), "places"),  # type: ignore[arg-type]
        (lambda: mean_wait(True, 0.9, 12.0), "places"),
        (lambda: mean_wait(10, 0.9, 0.9), "stay"),
        (lambda: mean_wait(10, 0.9, math.inf), "stay"),
        (lambda: mean_wait(10, 0.9, 12.0, 0.0), "exit_probability"),
        (lambda: mean_wait(10, 0.9, 12.0, 1.1), "exit_probability"),
        (lambda: mean_wait(10, 0.9, 12.0, 0.07), "no steady state"),
        (lambda: mean_wait(1, 1.0 - 1e-9, 12.0), "too close to 1"),
        (lambda: mean_wait(300, 0.9999, 12.0), "too close to 1"),
        (lambda: wait_distribution(10, 1.2, 12.0), "load"),
        (lambda: wait_distribution(1, 0.9999, 600.0), "too long"),
        (lambda: pooling_ratio(0, 10, 0.9, 12.0), "silos"),
        (lambda: escalation_share(10, 0.9, 12.0, 1.5), "rate"),
        (lambda: escalation_share(10, 0.9, 12.0, -0.1), "rate"),
        (lambda: loss_probability(0, 0.9, 12.0), "places"),
        (lambda: loss_probability(5, 0.0, 12.0), "load"),
        (lambda: loss_probability(5, 0.9, 0.5), "stay"),
        (lambda: loss_probability(5, 0.9, 4.5, "fixed"), "whole number"),
        (lambda: loss_probability(5, 0.9, 4.0, "weibull"), "stay_law"),  # type: ignore[arg-type]
        (lambda: loss_probability(5, 0.9, 4.0, "lognormal", sigma=1.0), "needs sigma and stay_max"),
        (lambda: loss_probability(5, 0.9, 4.0, "fixed", sigma=1.0), "does not use sigma"),
        (lambda: loss_probability(5, 0.9, 4.0, "mixture", short_stay=2.0), "needs short_stay"),
        (
            lambda: loss_probability(5, 0.9, 4.0, "mixture", short_stay=5.0, long_stay=9.0),
            "short_stay <= stay",
        ),
        (
            lambda: loss_probability(5, 0.9, 4.0, "mixture", short_stay=0.5, long_stay=9.0),
            "short_stay",
        ),
        (lambda: loss_probability(10, 0.9, 13.0, "fixed"), "lower places or stay$"),
        (
            lambda: loss_probability(10, 0.9, 5.0, "lognormal", sigma=1.0, stay_max=60),
            "lower places or stay_max",
        ),
        (
            lambda: loss_probability(700, 0.9, 4.0, "mixture", short_stay=2.0, long_stay=9.0),
            "lower places",
        ),
        (lambda: loss_with_law(2, 0.9, [0.5, 0.4]), "sum to 1"),
        (lambda: loss_with_law(2, 0.9, [1.5, -0.5]), "probabilities"),
        (lambda: lognormal_stay_law(12.0, 0.0, 60), "sigma"),
        (lambda: lognormal_stay_law(60.0, 1.0, 60), "stay_max"),
        (lambda: lognormal_stay_law(1.0, 1.0, 60), "stay"),
        (lambda: mixture_stay_law(3.0, 30.0, 1.1), "share"),
        (lambda: mixture_stay_law(0.3, 30.0, 0.5), "short_stay"),
        (lambda: mixture_stay_law(3.0, 1e6, 0.5), "stay_max"),
        (lambda: stationary([[0.5, 0.4], [0.1, 0.9]]), "sum to 1"),
        (lambda: stationary([[1.0, 0.0], [0.0, 1.0]]), "not unique"),
        (lambda: stationary([[1.0, 0.0]]), "square"),
        (lambda: stationary([[1.5, -0.5], [0.5, 0.5]]), "probabilities"),
        (lambda: autocorrelation(THREE_LEVELS, -1, 0), "lag"),
        (lambda: autocorrelation(THREE_LEVELS, 1, 3), "level"),
        (lambda: autocorrelation([[1.0, 0.0], [0.5, 0.5]], 1, 0), "no correlation"),
        (lambda: fundamental_matrix([[0.5, 0.5], [0.5, 0.5]]), "never left"),
        (lambda: fundamental_matrix([[0.9, 0.2], [0.0, 0.5]]), "at most 1"),
        (lambda: transient_mean_time(THREE_LEVELS, []), "targets"),
        (lambda: transient_mean_time([[1.0, 0.0], [0.0, 1.0]], [1]), "never left"),
        (lambda: erlang_b(5, 0.0), "offered"),
        (lambda: erlang_c(5, 5.0), "offered"),
        (lambda: continuous_wait(5, 1.0, 12.0), "load"),
        (lambda: continuous_wait(5, 0.9, 0.0), "stay"),
        (lambda: continuous_escalation_share(5, 0.9, 12.0, -1.0), "hazard"),
        (lambda: square_root_delay(0.0), "beta"),
    ],
)
def test_out_of_domain_arguments_are_refused_by_name(call: Callable[[], object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        call()
