"""Two worlds compared: the tables, with figures, single lives and folders."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.compose.files import owns_policy
from sim.errors import check_lang
from sim.indicators.registry import REGISTRY
from sim.lang import interval, say, unit
from sim.results import comparison_files as files
from sim.results.tables import ComparisonTables
from sim.scenario.context import ForeignPolicy
from sim.scenario.scenario import Scenario
from sim.study.result import Result
from sim.study.saved import Saved, check_path

if TYPE_CHECKING:
    from sim.report.plots import Plots
    from sim.study.counterfactual import Twin
    from sim.study.network import Served

__all__ = ["Comparison", "load"]


@dataclass(frozen=True, eq=False)
class Comparison(ComparisonTables, Saved):
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

    def network(self, month: int | None = None) -> Served:
        """Who serves the persons of which zone at the end of a month, in both worlds.

        Both worlds of the first seed are simulated again, with the engine: a run keeps counts, not
        who is where. ``c.network().plot()`` draws it.

        Parameters
        ----------
        month
            From 0 to the last month, which is the default.

        Raises
        ------
        InputError
            When there is no such month, or a file of the territory has changed since.
        """
        from sim.study.network import network

        return network(self, month)

    def report(self, path: str | os.PathLike[str], *, lang: str | None = None) -> Path:
        """Write a report that others can read: ``x.html``, ``x.pdf``, ``x.pptx``.

        Parameters
        ----------
        path
            File to write; the end of its name says in which form. ``.csv`` and ``.parquet`` hold
            the table of differences alone.
        lang
            ``fr`` or ``en``; without it that of the comparison.

        Raises
        ------
        InputError
            When there is no such form, or a library of the form is missing.
        """
        from sim.report.document.write import report

        return report(self, path, lang=lang)

    def _repr_html_(self) -> str:
        from sim.report.html import comparison_html

        return comparison_html(self)

    def __repr__(self) -> str:
        """Names, territory, N and seeds, and the difference of the first indicator."""
        lang = self.language()
        p, indicator = self.paired("unmet_need"), REGISTRY["unmet_need"]
        gap = interval(p.difference, p.low, p.high, indicator.unit, lang)
        text = f"{indicator.label(lang)} {gap} {unit(indicator.unit, lang, gap=True)}"
        n = say("n", lang, n=self.n, seeds=self.seeds_text())
        world = f"Comparison {self.names[1]} − {self.names[0]}, {self.place.name}, {n}"
        return f"<{say('labelled', lang, label=world, text=text)}>"


def load(path: str | Path, *, lang: str | None = None, trust: bool = False) -> Comparison | Result:
    """Read a comparison or a result that was saved; one of an older version too.

    Parameters
    ----------
    path
        Folder of the comparison.
    lang
        Language of tables and figures: ``fr`` or ``en``; without it that of ``PARCOURS_LANG``,
        else French.
    trust
        Whether the code of a policy in the folder may run when its worlds are simulated again
        (`twin`). Otherwise it runs only if the folder of ``PARCOURS_CONFIGS`` holds the same code.

    Raises
    ------
    InputError
        When the folder holds none, is damaged, or was written by a newer version.
    """
    check_lang(lang)
    check_path("sim.load", path)
    found = replace(files.read(path, Comparison, Result), lang=lang)
    if trust:
        return found
    if isinstance(found, Comparison):
        return replace(found, a=_guarded(found.a), b=_guarded(found.b))
    return replace(found, scenario=_guarded(found.scenario))


def _guarded(scenario: Scenario) -> Scenario:
    """Return a scenario whose policy does not run, unless it is a policy of the user."""
    code = scenario.policy.code
    if not code or owns_policy(code):
        return scenario
    return scenario.model_copy(update={"policy": ForeignPolicy(**dict(scenario.policy))})
