"""The numbers of a comparison: the same people, the same luck, another organisation.

Every table and figure comes from the counts of the runs, whether just simulated or loaded from a
folder. Nothing here needs the engine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.indicators import stats
from sim.indicators.market import LEVELS
from sim.indicators.measure import Key
from sim.indicators.outputs import STATE_NAMES, Pair, Pathways
from sim.indicators.registry import HEADLINE, LOSER_INDICATORS, REGISTRY
from sim.lang import Message
from sim.results import atomic_files as store
from sim.results import notes
from sim.results.keys import check_indicator
from sim.results.origin import Place
from sim.results.sets import Sets, judged
from sim.results.verdict import smallest_that_counts
from sim.results.worlds import Worlds, dates_of
from sim.scenario.scenario import Scenario

Array = npt.NDArray[Any]

__all__ = ["ComparisonTables"]


@dataclass(frozen=True, eq=False)
class ComparisonTables(Worlds):
    """Paired replicates of two worlds, and their tables.

    Attributes
    ----------
    a, b
        The scenarios; differences are b minus a.
    names
        How they are called in tables.
    overrides
        Words that both were composed with.
    seeds
        One a replicate, the same for both worlds.
    pairs
        Counts of both worlds, one pair a replicate.
    place, payers
        The territory, and the codes of the funders.
    origin
        Code, versions and processor (`provenance`), seconds of the runs, titles of both worlds, and
        the smallest effects that count, as their cards give them.
    lang
        Language in which tables and figures appear without another: ``fr`` or ``en``; None for
        that of ``PARCOURS_LANG``, else French. It is not part of the comparison.
    sets
        Sets of assumed values, and the differences that they give; None without any.
    """

    a: Scenario
    b: Scenario
    names: tuple[str, str]
    overrides: tuple[str, ...]
    seeds: tuple[int, ...]
    pairs: tuple[Pair, ...]
    place: Place
    payers: tuple[str, ...]
    origin: dict[str, Any] = field(default_factory=dict)
    lang: str | None = field(default=None, kw_only=True)
    sets: Sets | None = field(default=None, kw_only=True)

    @property
    def replicates(self) -> tuple[Pair, ...]:
        """Counts of both worlds, one pair a replicate."""
        return self.pairs

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """Both scenarios, by side."""
        return {"a": self.a, "b": self.b}

    @property
    def attrs(self) -> dict[str, Any]:
        """Attributes of every table: names, territory, N, seeds, overrides, version."""
        return {"a": self.names[0], "b": self.names[1], **self.origin_attrs()}

    @property
    def same_worlds(self) -> bool:
        """Whether both worlds have the same counts in every replicate."""
        return all(row["a"] == row["b"] for row in self.runs())

    def titles(self, lang: str | None = None) -> tuple[str, str]:
        """Return what readers call both worlds: their titles; their names in older folders."""
        a, b = self.world_titles(lang)
        return a, b

    def values(self, indicator: str, dimension: str = "all", group: str = "all") -> Array:
        """One value of the table for each replicate and world, float64[replicates, 2].

        Raises
        ------
        InputError
            When the indicator is not in the registry, or has no such group.
        """
        return self.of_worlds(indicator, dimension, group)

    def paired(self, indicator: str, dimension: str = "all", group: str = "all") -> stats.Paired:
        """Compare one value of the table.

        Raises
        ------
        InputError
            As `values`.
        """
        return stats.paired(*self.values(indicator, dimension, group).T)

    def yearly(self, indicator: str) -> Array:
        """Means by year since the reform, float64[years, replicates, 2]; no row for some waits.

        Years are whole; months with no value are left out.

        Raises
        ------
        InputError
            When the indicator is not in the registry.
        """
        check_indicator(indicator)
        key = Key(indicator, "all", "all")
        first = self.a.clock.reform_month
        years = (self.a.clock.months - first) // 12
        found = [[self._monthly[r][w].get(key) for w in (0, 1)] for r in range(self.n)]
        if any(series is None for pair in found for series in pair):
            return np.zeros((0, self.n, 2))
        table = np.array(found, np.float64)[:, :, first : first + 12 * years]
        table = table.reshape(self.n, 2, years, 12)
        known = np.isfinite(table)
        total = np.where(known, table, 0.0).sum(axis=-1)
        counted = known.sum(axis=-1)
        means = np.divide(total, counted, out=np.full(total.shape, np.nan), where=counted > 0)
        if REGISTRY[indicator].yearly:  # each month has the rate of the twelve that end with it
            means = table[..., -1]
        return np.asarray(np.moveaxis(means, 2, 0))

    def summary(self, groups: bool = True, *, lang: str | None = None) -> pd.DataFrame:
        """One row an indicator (and group): both worlds, difference, 95 % interval.

        Parameters
        ----------
        groups
            Whether to include groups, in addition to all persons.
        lang
            Language of the column ``label``: ``fr`` or ``en``; without it that of
            ``PARCOURS_LANG``, else French.

        Returns
        -------
        pandas.DataFrame
            indicator, dimension, group, label, unit, direction, a, b, difference (b - a), low,
            high, share_b_better and share_equal (of the replicates), n, smallest (the smallest
            difference that counts), verdict (`sim.results.sets.judged`), and of the sets of assumed
            values, for all persons: band_low, band_middle, band_high (5, 50 and 95 % of them),
            share_sets (in which b does better), share_low and share_high (its 95 % interval).
            Shares are between 0 and 1. The smallest difference that counts for all persons is that
            of the card of a scenario, if it has one for the indicator.
        """
        lang = self.language(lang)
        keys, values = self._outcomes
        from_cards = self.origin.get("smallest", {})
        rows = []
        for k, key in enumerate(keys):
            if not groups and key.dimension != "all":
                continue
            indicator = REGISTRY[key.indicator]
            p = stats.paired(values[:, 0, k], values[:, 1, k])
            better = {1: p.above, -1: p.below, 0: np.nan}[indicator.direction]
            label = self.labelled(key, lang)
            known = math.isfinite(p.difference)
            equal = float((values[:, 0, k] == values[:, 1, k]).mean()) if known else np.nan
            smallest = smallest_that_counts(indicator.unit, p.a)
            if key.dimension == "all":
                smallest = from_cards.get(key.indicator, smallest)
            band = None
            if self.sets is not None and key.dimension == "all":
                band = self.sets.band(key.indicator, indicator.direction)
            sense = judged(indicator.direction, p.low, p.high, smallest, band)
            sets = (np.nan,) * 6 if band is None else band[:6]
            rows.append(
                (
                    *key, label, indicator.unit, indicator.direction, p.a, p.b,
                    p.difference, p.low, p.high, better, equal, p.n, smallest, sense, *sets,
                )
            )  # fmt: skip
        columns = (
            "indicator", "dimension", "group", "label", "unit", "direction",
            "a", "b", "difference", "low", "high", "share_b_better", "share_equal", "n",
            "smallest", "verdict",
            "band_low", "band_middle", "band_high", "share_sets", "share_low", "share_high",
        )  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(columns))
        frame.attrs.update(self.attrs)
        return frame

    def headline(self, lang: str | None = None) -> pd.DataFrame:
        """Return the rows of the summary that people read first, in their order."""
        frame = self.summary(groups=False, lang=lang).set_index("indicator", drop=False)
        return frame.loc[list(HEADLINE)].reset_index(drop=True)

    def assumed(self, lang: str | None = None) -> list[str]:
        """Return what the sets of assumed values are, and which values matter most; in sentences.

        Empty without sets.
        """
        return notes.assumed(self.sets, self.names, self.place, self.language(lang))

    def losers(self, lang: str | None = None) -> pd.DataFrame:
        """Return the groups for whom b is worse.

        Indicators: unmet need, waits, without solution.

        Returns
        -------
        pandas.DataFrame
            Rows of the summary by indicator, the widest loss first. ``attrs["tested"]`` is the
            number of groups examined; ``attrs["by_luck"]`` how many lose by luck alone, at most, in
            nineteen cases of twenty (`sim.indicators.stats.lost_by_luck`).
        """
        frame = self.summary(lang=lang)
        frame = frame[frame["indicator"].isin(LOSER_INDICATORS) & frame["low"].notna()]
        lost = frame[frame["verdict"] == "worse"].copy()
        order = lost["indicator"].map(LOSER_INDICATORS.index)
        lost = lost.assign(_order=order, _loss=-lost["difference"].abs())
        lost = lost.sort_values(["_order", "_loss"], kind="stable")
        lost = lost.drop(columns=["_order", "_loss"]).reset_index(drop=True)
        values = self._outcomes[1][:, :, frame.index]
        losses = (values[:, 0] - values[:, 1]) * frame["direction"].to_numpy()
        most = stats.lost_by_luck(losses, frame["smallest"].to_numpy())
        lost.attrs.update(self.attrs, tested=len(frame), by_luck=most)
        return lost

    def two_markets(self, lang: str | None = None) -> list[str]:
        """Return the level of each side of the two-speed index, in sentences.

        One for establishments, one for project actors, and one more where the gap narrows while
        establishments are worse off.
        """
        lang = self.language(lang)
        return notes.two_markets({n: self.paired(n) for n in ("two_speed", *LEVELS)}, lang)

    def not_covered(self, lang: str | None = None) -> list[str]:
        """Return what the numbers leave out, in sentences."""
        lang = self.language(lang)
        return notes.not_covered(self.a, self.b, self.place, self.missing(), lang)

    def to_csv_fr(self, path: str | Path, *, groups: bool = True) -> None:
        """Write the summary for a French spreadsheet: ``;``, decimal comma, UTF-8 with BOM."""
        store.put_csv_fr(Path(path), self.summary(groups, lang="fr"))

    def pathways(self, *, dates: bool = False) -> pd.DataFrame:
        """States of the recorded persons of the first seed, month by month, in both worlds.

        Parameters
        ----------
        dates
            Whether months are dates, as in `to_frame`.

        Returns
        -------
        pandas.DataFrame
            One row per person (their key), columns (scenario, month), values 0 to 5 as
            ``attrs["states"]`` names them.

        Raises
        ------
        InputError
            When nobody was recorded.
        """
        a, b = self.recorded()
        months = dates_of(range(len(a.state))) if dates else range(len(a.state))
        frame = pd.concat(
            {
                name: pd.DataFrame(p.state.T, index=pd.Index(p.key, name="person"), columns=months)
                for name, p in zip(self.names, (a, b), strict=True)
            },
            axis=1,
            names=["scenario", "month"],
        )
        frame.attrs.update(self.attrs, states=list(STATE_NAMES), seed=self.seeds[0])
        return frame

    def recorded(self) -> tuple[Pathways, Pathways]:
        """Pathways of the first seed, the same persons in the same order.

        Raises
        ------
        InputError
            When nobody was recorded.
        """
        first, second = (world.pathways for world in self.pairs[0])
        if first is None or second is None or not len(first.key):
            raise InputError(Message("table.no_pathways"))
        return first, second
