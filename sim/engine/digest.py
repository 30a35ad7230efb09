"""Three digests of the code: one each for compiled kernels, saved starts and results.

*kernels* decides the machine code, *start* the state of month 0, *results* the numbers of tables.
Each is made of syntax trees without docstrings and comments (`sim.engine.sources`), of the data
shipped with the package, and of the versions of the libraries that are imported. The code of a
digest is found by following names for kernels, and imports for the others.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, NamedTuple

import platformdirs

from sim.engine import sources
from sim.engine.sources import ALL, Modules, Name, digest_of
from sim.engine.whole_files import whole_file

__all__ = [
    "CACHE_ROOT",
    "Code",
    "code_of",
    "digests",
    "kernel_stamp",
    "kernels",
    "results",
    "start",
]

PACKAGE: Final = Path(__file__).resolve().parents[1]


def _cache_root() -> Path:
    """Return the folder of the cache.

    Without a home, ``~`` stays as it is: a place where no folder can be made is returned then, so
    that nothing is kept, rather than a folder of that name where the user is.
    """
    asked = os.environ.get("PARCOURS_CACHE") or platformdirs.user_cache_dir("parcours")
    found = os.path.expanduser(asked)
    return Path(os.devnull if found.startswith("~") else "", found).absolute()


CACHE_ROOT: Final = _cache_root()

# Starting points: the decorators of compiled functions; the burn-in; studies and measures.
COMPILERS: Final = tuple(("sim.engine.jit", name) for name in ("rule", "inlined", "kernel"))
START: Final = ("sim.runs.warmup",)
RESULTS: Final = ("sim.study", "sim.indicators")
# Reached from a study, but no number depends on them: figures, texts for users, and the reading of
# configurations (the scenario that comes out has a digest of its own).
NO_NUMBERS: Final = ("sim.report", "sim.lang", "sim.compose")
COMPILING: Final = ("numba", "llvmlite", "numpy")
DISTRIBUTIONS: Final = {"yaml": "PyYAML", "hydra": "hydra-core"}


class Part(NamedTuple):
    """Content of a digest, without versions."""

    content: str
    modules: tuple[str, ...]
    libraries: tuple[str, ...]


class Code(NamedTuple):
    """Content of the three digests, and the stamp of each compiled function."""

    kernels: Part
    start: Part
    results: Part
    stamps: dict[str, str]  # by module and name at its top, with a colon between


def code_of(files: Mapping[str, bytes]) -> Code:
    """Compute the content of the digests.

    Parameters
    ----------
    files : mapping
        The files of the package by their paths in it, as in ``engine/jit.py``.
    """
    modules = {
        module_of(path): sources.read_module(
            module_of(path), content.decode(), path.endswith("__init__.py")
        )
        for path, content in files.items()
        if path.endswith(".py")
    }
    data = [
        f"{path} {hashlib.blake2b(content, digest_size=16).hexdigest()}"
        for path, content in sorted(files.items())
        if path.endswith(".csv")
    ]
    stamps, names = _stamps(modules)
    shared = digest_of([*stamps, *stamps.values()])
    homes = tuple(sorted({home for home, _ in names}))
    begin = _walked(modules, START, data)
    studies = [m for m in modules if m.startswith(RESULTS)]
    return Code(Part(shared, homes, COMPILING), begin, _walked(modules, studies, data), stamps)


def module_of(path: str) -> str:
    """Return the full name of the module of a file, from its path in the package."""
    parts = [sources.PACKAGE_NAME, *path.removesuffix(".py").split("/")]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def compiled_names(modules: Modules) -> list[Name]:
    """List the compiled functions: the functions with one of the decorators."""
    return sorted(
        (home, name)
        for home, module in modules.items()
        for name in module.definitions
        if home != COMPILERS[0][0]
        and any(other in COMPILERS for other in sources.neighbours(modules, (home, name)))
    )


def _stamps(modules: Modules) -> tuple[dict[str, str], set[Name]]:
    """Return the stamp of each compiled function and all names that decide one of them.

    A compiled function carries the code of all that it calls. How it is compiled is decided by the
    modules that import the compiler.
    """
    doors = [
        home
        for home, module in modules.items()
        if any(base.partition(".")[0] in COMPILING[:2] for base, _ in module.imports)
    ]
    known: dict[Name, frozenset[Name]] = {}
    every = sources.reach(modules, [(home, ALL) for home in doors], known)
    stamps = {}
    all_names = set(every)
    for name in compiled_names(modules):
        names = sources.reach(modules, [name], known) | every
        stamps[":".join(name)] = _digest_of_names(modules, names)
        all_names |= names
    return stamps, all_names


def _digest_of_names(modules: Modules, names: set[Name]) -> str:
    return digest_of(
        f"{home} {name} {modules[home].definitions.get(name, '')}" for home, name in sorted(names)
    )


def _walked(modules: Modules, roots: Any, data: list[str]) -> Part:
    found, libraries = sources.imported_modules(modules, roots, leave=NO_NUMBERS)
    contents = [f"{module} {modules[module].content}" for module in sorted(found)]
    others = libraries - set(sys.stdlib_module_names) - {sources.PACKAGE_NAME}
    return Part(digest_of([*contents, *data]), tuple(sorted(found)), tuple(sorted(others)))


# Of the files that are there.


def package_files() -> dict[str, bytes]:
    """Read the package: its modules and its data."""
    return {
        path.relative_to(PACKAGE).as_posix(): path.read_bytes()
        for pattern in ("**/*.py", "data/*.csv")
        for path in PACKAGE.glob(pattern)
    }


@cache
def _code() -> Code:
    """Content of the digests of this package; kept on disk, because reading takes a second."""
    files = package_files()
    state = hashlib.blake2b(platform.python_version().encode(), digest_size=16)
    for path, content in sorted(files.items()):
        state.update(f"{path} {len(content)}:".encode())
        state.update(content)
    place = hashlib.blake2b(str(PACKAGE).encode(), digest_size=8).hexdigest()
    kept = CACHE_ROOT / "digests" / f"{place}.json"
    return _kept(kept, state.hexdigest(), lambda: code_of(files))


def _kept(path: Path, key: str, make: Callable[[], Code]) -> Code:
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        if tree.pop("key") == key:
            stamps = dict(tree.pop("stamps"))
            return Code(**{name: _part(*part) for name, part in tree.items()}, stamps=stamps)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # a damaged file is only a cache that is not there
    made = make()
    try:
        with whole_file(path) as file:
            file.write(json.dumps({"key": key, **made._asdict()}).encode())
    except OSError:
        pass  # it is worked out again next time
    return made


def _part(content: str, modules: list[str], libraries: list[str]) -> Part:
    return Part(content, tuple(modules), tuple(libraries))


def versions_of(libraries: tuple[str, ...]) -> dict[str, str]:
    """Return the version of Python and of each library; ``none`` where it is not installed."""
    found = {"python": platform.python_version()}
    for name in libraries:
        try:
            found[name] = version(DISTRIBUTIONS.get(name, name))
        except PackageNotFoundError:
            found[name] = "none"
    return found


def with_versions(part: Part, versions: Mapping[str, str]) -> str:
    """Return the digest of some code run by some versions; 32 hexadecimal digits."""
    return digest_of([part.content, *(f"{name}=={versions[name]}" for name in sorted(versions))])


@cache
def kernels() -> str:
    """Digest of all that machine code is made of."""
    part = _code().kernels
    return with_versions(part, versions_of(part.libraries))


@cache
def start() -> str:
    """Digest of all that the state of month 0 depends on, without scenario, territory and seed."""
    part = _code().start
    return with_versions(part, versions_of(part.libraries))


@cache
def results() -> str:
    """Digest of all code and data that results depend on, without scenarios and seeds."""
    part = _code().results
    return with_versions(part, versions_of(part.libraries))


def digests() -> dict[str, str]:
    """Return the three digests by name."""
    return {"kernels": kernels(), "start": start(), "results": results()}


@cache
def _compiling_versions() -> str:
    return json.dumps(versions_of(COMPILING))


def kernel_stamp(module: str, qualname: str) -> str | None:
    """Digest of all that the machine code of one function is made of; None outside the package.

    Parameters
    ----------
    module, qualname : str
        As in ``__module__`` and ``__qualname__`` of the function.
    """
    stamp = _code().stamps.get(f"{module}:{qualname.partition('.')[0]}")
    return None if stamp is None else digest_of([stamp, _compiling_versions()])
