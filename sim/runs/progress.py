"""The progress of long work: a bar in a terminal or a notebook, elsewhere a line now and then."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from html import escape
from types import TracebackType
from typing import Any, Final, Literal, Protocol

__all__ = ["Bar", "Lines", "NotebookBar", "Silent", "TerminalBar", "progress_bar"]

FIRST_LINE: Final = 10.0  # seconds; each line comes after twice the time of the one before
LAST_WAIT: Final = 300.0


class Bar(Protocol):
    """Progress that the work reports to a bar."""

    def state(self, text: str) -> None:
        """Show which step is at work."""

    def advance(self, worlds: float) -> None:
        """Count worlds that are done."""


class Silent:
    """A bar that shows nothing."""

    def state(self, text: str) -> None:
        """Show nothing."""

    def advance(self, worlds: float) -> None:
        """Count nothing."""


def progress_bar(
    total: int, progress: bool | Literal["always"] = True
) -> AbstractContextManager[Bar]:
    """Return the bar that suits the place where this process shows its work.

    Parameters
    ----------
    total
        Worlds to simulate.
    progress
        False for none; ``"always"`` for a bar on standard error even if that is no terminal.
    """
    if not progress:
        return nullcontext(Silent())
    if _in_notebook():
        return NotebookBar(total)
    if progress == "always" or sys.stderr.isatty():
        return TerminalBar(total, force=progress == "always")
    return Lines(total)


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return hasattr(shell, "kernel")


class _Counted:
    """Counts worlds, also in parts and in several threads."""

    def __init__(self) -> None:
        self.done = 0.0
        self._lock = threading.Lock()

    def _add(self, worlds: float) -> None:
        with self._lock:
            self.done = round(self.done + worlds, 9)  # parts of a world make a whole one


class TerminalBar(_Counted, AbstractContextManager["TerminalBar"]):
    """A bar on standard error."""

    def __init__(self, total: int, force: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        super().__init__()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Remaining(),
            console=Console(stderr=True, force_terminal=True if force else None),
            transient=True,
        )
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> TerminalBar:
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

    def advance(self, worlds: float) -> None:
        """Count worlds that are done."""
        self._add(worlds)
        self._progress.update(self._task, completed=self.done)


class NotebookBar(_Counted, AbstractContextManager["NotebookBar"]):
    """A bar under the cell of a notebook: plain HTML, without widgets."""

    def __init__(self, total: int) -> None:
        self.total = total
        super().__init__()
        self.text = ""
        self._handle: Any = None

    def __enter__(self) -> NotebookBar:
        """Show the bar."""
        from IPython.display import display

        self._handle = display(self._shown(), raw=True, display_id=True)  # type: ignore[no-untyped-call]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._handle.update({"text/plain": "", "text/html": ""}, raw=True)

    def state(self, text: str) -> None:
        """Show which step is at work."""
        self.text = text
        self._handle.update(self._shown(), raw=True)

    def advance(self, worlds: float) -> None:
        """Count worlds that are done."""
        self._add(worlds)
        self._handle.update(self._shown(), raw=True)

    def _shown(self) -> dict[str, str]:
        text = f"{self.done:.0f}/{self.total} {self.text}"
        bar = f'<progress value="{self.done:g}" max="{self.total}"></progress>'
        return {"text/plain": text, "text/html": f"<label>{bar} {escape(text)}</label>"}


class Lines(_Counted, AbstractContextManager["Lines"]):
    """Lines on standard error, for files and logs: the first after some seconds, then fewer."""

    def __init__(self, total: int, *, first: float | None = None) -> None:
        self.total = total
        super().__init__()
        self.text = ""
        self._wait = FIRST_LINE if first is None else first
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write_now_and_then, daemon=True)

    def __enter__(self) -> Lines:
        """Begin to watch the time."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write no more lines."""
        self._ended.set()
        self._thread.join()

    def state(self, text: str) -> None:
        """Remember which step is at work."""
        self.text = text

    def advance(self, worlds: float) -> None:
        """Count worlds that are done."""
        self._add(worlds)

    def line(self) -> str:
        """Return worlds done, the step at work, and the time since the start."""
        passed = timedelta(seconds=int(time.monotonic() - self._began))
        return f"{self.done:.0f}/{self.total} {self.text} ({passed})"

    def _write_now_and_then(self) -> None:
        while not self._ended.wait(self._wait):
            print(self.line(), file=sys.stderr, flush=True)
            self._wait = min(2 * self._wait, LAST_WAIT)
