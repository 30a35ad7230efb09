"""Figures of many differences with their intervals, a line each: headline table and losers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, cast

from sim import lang as labels
from sim.lang import say
from sim.report.series import origin_line
from sim.report.style import INK, SMALL, TEXT, dress, footer, own_axes
from sim.results.notes import first_losers
from sim.results.tables import ComparisonTables
from sim.results.verdict import Verdict

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["headline", "losers"]

# Colour and mark of each verdict: the mark alone is enough.
_STYLES: Final[dict[Verdict, tuple[str, str]]] = {
    "better": ("#004488", "^"),
    "worse": ("#a8322a", "v"),
    "moves": ("#1a1a1a", "D"),
    "small": ("#6b6b6b", "s"),
    "same": ("#6b6b6b", "s"),
    "unsure": ("#6b6b6b", "o"),
    "depends": ("#1a1a1a", "X"),
}


def headline(
    comparison: ComparisonTables, *, lang: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the differences of the headline table, better to the right, each on its own scale.

    Indicators that are neither better nor worse are drawn with their sign.
    """
    lang = comparison.language(lang)
    a, b = comparison.titles(lang)
    title = say("headline_title", lang, a=a, b=b)
    rows = comparison.headline(lang)
    notes = [say("own_scale", lang)]
    if comparison.sets is not None:
        notes.append(say("forest.sets", lang, sets=len(comparison.sets)))
    return _forest(comparison, rows, title, lang, ax, "\n".join(notes))


def losers(
    comparison: ComparisonTables, *, lang: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the groups for whom b is worse, as `headline`; of each indicator the first five."""
    lang = comparison.language(lang)
    a, b = comparison.titles(lang)
    lost = comparison.losers(lang)
    rows, more = first_losers(lost)
    notes = [say("losers_scale", lang)]
    if more and comparison.n > 1:
        notes.append(say("groups_more_page", lang, n=more))
    title = say("losers_title", lang, a=a, b=b)
    ax = _forest(comparison, rows, title, lang, ax, " ".join(notes))
    ax.set_xlim(-1.08, 0.08)  # all are worse
    if not len(rows):
        key = "nobody_drawn" if comparison.n > 1 else "one_replicate"
        ax.text(
            0.5, 0.5, say(key, lang), transform=ax.transAxes, fontsize=TEXT, color=INK,
            ha="center",
        )  # fmt: skip
    return ax


def _forest(
    comparison: ComparisonTables,
    rows: pd.DataFrame,
    title: str,
    lang: str,
    ax: Axes | None,
    note: str,
) -> Axes:
    fresh = ax is None
    ax = own_axes(ax)
    texts = []
    row: Any
    for y, row in enumerate(rows.itertuples()):
        toward = row.direction or 1
        numbers = (row.difference, row.low, row.high, row.band_low, row.band_high)
        ends = [toward * x for x in numbers]
        reach = max((abs(x) for x in ends if math.isfinite(x)), default=0.0) or 1.0
        middle, low, high, *band = (x / reach for x in ends)
        colour, mark = _STYLES[row.verdict]
        if math.isfinite(band[0]):
            ax.plot(band, [y, y], color=colour, linewidth=0.9, solid_capstyle="butt")
        if math.isfinite(low):
            ax.plot([low, high], [y, y], color=colour, linewidth=3.2, solid_capstyle="butt")
        ax.plot([middle], [y], color=colour, marker=mark, markersize=9, linestyle="none")
        gap = labels.interval(row.difference, row.low, row.high, row.unit, lang)
        unit = labels.unit(row.unit, lang, gap=True)
        texts.append(f"{gap} {unit}" if math.isfinite(row.difference) else gap)
    ax.axvline(0, color=INK, linewidth=1.6)
    dress(ax)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    ax.set_xlim(-1.08, 1.08)
    ax.set_xticks([-0.6, 0.6], [say("side_worse", lang), say("side_better", lang)])
    ax.set_ylim(max(len(rows), 4) - 0.4, -0.6)
    ax.set_yticks(range(len(rows)), list(rows["label"]))
    for y, text in enumerate(texts):
        ax.annotate(
            text, (1, y), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", fontsize=SMALL, color=INK,
        )  # fmt: skip
    if fresh:
        figure = cast("Figure", ax.get_figure())
        figure.suptitle(title, fontsize=TEXT + 3, color=INK, x=0.01, ha="left")
        footer(ax, f"{note}\n{origin_line(comparison, lang)}")
    return ax
