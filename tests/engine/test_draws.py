"""Luck: the registry, independence, uniformity, and the same numbers compiled or not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.engine import draws
from sim.engine.jit import JIT

ROOT = Path(__file__).parents[2]
CONSTANTS = {"SLOTS", "MONTH_OFFSET", "ONCE", "TWO_53", "G", "C1", "C2", "M1", "M2"}
CONSTANTS |= {"S11", "S27", "S30", "S31", "LARGE_MEAN"}
DECISIONS = {
    name: value for name, value in vars(draws).items() if name.isupper() and name not in CONSTANTS
}
N = 40_000
TOO_RARE = 1e-6  # the numbers are fixed, so a test passes always or never

seeds = st.integers(0, 2**63 - 1)
months = st.integers(-4096, 4096)
decisions = st.sampled_from(sorted(DECISIONS.values()))
slots = st.integers(0, draws.SLOTS - 1)
entities = st.integers(0, 2**64 - 1).map(np.uint64)


def stream(seed: int, month: int, decision: int, slot: int) -> np.uint64:
    """Compiled code hands a uint64 back to Python as a plain int."""
    return np.uint64(draws.stream(seed, month, decision, slot))


def numbers(seed: int, month: int, decision: int, slot: int, count: int = N) -> np.ndarray:
    key = stream(seed, month, decision, slot)
    return np.array([draws.uniform(key, np.uint64(i)) for i in range(count)])


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(stats.pearsonr(a, b).pvalue)


def test_no_two_decisions_have_the_same_number() -> None:
    assert len(DECISIONS) >= 33
    assert all(type(value) is int for value in DECISIONS.values())
    assert len(set(DECISIONS.values())) == len(DECISIONS)
    assert min(DECISIONS.values()) >= 1


def test_no_decision_and_slot_share_a_stream() -> None:
    """Number times SLOTS plus slot is what is mixed: it never wraps, whatever the slot."""
    assert max(DECISIONS.values()) < 2**31 // draws.SLOTS
    words = {number * draws.SLOTS + slot for number in DECISIONS.values() for slot in range(16)}
    assert len(words) == len(DECISIONS) * draws.SLOTS
    keys = {
        int(draws.stream(1, month, number, slot))
        for number in DECISIONS.values()
        for slot in range(draws.SLOTS)
        for month in (draws.ONCE, -4096, 0, 1, 120)
    }
    assert len(keys) == len(DECISIONS) * draws.SLOTS * 5


def test_slots_used_by_the_model_are_below_the_limit() -> None:
    from sim.processes.care.entering import PLACE_SLOT, SEAT_SLOT
    from sim.state.people import DOMAINS, LIST_SLOTS, STAGES

    assert max(DOMAINS, LIST_SLOTS, STAGES, PLACE_SLOT + 1, SEAT_SLOT + 1) <= draws.SLOTS
    assert min(PLACE_SLOT, SEAT_SLOT) >= DOMAINS


def test_constants_are_odd_and_mixing_loses_nothing() -> None:
    assert all(int(c) % 2 == 1 for c in (draws.G, draws.C1, draws.C2, draws.M1, draws.M2))
    mixed = {int(draws.mix(np.uint64(i))) for i in range(20_000)}
    assert len(mixed) == 20_000


@given(seeds, months, decisions, slots, entities)
def test_uniform_is_at_least_0_and_below_1(
    seed: int, month: int, decision: int, slot: int, entity: np.uint64
) -> None:
    u = draws.draw(seed, month, decision, slot, entity)
    assert 0.0 <= u < 1.0
    assert u == draws.uniform(stream(seed, month, decision, slot), entity)
    assert u == int(u * 2**53) / 2**53


@pytest.mark.parametrize("order", ["person", "month", "seed", "decision"])
def test_uniform_in_every_order(order: str) -> None:
    """Kolmogorov-Smirnov and chi-square on 256 boxes, and no memory from one number to the next."""
    key = np.uint64(12345)
    n = 20_000
    if order == "person":
        u = numbers(1, 3, draws.NEED, 0, n)
    elif order == "month":
        u = np.array([draws.draw(1, m, draws.NEED, 0, key) for m in range(n)])
    elif order == "seed":
        u = np.array([draws.draw(s, 3, draws.NEED, 0, key) for s in range(n)])
    else:
        u = np.array([draws.draw(1, 3, d, 0, key) for d in range(n)])
    assert stats.kstest(u, "uniform").pvalue > TOO_RARE
    boxes = np.bincount((u * 256).astype(int), minlength=256)
    assert stats.chisquare(boxes).pvalue > TOO_RARE
    pairs = np.bincount((u[:-1] * 16).astype(int) * 16 + (u[1:] * 16).astype(int), minlength=256)
    assert stats.chisquare(pairs).pvalue > TOO_RARE
    assert correlation(u[:-1], u[1:]) > TOO_RARE


def test_low_bits_are_as_good_as_high_bits() -> None:
    bits = (numbers(5, 0, draws.CRISIS, 0, 20_000) * 2.0**53).astype(np.uint64)
    for shift in (0, 8, 16, 32, 44):
        boxes = np.bincount(((bits >> np.uint64(shift)) & np.uint64(255)).astype(int))
        assert stats.chisquare(boxes).pvalue > TOO_RARE


def test_slots_are_independent() -> None:
    """Four domains never share their luck."""
    domains = [numbers(1, 7, draws.NEED, slot) for slot in range(4)]
    for a in range(4):
        for b in range(a):
            assert correlation(domains[a], domains[b]) > TOO_RARE
            boxes = (domains[a] * 16).astype(int) * 16 + (domains[b] * 16).astype(int)
            assert stats.chisquare(np.bincount(boxes, minlength=256)).pvalue > TOO_RARE
    # All four below their quarter as often as chance has it.
    together = np.logical_and.reduce([u < 0.25 for u in domains]).sum()
    assert stats.binomtest(int(together), N, 0.25**4).pvalue > TOO_RARE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 7, draws.NEED, 0), (2, 7, draws.NEED, 0)),
        ((1, 7, draws.NEED, 0), (1, 8, draws.NEED, 0)),
        ((1, 7, draws.NEED, 0), (1, 7, draws.FUNNEL, 0)),
        ((1, 7, draws.NEED, 1), (1, 7, draws.NEED, 2)),
        # The next slot of one decision and the first of the next, seed and month exchanged.
        ((1, 7, draws.NEED, draws.SLOTS - 1), (1, 7, draws.FUNNEL, 0)),
        ((3, 5, draws.CRISIS, 0), (5, 3, draws.CRISIS, 0)),
    ],
)
def test_streams_are_independent(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    assert correlation(numbers(*one), numbers(*other)) > TOO_RARE


def test_neighbouring_zones_months_and_serials_are_independent() -> None:
    """Keys are made of zone, month and serial: near keys are not near in luck."""
    from sim.processes.care.newcomers import person_key

    k = stream(1, 0, draws.DEATH, 0)
    for step in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        a, b = [], []
        for serial in range(10_000):
            a.append(draws.uniform(k, np.uint64(person_key(3, 10, 1, serial))))
            key = person_key(3 + step[0], 10 + step[1], 1, serial + step[2])
            b.append(draws.uniform(k, np.uint64(key)))
        assert correlation(np.array(a), np.array(b)) > TOO_RARE


def test_keys_of_persons_never_collide() -> None:
    from sim.processes.care.newcomers import STOCK_MONTH, person_key

    keys = {
        int(person_key(zone, month, stage, serial))
        for zone in (0, 1, 65_535, 100 << 16 | 65_535)
        for month in (STOCK_MONTH, -240, 0, 1, 4095)
        for stage in range(3)
        for serial in (0, 1, 2**24 - 1)
    }
    assert len(keys) == 4 * 5 * 3 * 3


@given(st.floats(0, 1, exclude_max=True), st.floats(0.001, 1))
def test_geometric_inverts_its_law(u: float, p: float) -> None:
    """The month of the event is the first whose cumulative probability exceeds `u`."""
    n = draws.geometric(u, p)
    assert n >= 1
    if n < 30_000:
        assert 1 - (1 - p) ** (n - 1) <= u + 1e-9
        assert u <= 1 - (1 - p) ** n + 1e-9


def test_geometric_has_mean_one_over_p() -> None:
    u = numbers(2, 0, draws.STAY, 8)
    months_ = np.array([draws.geometric(x, 1 / 12) for x in u])
    assert abs(months_.mean() - 12.0) < 4 * np.sqrt(12 * 11 / N)
    assert (months_ == 1).mean() == pytest.approx(1 / 12, abs=0.006)


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 80.0, 499.9, 500.0, 744.0, 746.0, 12_345.6, 2e6])
def test_poisson_has_its_law(mean: float) -> None:
    u = numbers(3, 0, draws.ARRIVALS, 1, 10_000)
    counts = np.array([draws.poisson(x, mean) for x in u])
    expected = stats.poisson.ppf(u, mean) if mean else np.zeros(len(u))
    assert (counts == expected).mean() > (0.9999 if mean < 1e6 else 0.99)
    assert abs(counts - expected).max() <= 1
    if mean:
        assert counts.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean / len(u)))
        assert counts.var() == pytest.approx(mean, rel=4 * np.sqrt((2 + 1 / mean) / len(u)))


@pytest.mark.parametrize("mean", [500.0, 746.0, 1e5])
def test_poisson_of_a_large_mean_at_both_ends(mean: float) -> None:
    for u in (0.0, 1e-12, 1 - 1e-12, np.nextafter(1.0, 0.0)):
        n = draws.poisson(u, mean)
        assert abs(n - mean) < 10 * np.sqrt(mean)
        if 0 < u < 1 - 1e-13:
            assert abs(n - stats.poisson.ppf(u, mean)) <= 1


CASES = (
    (0, 0, 1, 0, 0),
    (1, 3, 14, 2, 12345),
    (2**63 - 1, -4096, 36, 15, 2**64 - 1),
    (7, draws.ONCE, 12, 0, 2**63),
    (42, 4095, 24, 9, 1 << 48),
)
_PROGRAM = """
import warnings
warnings.simplefilter("ignore")
import numpy as np
from sim.engine import draws
from sim.engine.jit import JIT
print(JIT)
for *case, entity in {cases}:
    u = draws.draw(*case, np.uint64(entity))
    print(u.hex(), draws.geometric(u, 0.07), draws.poisson(u, 3.5))
"""


def test_same_numbers_compiled_or_not() -> None:
    """What the compiled code draws, plain Python draws too, to the bit."""
    program = _PROGRAM.format(cases=CASES)
    answers = []
    for disabled in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"NUMBA_DISABLE_JIT": disabled},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        compiled, *lines = done.stdout.splitlines()
        assert compiled == str(disabled == "0")
        answers.append(lines)
    assert answers[0] == answers[1]
    if JIT:
        here = [float.hex(draws.draw(*c[:4], np.uint64(c[4]))) for c in CASES]
        assert [line.split()[0] for line in answers[0]] == here


def test_same_numbers_as_ever() -> None:
    """A change here changes every result: it belongs in the changelog as a regression."""
    assert draws.draw(1, 3, draws.NEED, 2, np.uint64(12345)) == 0.5285403249394008


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30), st.floats(0.0, 1.0))
def test_which_step_of_a_law(steps: list[float], u: float) -> None:
    law = np.sort(np.array(steps))
    expected = min(int(np.searchsorted(law, u, side="right")), len(law) - 1)
    assert draws.which(u, law) == expected
