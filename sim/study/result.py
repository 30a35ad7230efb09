"""What was simulated of one world: tables, a page for notebooks, a figure, a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.indicators.registry import REGISTRY
from sim.lang import say, unit, value
from sim.results.one_world import WorldTables
from sim.study.saved import Saved

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Result"]


@dataclass(frozen=True, eq=False, repr=False)
class Result(WorldTables, Saved):
    """One world simulated with one seed or several: tables, a figure; saved and loaded.

    Attributes are those of `sim.results.one_world.WorldTables`.
    """

    def plot(self, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw how many persons are in each state, month by month, with 95 % bands of means."""
        from sim.report.plots import states

        return states(self, lang=lang, ax=ax)

    def _repr_html_(self) -> str:
        from sim.report.html import world_html

        return world_html(self)

    def __repr__(self) -> str:
        """Name, territory, N and seeds, and the first indicator."""
        lang, indicator = self.language(), REGISTRY["unmet_need"]
        level = value(float(self.values("unmet_need").mean()), indicator.unit, lang)
        share = indicator.unit == "share"
        text = f"{indicator.label(lang)} {level} {'%' if share else unit(indicator.unit, lang)}"
        n = say("n", lang, n=self.n, seeds=self.seeds_text())
        world = f"Result {self.label}, {self.place.name}, {n}"
        return f"<{say('labelled', lang, label=world, text=text)}>"
