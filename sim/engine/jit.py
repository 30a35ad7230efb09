"""The one door to numba: how rules and kernels are compiled and where they are cached.

Numba's own cache does not see a change in another file or in a global (numba issue 1833) and
would return yesterday's result. The cache folder is therefore named by the digest of all sources
that kernels are made of and of the versions that compile them, before anything is decorated.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import llvmlite.binding  # type: ignore[import-untyped]
import numba
import platformdirs

PACKAGE = Path(__file__).resolve().parents[1]


# What kernels are made of: a change elsewhere compiles nothing anew.
KERNEL_SOURCES = (
    "engine/*.py",
    "state/*.py",
    "model/census.py",
    "processes/**/*.py",
)


def code_digest() -> str:
    """Digest of the model's kernels and of the versions they are compiled with.

    Returns
    -------
    str
        32 hexadecimal digits; the same wherever the same files meet the same versions.
    """
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(p for pattern in KERNEL_SOURCES for p in PACKAGE.glob(pattern)):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    for name in ("numba", "llvmlite", "numpy", "mesa"):
        digest.update(f"{name}=={version(name)}".encode())
    digest.update(platform.python_version().encode())
    return digest.hexdigest()


CODE_DIGEST = code_digest()


def widest_vectors() -> str | None:
    """Return the processor's features with its widest vectors preferred; None to leave them alone.

    LLVM takes half of them on some processors for fear of a lower clock. Loops here are nearly all
    multiplications of 64 bits, and take a third longer that way (docs/engine.md).
    """
    features = str(llvmlite.binding.get_host_cpu_features().flatten())
    return f"{features},-prefer-256-bit" if "+avx512f" in features.split(",") else None


CACHE_ROOT = Path(os.environ.get("PARCOURS_CACHE") or platformdirs.user_cache_dir("parcours"))
KERNEL_CACHE = CACHE_ROOT / "kernels" / CODE_DIGEST
JIT = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]
FIRST_COMPILATION = JIT and not KERNEL_CACHE.exists()
if numba.config.CPU_FEATURES is None:  # type: ignore[attr-defined]
    numba.config.CPU_FEATURES = widest_vectors()  # type: ignore[attr-defined]
numba.config.CACHE_DIR = str(KERNEL_CACHE)  # type: ignore[attr-defined]


_OPTIONS: Any = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,  # nobody calls from C: that door takes a tenth of compiling
}


def rule[F: Callable[..., object]](function: F) -> F:
    """Compile a scalar rule: callable from kernels and from Python."""
    return _compiled(function)


def kernel[F: Callable[..., object]](function: F) -> F:
    """Compile a loop over columns. It holds no lock, so blocks of rows may run in threads."""
    return _compiled(function)


def _compiled[F: Callable[..., object]](function: F) -> F:
    return cast(F, numba.njit(**_OPTIONS)(function))
