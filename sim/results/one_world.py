"""Tables of one world simulated with one seed or several."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.indicators.outputs import PAYERS, Run
from sim.indicators.registry import HEADLINE, REGISTRY
from sim.results.means import half_width
from sim.results.origin import Place
from sim.results.worlds import Array, Worlds
from sim.scenario.scenario import Scenario

__all__ = ["WorldTables"]


@dataclass(frozen=True, eq=False)
class WorldTables(Worlds):
    """Replicates of one world, and their tables.

    Attributes
    ----------
    scenario
        What was simulated.
    each_run
        Its counts, one run a replicate.
    place, payers
        The territory, and the codes of the funders.
    names, seeds
        The name of the world, and one seed a replicate.
    overrides, origin, lang
        As in `sim.results.tables.ComparisonTables`.
    """

    scenario: Scenario
    each_run: tuple[Run, ...]
    place: Place
    overrides: tuple[str, ...] = ()
    payers: tuple[str, ...] = PAYERS
    origin: dict[str, Any] = field(default_factory=dict)
    lang: str | None = field(default=None, kw_only=True)
    names: tuple[str, ...] = field(init=False)
    seeds: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Take the name of the world and its seeds from what was simulated."""
        object.__setattr__(self, "names", (self.label,))
        object.__setattr__(self, "seeds", tuple(run.seed for run in self.each_run))

    @property
    def run(self) -> Run:
        """Counts of the first seed."""
        return self.each_run[0]

    @property
    def label(self) -> str:
        """Name of the scenario."""
        return self.scenario.label or "parcours"

    @property
    def replicates(self) -> tuple[tuple[Run, ...], ...]:
        """Counts of the world, one tuple a replicate."""
        return tuple((run,) for run in self.each_run)

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenario, as side ``a``."""
        return {"a": self.scenario}

    @property
    def attrs(self) -> dict[str, Any]:
        """Attributes of every table: name, territory, N, seeds, overrides, version."""
        return {"scenario": self.label, **self.origin_attrs()}

    def title(self, lang: str | None = None) -> str:
        """Return what readers call the world: its title, else its name."""
        return self.world_titles(lang)[0]

    def values(self, indicator: str, dimension: str = "all", group: str = "all") -> Array:
        """One value of the table for each replicate, float64[replicates].

        Raises
        ------
        InputError
            When the indicator is not in the registry, or has no such group.
        """
        return self.of_worlds(indicator, dimension, group)[:, 0]

    def summary(self, groups: bool = True, *, lang: str | None = None) -> pd.DataFrame:
        """One row an indicator (and group): mean since the reform, 95 % interval.

        Parameters
        ----------
        groups
            Whether to include groups, in addition to all persons.
        lang
            Language of the column ``label``.

        Returns
        -------
        pandas.DataFrame
            indicator, dimension, group, label, unit, direction, value, low, high, n. Without a
            second replicate, there is no low and no high.
        """
        lang = self.language(lang)
        keys, values = self._outcomes
        means = values[:, 0].mean(axis=0)
        half = half_width(values[:, 0])
        half = np.full(len(means), np.nan) if half is None else half
        rows = [
            (
                *key, self.labelled(key, lang), REGISTRY[key.indicator].unit,
                REGISTRY[key.indicator].direction, mean, mean - reach, mean + reach, self.n,
            )
            for key, mean, reach in zip(keys, means, half, strict=True)
            if groups or key.dimension == "all"
        ]  # fmt: skip
        columns = ("indicator", "dimension", "group", "label", "unit", "direction")
        frame = pd.DataFrame(rows, columns=[*columns, "value", "low", "high", "n"])
        frame.attrs.update(self.attrs)
        return frame

    def headline(self, lang: str | None = None) -> pd.DataFrame:
        """Return the rows of the summary that people read first, in their order."""
        frame = self.summary(groups=False, lang=lang).set_index("indicator", drop=False)
        return frame.loc[list(HEADLINE)].reset_index(drop=True)
