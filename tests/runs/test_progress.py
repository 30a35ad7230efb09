"""Progress: the bar that suits the place, and what each one shows."""

from __future__ import annotations

import queue
import sys
import types
from typing import Any

import pytest

from sim.runs import progress
from sim.runs.progress import Lines, NotebookBar, TerminalBar, progress_bar


class Stream:
    """Standard error that is a terminal or not, and hands out what is written."""

    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal
        self.written: queue.Queue[str] = queue.Queue()

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> int:
        self.written.put(text)
        return len(text)

    def flush(self) -> None: ...


@pytest.mark.parametrize(
    ("asked", "terminal", "notebook", "kind"),
    [
        (True, True, False, TerminalBar),
        (True, False, False, Lines),
        (True, False, True, NotebookBar),
        ("always", False, False, TerminalBar),
        ("always", False, True, NotebookBar),
    ],
)
def test_the_bar_suits_the_place(
    asked: Any, terminal: bool, notebook: bool, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", Stream(terminal))
    monkeypatch.setattr(progress, "_in_notebook", lambda: notebook)
    assert type(progress_bar(3, asked)) is kind


def test_no_bar_where_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream(True)
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_bar(3, False) as bar:
        bar.state("simulating")
        bar.advance(1)
    assert stream.written.empty()


def test_a_kernel_is_a_notebook_and_a_shell_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for shell, answer in ((types.SimpleNamespace(kernel=1), True), (None, False)):
        fake = types.SimpleNamespace(get_ipython=lambda shell=shell: shell)
        monkeypatch.setitem(sys.modules, "IPython", fake)
        assert progress._in_notebook() is answer


def test_lines_name_worlds_done_and_the_step_and_come_by_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = Stream(False)
    monkeypatch.setattr(sys, "stderr", stream)
    bar = Lines(6, first=0.001)
    bar.state("simulating, seed 2")
    bar.advance(2)
    bar.advance(1)
    with bar:
        line = stream.written.get(timeout=60)  # written by the thread of the bar
    assert line.startswith("3/6 simulating, seed 2 (0:0")
    assert not bar._thread.is_alive()


def test_short_work_writes_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Lines(1) as bar:
        bar.state("simulating")
        bar.advance(1)
    assert capsys.readouterr().err == ""


def test_the_bar_of_a_notebook_moves_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []

    class Handle:
        def update(self, data: dict[str, str], raw: bool) -> None:
            seen.append(data)

    def display(data: dict[str, str], raw: bool, display_id: bool) -> Handle:
        seen.append(data)
        return Handle()

    monkeypatch.setattr("IPython.display.display", display)
    with NotebookBar(4) as bar:
        bar.state("a < b")
        bar.advance(2)
    assert [data["text/plain"] for data in seen] == ["0/4 ", "0/4 a < b", "2/4 a < b", ""]
    assert '<progress value="2" max="4">' in seen[2]["text/html"]
    assert "a &lt; b" in seen[2]["text/html"] and seen[3]["text/html"] == ""
