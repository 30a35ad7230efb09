"""A bundle of bundles: what is set in Python is what kernels read."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
import pytest
from numba.core import types

from sim.engine.jit import JIT, _wide, rule
from sim.engine.pointer import Root, bundle, pointer


@bundle()
class Cells(NamedTuple):
    values: Any


@bundle()
class Others(NamedTuple):
    names: Any


class Small(Root):
    cells: Cells
    month: int
    share: float


@rule
def read(W: Small, k: int) -> float:
    """Return a cell, plus ten for each month, plus the share."""
    return float(W.cells.values[k] + 10 * W.month + W.share)


@rule
def twice(x: int) -> int:
    """Double a number."""
    return 2 * x


@rule
def several(a: np.int8) -> int:
    """Call a rule with constants and with a short number."""
    return twice(3) + twice(4) + twice(a)


def small(*values: float) -> Small:
    cells = pointer(Cells(np.array(values)))
    return Small(cells=cells, month=1, share=0.5)


def test_kernels_read_what_was_set_last() -> None:
    W = small(1.0, 2.0)
    assert read(W, 1) == 12.5
    W.month = 3
    W.share = 0.25
    assert read(W, 0) == 31.25
    W.cells = pointer(Cells(np.array([7.0, 8.0, 9.0])))  # longer: columns have grown
    assert read(W, 2) == 39.25
    assert (W.month, W.share) == (3, 0.25)


def test_a_whole_number_in_a_share_is_that_number() -> None:
    W = small(0.0)
    W.share = 1
    assert read(W, 0) == 11.0


@pytest.mark.skipif(not JIT, reason="types matter to compiled code only")
def test_another_kind_of_bundle_is_refused() -> None:
    W = small(0.0)
    with pytest.raises(TypeError, match="cells"):
        W.cells = cast(Cells, pointer(Others(np.zeros(3, np.int8))))


def test_a_rule_is_asked_for_one_type_of_whole_numbers() -> None:
    """Constants and short integers are widened; what rounds or wraps around stays as it is."""
    for kind in (types.literal(3), types.int8, types.int32, types.int64):
        assert _wide(kind) == types.int64
    for kind in (types.float32, types.float64, types.uint64, types.boolean):
        assert _wide(kind) == kind
    assert several(np.int8(5)) == 24
