"""The levels of the two markets in sentences, from values that are known."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.indicators import stats
from sim.indicators.registry import REGISTRY
from sim.results import notes

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


@pytest.mark.parametrize(
    ("tested", "most", "text"),
    [(80, 7, "about 2, and up to 7"), (80, 1, "about 1, and up to 1"), (20, 0, "about 0, and up")],
)
def test_the_number_by_luck_is_never_above_the_most(tested: int, most: int, text: str) -> None:
    lost = pd.DataFrame({"indicator": ["waiting"]})
    lost.attrs.update(tested=tested, by_luck=most)
    assert text in notes.losers_note(lost, "en")
