"""Indicators, columns of the state, and counts."""

from __future__ import annotations

from collections.abc import Iterable

from parts.cells import code, line
from sim import lang as labels
from sim.indicators import market, means, persons
from sim.indicators.measure import CELL_DIMENSIONS, counts_of
from sim.indicators.registry import REGISTRY, Indicator, Paid, Ratio, Survival, Wait
from sim.state import counts
from sim.state.columns import Column
from sim.state.count_table import CountTable
from sim.state.people import NEVER

__all__ = ["columns", "counts_table", "indicators"]


def indicators() -> str:
    """Write a table of indicators for each file in which they are declared."""
    lines = []
    for title, found in (
        ("Persons", persons.PERSONS),
        ("Means", means.MEANS),
        ("The two markets", market.MARKET),
    ):
        lines += ["", f"## {title}", ""]
        lines += ["| name | English | français | unit | better | also by | made from |"]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += [_indicator(indicator) for indicator in found]
    return "\n".join(lines[1:])


def _indicator(indicator: Indicator) -> str:
    better = {1: "more", -1: "less", 0: "neither"}[indicator.direction]
    cells = (
        f"`{indicator.name}`",
        f"**{indicator.label('en')}.** {indicator.definition('en')}",
        f"**{indicator.label('fr')}.** {indicator.definition('fr')}",
        labels.unit(indicator.unit, "en"),
        better,
        ", ".join(_groups(indicator)),
        _made_from(indicator),
    )
    return line(cells)


def _groups(indicator: Indicator) -> list[str]:
    """Dimensions by whose groups an indicator is given besides all persons."""
    source = indicator.source
    if isinstance(source, Ratio):
        cells = [*(name for name, _ in CELL_DIMENSIONS), "zone"] if source.cells else []
        return [*(["domain"] if source.domains else []), *cells]
    if isinstance(source, Survival):
        return []
    return (
        ["complexity"]
        if isinstance(source, Wait)
        else ["payer" if isinstance(source, Paid) else "speed"]
    )


def _made_from(indicator: Indicator) -> str:
    source = indicator.source
    if isinstance(source, Wait):
        which = "cohort: " if source.cohort else ""
        return f"{which}waits `{counts.WAIT_KINDS[source.kind]}`"
    if isinstance(source, Paid):
        return "cents paid by each funder, `people`"
    names = counts_of(indicator)
    if isinstance(source, Ratio | Survival):
        return code(names)
    sides = [name for side in source.sides for name in (side.stabilised, side.precarious)]
    assert all(name in REGISTRY for name in sides)
    return f"the indicators {code(sides)}"


def columns(table: Iterable[Column]) -> str:
    """Write a table of columns: name, type, numbers in a row, unit, meaning, first value."""
    lines = ["| name | type | numbers | unit | meaning | at first |", "|---|---|---|---|---|---|"]
    for column in table:
        numbers = " × ".join(str(size) for size in column.shape) or "1"
        first = "never" if column.empty == NEVER else f"{column.empty:g}"
        kind = column.dtype.__name__
        cells = (f"`{column.name}`", kind, numbers, column.unit, column.meaning, first)
        lines.append(line(cells))
    return "\n".join(lines)


def counts_table(table: CountTable) -> str:
    """Write a table of counts: name, unit, meaning."""
    lines = ["| name | unit | meaning |", "|---|---|---|"]
    lines += [line((f"`{count.name}`", count.unit, count.meaning)) for count in table.counts]
    return "\n".join(lines)
