"""Overrides of any kind become words, which are read once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd
import pytest

import sim
from sim import compose

WORDS = ["territory=training", "months=24", "places.lists=2"]


def _keys(words: list[str]) -> Iterable[str]:
    return dict.fromkeys(words).keys()


@pytest.mark.parametrize("kind", [list, tuple, iter, pd.Series, _keys])
def test_words_of_any_kind_reach_both_worlds(kind: Callable[[list[str]], Iterable[str]]) -> None:
    for scenario in compose.load_scenarios(["silo", "pole"], kind(WORDS)):
        assert scenario.clock.months == 24 and scenario.places.lists == 2


def test_a_generator_is_in_what_is_kept() -> None:
    made = sim.Sim("pole", (word for word in WORDS))
    assert made.words == tuple(WORDS) and made.scenario.clock.months == 24
    assert compose.load_scenario("pole", (word for word in WORDS)) == made.scenario
