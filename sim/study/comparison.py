"""Two worlds compared: the tables, with figures, single lives and folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.indicators.registry import REGISTRY
from sim.lang import interval, language, say, unit
from sim.results import atomic_files as store
from sim.results import comparison_files as files
from sim.results.tables import ComparisonTables

if TYPE_CHECKING:
    from sim.report.plots import Plots
    from sim.study.counterfactual import Twin

__all__ = ["Comparison", "load"]


@dataclass(frozen=True)
class Comparison(ComparisonTables):
    """Paired replicates of two worlds: tables, figures, single lives; saved and loaded.

    Attributes are those of `sim.results.tables.ComparisonTables`.
    """

    @property
    def plot(self) -> Plots:
        """Figures: ``pathways``, ``difference``, ``costs``."""
        from sim.report.plots import Plots

        return Plots(self)

    def twin(self, person: int | None = None) -> Twin:
        """Two lives of one person, month by month, and the decision at which they diverge.

        Both worlds of the first seed are simulated again, with the engine.

        Parameters
        ----------
        person
            Key of a person of `pathways`; None takes the one whose lives differ most.

        Raises
        ------
        InputError
            When no person has that key.
        """
        from sim.study.counterfactual import twin

        return twin(self, person)

    def manifest(self) -> dict[str, Any]:
        """Return the manifest of the folder: the compared worlds, and their origin."""
        return files.manifest(self)

    def write_into(self, path: Path, **more: Any) -> None:
        """Write tables, counts and manifest into an existing folder; `more` joins the manifest.

        The manifest comes last: a folder without one is not a comparison.
        """
        files.write(self, path, **more)

    def save(self, path: str | Path) -> Path:
        """Write a folder that `sim.load` reads; it is there whole or not at all.

        Raises
        ------
        InputError
            When the path is a file, or a folder with other files in it.
        OSError
            When the disk refuses; nothing is left then.
        """
        target = Path(path)
        with store.folder(target) as part:
            self.write_into(part)
        return target

    def _repr_html_(self) -> str:
        from sim.report.html import comparison_html

        return comparison_html(self)

    def __repr__(self) -> str:
        """Names, territory, N and seeds, and the first indicator."""
        lang = language()
        p, indicator = self.paired("unmet_need"), REGISTRY["unmet_need"]
        gap = interval(p.difference, p.low, p.high, indicator.unit, lang)
        text = f"{indicator.label(lang)} {gap} {unit(indicator.unit, lang, gap=True)}"
        n = say("n", lang, n=self.n, seeds=self.told_seeds())
        world = f"Comparison {self.names[1]} − {self.names[0]}, {self.place.name}, {n}"
        return f"<{say('labelled', lang, label=world, text=text)}>"


def load(path: str | Path) -> Comparison:
    """Read a comparison that was saved; one of an older version too.

    Raises
    ------
    InputError
        When the folder holds none, is damaged, or was written by a newer version.
    """
    return files.read(path, Comparison)
