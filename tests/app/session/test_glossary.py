"""The glossary has every word that a session shows, in both languages."""

from __future__ import annotations

import pytest

from sim.app.session.cards import SHOWN
from sim.app.session.deck import deck
from sim.app.session.glossary import WORDS, glossary
from sim.indicators.registry import REGISTRY
from sim.lang import LANGS
from sim.results.verdict import MARKS


@pytest.mark.parametrize("lang", LANGS)
def test_every_measure_mark_and_card_is_defined_once(lang: str) -> None:
    found = glossary(lang)
    entries = [entry for group in found.values() for entry in group]
    terms = [term for term, _ in entries]
    cards = deck()
    groups = (cards.levers, cards.manners, cards.events, cards.roles)
    titles = [choice.title.text(lang) for group in groups for choice in group.values()]
    measures = [REGISTRY[name].label(lang) for name in SHOWN]
    assert terms[len(WORDS) :] == [*MARKS.values(), *measures, *titles]
    assert len(set(terms)) == len(terms) and all(text.strip() for _, text in entries)


def test_both_languages_define_the_same_words() -> None:
    french, english = (glossary(lang) for lang in LANGS)
    assert [len(group) for group in french.values()] == [len(group) for group in english.values()]
    assert not {title for title in french} & {title for title in english}
