"""Ready configurations of a program: files of words in ``configs/PROGRAM``."""

from __future__ import annotations

from collections.abc import Sequence

from sim import compose
from sim.errors import InputError, suggestion
from sim.lang import Message

__all__ = ["READY", "ready_names", "with_ready"]

READY = "training"


def ready_names(program: str) -> list[str]:
    """Return the names of the ready configurations of a program."""
    return sorted(path.stem for path in (compose.shipped() / program).glob("*.yaml"))


def with_ready(program: str, argv: Sequence[str]) -> list[str]:
    """Add the words of a ready configuration; what the user types replaces them.

    Parameters
    ----------
    argv
        Words of the command line; ``study=NAME`` chooses the configuration.

    Raises
    ------
    InputError
        When there is no configuration of that name.
    """
    chosen = [word.partition("=")[2] for word in argv if word.startswith("study=")]
    name, known = chosen[0] if chosen else READY, ready_names(program)
    if name not in known:
        near = suggestion(name, known)
        raise InputError(Message("sweep.ready", name=name, names=known, near=near))
    text = (compose.shipped() / program / f"{name}.yaml").read_text(encoding="utf-8")
    ready = [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]
    typed = {word.partition("=")[0] for word in argv}
    return [*argv, *(word for word in ready if word.partition("=")[0] not in typed)]
