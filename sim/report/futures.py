"""Figures of all replicates: the fan of the difference, and one dot for each future."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim import lang as labels
from sim.indicators.registry import REGISTRY
from sim.lang import say
from sim.report.series import label_months, monthly_values, origin_line
from sim.report.style import (
    INK,
    PAPER,
    TEXT,
    WORLD_STYLES,
    dress,
    footer,
    own_axes,
)
from sim.results.tables import ComparisonTables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["dots", "fan"]

BANDS: Final = ((10, 90, 0.2), (25, 75, 0.35))  # percentiles, and how dark
ACROSS: Final = 10  # dots in a row
# Colour, mark and filling of a future in which the second world does better, equally, or worse.
FUTURES: Final = (
    ("future_better", WORLD_STYLES[1][0], "o", WORLD_STYLES[1][0]),
    ("future_equal", "#6b6b6b", "s", "#6b6b6b"),
    ("future_worse", WORLD_STYLES[0][0], "o", PAPER),
)


def fan(
    comparison: ComparisonTables,
    indicator: str = "unmet_need",
    *,
    lang: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how b minus a spreads over replicates, month by month: median, 25–75 %, 10–90 %.

    The bands are those of single futures, not of the mean (`sim.report.series.difference`).

    Raises
    ------
    InputError
        When the indicator is unknown or has no monthly value.
    """
    lang = comparison.language(lang)
    months, a, b = monthly_values(comparison, indicator)
    entry = REGISTRY[indicator]
    gap = (b - a) * (100.0 if entry.unit == "share" else 1.0)
    fresh = ax is None
    ax = own_axes(ax)
    colour, line = WORLD_STYLES[1]
    for low, high, dark in BANDS:
        ends = np.percentile(gap, [low, high], axis=0)
        text = say("fan_band", lang, low=low, high=high)
        ax.fill_between(months, *ends, color=colour, alpha=dark, linewidth=0, label=text)
    middle = np.median(gap, axis=0)
    ax.plot(months, middle, color=colour, linestyle=line, linewidth=2.8, label=say("median", lang))
    ax.axhline(0, color=INK, linewidth=1.6)
    ax.axvline(comparison.a.clock.reform_month, color=INK, linewidth=1.5, linestyle=":")
    dress(ax)
    ax.margins(x=0.01)
    a_title, b_title = comparison.titles(lang)
    title = say("fan_title", lang, label=entry.label(lang), a=a_title, b=b_title)
    unit = "points" if entry.unit == "share" else labels.unit(entry.unit, lang)
    label_months(ax, title, unit, lang)
    if fresh:
        footer(ax, origin_line(comparison, lang))
    return ax


def dots(
    comparison: ComparisonTables,
    indicator: str = "unmet_need",
    *,
    lang: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one dot for each replicate: the number of futures in which b does better.

    Of an indicator that is neither better nor worse, more counts as better.

    Raises
    ------
    InputError
        When the indicator is unknown.
    """
    lang = comparison.language(lang)
    a, b = comparison.values(indicator).T
    entry = REGISTRY[indicator]
    known = np.isfinite(a) & np.isfinite(b)
    gain = np.sign((b - a)[known] * (entry.direction or 1))
    counts = [int((gain == sign).sum()) for sign in (1, 0, -1)]
    fresh = ax is None
    ax = own_axes(ax)
    title_a, title_b = comparison.titles(lang)
    start = 0
    for (key, colour, mark, fill), count in zip(FUTURES, counts, strict=True):
        rank = start + np.arange(count)
        text = say(key, lang, n=count, total=len(gain), b=title_b)
        ax.plot(
            rank % ACROSS, -(rank // ACROSS), linestyle="none", marker=mark, color=colour,
            markerfacecolor=fill, markeredgewidth=2.5, markersize=24, label=text,
        )  # fmt: skip
        start += count
    rows = max(-(-len(gain) // ACROSS), 4)
    ax.set_xlim(-0.6, ACROSS - 0.4)
    ax.set_ylim(0.6 - rows, 0.6)
    ax.set_axis_off()
    ax.set_xticks([])
    ax.set_yticks([])
    title = say("dots_title", lang, label=entry.label(lang), a=title_a, b=title_b)
    ax.set_title(title, fontsize=TEXT + 3, color=INK, loc="left")
    ax.legend(
        fontsize=TEXT, frameon=False, loc="upper left", bbox_to_anchor=(1, 1), markerscale=0.6,
        labelspacing=1.2,
    )  # fmt: skip
    if fresh:
        p = comparison.paired(indicator)
        gap = labels.interval(p.difference, p.low, p.high, entry.unit, lang)
        unit = labels.unit(entry.unit, lang, gap=True)
        note = say("dots_note", lang, gap=gap, unit=unit)
        footer(ax, f"{note}\n{origin_line(comparison, lang)}")
    return ax
