"""The lists of faults: one file of ``lists`` for each class of faults.

A fault replaces one piece of text (`old`, which stands once in its file) by another (`new`).
"""

from __future__ import annotations

import hashlib
import subprocess
import tomllib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

from sim.errors import InputError, suggestion
from sim.lang import Message

__all__ = ["CLASSES", "FOLDER", "Fault", "digest_of_tree", "drawn", "named", "read", "seed_of"]

FOLDER: Final = Path(__file__).parent / "lists"
CLASSES: Final = (
    "rule",
    "kernel",
    "indicator",
    "group table",
    "label",
    "statistic",
    "territory",
    "results",
)
# Code that compiled kernels do not contain, and whose tests simulate more than a few months: they
# are faster with kernels that were compiled before.
COMPILED: Final = (
    "sim/indicators/",
    "sim/lang/",
    "sim/model/departments.py",
    "sim/report/",
    "sim/results/",
    "sim/runs/",
    "sim/study/",
)
# What is copied, and decides what is seen.
TREE: Final = ("sim", "experiments", "configs", "tests", "docs", "notebooks")
FILES: Final = ("pyproject.toml", "README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE")
SUFFIXES: Final = (".py", ".csv", ".yaml", ".po", ".json")


@dataclass(frozen=True)
class Fault:
    """One small change of the code.

    Attributes
    ----------
    id
        Its name.
    kind
        Its class: one of `CLASSES`.
    change
        What is changed: a sign, a bound, an order …
    file
        The file that is changed, from the root of the project.
    where
        The function, class or constant that is changed.
    tests
        Files of tests, or single tests, of which one must fail.
    old, new
        The text that is replaced, and the text in its place.
    width
        Whether it only shows in compiled code, where integers have a width.
    harmless
        Why nothing can show it; empty for other faults.
    """

    id: str
    kind: str
    change: str
    file: str
    where: str
    tests: tuple[str, ...]
    old: str
    new: str
    width: bool = False
    harmless: str = ""

    @property
    def compiled(self) -> bool:
        """Whether its tests run with compiled kernels."""
        return self.width or self.file.startswith(COMPILED)

    @property
    def key(self) -> str:
        """Digest of all that is said of it."""
        return hashlib.blake2b(repr(astuple(self)).encode(), digest_size=8).hexdigest()


def read(folder: Path = FOLDER) -> tuple[Fault, ...]:
    """Return the faults of all lists."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
            tests, kind = entry.pop("test"), entry.pop("class")
            tests = (tests,) if isinstance(tests, str) else tuple(tests)
            found.append(Fault(kind=kind, tests=tests, **entry))
    return tuple(found)


def named(faults: Sequence[Fault], names: Sequence[str]) -> list[Fault]:
    """Return the faults of some names.

    Raises
    ------
    InputError
        When there is no fault of a name.
    """
    known = {fault.id: fault for fault in faults}
    missing = [name for name in names if name not in known]
    if missing:
        raise InputError(
            [Message("faults.unknown", name=x, near=suggestion(x, known)) for x in missing]
        )
    return [known[name] for name in names]


def drawn(faults: Sequence[Fault], number: int, seed: str) -> list[Fault]:
    """Draw some faults: always the same ones for a seed, in the order of the lists."""
    ranks = {fault.id: hashlib.blake2b(f"{seed} {fault.id}".encode()).digest() for fault in faults}
    kept = set(sorted(ranks, key=ranks.__getitem__)[:number])
    return [fault for fault in faults if fault.id in kept]


def seed_of(root: Path) -> str:
    """Return what decides a draw: the commit; outside a git checkout, a digest of the code."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return digest_of_tree(root)
    return done.stdout.strip()


def digest_of_tree(root: Path) -> str:
    """Return a digest of the code, the tests and the data; the lists of faults do not enter it."""
    state = hashlib.blake2b(digest_size=16)
    for folder in TREE:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                name, content = path.relative_to(root).as_posix(), path.read_bytes()
                state.update(f"{name} {len(content)}:".encode())
                state.update(content)
    return state.hexdigest()
