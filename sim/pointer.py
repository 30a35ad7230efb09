"""Bundles handed to kernels as one pointer.

Rules that act on rare events read dozens of columns. Passing those columns one by one, or as a
named tuple, makes every call carry hundreds of numbers: compiling the model took 180 s that way and
takes a tenth of it with a structref, which is a single pointer. Reading a column through it costs a
few nanoseconds, so loops over everybody take the columns themselves (docs/engine.md).
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

from numba.core import types
from numba.experimental import structref

from sim.jit import JIT

_PROXIES: dict[type, type] = {}


def _plain(_: object, fields: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((name, types.unliteral(kind)) for name, kind in fields)


def bundle[T: type[NamedTuple]](cls: T) -> T:
    """Declare the structref of a named tuple of arrays and numbers.

    The compiled types are attributes of the module that declares the tuple, where the cache of
    compiled kernels looks for them.
    """
    if JIT:
        module = sys.modules[cls.__module__]
        kind = type(f"{cls.__name__}Type", (types.StructRef,), {"preprocess_fields": _plain})
        proxy = type(f"{cls.__name__}Pointer", (structref.StructRefProxy,), {})
        for made in (kind, proxy):
            made.__module__ = cls.__module__
            setattr(module, made.__name__, made)
        structref.register(kind)
        structref.define_proxy(proxy, kind, list(cls._fields))
        _PROXIES[cls] = proxy
    return cls


def pointer[T](values: T) -> T:
    """Return the form in which kernels take a bundle; it shares the arrays with `values`.

    Without compilation the named tuple itself serves.
    """
    if not JIT:
        return values
    made: T = structref.StructRefProxy.__new__(_PROXIES[type(values)], *values)  # type: ignore[misc]
    return made
