"""Where money moves: what each funder pays more or less, from one world to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import lang as labels
from sim.lang import say
from sim.report.series import origin_line
from sim.report.style import INK, SMALL, TEXT, WORLD_STYLES, dress, footer, format_axis, own_axes
from sim.results.tables import ComparisonTables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["money"]

MORE, LESS = "#a8322a", "#117733"


def money(comparison: ComparisonTables, *, lang: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw what each funder pays more (right) or less (left), euros per person per year.

    Each bar starts where the one above it ends, from no change to the change of all public money;
    a line on it is the 95 % interval. Under the figure: what crises cost (repair), and the share
    of staff time that prepares.
    """
    lang = comparison.language(lang)
    fresh = ax is None
    ax = own_axes(ax)
    moved = [comparison.paired("public_cost", "payer", payer) for payer in comparison.payers]
    whole = comparison.paired("public_cost")
    names = [labels.group("payer", payer, lang) for payer in comparison.payers]
    gaps = np.array([p.difference for p in moved])
    starts = np.concatenate([[0.0], np.cumsum(gaps)[:-1], [0.0]])
    ends = []
    for y, (p, start) in enumerate(zip([*moved, whole], starts, strict=True)):
        last = y == len(moved)
        colour, hatch = (MORE, "//") if p.difference > 0 else (LESS, "")
        edge = WORLD_STYLES[1][0] if last else "#ffffff"
        ax.barh(
            y,
            p.difference,
            left=start,
            height=0.6,
            color=colour,
            hatch=hatch,
            edgecolor=edge,
            linewidth=3.0 * last,
        )
        if np.isfinite(p.low):
            ax.plot([start + p.low, start + p.high], [y, y], color=INK, linewidth=2.4)
        ends += [start, start + p.difference, start + p.low, start + p.high]
        text = labels.interval(p.difference, p.low, p.high, "euros_year", lang)
        ax.annotate(
            text, (1, y), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", fontsize=SMALL, color=INK,
        )  # fmt: skip
    ax.axvline(0, color=INK, linewidth=1.6)
    dress(ax)
    ax.set_yticks(range(len(names) + 1), [*names, say("all_funders", lang)])
    ax.invert_yaxis()
    reach = max((abs(x) for x in ends if np.isfinite(x)), default=0.0) or 1.0
    ax.set_xlim(-1.1 * reach, 1.1 * reach)
    format_axis(ax, lang, ax.xaxis)
    a, b = comparison.titles(lang)
    ax.set_title(say("money_title", lang, a=a, b=b), fontsize=TEXT + 1, color=INK, loc="left")
    ax.set_xlabel(labels.unit("euros_year", lang), fontsize=TEXT, color=INK)
    if fresh:
        repair, prepare = comparison.paired("repair_cost"), comparison.paired("prepare_share")
        note = say(
            "money_note", lang,
            repair=labels.interval(repair.difference, repair.low, repair.high, "euros_year", lang),
            prepare=labels.interval(prepare.difference, prepare.low, prepare.high, "share", lang),
        )  # fmt: skip
        band = say("band" if comparison.n > 1 else "one_replicate", lang)
        footer(ax, f"{note}\n{say('lines_are', lang, band=band)}\n{origin_line(comparison, lang)}")
    return ax
