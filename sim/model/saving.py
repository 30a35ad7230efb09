"""The state of a world as arrays: to keep a start, and to go on from it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.state import counts
from sim.state.columns import Array
from sim.state.world import World

__all__ = ["State", "go_on", "let_go", "state_arrays"]

State = Mapping[str, Array]


def state_arrays(model: World, *, copy: bool = True) -> dict[str, Array]:
    """Return all that is needed to go on; without `copy`, sharing the columns of persons."""
    return {
        **model.people.state_arrays(copy=copy),
        **model.organisations.state_arrays(),
        "run.month": np.array(model.month),
        "run.history": np.array(model.history, np.int64).reshape(-1, counts.SIZE),
        "run.stock": model.running_totals.copy(),
        "run.waits": model.waits.copy(),
        "run.strata": model.strata.copy(),
        "run.zones": model.zone_counters.copy(),
        "run.cohort": model.cohort.copy(),
        "run.fixed": np.array(model.fixed_converted, np.int64),
        "run.waited_before": np.array(model.waited_before),
    }


def go_on(model: World, state: State) -> None:
    """Take back the counts of a saved run, so that it goes on as if never interrupted."""
    model.history = list(state["run.history"])
    model.waits[:] = state["run.waits"]
    model.strata[:] = state["run.strata"]
    model.cohort[:] = state["run.cohort"]
    model.zone_counters[:] = state["run.zones"]
    model.waited_before = int(state["run.waited_before"])
    model.fixed_converted = [int(x) for x in state["run.fixed"]]


def let_go(model: World) -> None:
    """Free the columns of a model at once; it must not be used any more.

    A model is a cycle of references: the garbage collector would free it late, and would look at
    all other objects to find it.
    """
    vars(model).clear()
