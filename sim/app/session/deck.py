"""What scenario cards choose from: levers, manners of change, events, roles, institutions.

They stand in ``configs/deck.yaml``. What a choice sets are parameters of the scenario
(`sim.scenario.scenario.Scenario.with_`): no choice has an effect of its own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.compose.files import shipped
from sim.compose.sentences import wrong_fields
from sim.compose.yaml_files import tree_of
from sim.errors import InputError
from sim.lang import Message
from sim.scenario.refusals import refused

__all__ = ["Both", "Choice", "Deck", "Read", "deck", "read"]

Sets = dict[str, dict[str, Any]]
Lang = Literal["fr", "en"]
FILE: Final = "deck.yaml"


class Read(BaseModel):
    """What is read from a file or a message: frozen, and nothing that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Both(Read):
    """A text in French and in English; neither may be missing."""

    fr: str
    en: str

    @model_validator(mode="after")
    def _written(self) -> Both:
        if not (self.fr.strip() and self.en.strip()):
            raise refused(Message("session.both"))
        return self

    def text(self, lang: str) -> str:
        """Return the text in a language, ``fr`` or ``en``."""
        return self.en if lang == "en" else self.fr


class Choice(Read):
    """One card of the deck.

    Attributes
    ----------
    title, story
        What people read.
    sets
        Parameters of the scenario, by part; none for a role.
    source
        Where its values come from, when it is not said once for all.
    """

    title: Both
    story: Both
    sets: Sets = Field({})
    source: Both | None = None


class Deck(Read):
    """All cards that a session may use, by name and in their order."""

    levers: dict[str, Choice] = Field(min_length=1)
    manners: dict[str, Choice] = Field(min_length=1)
    events: dict[str, Choice] = Field(min_length=1)
    roles: dict[str, Choice] = Field(min_length=1)
    institutions: dict[str, Both] = Field(min_length=1)


def read[M: Read](kind: type[M], file: Path, **more: object) -> M:
    """Return the content of a YAML file.

    Parameters
    ----------
    kind
        What it holds.
    file
        The file.
    **more
        Fields that the file does not hold, such as its name.

    Raises
    ------
    InputError
        With a sentence for each field that cannot be used.
    """
    tree = tree_of(file)
    if not isinstance(tree, dict):
        raise InputError(Message("session.mapping", file=str(file)))
    try:
        return kind.model_validate({**tree, **more})
    except ValidationError as error:
        raise InputError(wrong_fields(error, str(file))) from None


@cache
def deck(file: Path | None = None) -> Deck:
    """Return the deck that comes with the model, or that of a file.

    Raises
    ------
    InputError
        When the file does not hold what a deck must.
    """
    return read(Deck, file or shipped() / FILE)
