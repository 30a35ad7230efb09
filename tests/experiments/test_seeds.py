"""What the same luck is worth: the factor, where it comes from, and the program."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from experiments.seeds import LEAST, cause, counting_share, markdown
from experiments.seeds import main as run
from sim import lang as labels
from sim.indicators import stats
from sim.indicators.registry import HEADLINE
from tests.lang.both import refused_in_both
from tests.results.cases import WORDS, small


def pair(correlation: float, sd_b: float = 1.0, n: int = 4000):
    both = np.random.default_rng(1).multivariate_normal(
        [0, 0], [[1, correlation * sd_b], [correlation * sd_b, sd_b**2]], n
    )
    return stats.shared_luck(both[:, 0], both[:, 1], resamples=499)


@pytest.mark.parametrize(("correlation", "expected"), [(0.0, 1.0), (0.5, 2.0), (0.9, 10.0)])
def test_the_factor_is_that_of_the_correlation(correlation, expected):
    s = pair(correlation)
    assert s.low < s.factor < s.high and s.low < expected < s.high
    assert s.correlation == pytest.approx(correlation, abs=0.05) and s.spread < 0.01


def test_unequal_spread_is_told_apart():
    s = pair(1.0, sd_b=3.0)
    assert s.factor == pytest.approx(10 / 4, rel=1e-6) and s.spread == pytest.approx(1.0)
    # Var(b - a) = spread + 2 (1 - r) sd_a sd_b
    s = pair(0.6, sd_b=2.0)
    rest = 2 * (1 - s.correlation) * s.sd_a * s.sd_b
    assert s.spread * s.sd_gap**2 + rest == pytest.approx(s.sd_gap**2)


def test_what_does_not_vary():
    x = np.arange(10.0)
    assert math.isinf(stats.shared_luck(x, x).factor)
    still = stats.shared_luck(np.full(10, 0.1), np.full(10, 0.3) + 1e-17)
    assert math.isnan(still.factor) and still.sd_a == still.sd_b == 0
    one = stats.shared_luck(np.zeros(10), x)
    assert one.factor == one.low == one.high == pytest.approx(1.0)
    assert math.isnan(stats.shared_luck(x, np.full(10, np.nan)).factor)


def test_causes():
    nan = math.nan
    one = stats.Shared(1.5, 1, 2, 0.3, 1, 1, 1.2, 0.0)
    assert cause(one, [0.9, 0.1]) == "luck_slowly"
    assert cause(one, [0.2, 0.1]) == "luck_at_once"
    assert cause(one, []) == "luck_parted"
    assert cause(one, [0.9], counting=0.8) == "luck_counting"
    assert cause(stats.Shared(1.5, 1, 2, 0.6, 1, 3, 2, 0.8), []) == "luck_wider"
    assert cause(stats.Shared(nan, nan, nan, nan, 0, 0, 0, nan), []) == "luck_constant"
    assert cause(stats.Shared(LEAST, 1, 3, 0.5, 1, 1, 1, 0), [0.1]) == ""
    assert cause(stats.Shared(math.inf, 1, 3, 1, 1, 1, 0, nan), [1.0]) == ""


def test_counting_and_years_of_a_comparison():
    c = small()
    assert c.yearly("unmet_need").shape == (1, 3, 2)
    assert c.yearly("wait_solution_mean").shape == (0, 3, 2)
    assert c.values("unmet_need").shape == (3, 2)
    assert counting_share(c, "ruptures") > 0
    assert math.isnan(counting_share(c, "unmet_need"))
    first, reform = c.to_frame().query("indicator == 'unmet_need' and dimension == 'all'"), 12
    mine = first[(first["month"] >= reform) & (first["seed"] == 1) & (first["scenario"] == "silo")]
    assert c.yearly("unmet_need")[0, 0, 0] == pytest.approx(mine["value"].mean())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_program(lang, capsys):
    words = [word for word in WORDS if not word.startswith("record")]
    assert run([*words, "replicates=10", f"lang={lang}", "workers=1"]) == 0
    out, err = capsys.readouterr()
    assert err == "" and labels.say("luck_few", lang, n=100) in out
    assert labels.say("luck_counting_share", lang).split()[0] in out
    assert "experiments.seeds a=silo b=pole replicates=10" in out


def test_json_and_mistakes(capsys):
    words = [word for word in WORDS if not word.startswith("record")]
    assert run([*words, "replicates=10", "format=json", "workers=1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["indicator"] for row in told["rows"]] == list(HEADLINE)
    assert {"factor", "low", "high", "correlation", "sd_a", "years", "cause"} <= set(
        told["rows"][0]
    )
    table = markdown(told["rows"], "en").splitlines()
    assert {row.count("|") for row in table[: len(HEADLINE) + 2]} == {6}
    refused_in_both(run, ["replicates=3"], "from 10", capsys)
    assert run(["--help", "lang=en"]) == 0 and run(["--cfg", "b.months=30"]) == 0
