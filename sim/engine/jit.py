"""The only module that uses numba: how rules and kernels are compiled and where they are cached.

Numba's own cache depends on the bytes and line numbers of one file: a changed docstring compiles
the file again, and a change in another file or in a global is not detected (numba issue 1833). Here
a compiled function is kept under the digest of all that it is made of, through any number of calls
(`sim.engine.digest`).
"""

from __future__ import annotations

import hashlib
import multiprocessing
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

import llvmlite.binding  # type: ignore[import-untyped]
import numba
from numba.core import types
from numba.core.caching import (
    CompileResultCacheImpl,
    FunctionCache,
    IndexDataCacheFile,
    _CacheLocator,
)
from numba.core.types import unliteral

from sim.engine import digest
from sim.engine.digest import CACHE_ROOT
from sim.engine.whole_files import whole_file

__all__ = [
    "CACHE_ROOT",
    "FIRST_COMPILATION",
    "JIT",
    "KEPT",
    "KERNEL_CACHE",
    "inlined",
    "kernel",
    "rule",
]


def widest_vectors() -> str | None:
    """Return the processor's features with its widest vectors preferred; None to leave them alone.

    LLVM takes half of them on some processors for fear of a lower clock. Loops here are nearly all
    multiplications of 64 bits, and take a third longer that way (docs/engine.md).
    """
    features = str(llvmlite.binding.get_host_cpu_features().flatten())
    return f"{features},-prefer-256-bit" if "+avx512f" in features.split(",") else None


KERNEL_CACHE = CACHE_ROOT / "kernels"
JIT = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]
# What numba is asked by the environment and does not write into its cache.
_CONFIG: Any = numba.config
SETTINGS = f"{int(bool(_CONFIG.BOUNDSCHECK))}{int(_CONFIG.OPT)}"
# A folder that is there once a process has begun to compile this version of the kernels.
_SEEN = KERNEL_CACHE / f"{digest.kernels()}-{SETTINGS}"
MARK = 16  # bytes that begin a file of the cache: the digest of the others
FIRST_COMPILATION = JIT and not _SEEN.exists()
if numba.config.CPU_FEATURES is None:  # type: ignore[attr-defined]
    numba.config.CPU_FEATURES = widest_vectors()  # type: ignore[attr-defined]


def _writable() -> bool:
    """Whether compiled functions can be kept; if not, one message is shown."""
    try:
        _SEEN.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=KERNEL_CACHE).close()
    except OSError as error:
        if multiprocessing.parent_process() is None:
            from sim.errors import os_reason
            from sim.lang import Message

            reason = os_reason(error.errno) or Message("os.other")
            text = Message("kernels.not_kept", path=str(KERNEL_CACHE), reason=reason).text()
            print(text, file=sys.stderr)
        return False
    return True


KEPT = JIT and _writable()


class _Locator(_CacheLocator):
    """Place of a compiled function in the cache: by its module, its name and its code."""

    def __init__(self, function: Any, file: str) -> None:
        self._py_file = file
        self._module = function.__module__
        self._stamp = digest.kernel_stamp(function.__module__, function.__qualname__)

    def get_cache_path(self) -> str:
        return str(KERNEL_CACHE / self._module)

    def get_source_stamp(self) -> str | None:
        return self._stamp

    def get_disambiguator(self) -> str:
        return f"{str(self._stamp)[:16]}-{SETTINGS}"

    @classmethod
    def from_function(cls, function: Any, file: str) -> _Locator:
        return cls(function, file)


class _Files(CompileResultCacheImpl):
    _locator_classes = [_Locator]  # noqa: RUF012


class _Entries(IndexDataCacheFile):
    """Files of one function. One that is damaged, or of another call, is not there.

    Two processes may give one number to two calls: each file says for which call it is.
    """

    def load(self, key: Any) -> Any:
        found = super().load(key)
        return found[1] if found is not None and found[0] == key else None

    def save(self, key: Any, data: Any) -> None:
        with suppress(OSError):  # a full disk costs time, nothing else
            super().save(key, (key, data))

    def _load_index(self) -> Any:
        try:
            stamp, calls = self._load_data(self._index_name)
        except OSError:
            return {}
        return calls if stamp == self._source_stamp else {}

    def _save_index(self, overloads: Any) -> None:
        self._save_data(self._index_name, (self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        content = Path(self._data_path(name)).read_bytes()
        mark, data = content[:MARK], content[MARK:]
        if hashlib.blake2b(data, digest_size=MARK).digest() != mark:
            raise OSError(f"{name} is damaged")
        return pickle.loads(data)

    def _save_data(self, name: str, data: Any) -> None:
        dumped = self._dump(data)
        with whole_file(Path(self._data_path(name))) as file:
            file.write(hashlib.blake2b(dumped, digest_size=MARK).digest())
            file.write(dumped)


class _Cache(FunctionCache):
    """Numba's cache of one function under a stamp of our own."""

    _impl_class = _Files

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = _Entries(
            cache_path=self._cache_path,
            filename_base=self._impl.filename_base,
            source_stamp=self._impl.locator.get_source_stamp(),
        )

    def _index_key(self, signature: Any, codegen: Any) -> Any:
        # The stamp sees more of the code than its bytes, which a docstring may change.
        *key, (_, closure) = super()._index_key(signature, codegen)
        return (*key, closure)

    @contextmanager
    def _guard_against_spurious_io_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            pass  # what cannot be read or written is compiled


_OPTIONS: Any = {
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,  # no caller uses C: this interface takes a tenth of compiling
}


def rule[F: Callable[..., object]](function: F) -> F:
    """Compile a scalar rule: callable from kernels and from Python."""
    return _compiled(function)


def inlined[F: Callable[..., object]](function: F) -> F:
    """Compile a scalar rule into each of its callers, as long as it may be.

    For a long rule that a loop over many persons calls, with arrays of its own above all: each such
    call counts references, as slowly as the rule works. It lengthens compilation.
    """
    return _compiled(function, forceinline=True)


def kernel[F: Callable[..., object]](function: F) -> F:
    """Compile a loop over columns. It holds no lock, so blocks of rows may run in threads."""
    return _compiled(function)


def _compiled[F: Callable[..., object]](function: F, **options: Any) -> F:
    # A function of a user is compiled in each process: numba would not see what it depends on.
    of_package = digest.kernel_stamp(function.__module__, function.__qualname__) is not None
    made: Any = numba.njit(**_OPTIONS, **options)(function)
    if KEPT and of_package:
        made._cache = _Cache(function)
    if JIT:
        made.get_call_template = partial(_once, made.get_call_template)
    return cast(F, made)


def _once(template: Callable[..., Any], args: Any, kws: Any) -> Any:
    """Let a rule that calls another have it compiled once for all constants and short integers.

    Numba compiles a function anew for each constant and for each width of a number that it is
    called with. Whole numbers are as exact in 64 bits.
    """
    return template(
        tuple(map(_wide, args)), {name: _wide(kind) for name, kind in dict(kws).items()}
    )


def _wide(kind: Any) -> Any:
    plain: Any = unliteral(kind)
    return types.int64 if plain in types.signed_domain else plain
