"""One world simulated once: ``Sim("pole", ["months=24"]).run().plot()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim import compose
from sim.errors import InputError, check_lang
from sim.indicators.measure import World, monthly, outcomes
from sim.indicators.registry import REGISTRY
from sim.results.tables import PAYERS, Place, place_of
from sim.runs.replicates import one_world
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Result", "Sim"]


@dataclass(frozen=True)
class Result:
    """One world simulated once."""

    scenario: Scenario
    world: World
    place: Place

    @property
    def label(self) -> str:
        """Name of the scenario."""
        return self.scenario.label or "parcours"

    def to_frame(self) -> pd.DataFrame:
        """Monthly values: month, indicator, dimension, group, value."""
        series = monthly(self.world, PAYERS)
        pieces = [
            pd.DataFrame({"month": self.world.months, **key._asdict(), "value": values})
            for key, values in series.items()
        ]
        return pd.concat(pieces, ignore_index=True)

    def summary(self, lang: str = "fr") -> pd.DataFrame:
        """Values since the reform: indicator, dimension, group, label, unit, value."""
        check_lang(lang)
        return pd.DataFrame(
            [
                (*key, REGISTRY[key.indicator].label(lang), REGISTRY[key.indicator].unit, value)
                for key, value in outcomes(self.world, PAYERS).items()
            ],
            columns=["indicator", "dimension", "group", "label", "unit", "value"],
        )

    def plot(self, *, lang: str = "fr", ax: Axes | None = None) -> Axes:
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
            raise InputError(["overrides go with a name; this Scenario is already made."])
        words = [overrides] if isinstance(overrides, str) else list(overrides)
        self.scenario = (
            scenario if isinstance(scenario, Scenario) else compose.load_scenario(scenario, words)
        )
        self.seed = seed

    def run(self, *, threads: int = 1) -> Result:
        """Simulate it."""
        world = one_world(self.scenario, self.seed, record=True, threads=threads)
        return Result(self.scenario, world, place_of(self.scenario))
