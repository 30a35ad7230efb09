"""The registry of indicators: complete, bilingual, and known to the cards."""

from __future__ import annotations

import pytest

from sim import compose
from sim import lang as labels
from sim.indicators.registry import HEADLINE, INDICATORS, LOSER_INDICATORS, REGISTRY, Ratio


def test_names_are_unique():
    assert len(REGISTRY) == len(INDICATORS)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda i: i.name)
def test_every_indicator_says_what_it_is_in_both_languages(indicator):
    for text in (indicator.label("fr"), indicator.label("en")):
        assert text and text[0].isupper() and not text.endswith(".")
    for text in (indicator.definition("fr"), indicator.definition("en")):
        assert text.endswith(".") and len(text) > 15
    assert indicator.definition("fr") != indicator.definition("en")
    assert indicator.direction in (-1, 0, 1)
    assert labels.unit(indicator.unit, "fr") and labels.unit(indicator.unit, "en")


def test_labels_tell_indicators_apart():
    for lang in labels.LANGS:
        told = [indicator.label(lang) for indicator in INDICATORS]
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("name", compose.groups()["scenario"])
def test_cards_name_indicators_that_exist(name):
    expectation = compose.card(name).expectation
    assert expectation is None or expectation.indicator in REGISTRY


def test_lists_name_indicators_that_exist():
    assert set(HEADLINE) <= set(REGISTRY)
    assert set(LOSER_INDICATORS) <= set(REGISTRY)
    assert all(REGISTRY[name].direction for name in LOSER_INDICATORS)


def test_a_count_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="nothing is not counted"):
        Ratio(("nothing",))
