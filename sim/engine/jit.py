"""The only module that uses numba: how rules and kernels are compiled and where they are cached.

Numba's own cache depends on the bytes and line numbers of one file: a changed docstring compiles
the file again, and a change in another file or in a global is not detected (numba issue 1833). Here
a compiled function is kept under the digest of all that it is made of, through any number of calls
(`sim.engine.digest`).
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

import llvmlite.binding  # type: ignore[import-untyped]
import numba
from numba.core import types
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator
from numba.core.types import unliteral

from sim.engine import digest
from sim.engine.digest import CACHE_ROOT

__all__ = ["CACHE_ROOT", "FIRST_COMPILATION", "JIT", "KERNEL_CACHE", "kernel", "rule"]


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
# A folder that is there once a process has begun to compile this version of the kernels; functions
# of other packages are cached in it, by numba's own rules.
_SEEN = KERNEL_CACHE / f"{digest.kernels()}-{SETTINGS}"
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


_KEPT = JIT and _writable()
if _KEPT:
    numba.config.CACHE_DIR = str(_SEEN)  # type: ignore[attr-defined]


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


class _Cache(FunctionCache):
    """Numba's cache of one function under a stamp of our own."""

    _impl_class = _Files

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


def kernel[F: Callable[..., object]](function: F) -> F:
    """Compile a loop over columns. It holds no lock, so blocks of rows may run in threads."""
    return _compiled(function)


def _compiled[F: Callable[..., object]](function: F) -> F:
    of_package = digest.kernel_stamp(function.__module__, function.__qualname__) is not None
    made: Any = numba.njit(cache=_KEPT and not of_package, **_OPTIONS)(function)
    if _KEPT and JIT and of_package:
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
