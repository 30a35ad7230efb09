"""Errors in the input of a user: all problems at once, each as a key and its values.

A problem becomes a sentence where it is shown, in the language of the reader.
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Final

from sim.lang import LANGS, Message, language

__all__ = [
    "InputError",
    "InputWarning",
    "check_lang",
    "library",
    "nearest",
    "os_reason",
    "suggestion",
]


class InputError(ValueError):
    r"""Something that the user gave cannot be used; one sentence per problem.

    Parameters
    ----------
    problems
        The problems, in the order in which a reader meets them.

    Examples
    --------
    >>> InputError(Message("yaml.encoding", file="b.yaml")).sentences("en")
    ('b.yaml: the text is not UTF-8; save the file as UTF-8.',)
    """

    def __init__(self, problems: Sequence[Message] | Message) -> None:
        self.problems: tuple[Message, ...] = (
            (problems,) if isinstance(problems, Message) else tuple(problems)
        )
        super().__init__(self.problems)

    def sentences(self, lang: str | None = None) -> tuple[str, ...]:
        """Return the problems as sentences.

        Parameters
        ----------
        lang
            ``fr`` or ``en``; without it, the language of ``PARCOURS_LANG``, else French.
        """
        chosen = language(lang)
        return tuple(problem.text(chosen) for problem in self.problems)

    def __str__(self) -> str:
        """Return the sentences, one a line."""
        return "\n".join(self.sentences())

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Message, ...]]]:
        """Rebuild from the problems, so that a worker process can send it back."""
        return InputError, (self.problems,)


class InputWarning(UserWarning):
    """Something that the user gave can be used, but is probably not what was meant."""


def check_lang(lang: str | None) -> str:
    """Return the language to write in: the one given, else `PARCOURS_LANG`, else French.

    Raises
    ------
    InputError
        When there is no such language, naming those that there are.
    """
    if lang is not None and lang not in LANGS:
        raise InputError(Message("error.lang", lang=str(lang), langs=LANGS))
    return language(lang)


_OS_KEYS: Final = {
    errno.ENOSPC: "os.no_space",
    errno.EDQUOT: "os.quota",
    errno.EACCES: "os.permission",
    errno.EPERM: "os.permission",
    errno.EROFS: "os.read_only",
    errno.ENOENT: "os.no_file",
    errno.ENOTDIR: "os.not_folder",
    errno.EISDIR: "os.is_folder",
    errno.EEXIST: "os.exists",
    errno.ENOTEMPTY: "os.not_empty",
    errno.ENAMETOOLONG: "os.long_name",
    errno.EMFILE: "os.open_files",
    errno.ENFILE: "os.open_files",
    errno.ENOMEM: "os.memory",
    errno.EINVAL: "os.invalid",
    errno.EIO: "os.disk",
}


def os_reason(number: int | None) -> Message | None:
    """Return what an error of the operating system means, None where there is no sentence."""
    key = _OS_KEYS.get(number or 0)
    return None if key is None else Message(key)


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


def suggestion(name: str, choices: Iterable[str]) -> Message:
    """Return the end of a sentence: the nearest choice as a question, or a full stop.

    Examples
    --------
    >>> suggestion("nor", ["creuse", "nord"]).text("en")
    "; did you mean 'nord'?"
    """
    near = nearest(name, choices)
    return Message("near.none") if near is None else Message("near.is", name=near)


def library(name: str) -> ModuleType:
    """Import a module of a library that is not part of every installation.

    Raises
    ------
    InputError
        Naming the extra that brings it.
    """
    extra = "dask" if name.startswith(("dask", "distributed")) else "analysis"
    try:
        return import_module(name)
    except ImportError:
        top = name.partition(".")[0]
        raise InputError(Message("sweep.extra", library=top, extra=extra)) from None
