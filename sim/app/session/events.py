"""Events: all that may happen to a session, checked field by field.

Who acts is never taken from what a browser sends. The server makes an event with `of_facilitator`
(after it has checked the password), `of_team` (with the token of the browser) or `of_worker`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field, ValidationError

from sim.app.session.deck import Read
from sim.compose.sentences import one_line, show
from sim.errors import InputError, suggestion
from sim.lang import Message
from sim.scenario.refusals import reason

__all__ = [
    "BY",
    "KINDS",
    "LONGEST_NAME",
    "NOBODY",
    "Event",
    "event",
    "of_facilitator",
    "of_team",
    "of_worker",
    "seat_of",
]

NOBODY: Final = "nobody"
LONGEST_NAME: Final = 30  # characters of the name of a team
LONGEST_TEXT: Final = 120  # characters of a part of a commitment
LONGEST_SENT: Final = 400  # characters of any text before it is looked at


class Event(Read):
    """What all events have.

    Attributes
    ----------
    at
        Time in seconds, of the clock of the server.
    by
        Who acts; set by the server.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    kind: str
    by: str
    at: float = Field(ge=-1e12, le=1e12)


class _OfTeam(Event):
    by: Literal["team"] = "team"
    seat: str = Field(pattern=r"^[0-9a-f]{32}$")


class _OfFacilitator(Event):
    by: Literal["facilitator"] = "facilitator"


class Join(_OfTeam):
    """A team sits down, comes back after a refresh, or takes its seat again."""

    kind: Literal["join"]
    name: str = Field(max_length=LONGEST_SENT)
    lang: Literal["fr", "en", ""] = ""


class Leave(_OfTeam):
    """The screen of a team is gone; its seat stays."""

    kind: Literal["leave"]


class PlaceBet(_OfTeam):
    """A team bets; until the bet is locked it may bet anew."""

    kind: Literal["bet"]
    wait: int = Field(ge=-24, le=24)
    cost: int = Field(ge=-50, le=50)
    loser: str = Field(max_length=LONGEST_SENT)


class Lock(_OfTeam):
    """A team locks its bet."""

    kind: Literal["lock"]


class Levers(_OfTeam):
    """A team chooses its levers."""

    kind: Literal["levers"]
    levers: list[str] = Field(max_length=20)


class Manner(_OfTeam):
    """A team chooses how the change is led."""

    kind: Literal["manner"]
    manner: str = Field(max_length=LONGEST_SENT)


class Veto(_OfTeam):
    """A team uses the veto of a role that it holds."""

    kind: Literal["veto"]
    role: str = Field(max_length=LONGEST_SENT)
    target: str = Field(max_length=LONGEST_SENT)


class Commit(_OfTeam):
    """A team says what it will do: who, with whom, by when."""

    kind: Literal["commit"]
    who: str = Field(max_length=LONGEST_SENT)
    with_whom: str = Field(max_length=LONGEST_SENT)
    by_when: str = Field(max_length=LONGEST_SENT)


class Next(_OfFacilitator):
    """The facilitator moves on; `phase` is the state that their screen shows."""

    kind: Literal["next"]
    phase: str = Field(max_length=LONGEST_SENT)


class Pause(_OfFacilitator):
    """The timer stops."""

    kind: Literal["pause"]


class Resume(_OfFacilitator):
    """The timer goes on."""

    kind: Literal["resume"]


class Extend(_OfFacilitator):
    """The timer gets more minutes."""

    kind: Literal["extend"]
    minutes: int = Field(ge=1, le=60)


class Deal(_OfFacilitator):
    """A role goes to another team."""

    kind: Literal["deal"]
    role: str = Field(max_length=LONGEST_SENT)
    team: int


class Draw(_OfFacilitator):
    """The event of the shock is drawn."""

    kind: Literal["draw"]
    shock: str = Field(max_length=LONGEST_SENT)


class Rename(_OfFacilitator):
    """A team gets another name."""

    kind: Literal["rename"]
    team: int
    name: str = Field(max_length=LONGEST_SENT)


class Answer(Event):
    """A worker has simulated a job; the numbers themselves are not part of the event."""

    kind: Literal["answer"]
    by: Literal["worker"] = "worker"
    job: str = Field(max_length=LONGEST_SENT)
    a: str = Field(pattern=r"^[0-9a-f]{32}$")
    b: str = Field(pattern=r"^[0-9a-f]{32}$")
    seeds: list[int] = Field(max_length=200)
    digest: str = Field(pattern=r"^[0-9a-f]{1,64}$")


KINDS: Final[dict[str, type[Event]]] = {
    str(kind.model_fields["kind"].annotation.__args__[0]): kind  # type: ignore[union-attr]
    for kind in (
        Join, Leave, PlaceBet, Lock, Levers, Manner, Veto, Commit,
        Next, Pause, Resume, Extend, Deal, Draw, Rename, Answer,
    )
}  # fmt: skip
BY: Final = {name: kind.model_fields["by"].default for name, kind in KINDS.items()}


def seat_of(token: str) -> str:
    """Return the seat of a token; the record holds the seat alone, which opens nothing."""
    return hashlib.blake2b(token.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _sent(message: object) -> dict[str, Any]:
    if not isinstance(message, Mapping):
        return {"kind": ""}
    return {str(key): value for key, value in message.items()}


def of_team(token: str, message: object, at: float) -> dict[str, Any]:
    """Return what the browser of a team sent, as an event of that team.

    Parameters
    ----------
    token
        Of the browser.
    message
        What was sent, decoded from JSON; whatever it says of who acts is replaced.
    at
        Time in seconds.
    """
    return {**_sent(message), "by": "team", "seat": seat_of(token), "at": at}


def of_facilitator(message: object, at: float) -> dict[str, Any]:
    """Return what the browser of the facilitator sent, their password checked before."""
    return {**_sent(message), "by": "facilitator", "at": at}


def of_worker(message: object, at: float) -> dict[str, Any]:
    """Return the answer of a worker as an event."""
    return {**_sent(message), "by": "worker", "at": at}


def event(tree: Mapping[str, Any]) -> Event:
    """Return an event that may be applied.

    Raises
    ------
    InputError
        When there is no such event, when it belongs to others, or when a field cannot be used.
    """
    kind = tree.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        near = suggestion(str(kind), KINDS)
        raise InputError(Message("session.no_event", kind=show(kind), near=near))
    if tree.get("by") != BY[kind]:
        raise InputError(Message(f"session.only.{BY[kind]}"))
    try:
        return KINDS[kind].model_validate(dict(tree))
    except ValidationError as error:
        item = error.errors(include_url=False)[0]
        name = one_line(".".join(str(part) for part in item["loc"]))
        raise InputError(
            Message("session.field", kind=kind, field=name, reason=reason(item))
        ) from None
