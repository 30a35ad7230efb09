"""What all tests share.

Texts are in English where a test does not choose a language. With ``--durations``, the minutes of
each room are printed at the end.
"""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import settings

os.environ.pop("UV_RUN_RECURSION_DEPTH", None)  # printed commands are the same under `uv run`
os.environ["PARCOURS_LANG"] = "en"  # programs that tests start have it too
# Sets of assumed values take time: the tests of them ask for them.
os.environ["PARCOURS_ASSUMPTIONS"] = "default"
# A test simulates its worlds: what an earlier test left in memory would hide a fault.
os.environ["PARCOURS_MEMORY"] = "0"

from sim.errors import InputError
from sim.runs import progress
from tests.lang.both import check

# No test depends on time: the first example may compile.
settings.register_profile("parcours", deadline=None)
settings.load_profile("parcours")


@pytest.fixture(scope="session", autouse=True)
def _refusals_in_both_languages() -> Iterator[None]:
    """Whatever a test makes wrong is refused in French as in English."""
    made = InputError.__init__

    def checked(self: InputError, problems: Any) -> None:
        made(self, problems)
        for problem in self.problems:
            check(problem)

    InputError.__init__ = checked  # type: ignore[method-assign]
    yield
    InputError.__init__ = made  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _starts_of_the_user_stay() -> None:
    """No test removes starts from the cache of the user, or says so on standard error."""
    from sim.runs import warmup

    warmup.STARTS_ON_DISK = 1 << 50


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    """Give signals back their effect: a program that is a whole process keeps its own."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def _no_lines_of_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine, a program would write how far it is."""
    monkeypatch.setattr(progress, "FIRST_LINE", 1e9)


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
