"""Figures of an indicator month by month: the paired difference, and the levels of both worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from sim import lang as labels
from sim.indicators.kinds import Indicator
from sim.indicators.measure import Key, monthly
from sim.indicators.registry import REGISTRY
from sim.lang import say
from sim.report.style import (
    INK,
    SMALL,
    TEXT,
    WORLD_STYLES,
    dress,
    footer,
    format_axis,
    own_axes,
)
from sim.results.keys import check_monthly
from sim.results.means import half_width
from sim.results.notes import sets_cells
from sim.results.tables import ComparisonTables
from sim.results.verdict import MARKS
from sim.results.worlds import Worlds

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = npt.NDArray[Any]

__all__ = ["difference", "label_months", "levels", "monthly_values", "origin_line"]


def origin_line(comparison: Worlds, lang: str) -> str:
    """Return the line under a figure: territory, replicates, seeds, version."""
    n = say("n", lang, n=comparison.n, seeds=comparison.seeds_text())
    one = f" ({say('one_replicate', lang)})" if comparison.n < 2 else ""
    return " · ".join(
        (comparison.place.label(lang), f"{n}{one}", comparison.version, say("teaching", lang))
    )


def monthly_values(comparison: ComparisonTables, indicator: str) -> tuple[Array, Array, Array]:
    """Months, and values of both worlds, float64[replicates, months]; months without one left out.

    Raises
    ------
    InputError
        When the indicator is unknown or has no monthly value.
    """
    check_monthly(indicator)
    key = Key(indicator, "all", "all")
    a = [monthly(pair[0], comparison.payers)[key] for pair in comparison.pairs]
    b = [monthly(pair[1], comparison.payers)[key] for pair in comparison.pairs]
    first, second = np.array(a, np.float64), np.array(b, np.float64)
    kept = np.isfinite(first).all(axis=0) & np.isfinite(second).all(axis=0)
    return comparison.pairs[0][0].months[kept], first[:, kept], second[:, kept]


def difference(
    comparison: ComparisonTables,
    indicator: str = "unmet_need",
    *,
    lang: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the paired difference month by month: mean, 95 % band, zero and reform marked.

    Raises
    ------
    InputError
        When the indicator is unknown or has no monthly value.
    """
    lang = comparison.language(lang)
    months, a, b = monthly_values(comparison, indicator)
    entry = REGISTRY[indicator]
    factor = 100.0 if entry.unit == "share" else 1.0
    gap = (b - a) * factor
    mean = gap.mean(axis=0)
    fresh = ax is None
    ax = own_axes(ax)
    colour, _ = WORLD_STYLES[1]
    half = half_width(gap)
    step = _step(entry)
    if half is not None:
        ax.fill_between(
            months, mean - half, mean + half, color=colour, alpha=0.25, linewidth=0,
            label=say("band", lang), step=step,
        )  # fmt: skip
    key = "mean" if half is not None else "one_replicate"
    drawn = _drawn(step)
    ax.plot(months, mean, color=colour, linewidth=2.8, label=say(key, lang), drawstyle=drawn)
    ax.axhline(0, color=INK, linewidth=1.6, label=say("zero", lang))
    reform = comparison.a.clock.reform_month
    _mark_reform(ax, reform, lang)
    ax.margins(x=0.01)
    dress(ax)
    low, high = ax.get_ylim()
    reach = max(abs(low), abs(high), 1e-9)
    ax.set_ylim(min(low, -0.15 * reach), max(high, 0.15 * reach))
    if entry.direction:
        better = "better_above" if entry.direction > 0 else "better_below"
        ax.annotate(
            say(better, lang, b=comparison.titles(lang)[1]),
            (reform, 0.97 if entry.direction > 0 else 0.03), (8, 0), ha="left",
            xycoords=("data", "axes fraction"), textcoords="offset points",
            va="top" if entry.direction > 0 else "bottom", fontsize=SMALL, color=INK,
            style="italic",
        )  # fmt: skip
    title = say(
        "difference_title", lang, label=entry.label(lang), a=comparison.titles(lang)[0],
        b=comparison.titles(lang)[1],
    )  # fmt: skip
    points = "points" if entry.unit == "share" else labels.unit(entry.unit, lang)
    label_months(ax, title, points, lang)
    if fresh:
        footer(
            ax, "\n".join([*_over_sets(comparison, indicator, lang), origin_line(comparison, lang)])
        )
    return ax


