"""What tables of one world and of two share: replicates, their values, and their fingerprint."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim import lang as labels
from sim.errors import InputError, check_lang, library
from sim.indicators.measure import Key, all_waits, missing_indicators, monthly, outcomes
from sim.indicators.outputs import Run
from sim.indicators.registry import REGISTRY
from sim.lang import Message
from sim.results import atomic_files as store
from sim.results.keys import check_indicator, no_group
from sim.results.origin import Place, code_digest
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[Any]
Kind = Literal["monthly", "outcomes"]
_TEXTS: Final = ("scenario", "group", "indicator")
KINDS: Final = get_args(Kind)

__all__ = ["Worlds", "dates_of"]


class Worlds(ABC):
    """Replicates of one world or of two: what is known of them, and their values."""

    names: tuple[str, ...]
    overrides: tuple[str, ...]
    seeds: tuple[int, ...]
    place: Place
    payers: tuple[str, ...]
    origin: dict[str, Any]
    lang: str | None

    @property
    @abstractmethod
    def replicates(self) -> tuple[tuple[Run, ...], ...]:
        """Counts of each world, one tuple a replicate."""

    @property
    @abstractmethod
    def scenarios(self) -> dict[str, Scenario]:
        """The scenario of each world, by side: ``a``, ``b``."""

    def language(self, lang: str | None = None) -> str:
        """Return the language asked for, else that of the comparison."""
        return check_lang(self.lang if lang is None else lang)

    def world_titles(self, lang: str | None = None) -> tuple[str, ...]:
        """Return what readers call each world: its title, or its name in an older folder."""
        return tuple(self.origin.get("titles", {}).get(self.language(lang), self.names))

    @property
    @abstractmethod
    def attrs(self) -> dict[str, Any]:
        """Attributes of every table."""

    @abstractmethod
    def summary(self, groups: bool = True, *, lang: str | None = None) -> pd.DataFrame:
        """One row an indicator (and group)."""

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same worlds, seeds and counts, whenever and wherever simulated."""
        if not isinstance(other, type(self)):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        """Return the hash of the table."""
        return hash(self.digest())

    def _identity(self) -> tuple[object, ...]:
        return self.scenarios, self.names, self.seeds, self.place, self.runs(), self.digest()

    @property
    def n(self) -> int:
        """Number of replicates."""
        return len(self.seeds)

    def origin_attrs(self) -> dict[str, Any]:
        """Return the attributes that tables of one world and of two share."""
        return {
            "territory": self.place.name,
            "n": self.n,
            "seeds": list(self.seeds),
            "overrides": list(self.overrides),
            "schema_version": store.SCHEMA_VERSION,
            "code_digest": code_digest(self.origin),
        }

    @property
    def version(self) -> str:
        """Name and version of the program that made the numbers."""
        return f"parcours {self.origin.get('versions', {}).get('parcours', '')}".strip()

    def seeds_text(self) -> str:
        """Seeds as people read them: 1-20, or each of them."""
        first, last = self.seeds[0], self.seeds[-1]
        if self.n > 2 and self.seeds == tuple(range(first, first + self.n)):
            return f"{first}-{last}"
        return ", ".join(str(seed) for seed in self.seeds)

    @cached_property
    def _outcomes(self) -> tuple[list[Key], Array]:
        """Keys, and float64[replicates, worlds, keys]."""
        waits = [all_waits(runs) for runs in zip(*self.replicates, strict=True)]
        found = [
            [outcomes(run, self.payers, of_all) for run, of_all in zip(pair, waits, strict=True)]
            for pair in self.replicates
        ]
        keys = list(found[0][0])
        return keys, np.array([[list(w.values()) for w in pair] for pair in found], np.float64)

    def of_everybody(self) -> list[str]:
        """Return the indicators that have a value of all persons."""
        return [key.indicator for key in self._outcomes[0] if key.dimension == "all"]

    def of_worlds(self, indicator: str, dimension: str = "all", group: str = "all") -> Array:
        """One value of the table for each replicate and world, float64[replicates, worlds].

        Raises
        ------
        InputError
            When the indicator is not in the registry, or has no such group.
        """
        keys, values = self._outcomes
        check_indicator(indicator)
        if dimension == "zone" and group in self.place.zones:  # by its name
            group = str(self.place.zones.index(group))
        key = Key(indicator, dimension, group)
        if key not in keys:
            raise InputError(no_group(key, [k for k in keys if k.indicator == indicator]))
        return np.asarray(values[:, :, keys.index(key)])

    def labelled(self, key: Key, lang: str) -> str:
        """Return the label of an indicator, with its group."""
        label = REGISTRY[key.indicator].label(lang)
        inside = labels.group(key.dimension, key.group, lang, self.place.zones)
        return f"{label} ({inside})" if inside else label

    @cached_property
    def _monthly(self) -> list[list[dict[Key, Array]]]:
        return [[monthly(world, self.payers) for world in pair] for pair in self.replicates]

    def missing(self) -> tuple[str, ...]:
        """Names of the indicators that a folder saved by an older version does not hold."""
        found = [missing_indicators(run) for pair in self.replicates for run in pair]
        return tuple(dict.fromkeys(name for names in found for name in names))

    def to_frame(self, kind: Kind = "monthly", *, dates: bool = False) -> pd.DataFrame:
        """Every value of every replicate, tidy.

        A table holds one kind of values: a mean over months and over values of the whole time
        would be a wrong number.

        Parameters
        ----------
        kind
            ``"monthly"`` for the value of each month, of those indicators that have one;
            ``"outcomes"`` for the value over all months since the reform.
        dates
            Whether months are dates (the first day of the month) instead of numbers.

        Returns
        -------
        pandas.DataFrame
            scenario, replicate, seed, month (not for outcomes), territory, indicator, dimension,
            group, value. There is no row for a value that is not known.

        Raises
        ------
        InputError
            When there is no such kind.
        """
        if kind not in KINDS:
            raise InputError(Message("table.kind", given=repr(kind), known=", ".join(KINDS)))
        keys, outcomes_ = self._outcomes
        pieces: list[pd.DataFrame] = []
        for r, pair in enumerate(self.replicates):
            for w, world in enumerate(pair):
                if kind == "monthly":
                    keys = list(self._monthly[r][w])
                    months = world.months
                    values = np.concatenate([*self._monthly[r][w].values()])
                else:
                    months, values = np.zeros(1, np.int64), outcomes_[r, w]
                piece = pd.DataFrame({"scenario": w, "replicate": r, "value": values})
                piece["month"] = np.tile(months, len(keys))
                piece["key"] = np.repeat(np.arange(len(keys)), len(months))
                pieces.append(piece)
        frame = pd.concat(pieces, ignore_index=True)
        frame = frame[frame["value"].notna()].reset_index(drop=True)
        replicates = frame["replicate"].to_numpy()
        out = pd.DataFrame({"scenario": _named(frame["scenario"].to_numpy(), self.names)})
        out["replicate"] = replicates.astype(np.int32)
        out["seed"] = np.array(self.seeds, np.int64)[replicates]
        if kind == "monthly":
            numbers = frame["month"].to_numpy(np.int32)
            out["month"] = dates_of(numbers) if dates else numbers
        out["territory"] = _named(np.zeros(len(frame), np.int64), (self.place.name,))
        for part in ("indicator", "dimension", "group"):
            out[part] = _named(frame["key"].to_numpy(), [getattr(key, part) for key in keys])
        out["value"] = frame["value"].to_numpy()
        out.attrs.update(self.attrs)
        return out

    def to_xarray(self, kind: Kind = "monthly", *, dimension: str = "all") -> xr.Dataset:
        """Every value of every replicate as an array, one variable an indicator.

        Parameters
        ----------
        kind
            As in `to_frame`.
        dimension
            ``all`` persons, or groups of one kind: ``zone``, ``stage``, ``payer`` …

        Returns
        -------
        xarray.Dataset
            Axes scenario, replicate (with its seed), month (not for outcomes) and, of groups,
            group. A value that is not known is nan. Each variable has its unit in ``attrs``.

        Raises
        ------
        InputError
            When xarray is not installed, or there is no such kind or dimension.
        """
        library("xarray")
        frame = self.to_frame(kind)
        known = list(dict.fromkeys(frame["dimension"]))
        if dimension not in known:
            raise InputError(
                Message("table.axis", given=repr(dimension), known=", ".join(map(str, known)))
            )
        frame = frame[frame["dimension"] == dimension]
        axes = ["scenario", "replicate"]
        axes += ["month"] if kind == "monthly" else []
        axes += ["group"] if dimension != "all" else []
        frame = frame[[*axes, "indicator", "value"]]
        frame = frame.astype({n: str for n in frame.columns if n in _TEXTS})
        names = [name for name in REGISTRY if (frame["indicator"] == name).any()]
        wide = frame.pivot(index=axes, columns="indicator", values="value")[names]
        found = wide.to_xarray().reindex(scenario=list(self.names))
        found = found.assign_coords(seed=("replicate", np.array(self.seeds, np.int64)))
        for name in names:
            found[name].attrs["units"] = REGISTRY[name].unit
        found.attrs.update(self.attrs)
        return found

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
                **{side: world.digest() for side, world in zip(self.scenarios, pair, strict=True)},
            }
            for r, pair in enumerate(self.replicates)
        ]


def dates_of(months: Any) -> pd.DatetimeIndex:
    """Return the first day of months; month 0 is January 2017.

    Examples
    --------
    >>> dates_of([0, 13]).strftime("%Y-%m").tolist()
    ['2017-01', '2018-02']
    """
    found = np.datetime64("2017-01", "M") + np.asarray(months).astype("timedelta64[M]")
    return pd.DatetimeIndex(found.astype("datetime64[s]"))


def _named(codes: Array, names: list[str] | tuple[str, ...]) -> Any:
    """Categories by code; equal names are one category."""
    different = list(dict.fromkeys(names))
    rank = np.array([different.index(name) for name in names], np.int64)
    return pd.Categorical.from_codes(rank[codes], categories=pd.Index(different))
