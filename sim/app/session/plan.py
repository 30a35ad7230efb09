"""The plan of a session: its card, its language, its minutes; checked before anybody sits down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from sim.app.session.deck import Lang, Read
from sim.compose.sentences import wrong_fields
from sim.errors import InputError
from sim.lang import Message
from sim.scenario.refusals import refused

__all__ = ["CODE", "FORMS", "PLAY", "Phase", "Plan", "plan"]


class Phase(StrEnum):
    """The states of a session, in their order; only the facilitator moves to the next one."""

    LOBBY = "LOBBY"
    BRIEF = "BRIEF"
    BET1 = "BET1"
    ROUND1 = "ROUND1"
    REVEAL1 = "REVEAL1"
    ROUND2 = "ROUND2"
    REVEAL2 = "REVEAL2"
    SHOCK = "SHOCK"
    DEBRIEF = "DEBRIEF"
    EXPORT = "EXPORT"

    @property
    def following(self) -> Phase | None:
        """The state after this one; None after the last."""
        order = list(Phase)
        rank = order.index(self) + 1
        return order[rank] if rank < len(order) else None


CODE: Final = re.compile(r"[a-z0-9-]{1,40}")  # names of sessions, which are names of folders
# What is play: from the bets to the shock. The debrief is at least as long.
PLAY: Final = (
    Phase.BET1, Phase.ROUND1, Phase.REVEAL1, Phase.ROUND2, Phase.REVEAL2, Phase.SHOCK,
)  # fmt: skip
# Minutes of each state, in the order of `Phase`, by the length of the session.
FORMS: Final[dict[int, tuple[int, ...]]] = {
    90: (4, 6, 4, 9, 5, 9, 5, 6, 38, 4),
    45: (2, 3, 2, 4, 3, 4, 3, 3, 19, 2),
}


class Plan(Read):
    """What is fixed before a session begins.

    Attributes
    ----------
    code
        Name of the session: lower-case letters, digits and hyphens.
    card
        Name of the scenario card.
    lang
        ``fr`` or ``en``: of the projector, and of teams that ask for no other.
    form
        Length in minutes, 90 or 45.
    minutes
        Minutes of each state, if they are not those of the form.
    months, seeds, first_seed
        Months of a round, and the seeds of its runs.
    most_teams
        Teams that may join.
    """

    code: str = "session"
    card: str
    lang: Lang = "fr"
    form: Literal[90, 45] = 90
    minutes: dict[Phase, int] = Field({})
    months: int = Field(24, ge=12, le=120)
    seeds: int = Field(20, ge=2, le=200)
    first_seed: int = Field(1, ge=0, le=2**62)
    most_teams: int = Field(24, ge=1, le=60)

    @field_validator("code")
    @classmethod
    def _plain(cls, code: str) -> str:
        if not CODE.fullmatch(code):
            raise refused(Message("session.code"))
        return code

    @model_validator(mode="after")
    def _lengths(self) -> Plan:
        wrong = [
            Message("session.minutes", phase=phase.value, minutes=str(minutes))
            for phase, minutes in self.minutes.items()
            if not 1 <= minutes <= self.form
        ]
        if wrong:
            raise refused(*wrong)
        play, debrief = sum(map(self.minutes_of, PLAY)), self.minutes_of(Phase.DEBRIEF)
        if debrief < play:
            raise refused(Message("session.debrief", debrief=str(debrief), play=str(play)))
        whole = sum(map(self.minutes_of, Phase))
        if whole > self.form:
            raise refused(Message("session.too_long", whole=str(whole), form=str(self.form)))
        return self

    def minutes_of(self, phase: Phase) -> int:
        """Return the planned length of a state, in minutes."""
        return self.minutes.get(phase, FORMS[self.form][list(Phase).index(phase)])

    @property
    def all_seeds(self) -> tuple[int, ...]:
        """The seeds of every run of the session."""
        return tuple(range(self.first_seed, self.first_seed + self.seeds))


def plan(tree: Mapping[str, Any], where: str) -> Plan:
    """Return a plan from its fields.

    Parameters
    ----------
    tree
        Values by name.
    where
        What a sentence names: a file, or the command.

    Raises
    ------
    InputError
        With a sentence for each value that cannot be used.
    """
    try:
        return Plan.model_validate(dict(tree))
    except ValidationError as error:
        raise InputError(wrong_fields(error, where)) from None
