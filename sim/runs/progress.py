"""The progress bar of long work, on standard error."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol

__all__ = ["Bar", "Shown", "Silent"]


class Bar(Protocol):
    """Progress that the work reports to a bar."""

    def state(self, text: str) -> None:
        """Show which step is at work."""

    def advance(self, worlds: int) -> None:
        """Count worlds that are done."""


class Silent:
    """A bar that shows nothing."""

    def state(self, text: str) -> None:
        """Show nothing."""

    def advance(self, worlds: int) -> None:
        """Count nothing."""


class Shown(AbstractContextManager["Shown"]):
    """A bar on standard error."""

    def __init__(self, total: int, force: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Remaining(),
            console=Console(stderr=True, force_terminal=True if force else None),
            transient=True,
        )
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Shown:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._progress.stop()

    def state(self, text: str) -> None:
        """Show which step is at work."""
        self._progress.update(self._task, description=text)

    def advance(self, worlds: int) -> None:
        """Count worlds that are done."""
        self._progress.advance(self._task, worlds)
