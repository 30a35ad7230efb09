"""The state of a session: plain frozen values that only `sim.app.session.rules.apply` makes anew.

No clock and no generator of random numbers is read here: times come with events.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from sim.app.session.cards import ScenarioCard, card
from sim.app.session.deck import Deck, deck
from sim.app.session.plan import Phase, Plan

__all__ = ["Bet", "Commitment", "Game", "State", "Team", "Timer"]


@dataclass(frozen=True)
class Game:
    """What does not change during a session: the plan, its card and the deck.

    Attributes
    ----------
    made
        Jobs that were made, by key: screens ask for the same ones again and again.
    """

    plan: Plan
    card: ScenarioCard
    deck: Deck
    made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Return the game of a plan.

        Raises
        ------
        InputError
            When its card cannot be used.
        """
        return cls(plan, card(plan.card), deck())


@dataclass(frozen=True)
class Bet:
    """What a team expects of the pole, against the silos.

    Attributes
    ----------
    wait
        Difference of the median wait for a solution, in months.
    cost
        Difference of the public cost per person, in per cent.
    loser
        The life stage that loses, or `NOBODY`.
    """

    wait: int
    cost: int
    loser: str


@dataclass(frozen=True)
class Commitment:
    """What a team will do after the session: who, with whom, by when."""

    who: str
    with_whom: str
    by_when: str


@dataclass(frozen=True)
class Team:
    """A seat and what its team has chosen.

    Attributes
    ----------
    number
        From 1, in the order of arrival; it never changes.
    seat
        Digest of the token that the browser of the team holds.
    present
        Whether its screen is connected.
    """

    number: int
    seat: str
    name: str
    lang: str
    institution: str
    present: bool = True
    bet: Bet | None = None
    locked: bool = False
    levers: tuple[str, ...] = ()
    manner: str = ""
    commitment: Commitment | None = None


@dataclass(frozen=True)
class Timer:
    """Time left in a state of the session; it moves nothing by itself.

    Attributes
    ----------
    left
        Seconds left at the moment `since`.
    since
        Time of the event that set it, seconds.
    """

    left: float = 0.0
    since: float = 0.0
    running: bool = False

    def at(self, now: float) -> float:
        """Return the seconds left; a clock that goes back gives none, and none are below 0."""
        gone = max(0.0, now - self.since) if self.running else 0.0
        return max(0.0, self.left - gone)

    def set(self, now: float, *, more: float = 0.0, running: bool) -> Timer:
        """Return the timer from a moment on, with `more` seconds."""
        return Timer(max(0.0, self.at(now) + more), now, running)


@dataclass(frozen=True)
class State:
    """A moment of a session.

    Attributes
    ----------
    roles
        The team of each role, by name of the role; dealt when the briefing begins.
    vetoes
        What each role has stopped: a lever or a manner.
    shock
        Name of the event drawn for the shock; nothing before.
    results
        Digest of the numbers of each job that was answered.
    """

    game: Game = field(compare=False)
    phase: Phase = Phase.LOBBY
    timer: Timer = Timer()
    teams: tuple[Team, ...] = ()
    roles: tuple[tuple[str, int], ...] = ()
    vetoes: tuple[tuple[str, str], ...] = ()
    shock: str = ""
    results: tuple[tuple[str, str], ...] = ()

    @classmethod
    def first(cls, game: Game) -> Self:
        """Return the state before the first event."""
        return cls(game)

    def team(self, number: int) -> Team | None:
        """Return the team of a number, if there is one."""
        return self.teams[number - 1] if 1 <= number <= len(self.teams) else None

    def seated(self, seat: str) -> Team | None:
        """Return the team of a seat, if there is one."""
        return next((team for team in self.teams if team.seat == seat), None)

    def with_team(self, team: Team, **changes: Any) -> State:
        """Return the state in which one team has changed."""
        new = replace(team, **changes)
        teams = (*self.teams[: team.number - 1], new, *self.teams[team.number :])
        return replace(self, teams=teams)

    @property
    def vetoed(self) -> frozenset[str]:
        """All that was stopped."""
        return frozenset(target for _, target in self.vetoes)

    @property
    def levers(self) -> tuple[str, ...]:
        """Levers that may still be chosen, in the order of the card."""
        return tuple(name for name in self.game.card.levers if name not in self.vetoed)

    @property
    def manners(self) -> tuple[str, ...]:
        """Manners of change that may still be chosen, in the order of the deck."""
        return tuple(name for name in self.game.deck.manners if name not in self.vetoed)

    @property
    def manner(self) -> str:
        """The manner of the room: the one that most teams chose, the first of the deck in a tie.

        Without any choice it is that of the card.
        """
        chosen = [team.manner for team in self.teams if team.manner in self.manners]
        expected = self.game.card.expected.manner
        rest = expected if expected in self.manners else self.manners[0]
        return max(self.manners, key=chosen.count) if chosen else rest

    def tree(self) -> dict[str, Any]:
        """Return the state as plain values, without the game."""
        return {
            **{name: getattr(self, name) for name in ("phase", "shock")},
            "timer": asdict(self.timer),
            "teams": [asdict(team) for team in self.teams],
            "roles": [list(pair) for pair in self.roles],
            "vetoes": [list(pair) for pair in self.vetoes],
            "results": [list(pair) for pair in self.results],
        }

    def digest(self) -> str:
        """Return 32 hexadecimal digits of all that happened."""
        text = json.dumps(self.tree(), sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
