"""A process that runs tests, each time in a fork of itself: ``python server.py`` in a copy.

It has imported the libraries but nothing of the copy, so that a fork starts at once and imports
the code as it is then. It reads one job a line, as JSON, and answers in one line. It imports
nothing of the project: it is started by its path, and the copy may be any tree.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

LIBRARIES = (
    "babel.messages.mofile", "hydra", "hypothesis", "mesa", "numba", "numpy", "omegaconf",
    "pandas", "pyarrow.parquet", "pydantic", "rich.progress", "scipy.stats", "yaml",
)  # fmt: skip
WORDS = (
    "-q", "-x", "--tb=short", "--assert=plain", "-W", "ignore", "-m", "not slow",
    "-p", "no:cacheprovider", "-o", "addopts=",
)  # fmt: skip
SLOW = 0.2  # seconds


class Watcher:
    """Runs quick tests first; notes the first that fails, and what cannot be imported.

    Parameters
    ----------
    order
        Seconds of the slow tests, by their names.
    """

    def __init__(self, order: dict[str, float]) -> None:
        self.order = order
        self.by = ""
        self.why = ""
        self.invalid = False
        self.slow: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Put slow tests last, the slowest at the very end."""
        items.sort(key=lambda item: self.order.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note tests that are slow."""
        if report.duration > SLOW:
            before = self.slow.get(report.nodeid, 0.0)
            self.slow[report.nodeid] = round(before + report.duration, 2)

    def pytest_exception_interact(self, node: Any, call: Any, report: Any) -> None:
        """Note a test that fails, or a file of tests that cannot be read."""
        wrong = isinstance(report, pytest.CollectReport)
        wrong |= isinstance(call.excinfo.value, ImportError | SyntaxError)
        self._note(node.nodeid, str(call.excinfo.value), invalid=wrong)

    def _note(self, by: str, why: str, invalid: bool) -> None:
        if not self.by:
            self.by, self.why, self.invalid = by, why.strip()[-300:], invalid


def keep_digests(key: str) -> None:
    """Take the digests of the code for those that are in the cache, under the key given.

    Reading the whole code takes a second. Nothing is kept from one fault to the next under these
    digests, so that they need not be those of the changed code.
    """
    with suppress(ImportError, SyntaxError):
        digest: Any = importlib.import_module("sim.engine.digest")
        kept = digest._kept
        digest._kept = lambda path, _, make: kept(path, key, make)


def child(job: dict[str, Any], answer: int) -> None:
    """Run the tests of a job and write what came out."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.environ["PARCOURS_CACHE"] = job["cache"]
    if job["digests"]:
        keep_digests(job["digests"])
    watcher = Watcher(job["order"])
    code = int(pytest.main([*WORDS, *job["tests"]], plugins=[watcher]))
    end = {0: "passed", 1: "failed"}.get(code, "invalid")
    if watcher.invalid:
        end = "invalid"
    found = {"end": end, "by": watcher.by, "why": watcher.why, "slow": watcher.slow}
    with os.fdopen(answer, "w") as file:
        file.write(json.dumps(found))


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Fork, run the tests of a job, and return what came out; stop them past the limit."""
    began = time.monotonic()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            child(job, writing)
        finally:
            os._exit(0)
    os.close(writing)
    text = b""
    try:
        ready, _, _ = select.select([reading], [], [], job["limit"])
        while ready and (part := os.read(reading, 65_536)):
            text += part
    finally:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(reading)
    found = json.loads(text) if text else {"end": "stopped" if ready else "endless"}
    return {"by": "", "why": "", "slow": {}, **found, "seconds": time.monotonic() - began}


def stop(*_: object) -> None:
    """End this process, and the tests that it runs."""
    sys.exit(1)


def main() -> None:
    """Answer jobs until there are no more lines."""
    signal.signal(signal.SIGTERM, stop)
    here = Path.cwd().resolve()
    found = importlib.util.find_spec("sim")
    if found is None or not Path(str(found.origin)).resolve().is_relative_to(here):
        sys.exit(f"sim is not that of {here}")
    for library in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(library)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
