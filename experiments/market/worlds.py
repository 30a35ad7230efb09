"""Several worlds over the same seeds, and their results: levels, and paired differences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim import lang as labels
from sim.indicators import stats
from sim.indicators.measure import Key, all_waits, outcomes

if TYPE_CHECKING:
    from sim.indicators.outputs import Run
    from sim.results.origin import Place
    from sim.scenario.scenario import Scenario

__all__ = ["Point", "Worlds", "plain", "ranged", "run_all"]


class Point(NamedTuple):
    """A mean over seeds and its 95 % Student interval."""

    mean: float
    low: float
    high: float

    def numbers(self) -> dict[str, float | None]:
        """Plain values for a file; None where unknown."""
        return {name: plain(value) for name, value in self._asdict().items()}


def plain(number: float) -> float | None:
    """Return a number that JSON knows."""
    return float(number) if math.isfinite(number) else None


def ranged(point: Point, unit: str, lang: str) -> str:
    """Return a level and its interval as people read them."""
    mean = labels.value(point.mean, unit, lang)
    if not math.isfinite(point.low):
        return mean
    ends = [labels.value(x, unit, lang, like=point.mean) for x in (point.low, point.high)]
    return f"{mean} [{labels.say('interval.between', lang).join(ends)}]"


@dataclass
class Worlds:
    """Results of worlds, one run per seed.

    Attributes
    ----------
    names
        Of the worlds, in the order of the runs.
    seeds, runs
        Runs by seed, then by world.
    place, payers
        The territory, and the codes of the funders.
    """

    names: tuple[str, ...]
    seeds: tuple[int, ...]
    runs: Sequence[Sequence[Run]]
    place: Place
    payers: tuple[str, ...]
    _found: dict[str, list[dict[Key, float]]] = field(default_factory=dict)

    def values(self, world: str, indicator: str, *group: str) -> Any:
        """One value a seed, float64[seeds]; `group` is dimension and group."""
        if world not in self._found:
            rank = self.names.index(world)
            mine = [runs[rank] for runs in self.runs]
            waits = all_waits(mine)
            self._found[world] = [outcomes(run, self.payers, waits) for run in mine]
        key = Key(indicator, *(group or ("all", "all")))
        return np.array([found[key] for found in self._found[world]], np.float64)

    def level(self, world: str, indicator: str, *group: str) -> Point:
        """Mean of a world over seeds."""
        values = self.values(world, indicator, *group)
        p = stats.paired(np.zeros(len(values)), values)
        return Point(p.b, p.low, p.high)

    def gap(self, a: str, b: str, indicator: str, *group: str) -> stats.Paired:
        """World b minus world a, seed by seed."""
        return stats.paired(self.values(a, indicator, *group), self.values(b, indicator, *group))

    def seeds_text(self) -> str:
        """Seeds as people read them."""
        first, last = self.seeds[0], self.seeds[-1]
        return f"{first}-{last}" if len(self.seeds) > 1 else f"{first}"


def run_all(scenarios: Mapping[str, Scenario], options: Mapping[str, Any]) -> Worlds:
    """Run every world for every seed; equal worlds once.

    Scenarios that differ only in their label are the same world under two names.
    """
    from sim.indicators.outputs import PAYERS
    from sim.results.origin import place_of
    from sim.runs.replicates import run_worlds
    from sim.runs.warmup import territory_of

    seeds = tuple(range(options["seed"], options["seed"] + options["replicates"]))
    digests = {name: scenario.digest() for name, scenario in scenarios.items()}
    unique = {digest: scenarios[name] for name, digest in digests.items()}
    first = next(iter(scenarios.values()))
    territory = territory_of(first)  # of all worlds; files of a user are read once
    runs = run_worlds(
        list(unique.values()), seeds, workers=options["workers"], lang=options["lang"],
        territory=territory,
    )  # fmt: skip
    rank = {digest: k for k, digest in enumerate(unique)}
    spread = [[of_seed[rank[digests[name]]] for name in scenarios] for of_seed in runs]
    place = place_of(first, territory)
    return Worlds(tuple(scenarios), seeds, spread, place, PAYERS)
