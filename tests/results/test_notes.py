"""What the numbers of a comparison leave out, and the levels of the two markets."""

from __future__ import annotations

import sim
from sim.indicators import stats
from sim.indicators.registry import REGISTRY
from sim.results import notes
from tests.results.cases import WORDS, small


def test_what_is_not_covered_is_said():
    for lang in ("fr", "en"):
        told = small().not_covered(lang)
        assert len(told) >= 5 and all(text.endswith(".") for text in told)
    assert "fictif" in " ".join(small().not_covered("fr"))


def test_worlds_that_start_apart_are_told():
    a = sim.load_scenario("silo", WORDS)
    b = a.model_copy(update={"access": a.access.model_copy(update={"known": 0.9})})
    c = sim.compare(a, b, replicates=1, progress=False)
    assert "access" in c.not_covered("en")[0]


def test_the_level_of_each_market_stands_beside_the_index():
    for lang, names in (
        ("fr", ("Établissements", "Porteurs")),
        ("en", ("Establishments", "Project")),
    ):
        told = small().two_markets(lang)
        assert len(told) >= 2 and all("→" in text for text in told[:2])
        assert all(text.startswith(name) for text, name in zip(told, names, strict=False))


LEVELS = {  # both worlds, in the unit of the indicator
    "horizon_stabilised": (60, 48),
    "volatility_stabilised": (0.01, 0.025),
    "turnover_stabilised": (0.2, 0.15),
    "wage_stabilised": (18.6, 18.66),
    "survival_stabilised": (1, 0.9),
    "horizon_precarious": (20, 22.5),
    "volatility_precarious": (0.4, 0.3),
    "turnover_precarious": (0.3, 0.25),
    "wage_precarious": (36.54, 30),
    "survival_precarious": (0.219, 0.5),
}


def test_the_levels_of_both_markets_by_hand():
    compared = {n: stats.Paired(a, b, b - a, -1, 1, 0, 0, 2) for n, (a, b) in LEVELS.items()}
    compared["two_speed"] = stats.Paired(0.3, 0.2, -0.1, -0.2, 0.1, 0, 1, 2)
    french = [text.replace("\u202f", " ") for text in notes.two_markets(compared, "fr")]
    assert french == [
        "Établissements : horizon de financement 60,00 → 48,00 mois · variation des recettes "
        "1,0 → 2,5 % · rotation du personnel 20,0 → 15,0 % · salaire 18,60 → 18,66 €/h · "
        "survie 100,0 → 90,0 %",
        "Porteurs de projet (hors ESSMS) : horizon de financement 20,00 → 22,50 mois · variation "
        "des recettes 40,0 → 30,0 % · rotation du personnel 30,0 → 25,0 % · salaire "
        "36,54 → 30,00 €/h · survie 21,9 → 50,0 %",
    ]
    compared["two_speed"] = stats.Paired(0.3, 0.2, -0.1, -0.2, -0.05, 0, 1, 2)
    compared["horizon_stabilised"] = stats.Paired(60, 48, -12, -14, -10, 0, 1, 2)
    *levels, down = notes.two_markets(compared, "en")
    assert levels[0].startswith("Establishments: funding horizon 60.00 → 48.00 months · income")
    assert "income volatility 1.0 → 2.5% ·" in levels[0]
    assert down == (
        "Levelling down: the gap narrows, but on the side of establishments these get worse: "
        f"{REGISTRY['horizon_stabilised'].label('en')}."
    )
