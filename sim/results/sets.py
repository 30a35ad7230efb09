"""Sets of assumed values, and what each makes of the differences of a comparison."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.results import atomic_files as store
from sim.results.doubt import DEPENDS, NEITHER, Band, band_of, reading
from sim.results.verdict import Verdict, verdict

__all__ = ["SETS", "Sets", "judged"]

SETS: Final = "sets"  # name of the file, and of what the manifest says of it
SEED: Final = "seed"
GAP: Final = "gap "  # begins the columns of differences in the file


@dataclass(frozen=True, eq=False)
class Sets:
    """Assumed values, one set a row, with the differences that they give.

    Attributes
    ----------
    values
        float64, a column a parameter, by its full name.
    seeds
        Seed of both worlds of each set.
    gaps
        float64, a column an indicator: second world minus first, over all persons; nan where one
        of them is not known.
    own
        Whether each replicate of the comparison is a set; otherwise they were simulated beside it.
    """

    values: pd.DataFrame
    seeds: tuple[int, ...]
    gaps: pd.DataFrame
    own: bool = False

    def __len__(self) -> int:
        """Return the number of sets."""
        return len(self.seeds)

    @cached_property
    def _bands(self) -> dict[tuple[str, int], Band | None]:
        return {}

    def band(self, indicator: str, direction: int) -> Band | None:
        """Return the band of an indicator; None where a set does not know it.

        Parameters
        ----------
        direction
            1 where more is better, -1 where less is better, 0 where neither is.
        """
        key = indicator, direction
        if key not in self._bands:
            gaps = np.full(len(self), np.nan)
            if indicator in self.gaps:
                gaps = self.gaps[indicator].to_numpy(np.float64)
            self._bands[key] = band_of(gaps, direction) if np.isfinite(gaps).all() else None
        return self._bands[key]

    def digest(self) -> str:
        """32 hexadecimal digits of the values, the seeds and the differences."""
        state = hashlib.blake2b(digest_size=16)
        for frame in (self.values, self.gaps):
            state.update("|".join(map(str, frame.columns)).encode())
            state.update(np.ascontiguousarray(frame.to_numpy(np.float64) + 0.0).tobytes())
        state.update(repr(self.seeds).encode())
        return state.hexdigest()

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest of a folder says of the sets."""
        return {
            "count": len(self),
            "own": self.own,
            "parameters": list(self.values.columns),
            "digest": self.digest(),
        }

    def write(self, path: Path) -> None:
        """Write the sets into the folder of a comparison."""
        frame = pd.concat([self.values, self.gaps.add_prefix(GAP)], axis=1)
        frame.insert(0, SEED, list(self.seeds))
        store.put_frame(path / f"{SETS}.parquet", frame)

    @classmethod
    def read(cls, path: Path, said: Mapping[str, Any]) -> Sets:
        """Read them from the folder of a comparison; `said` is what its manifest says.

        Raises
        ------
        ValueError
            When they are not those that the manifest names.
        """
        frame = pd.read_parquet(path / f"{SETS}.parquet")
        gaps = frame[[name for name in frame.columns if name.startswith(GAP)]]
        found = cls(
            frame[list(said["parameters"])],
            tuple(int(seed) for seed in frame[SEED]),
            gaps.rename(columns=lambda name: name.removeprefix(GAP)),
            bool(said["own"]),
        )
        if found.digest() != said["digest"]:
            raise ValueError(SETS)
        return found


def judged(direction: int, low: float, high: float, smallest: float, band: Band | None) -> Verdict:
    """Judge a difference by both kinds of doubt, where there are two.

    Parameters
    ----------
    direction, low, high, smallest
        As in `sim.results.verdict.verdict`.
    band
        What the sets make of it; None where there is none.

    Returns
    -------
    str
        As `verdict` without a band or a direction, and where all replicates are equal; else
        ``better``, ``worse``, ``small`` or ``depends`` (`sim.results.doubt.reading`).
    """
    by_seeds = verdict(direction, low, high, smallest)
    if band is None or direction == 0 or not np.isfinite(low):
        return by_seeds
    if by_seeds == "same" and band.low == band.high == 0:
        return by_seeds
    found = reading(band, (low, high), direction, smallest)
    words: dict[str, Verdict] = {
        "better": "better", "worse": "worse", "small": "small", DEPENDS: "depends",
        NEITHER: by_seeds,
    }  # fmt: skip
    return words[found]
