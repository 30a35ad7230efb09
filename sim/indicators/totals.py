"""Values of all indicators in all, without groups: for studies of many short runs.

`sim.indicators.measure` gives the same values, with those of each group; on a run of 24 months of
the training territory it takes a quarter of the time of the run. Here the months are one product of
matrices: a row a count, a column an indicator. Sums of whole numbers are exact in any order.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.indicators.measure import counts_of_ratio, wait_of
from sim.indicators.outputs import Run
from sim.indicators.registry import INDICATORS, Gap, Paid, Ratio, Survival, Wait
from sim.state import counts

Array = npt.NDArray[Any]

__all__ = ["monthly_totals", "totals"]

MONTHS: Final = 12


class _Ratios(NamedTuple):
    """The indicators that are one sum of counts over another.

    Attributes
    ----------
    names
        Their names.
    top, bottom : float64[counts, indicators]
        How often each count is added, with the scale of the indicator in `top`.
    constant : bool[indicators]
        Those that are divided by nothing: the mean of a month.
    yearly : bool[indicators]
        Those of events that come once a year.
    """

    names: tuple[str, ...]
    top: Array
    bottom: Array
    scale: Array
    constant: Array
    yearly: Array


@cache
def _ratios() -> _Ratios:
    found = [(i.name, i.source) for i in INDICATORS if isinstance(i.source, Ratio)]
    top, bottom = (np.zeros((counts.SIZE, len(found))) for _ in range(2))
    for rank, (_, source) in enumerate(found):
        for matrix, names in ((top, source.top), (bottom, source.bottom)):
            for row, sign in counts_of_ratio(names):
                matrix[row, rank] += sign
    return _Ratios(
        tuple(name for name, _ in found),
        top,
        bottom,
        np.array([source.scale for _, source in found]),
        np.array([not source.bottom for _, source in found]),
        np.array([source.yearly for _, source in found]),
    )


def totals(run: Run) -> dict[str, float]:
    """Value of every indicator over the months since the reform; nan where nothing was counted.

    The values are those of `sim.indicators.measure.outcomes` for all persons.
    """
    ratios = _ratios()
    series = run.history[run.first_row :].astype(np.float64)
    years = series[: len(series) // MONTHS * MONTHS]
    sums = np.where(ratios.yearly, *(x.sum(axis=0) @ ratios.top for x in (years, series)))
    parts = [(x.sum(axis=0) @ ratios.bottom, float(len(x))) for x in (years, series)]
    below = np.where(
        ratios.yearly, *(np.where(ratios.constant, months, part) for part, months in parts)
    )
    values = _divided(sums * ratios.scale, below)
    found = dict(zip(ratios.names, values.tolist(), strict=True))
    summed = {True: years.sum(axis=0), False: series.sum(axis=0)}
    for indicator in INDICATORS:
        source = indicator.source
        if isinstance(source, Wait):
            found[indicator.name] = _wait(source, run)
        elif isinstance(source, Paid):
            people = summed[False][counts.PEOPLE]
            paid = float(run.paid[run.first_row :].sum()) * source.scale
            found[indicator.name] = paid / people if people else math.nan
        elif isinstance(source, Survival):
            of = summed[source.yearly]
            events = float(sum(of[counts.INDEX[name]] for name in source.events.split()))
            found[indicator.name] = source.of(events, float(of[counts.INDEX[source.stock]]))
    for indicator in INDICATORS:
        if isinstance(indicator.source, Gap):
            found[indicator.name] = indicator.source.of(found)[0]
    return {indicator.name: found[indicator.name] for indicator in INDICATORS}


def monthly_totals(run: Run) -> tuple[tuple[str, ...], Array]:
    """Names of the indicators with a value in each month, and float64[months, indicators].

    The values are those of `sim.indicators.measure.monthly` for all persons; nan where nothing was
    counted.
    """
    ratios = _ratios()
    series = run.history.astype(np.float64)
    top = series @ ratios.top * ratios.scale
    below = np.where(ratios.constant, 1.0, series @ ratios.bottom)
    for part in (top, below):
        sums = np.cumsum(part[:, ratios.yearly], axis=0)
        last = np.full_like(sums, np.nan)
        last[MONTHS - 1 :] = sums[MONTHS - 1 :]
        last[MONTHS:] -= sums[: max(len(sums) - MONTHS, 0)]
        part[:, ratios.yearly] = last
    paid = [i for i in INDICATORS if isinstance(i.source, Paid)]
    columns = [_divided(top, below)]
    for indicator in paid:
        assert isinstance(indicator.source, Paid)
        cents = run.paid.sum(axis=1) * indicator.source.scale
        columns.append(_divided(cents, series[:, counts.PEOPLE])[:, None])
    return (*ratios.names, *(i.name for i in paid)), np.concatenate(columns, axis=1)


def _divided(top: Array, bottom: Array) -> Array:
    out = np.full(np.broadcast_shapes(top.shape, bottom.shape), np.nan)
    np.divide(top, bottom, out=out, where=bottom != 0)
    return out


def _wait(source: Wait, run: Run) -> float:
    table = run.cohort[source.kind] if source.cohort else run.waits[source.kind].sum(axis=1)
    return wait_of(source, table, table)
