"""The oracles share no code with the model; levels of need against other methods; refusals."""

import ast
import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from experiments.exact import oracles
from experiments.exact.oracles import (
    autocorrelation,
    continuous_escalation_share,
    continuous_wait,
    erlang_b,
    erlang_c,
    escalation_share,
    fundamental_matrix,
    lognormal_stay_law,
    loss_probability,
    loss_with_law,
    mean_wait,
    mixture_stay_law,
    pooling_ratio,
    square_root_delay,
    stationary,
    transient_mean_time,
    wait_distribution,
)

from .by_hand import THREE_LEVELS, two_levels

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
