"""Ask memory for the columns of a row some rows early, so that the wait overlaps with their work.

It helps where rows come in row order, for columns of which a row takes many bytes: the processor
finds the others itself. Where rows come in another order it costs time (docs/engine.md).
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from sim.engine.jit import JIT, rule
from sim.engine.marks import Array, row

__all__ = ["prefetch", "row_ahead"]

AHEAD: Final = 4  # rows; fewer come too late, many more push each other out


@rule
def row_ahead(rows: Array, r: int) -> int:
    """Row that is worked on `AHEAD` ranks later; the last one at the end."""
    return row(rows, min(r + AHEAD, len(rows) - 1))


def _nothing(column: Array, i: int) -> None:
    """Do nothing: without compilation there is no memory to ask."""


def _prefetch(_: Any, column: Any, i: Any) -> Any:
    """Declare the instruction that fetches row `i` of a column."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = make_array(signature.args[0])(context, builder, arguments[0])
        step = cgutils.unpack_tuple(builder, array.strides)[0]
        address, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        place = builder.gep(builder.bitcast(array.data, address), [builder.mul(arguments[1], step)])
        declared = ir.FunctionType(ir.VoidType(), [address, number, number, number])
        call = cgutils.get_or_insert_function(builder.module, declared, "llvm.prefetch.p0")
        read, keep, data = 0, 3, 1  # as LLVM numbers them
        builder.call(call, [place, *(ir.Constant(number, word) for word in (read, keep, data))])
        return context.get_dummy_value()

    return types.none(column, types.int64), generate


prefetch: Any = intrinsic(_prefetch) if JIT else _nothing
