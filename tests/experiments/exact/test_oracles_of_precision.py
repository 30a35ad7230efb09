"""How many months a mean needs, against sums of covariances and other ways to the same number."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_array

from experiments.exact.oracles import (
    apart_months,
    autocorrelation,
    balanced_start,
    correlation_months,
    loss_months,
    mixed_months,
    months_for_mean,
    renouncing_months,
    renouncing_share,
    stationary,
    wait_months,
)
from experiments.exact.oracles._basics import binomial_pmf, poisson_pmf

MATRIX = [[0.9, 0.08, 0.02], [0.1, 0.7, 0.2], [0.05, 0.15, 0.8]]


def test_a_chain_of_two_levels_needs_what_its_memory_says() -> None:
    a, b = 0.1, 0.3
    share, memory = a / (a + b), 1.0 - a - b
    months = months_for_mean(
        csc_array([[1 - a, a], [b, 1 - b]]), np.array([1 - share, share]), np.array([0.0, 1.0])
    )
    assert months == pytest.approx((1 - share) / share * (1 + memory) / (1 - memory))


def test_the_error_may_be_compared_with_another_mean() -> None:
    law, values = stationary(MATRIX), np.array([0.0, 1.0, 3.0])
    own = months_for_mean(csc_array(MATRIX), law, values)
    mean = float(law @ values)
    shifted = months_for_mean(csc_array(MATRIX), law, values - mean, mean=2.0 * mean)
    assert shifted == pytest.approx(own / 4.0)


def moves_of_a_queue(places: int, load: float, stay: float, size: int) -> np.ndarray:
    moves = np.zeros((size, size))
    for n in range(size):
        ended = binomial_pmf(min(n, places), 1.0 / stay)[::-1]
        for step, chance in enumerate(np.convolve(ended, poisson_pmf(load * places / stay))):
            moves[n, min(n - len(ended) + 1 + step, size - 1)] += chance
    return moves


# With many places and long stays, half more than the mean is too many: 0.6 % at 20 places.
@pytest.mark.parametrize(
    ("places", "load", "stay", "warmup"), [(20, 0.85, 6, 84), (10, 0.8, 3, 57)]
)
def test_from_a_balanced_start_the_mean_wait_is_hardly_biased(
    places: int, load: float, stay: float, warmup: int
) -> None:
    moves = moves_of_a_queue(places, load, stay, 200)
    waiting = np.maximum(np.arange(200) - places, 0.0)
    mean = float(stationary(moves) @ waiting)

    def bias(people: int) -> float:
        law, found = np.eye(200)[people], []
        for _ in range(5 * warmup):
            law = law @ moves
            found.append(float(law @ waiting))
        return abs(float(np.mean(found[warmup:])) / mean - 1.0)

    start = balanced_start(places, load, stay, warmup)
    assert bias(start) < 0.001
    assert bias(start) < min(bias(start - 1), bias(start + 1))


def test_the_months_of_a_wait_are_a_sum_of_covariances() -> None:
    places, load, stay, size = 2, 0.6, 3.0, 80
    moves = moves_of_a_queue(places, load, stay, size)
    law = stationary(moves)
    waiting = np.maximum(np.arange(size) - places, 0.0)
    away = waiting - law @ waiting
    total, later = float(law @ away**2), away
    for _ in range(2000):
        later = moves @ later
        total += 2.0 * float(law @ (away * later))
    assert wait_months(places, load, stay) == pytest.approx(total / (law @ waiting) ** 2, rel=1e-7)


def test_the_months_of_a_share_lost_are_those_of_the_chain_of_persons_and_losses() -> None:
    places, load, stay = 2, 0.8, 3.0
    news = poisson_pmf(load * places / stay)
    most = len(news)
    # States: persons in care before the next arrivals, and the number lost with the last ones.
    moves = np.zeros((places + 1, most, places + 1, most))
    for n in range(places + 1):
        for came, chance in enumerate(news):
            taken, lost = min(n + came, places), max(n + came - places, 0)
            for left, p in enumerate(binomial_pmf(taken, 1.0 / stay)):
                moves[n, :, taken - left, lost] += chance * p
    size = (places + 1) * most
    chain = moves.reshape(size, size)
    law = np.linalg.matrix_power(chain, 500)[0]
    values = np.tile(np.arange(most, dtype=float), places + 1)
    months = months_for_mean(csc_array(chain), law, values)
    assert loss_months(places, load, stay) == pytest.approx(months)


def test_the_months_of_a_correlation_are_those_of_the_chain_of_pairs() -> None:
    law, again = stationary(MATRIX), autocorrelation(MATRIX, 1, 2)
    size = len(MATRIX)
    pairs = np.zeros((size, size, size, size))
    for level in range(size):
        pairs[:, level, level, :] = MATRIX[level]
    pair_law = (law[:, None] * MATRIX).ravel()
    x = (np.arange(size) == 2) - law[2]
    error = np.multiply.outer(x, x) - again * np.add.outer(x**2, x**2) / 2.0
    months = months_for_mean(
        csc_array(pairs.reshape(size**2, size**2)),
        pair_law,
        error.ravel(),
        mean=float(law @ x**2) * again,
    )
    assert correlation_months(MATRIX, 1, 2) == pytest.approx(months)


def test_stays_all_alike_need_the_months_of_one_kind_of_stay() -> None:
    assert mixed_months(2, 0.6, 3.0, 3.0, 0.3) == pytest.approx(wait_months(2, 0.6, 3.0))
    # Two places, each for half of the arrivals: two independent queues.
    assert apart_months(0.6, 3.0, 3.0, 0.5) == pytest.approx(wait_months(1, 0.6, 3.0) / 2.0)


def test_drop_outs_so_rare_that_the_list_is_as_without_them_add_their_own_number() -> None:
    rate, events = 1e-5, 3.0 / (0.6 * 2)
    months = renouncing_months(2, 0.6, 3.0, rate) - events / renouncing_share(2, 0.6, 3.0, rate)
    assert months == pytest.approx(wait_months(2, 0.6, 3.0), rel=1e-2)
