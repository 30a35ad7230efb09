"""One world simulated once: ``Sim("pole", ["months=24"]).run().plot()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim import compose
from sim.errors import InputError
from sim.lang import Message
from sim.results.one_world import WorldTables
from sim.results.origin import place_of
from sim.runs.run import run_world
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Result", "Sim"]


@dataclass(frozen=True)
class Result(WorldTables):
    """One world simulated once: tables and a figure."""

    def plot(self, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw how many persons are in each state, month by month."""
        from sim.report.plots import states

        return states(self, lang=lang, ax=ax)


class Sim:
    """One world, by name or by hand: ``Sim("pole", ["months=24"]).run().plot()``.

    Parameters
    ----------
    scenario
        Name of a scenario, or a `Scenario`.
    overrides
        Words ``key=value`` that go with a name.
    seed
        Luck.
    """

    def __init__(
        self, scenario: str | Scenario, overrides: Sequence[str] = (), *, seed: int = 1
    ) -> None:
        if isinstance(scenario, Scenario) and overrides:
            raise InputError(Message("study.overrides"))
        words = [overrides] if isinstance(overrides, str) else list(overrides)
        self.scenario = (
            scenario if isinstance(scenario, Scenario) else compose.load_scenario(scenario, words)
        )
        self.seed = seed

    def run(self, *, threads: int = 1) -> Result:
        """Simulate it."""
        run = run_world(self.scenario, self.seed, record=True, threads=threads)
        return Result(self.scenario, run, place_of(self.scenario))