def _over_sets(comparison: ComparisonTables, indicator: str, lang: str) -> list[str]:
    """Return a sentence on what the sets of assumed values make of the difference; none without."""
    if comparison.sets is None:
        return []
    rows = comparison.summary(groups=False, lang=lang).set_index("indicator", drop=False)
    row: Any = rows.loc[indicator]
    band, share = sets_cells(row, lang)
    reading = f"{MARKS[row.verdict]} {say(f'reading.{row.verdict}', lang)}"
    b, count = comparison.titles(lang)[1], len(comparison.sets)
    return [say("sets.figure", lang, sets=count, band=band, share=share, b=b, reading=reading)]


def levels(
    comparison: ComparisonTables,
    indicator: str = "unmet_need",
    *,
    lang: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw an indicator in both worlds month by month: means over replicates, 95 % bands.

    Raises
    ------
    InputError
        When the indicator is unknown or has no monthly value.
    """
    lang = comparison.language(lang)
    months, *worlds = monthly_values(comparison, indicator)
    entry = REGISTRY[indicator]
    factor = 100.0 if entry.unit == "share" else 1.0
    fresh = ax is None
    ax = own_axes(ax)
    titles = comparison.titles(lang)
    step = _step(entry)
    for values, title, (colour, line) in zip(worlds, titles, WORLD_STYLES, strict=True):
        mean, half = factor * values.mean(axis=0), half_width(factor * values)
        if half is not None:
            ax.fill_between(
                months, mean - half, mean + half, color=colour, alpha=0.2, linewidth=0, step=step
            )
        ax.plot(
            months, mean, color=colour, linestyle=line, linewidth=2.8, label=title,
            drawstyle=_drawn(step),
        )  # fmt: skip
    if comparison.n > 1:
        ax.fill_between([], [], [], color=INK, alpha=0.2, linewidth=0, label=say("band", lang))
    else:
        ax.plot([], [], linestyle="none", label=say("one_replicate", lang))
    _mark_reform(ax, comparison.a.clock.reform_month, lang)
    ax.margins(x=0.01)
    dress(ax)
    title = say("levels_title", lang, label=entry.label(lang), a=titles[0], b=titles[1])
    unit = "%" if entry.unit == "share" else labels.unit(entry.unit, lang)
    label_months(ax, title, unit, lang)
    if fresh:
        footer(ax, origin_line(comparison, lang))
    return ax


def _step(entry: Indicator) -> Literal["post"] | None:
    """Return how the value of a month reaches the next one.

    What happens in one month of the year changes at once: a slope towards that month would show a
    difference before there is one.
    """
    return "post" if entry.yearly else None


def _drawn(step: str | None) -> Literal["steps-post", "default"]:
    return "default" if step is None else "steps-post"


def _mark_reform(ax: Axes, reform: int, lang: str) -> None:
    ax.axvline(reform, color=INK, linewidth=1.5, linestyle=":")
    ax.annotate(
        say("reform", lang), (reform, 0.5), (5, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", fontsize=SMALL, color=INK,
    )  # fmt: skip


def label_months(ax: Axes, title: str, unit: str, lang: str) -> None:
    """Write the title, both axes and the legend of a figure month by month."""
    ax.set_title(title, fontsize=TEXT + 3, color=INK, loc="left", pad=38)
    ax.set_xlabel(say("month", lang), fontsize=TEXT, color=INK)
    ax.set_ylabel(unit, fontsize=TEXT, color=INK)
    format_axis(ax, lang)
    ax.legend(
        fontsize=SMALL, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3,
        borderaxespad=0.1,
    )  # fmt: skip
