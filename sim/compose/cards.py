"""Texts of a scenario for readers; no rule and no digest uses them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from sim.compose.files import options, search_folders
from sim.compose.mappings import as_words
from sim.compose.names import no_scenario
from sim.compose.sentences import wrong_fields
from sim.compose.words import searched
from sim.compose.yaml_files import tree_of
from sim.errors import InputError
from sim.lang import Message
from sim.scenario.refusals import refused

__all__ = [
    "Bilingual",
    "Card",
    "Expectation",
    "FailsWhen",
    "card",
    "smallest_effects",
    "words_of",
    "world_title",
]


STORY_WORDS: Final = 60


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Bilingual(_Read):
    """One text in French and in English."""

    fr: str = ""
    en: str = ""


class FailsWhen(Bilingual):
    """Condition in which an expectation should fail, as a sentence and as override words."""

    words: tuple[str, ...] = Field((), description="override words that make the condition")


class Expectation(_Read):
    """Expectation of a scenario, written before any of its results exists."""

    against: str = Field("silo", description="scenario it is compared with")
    indicator: str = Field(description="name in the registry of indicators")
    sign: Literal[-1, 1] = Field(description="sign of (this scenario minus the other)")
    delta: float = Field(ge=0, description="smallest effect that counts, unit of the indicator")
    fails_when: FailsWhen


class Card(_Read):
    """Texts of a scenario: title, short title, story of at most 60 words, expectation."""

    name: str
    title: Bilingual
    short: Bilingual = Bilingual()
    story: Bilingual = Bilingual()
    expectation: Expectation | None = None

    @field_validator("story")
    @classmethod
    def _short(cls, story: Bilingual) -> Bilingual:
        for text in (story.fr, story.en):
            if len(text.split()) > STORY_WORDS:
                raise refused(Message("card.story", most=str(STORY_WORDS)))
        return story


def card(name: str, words: Sequence[str] = ()) -> Card:
    """Return the texts of a scenario.

    Parameters
    ----------
    name
        Of the scenario.
    words
        Overrides, of which those that name folders of one's own scenarios are used.

    Raises
    ------
    InputError
        When there is no such scenario, or its card does not hold what a card must.
    """
    file, tree = _read(name, words)
    return card_in(tree.get("card") if isinstance(tree, dict) else None, name, file)


def card_in(found: object, name: str, file: Path) -> Card:
    """Return the card that a file holds; one with its name alone if there is none.

    Raises
    ------
    InputError
        When it does not hold what a card must.
    """
    if found is None:
        return Card(name=name, title=Bilingual(fr=name, en=name))
    if not isinstance(found, dict):
        raise InputError(Message("card.mapping", file=str(file)))
    try:
        return Card.model_validate({**found, "name": name})
    except ValidationError as error:
        raise InputError(wrong_fields(error, str(file), "card")) from None


def _read(name: str, words: Sequence[str] = ()) -> tuple[Path, Any]:
    """Return the file of a scenario, and its content."""
    errors: list[Message] = []
    roots = search_folders(searched(words), errors)
    known = options("scenario", roots)
    if not isinstance(name, str) or name not in known:
        errors.insert(0, no_scenario(name, known, roots))
    if errors:
        raise InputError(errors)
    file = known[name]
    return file, tree_of(file) or {}


def words_of(name: str) -> tuple[str, ...]:
    """Return the words that make a scenario from the default world, as its file sets them.

    Raises
    ------
    InputError
        When there is no such scenario, or its file cannot be read.

    Examples
    --------
    >>> words_of("pole")
    ('organisation=pole',)
    """
    _, tree = _read(name)
    chosen = {}
    for entry in tree.get("defaults", ()):
        for group, choice in entry.items() if isinstance(entry, dict) else ():
            chosen[str(group).removeprefix("override").strip().lstrip("/")] = choice
    values = {key: value for key, value in tree.items() if key not in ("defaults", "card")}
    return (*as_words(chosen), *as_words(values))


def world_title(label: str, words: Sequence[str] = ()) -> Bilingual:
    """Return the name of a world in tables and figures: the short title of its scenario.

    Without a short title it is the title; without a card, the label itself.

    Parameters
    ----------
    label
        Name of a scenario, and what follows it: ``silo + respite`` with a policy.
    words
        As in `card`.

    Examples
    --------
    >>> world_title("silo + respite").fr
    'silos + respite'
    """
    name, plus, rest = label.partition(" + ")
    try:
        found = card(name, words)
    except InputError:  # a scenario made by hand, or one of another folder
        return Bilingual(fr=label, en=label)
    fr, en = ((found.short.fr or found.title.fr), (found.short.en or found.title.en))
    return Bilingual(fr=f"{fr or name}{plus}{rest}", en=f"{en or name}{plus}{rest}")


def smallest_effects(label: str, words: Sequence[str] = ()) -> dict[str, float]:
    """Return the smallest effects that count, by indicator, as the card of a world gives them.

    Parameters
    ----------
    label
        As in `world_title`. A world without a card gives none.
    words
        As in `card`.

    Examples
    --------
    >>> smallest_effects("pole"), smallest_effects("mine")
    ({'unmet_need': 0.02}, {})
    """
    try:
        found = card(label.partition(" + ")[0], words).expectation
    except InputError:
        return {}
    return {} if found is None else {found.indicator: found.delta}
