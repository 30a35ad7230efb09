"""The glossary of a session: words of the results, levers, manners and measures.

It is made from the catalogues of texts and from the deck, so that the glossary, the page and the
printed cards have the same words.
"""

from __future__ import annotations

from typing import Final

from sim.app.session.cards import SHOWN
from sim.app.session.deck import deck
from sim.indicators.registry import REGISTRY
from sim.lang import say
from sim.results.verdict import MARKS

__all__ = ["WORDS", "glossary"]

WORDS: Final = (
    "apart", "platform", "replicate", "seed", "interval", "loser", "round", "veto", "teaching",
)  # fmt: skip

Entries = tuple[tuple[str, str], ...]


def glossary(lang: str) -> dict[str, Entries]:
    """Return terms with their definitions, by the title of their group.

    Parameters
    ----------
    lang
        ``fr`` or ``en``.
    """
    cards = deck()
    words = tuple(
        (say(f"session.word.{word}.label", lang), say(f"session.word.{word}.definition", lang))
        for word in WORDS
    )
    marks = tuple((mark, say(f"reading.{verdict}", lang)) for verdict, mark in MARKS.items())
    measures = tuple(
        (REGISTRY[name].label(lang), REGISTRY[name].definition(lang)) for name in SHOWN
    )
    return {
        say("session.word.words", lang): words,
        say("session.word.marks", lang): marks,
        say("session.word.measures", lang): measures,
        **{
            say(f"session.kit.{group}", lang): tuple(
                (choice.title.text(lang), choice.story.text(lang)) for choice in found.values()
            )
            for group, found in (
                ("levers", cards.levers),
                ("manners", cards.manners),
                ("events", cards.events),
                ("roles", cards.roles),
            )
        },
    }
