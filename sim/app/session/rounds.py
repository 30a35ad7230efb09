"""The worlds of a session: each a scenario made from the fields of the schema, in pairs to compare.

Round 1: the silos with the levers of a team, against the silos as they are. Round 2: the pole in
each manner of change, against the silos, with the same persons and the same events. Shock: both
worlds again, with the event that was drawn. All of a round is the same country, the same seeds and
the same luck.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim import compose
from sim.app.session.cards import ScenarioCard
from sim.app.session.deck import Sets
from sim.app.session.plan import Phase
from sim.app.session.state import Game, State
from sim.errors import InputError
from sim.lang import Message
from sim.scenario.scenario import Scenario

__all__ = ["Job", "check", "jobs", "lever_job", "pole_job", "worlds"]


@dataclass(frozen=True)
class Job:
    """Two worlds to simulate and compare.

    Attributes
    ----------
    key
        Its name in the session, such as ``round1:entry+partners``.
    a, b
        The two worlds; differences are b minus a.
    seeds
        One a replicate, the same for both worlds.
    """

    key: str
    a: Scenario
    b: Scenario
    seeds: tuple[int, ...]

    def tree(self) -> dict[str, Any]:
        """Return what the record holds of the job: enough to know it again."""
        return {
            "job": self.key, "a": self.a.digest(), "b": self.b.digest(),
            "seeds": list(self.seeds),
        }  # fmt: skip

    def digest(self) -> str:
        """Return 32 hexadecimal digits that name the worlds and the seeds."""
        text = f"{self.a.digest()} {self.b.digest()} {self.seeds}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def _base(name: str, words: tuple[str, ...], months: int) -> Scenario:
    scenario = compose.load_scenario(name, words)
    clock = {"months": months, "reform_month": 0, "record_people": 0}
    return scenario.with_(clock=clock)


def worlds(card: ScenarioCard, months: int) -> tuple[Scenario, Scenario]:
    """Return both worlds of a card, before any event, lever or manner.

    Raises
    ------
    InputError
        When a scenario, a word or a value of the card cannot be used.
    """
    a = _base(card.a, card.words, months)
    b = _base(card.b, card.words, months)
    return a, _changed(b, [card.b_sets])


def _changed(scenario: Scenario, sets: Iterable[Sets]) -> Scenario:
    for one in sets:
        scenario = scenario.with_(**one)
    return scenario


def _after(scenario: Scenario, game: Game, events: Iterable[str]) -> Scenario:
    return _changed(scenario, [game.deck.events[name].sets for name in events])


def lever_job(game: Game, levers: tuple[str, ...]) -> Job:
    """Return the job of a team in silos: the world with its levers, against the one without.

    Parameters
    ----------
    levers
        Names of the deck.
    """
    key = f"round1:{'+'.join(levers)}"
    return _kept(game, key, lambda: _lever_job(game, levers, key))


def _kept(game: Game, key: str, make: Callable[[], Job]) -> Job:
    """Return a job of the game, made once."""
    if key not in game.made:
        game.made[key] = make()
    job: Job = game.made[key]
    return job


def _lever_job(game: Game, levers: tuple[str, ...], key: str) -> Job:
    first = _after(worlds(game.card, game.plan.months)[0], game, game.card.events)
    with_levers = _changed(first, [game.deck.levers[name].sets for name in levers])
    title = " + ".join(game.deck.levers[name].title.text(game.plan.lang) for name in levers)
    return Job(key, first, _labelled(with_levers, title), game.plan.all_seeds)


def pole_job(game: Game, manner: str, shock: str = "") -> Job:
    """Return the job of the pole in a manner of change, against the silos.

    Parameters
    ----------
    manner
        Name of the deck.
    shock
        Event that both worlds undergo besides those of the card; none if empty.
    """
    key = f"shock:{shock}:{manner}" if shock else f"round2:{manner}"
    return _kept(game, key, lambda: _pole_job(game, manner, shock, key))


def _pole_job(game: Game, manner: str, shock: str, key: str) -> Job:
    a, b = worlds(game.card, game.plan.months)
    events = (*game.card.events, *([shock] if shock else ()))
    chosen = game.deck.manners[manner]
    first = _after(a, game, events)
    # The manner comes first and the card last: what a card takes away, no manner gives back.
    second = _after(_changed(b, [chosen.sets, game.card.b_sets]), game, events)
    title = f"{compose.world_title(game.card.b).fr}, {chosen.title.fr}"
    if game.plan.lang == "en":
        title = f"{compose.world_title(game.card.b).en}, {chosen.title.en}"
    return Job(key, first, _labelled(second, title), game.plan.all_seeds)


def _labelled(scenario: Scenario, title: str) -> Scenario:
    return scenario.with_(label=title[:80])


def jobs(state: State) -> list[Job]:
    """Return the jobs whose numbers the room will look at, those needed first at the front.

    Parameters
    ----------
    state
        Of the session; jobs that were answered are among them.
    """
    game, phase = state.game, state.phase
    order = list(Phase)
    found: dict[str, Job] = {}

    def add(job: Job) -> None:
        found.setdefault(job.key, job)

    if order.index(phase) >= order.index(Phase.ROUND1):
        for team in state.teams:
            if team.levers:
                add(lever_job(game, team.levers))
    if order.index(phase) >= order.index(Phase.ROUND2):
        # The one of the room first; the others are shown beside it.
        for manner in dict.fromkeys((state.manner, *game.deck.manners)):
            add(pole_job(game, manner))
    if state.shock:
        add(pole_job(game, state.manner, state.shock))
    return list(found.values())


def check(game: Game) -> None:
    """Make every world that a session may need, so that no mistake is found in front of the room.

    Raises
    ------
    InputError
        With the sentences of what cannot be used, and what of the card it is.
    """
    card = game.card
    wrong: list[Message] = []

    def tried(name: str, make: Any) -> None:
        try:
            make()
        except InputError as error:
            wrong.extend(
                Message("session.card_world", card=card.name, name=name, problem=problem)
                for problem in error.problems
            )

    tried("words", lambda: worlds(card, game.plan.months))
    if not wrong:
        for name in card.levers:
            tried(name, lambda name=name: lever_job(game, (name,)))
        for name in game.deck.manners:
            for shock in ("", *card.shocks):
                tried(shock or name, lambda name=name, shock=shock: pole_job(game, name, shock))
    if wrong:
        raise InputError(list(dict.fromkeys(wrong)))
