"""What a sweep runs: the model, or a function of a module through the same code.

A game checks points before anything runs, and answers one run at a time. A function in place of the
model makes tests exact and fast, and lets users sweep a model of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

import numpy.typing as npt

from sim.sweep.schema import SCHEMA_VERSION

__all__ = ["LEFT_OUT", "Answer", "Configured", "Game", "key_prefix", "split"]

LEFT_OUT: Final[Any] = {"label": True, "policy": {"name", "file"}}  # texts for users


class Answer(NamedTuple):
    """Results of one run.

    Attributes
    ----------
    outcomes
        A number a name.
    months : int32[months]
        Months of the series; none where there is no series.
    series
        float32[months] by name.
    ledgers
        int64[months] by name.
    """

    outcomes: Mapping[str, float]
    months: npt.NDArray[Any]
    series: Mapping[str, npt.NDArray[Any]]
    ledgers: Mapping[str, npt.NDArray[Any]]


class Configured(NamedTuple):
    """One scenario at one point, checked.

    Attributes
    ----------
    base
        Rank of the configuration that it is made from.
    values
        The parameters that the point sets, by name; those of the plan.
    """

    base: int
    values: Mapping[str, Any]


class Game(Protocol):
    """What a sweep runs."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios."""

    def whole(self, name: str) -> bool:
        """Whether a factor takes whole numbers only."""

    def configured(self, point: Mapping[str, Any], rank: int) -> Configured:
        """Check a scenario at a point; the rank is that of its name.

        Raises
        ------
        InputError
            With one sentence for each value that cannot be used.
        """

    def canonical(self, base: int, values: Mapping[str, Any]) -> bytes:
        """Return a whole configuration as JSON, the same for the same configuration."""

    def spec(self) -> dict[str, Any]:
        """Return all that another process needs, as JSON."""

    def code(self) -> str:
        """Digest of the code that decides the numbers."""

    def check(self) -> None:
        """Check that what runs read from the disk is what it was when the study was planned.

        Raises
        ------
        InputError
            With one sentence for each file that has changed.
        """

    def prepare(self) -> None:
        """Do once, in this process, what all others would repeat: compile."""

    def run(self, base: int, values: Mapping[str, Any], seed: int) -> Answer:
        """Run one configuration with one seed."""


def split(values: Mapping[str, Any], names: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of some names, and those of the others."""
    chosen = {name: value for name, value in values.items() if name in names}
    return chosen, {name: value for name, value in values.items() if name not in names}


def key_prefix(canonical: bytes) -> Any:
    """Return the state of the digest that a run key begins with, before the seed."""
    digest = hashlib.blake2b(canonical, digest_size=16)
    digest.update(f"|{SCHEMA_VERSION}|".encode())
    return digest
