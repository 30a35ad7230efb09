"""More than two scenarios, and more than one territory: each is compared with the first one.

``sim.compare_many(["silo", "provider", "pole"], ["creuse", "nord"])``
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from sim import compose
from sim.compose import Overrides
from sim.errors import InputError, check_lang, suggestion
from sim.lang import Message
from sim.results import atomic_files as store
from sim.results.origin import place_of
from sim.runs.replicates import run_worlds
from sim.study.compare import check_pair, collected
from sim.study.comparison import Comparison
from sim.study.seeds import OWN, check_keywords, seeds_of, whole
from sim.study.sources import with_sources
from sim.territory.of_scenario import territory_of, warn_of
from sim.territory.public.folder import PublicTerritory

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Comparisons", "compare_many"]


@dataclass(frozen=True)
class Comparisons:
    """Scenarios compared with the first one, on one territory or several.

    Attributes
    ----------
    territories
        Names of the territories, in their order.
    scenarios
        Names of the scenarios; the first one is what the others are compared with.
    by_name
        One comparison for each territory and each scenario but the first.
    lang
        Language without another, as in `sim.results.tables.ComparisonTables`.
    """

    territories: tuple[str, ...]
    scenarios: tuple[str, ...]
    by_name: dict[tuple[str, str], Comparison]
    lang: str | None = None

    def __getitem__(self, key: tuple[str, str]) -> Comparison:
        """Return one comparison: ``found["creuse", "pole"]``.

        Raises
        ------
        InputError
            When there is none of that name.
        """
        if key not in self.by_name:
            names = [f"{territory}, {scenario}" for territory, scenario in self.by_name]
            asked = ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)
            near = suggestion(asked, names)
            raise InputError(Message("many.none", key=asked, known=names, near=near))
        return self.by_name[key]

    def summary(self, groups: bool = False, *, lang: str | None = None) -> pd.DataFrame:
        """Return the rows of all comparisons in one table.

        Returns
        -------
        pandas.DataFrame
            territory, scenario, against, then the columns of `Comparison.summary`: ``a`` is the
            level under the first scenario, ``b`` under this one.
        """
        pieces = []
        for (territory, scenario), comparison in self.by_name.items():
            piece = comparison.summary(groups, lang=self.language(lang))
            for name, value in (
                ("against", self.scenarios[0]), ("scenario", scenario), ("territory", territory),
            ):  # fmt: skip
                piece.insert(0, name, value)
            pieces.append(piece)
        frame = pd.concat(pieces, ignore_index=True)
        frame.attrs = {
            name: value
            for name, value in next(iter(self.by_name.values())).attrs.items()
            if name in ("n", "seeds", "schema_version", "code_digest")
        }
        return frame

    def to_csv_fr(self, path: str | Path, *, groups: bool = False) -> None:
        """Write the summary for a French spreadsheet: ``;``, decimal comma, UTF-8 with BOM."""
        store.put_csv_fr(Path(path), self.summary(groups, lang="fr"))

    def plot(self, indicator: str = "unmet_need", *, lang: str | None = None) -> Figure:
        """Draw one panel a territory: each scenario minus the first one, month by month.

        Territories where a scenario does worst come first.
        """
        from sim.report.multiples import multiples

        return multiples(self.by_name, indicator, lang=self.language(lang))

    def language(self, lang: str | None = None) -> str:
        """Return the language asked for, else that of the comparisons."""
        return check_lang(self.lang if lang is None else lang)

    def _repr_html_(self) -> str:
        from sim.report.html import comparisons_html

        return comparisons_html(self.by_name, self.language())

    def __repr__(self) -> str:
        """Names of scenarios and territories, and N."""
        n = next(iter(self.by_name.values())).n
        against = ", ".join(self.scenarios[1:])
        return (
            f"<Comparisons {against} − {self.scenarios[0]}, {', '.join(self.territories)}, N={n}>"
        )


def compare_many(
    scenarios: Sequence[str],
    territories: Sequence[str | PublicTerritory] = (),
    overrides: Overrides = (),
    *,
    replicates: int | None = None,
    seed: int | None = None,
    seeds: Sequence[int] | None = None,
    threads: int = 1,
    workers: int = 1,
    progress: bool | Literal["always"] = True,
    lang: str | None = None,
    **parameters: Any,
) -> Comparisons:
    """Simulate several worlds with the same people and luck; compare each with the first one.

    Parameters
    ----------
    scenarios
        Names of two scenarios or more. The world of the first one is simulated once for all.
    territories
        Names of territories, or territories from public files; without any, that of `overrides`.
    overrides
        Words ``key=value`` for all scenarios, or a dictionary.
    replicates, seed, seeds, threads, workers, progress, lang, **parameters
        As in `sim.compare`.

    Raises
    ------
    InputError
        With one sentence for each thing that cannot be used.

    Examples
    --------
    >>> found = compare_many(["silo", "provider", "pole"], ["creuse", "nord"])  # doctest: +SKIP
    >>> found["nord", "pole"].headline()  # doctest: +SKIP
    """
    chosen_lang = check_lang(lang)
    chosen, wrong = seeds_of(replicates, seed, seeds)
    wrong += [*whole("threads", threads, 1, 256), *whole("workers", workers, 1, 256)]
    names = _each_once("scenarios", scenarios, 2, wrong)
    places = _each_once("territories", territories, 0, wrong) or [None]
    if wrong:
        raise InputError(wrong)
    check_keywords(parameters, (*OWN, "threads", "workers", "progress"))
    # Everything is checked before the first world runs.
    built = []
    for place in places:
        own = parameters if place is None else {**parameters, "territory": place}
        words = compose.as_words(overrides, own)
        worlds = compose.load_scenarios(names, words)
        for other in worlds[1:]:
            check_pair(worlds[0], other)
        territory = territory_of(worlds[0])
        warn_of(territory, chosen_lang)
        built.append((place, words, worlds, territory))
    by_name: dict[tuple[str, str], Comparison] = {}
    for given, words, worlds, territory in built:
        begun = time.perf_counter()
        runs = run_worlds(
            worlds, chosen, threads=threads, workers=workers, progress=progress, lang=lang,
            territory=territory,
        )  # fmt: skip
        seconds = round(time.perf_counter() - begun, 3)
        place, sources = with_sources(place_of(worlds[0], territory), worlds[0])
        called = given.folder.name if isinstance(given, PublicTerritory) else given or place.name
        for rank, name in enumerate(names[1:], 1):
            pairs = tuple((replicate[0], replicate[rank]) for replicate in runs)
            by_name[called, name] = collected(
                worlds[0], worlds[rank], words, chosen, pairs, place,
                {**sources, "seconds": seconds}, lang,
            )  # fmt: skip
    return Comparisons(
        tuple(dict.fromkeys(territory for territory, _ in by_name)), tuple(names), by_name, lang
    )


def _each_once(name: str, given: Any, least: int, wrong: list[Message]) -> list[Any]:
    """Return what a list holds; a text, a name given twice or too few of them are a mistake."""
    listed = [] if isinstance(given, str) else list(given)
    names = [x.folder.name if isinstance(x, PublicTerritory) else x for x in listed]
    texts = all(isinstance(x, str) for x in names)
    if isinstance(given, str) or not texts or len(set(names)) < max(len(names), least):
        wrong.append(Message("many.list", name=name, value=repr(given), least=str(least)))
        return []
    return listed
