"""The rules of a session: a state and an event make the next state, or a refusal.

`apply` reads no clock, draws nothing and changes nothing: the same events give the same states, on
any machine. What is refused leaves the state as it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sim.app.session import events as e
from sim.app.session.cards import CHOSEN
from sim.app.session.plan import PLAY, Phase
from sim.app.session.state import Bet, Commitment, State, Team
from sim.compose.sentences import show
from sim.errors import InputError, suggestion
from sim.lang import Message

__all__ = ["STAGES", "apply", "plain_text"]

STAGES: Final = ("child", "adult", "senior")  # on whose loss teams bet (docs/indicators.md)
LOSERS: Final = (*STAGES, e.NOBODY)
# When what teams do is allowed; joining and leaving are at any time but the last.
WHEN: Final[dict[str, tuple[Phase, ...]]] = {
    "bet": (Phase.BET1,),
    "lock": (Phase.BET1,),
    "levers": (Phase.ROUND1,),
    "manner": (Phase.ROUND2,),
    "veto": (Phase.ROUND1, Phase.ROUND2),
    "commit": (Phase.DEBRIEF,),
    "draw": (Phase.SHOCK,),
    "deal": (Phase.BRIEF, *PLAY),
}


def apply(state: State, tree: Mapping[str, Any]) -> State:
    """Return the state after an event.

    Parameters
    ----------
    state
        The state before.
    tree
        The event, as `sim.app.session.events.of_team`, `of_facilitator` or `of_worker` make it.

    Raises
    ------
    InputError
        With the sentence that says why the event is refused.
    """
    event = e.event(tree)
    allowed = WHEN.get(event.kind)
    if allowed is not None and state.phase not in allowed:
        raise _refusal("session.not_now", act=_act(event.kind), phase=_phase(state.phase))
    return RULES[event.kind](state, event)


def _refusal(key: str, **values: object) -> InputError:
    return InputError(Message(key, **values))


def _act(kind: str) -> Message:
    return Message(f"session.act.{kind}")


def _phase(phase: Phase) -> Message:
    return Message(f"session.phase.{phase.value}")


def _one_of(name: str, known: Iterable[str]) -> str:
    """Return a name if it is one of those known."""
    names = list(known)
    if name not in names:
        near = suggestion(name, names)
        raise _refusal("session.no_choice", name=show(name), names=names, near=near)
    return name


def plain_text(text: str, longest: int) -> str:
    """Return a text that a team typed, as text: one line, its signs as they are.

    Raises
    ------
    InputError
        When nothing is left, when it is too long, or holds signs that cannot be shown.
    """
    found = " ".join(unicodedata.normalize("NFC", text).split())
    if not found:
        raise _refusal("session.text_empty")
    if len(found) > longest:
        raise _refusal("session.text_long", longest=str(longest))
    if not found.isprintable():
        raise _refusal("session.text_signs")
    return found


def _free_name(state: State, text: str, own: int = 0) -> str:
    name = plain_text(text, e.LONGEST_NAME)
    folded = unicodedata.normalize("NFKC", name).casefold()
    for team in state.teams:
        taken = unicodedata.normalize("NFKC", team.name).casefold()
        if taken == folded and team.number != own:
            raise _refusal("session.name_taken", name=name)
    return name


def _team(state: State, event: Any) -> Team:
    team = state.seated(event.seat)
    if team is None:
        raise _refusal("session.no_seat")
    return team


def _numbered(state: State, number: int) -> Team:
    team = state.team(number)
    if team is None:
        raise _refusal("session.no_team_number", number=str(number), most=str(len(state.teams)))
    return team


def _join(state: State, event: e.Join) -> State:
    known = state.seated(event.seat)
    if known is not None:  # a refresh, or a screen that comes back: the seat and the name stay
        return state.with_team(known, present=True, lang=event.lang or known.lang)
    plan = state.game.plan
    if state.phase is Phase.EXPORT:
        raise _refusal("session.over")
    if len(state.teams) >= plan.most_teams:
        raise _refusal("session.full", most=str(plan.most_teams))
    number = len(state.teams) + 1
    institutions = list(state.game.deck.institutions)
    team = Team(
        number=number,
        seat=event.seat,
        name=_free_name(state, event.name),
        lang=event.lang or plan.lang,
        institution=institutions[(number - 1) % len(institutions)],
        # After the bets nobody may bet any more, those who come late neither.
        locked=state.phase not in (Phase.LOBBY, Phase.BRIEF, Phase.BET1),
    )
    return replace(state, teams=(*state.teams, team))


def _leave(state: State, event: e.Leave) -> State:
    return state.with_team(_team(state, event), present=False)


def _bet(state: State, event: e.PlaceBet) -> State:
    team = _team(state, event)
    if team.locked:
        raise _refusal("session.locked")
    bet = Bet(event.wait, event.cost, _one_of(event.loser, LOSERS))
    return state.with_team(team, bet=bet)


def _lock(state: State, event: e.Lock) -> State:
    team = _team(state, event)
    if team.bet is None:
        raise _refusal("session.no_bet")
    return state.with_team(team, locked=True)


def _levers(state: State, event: e.Levers) -> State:
    team = _team(state, event)
    for name in event.levers:
        _not_stopped(state, _one_of(name, state.game.card.levers))
    chosen = tuple(name for name in state.game.card.levers if name in event.levers)
    if len(chosen) > CHOSEN:
        raise _refusal("session.levers_many", most=str(CHOSEN))
    return state.with_team(team, levers=chosen)


def _not_stopped(state: State, name: str) -> None:
    if name in state.vetoed:
        raise _refusal("session.vetoed", name=show(name))


def _manner(state: State, event: e.Manner) -> State:
    team = _team(state, event)
    _not_stopped(state, _one_of(event.manner, state.game.deck.manners))
    return state.with_team(team, manner=event.manner)


def _veto(state: State, event: e.Veto) -> State:
    team = _team(state, event)
    role = _one_of(event.role, state.game.deck.roles)
    if dict(state.roles).get(role) != team.number:
        raise _refusal("session.not_role", role=show(role))
    if role in dict(state.vetoes):
        raise _refusal("session.veto_used", role=show(role))
    first = state.phase is Phase.ROUND1
    known = state.game.card.levers if first else tuple(state.game.deck.manners)
    target = _one_of(event.target, known)
    _not_stopped(state, target)
    least = CHOSEN if first else 1
    if len(state.levers if first else state.manners) <= least:
        raise _refusal("session.veto_last", least=str(least))
    teams = tuple(
        replace(
            one,
            levers=tuple(name for name in one.levers if name != target),
            manner="" if one.manner == target else one.manner,
        )
        for one in state.teams
    )
    return replace(state, teams=teams, vetoes=(*state.vetoes, (role, target)))


def _commit(state: State, event: e.Commit) -> State:
    team = _team(state, event)
    parts = (
        plain_text(text, e.LONGEST_TEXT) for text in (event.who, event.with_whom, event.by_when)
    )
    return state.with_team(team, commitment=Commitment(*parts))


def _next(state: State, event: e.Next) -> State:
    _one_of(event.phase, list(Phase))
    if event.phase != state.phase:  # two clicks, or a second screen that is behind
        raise _refusal("session.moved", phase=_phase(state.phase))
    following = state.phase.following
    if following is None:
        raise _refusal("session.last")
    if not state.teams:
        raise _refusal("session.no_team")
    if state.phase is Phase.SHOCK and not state.shock:
        raise _refusal("session.no_shock")
    if state.phase is Phase.LOBBY:
        count = len(state.teams)
        roles = tuple((role, k % count + 1) for k, role in enumerate(state.game.deck.roles))
        state = replace(state, roles=roles)
    if state.phase is Phase.BET1:
        state = replace(state, teams=tuple(replace(team, locked=True) for team in state.teams))
    seconds = 60.0 * state.game.plan.minutes_of(following)
    timer = replace(state.timer, left=seconds, since=event.at, running=True)
    return replace(state, phase=following, timer=timer)


def _pause(state: State, event: e.Pause) -> State:
    return replace(state, timer=state.timer.set(event.at, running=False))


def _resume(state: State, event: e.Resume) -> State:
    return replace(state, timer=state.timer.set(event.at, running=True))


def _extend(state: State, event: e.Extend) -> State:
    timer = state.timer.set(event.at, more=60.0 * event.minutes, running=state.timer.running)
    return replace(state, timer=timer)


def _deal(state: State, event: e.Deal) -> State:
    role = _one_of(event.role, state.game.deck.roles)
    team = _numbered(state, event.team)
    roles = {**dict(state.roles), role: team.number}
    return replace(state, roles=tuple(roles.items()))


def _draw(state: State, event: e.Draw) -> State:
    return replace(state, shock=_one_of(event.shock, state.game.card.shocks))


def _rename(state: State, event: e.Rename) -> State:
    team = _numbered(state, event.team)
    return state.with_team(team, name=_free_name(state, event.name, team.number))


def _answer(state: State, event: e.Answer) -> State:
    known = dict(state.results).get(event.job)
    if known is not None:
        if known != event.digest:
            raise _refusal("session.other_numbers", job=event.job)
        return state
    return replace(state, results=(*state.results, (event.job, event.digest)))


RULES: Final[dict[str, Callable[[State, Any], State]]] = {
    "join": _join, "leave": _leave, "bet": _bet, "lock": _lock, "levers": _levers,
    "manner": _manner, "veto": _veto, "commit": _commit, "next": _next, "pause": _pause,
    "resume": _resume, "extend": _extend, "deal": _deal, "draw": _draw, "rename": _rename,
    "answer": _answer,
}  # fmt: skip
