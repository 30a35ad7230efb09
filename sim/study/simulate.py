"""One world simulated: ``Sim("pole", months=24).run().plot()``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sim import compose
from sim.compose import Overrides
from sim.errors import InputError, check_lang
from sim.lang import LANGS, Message
from sim.results.origin import place_of, provenance
from sim.runs.replicates import run_worlds
from sim.scenario.scenario import Scenario
from sim.study.result import Result
from sim.study.seeds import OWN, check_keywords, seeds_of, whole
from sim.study.sources import with_sources
from sim.territory.of_scenario import territory_of, warn_of

__all__ = ["Sim"]


class Sim:
    """One world, by name or by hand: ``Sim("pole", months=24, seeds=[1, 5]).run().plot()``.

    Parameters
    ----------
    scenario
        Name of a scenario, or a `Scenario`.
    overrides
        Words ``key=value`` that go with a name, or a dictionary of parameters.
    seed, replicates
        Luck: replicates (1 by default) have the seeds from ``seed`` (1 by default) on.
    seeds
        Seeds instead, one a replicate.
    lang
        Language of tables and figures: ``fr`` or ``en``; without it that of ``PARCOURS_LANG``,
        else French.
    **parameters
        Overrides whose names have no dot.

    Raises
    ------
    InputError
        With one sentence for each thing that cannot be used.
    """

    def __init__(
        self,
        scenario: str | Scenario,
        overrides: Overrides = (),
        *,
        seed: int | None = None,
        replicates: int | None = None,
        seeds: Sequence[int] | None = None,
        lang: str | None = None,
        **parameters: Any,
    ) -> None:
        check_lang(lang)
        self.lang = lang
        self.seeds, wrong = seeds_of(replicates, seed, seeds, default=1)
        if wrong:
            raise InputError(wrong)
        check_keywords(parameters, OWN)
        self.words = compose.as_words(overrides, parameters)
        if isinstance(scenario, Scenario) and self.words:
            raise InputError(Message("study.overrides"))
        self.scenario = (
            scenario
            if isinstance(scenario, Scenario)
            else compose.load_scenario(scenario, self.words)
        )

    def run(
        self, *, threads: int = 1, workers: int = 1, progress: bool | Literal["always"] = True
    ) -> Result:
        """Simulate it.

        Parameters
        ----------
        threads, workers, progress
            As in `sim.compare`.
        """
        wrong = [*whole("threads", threads, 1, 256), *whole("workers", workers, 1, 256)]
        if wrong:
            raise InputError(wrong)
        territory = territory_of(self.scenario)
        warn_of(territory, check_lang(self.lang))
        runs = run_worlds(
            [self.scenario], self.seeds, threads=threads, workers=workers, progress=progress,
            lang=self.lang, territory=territory,
        )  # fmt: skip
        title = compose.world_title(self.scenario.label or "parcours", self.words)
        titles = {lang: (getattr(title, lang),) for lang in LANGS}
        place, sources = with_sources(place_of(self.scenario, territory), self.scenario)
        return Result(
            self.scenario, tuple(run for (run,) in runs), place,
            self.words, origin={**provenance(), **sources, "titles": titles}, lang=self.lang,
        )  # fmt: skip
