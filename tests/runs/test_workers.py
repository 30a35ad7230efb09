"""Processes that share the work, and the pause of the garbage collector."""

from __future__ import annotations

import gc
from concurrent.futures import ProcessPoolExecutor

import pytest

from sim.runs.workers import gc_paused, worker_pool


@pytest.mark.parametrize(("count", "kind"), [(0, type(None)), (1, ProcessPoolExecutor)])
def test_there_is_a_pool_where_there_are_other_processes(count: int, kind: type) -> None:
    with worker_pool(count) as pool:
        assert type(pool) is kind


@pytest.mark.parametrize("looking", [True, False])
def test_garbage_is_collected_afterwards_if_it_was_before(looking: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if looking else gc.disable)()
        with pytest.raises(RuntimeError), gc_paused():
            assert not gc.isenabled()
            raise RuntimeError("inside")
        assert gc.isenabled() is looking
    finally:
        (gc.enable if before else gc.disable)()
