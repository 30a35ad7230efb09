"""Scenario cards: a question for a session, in ``configs/card`` or a folder of one's own.

A card names its story, its levers and events, and what is expected with its reason, written before
the first run. `check` makes every world that a session on the card may need, so that a mistake is
found when the session is planned and not in front of the room.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, field_validator

from sim.app.session.deck import Both, Deck, Read, Sets, deck, read
from sim.compose.cards import STORY_WORDS
from sim.compose.files import options, search_folders
from sim.compose.sentences import show
from sim.errors import InputError, suggestion
from sim.indicators.registry import REGISTRY
from sim.lang import Message
from sim.scenario.refusals import refused

__all__ = ["GROUP", "SHOWN", "Expected", "ScenarioCard", "Verdict", "card", "cards", "judged"]

GROUP: Final = "card"  # the folder, in `configs` or in that of `PARCOURS_CONFIGS`
LEVERS: Final = 6
# What the room looks at after the losers: need, solutions, waits, breaks, carers, money.
SHOWN: Final = (
    "unmet_need", "covered_share", "without_solution", "waiting", "wait_solution_median",
    "ruptures", "crises", "carer_strain", "two_speed", "public_cost",
)  # fmt: skip
CHOSEN: Final = 2  # levers that a team may use


Verdict = Literal["agrees", "contrary", "small", "unsure"]


def judged(sign: int, low: float, high: float, smallest: float) -> Verdict:
    """Return whether an interval lies on the side that was expected.

    Parameters
    ----------
    sign
        The side: 1 or -1.
    low, high
        Ends of the interval.
    smallest
        The smallest difference that counts; an interval within it on both sides confirms nothing.

    Examples
    --------
    >>> judged(1, 0.1, 0.3, 0.05), judged(1, -0.3, -0.1, 0.05)
    ('agrees', 'contrary')
    >>> judged(1, 0.01, 0.03, 0.05), judged(1, -0.1, 0.3, 0.05)
    ('small', 'unsure')
    """
    if -smallest < low and high < smallest:
        return "small"
    if low * sign > 0 and high * sign > 0:
        return "agrees"
    return "contrary" if low * sign < 0 and high * sign < 0 else "unsure"


class Expected(Read):
    """What is expected of the pole against the silos, written before the first run."""

    manner: str = Field(description="how the change is led, a name of the deck")
    indicator: str = Field(description="name of one of those that a session shows, `SHOWN`")
    sign: Literal[-1, 1] = Field(description="sign of (second world minus first)")
    why: Both


class ScenarioCard(Read):
    """A scenario card.

    Attributes
    ----------
    name
        That of its file.
    title, story, who, goal, error, limits
        What people read; `goal` is what is to be learnt, `error` the common mistake.
    a, b
        Scenarios of the two worlds; `words` make both, `b_sets` changes the second one.
    levers, events, shocks
        Names of the deck. Events hold in all rounds, a shock from the moment it is drawn.
    expected, sources
        What is expected and why, and where the matter comes from.
    """

    name: str
    title: Both
    story: Both
    who: Both
    a: str
    b: str
    words: tuple[str, ...] = ()
    b_sets: Sets = Field({})
    levers: tuple[str, ...] = Field(min_length=CHOSEN, max_length=LEVERS)
    events: tuple[str, ...] = ()
    shocks: tuple[str, ...] = Field(min_length=1)
    goal: Both
    error: Both
    expected: Expected
    sources: tuple[str, ...] = Field(min_length=1)
    limits: Both

    @field_validator("story")
    @classmethod
    def _short(cls, story: Both) -> Both:
        for text in (story.fr, story.en):
            if len(text.split()) > STORY_WORDS:
                raise refused(Message("card.story", most=str(STORY_WORDS)))
        return story

    @property
    def expects_worse(self) -> bool:
        """Whether the card expects the second world to do worse."""
        return self.expected.sign == -REGISTRY[self.expected.indicator].direction


def _names(card: ScenarioCard, of: Deck, file: str) -> list[Message]:
    """Return a problem for each name of a card that the deck or the registry does not hold."""
    named: tuple[tuple[str, tuple[str, ...], Any], ...] = (
        ("levers", card.levers, of.levers),
        ("events", card.events, of.events),
        ("shocks", card.shocks, of.events),
        ("expected.manner", (card.expected.manner,), of.manners),
        ("expected.indicator", (card.expected.indicator,), SHOWN),
    )
    wrong = []
    for field, names, known in named:
        wrong += [
            Message(
                "session.not_in_deck", file=file, field=field, name=show(name),
                names=list(known),
                near=suggestion(name, known),
            )
            for name in names if name not in known
        ]  # fmt: skip
        wrong += [
            Message("session.twice", file=file, field=field, name=show(name))
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
    return wrong


def _files() -> dict[str, Path]:
    errors: list[Message] = []
    found = options(GROUP, search_folders((), errors))
    if errors:
        raise InputError(errors)
    return found


def cards() -> tuple[str, ...]:
    """Return the names of all cards, those of one's own folder too."""
    return tuple(_files())


def card(name: str) -> ScenarioCard:
    """Return a card.

    Parameters
    ----------
    name
        Of its file, without ``.yaml``.

    Raises
    ------
    InputError
        When there is no such card, or a sentence for each mistake in its file.

    Examples
    --------
    >>> card("rushed").expects_worse
    True
    """
    files = _files()
    if name not in files:
        near = suggestion(name, files)
        names = list(files)
        raise InputError(Message("session.no_card", name=show(name), names=names, near=near))
    found = read(ScenarioCard, files[name], name=name)
    wrong = _names(found, deck(), str(files[name]))
    if wrong:
        raise InputError(wrong)
    return found
