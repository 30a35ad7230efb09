"""What all tests share.

Texts are in English where a test does not choose a language. With ``--durations``, the minutes of
each room are printed at the end.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any

os.environ["PARCOURS_LANG"] = "en"  # programs that tests start have it too

_seconds: dict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: Any) -> None:
    file = PurePosixPath(report.nodeid.partition("::")[0])
    _seconds[file.parent.as_posix()] += report.duration


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    if config.getoption("durations") is None or hasattr(config, "workerinput"):
        return
    terminalreporter.section("minutes of each room, one core")
    for room, seconds in sorted(_seconds.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{seconds / 60:6.2f}  {room}")
