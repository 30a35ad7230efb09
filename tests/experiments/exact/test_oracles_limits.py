"""The oracles in months approach continuous time, and its published values."""

import itertools
import math
from collections.abc import Callable

import pytest

from experiments.exact.oracles import (
    continuous_escalation_share,
    continuous_pooling_ratio,
    continuous_wait,
    erlang_b,
    erlang_c,
    escalation_share,
    loss_probability,
    mean_wait,
    pooling_ratio,
    square_root_delay,
)


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
