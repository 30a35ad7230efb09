"""What a user reads when their input cannot be used: all mistakes at once, in sentences."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

__all__ = ["InputError", "nearest", "suggestion"]


class InputError(ValueError):
    r"""Something the user gave is wrong; one clear sentence per problem.

    Parameters
    ----------
    messages
        The problems, in the order in which a reader meets them.

    Examples
    --------
    >>> str(InputError(["a.csv, line 2: places is negative.", "b.csv is empty."]))
    'a.csv, line 2: places is negative.\nb.csv is empty.'
    """

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages: tuple[str, ...] = (
            (messages,) if isinstance(messages, str) else tuple(messages)
        )
        super().__init__(self.messages)

    def __str__(self) -> str:
        """Return the messages, one a line."""
        return "\n".join(self.messages)

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[str, ...]]]:
        """Rebuild from the messages, so that a worker process can send it back."""
        return InputError, (self.messages,)


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """Return the choice that looks most like `name`, or None when none does.

    Examples
    --------
    >>> nearest("creuze", ["creuse", "nord"])
    'creuse'
    """
    known = list(choices)
    lower = {choice.casefold(): choice for choice in reversed(known)}
    found = difflib.get_close_matches(name.casefold(), list(lower), n=1, cutoff=0.5)
    return lower[found[0]] if found else None


def suggestion(name: str, choices: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest choice, or a full stop.

    Examples
    --------
    >>> suggestion("nor", ["creuse", "nord"])
    "; did you mean 'nord'?"
    """
    near = nearest(name, choices)
    return f"; did you mean '{near}'?" if near is not None else "."
