"""The numbers of a comparison: the same people, the same luck, another organisation.

Every table and figure comes from the counts of the runs, whether just simulated or loaded from a
folder. Nothing here needs the engine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim import lang as labels
from sim.errors import InputError, check_lang, suggestion
from sim.indicators import stats
from sim.indicators.market import LEVELS
from sim.indicators.measure import Key, missing_indicators, monthly, outcomes
from sim.indicators.outputs import STATE_NAMES, Pair, Pathways
from sim.indicators.registry import HEADLINE, LOSER_INDICATORS, REGISTRY
from sim.lang import Message
from sim.results import atomic_files as store
from sim.results import notes
from sim.results.origin import Place, code_digest
from sim.scenario import renamed
from sim.scenario.scenario import Scenario

Array = npt.NDArray[Any]

__all__ = ["ComparisonTables", "check_indicator"]


@dataclass(frozen=True)
class ComparisonTables:
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
        Code, versions and processor (`provenance`), and seconds of the runs.
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

    @property
    def n(self) -> int:
        """Number of replicates."""
        return len(self.seeds)

    @property
    def attrs(self) -> dict[str, Any]:
        """Attributes of every table: names, territory, N, seeds, overrides, version."""
        return {
            "a": self.names[0],
            "b": self.names[1],
            "territory": self.place.name,
            "n": self.n,
            "seeds": list(self.seeds),
            "overrides": list(self.overrides),
            "schema_version": store.SCHEMA_VERSION,
            "code_digest": code_digest(self.origin),
        }

    def told_seeds(self) -> str:
        """Seeds as people read them: 1-20, or each of them."""
        first, last = self.seeds[0], self.seeds[-1]
        if self.n > 2 and self.seeds == tuple(range(first, first + self.n)):
            return f"{first}-{last}"
        return ", ".join(str(seed) for seed in self.seeds)

    @cached_property
    def _outcomes(self) -> tuple[list[Key], Array]:
        """Keys, and float64[replicates, 2, keys]."""
        found = [[outcomes(world, self.payers) for world in pair] for pair in self.pairs]
        keys = list(found[0][0])
        return keys, np.array([[list(w.values()) for w in pair] for pair in found], np.float64)

    def values(self, indicator: str, dimension: str = "all", group: str = "all") -> Array:
        """One value of the table for each replicate and world, float64[replicates, 2].

        Raises
        ------
        InputError
            When the indicator is not in the registry, or has no such group.
        """
        keys, values = self._outcomes
        check_indicator(indicator)
        key = Key(indicator, dimension, group)
        if key not in keys:
            raise InputError(_no_group(key, [k for k in keys if k.indicator == indicator]))
        return np.asarray(values[:, :, keys.index(key)])

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
        return np.asarray(np.moveaxis(means, 2, 0))

    @cached_property
    def _monthly(self) -> list[list[dict[Key, Array]]]:
        return [[monthly(world, self.payers) for world in pair] for pair in self.pairs]

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
            high, share_b_better, n. Shares are between 0 and 1.
        """
        lang = check_lang(lang)
        keys, values = self._outcomes
        rows = []
        for k, key in enumerate(keys):
            if not groups and key.dimension != "all":
                continue
            indicator = REGISTRY[key.indicator]
            p = stats.paired(values[:, 0, k], values[:, 1, k])
            better = {1: p.above, -1: p.below, 0: np.nan}[indicator.direction]
            label = indicator.label(lang)
            if inside := labels.group(key.dimension, key.group, lang, self.place.zones):
                label = f"{label} ({inside})"
            rows.append(
                (
                    *key, label, indicator.unit, indicator.direction,
                    p.a, p.b, p.difference, p.low, p.high, better, p.n,
                )
            )  # fmt: skip
        columns = (
            "indicator", "dimension", "group", "label", "unit", "direction",
            "a", "b", "difference", "low", "high", "share_b_better", "n",
        )  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(columns))
        frame.attrs.update(self.attrs)
        return frame

    def headline(self, lang: str | None = None) -> pd.DataFrame:
        """Return the rows of the summary that people read first, in their order."""
        frame = self.summary(groups=False, lang=lang).set_index("indicator", drop=False)
        return frame.loc[list(HEADLINE)].reset_index(drop=True)

    def losers(self, lang: str | None = None) -> pd.DataFrame:
        """Return the groups for whom b is worse, their interval beyond 0.

        Indicators: unmet need, waits, without solution.

        Returns
        -------
        pandas.DataFrame
            Rows of the summary, the widest relative loss first; ``attrs["tested"]`` is the number
            of groups examined.
        """
        frame = self.summary(lang=lang)
        frame = frame[frame["indicator"].isin(LOSER_INDICATORS) & frame["low"].notna()]
        toward = frame["direction"].to_numpy()
        low, high = frame["low"].to_numpy(), frame["high"].to_numpy()
        worse = np.where(toward < 0, low > 0, high < 0)
        lost = frame[worse].copy()
        size = lost["difference"].abs() / lost["a"].abs().where(lost["a"] != 0, 1.0)
        lost = lost.assign(_size=size).sort_values("_size", ascending=False, kind="stable")
        lost = lost.drop(columns="_size").reset_index(drop=True)
        lost.attrs.update(self.attrs, tested=len(frame))
        return lost

    def two_markets(self, lang: str | None = None) -> list[str]:
        """Return the level of each side of the two-speed index, in sentences.

        One for establishments, one for project actors, and one more where the gap narrows while
        establishments are worse off.
        """
        lang = check_lang(lang)
        return notes.two_markets({n: self.paired(n) for n in ("two_speed", *LEVELS)}, lang)

    def missing(self) -> tuple[str, ...]:
        """Names of the indicators that a folder saved by an older version does not hold."""
        found = [missing_indicators(run) for pair in self.pairs for run in pair]
        return tuple(dict.fromkeys(name for names in found for name in names))

    def not_covered(self, lang: str | None = None) -> list[str]:
        """Return what the numbers leave out, in sentences."""
        lang = check_lang(lang)
        return notes.not_covered(self.a, self.b, self.place, self.missing(), lang)

    def to_frame(self) -> pd.DataFrame:
        """Every value of every replicate, tidy.

        Returns
        -------
        pandas.DataFrame
            scenario, replicate, seed, month, territory, indicator, dimension, group, value. The
            month is missing if the value covers all months since the reform.
        """
        pieces: list[pd.DataFrame] = []
        keys, values = self._outcomes
        for r, pair in enumerate(self.pairs):
            for w, world in enumerate(pair):
                series = monthly(world, self.payers)
                months = len(world.months)
                of_series = [*np.repeat(np.arange(len(series)), months)]
                piece = pd.DataFrame(
                    {
                        "month": np.concatenate(
                            [np.tile(world.months, len(series)), np.full(len(keys), -1)]
                        ),
                        "key": np.concatenate([of_series, len(series) + np.arange(len(keys))]),
                        "value": np.concatenate([*series.values(), values[r, w]]),
                    }
                )
                piece.insert(0, "scenario", w)
                piece.insert(1, "replicate", r)
                pieces.append(piece)
        names = [*series, *keys]
        frame = pd.concat(pieces, ignore_index=True)
        frame = frame[frame["value"].notna()].reset_index(drop=True)
        code = frame["key"].to_numpy().astype(np.int64)
        out = pd.DataFrame({"scenario": _named(frame["scenario"].to_numpy(), self.names)})
        out["replicate"] = frame["replicate"].to_numpy(np.int32)
        out["seed"] = np.array(self.seeds, np.int64)[frame["replicate"].to_numpy()]
        months_ = pd.array(frame["month"].to_numpy(), dtype="Int32")
        months_[code >= len(series)] = pd.NA
        out["month"] = months_
        out["territory"] = _named(np.zeros(len(frame), np.int64), (self.place.name,))
        for part in ("indicator", "dimension", "group"):
            out[part] = _named(code, [getattr(key, part) for key in names])
        out["value"] = frame["value"].to_numpy()
        out.attrs.update(self.attrs)
        return out

    def to_csv_fr(self, path: str | Path, *, groups: bool = True) -> None:
        """Write the summary for a French spreadsheet: ``;``, decimal comma, UTF-8 with BOM."""
        frame = self.summary(groups, lang="fr")
        text = frame.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
        store.put(Path(path), text.encode("utf-8-sig"))

    def pathways(self) -> pd.DataFrame:
        """States of the recorded persons of the first seed, month by month, in both worlds.

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
        frame = pd.concat(
            {
                name: pd.DataFrame(p.state.T, index=pd.Index(p.key, name="person"))
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

    def digest(self) -> str:
        """32 hexadecimal digits of the table: the same for the same words, code and seeds."""
        state = hashlib.blake2b(digest_size=16)
        keys, values = self._outcomes
        for key in keys:
            state.update("|".join(key).encode())
        state.update(np.ascontiguousarray(values + 0.0).tobytes())
        return state.hexdigest()

    def runs(self) -> list[dict[str, Any]]:
        """Seed and digest of every run."""
        return [
            {
                "replicate": r,
                "seed": self.seeds[r],
                **{side: world.digest() for side, world in zip("ab", pair, strict=True)},
            }
            for r, pair in enumerate(self.pairs)
        ]


def check_indicator(indicator: str) -> None:
    """Refuse a name that is not that of an indicator.

    Raises
    ------
    InputError
        With the new name of one that was renamed, else the nearest name.
    """
    if indicator not in REGISTRY:
        new = renamed.new_name(renamed.INDICATORS, indicator)
        if new in REGISTRY:
            raise InputError(Message("table.renamed", indicator=indicator, name=new))
        near = suggestion(indicator, REGISTRY)
        raise InputError(Message("table.unknown", indicator=indicator, near=near))


def _no_group(key: Key, keys: Sequence[Key]) -> Message:
    """Return the problem of a group that an indicator lacks."""
    values = {"indicator": key.indicator, "dimension": key.dimension}
    names = [k.group for k in keys if k.dimension == key.dimension]
    if names:
        near = suggestion(key.group, names)
        return Message("table.group", **values, group=key.group, names=names, near=near)
    names = list(dict.fromkeys(k.dimension for k in keys))
    near = suggestion(key.dimension, names)
    return Message("table.dimension", **values, names=names, near=near)


def _named(codes: Array, names: Sequence[str]) -> Any:
    """Categories by code; equal names are one category."""
    different = list(dict.fromkeys(names))
    rank = np.array([different.index(name) for name in names], np.int64)
    return pd.Categorical.from_codes(rank[codes], categories=pd.Index(different))
