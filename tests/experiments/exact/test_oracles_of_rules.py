"""The oracles of V3, V4, V7, V8, V10, V21 to V23 against textbooks and other ways to count."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

import numpy as np
import pytest

from experiments.exact.oracles import (
    apart_wait,
    blocking_pairs,
    break_even_places,
    break_even_slower,
    capability_poverty,
    continuous_break_even,
    continuous_mixed_wait,
    continuous_priority_waits,
    continuous_renouncing_share,
    continuous_wait_gini,
    gini_of_law,
    gini_of_values,
    groups_propose,
    independent_time,
    mean_wait,
    mixed_wait,
    parallel_time,
    persons_propose,
    priority_waits,
    renouncing_share,
    serial_dictatorship,
    serial_time,
    theil_of_values,
    wait_distribution,
    wait_gini,
)

COPIES, MONTHS, FIRST = 4000, 400, 150  # of a simulation; its first months are thrown away

# --------------------------------------------------------------------------- V3


@pytest.mark.parametrize(
    ("silos", "places", "load", "told"),
    [(10, 2, 0.8, 0.176), (4, 5, 0.9, 0.072), (2, 10, 0.9, 0.046), (4, 10, 0.95, 0.036)],
)
def test_v3_break_even(silos: int, places: int, load: float, told: float) -> None:
    limit = continuous_break_even(silos, places, load)
    assert limit == pytest.approx(told, abs=5e-4)
    gaps = [limit - break_even_slower(silos, places, load, stay) for stay in (2.0, 4.0)]
    assert 0.0 < gaps[1] < 0.7 * gaps[0]


def test_v3_at_the_break_even_both_wait_alike() -> None:
    share = break_even_slower(3, 2, 0.7, 5.0)
    assert mean_wait(6, 0.7, 5.0, (1 - share) / 5.0) == pytest.approx(mean_wait(2, 0.7, 5.0))


def test_v3_one_place_of_twenty_already_reverses() -> None:
    assert break_even_places(2, 10, 0.9, 4.0) == 1
    assert break_even_places(10, 2, 0.8, 4.0) == 4  # the places left would be overloaded


# --------------------------------------------------------------------------- V4


def test_v4_values_of_theory() -> None:
    share = 1 / 11
    assert apart_wait(0.8, 100.0, 1000.0, share) / 100.0 == pytest.approx(7.27, abs=0.03)
    assert continuous_mixed_wait(2, 0.8, 1.0, 10.0, share) == pytest.approx(9.32, abs=0.06)


def test_v4_of_equal_stays_is_v1() -> None:
    assert mixed_wait(3, 0.7, 4.0, 4.0, 0.3) == pytest.approx(mean_wait(3, 0.7, 4.0), rel=1e-8)
    assert mixed_wait(2, 0.6, 4.0, 9.0, 0.0) == pytest.approx(mean_wait(2, 0.6, 4.0), rel=1e-8)


def test_v4_months_approach_continuous_time() -> None:
    limit = continuous_mixed_wait(2, 0.6, 1.0, 5.0, 0.2)
    gaps = [limit - mixed_wait(2, 0.6, s, 5 * s, 0.2) / s for s in (4.0, 8.0, 16.0)]
    assert all(gap > 0 for gap in gaps)
    assert gaps[2] / gaps[1] == pytest.approx(0.5, abs=0.03)


# --------------------------------------------------------------------------- V7


@pytest.mark.parametrize(
    ("places", "load", "told"),
    [
        (5, 1.1, 0.1503),
        (20, 1.1, 0.1060),
        (80, 1.1, 0.0920),
        (5, 1.0, 0.1095),
        (20, 1.0, 0.0550),
        (80, 1.0, 0.0276),
    ],
)
def test_v7_values_of_theory(places: int, load: float, told: float) -> None:
    limit = continuous_renouncing_share(places, load, 1.0, 0.2)
    assert limit == pytest.approx(told, abs=5e-5)
    gaps = [limit - renouncing_share(places, load, s, 0.2 / s) for s in (8.0, 16.0)]
    assert gaps[1] / gaps[0] == pytest.approx(0.5, abs=0.05)


def test_v7_if_everybody_gives_up_at_once_nobody_waits_two_months() -> None:
    # Who is left at a month's end is gone the month after: the share is that of a list of a month.
    share = renouncing_share(2, 0.8, 3.0, 1.0)
    assert 0.0 < share < renouncing_share(2, 1.2, 3.0, 1.0) < 1.0


# --------------------------------------------------------------------------- V8


def test_v8_values_of_theory() -> None:
    assert continuous_priority_waits(3, 0.8, 1.0, 0.375) == pytest.approx(
        (0.3082, 1.5409), abs=5e-5
    )
    limit = continuous_priority_waits(2, 0.6, 1.0, 0.4)
    gaps = [
        [a - b / s for a, b in zip(limit, priority_waits(2, 0.6, s, 0.4), strict=True)]
        for s in (8.0, 16.0)
    ]
    assert np.array(gaps[1]) / np.array(gaps[0]) == pytest.approx(0.5, abs=0.04)


def test_v8_classes_share_the_common_wait_and_match_a_simulation() -> None:
    places, load, stay, first = 2, 0.7, 3.0, 0.3
    ahead, behind = priority_waits(places, load, stay, first)
    assert first * ahead + (1 - first) * behind == pytest.approx(mean_wait(places, load, stay))
    luck = np.random.default_rng(8)
    arrivals = load * places / stay
    busy, waiting, light = (np.zeros(COPIES, np.int64) for _ in range(3))
    total = 0
    for month in range(MONTHS):
        busy -= luck.binomial(busy, 1 / stay)
        waiting += luck.poisson(arrivals * first, COPIES)
        light += luck.poisson(arrivals * (1 - first), COPIES)
        sooner = np.minimum(places - busy, waiting)
        later = np.minimum(places - busy - sooner, light)
        busy, waiting, light = busy + sooner + later, waiting - sooner, light - later
        total += int(waiting.sum()) if month >= FIRST else 0
    people = arrivals * first * COPIES * (MONTHS - FIRST)
    assert total / people == pytest.approx(ahead, rel=0.03)


# --------------------------------------------------------------------------- V10


def test_v10_values_of_theory() -> None:
    limit = 1.0 / (1.0 - 0.6)
    serial = [2 * limit - serial_time(0.6, s) / s for s in (5.0, 10.0)]
    parallel = [(12 - 0.6) / 8 * limit - parallel_time(0.6, s) / s for s in (5.0, 10.0)]
    alone = [25 / 12 * limit - independent_time(4, 0.6, s) / s for s in (5.0, 10.0)]
    for gaps in (serial, parallel, alone):
        assert gaps[1] / gaps[0] == pytest.approx(0.5, abs=0.06)


def test_v10_one_answer_is_a_wait_and_a_stay() -> None:
    assert independent_time(1, 0.7, 3.0) == pytest.approx(mean_wait(1, 0.7, 3.0) + 3.0)


def test_v10_matches_a_simulation() -> None:
    load, stay = 0.6, 2.0
    luck = np.random.default_rng(10)
    first, second, one, two = (np.zeros(COPIES, np.int64) for _ in range(4))
    in_turn = at_once = 0
    for month in range(MONTHS):
        come = luck.poisson(load / stay, COPIES)
        out = (first > 0) & (luck.random(COPIES) < 1 / stay)
        second += out - ((second > 0) & (luck.random(COPIES) < 1 / stay)).astype(np.int64)
        first += come - out
        one += come - ((one > 0) & (luck.random(COPIES) < 1 / stay))
        two += come - ((two > 0) & (luck.random(COPIES) < 1 / stay))
        if month >= FIRST:
            in_turn += int((first + second).sum())
            at_once += int(np.maximum(one, two).sum())
    people = load / stay * COPIES * (MONTHS - FIRST)
    assert in_turn / people == pytest.approx(serial_time(load, stay), rel=0.02)
    assert at_once / people == pytest.approx(parallel_time(load, stay), rel=0.02)


# --------------------------------------------------------------------------- V21


def _market(seed: int) -> tuple[dict[int, list[int]], dict[int, list[int]], dict[int, int]]:
    luck = random.Random(seed)
    persons = {p: luck.sample(range(3), luck.randint(1, 3)) for p in range(6)}
    groups = {g: [p for p in persons if g in persons[p]] for g in range(3)}
    for row in groups.values():
        luck.shuffle(row)
    return persons, groups, {g: luck.randint(0, 2) for g in groups}


@pytest.mark.parametrize("seed", range(25))
def test_v21_of_all_stable_matchings_persons_get_the_best(seed: int) -> None:
    persons, groups, quota = _market(seed)
    stable = []
    for choice in itertools.product(*([None, *row] for row in persons.values())):
        matching = {p: g for p, g in zip(persons, choice, strict=True) if g is not None}
        if blocking_pairs(persons, groups, quota, matching) == 0:
            stable.append(matching)
    best = persons_propose(persons, groups, quota)
    worst = groups_propose(persons, groups, quota)
    assert best in stable and worst in stable
    for matching in stable:
        assert matching.keys() == best.keys()  # rural hospitals
        for p, g in matching.items():
            assert persons[p].index(best[p]) <= persons[p].index(g) <= persons[p].index(worst[p])


def test_v21_one_ranking_has_one_stable_matching() -> None:
    persons, _, quota = _market(3)
    order = [4, 2, 0, 5, 1, 3]
    groups = {g: [p for p in order if g in persons[p]] for g in range(3)}
    turn = serial_dictatorship(order, persons, quota)
    assert turn == persons_propose(persons, groups, quota)
    assert turn == groups_propose(persons, groups, quota)
    assert blocking_pairs(persons, groups, quota, {}) > 0
    assert blocking_pairs({0: [0]}, {0: [0]}, {0: 0}, {0: 0}) == 1  # beyond the quota


# --------------------------------------------------------------------------- V22, V23


def test_v22_values_of_theory() -> None:
    told = [(1, 0.600), (2, 0.6444), (10, 0.7954)]
    assert [round(continuous_wait_gini(c, 0.8), 4) for c, _ in told] == [x for _, x in told]
    for places, limit in told:
        assert wait_gini(places, 0.8, 30.0) == pytest.approx(limit, abs=0.002)
    law = wait_distribution(1, 0.5, 2.0)
    luck = np.random.default_rng(22).choice(len(law), 4000, p=law / law.sum()).astype(float)
    assert gini_of_values(luck.tolist()) == pytest.approx(gini_of_law(law), abs=0.02)


def test_v22_indices_of_known_laws() -> None:
    quantiles = (np.arange(2000) + 0.5) / 2000
    assert gini_of_values(quantiles.tolist()) == pytest.approx(1 / 3, abs=1e-3)
    exponential = (-np.log(1 - quantiles)).tolist()
    assert gini_of_values(exponential) == pytest.approx(0.5, abs=2e-3)
    assert theil_of_values(exponential) == pytest.approx(1 - np.euler_gamma, abs=5e-3)
    assert theil_of_values([0.0, 2.0]) == pytest.approx(math.log(2))


def test_v23_values_of_theory() -> None:
    found = capability_poverty(4, 0.3, 2)
    assert [round(x, 4) for x in found] == [0.3483, 0.5659, 0.1971]


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: break_even_slower(1, 2, 0.8, 2.0), "silos"),
        (lambda: break_even_slower(2, 2, 1.0, 2.0), "load"),
        (lambda: mixed_wait(2, 0.6, 0.5, 5.0, 0.1), "short_stay"),
        (lambda: mixed_wait(2, 0.6, 2.0, 5.0, 1.1), "share"),
        (lambda: mixed_wait(40, 0.999, 2.0, 50.0, 0.1), "lower"),
        (lambda: apart_wait(0.9, 1.0, 50.0, 0.5), "load"),
        (lambda: renouncing_share(2, 0.9, 2.0, 0.0), "rate"),
        (lambda: renouncing_share(2, 3.0, 2.0, 1e-6), "raise rate"),
        (lambda: priority_waits(2, 0.6, 2.0, 0.0), "first"),
        (lambda: serial_time(0.99, 2.0), "lower load"),
        (lambda: parallel_time(1.0, 2.0), "load"),
        (lambda: independent_time(0, 0.5, 2.0), "domains"),
        (lambda: capability_poverty(4, 0.0, 2), "deprived"),
        (lambda: capability_poverty(4, 0.3, 5), "cutoff"),
    ],
)
def test_out_of_domain_arguments_are_refused_by_name(call: Callable[[], object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        call()
