"""From the counts of one run to the values of indicators: in all, by group and by month."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.indicators import stats
from sim.indicators.outputs import Run
from sim.indicators.registry import (
    BY_DOMAIN,
    DOMAIN_CODES,
    HORIZON,
    INDICATORS,
    LEAST_AT_RISK,
    REGISTRY,
    Gap,
    Indicator,
    Paid,
    Ratio,
    Survival,
    Wait,
)
from sim.indicators.spells import Spells
from sim.state import counts
from sim.state.people import COUNTERS

Array = npt.NDArray[Any]

__all__ = [
    "CELL_DIMENSIONS",
    "Key",
    "Waits",
    "all_waits",
    "counts_of",
    "counts_of_ratio",
    "missing_indicators",
    "monthly",
    "outcomes",
    "wait_of",
]

# How a cell is made of groups, in the order of `sim.processes.care.presence.stratum_of`.
CELL_DIMENSIONS: Final = (
    ("stage", ("child", "adult", "senior")),
    ("sex", ("woman", "man")),
    ("income", ("low", "middle", "high")),
    ("digital", ("none", "limited", "full")),
    ("need", ("none", "light", "moderate", "severe")),
)
COMPLEXITY: Final = ("0", "1", "2", "3")  # classes of assessed files (`referral.complexity_class`)
MONTHS: Final = 12
# What waits that too few persons show may change: an incidence, and a mean in horizons.
SLIGHT: Final = 0.002
_SHAPE: Final = tuple(len(groups) for _, groups in CELL_DIMENSIONS)


class Key(NamedTuple):
    """The subject of a value."""

    indicator: str
    dimension: str
    group: str


def _sum(series: Array, names: tuple[str, ...], domain: int | None) -> Array:
    """Sum of counts month by month; of one domain where one is given."""
    total = np.zeros(len(series), np.float64)
    for column, sign in counts_of_ratio(names, domain):
        total += sign * series[:, column]
    return total


def counts_of_ratio(
    names: tuple[str, ...], domain: int | None = None
) -> Iterator[tuple[int, float]]:
    """Yield the columns of `history` that names of counts stand for, and their signs.

    Parameters
    ----------
    names
        As in `sim.indicators.kinds.Ratio`: a name that begins with ``-`` is subtracted.
    domain
        Of counts by domain, the one of which the count is taken; None for all.
    """
    for name in names:
        sign, plain = (-1.0, name[1:]) if name.startswith("-") else (1.0, name)
        if plain not in BY_DOMAIN:
            yield counts.INDEX[plain], sign
            continue
        first = counts.INDEX[f"{plain}_0"]
        for rank in range(len(DOMAIN_CODES)) if domain is None else (domain,):
            yield first + rank, sign


def _parts(source: Ratio, series: Array, domain: int | None = None) -> tuple[Array, Array]:
    top = _sum(series, source.top, domain)
    bottom = _sum(series, source.bottom, domain) if source.bottom else np.ones(len(series))
    return top * source.scale, bottom


def _divide(top: float, bottom: float) -> float:
    return float(top) / float(bottom) if bottom else math.nan


def _counted(source: Ratio | Survival, run: Run) -> Array:
    """Rows of the months that count: since the reform, and whole years for yearly events.

    A window of half a year holds one December or none, and a rate for a year of its events would
    be twice too high, or nothing.
    """
    series = run.history[run.first_row :]
    return series[: len(series) // MONTHS * MONTHS] if source.yearly else series


def _ratio(
    indicator: Indicator, source: Ratio, run: Run, zones: int
) -> Iterator[tuple[Key, float]]:
    series = _counted(source, run)
    for domain in (None, *range(len(DOMAIN_CODES))) if source.domains else (None,):
        top, bottom = _parts(source, series, domain)
        where = ("all", "all") if domain is None else ("domain", DOMAIN_CODES[domain])
        yield Key(indicator.name, *where), _divide(top.sum(), bottom.sum())
    if source.cells is None:
        return
    top_at, bottom_at = (COUNTERS.index(name) for name in source.cells)
    cells = run.strata.reshape(*_SHAPE, len(COUNTERS))
    for axis, (dimension, groups) in enumerate(CELL_DIMENSIONS):
        others = tuple(k for k in range(len(_SHAPE)) if k != axis)
        sums = cells.sum(axis=others)
        for rank, group in enumerate(groups):
            value = _divide(sums[rank, top_at] * source.scale, sums[rank, bottom_at])
            yield Key(indicator.name, dimension, group), value
    for zone in range(zones):
        counters = run.zones[zone]
        value = _divide(counters[top_at] * source.scale, counters[bottom_at])
        yield Key(indicator.name, "zone", str(zone)), value


class Waits(NamedTuple):
    """Waits of all replicates of a world together: tables as `Run.waits` and `Run.cohort`."""

    waits: Array
    cohort: Array


def all_waits(runs: Iterable[Run]) -> Waits:
    """Add the waits of runs."""
    tables = [(run.waits, run.cohort) for run in runs]
    return Waits(*(np.sum(part, axis=0, dtype=np.int64) for part in zip(*tables, strict=True)))


def _wait(
    indicator: Indicator, source: Wait, run: Run, of_all: Waits
) -> Iterator[tuple[Key, float]]:
    kind = source.kind
    if source.cohort:
        yield (
            Key(indicator.name, "all", "all"),
            wait_of(source, run.cohort[kind], of_all.cohort[kind]),
        )
        return
    mine, every = run.waits[kind], of_all.waits[kind]
    yield Key(indicator.name, "all", "all"), wait_of(source, mine.sum(axis=1), every.sum(axis=1))
    for rank, group in enumerate(COMPLEXITY):
        yield (
            Key(indicator.name, "complexity", group),
            wait_of(source, mine[:, rank], every[:, rank]),
        )


def wait_of(source: Wait, flows: Array, of_all: Array) -> float:
    """Return a number read off the waits of a run; nan where too few are observed long enough.

    Parameters
    ----------
    source
        What is read off.
    flows, of_all : int[flows, months]
        Waits of the run, and of all replicates of its world together.
    """
    spells, pooled = Spells.of(flows), Spells.of(of_all)
    if source.statistic == "incidence":
        _, left = pooled.unknown(source.months + 1, LEAST_AT_RISK)
        way = source.way - counts.REACHED
        return float(spells.incidence(way)[source.months]) if left <= SLIGHT else math.nan
    curve = spells.curve()
    if source.statistic in ("mean", "gini"):
        months, left = pooled.unknown(HORIZON, LEAST_AT_RISK)
        if months * left > SLIGHT * HORIZON:
            return math.nan
        value = stats.restricted_mean if source.statistic == "mean" else stats.gini
        return value(curve, HORIZON)
    found = stats.quantile(curve, 0.5 if source.statistic == "median" else 0.95)
    if math.isnan(found) or pooled.unknown(int(found) + 1, LEAST_AT_RISK)[0]:
        return math.nan
    return found


def _paid(
    indicator: Indicator, source: Paid, run: Run, payers: tuple[str, ...]
) -> Iterator[tuple[Key, float]]:
    paid = run.paid[run.first_row :].sum(axis=0)
    people = run.history[run.first_row :, counts.PEOPLE].sum()
    yield Key(indicator.name, "all", "all"), _divide(paid.sum() * source.scale, people)
    for rank, payer in enumerate(payers):
        yield Key(indicator.name, "payer", payer), _divide(paid[rank] * source.scale, people)


def _level(indicator: Indicator, run: Run) -> float:
    """Value of one count over another, over the months that count."""
    source = indicator.source
    assert isinstance(source, Ratio | Survival)
    series = _counted(source, run)
    if isinstance(source, Survival):
        events = series[:, [counts.INDEX[n] for n in source.events.split()]].sum()
        stock = series[:, counts.INDEX[source.stock]].sum()
        return source.of(events, stock)
    top, bottom = _parts(source, series)
    return _divide(top.sum(), bottom.sum())


def _gap(indicator: Indicator, source: Gap, run: Run) -> Iterator[tuple[Key, float]]:
    names = [name for side in source.sides for name in (side.stabilised, side.precarious)]
    index, gaps = source.of({name: _level(REGISTRY[name], run) for name in names})
    yield Key(indicator.name, "all", "all"), index
    for name, gap in gaps.items():
        yield Key(indicator.name, "speed", name), gap


def outcomes(run: Run, payers: tuple[str, ...], of_all: Waits | None = None) -> dict[Key, float]:
    """Value of every indicator over the months since the reform, in all and by group.

    Parameters
    ----------
    run
        The run.
    payers
        Kinds of funders, in the order of `Run.paid`.
    of_all
        Waits of all replicates of the same world: a wait is known if enough persons of all of
        them together are observed. Without it, those of this run.

    Returns
    -------
    dict
        In the same order for every run of a territory; nan where nothing was counted.
    """
    found: dict[Key, float] = {}
    zones = len(run.zones)
    together = Waits(run.waits, run.cohort) if of_all is None else of_all
    for indicator in INDICATORS:
        source = indicator.source
        if isinstance(source, Ratio):
            found.update(_ratio(indicator, source, run, zones))
        elif isinstance(source, Wait):
            found.update(_wait(indicator, source, run, together))
        elif isinstance(source, Survival):
            found[Key(indicator.name, "all", "all")] = _level(indicator, run)
        elif isinstance(source, Gap):
            found.update(_gap(indicator, source, run))
        else:
            found.update(_paid(indicator, source, run, payers))
    return found


def monthly(run: Run, payers: tuple[str, ...]) -> dict[Key, Array]:
    """Value of the indicators that have one in each month, float64[months]; nan where none.

    A rate of yearly events is that of the twelve months that end with the month.
    """
    found: dict[Key, Array] = {}
    series = run.history
    for indicator in INDICATORS:
        source = indicator.source
        if isinstance(source, Ratio):
            for domain in (None, *range(len(DOMAIN_CODES))) if source.domains else (None,):
                top, bottom = _parts(source, series, domain)
                where = ("all", "all") if domain is None else ("domain", DOMAIN_CODES[domain])
                if source.yearly:
                    top, bottom = _of_last_year(top), _of_last_year(bottom)
                found[Key(indicator.name, *where)] = _safe(top, bottom)
        elif isinstance(source, Paid):
            people = series[:, counts.PEOPLE]
            total = run.paid.sum(axis=1) * source.scale
            found[Key(indicator.name, "all", "all")] = _safe(total, people)
            for rank, payer in enumerate(payers):
                value = _safe(run.paid[:, rank] * source.scale, people)
                found[Key(indicator.name, "payer", payer)] = value
    return found


def counts_of(indicator: Indicator) -> tuple[str, ...]:
    """Names of the monthly counts that an indicator is made from; none for waits."""
    source = indicator.source
    names: list[str] = []
    if isinstance(source, Ratio):
        for name in (*source.top, *source.bottom):
            plain = name.removeprefix("-")
            several = plain in BY_DOMAIN
            names += [f"{plain}_{d}" for d in range(len(DOMAIN_CODES))] if several else [plain]
    elif isinstance(source, Survival):
        names = [*source.events.split(), source.stock]
    elif isinstance(source, Gap):
        for side in source.sides:
            for name in (side.stabilised, side.precarious):
                names += counts_of(REGISTRY[name])
    elif isinstance(source, Paid):
        names = ["people"]
    return tuple(dict.fromkeys(names))


def missing_indicators(run: Run) -> tuple[str, ...]:
    """Names of the indicators made from counts that a run of an older version does not hold."""
    if run.history.dtype.kind != "f":
        return ()
    lacking = np.isnan(run.history).all(axis=0)
    return tuple(
        indicator.name
        for indicator in INDICATORS
        if any(lacking[counts.INDEX[name]] for name in counts_of(indicator))
    )


def _of_last_year(monthly: Array) -> Array:
    """Sum of each month and the eleven before; nan where there are not as many."""
    sums = np.full(len(monthly), np.nan)
    if len(monthly) >= MONTHS:
        sums[MONTHS - 1 :] = np.convolve(monthly, np.ones(MONTHS), "valid")
    return sums


def _safe(top: Array, bottom: Array) -> Array:
    out = np.full(len(top), np.nan)
    np.divide(top, bottom, out=out, where=bottom != 0)
    return out
