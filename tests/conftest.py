"""What all tests share: with ``--durations``, the minutes of each room are printed at the end."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any

_seconds: dict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: Any) -> None:
    folder = PurePosixPath(report.nodeid.partition("::")[0]).parent
    room = "/".join(folder.parts[:2])  # tests/processes, whatever is below it
    _seconds[room] += report.duration


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    if config.getoption("durations") is None or hasattr(config, "workerinput"):
        return
    terminalreporter.section("minutes of each room, one core")
    for room, seconds in sorted(_seconds.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{seconds / 60:6.2f}  {room}")
