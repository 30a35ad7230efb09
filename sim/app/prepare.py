"""What must be done before a session, so that nothing is compiled or warmed up in it. For workers.

Each step is short enough to show progress: the engine, a world of each scenario, the common start
of each seed of the widest picture, and those of the other territories that a lever makes.
"""

from __future__ import annotations

import gc

from sim.app.asked import STEPS, Asked
from sim.app.levers import STOPS, table
from sim.app.picture import draw
from sim.app.worlds import worlds_of
from sim.runs.replicates import run_worlds
from sim.runs.warmup import warmed_state
from sim.territory.of_scenario import territory_of

__all__ = ["engine", "ready", "scenario", "start", "steps"]

# Two Januaries and a December after the reform, so that every process acts.
SHORT = {"burn_in": 0, "reform_month": 1, "months": 26, "record_people": 10}


def steps() -> list[tuple[str, tuple[object, ...]]]:
    """Return the steps in their order: a task of this module, and its arguments."""
    room = table()
    found: list[tuple[str, tuple[object, ...]]] = [("engine", ())]
    found += [("scenario", (name,)) for name in room.scenarios]
    before = [name for name, lever in room.levers.items() if lever.group == "territory"]
    found += [("start", ((), seed)) for seed in range(1, STEPS[-1] + 1)]
    found += [("start", (((name, stop),), 1)) for name in before for stop in range(STOPS)]
    return found


def engine() -> None:
    """Import the engine, and draw the first picture; this compiles most of it the first time."""
    draw(Asked(table().scenarios[0]))


def scenario(name: str) -> None:
    """Run a short world of a scenario, with each lever at both ends, so that all is compiled."""
    for stop in (0, STOPS - 1):
        stops = tuple(sorted((lever, stop) for lever in table().levers))
        short = [world.with_(clock=SHORT) for world in worlds_of(Asked(name, stops))]
        run_worlds(short, [1], progress=False)


def start(stops: tuple[tuple[str, int], ...], seed: int) -> None:
    """Keep the start of a seed, which both worlds share unless a lever moves one of them."""
    for world in worlds_of(Asked(table().scenarios[0], stops)):
        warmed_state(world, territory_of(world), seed)


def ready() -> None:
    """Have this process load what the others have compiled, and remember the first picture."""
    draw(Asked(table().scenarios[0], n=STEPS[1]))
    gc.freeze()  # what stays is not looked through while somebody waits
