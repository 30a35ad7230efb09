"""An error of a policy's file, as one sentence with the file, the line and the month."""

from __future__ import annotations

import traceback
from typing import Final

from sim.errors import InputError
from sim.lang import Message
from sim.scenario.context import PolicySpec

__all__ = ["RefusedError", "blame", "plain"]


LONGEST: Final = 300  # characters shown of the text of a user's own error


class RefusedError(ValueError, AttributeError):
    """A policy wrote a value that is not allowed."""

    def __init__(self, problem: Message) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        """Return the sentence in the language of ``PARCOURS_LANG``."""
        return self.problem.text()


def plain(error: BaseException) -> Message | str:
    """Return the class and the shortened text of an exception of a policy's own code."""
    if isinstance(error, RefusedError):
        return error.problem
    text = " ".join(str(error).split())[:LONGEST].rstrip(".")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def blame(spec: PolicySpec, error: BaseException, month: int | None = None) -> InputError:
    """Return one problem for an exception raised by a policy's file."""
    if isinstance(error, InputError):
        return error
    if isinstance(error, SyntaxError) and error.filename == spec.file:
        where: int | None = error.lineno
        text: Message | str = Message("policy.syntax")
    else:
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == spec.file
        ]
        where, text = (lines[-1] if lines else None), plain(error)
    return InputError(
        Message(
            "policy.raised",
            policy=spec.name,
            file=spec.file,
            line=Message("policy.line", line=str(where)) if where else "",
            month="" if month is None else Message("policy.month", month=str(month)),
            text=text,
        )
    )
