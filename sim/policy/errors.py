"""What a policy's file did wrong, as one sentence that names the file, the line and the month."""

from __future__ import annotations

import traceback
from typing import Final

from sim.errors import InputError
from sim.scenario.context import PolicySpec

__all__ = ["RefusedError", "blame", "plain"]


LONGEST: Final = 300  # characters told of somebody else's error


class RefusedError(ValueError, AttributeError):
    """A policy wrote what cannot be."""


def plain(error: BaseException) -> str:
    """Return an error on one line, as it may stand in a sentence."""
    text = " ".join(str(error).split())[:LONGEST].rstrip(".")
    if isinstance(error, RefusedError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def blame(spec: PolicySpec, error: BaseException, when: str = "") -> InputError:
    """Return the one sentence for what a policy's file has raised."""
    if isinstance(error, InputError):
        return error
    if isinstance(error, SyntaxError) and error.filename == spec.file:
        where: int | None = error.lineno
        text = f"this is not valid Python ({error.msg})"
    else:
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == spec.file
        ]
        where, text = (lines[-1] if lines else None), plain(error)
    line = f", line {where}" if where else ""
    return InputError([f"policy {spec.name}: {spec.file}{line}{when}: {text}."])
