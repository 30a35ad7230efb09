"""Bundles handed to kernels as one address.

Rules that act on rare events read dozens of columns. Passed one by one, or as a named tuple, every
call carries hundreds of numbers and compiling the model takes minutes; a structref is one pointer,
but each read of a column then counts references and reads the shape anew. A bundle is a table of
addresses and lengths that never changes. The compiler knows this, and knows the lengths fixed by
the code, so reading a column costs the same as in C (docs/engine.md). Nothing is counted: Python
keeps the arrays alive, kernels keep none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple, cast

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import make_array, populate_array

from sim.engine.jit import JIT

# Names of the arrays of a bundle whose lengths after the first are fixed by the code.
_FIXED: dict[type, frozenset[str]] = {}


class Field(NamedTuple):
    """Position of one field of a bundle in its table."""

    kind: Any  # numba type; that of another bundle, too
    slot: int  # of its address, or of the number itself; the lengths follow
    fixed: tuple[int, ...]  # lengths after the first, where the code fixes them


class BundleType(types.Type):
    """Type of a bundle: its fields and their positions."""

    def __init__(self, name: str, fields: dict[str, Field]) -> None:
        self.fields = fields
        digest = hashlib.blake2b(repr(sorted(fields.items())).encode(), digest_size=6).hexdigest()
        super().__init__(name=f"{name}_{digest}")


@register_model(BundleType)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: BundleType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@infer_getattr
class _Attributes(AttributeTemplate):
    key = BundleType

    def generic_resolve(self, kind: BundleType, name: str) -> Any:  # type: ignore[override]
        field = kind.fields.get(name)
        return None if field is None else field.kind


@lower_getattr_generic(BundleType)  # type: ignore[untyped-decorator]
def _read(context: Any, builder: Any, kind: BundleType, table: Any, name: str) -> Any:
    field = kind.fields[name]

    def slot(offset: int) -> Any:
        address = builder.gep(table, [ir.Constant(ir.IntType(64), field.slot + offset)])
        value = builder.load(address)
        value.set_metadata("invariant.load", builder.module.add_metadata([]))
        return value

    if isinstance(field.kind, BundleType):
        return builder.inttoptr(slot(0), context.get_value_type(field.kind))
    if not isinstance(field.kind, types.Array):
        return builder.bitcast(slot(0), context.get_value_type(field.kind))
    array = make_array(field.kind)(context, builder)
    lengths: list[Any] = [slot(1)]
    for axis in range(1, field.kind.ndim):
        known = bool(field.fixed)
        lengths.append(
            ir.Constant(ir.IntType(64), field.fixed[axis - 1]) if known else slot(1 + axis)
        )
    size = context.get_abi_sizeof(context.get_data_type(field.kind.dtype))
    steps = [ir.Constant(ir.IntType(64), size)]
    for length in reversed(lengths[1:]):
        steps.insert(0, builder.mul(steps[0], length, flags=["nsw"]))
    populate_array(
        array,
        data=builder.inttoptr(slot(0), array.data.type),
        shape=cgutils.pack_array(builder, lengths),
        strides=cgutils.pack_array(builder, steps),
        itemsize=ir.Constant(ir.IntType(64), size),
        meminfo=None,
    )
    return array._getvalue()


@unbox(BundleType)  # type: ignore[untyped-decorator]
def _unbox(kind: BundleType, value: Any, c: Any) -> NativeValue:
    held = c.pyapi.object_getattr_string(value, "address")
    number = c.pyapi.long_as_longlong(held)
    c.pyapi.decref(held)
    return NativeValue(c.builder.inttoptr(number, c.context.get_value_type(kind)))


class Pointer:
    """A bundle in the form kernels take; it shares the arrays and keeps them alive."""

    __slots__ = ("_numba_type_", "_values", "address", "table")

    def __init__(self, values: Any) -> None:
        declared: Any = type(values)
        fixed = _FIXED[declared]
        seen: list[tuple[Any, int, tuple[int, ...]]] = []
        table: list[int] = []
        for name, value in zip(values._fields, values, strict=True):
            if isinstance(value, np.ndarray):
                if not value.flags.c_contiguous:
                    raise ValueError(f"{name} is not contiguous")
                seen.append((value.dtype, value.ndim, value.shape[1:] if name in fixed else ()))
                table += [value.ctypes.data, *value.shape]
            else:
                number = np.array(value)
                seen.append((number.dtype, -1, ()))
                table.append(int(number.view(np.int64)))
        self._values = values
        self.table = np.array(table, np.int64)
        self.address = self.table.ctypes.data
        self._numba_type_ = _type(declared, tuple(seen))


@cache
def _type(bundle_: Any, seen: tuple[tuple[Any, int, tuple[int, ...]], ...]) -> BundleType:
    """Type of a bundle by number type, axes (-1: a number) and fixed lengths of each field."""
    fields: dict[str, Field] = {}
    slot = 0
    for name, (number, axes, fixed) in zip(bundle_._fields, seen, strict=True):
        kind = numba.from_dtype(number)
        fields[name] = Field(kind if axes < 0 else types.Array(kind, axes, "C"), slot, fixed)
        slot += 1 + max(axes, 0)
    return BundleType(bundle_.__name__, fields)


class Root(Pointer):
    """A bundle of bundles and numbers, each of which may be set anew between two calls of kernels.

    A class below it declares the fields by annotations: other bundles, `int` or `float`.

    Parameters
    ----------
    **values
        A value for each field.
    """

    def __init__(self, **values: Any) -> None:
        kinds = {
            name: value._numba_type_ if isinstance(value, Pointer) else numba.typeof(value)
            for name, value in values.items()
            if JIT
        }
        fields = {name: Field(kind, slot, ()) for slot, (name, kind) in enumerate(kinds.items())}
        keep = partial(object.__setattr__, self)
        keep("table", np.zeros(len(values), np.int64))
        keep("address", self.table.ctypes.data)
        keep("_numba_type_", BundleType(type(self).__name__, fields))
        for name, value in values.items():
            setattr(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a field: for Python, and in the table that kernels read.

        Raises
        ------
        TypeError
            When kernels are compiled for a bundle of another type.
        """
        object.__setattr__(self, name, value)
        if not JIT:
            return
        field = self._numba_type_.fields[name]
        if field.kind is types.float64:
            self.table.view(np.float64)[field.slot] = value
        elif not isinstance(field.kind, BundleType):
            self.table[field.slot] = value
        elif value._numba_type_ == field.kind:
            self.table[field.slot] = value.address
        else:
            raise TypeError(f"{name} is a bundle of another type")


typeof_impl.register(Pointer, lambda value, _: value._numba_type_)


def bundle[T: type[NamedTuple]](*fixed: str) -> Callable[[T], T]:
    """Declare a named tuple of arrays and numbers as a bundle.

    Parameters
    ----------
    *fixed : str
        Arrays whose lengths after the first are fixed by the code: kernels are compiled for them.
    """

    def declare(cls: T) -> T:
        _FIXED[cls] = frozenset(fixed)
        return cls

    return declare


def pointer[T](values: T) -> T:
    """Return the form in which kernels take a bundle; it shares the arrays with `values`.

    Without compilation the named tuple itself serves.
    """
    return cast(T, Pointer(values)) if JIT else values
