"""Figures of a program: they come with its tables, and never cost them.

A figure that cannot be drawn or written is left out, with a sentence. Figures look the same
with any ``matplotlibrc`` and any ``MPLBACKEND`` of the user.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.compose.sentences import one_line
from sim.errors import os_reason
from sim.lang import Message, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FORMS", "Figures", "drawn", "say_failed", "write"]

FORMS: Final = ("png", "svg")
LONGEST: Final = 160  # characters of a reason


@dataclass
class Figures:
    """Figures that were drawn, and the others.

    Attributes
    ----------
    files
        Content of each file, by its name.
    failed
        Why a figure is missing, by its name: a text, or a message.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    failed: dict[str, Message | str] = field(default_factory=dict)


def drawn(draws: Mapping[str, Callable[[], Axes | Mapping[str, Axes]]]) -> Figures:
    """Draw figures, each in all forms of files.

    Parameters
    ----------
    draws
        By the name of a figure, a function that draws it, or several at once by their names.
    """
    found = Figures()
    for name, draw in draws.items():
        try:
            from sim.report.style import of_house, picture

            with of_house():
                axes = draw()
                several = axes if isinstance(axes, Mapping) else {name: axes}
                found.files |= {
                    f"{one}.{form}": picture(ax, form)
                    for one, ax in several.items()
                    for form in FORMS
                }
        except Exception as error:
            found.failed[name] = _reason(error)
    return found


def write(figures: Figures, folder: Path) -> None:
    """Write figures into a folder; one that the disk refuses becomes a failed one."""
    from sim.results import atomic_files as store

    for name, data in figures.files.items():
        try:
            store.put(folder / name, data)
        except OSError as error:
            (folder / name).unlink(missing_ok=True)
            figures.failed[name] = _reason(error)


def say_failed(figures: Figures, lang: str) -> None:
    """Print one sentence on standard error for each figure that is missing."""
    for name, reason in figures.failed.items():
        why = reason if isinstance(reason, str) else reason.text(lang)
        print(say("figure.failed", lang, name=name, reason=why), file=sys.stderr)


def _reason(error: Exception) -> Message | str:
    known = os_reason(error.errno) if isinstance(error, OSError) else None
    return known or one_line(f"{type(error).__name__}: {error}", LONGEST)
