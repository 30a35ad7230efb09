"""Planting faults one by one, over several workers, and writing down what is seen."""

from __future__ import annotations

import json
import queue
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Final

from experiments.faults.bench import Bench
from experiments.faults.lists import Fault
from sim.compose.sentences import one_line
from sim.errors import InputError
from sim.lang import Message
from sim.runs.progress import Bar

__all__ = ["GOLDEN", "Notes", "Outcome", "run"]

# Small worlds whose numbers are frozen: a second look at what the tests of a module do not see.
GOLDEN: Final = tuple(
    f"tests/golden/test_golden.py::test_the_table_is_the_frozen_one[{world}]"
    for world in ("pole-1", "silo-1", "pole-2")
)
LEAST_LIMIT: Final = 20.0  # seconds that any tests may take
TIMES: Final = 5  # how many times longer than without a fault
LONGEST: Final = 600.0  # seconds that a file of tests may take without a fault
# What a bench says of tests, and what it means for a fault.
ENDS: Final = {
    "passed": "survived",
    "failed": "seen",
    "endless": "endless",
    "stopped": "stopped",
    "invalid": "invalid",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a fault.

    Attributes
    ----------
    id
        Name of the fault.
    end
        ``seen``; ``endless`` where tests do not end, and ``stopped`` where they end Python, which
        are seen too; ``survived``; ``invalid`` where the changed code cannot be imported.
    by
        The test that failed.
    golden
        Whether only the frozen small worlds showed it.
    why
        What the test said.
    seconds
        Time that it took.
    """

    id: str
    end: str
    by: str
    golden: bool
    why: str
    seconds: float

    @property
    def seen(self) -> bool:
        """Whether some test failed or did not end as it should."""
        return self.end in ("seen", "endless", "stopped")


@dataclass(frozen=True)
class Times:
    """Seconds of tests without a fault: of all, and of each slow one."""

    seconds: float
    slow: dict[str, float]


class Notes:
    """Outcomes written down one by one, so that a run that was stopped goes on where it was.

    Parameters
    ----------
    path
        File of lines of JSON. It belongs to one state of the code and the tests.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, dict[str, object]] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    tree = json.loads(line)
                    self._known[tree.pop("key")] = tree
                except (ValueError, KeyError, AttributeError):
                    continue  # the last line of a run that was stopped

    def outcome(self, fault: Fault) -> Outcome | None:
        """Return the outcome of a fault if it is known."""
        tree = self._known.get(fault.key)
        return None if tree is None else Outcome(**tree)  # type: ignore[arg-type]

    def times(self, test: tuple[str, bool]) -> Times | None:
        """Return the seconds that tests take without a fault, if they are known to pass."""
        tree = self._known.get(_key(test))
        return None if tree is None else Times(**tree)  # type: ignore[arg-type]

    def keep(self, key: str, tree: dict[str, object]) -> None:
        """Write one line."""
        self._known[key] = tree
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, **tree}, ensure_ascii=False) + "\n")


@contextmanager
def benches(root: Path, count: int) -> Iterator[queue.Queue[Bench]]:
    """Give some benches, taken one at a time."""
    free: queue.Queue[Bench] = queue.Queue()
    made: list[Bench] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        try:
            for number in range(count):
                made.append(Bench(root, Path(folder) / str(number)))
                free.put(made[-1])
            yield free
        finally:
            for bench in made:
                bench.close()


def run(
    faults: Sequence[Fault],
    root: Path,
    notes: Notes,
    bar: Bar,
    *,
    workers: int = 2,
    golden: Sequence[str] = GOLDEN,
) -> list[Outcome]:
    """Plant faults that have no outcome yet, and return the outcomes of all, in their order.

    Parameters
    ----------
    faults
        The faults.
    root
        The project. It is copied and stays as it is.
    notes
        What is known, and where outcomes are written down.
    bar
        Progress: one step for each fault.
    workers
        Processes.
    golden
        Tests that are run when those of a fault pass.

    Raises
    ------
    InputError
        When tests fail without a fault.
    """
    found = {fault.id: known for fault in faults if (known := notes.outcome(fault)) is not None}
    bar.advance(len(found))
    left = [fault for fault in faults if fault.id not in found]
    if not left:
        return [found[fault.id] for fault in faults]
    with benches(root, min(workers, len(left))) as free, ThreadPoolExecutor(workers) as pool:
        try:
            tests = dict.fromkeys(pair for fault in left for pair in _tests(fault, golden))
            failing = [x for x in pool.map(partial(_failing, free=free, notes=notes), tests) if x]
            if failing:
                raise InputError(failing)
            work = partial(_planted, free=free, notes=notes, golden=golden)
            for outcome in pool.map(work, left):
                found[outcome.id] = outcome
                bar.advance(1)
        finally:
            pool.shutdown(cancel_futures=True)
    return [found[fault.id] for fault in faults]


def _tests(fault: Fault, golden: Sequence[str]) -> list[tuple[str, bool]]:
    """Tests that a fault is shown to, and whether they run compiled."""
    return [(name, fault.compiled) for name in (*fault.tests, *golden)]


def _key(test: tuple[str, bool]) -> str:
    return f"{test[0]}{' compiled' if test[1] else ''}"


def _failing(test: tuple[str, bool], free: queue.Queue[Bench], notes: Notes) -> Message | None:
    """Run tests without a fault; returns a problem when they fail."""
    name, compiled = test
    if notes.times(test) is not None:
        return None
    with _taken(free) as bench:
        found = bench.run([name], LONGEST, compiled=compiled, order={})
    if found["end"] != "passed":
        return Message("faults.failing", test=found["by"] or name, why=one_line(found["why"], 200))
    notes.keep(_key(test), {"seconds": round(found["seconds"], 2), "slow": found["slow"]})
    return None


def _planted(
    fault: Fault, free: queue.Queue[Bench], notes: Notes, golden: Sequence[str]
) -> Outcome:
    """Plant a fault, run its tests, and write down what came of it."""
    tests = _tests(fault, golden)
    times = [known for test in tests if (known := notes.times(test)) is not None]
    limit = LEAST_LIMIT + TIMES * sum(known.seconds for known in times)
    order = {name: seconds for known in times for name, seconds in known.slow.items()}
    with _taken(free) as bench, bench.planted(fault):
        names = [name for name, _ in tests]
        found = bench.run(names, limit, compiled=fault.compiled, order=order)
    by = str(found["by"])
    outcome = Outcome(
        id=fault.id,
        end=ENDS[found["end"]],
        by=by,
        golden=any(by == name or by.startswith(f"{name}::") for name in golden),
        why=one_line(found["why"], 200),
        seconds=round(found["seconds"], 2),
    )
    notes.keep(fault.key, asdict(outcome))
    return outcome


@contextmanager
def _taken(free: queue.Queue[Bench]) -> Iterator[Bench]:
    bench = free.get()
    try:
        yield bench
    finally:
        free.put(bench)
