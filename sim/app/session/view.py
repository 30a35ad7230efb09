"""What each screen may see of a session: plain values, ready for JSON, with texts in a language.

A team sees its own choices; bets of others appear at the second reveal. Names of teams are text:
code that shows them must escape them, as `sim.report.document.page` does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, Final

from sim.app.session import shown
from sim.app.session.cards import CHOSEN
from sim.app.session.deck import Choice
from sim.app.session.events import BY, NOBODY
from sim.app.session.plan import Phase
from sim.app.session.rounds import jobs
from sim.app.session.rules import STAGES, WHEN
from sim.app.session.state import State, Team
from sim.errors import InputError, suggestion
from sim.lang import Message, say

__all__ = ["SCREENS", "reveals", "view"]

Numbers = Mapping[str, Mapping[str, Any]]
SCREENS: Final = ("facilitator", "projector", "replay")
AFTER: Final = list(Phase)


def _reached(state: State, phase: Phase) -> bool:
    return AFTER.index(state.phase) >= AFTER.index(phase)


def _choice(name: str, choice: Choice, lang: str) -> dict[str, str]:
    return {"name": name, "title": choice.title.text(lang), "story": choice.story.text(lang)}


def _card(state: State, numbers: Numbers, lang: str) -> dict[str, Any]:
    card, deck = state.game.card, state.game.deck
    played = {
        "name": card.name,
        **{
            part: getattr(card, part).text(lang)
            for part in ("title", "story", "who", "goal", "limits")
        },
        "events": [_choice(name, deck.events[name], lang) for name in card.events],
        "sources": list(card.sources),
    }
    if _reached(state, Phase.DEBRIEF):  # before, it would give the answer away
        played["error"] = card.error.text(lang)
        played["why"] = card.expected.why.text(lang)
        found = numbers.get(f"round2:{card.expected.manner}")
        played["model"] = shown.expectation(card, found, lang)
    return played


def _team(team: Team, lang: str, state: State) -> dict[str, Any]:
    institution = state.game.deck.institutions[team.institution]
    return {
        "number": team.number,
        "name": team.name,
        "institution": institution.text(lang),
        "present": team.present,
        "bet": team.bet is not None,
        "locked": team.locked,
        "chosen": bool(team.levers),
        "led": bool(team.manner),
        "roles": [role for role, number in state.roles if number == team.number],
    }


def _own(team: Team, lang: str, state: State) -> dict[str, Any]:
    """Return what a team sees of itself."""
    deck, used = state.game.deck, dict(state.vetoes)
    roles = [role for role, number in state.roles if number == team.number]
    return {
        **_team(team, lang, state),
        "bet": None if team.bet is None else asdict(team.bet),
        "bet_text": "" if team.bet is None else shown.bet_text(team.bet, lang),
        "levers": list(team.levers),
        "manner": team.manner,
        "commitment": None if team.commitment is None else asdict(team.commitment),
        "roles": [
            {**_choice(role, deck.roles[role], lang), "veto": used.get(role, "")} for role in roles
        ],
    }


def _veto(role: str, target: str, state: State, lang: str) -> dict[str, str]:
    deck = state.game.deck
    stopped = {**deck.levers, **deck.manners}[target]
    titles = deck.roles[role].title.text(lang), stopped.title.text(lang)
    text = say("session.veto", lang, role=titles[0], target=titles[1])
    return {"role": role, "target": target, "text": text}


def acts(state: State, by: str) -> list[str]:
    """Return the kinds of events that are open now to a team or to the facilitator."""
    open_now = [
        kind for kind, who in BY.items() if who == by and state.phase in WHEN.get(kind, Phase)
    ]
    if state.phase is Phase.EXPORT:
        open_now = [kind for kind in open_now if kind not in ("next", "join")]
    return open_now


def _choices(state: State, lang: str) -> dict[str, Any]:
    deck = state.game.deck
    return {
        "levers": [_choice(name, deck.levers[name], lang) for name in state.levers],
        "most_levers": CHOSEN,
        "manners": [_choice(name, deck.manners[name], lang) for name in state.manners],
        "shocks": [_choice(name, deck.events[name], lang) for name in state.game.card.shocks],
        "losers": [
            {"name": name, "title": shown.group_name(name, lang)} for name in (*STAGES, NOBODY)
        ],
    }


def _title(key: str, state: State, lang: str) -> str:
    """Return what a job compares, in words."""
    deck = state.game.deck
    kind, _, rest = key.partition(":")
    if kind == "round1":
        names = ", ".join(deck.levers[name].title.text(lang) for name in rest.split("+"))
        return say("session.round1", lang, levers=names)
    shock, _, manner = rest.rpartition(":")
    title = deck.manners[manner].title.text(lang)
    if shock:
        return say("session.shock", lang, shock=deck.events[shock].title.text(lang), manner=title)
    return say("session.round2", lang, manner=title)


def reveals(
    state: State, numbers: Numbers, lang: str, others: Collection[str] = ()
) -> dict[str, Any]:
    """Return the results that the room has come to, and the bets laid over them.

    Parameters
    ----------
    state
        Of the session.
    numbers
        Answers of workers, by key of the job.
    lang
        ``fr`` or ``en``.
    others
        Jobs whose numbers are not those that the room has seen.
    """
    from_when = {"round1": Phase.REVEAL1, "round2": Phase.REVEAL2, "shock": Phase.SHOCK}
    found: dict[str, Any] = {name: [] for name in from_when}
    teams: dict[str, list[int]] = {}
    for team in state.teams:
        teams.setdefault(f"round1:{'+'.join(team.levers)}", []).append(team.number)
        teams.setdefault(f"round2:{team.manner}", []).append(team.number)
    for job in jobs(state):
        kind = job.key.partition(":")[0]
        if _reached(state, from_when[kind]):
            one = shown.result(job.key, _title(job.key, state, lang), numbers.get(job.key), lang)
            if job.key in others:
                one["note"] = say("session.other_numbers", lang, job=one["title"])
            found[kind].append({**one, "teams": teams.get(job.key, [])})
    if _reached(state, Phase.REVEAL2):
        found["manner"] = state.manner
        pole = numbers.get(f"round2:{state.manner}")
        found["bets"] = shown.bets(state, pole, lang)
        found["measured"] = None if pole is None else shown.against_bets(pole, lang)
    return found


def view(
    state: State,
    numbers: Numbers,
    for_whom: str,
    *,
    at: float,
    lang: str | None = None,
    others: Collection[str] = (),
) -> dict[str, Any]:
    """Return what a screen may see.

    Parameters
    ----------
    state, numbers
        Of the session.
    for_whom
        ``facilitator``, ``projector``, ``replay`` or ``team:3``.
    at
        Time in seconds, for the timer.
    lang
        ``fr`` or ``en``; without it that of the plan, or of the team.
    others
        Jobs whose numbers are not those of the record.

    Raises
    ------
    InputError
        When there is no such screen or no such team.
    """
    plan = state.game.plan
    kind, _, number = for_whom.partition(":")
    team = state.team(int(number)) if kind == "team" and number.isdecimal() else None
    if kind == "team" and team is None:
        most = str(len(state.teams))
        raise InputError(Message("session.no_team_number", number=number, most=most))
    if kind != "team" and for_whom not in SCREENS:
        near = suggestion(for_whom, SCREENS)
        raise InputError(Message("session.no_screen", name=for_whom, names=SCREENS, near=near))
    tongue = lang or (team.lang if team is not None else plan.lang)
    found: dict[str, Any] = {
        "screen": kind,
        "lang": tongue,
        "code": plan.code,
        "phase": state.phase.value,
        "title": say(f"session.phase.{state.phase.value}", tongue),
        "banner": say("teaching", tongue),
        "timer": {
            "left": state.timer.at(at),
            "running": state.timer.running,
            "planned": 60 * plan.minutes_of(state.phase),
        },
        "card": _card(state, numbers, tongue),
        "teams": [_team(one, tongue, state) for one in state.teams],
        "roles": [
            {**_choice(role, state.game.deck.roles[role], tongue), "team": number}
            for role, number in state.roles
        ],
        "vetoes": [_veto(role, target, state, tongue) for role, target in state.vetoes],
        "reveal": reveals(state, numbers, tongue, others),
        "months": plan.months,
    }
    if team is not None:
        found["you"] = _own(team, tongue, state)
        found["acts"] = acts(state, "team")
    if kind != "replay":
        found["choices"] = _choices(state, tongue)
    if kind == "facilitator":
        found["acts"] = acts(state, "facilitator")
        found["say"] = say(f"session.say.{state.phase.value}", tongue)
        found["bets"] = shown.bets(state, None, tongue)
    if kind in ("facilitator", "replay"):
        found["commitments"] = [
            {"team": one.number, "name": one.name, **asdict(one.commitment)}
            for one in state.teams if one.commitment is not None
        ]  # fmt: skip
    return found
