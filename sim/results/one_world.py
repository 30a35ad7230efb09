"""Tables of one world simulated once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.errors import check_lang
from sim.indicators.measure import monthly, outcomes
from sim.indicators.outputs import PAYERS, Run
from sim.indicators.registry import REGISTRY
from sim.results.origin import Place
from sim.scenario.scenario import Scenario

__all__ = ["WorldTables"]


@dataclass(frozen=True)
class WorldTables:
    """Tables of one world simulated once.

    Attributes
    ----------
    scenario, run, place
        The scenario, its counts, and its territory.
    """

    scenario: Scenario
    run: Run
    place: Place

    @property
    def label(self) -> str:
        """Name of the scenario."""
        return self.scenario.label or "parcours"

    def to_frame(self) -> pd.DataFrame:
        """Monthly values: month, indicator, dimension, group, value."""
        series = monthly(self.run, PAYERS)
        pieces = [
            pd.DataFrame({"month": self.run.months, **key._asdict(), "value": values})
            for key, values in series.items()
        ]
        return pd.concat(pieces, ignore_index=True)

    def summary(self, lang: str | None = None) -> pd.DataFrame:
        """Values since the reform: indicator, dimension, group, label, unit, value."""
        lang = check_lang(lang)
        return pd.DataFrame(
            [
                (*key, REGISTRY[key.indicator].label(lang), REGISTRY[key.indicator].unit, value)
                for key, value in outcomes(self.run, PAYERS).items()
            ],
            columns=["indicator", "dimension", "group", "label", "unit", "value"],
        )
